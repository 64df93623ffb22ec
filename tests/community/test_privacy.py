import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from events.conftest import announcing
from mentoring.conftest import enrolled, look, offer
from networking.sharing import ORGANIZER, in_days, publish, set_up, texts
from sqlalchemy import func, insert, select

from mentorbot import clock
from mentorbot.chat import Form, TextField
from mentorbot.chat.caller import Caller, Rights
from mentorbot.community import cards, privacy
from mentorbot.community import service as community
from mentorbot.credits import service as credit
from mentorbot.credits.answers import Draft
from mentorbot.credits.proofs import Proof
from mentorbot.credits.rules import Rules
from mentorbot.db import Database, Session, metadata
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import DIRECT_CHANNEL
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.events import feeds, rsvp, subscriptions
from mentorbot.events.feeds import CalendarAddress
from mentorbot.events.models import EVENT_GUEST, EVENT_LEFT, EVENT_POLL_TICK
from mentorbot.events.terms import EventAnswer, EventKind
from mentorbot.forms import service as forms
from mentorbot.guide.model import Guide, Setting, Stage
from mentorbot.meetings import owners
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.owners import About, Owner
from mentorbot.members import service as members
from mentorbot.members import traces
from mentorbot.members.answers import Answers
from mentorbot.members.service import Profile
from mentorbot.members.traces import Kept
from mentorbot.mentoring import acts, people
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS
from mentorbot.mentoring.matching.outcome import Mark, Method
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import (
    AGREEMENT,
    CHECK_IN,
    CIRCLE,
    CIRCLE_PEER,
    FEEDBACK,
    GOAL,
    MIDWAY,
)
from mentorbot.mentoring.mentorships.terms import Cadence as Cadence_
from mentorbot.mentoring.mentorships.terms import Said
from mentorbot.mentoring.organizing.models import MENTORING_IMPORT, MENTORING_INVITE
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import QUESTION, REPLY
from mentorbot.mentoring.reports.models import REPORT, REPORT_NOTE
from mentorbot.mentoring.requests import questions
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.terms import ActKind, BlockKind, Format, Origin, Role
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory import service as directory
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.intros.models import (
    INTRO_GROUP,
    INTRO_LEFT,
    INTRO_MEMBER,
    INTRO_PERSON,
    INTRO_ROUND,
)
from mentorbot.networking.opportunities import imports, marks, searches
from mentorbot.networking.opportunities.filters import Filters
from mentorbot.networking.opportunities.models import OPPORTUNITY_ALERT
from mentorbot.networking.opportunities.terms import Cadence
from mentorbot.progress import service as progress
from mentorbot.progress.service import Change
from mentorbot.reminders import digest as digests
from mentorbot.reminders import plans
from mentorbot.reminders import service as reminders
from mentorbot.reminders.service import Asked
from mentorbot.tables import all_tables
from mentorbot.times.when import When

pytestmark = pytest.mark.every_database

ALICE = Caller("discord", "guild", "alice", "en-US", "Future managers")
ALICE_ELSEWHERE = Caller("discord", "another guild", "alice")
ALICE_ON_SLACK = Caller("slack", "guild", "alice")
ALICE_DIRECT = Caller("discord", None, "alice")
BOB = Caller("discord", "guild", "bob")
EVERYONE = (ALICE, ALICE_ELSEWHERE, ALICE_ON_SLACK, BOB)
HELPER, LEARNER = "helper", "learner"
"""In every community, so that each of the others is in a mentorship on both sides."""


@dataclass(frozen=True, slots=True)
class What(Payload):
    what: str


OWNERS = {
    "member": ("id",),
    "mentorship": ("mentor_id", "mentee_id"),
    "block": ("member_id", "other_id"),
    "match_mark": ("member_id", "other_id"),
    "match_rule": ("mentor_id", "mentee_id"),
    "match_result": ("mentor_id", "mentee_id"),
    "request_message": ("author_id", "reader_id"),
    "mentor_request": ("mentee_id",),
    "request_choice": ("mentor_id",),
    "introduction": ("member_id", "other_id"),
    "interview_request": ("student_id", "professional_id"),
    "office_hours": ("mentor_id",),
    "office_booking": ("mentor_id", "member_id"),
}
"""The columns that say whose a row is, where it is not ``member_id``."""
LEFT_WITHOUT = {
    "circle": ("mentor_id",),
    "meeting": ("proposer_id",),
    "report": ("reporter_id",),
    "report_note": ("author_id",),
}
"""Rows that stay for others, without the person."""

CHANGED = {
    "mentor": ("taken", "updated_at"),
    "delivery": ("state", "settled_at", "sender_id"),
    "mentoring_act": ("actor_id",),
    "mentoring_invite": ("actor_id",),
    "mentoring_talk": ("state",),
    "mentor_request": ("owner_id", "state", "turn", "turned_at", "deadline_at"),
}
"""What follows for others: a seat becomes free, a meeting is off and the place to talk closed, and a
request that waited for the person goes on."""
ADDED = {"delivery"}
"""Where there may be more than before: others are told of it."""
OF_MENTORSHIPS = {"mentorship_agreement", "mentorship_goal"}
"""Rows that are both people's, and go with the mentorship."""

NOT_HANDED_OUT = {
    # How it is sent, how often, and by which process.
    "delivery": {
        "dedupe_key", "useful_until", "respect_quiet", "nonce", "try_at", "leased_by", "in_doubt_since",
        "attempts", "error",
    },
    "digest": {"last_at"},
    "reminder": {"last_at", "local_time", "since", "turn"},
    "directory_value": {"words"},
    "match_signup": {"silences"},
    "mentorship_check_in": {"turn"},
    "request_choice": {"place"},
    "mentoring_import": {"role", "number"},
    "office_booking": {"created_at"},
    "office_hours": {"created_at"},
    "mentorship_goal": {"created_at"},
    # What stands there by another name: its size; as an answer; one's own moment; whether it came about.
    "credit_proof": {"data"},
    "mentoring_reply": {"text"},
    "mentorship_agreement": {"mentor_at", "mentee_at", "wanted_months", "wanted_by_mentor"},
    "introduction": {"state", "answered_at", "live_pair", "answer_by", "left_from"},
    "meeting": {
        "uid", "state", "turn", "sequence", "offered", "offered_minutes", "offered_place", "starts_at",
        "minutes", "created_at", "updated_at",
    },
    # What opens something, or names nobody.
    "calendar_link": {"secret_hash", "shown"},
    "trace": {"who"},
    "mentorship": {"couple", "certified"},
    # What is as much the other one's, or organizers'.
    "interview_request": {"questions", "deadline", "left_from"},
    "match_result": {"pinned", "many", "best", "mentee_yes", "mentor_yes", "turn"},
    "match_rule": {"refused"},
    "mentor_request": {"turn", "once", "left_at"},
    "report_note": {"by_reporter", "shown"},
    "circle_peer": {"departed"},
}  # fmt: skip
"""The columns of personal tables that are not in the export, by why; a new one is in it, or stands here."""

Rows = dict[str, set[tuple[object, ...]]]


async def enrol_everyone(database: Database, guide: Guide) -> None:
    for caller in EVERYONE:
        profile = Profile(Stage.CLINICIAN, f"goal of {caller.user_id}", "Asia/Kolkata", date(2031, 5, 1))
        async with database.session_scope() as session:
            await progress.start_guide(session, caller, guide, Answers(profile, frozenset({"bachelors"})))
        async with database.session_scope() as session:
            await progress.mark_milestone(session, caller, guide, "experience.resume", Change.DONE)
        rules = Rules.load()
        async with database.session_scope() as session:
            cycle = {"started": clock.now().date().isoformat(), "expires": ""}
            await credit.set_goal(session, caller, rules.find("FACHE"), rules, **cycle)
        async with database.session_scope() as session:
            draft, proof = Draft("Congress", 48, "In-Person"), Proof("congress.pdf", b"%PDF")
            await credit.log_entry(session, caller, rules, draft, proof=proof)
        event = await announcing(database)(who=caller)
        async with database.session_scope() as session:
            source = CalendarAddress(EventKind.CHAPTER, "UTC", f"https://example.org/{caller.user_id}")
            await feeds.follow_feed(session, caller, event.community_id, source, "Chapter")
            await subscriptions.make_own(session, caller)
        await fill_in(database, caller)
        async with database.session_scope() as session:
            said = await rsvp.respond(session, caller, Rights(), event.id, EventAnswer.GOING)
            left = {"event_id": event.id, "member_id": said.member.id, "answer": EventAnswer.GOING}
            left |= {"muted": False, "reply": "", "at": clock.now()}
            await session.execute(insert(EVENT_LEFT).values(left))
            guest = {"event_id": left["event_id"], "member_id": left["member_id"]}
            await session.execute(insert(EVENT_GUEST).values(guest))
            tick = {**guest, "starts_at": clock.now(), "at": clock.now()}
            await session.execute(insert(EVENT_POLL_TICK).values(tick))
        day = clock.now() + timedelta(days=30)
        async with database.session_scope() as session:
            await reminders.draft_reminder(session, caller, Asked("Call the dean", "in a month", When(day)))
            await plans.plan_milestone(session, caller, guide, "experience.shadow", day.date())
            await digests.turn_on(session, caller, 0, 8)
        id_ = await member_id(database, caller)
        await mentor(database, caller)
        await share(database, caller, id_)
        await introduce(database, caller)
        async with database.session_scope() as session:
            await delivery.schedule(
                session,
                kind="reminder",
                payload=What(f"of {caller.user_id}"),
                to=Address(caller.platform, caller.community, user_id=caller.user_id),
                due_at=clock.now(),
                dedupe_key=f"reminder:{id_}",
                community_id=await community.ensure_community(
                    session, caller.platform, caller.community or "", caller.community_name
                ),
                member_id=id_,
            )
            await session.execute(insert(DIRECT_CHANNEL).values(member_id=id_, channel_id=str(id_)))
        async with database.session_scope() as session:
            await traces.keep(session, [Kept(id_, "once", clock.now(), clock.now() + timedelta(days=1))])
            await traces.recall(session, id_)


async def mentor(database: Database, caller: Caller) -> None:
    """Let somebody mentor one, be mentored by another, be in circles, and block both."""
    others = [
        Caller(caller.platform, caller.community, f"{who} of {caller.user_id}") for who in (HELPER, LEARNER)
    ]
    helper, learner = await offer(database, others[0]), await look(database, others[1])
    id_ = await offer(database, caller)
    await look(database, caller)
    async with database.session_scope() as session:
        for pair in ((helper, id_), (id_, learner)):
            formed = await pairing.form_mentorship(
                session, mentor_id=pair[0], mentee_id=pair[1], origin=Origin.REQUEST, months=6
            )
        row = {
            "community_id": formed.community_id,
            "mentor_id": id_,
            "name": "Peers",
            "formed_at": clock.now(),
        }
        circle = (await session.execute(insert(CIRCLE).values(row).returning(CIRCLE.c.id))).scalar_one()
        await session.execute(insert(CIRCLE_PEER).values(circle_id=circle, member_id=id_))
        for other in (helper, learner):
            await blocks.block_member(session, id_, other)
            await blocks.block_ahead(session, id_, f"new{other}", BlockKind.BLOCK)
        await live_it(session, formed.community_id, formed.id, id_, learner)
        await in_a_round(session, formed.community_id, id_, learner)
        about = About(formed.community_id, (id_, learner))

        async def club(*_: object) -> About:
            return about

        owners.register_owner("club", Owner("meeting", "Club", club))
        await meetings.propose_times(session, caller, "club", id_, Offer((clock.now() + timedelta(days=1),)))
    await asking(database, caller)


async def fill_in(database: Database, caller: Caller) -> None:
    """Let somebody fill in a form that is not taken."""
    async with database.session_scope() as session:
        await forms.note_opened(session, caller, Form("room:save", "A form", (TextField("told", "Told"),)))
        await forms.keep(session, caller, "room:save", {"told": "A story"})


async def asking(database: Database, caller: Caller) -> None:
    """Let somebody ask a mentor and be asked by a mentee, with a question each way."""
    sage, pupil = (
        Caller(caller.platform, caller.community, f"{who} of {caller.user_id}") for who in ("sage", "pupil")
    )
    sages = await offer(database, sage)
    await look(database, pupil)
    for mentee, mentor_id in ((caller, sages), (pupil, await member_id(database, caller))):
        async with database.session_scope() as session:
            made = await requests.ask_mentors(session, mentee, [mentor_id], "Please help")
            mentor_ = (await people.find_people(session, [mentor_id]))[mentor_id]
            await questions.pass_on(session, made.request, mentor_, "When?")
            await requests.answer_question(session, mentee, made.request.id, "In the evening")


async def live_it(session: Session, community: int, pair: int, mentor_id: int, mentee_id: int) -> None:
    """What comes of a mentorship: an agreement, a goal, a check-in, feedback, and a report of the other."""
    now = clock.now()
    await session.execute(insert(AGREEMENT).values(mentorship_id=pair, cadence=Cadence_.MONTHLY))
    goal = {"mentorship_id": pair, "title": "Read a budget", "milestone": "", "created_at": now}
    await session.execute(insert(GOAL).values(goal))
    said = {"mentorship_id": pair, "member_id": mentor_id, "turn": 1, "said": Said.WELL, "at": now}
    await session.execute(insert(CHECK_IN).values(said))
    words = {"as_mentor": True, "rating": 5, "recommend": True, "text": "Good", "shared": True, "at": now}
    told = {"community_id": community, "mentorship_id": pair, "member_id": mentor_id, **words}
    await session.execute(insert(FEEDBACK).values(told))
    halfway = {"as_mentor": True, "rating": 4, "text": "Fine", "shared": True, "at": now}
    said = {"mentorship_id": pair, "member_id": mentor_id, "community_id": community, **halfway}
    await session.execute(insert(MIDWAY).values(said))
    numbered = select(func.count() + 1).select_from(REPORT).where(REPORT.c.community_id == community)
    case = {"community_id": community, "number": numbered.scalar_subquery(), "text": "He is late", "at": now}
    about = select(members.USER_ID).where(mentee_id == members.ID).scalar_subquery()
    made = insert(REPORT).values(**case, reporter_id=mentor_id, about_user=about).returning(REPORT.c.id)
    note = {"report_id": (await session.execute(made)).scalar_one(), "by_reporter": True, "text": "Again"}
    await session.execute(insert(REPORT_NOTE).values(**note, author_id=mentor_id, shown=True, at=now))
    who = (await people.find_people(session, [mentee_id]))[mentee_id]
    actor = Caller(who.platform, who.community, who.user_id)
    await acts.note_act(session, actor, community, ActKind.PAUSED, "Rest", member_id=mentor_id)
    kept = {"community_id": community, "mentor_id": mentor_id, "starts_at": now, "created_at": now}
    again = {"rule": "", "time_zone": "UTC", "minutes": 30, "slots": 1, "place": ""}
    made = insert(OFFICE_HOURS).values(**kept, **again).returning(OFFICE_HOURS.c.id)
    booked = {**kept, "hours_id": (await session.execute(made)).scalar_one(), "member_id": mentee_id}
    await session.execute(insert(OFFICE_BOOKING).values(booked))
    place = select(func.count() + 1).select_from(QUESTION).where(QUESTION.c.community_id == community)
    question = {
        "community_id": community,
        "role": Role.MENTOR,
        "place": place.scalar_subquery(),
        "text": "Why?",
    }
    asked = (await session.execute(insert(QUESTION).values(question).returning(QUESTION.c.id))).scalar_one()
    reply = {"question_id": asked, "member_id": mentor_id, "text": "Because", "at": now}
    await session.execute(insert(REPLY).values(reply))
    file = {"member_id": mentor_id, "role": Role.MENTOR, "content": "user", "number": 1, "at": now}
    await session.execute(insert(MENTORING_IMPORT).values(file))
    invited = {"member_id": mentor_id, "actor_id": mentee_id, "role": Role.MENTEE, "said": "{}", "at": now}
    await session.execute(insert(MENTORING_INVITE).values(community_id=community, **invited))


async def in_a_round(session: Session, community_id: int, mentor_id: int, mentee_id: int) -> None:
    """A round in which these two took part."""
    row = {
        "community_id": community_id, "state": RoundState.DONE, "name": "Spring", "closes_at": clock.now(),
        "all_mentors": False, "format": Format.PAIR, "method": Method.BEST, "employers_apart": False,
        "peers": False, "confirm": False, "months": 6, "channel_id": "77", "turn": 1, "solved": 1,
        "stale": True, "created_at": clock.now(), "updated_at": clock.now(),
    }  # fmt: skip
    id_ = (await session.execute(insert(MATCH_ROUND).values(row).returning(MATCH_ROUND.c.id))).scalar_one()
    two = {"round_id": id_, "mentor_id": mentor_id, "mentee_id": mentee_id}
    for member, side in ((mentor_id, Side.MENTOR), (mentee_id, Side.MENTEE)):
        signup = {"round_id": id_, "member_id": member, "side": side, "at": clock.now()}
        await session.execute(insert(MATCH_SIGNUP).values(signup))
    for member, side, other in (
        (mentor_id, Side.MENTOR, mentee_id),
        (mentee_id, Side.MENTEE, mentor_id),
    ):
        said = {"round_id": id_, "member_id": member, "side": side, "other_id": other, "at": clock.now()}
        await session.execute(insert(MATCH_MARK).values(**said, mark=Mark.LOVE))
    await session.execute(insert(MATCH_RULE).values(**two, kind=RuleKind.PIN, at=clock.now()))
    result = {"pinned": True, "many": 0, "state": ResultState.FORMED, "turn": 1}
    await session.execute(insert(MATCH_RESULT).values(**two, **result, mentee_yes=False, mentor_yes=False))


async def share(database: Database, caller: Caller, id_: int) -> None:
    """Let somebody share an opportunity, and do all that one can about another's."""
    await set_up(database, caller)
    mine = await publish(database, caller, deadline=in_days(30))
    other = replace(caller, user_id=f"student of {caller.user_id}")
    async with database.session_scope() as session:
        other_id = (await members.enrol(session, other, Profile(Stage.CLINICIAN))).id
    theirs = await publish(database, other, words=texts("Of another", link=""))
    async with database.session_scope() as session:
        await searches.save_search(session, caller, Filters(), Cadence.DAILY)
        await marks.switch_reminder(session, caller, mine.id, on=True)
        await marks.report_opportunity(session, caller, theirs.id, "Gone")
        row = {"kind": "job", "title": "Manager", "organization": "Hope"}
        await imports.look_at_file(session, caller, ORGANIZER, [(2, row)])
        for who in (caller, other):
            await directory.write_entry(session, who, {EntryField.ROLE: ("Manager",)})
            await directory.show_fields(session, who, [EntryField.ROLE])
        await introductions.ask_for_introduction(session, caller, other_id, "Hello")
        row = {"member_id": id_, "opportunity_id": theirs.id, "told_with": "key"}
        await session.execute(insert(OPPORTUNITY_ALERT).values(row))


async def introduce(database: Database, caller: Caller) -> None:
    """Let somebody take part in introductions, and have met somebody."""
    id_, community = await enrolled(database, caller)
    row = {
        "member_id": id_,
        "community_id": community,
        "every": 1,
        "topics": "",
        "day_parts": "",
        "chapter": "",
    }
    round_ = {"community_id": community, "number": id_, "people": 1, "left_out": 0}
    async with database.session_scope() as session:
        await session.execute(insert(INTRO_MEMBER).values(**row, last_round=1, joined_at=clock.now()))
        made = insert(INTRO_ROUND).values(**round_, begins_at=clock.now(), ends_at=clock.now())
        in_round = (await session.execute(made.returning(INTRO_ROUND.c.id))).scalar_one()
        group = (
            insert(INTRO_GROUP)
            .values(round_id=in_round, place="direct", thread_id="")
            .returning(INTRO_GROUP.c.id)
        )
        in_group = (await session.execute(group)).scalar_one()
        await session.execute(insert(INTRO_PERSON).values(group_id=in_group, member_id=id_))
        await session.execute(insert(INTRO_LEFT).values(group_id=in_group, member_id=id_, at=clock.now()))
    asker = Caller(caller.platform, caller.community, f"asker of {caller.user_id}")
    await enrolled(database, asker)
    async with database.session_scope() as session:
        answers = offering.Answers("CFO", Setting.PAYER, ("finance",), 2, 20)
        await offering.offer_interviews(session, caller, answers)
        await interviews.ask_for_interview(session, asker, id_, "Why?")


async def rows(database: Database) -> Rows:
    async with database.read_scope() as connection:
        return {
            name: {tuple(map(_hashable, row)) for row in await connection.execute(select(table))}
            for name, table in metadata.tables.items()
        }


def _hashable(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _column(rows: Rows, table: str, wanted: str, of: set[str], ids: set[int]) -> set[object]:
    """One column of the rows in which one of some columns is one of these ids."""
    columns = [column.name for column in metadata.tables[table].c]
    places = {columns.index(one) for one in of}
    return {row[columns.index(wanted)] for row in rows[table] if ids & {row[place] for place in places}}


def _without(rows: set[tuple[object, ...]], places: set[int]) -> set[tuple[object, ...]]:
    """Rows without some columns."""
    return {tuple(value for place, value in enumerate(row) if place not in places) for row in rows}


async def member_id(database: Database, caller: Caller) -> int:
    async with database.read_scope() as connection:
        found = await members.find_profile(connection, caller)
    assert found is not None
    return found.id


def test_every_table_says_what_happens_to_a_persons_data() -> None:
    ruled = privacy.PERSONAL.keys() | privacy.NOT_PERSONAL.keys()
    assert ruled == set(all_tables().tables), "give each table a rule in mentorbot/community/privacy.py"
    assert not privacy.PERSONAL.keys() & privacy.NOT_PERSONAL.keys()


def test_no_table_that_hangs_from_a_member_counts_as_not_personal() -> None:
    for name in privacy.NOT_PERSONAL:
        table = metadata.tables[name]
        # Whoever erased themselves is let out of a group, and is then forgotten there too.
        assert "user_id" not in table.c or name == "event_guest_erased"
        assert not [key for key in table.foreign_keys if key.column.table.name in privacy.PERSONAL]


async def test_the_export_holds_every_row_of_every_personal_table(database: Database, guide: Guide) -> None:
    await enrol_everyone(database, guide)
    async with database.session_scope() as session:
        exported = await privacy.export(session, ALICE)
    [membership] = exported["memberships"]
    assert set(membership) == set(privacy.PERSONAL)
    assert membership["member"]["goal"] == "goal of alice"
    assert (membership["member"]["community"], membership["member"]["time_zone"]) == ("guild", "Asia/Kolkata")
    assert {(m["item"], m["state"]) for m in membership["progress"]} >= {
        ("bachelors", "done"),
        ("experience.resume", "done"),
    }
    assert [(one["title"], one["quarters"]) for one in membership["credit_entry"]] == [("Congress", 48)]
    assert [one["credential"] for one in membership["credit_goal"]] == ["fache"]
    assert [one["what"] for one in membership["reminder"]] == ["Call the dean"]
    assert [one["item"] for one in membership["plan"]] == ["experience.shadow"]
    assert [(one["weekday"], one["hour"]) for one in membership["digest"]] == [(0, 8)]
    assert [one["url"] for one in membership["event_feed_keeper"]] == ["https://example.org/alice"]
    [waiting] = [one for one in membership["delivery"] if one["kind"] == "reminder"]
    assert (waiting["payload"], waiting["state"]) == ({"what": "of alice"}, "pending")
    withheld = {name: _withheld(name, membership[name]) for name in privacy.PERSONAL}
    assert {name: columns for name, columns in withheld.items() if columns} == NOT_HANDED_OUT


def _withheld(name: str, told: dict[str, object] | list[dict[str, object]]) -> set[str]:
    """The columns of a table that the export does not give by their names, but for ids."""
    rows_ = told if isinstance(told, list) else [told]
    given = {key for row in rows_ if isinstance(row, dict) for key in row}
    # A person's own id on the platform, and their community, stand at the head of the file.
    known = given | {"id", "user_id", "platform", "community"}
    return {one.name for one in metadata.tables[name].c if one.name not in known and one.name[-3:] != "_id"}


async def test_the_export_is_a_json_file(database: Database, guide: Guide) -> None:
    await enrol_everyone(database, guide)
    async with database.session_scope() as session:
        exported = await privacy.export(session, ALICE_DIRECT)
    [attachment] = [
        block for block in cards.export_card(exported).blocks if isinstance(block, cards.Attachment)
    ]
    read = json.loads(attachment.data)
    assert [m["member"]["community"] for m in read["memberships"]] == ["guild", "another guild"]
    assert datetime.fromisoformat(read["memberships"][0]["member"]["enrolled_at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("caller", "erased"),
    [(ALICE, (ALICE,)), (ALICE_DIRECT, (ALICE, ALICE_ELSEWHERE)), (BOB, (BOB,))],
)
async def test_erasing_leaves_nothing_of_the_person_and_all_of_everyone_else(
    database: Database, guide: Guide, caller: Caller, erased: tuple[Caller, ...]
) -> None:
    await enrol_everyone(database, guide)
    before = await rows(database)
    gone = {await member_id(database, who) for who in erased}
    async with database.session_scope() as session:
        assert await privacy.erase(session, caller) == len(erased)
    after = await rows(database)
    mentee = list(metadata.tables["mentor_request"].c.keys()).index("mentee_id")
    asked = {row[0] for row in before["mentor_request"] if row[mentee] in gone}
    for name in privacy.NOT_PERSONAL:
        ignored = {[*metadata.tables[name].c.keys()].index(one) for one in CHANGED.get(name, ())}
        assert _without(after[name], ignored) == _without(before[name], ignored)
    ended = _column(before, "mentorship", "id", {"mentor_id", "mentee_id"}, gone)
    for name in privacy.PERSONAL:
        columns = [column.name for column in metadata.tables[name].c]
        if name in forms.NAMES:
            whose = [columns.index(key) for key in ("platform", "community", "user_id")]
            who = {(one.platform, one.community, one.user_id) for one in erased}
            kept = {row for row in before[name] if tuple(row[place] for place in whose) not in who}
            assert after[name] == kept
            assert len(kept) == len(before[name]) - len(erased)
            continue
        if name == "trace":
            assert not gone & {
                row[columns.index(one)] for row in after[name] for one in ("member_id", "other_id")
            }
            continue
        if name in LEFT_WITHOUT:
            for place in map(columns.index, LEFT_WITHOUT[name]):
                assert not gone & {row[place] for row in after[name]}
            assert len(after[name]) == len(before[name])
            continue
        of_both = name in OF_MENTORSHIPS
        owner = ("mentorship_id",) if of_both else OWNERS.get(name, ("member_id",))
        places, theirs = [columns.index(key) for key in owner], ended if of_both else gone
        kept = {row for row in before[name] if not theirs & {row[place] for place in places}}
        if "request_id" in columns:
            kept = {row for row in kept if row[columns.index("request_id")] not in asked}
        counts = {columns.index(one) for one in CHANGED.get(name, ())}
        more = _without(after[name], counts) - _without(kept, counts)
        assert _without(kept, counts) <= _without(after[name], counts), name
        assert name in ADDED or not more, name
        assert not theirs & {row[place] for row in after[name] for place in places}, name
        assert len(after[name] & before[name]) < len(before[name]), name


async def test_each_rule_erases_its_own_table_without_help_from_foreign_keys(
    database: Database, guide: Guide
) -> None:
    await enrol_everyone(database, guide)
    for name, rule in privacy.PERSONAL.items():
        before = (await rows(database))[name]
        async with database.session_scope() as session:
            ids = await members.find_memberships(session, BOB)
            await rule.erase(session, ids)
        assert (await rows(database))[name] != before, name


async def test_an_erased_members_stale_button_says_so_and_stores_nothing(
    database: Database, guide: Guide
) -> None:
    await enrol_everyone(database, guide)
    async with database.session_scope() as session:
        await privacy.erase(session, ALICE)
    before = await rows(database)
    with pytest.raises(UserError, match="not enrolled here yet"):
        async with database.session_scope() as session:
            await progress.mark_milestone(session, ALICE, guide, "experience.resume", Change.DONE)
    assert await rows(database) == before


async def test_someone_of_whom_nothing_is_stored_is_told_so(database: Database, guide: Guide) -> None:
    await enrol_everyone(database, guide)
    stranger = Caller("discord", "guild", "stranger")
    for ask in (privacy.export, privacy.erase):
        with pytest.raises(UserError, match="Nothing is stored about you"):
            async with database.session_scope() as session:
                await ask(session, stranger)


async def test_someone_erased_can_begin_anew(database: Database, guide: Guide) -> None:
    await enrol_everyone(database, guide)
    async with database.session_scope() as session:
        await privacy.erase(session, ALICE)
    async with database.session_scope() as session:
        started = await progress.start_guide(session, ALICE, guide, Answers(Profile(Stage.MANAGER)))
    assert started.first_time
    assert started.standing.marks == {}


async def test_export_costs_one_statement_a_table_and_erasure_a_few(database: Database, guide: Guide) -> None:
    await enrol_everyone(database, guide)
    before = database.statements
    async with database.session_scope() as session:
        await privacy.export(session, ALICE_DIRECT)
    assert database.statements - before == 1 + len(privacy.PERSONAL)
    before = database.statements
    async with database.session_scope() as session:
        await privacy.erase(session, ALICE_DIRECT)
    # What somebody leaves behind is cleared up too: seats of events, of mentors, others who are told, and
    # the circles of which too few are left; and what has to stay of them is looked for, and kept.
    assert database.statements - before <= 10 + len(privacy.KEPT) + 3 * len(privacy.PERSONAL)


async def test_the_hash_of_the_commands_is_remembered_for_each_application(database: Database) -> None:
    async with database.read_scope() as connection:
        assert await community.find_synced_hash(connection, "app") is None
    for digest in ("a" * 64, "b" * 64):
        async with database.session_scope() as session:
            await community.remember_sync(session, "app", digest)
        async with database.read_scope() as connection:
            assert await community.find_synced_hash(connection, "app") == digest
            assert await community.find_synced_hash(connection, "another") is None
