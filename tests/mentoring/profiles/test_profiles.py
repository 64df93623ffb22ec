"""Offering to mentor and saying what one looks for, through a real discord.py client."""

from datetime import timedelta
from typing import Any

import pytest
from mentoring.quarter import Quarter, empty_town, quarter, town
from sqlalchemy import select

from mentorbot import clock
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import MentorState, Origin
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Overwrite

__all__ = ["empty_town", "quarter", "town"]


async def rows(quarter: Quarter) -> list[Any]:
    async with quarter.town.database.engine.connect() as connection:
        return list((await connection.execute(select(MENTOR))).mappings())


async def waiting(quarter: Quarter) -> list[str]:
    live = delivery.c.state.in_((State.PENDING, State.LEASED))
    async with quarter.town.database.engine.connect() as connection:
        return list((await connection.execute(select(delivery.c.dedupe_key).where(live))).scalars())


async def test_three_steps_make_a_mentor_who_never_saw_the_guide(quarter: Quarter) -> None:
    done = await quarter.mentor(quarter.town.alice, about="I like *numbers*", credentials=["fache"])
    assert "You are listed" in done.text
    assert r"I like \*numbers\*" in done.text
    assert "FACHE" in done.text
    [row] = await rows(quarter)
    assert (row["state"], row["topics"], row["capacity"]) == (MentorState.LISTED, "finance,operations", 2)
    assert "America/Chicago" in done.text


async def test_who_stops_half_way_is_not_listed_and_goes_on_where_they_were(quarter: Quarter) -> None:
    form = await quarter.town.alice.slash("mentor join")
    await form.submit(role="Director", setting="hospital", years="3")
    [row] = await rows(quarter)
    assert row["state"] is MentorState.DRAFT
    again = await quarter.town.alice.slash("mentor join")
    assert again.fields["Your role"]["value"] == "Director"
    step = await again.submit()
    assert "one step of three" in step.text


async def test_a_mentor_changes_one_step_and_the_others_stay(quarter: Quarter) -> None:
    await quarter.mentor(quarter.town.alice)
    shown = await quarter.town.alice.slash("mentor join")
    form = await shown.click("How much time")
    changed = await form.submit(capacity="5")
    assert "0 of 5 places taken" in changed.text
    [row] = await rows(quarter)
    assert (row["topics"], row["hours"]) == ("finance,operations", 4)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"years": "ten"}, "whole number from 0 to 60"),
        ({"years": "-1"}, "whole number from 0 to 60"),
        ({"capacity": "0"}, "whole number from 1 to 20"),
        ({"hours": "½"}, "whole number from 1 to 40"),
        ({"zone": "Atlantis"}, "time zone"),
    ],
)
async def test_an_answer_that_makes_no_sense_is_told_and_not_kept(
    quarter: Quarter, answers: dict[str, Any], told: str
) -> None:
    alice = quarter.town.alice
    if "years" in answers:
        reply = await (await alice.slash("mentor join")).submit(role="CFO", setting="payer", **answers)
        assert await rows(quarter) == []
    else:
        await quarter.mentor(alice)
        before = await rows(quarter)
        form = await (await alice.slash("mentor join")).click("How much time")
        reply = await form.submit(answers)
        assert await rows(quarter) == before
    assert told in reply.text


async def test_a_pause_ends_by_itself_on_the_day(quarter: Quarter) -> None:
    await quarter.mentor(quarter.town.alice)
    day = (clock.now() + timedelta(days=10)).date()
    paused = await quarter.town.alice.slash("mentor pause", until=str(day))
    assert "Enjoy the break" in paused.text
    await quarter.pass_by(timedelta(days=8))
    assert (await rows(quarter))[0]["state"] is MentorState.PAUSED
    await quarter.pass_by(timedelta(days=3))
    await quarter.town.alice.wait_for_dm("Your pause is over")
    [row] = await rows(quarter)
    assert (row["state"], row["paused_until"]) == (MentorState.LISTED, None)


async def test_whoever_resumes_early_or_pauses_anew_is_not_told_of_the_first_end(quarter: Quarter) -> None:
    await quarter.mentor(quarter.town.alice)
    for days in (10, 20):
        await quarter.town.alice.slash("mentor pause", until=str((clock.now() + timedelta(days=days)).date()))
        assert len(await waiting(quarter)) == 1
    assert "You are listed" in (await quarter.town.alice.slash("mentor resume")).text
    assert await waiting(quarter) == []


@pytest.mark.parametrize("until", ["some day", "2001-01-01", "9999-12-31", "2027-02-30"])
async def test_a_pause_until_a_day_that_makes_no_sense_is_told(quarter: Quarter, until: str) -> None:
    await quarter.mentor(quarter.town.alice)
    reply = await quarter.town.alice.slash("mentor pause", until=until)
    assert "That did not work" in reply.text
    assert (await rows(quarter))[0]["state"] is MentorState.LISTED


async def test_leaving_asks_names_the_mentees_and_tells_each(quarter: Quarter) -> None:
    alice, bob = quarter.town.alice, quarter.town.bob
    await quarter.mentor(alice)
    await quarter.mentee(bob)
    async with quarter.town.database.session_scope() as session:
        [mentor, mentee] = (await rows(quarter))[0]["member_id"], 2
        await pairing.form_mentorship(
            session, mentor_id=mentor, mentee_id=mentee, origin=Origin.REQUEST, months=6
        )
    asked = await alice.slash("mentor leave")
    assert "**bob**" in asked.text
    stays = await asked.click("Stay")
    assert "You are listed" in stays.text
    left = await (await alice.slash("mentor leave")).click("Stop mentoring")
    assert "Your mentee is told" in left.text
    told = await bob.wait_for_dm("has ended")
    assert "nobody's fault" in told.text
    await quarter.settle()
    assert len([one for one in bob.inbox if "nobody's fault" in one.text]) == 1
    assert await rows(quarter) == []
    assert "no mentor here" in (await alice.slash("mentor leave")).text
    async with quarter.town.database.engine.connect() as connection:
        assert await pairing.find_mentorships(connection, mentee) == []


async def test_what_a_mentee_looks_for_is_filled_in_from_what_they_told(quarter: Quarter) -> None:
    alice = quarter.town.alice
    await quarter.town.enrol(alice, goal="Run a nursing home and pass the FACHE", under_way=["masters"])
    form = await alice.slash("mentee profile")
    assert form.fields["What you want to reach"]["value"] == "Run a nursing home and pass the FACHE"
    chosen = {
        one["value"] for one in form.fields["Topics you want help with"]["options"] if one.get("default")
    }
    assert {"long-term-care", "exams", "degrees", "fellowships"} <= chosen
    settings = {
        one["value"] for one in form.fields["Where you want to work"]["options"] if one.get("default")
    }
    assert settings == {"long_term_care"}
    done = await form.submit()
    assert "What you look for" in done.text
    assert "Has time" not in done.text, "when they have time they have not said"
    assert "for I do not know where you live" in done.text
    form = await done.click("How I can be met")
    changed = await form.submit(languages=["en", "es"], day_parts=["weekends"], zone="Chicago")
    assert "English, Spanish" in changed.text
    assert "weekends" in changed.text
    assert "do not know where" not in changed.text
    assert "What you look for" in (await alice.slash("mentee profile")).text


async def test_an_organizer_looks_at_a_mentor_first_and_is_asked_again_until_they_do(
    quarter: Quarter,
) -> None:
    set_up = await quarter.boss.slash("setup mentoring", {"organizers": quarter.office, "approval": True})
    assert "looked at before they are listed:** yes" in set_up.text
    done = await quarter.mentor(quarter.town.alice)
    assert "An organizer looks at it now" in done.text
    asked = await quarter.boss.wait_for_message(quarter.office, "would like to mentor")
    await quarter.settle()
    assert len(await waiting(quarter)) == 1
    await quarter.pass_by(timedelta(hours=73))
    assert len(quarter.office.messages) == 2
    assert len(await waiting(quarter)) == 1
    refused = await quarter.town.bob.forge_click(
        next(one.custom_id for one in asked.buttons if one.label == "Approve"), asked
    )
    assert "Only organizers" in refused.text
    not_now = next(one.custom_id for one in asked.buttons if one.label == "Not now")
    assert "is listed and told" in (await asked.click("Approve")).text
    assert asked.buttons == ()
    assert f"<@{quarter.boss.id}> decided" in asked.text
    assert "does not wait for an answer any more" in (await quarter.boss.forge_click(not_now, asked)).text
    await quarter.town.alice.wait_for_dm("put you on the list")
    await quarter.settle()
    assert await waiting(quarter) == []
    assert (await rows(quarter))[0]["state"] is MentorState.LISTED


async def test_an_organizer_approves_the_profile_as_it_is_now(quarter: Quarter) -> None:
    await quarter.boss.slash("setup mentoring", {"organizers": quarter.office, "approval": True})
    alice = quarter.town.alice
    await quarter.mentor(alice)
    asked = await quarter.boss.wait_for_message(quarter.office, "would like to mentor")
    form = await (await alice.slash("mentor join")).click("Who you are")
    await form.submit({"role": "Astrologer"})
    renewed = await asked.click("Approve")
    assert "Astrologer" in renewed.text, "the message shows it as it is now"
    assert (await rows(quarter))[0]["state"] is MentorState.WAITING
    assert "is listed and told" in (await asked.click("Approve")).text


async def test_organizers_are_shown_once_what_a_listed_mentor_changes(quarter: Quarter) -> None:
    await quarter.boss.slash("setup mentoring", {"organizers": quarter.office, "approval": True})
    alice = quarter.town.alice
    await quarter.mentor(alice)
    asked = await quarter.boss.wait_for_message(quarter.office, "would like to mentor")
    await asked.click("Approve")
    for role in ("Astrologer", "Fortune teller"):
        form = await (await alice.slash("mentor join")).click("Who you are")
        await form.submit({"role": role})
    await quarter.pass_by(timedelta(minutes=11))
    shown = await quarter.boss.wait_for_message(quarter.office, "has changed their profile")
    assert "Fortune teller" in shown.text
    assert len(quarter.office.messages) == 2
    form = await (await alice.slash("mentor join")).click("Who you are")
    await form.submit()
    await quarter.pass_by(timedelta(minutes=11))
    assert len(quarter.office.messages) == 2, "nothing has changed"


async def test_who_is_not_listed_for_now_keeps_their_draft_and_can_ask_again(quarter: Quarter) -> None:
    await quarter.boss.slash("setup mentoring", {"organizers": quarter.office, "approval": True})
    await quarter.mentor(quarter.town.alice)
    asked = await quarter.boss.wait_for_message(quarter.office, "would like to mentor")
    await asked.click("Not now")
    await quarter.town.alice.wait_for_dm("have not listed you for now")
    shown = await quarter.town.alice.slash("mentor join")
    again = await shown.click("Put me on the list")
    assert "An organizer looks at it now" in again.text
    await quarter.boss.slash("setup mentoring", {"approval": False})
    assert (await rows(quarter))[0]["state"] is MentorState.LISTED


async def test_a_channel_that_is_hidden_from_the_bot_is_refused_in_words_that_fit(quarter: Quarter) -> None:
    everyone = quarter.town.guild.id
    quarter.office.overwrites[everyone] = Overwrite(everyone, 0, 0, permissions.VIEW_CHANNEL)
    lives.channel_changed(quarter.town.sandbox, "CHANNEL_UPDATE", quarter.office)
    told = await quarter.boss.slash("setup mentoring", {"organizers": quarter.office, "approval": True})
    assert f"I cannot see <#{quarter.office.id}>" in told.text
    assert "send messages there, or choose another." in told.text
    assert "event" not in told.text
    assert "looked at before they are listed:** no" in (await quarter.boss.slash("setup mentoring")).text


async def test_only_who_manages_the_server_sets_mentoring_up(quarter: Quarter) -> None:
    told = await quarter.town.alice.forge_slash("setup mentoring", {"answer_hours": 5})
    assert "Only those who may manage" in told.text
    told = await quarter.boss.slash("setup mentoring", {"approval": True})
    assert "need a channel" in told.text


async def test_a_profile_is_seen_and_whoever_is_blocked_sees_nothing_and_is_told_nothing(
    quarter: Quarter,
) -> None:
    alice, bob = quarter.town.alice, quarter.town.bob
    await quarter.mentor(alice)
    await quarter.mentee(bob)
    seen = await bob.context_menu("Mentoring: view profile", user=alice)
    assert "Director" in seen.text
    wanted = await alice.context_menu("Mentoring: view profile", user=bob)
    assert "Lead a nursing home" in wanted.text
    asked = await wanted.click("Block")
    assert "Block this person?" in asked.text
    assert "Blocked." in (await asked.click("Block")).text
    nothing = await bob.context_menu("Mentoring: view profile", user=alice)
    assert "said nothing about mentoring" in nothing.text
    assert "block" not in nothing.text.lower().replace("block", "", 1)
    assert "Nobody." in (await bob.slash("mentee blocks")).text
    kept = await alice.slash("mentee blocks")
    assert "**bob** · blocked" in kept.text
    assert "Nobody." in (await kept.click("Undo")).text
    assert "Director" in (await bob.context_menu("Mentoring: view profile", user=alice)).text


async def test_somebody_who_never_used_the_bot_is_blocked_by_name_and_stays_so_when_they_do(
    quarter: Quarter,
) -> None:
    alice, dan = quarter.town.alice, quarter.person("dan")
    await quarter.mentor(alice)
    seen = await alice.context_menu("Mentoring: view profile", user=dan)
    kept = await (await seen.click("Block")).click("Block")
    assert f"<@{dan.user.id}> · blocked" in kept.text
    await quarter.mentee(dan)
    assert "said nothing" in (await dan.context_menu("Mentoring: view profile", user=alice)).text
    assert "Director" not in (await dan.slash("mentor find")).text
    kept = await alice.slash("mentee blocks")
    assert kept.text.count("blocked") == 1
    assert "Nobody." in (await kept.click("Undo")).text
    assert "Director" in (await dan.context_menu("Mentoring: view profile", user=alice)).text


async def test_what_was_blocked_ahead_is_undone_by_a_button_of_before_too(quarter: Quarter) -> None:
    alice, dan = quarter.town.alice, quarter.person("dan")
    await quarter.mentor(alice)
    seen = await alice.context_menu("Mentoring: view profile", user=dan)
    kept = await (await seen.click("Block")).click("Block")
    await quarter.town.enrol(dan)
    assert "Nobody." in (await kept.click("Undo")).text


@pytest.mark.parametrize("whom", ["u<@5>", "u", "u" + "9" * 65, "999999", "x"])
async def test_a_forged_person_cannot_be_blocked(quarter: Quarter, whom: str) -> None:
    alice = quarter.town.alice
    await quarter.mentor(alice)
    shown = await alice.slash("mentee blocks")
    for verb in ("block", "block_confirm", "not_match", "undo"):
        assert "nobody like that" in (await alice.forge_click(f"apart:{verb}:{whom}", shown)).text
    me = await alice.forge_click(f"apart:block_confirm:u{alice.user.id}", shown)
    assert "That is you" in me.text


async def test_numbers_of_members_tried_one_by_one_name_nobody_who_uses_the_bot(quarter: Quarter) -> None:
    alice, bob, dan = quarter.town.alice, quarter.town.bob, quarter.person("dan")
    await quarter.mentee(bob)
    await quarter.town.enrol(dan)
    await quarter.town.enrol(alice)
    shown = await alice.slash("mentee blocks")
    for verb in ("block", "block_confirm", "not_match", "undo"):
        said = {(await alice.forge_click(f"apart:{verb}:{id_}", shown)).text for id_ in ("1", "2", "987654")}
        assert len(said) == 1, said
    enrolled = await alice.context_menu("Mentoring: view profile", user=bob)
    stranger = await alice.context_menu("Mentoring: view profile", user=quarter.boss)
    assert {one.custom_id.rsplit(":", 1)[1] for one in enrolled.buttons if one.label == "Block"} == {
        f"u{bob.user.id}"
    }
    assert enrolled.text == stranger.text
    await quarter.mentor(bob)
    assert f"<@{bob.user.id}>" in (await alice.forge_click("apart:block:1", shown)).text


async def test_what_a_mentee_looks_for_is_for_mentors_alone(quarter: Quarter) -> None:
    await quarter.mentee(quarter.town.bob)
    await quarter.town.enrol(quarter.town.alice)
    seen = await quarter.town.alice.context_menu("Mentoring: view profile", user=quarter.town.bob)
    assert "nursing home" not in seen.text


async def test_help_lists_what_is_for_mentors(quarter: Quarter) -> None:
    reply = await quarter.town.alice.slash("help")
    await reply.click("For mentors")
    assert reply.text.index("For mentors") < reply.text.index("/mentor join")
