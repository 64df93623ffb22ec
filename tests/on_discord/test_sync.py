"""Discord is given the commands when they have changed, and only then."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs
from town import Town

from mentorbot.errors import OperatorError
from mentorbot.on_discord import sync


async def test_commands_are_given_at_the_first_start_and_not_at_the_next(empty_town: Town) -> None:
    town = empty_town
    await town.start()
    assert town.calls("PUT", "/commands") == 1
    await town.restart()
    await town.restart()
    assert town.calls("PUT", "/commands") == 1
    assert (await town.alice.slash("help")).text


async def test_a_changed_description_is_given_again(town: Town) -> None:
    commands = sync.commands(town.bot.tree)
    assert not await sync.sync(town.bot, town.database, commands)
    commands[0]["nsfw"] = True
    assert await sync.sync(town.bot, town.database, commands)
    assert town.calls("PUT", "/commands") == 2


async def test_another_application_on_the_same_database_gets_its_own(town: Town) -> None:
    await town.stop()
    town.app = town.sandbox.add_application("mentorbot two", town.guild)
    await town.start()
    assert town.calls("PUT", "/commands") == 2


async def test_commands_discord_refuses_are_logged_and_tried_again_next_time(empty_town: Town) -> None:
    town = empty_town
    town.sandbox.faults.add("PUT", "/applications/*/commands", status=400, code=50035)
    with capture_logs() as logged:
        await town.start()
    assert any(entry["log_level"] == "error" and "commands" in entry["event"] for entry in logged)
    await town.restart()
    assert (await town.alice.slash("help")).text


async def test_names_in_other_languages_come_from_the_content_folder(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    (folder / "commands.yaml").write_text(
        "nextstep: {name: prossimo, description: La cosa da fare adesso}\n"
        "guide.topic: {name: tema, description: Cosa cerchi}\n"
        "privacy export: {name: esporta}\n"
        "events.show: {choices: {mine: I miei}}\n"
    )
    commands = sync.commands(town.bot.tree, tmp_path)
    described = {command["name"]: command for command in commands}
    assert described["nextstep"]["name_localizations"] == {"it": "prossimo"}
    assert described["nextstep"]["description_localizations"] == {"it": "La cosa da fare adesso"}
    assert described["guide"]["options"][0]["name_localizations"] == {"it": "tema"}
    assert described["privacy"]["options"][0]["name_localizations"] == {"it": "esporta"}
    assert not described["help"].get("name_localizations")
    shown = {one["value"]: one for one in described["events"]["options"][0]["choices"]}
    assert shown["mine"]["name_localizations"] == {"it": "I miei"}
    assert not shown["all"].get("name_localizations")
    assert await sync.sync(town.bot, town.database, commands)


async def test_without_such_files_nothing_is_translated(town: Town, tmp_path: Path) -> None:
    assert sync.commands(town.bot.tree, tmp_path) == sync.commands(town.bot.tree)


async def test_a_file_of_another_form_is_told_to_whoever_runs_it(town: Town, tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "commands.yaml").write_text("- a list\n", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"commands\.yaml should map"):
        sync.commands(town.bot.tree, tmp_path)
