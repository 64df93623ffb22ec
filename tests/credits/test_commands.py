"""The commands and buttons of /credits, through a real discord.py client."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from town import Town

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.credits.credential import amount_of
from mentorbot.events import announce, answers, service
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.rights import set_up_events
from mentorbot.events.terms import CreditType, EventKind
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply


def today() -> date:
    return clock.now().date()


async def keep(town: Town, person: Person | None = None, **options: object) -> Reply:
    """Let somebody (alice) enrol and keep the FACHE."""
    person = person or town.alice
    await town.enrol(person)
    given = {"credential": "fache", "expires": f"{today().year + 1}-12-31", **options}
    reply = await person.slash("credits goal", **given)
    assert "is your goal now" in reply.text, reply.text
    return reply


async def log(town: Town, **options: object) -> Reply:
    given = {"title": "Congress", "hours": 6, "type": "fache/in-person", **options}
    reply: Reply = await town.alice.slash("credits log", **given)
    return reply


async def rows(town: Town, table: str) -> list[Any]:
    async with town.database.read_scope() as connection:
        return list(await connection.exec_driver_sql(f"SELECT * FROM {table}"))  # noqa: S608


async def test_a_student_logs_what_they_earn_and_sees_what_is_missing(town: Town) -> None:
    await keep(town)
    (choice,) = await town.alice.type("credits log", type="qualif")
    assert choice.label == "FACHE · Qualifying Education"
    reply = await town.alice.slash(
        "credits log", title="A webinar", hours=15, type=choice.value, proof="https://example.org/c.pdf"
    )
    assert "12 credits of it count" in reply.text
    assert "**24 credits**" in reply.text
    assert reply.ephemeral
    status = await town.alice.slash("credits status")
    assert "3 over the maximum, not counted" in status.text
    assert "12 missing" in status.text
    (picture,) = [item for item in status.payload["attachments"] if item["filename"] == "credits.png"]
    assert "Qualifying Education: 12 of at most 12, 3 more do not count." in picture["description"]


async def test_everything_earned_is_said_so(town: Town) -> None:
    await keep(town)
    for type_, amount in (("In-Person", 36), ("Civic", 2), ("Healthcare", 2)):
        reply = await log(town, type=type_, hours=amount)
    assert "Everything is there" in reply.text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"type": "yoga"}, "I do not know that type of credit"),
        ({"hours": 1.1}, "in quarters"),
        ({"date": "some day"}, "I could not read the date"),
        ({"date": "2001-01-01"}, "lies outside your FACHE cycle"),
        ({"date": "2999-01-01"}, "still to come"),
        ({"proof": "http://example.org"}, "starts with https://"),
        ({"proof": "https://user:secret@example.org/"}, "starts with https://"),
        ({"proof": "https://x"}, "starts with https://"),
        ({"title": "\u200b\u202e"}, "give it a title"),
    ],
)
async def test_what_makes_no_sense_is_told_and_nothing_is_stored(
    town: Town, options: dict[str, Any], told: str
) -> None:
    await keep(town)
    reply = await log(town, **options)
    assert told in reply.text
    assert await rows(town, "credit_entry") == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"credential": "driving licence"}, "I know the rules of"),
        ({"credential": "fache"}, "When does your cycle of 3 years end?"),
        ({"credential": "fache", "expires": "2001-12-31"}, "ended on 2001-12-31"),
        ({"credential": "fache", "expires": "2999-12-31"}, "too far away"),
        ({"credential": "fache", "started": "2999-12-31"}, "not here yet"),
        ({"credential": "fache", "expires": "soon"}, "The date: That is not exact enough"),
        ({"credential": "cmpe", "expires": "2026-06-30"}, "All who hold it share one cycle"),
    ],
)
async def test_a_goal_that_makes_no_sense_is_told_and_nothing_is_stored(
    town: Town, options: dict[str, str], told: str
) -> None:
    await town.enrol(town.alice)
    assert told in (await town.alice.slash("credits goal", **options)).text
    assert await rows(town, "credit_goal") == []


async def test_whoever_is_not_enrolled_or_keeps_nothing_is_told_what_to_do(town: Town) -> None:
    assert "/start" in (await town.alice.slash("credits goal", credential="cmpe")).text
    assert "/start" in (await town.alice.slash("credits status")).text
    await town.enrol(town.alice)
    assert "/credits goal" in (await log(town)).text
    none_yet = await town.alice.slash("credits status")
    assert [one.label for one in none_yet.buttons] == ["Choose it"]
    assert "/credits goal" in (await town.alice.slash("credits export")).text
    assert await town.alice.type("credits log", type="") == []


async def test_a_common_cycle_needs_no_dates_and_joining_late_asks_for_less(town: Town) -> None:
    clock.advance(datetime(2026, 11, 23, tzinfo=UTC) - clock.now())
    await town.enrol(town.alice)
    reply = await town.alice.slash("credits goal", credential="cmpe")
    assert "**50 hours**" in reply.text
    reply = await town.alice.slash("credits goal", credential="cmpe", started="2026-01-15")
    assert "has its new dates" in reply.text
    assert "**30 hours**" in reply.text
    assert "You joined this cycle after it began" in reply.text


async def test_a_cycle_that_is_over_says_so_and_the_next_one_begins_empty(town: Town) -> None:
    await keep(town)
    await log(town)
    clock.advance(timedelta(days=800))
    assert "This cycle is over" in (await town.alice.slash("credits status")).text
    expires = f"{today().year + 2}-12-31"
    reply = await town.alice.slash("credits goal", credential="fache", expires=expires)
    assert "over" not in reply.text
    assert "1 entry lies outside of this cycle and is not counted" in reply.text
    assert "**36 credits**" in reply.text


async def test_a_rule_that_is_not_verified_says_so(town: Town) -> None:
    await town.enrol(town.alice)
    expires = f"{today().year + 1}-12-31"
    reply = await town.alice.slash("credits goal", credential="chfp", expires=expires)
    assert "This rule is not verified" in reply.text
    reply = await town.alice.slash("credits goal", credential="fache", expires=expires)
    assert "not verified" not in reply.text
    await reply.select(
        "Another credential", next(o.value for o in reply.selects[0].choices if "CHFP" in o.label)
    )
    assert "Your CHFP" in reply.text


async def test_the_same_twice_is_one_credit(town: Town) -> None:
    await keep(town)
    replies = await asyncio.gather(log(town), log(town))
    assert sum("in your list already" in reply.text for reply in replies) == 1
    assert len(await rows(town, "credit_entry")) == 1


async def test_an_entry_is_corrected_and_deleted_from_the_list(town: Town) -> None:
    await keep(town)
    reply = await log(town, title="Congres", hours=6)
    await log(town, title="Another", hours=2)
    await reply.click("Entries")
    assert "Congres" in reply.text
    choice = next(one for one in reply.selects[0].choices if one.label == "Congres")
    await reply.select("Look at one, to correct or delete it", choice.value)
    modal = await reply.click("Correct it")
    assert "in quarters" in (await modal.submit(hours="many")).text
    modal = await reply.click("Correct it")
    changed = await modal.submit(title="Congress", hours="12,5", type="qualifying")
    assert "Corrected: **Congress**, 12.5 credits" in changed.text
    assert "12 credits of it count" in changed.text
    await changed.click("Entries")
    await changed.select("Look at one, to correct or delete it", choice.value)
    await changed.click("Delete it")
    assert "Delete this entry?" in changed.text
    confirm = changed.button("Delete it").custom_id
    await changed.click("Delete it")
    assert "Deleted: Congress" in changed.text
    again = await town.alice.forge_click(confirm, changed)
    assert "no longer there" in again.text
    assert [row.title for row in await rows(town, "credit_entry")] == ["Another"]


async def test_the_form_logs_too(town: Town) -> None:
    reply = await keep(town)
    modal = await reply.click("Log credits")
    done = await modal.submit(title="Panel", hours="1½ h", type="in-person")
    assert "Logged: **Panel**, 1.5 credits" in done.text


async def test_a_day_in_words_is_shown_back_before_the_form_is_kept(town: Town) -> None:
    reply = await keep(town)
    modal = await reply.click("Log credits")
    day = today() - timedelta(days=2)
    shown = await modal.submit(title="Panel", hours="1.5", type="in-person", day="2 days ago")
    assert f"{day:%A}, {day.day} {day:%B %Y}" in shown.text
    assert await rows(town, "credit_entry") == []
    again = await shown.click("Change it")
    assert again.fields["When?"]["value"] == "2 days ago"
    clock.advance(timedelta(hours=20))
    await shown.click("Yes, that is right")
    [entry] = await rows(town, "credit_entry")
    assert entry.day == day.isoformat()


async def test_a_goal_is_removed_with_its_entries_after_a_question(town: Town) -> None:
    reply = await keep(town)
    await log(town)
    await reply.click("Remove")
    assert "1 entry" in reply.text
    confirm = reply.button("Remove it").custom_id
    await reply.click("Remove it")
    assert await rows(town, "credit_goal") == await rows(town, "credit_entry") == []
    assert {row.state for row in await rows(town, "delivery")} <= {"cancelled"}
    assert "no longer there" in (await town.alice.forge_click(confirm, reply)).text


async def test_nobody_reads_or_changes_the_goal_of_another_or_from_another_server(town: Town) -> None:
    await keep(town)
    status = await log(town)
    await town.enrol(town.bob)
    other = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    before = await rows(town, "credit_entry"), await rows(town, "credit_goal")
    ((goal, *_),) = before[1]
    ((entry, *_),) = before[0]
    for verb in (
        "status",
        "entries",
        "edit",
        "delete",
        "delete_confirm",
        "drop",
        "drop_confirm",
        "quiet",
        "log",
    ):
        for person, where in (
            (town.bob, town.general),
            (town.bob, town.bob.dm()),
            (town.alice, other.channel("general")),
        ):
            told = await person.forge_click(f"credits:{verb}:{goal}:{entry}", status, channel=where)
            assert "no longer there" in told.text or "not enrolled" in told.text, (verb, told.text)
    assert (await rows(town, "credit_entry"), await rows(town, "credit_goal")) == before


async def test_a_button_in_a_direct_message_is_about_the_goal_it_names(town: Town) -> None:
    """A nudge about one community is pressed when another was used last."""
    reply = await keep(town)
    stop = reply.button("Stop reminders").custom_id
    other = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    modal = await town.alice.slash("start", channel=other.channel("general"))
    await modal.submit({"stage": "undergraduate"})
    told = await town.alice.forge_click(stop, reply, channel=town.alice.dm())
    assert "No more reminders about your FACHE" in told.text


@pytest.mark.slow
async def test_the_export_is_a_table_without_formulas_and_a_document(town: Town) -> None:
    await keep(town)
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '"; =cmd', "<script>alert(1)</script>", "a, b"]
    for title in nasty:
        await log(town, title=title, hours=0.25)
    await log(town, title="With proof", proof="https://example.org/c?a=1&b='\"<>")
    reply = await town.alice.slash("credits export", timeout=20)
    table = list(csv.DictReader(io.StringIO(reply.read("credits.csv").decode("utf-8-sig"))))
    typed = [row["title"].removeprefix("'").replace(";' =", "; =") for row in table]
    assert sorted(typed) == sorted([*nasty, "With proof"])
    assert all(cell[:1] not in {*"=+-@", "＝"} for row in table for cell in row.values())
    assert {row["counted"] for row in table} == {"0.25", "6"}
    document = PdfReader(io.BytesIO(reply.read("credits.pdf")))
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    assert "<script>alert(1)</script>" in text
    assert "Fellow of the American College of Healthcare Executives" in text
    assert text.count("0.25 0.25") == len(nasty)


async def test_upcoming_events_that_would_fill_the_gap_are_shown_best_first(town: Town) -> None:
    await keep(town)
    await log(town, type="Qualifying", hours=12)
    boss, rights = (
        Caller("discord", town.guild.id, "boss"),
        Rights(manages_events=True, manages_community=True),
    )
    async with town.database.session_scope() as session:
        await set_up_events(session, boss, rights, town.general.id)
    for title, credits_ in (
        ("Small panel", {CreditType.IN_PERSON: 150}),
        ("Webinar", {CreditType.QUALIFYING: 600}),
        ("Big congress", {CreditType.IN_PERSON: 1200}),
    ):
        await announced(town, boss, rights, title, credits_)
    status = await town.alice.slash("credits status")
    assert "What would fill the gap" in status.text
    assert status.text.index("Big congress") < status.text.index("Small panel")
    assert "12 of what is missing" in status.text
    assert "Webinar" not in status.text
    await status.click("Look")


async def announced(
    town: Town, boss: Caller, rights: Rights, title: str, credits_: dict[CreditType, int]
) -> None:
    """Publish an event in three weeks."""
    starts = clock.now() + timedelta(days=21)
    async with town.database.session_scope() as session:
        when = answers.read_when(f"{starts:%Y-%m-%d %H:%M}", "90 min", "UTC", "Room 5")
        event = await service.draft_event(session, boss, rights, Frame(EventKind.CONFERENCE), when)
        written = Texts(title, "", "", None, credits_)
        done = await announce.write(session, event, written)
        await announce.publish(session, done.event, town.general.id)


@pytest.mark.parametrize(
    ("command", "statements"),
    [
        ({"name": "credits status"}, 2),
        ({"name": "credits export"}, 1),
        ({"name": "credits log", "title": "More", "hours": 1, "type": "in-person"}, 4),
        ({"name": "credits goal", "credential": "fache", "started": "2026-01-01"}, 6),
    ],
)
async def test_a_command_runs_no_more_statements_than_it_needs(
    town: Town, command: dict[str, Any], statements: int
) -> None:
    await keep(town)
    await log(town)
    before = town.database.statements
    name, *_ = command.values()
    await town.alice.slash(name, **{key: value for key, value in command.items() if key != "name"})
    assert town.database.statements - before == statements


async def test_logging_a_credit_ticks_the_milestone_that_asks_for_it(town: Town) -> None:
    await keep(town)
    before = await town.alice.slash("step", step="certification")
    assert "▫️ Start a log of your continuing education" in before.text
    await log(town)
    after = await town.alice.slash("step", step="certification")
    assert "✅ Start a log of your continuing education" in after.text


@pytest.mark.parametrize("typed", ["in person", "IN-PERSON", "In‑Person", "ache in person education"])
async def test_a_type_is_understood_without_regard_to_case_and_hyphen(town: Town, typed: str) -> None:
    await keep(town)
    reply = await log(town, type=typed, date="yesterday")
    assert "Logged: **Congress**" in reply.text


async def test_a_part_of_several_types_is_asked(town: Town) -> None:
    await keep(town)
    assert "That could be" in (await log(town, type="education")).text


async def test_a_day_off_the_rule_is_said_when_a_credential_is_kept(town: Town) -> None:
    reply = await keep(town, expires=f"{today().year + 1}-06-15")
    assert f"I took {today().year + 1}-12-31 for {today().year + 1}-06-15" in reply.text


async def test_while_one_types_a_day_it_says_which_is_meant(town: Town) -> None:
    clock.advance(datetime(2026, 11, 23, 12, tzinfo=UTC) - clock.now())
    await keep(town)
    typing = town.alice.type("credits log", title="x", hours=1, type="in-person", date="friday")
    [choice] = await typing
    assert (choice.label, choice.value) == ("friday = Friday 20 November 2026", "friday")
    [choice] = await town.alice.type("credits goal", credential="fache", expires="end of next year")
    assert choice.label == "end of next year = Friday 31 December 2027"
    for typed, means in {"in October 2027": "31 October 2027", "end of 2027": "31 December 2027"}.items():
        [choice] = await town.alice.type("credits goal", credential="rhia", expires=typed)
        assert choice.label.endswith(means)
        kept = await town.alice.slash("credits goal", credential="rhia", expires=choice.value)
        assert "Still missing" in kept.text
    assert await town.alice.type("credits goal", credential="fache", expires="some day") == []


@pytest.mark.parametrize(
    ("quarters", "unit", "said"),
    [
        (4, "credits", "1 credit"),
        (4, "activities", "1 activity"),
        (4, "CEUs", "1 CEU"),
        (6, "hours", "1.5 hours"),
        (1, "hours", "0.25 hours"),
        (0, "credits", "0 credits"),
        (44, "credits", "11 credits"),
    ],
)
def test_an_amount_is_said_in_the_number_that_it_has(quarters: int, unit: str, said: str) -> None:
    assert amount_of(quarters, unit) == said


async def test_one_credit_is_one_credit_wherever_it_is_said(town: Town) -> None:
    await keep(town)
    reply = await log(town, type="FACHE · In-Person", hours=1)
    assert ", 1 credit, today." in reply.text
    for title in ("On quality", "On safety"):
        reply = await log(town, title=title, type="qualifying", hours=11.5)
    assert "0.5 credits of it count" in reply.text
