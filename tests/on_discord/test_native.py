"""What rooms declare is what Discord is told, option by option, and what comes reaches the handler raw."""

import inspect
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from discord import app_commands
from town import Town

from mentorbot import rooms
from mentorbot.chat import Card, Section
from mentorbot.chat.declare import Command, MenuOn, command, declared_in, menu
from mentorbot.chat.options import (
    Channel,
    ChannelKind,
    CommandOption,
    Group,
    Kind,
    Message,
    Person,
    Suggestion,
    channel,
    choice,
    decimal,
    file,
    group,
    person,
    text,
    whole,
    yes_no,
)
from mentorbot.chat.roots import Root
from mentorbot.chat.turn import Turn, Typing
from mentorbot.errors import UserError
from mentorbot.on_discord import native, sync
from mentorbot.on_discord.bot import MentorBot

KINDS = {
    Kind.TEXT: 3, Kind.WHOLE: 4, Kind.YES_NO: 5, Kind.PERSON: 6, Kind.CHANNEL: 7, Kind.GROUP: 8,
    Kind.DECIMAL: 10, Kind.FILE: 11,
}  # fmt: skip
"""https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type"""
CHANNELS = {ChannelKind.TEXT: {0, 5}, ChannelKind.FORUM: {15, 16}}


def flat(described: Sequence[dict[str, Any]], group: str = "") -> dict[str, dict[str, Any]]:
    """Commands by all of their words."""
    found: dict[str, dict[str, Any]] = {}
    for one in described:
        words = f"{group} {one['name']}".strip()
        inner = [part for part in one.get("options", ()) if part["type"] in (1, 2)]
        found |= flat(inner, words) if inner else {words: one}
    return found


def as_told(option: CommandOption, declared: Command, named: dict[Any, str]) -> dict[str, Any]:
    """What Discord should be told of an option."""
    told: dict[str, Any] = {
        "name": option.name,
        "description": option.about,
        "required": declared.default(option) is inspect.Parameter.empty,
        "type": KINDS[option.kind] if option.kind is not Kind.CHOICE else 4 if 0 in named else 3,
    }
    match option.kind:
        case Kind.TEXT:
            told |= {"min_length": option.least, "max_length": option.most}
        case Kind.WHOLE | Kind.DECIMAL:
            told |= {"min_value": option.least, "max_value": option.most}
        case Kind.CHOICE:
            told["choices"] = [{"name": name, "value": value} for value, name in named.items()]
        case Kind.CHANNEL:
            told["channel_types"] = sorted({type_ for one in option.channels for type_ in CHANNELS[one]})
    if option.suggest is not None:
        told["autocomplete"] = True
    return told


async def test_discord_is_told_what_is_declared_and_nothing_else(town: Town) -> None:
    told = flat(sync.commands(town.bot.tree))
    declared = rooms.declared()
    assert told.keys() == declared.commands.keys() | declared.menus.keys()
    for words, one in declared.commands.items():
        assert told[words]["description"] == one.about
        given = {option["name"]: option for option in told[words].get("options", ())}
        assert given.keys() == {option.name for option in one.options}, words
        for option in one.options:
            named = option.named(town.bot.program) if callable(option.named) else option.named or {}
            found = {key: value for key, value in given[option.name].items() if value not in (None, [])}
            found["channel_types"] = sorted(found.get("channel_types", ()))
            wanted = {"channel_types": []} | as_told(option, one, dict(named))
            assert found == wanted, f"/{words} {option.name}"


async def test_every_press_that_is_declared_is_answered(town: Town) -> None:
    assert town.bot.router.known == rooms.declared().presses.keys()


async def suggest_names(typing: Typing) -> Sequence[Suggestion]:
    if typing.typed == "trouble":
        raise UserError("Nobody sees this.")
    return [
        Suggestion(f"{typing.typed} beside {typing.beside}", typing.typed),
        Suggestion("too long", "x" * 101),
    ]


came: dict[str, Any] = {}


@command(
    "try everything",
    "Every kind of option.",
    text("name", "A name.", least=2, most=20, suggest=suggest_names),
    whole("many", "How many.", 1, 5),
    decimal("much", "How much.", 0.5, 2),
    yes_no("sure", "Whether."),
    choice("colour", "Which colour.", {"red": "Red", "blue": "Blue"}),
    choice("day", "Which day.", lambda program: {0: "Monday", 1: "Tuesday"}),
    person("whom", "Whom."),
    channel("where", "Where."),
    group("role", "Which role."),
    file("proof", "A file."),
)
async def try_everything(  # noqa: PLR0917 - one for each option
    turn: Turn,
    name: str,
    many: int = 3,
    much: float = 1.0,
    sure: bool | None = None,
    colour: str = "red",
    day: int = 0,
    whom: Person | None = None,
    where: Channel | None = None,
    role: Group | None = None,
    proof: Any = None,
) -> Card:
    came.clear()
    came.update(locals())
    if proof is not None:
        came["bytes"] = await proof.read()
    return Card("Tried", (Section(f"{turn.name} tried everything."),))


@menu("Try a person", "Try it.", MenuOn.PERSON)
async def try_person(turn: Turn, on: Person) -> Card:
    came["on"] = on
    return Card("Tried", (Section(on.name),))


@menu("Try a message", "Try it.", MenuOn.MESSAGE)
async def try_message(turn: Turn, on: Message) -> Card:
    came["on"] = on
    return Card("Tried", (Section(on.text),))


@pytest.fixture
async def tried(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A town whose bot can be tried."""
    bot: MentorBot = town.bot
    monkeypatch.setitem(native.ROOTS, "try", Root("Try things."))
    declared = declared_in([sys.modules[__name__]])
    for one in declared.commands.values():
        native.add_command(bot.tree, one, bot.program, bot.answer)
    for entry in declared.menus.values():
        native.add_menu(bot.tree, entry, bot.answer)
    await sync.sync(bot, town.database, sync.commands(bot.tree))
    return town


async def test_the_handler_gets_what_was_given_and_its_own_defaults_for_the_rest(tried: Town) -> None:
    reply = await tried.alice.slash("try everything", name="Ann")
    assert "alice tried everything" in reply.text
    del came["turn"]
    assert came == {
        "name": "Ann", "many": 3, "much": 1.0, "sure": None, "colour": "red", "day": 0, "whom": None,
        "where": None, "role": None, "proof": None,
    }  # fmt: skip


async def test_people_channels_groups_and_files_come_in_the_bots_own_words(tried: Town) -> None:
    role = tried.sandbox.add_role(tried.guild, "Mentors")
    await tried.alice.slash(
        "try everything",
        {"name": "Ann", "many": 5, "much": 0.5, "sure": True, "colour": "blue", "day": 1},
        whom=tried.bob.user,
        where=tried.general,
        role=role,
        proof=("proof.txt", b"It is so."),
    )
    assert came["whom"] == Person(str(tried.bob.user.id), "bob")
    assert came["where"] == Channel(str(tried.general.id), "general")
    assert came["role"] == Group(str(role.id), "Mentors")
    assert (came["proof"].name, came["proof"].size, came["bytes"]) == ("proof.txt", 9, b"It is so.")
    assert (came["many"], came["much"], came["sure"], came["colour"], came["day"]) == (
        5,
        0.5,
        True,
        "blue",
        1,
    )


async def test_a_role_named_in_a_direct_message_is_nobodys_everybody(tried: Town) -> None:
    role = tried.sandbox.add_role(tried.guild, "Mentors")
    reply = await tried.alice.slash("try everything", {"name": "Ann"}, role=role, channel=tried.alice.dm())
    assert "tried everything" in reply.text
    assert came["role"] == Group(str(role.id), "Mentors")


async def test_whoever_types_is_offered_what_fits_and_nothing_if_that_fails(tried: Town) -> None:
    (offered,) = await tried.alice.type("try everything", {"many": 2, "name": "Ann"})
    assert (offered.label, offered.value) == ("Ann beside {'many': 2}", "Ann")
    assert await tried.alice.type("try everything", {"name": "trouble"}) == []


async def test_menus_open_on_a_person_and_on_a_message(tried: Town) -> None:
    reply = await tried.alice.context_menu("Try a person", user=tried.bob.user)
    assert came["on"] == Person(str(tried.bob.user.id), "bob")
    assert "bob" in reply.text
    said = await tried.bob.say("Remember this")
    await tried.alice.context_menu("Try a message", message=said)
    assert (came["on"].text, came["on"].author.name) == ("Remember this", "bob")


async def test_a_kind_that_discord_lacks_is_an_error_at_the_start(
    tried: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(native._OTHERS, Kind.FILE)
    one = declared_in([sys.modules[__name__]]).commands["try everything"]
    with pytest.raises(ValueError, match="no option of the kind file"):
        native.add_command(tried.bot.tree, one, tried.bot.program, tried.bot.answer)


async def test_first_words_that_nobody_described_are_an_error_at_the_start(town: Town) -> None:
    @command("unheard of", "Nobody knows.")
    async def unheard(turn: Turn) -> Card:
        return Card("no")

    one = replace(rooms.declared().commands["help"], words="unheard of", handler=unheard)
    with pytest.raises(ValueError, match="not among the roots"):
        native.add_command(town.bot.tree, one, town.bot.program, town.bot.answer)


async def test_a_room_that_is_unloaded_takes_its_commands_and_presses_away(town: Town) -> None:
    await town.bot.remove_cog("community")
    left = {one.qualified_name for one in town.bot.tree.walk_commands()}
    assert "help" not in left
    assert "privacy export" not in left
    assert "privacy" not in left
    assert not {id_ for id_ in town.bot.router.known if id_.startswith("privacy:")}
    assert isinstance(town.bot.tree.get_command("remind"), app_commands.Group)
