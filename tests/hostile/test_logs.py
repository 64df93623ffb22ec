"""A log is read by people, sent to others and kept for long: no secret is in it, and nothing people typed."""

import io
import logging

import pytest
from hostile.conftest import Village
from hostile.storage import full_disk
from hostile.watching import BROKEN

from mentorbot.sandbox.discord.people.screen import NotAnsweredError

GOAL = "Leave the job that makes me ill"
TOPIC = "how do I tell my boss"
SECRETS = (GOAL, TOPIC, "2044-04-04")


async def test_at_the_most_talkative_level_no_secret_and_nothing_typed_is_logged(
    village: Village, log: io.StringIO
) -> None:
    town, alice = village.town, village.town.alice
    modal = await alice.slash("start", time_zone="Chicago")
    await modal.submit(stage="clinician", goal=GOAL, target_date="2044-04-04")
    await alice.slash("guide", topic=TOPIC)
    await alice.type("guide", topic=TOPIC)
    await alice.forge_slash("guide", {"topic": TOPIC * 300})
    await alice.forge_click(f"guide:page:{GOAL}", await alice.slash("nextstep"), values=[TOPIC])
    await alice.forge_click(GOAL, await alice.slash("profile"))
    await (await alice.slash("start")).submit(
        stage="clinician", goal=GOAL, target_date="yesterday " + "x" * 5
    )
    await alice.slash("privacy export")
    town.sandbox.faults.add("POST", "/interactions/*", status=403, times=2)
    with pytest.raises(NotAnsweredError):
        await alice.slash("help", timeout=0.5)
    async with full_disk(town.database):
        for number in range(200):
            person = town.sandbox.add_person(f"person{number}", town.guild)
            reply = await (await person.slash("start")).submit(stage="clinician", goal=GOAL + "g" * 200)
            if BROKEN in reply.text:
                break
    await (await alice.slash("privacy erase")).click("Erase it all")
    assert village.watcher.bugs(), "the full disk should have been a bug"
    await town.restart()
    village.watcher.wrongs()

    written = log.getvalue()
    assert "commands given to Discord" in written
    assert [one for one in (*SECRETS, town.app.token, alice.name) if one in written] == []
    tokens = [one.token for one in town.sandbox.interactions.by_id.values()]
    assert [one for one in tokens if one in written] == []


async def test_a_token_in_an_error_is_blotted_out_however_it_got_there(
    village: Village, log: io.StringIO
) -> None:
    token = village.town.app.token
    error = RuntimeError(f"could not send {{'Authorization': 'Bot {token}'}}")
    logging.getLogger("somewhere").error("it failed with %s", token, exc_info=error)
    village.watcher.bugs()
    assert "it failed with [secret]" in log.getvalue()
    assert token.rpartition(".")[2] not in log.getvalue()


async def test_what_discord_py_writes_of_a_rate_limit_lets_nobody_answer_for_the_bot(
    village: Village, log: io.StringIO
) -> None:
    await village.town.alice.slash("help")
    interaction = list(village.town.sandbox.interactions.by_id.values())[-1]
    path = (
        f"{village.town.sandbox.api_url}/webhooks/{interaction.app.id}/{interaction.token}/messages/@original"
    )
    logging.getLogger("discord.http").warning(
        "We are being rate limited. %s %s responded with 429.", "PATCH", path
    )
    village.watcher.wrongs()
    assert "/[secret]/messages/@original responded with 429" in log.getvalue()
    assert interaction.token not in log.getvalue()
