"""Which definitions of application commands are refused, and with which words."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.definitions import command
from mentorbot.sandbox.wire import Json


def option(name: str = "topic", kind: int = 3, **more: Any) -> Json:
    return {"type": kind, "name": name, "description": "What about", **more}


def define(strict: bool = False, **change: Any) -> tuple[Json, set[tuple[str, str]]]:
    problems = Problems()
    body = {"name": "guide", "description": "Read the guide", **change}
    kept = command(body, problems, strict=strict)
    return kept, {(".".join(map(str, path)), code) for path, code, _ in problems.found}


@pytest.mark.parametrize("name", ["guide", "next-step", "étape", "手順", "ขั้นตอน", "कदम", "o'clock", "a_1"])
def test_a_lower_case_name_of_any_alphabet_is_accepted(name: str) -> None:
    assert define(name=name)[1] == set()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Guide", "APPLICATION_COMMAND_INVALID_NAME"),
        ("my guide", "APPLICATION_COMMAND_INVALID_NAME"),
        ("guide!", "APPLICATION_COMMAND_INVALID_NAME"),
        ("x" * 33, "BASE_TYPE_BAD_LENGTH"),
        ("", "BASE_TYPE_REQUIRED"),
        (None, "BASE_TYPE_REQUIRED"),
        (7, "STRING_TYPE_CONVERT"),
    ],
)
def test_a_bad_name_of_a_slash_command_is_refused(name: Any, code: str) -> None:
    assert define(name=name)[1] == {("name", code)}


def test_a_context_menu_has_a_free_name_and_nothing_else() -> None:
    assert define(name="View Profile", description="", type=2)[1] == set()
    assert ("description", "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED") in define(type=3)[1]
    assert ("options", "APPLICATION_COMMAND_OPTIONS_NOT_ALLOWED") in define(type=2, options=[option()])[1]


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"description": ""}, "description", "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 101}, "description", "BASE_TYPE_BAD_LENGTH"),
        ({"type": 9}, "type", "BASE_TYPE_CHOICES"),
        ({"options": [option(str(n)) for n in range(26)]}, "options", "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(kind=12)]}, "options.0.type", "BASE_TYPE_CHOICES"),
        ({"options": [option("Topic")]}, "options.0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"options": [option(description="")]}, "options.0.description", "BASE_TYPE_REQUIRED"),
        (
            {"options": [option(), option()]},
            "options.1.name",
            "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
        ),
        (
            {"options": [option("a"), option("b", required=True)]},
            "options.1",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            {"options": [option("a", 1), option("b")]},
            "options",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            {"options": [option("a", 2, options=[option("b")])]},
            "options.0.options",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            {"options": [option("a", 1, options=[option("b", 1)])]},
            "options.0.options.0.type",
            "BASE_TYPE_CHOICES",
        ),
        (
            {"options": [option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]},
            "options.0.choices",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {"options": [option(kind=4, choices=[{"name": "one", "value": "1"}])]},
            "options.0.choices.0.value",
            "NUMBER_TYPE_COERCE",
        ),
        (
            {"options": [option(choices=[{"name": "x" * 101, "value": "1"}])]},
            "options.0.choices.0.name",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"options": [option(autocomplete=True, choices=[{"name": "a", "value": "a"}])]},
            "options.0.autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES",
        ),
        ({"options": [option(max_length=6001)]}, "options.0.max_length", "NUMBER_TYPE_MAX"),
        ({"name_localizations": {"xx": "leitfaden"}}, "name_localizations.xx", "ENUM_TYPE_COERCE"),
        (
            {"name_localizations": {"de": "Leitfaden"}},
            "name_localizations.de",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            {"description_localizations": {"de": "x" * 101}},
            "description_localizations.de",
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"contexts": []}, "contexts", "BASE_TYPE_BAD_LENGTH"),
        ({"contexts": [3]}, "contexts.0", "BASE_TYPE_CHOICES"),
        ({"integration_types": [0, 0]}, "integration_types.1", "SET_TYPE_ALREADY_CONTAINS_VALUE"),
        (
            {"default_member_permissions": "admin"},
            "default_member_permissions",
            "NUMBER_TYPE_COERCE",
        ),
    ],
)
def test_a_bad_definition_is_refused_with_its_path(change: Json, where: str, code: str) -> None:
    assert (where, code) in define(**change)[1]


def test_all_words_of_a_command_together_stay_within_eight_thousand_characters() -> None:
    def choices(length: int) -> list[Json]:
        return [{"name": f"{n:02}", "value": "x" * length} for n in range(16)]

    assert define(options=[option(choices=choices(490))])[1] == set()
    refused = define(options=[option(choices=choices(500))])[1]
    assert refused == {("", "APPLICATION_COMMAND_TOO_LARGE")}


def test_a_strict_sandbox_wants_contexts_and_integration_types_stated() -> None:
    assert define()[1] == set()
    refused = {("contexts", "BASE_TYPE_REQUIRED"), ("integration_types", "BASE_TYPE_REQUIRED")}
    assert define(strict=True)[1] == refused
    assert define(strict=True, contexts=[0, 1], integration_types=[0])[1] == set()


async def test_what_discord_py_registers_is_accepted_whole() -> None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = app_commands.CommandTree(client)
        admin = app_commands.Group(name="admin", description="For organizers", guild_only=True)

        @admin.command(description="Greet somebody")
        @app_commands.describe(times="How often", member="Whom")
        @app_commands.choices(size=[app_commands.Choice(name="Big", value=2)])
        async def greet(
            interaction: discord.Interaction,
            member: discord.Member,
            times: app_commands.Range[int, 1, 10],
            size: int,
            where: discord.TextChannel | None = None,
        ) -> None: ...

        tree.add_command(admin)

        @tree.context_menu(name="Who is this?")
        async def who(interaction: discord.Interaction, member: discord.Member) -> None: ...

        problems = Problems()
        kept = [command(one.to_dict(tree), problems) for one in tree._get_all_commands()]
        assert not problems, str(problems)
        options = kept[0]["options"][0]["options"]
        assert [one["name"] for one in options] == ["member", "times", "size", "where"]
        assert (options[1]["min_value"], options[1]["max_value"]) == (1, 10)
        assert kept[1] | {"type": 2, "name": "Who is this?"} == kept[1]
