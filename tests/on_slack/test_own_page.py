"""What stands on a person's own page, the Home tab, as rooms declare it."""

from datetime import timedelta
from typing import Any, cast

import pytest
from slack_shapes import check_view, every
from sqlalchemy import insert, select, update

from mentorbot import clock, hooks, rooms
from mentorbot.chat import Card, Section
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.declare import Declared, OwnPart
from mentorbot.chat.platform import Platform
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Turn
from mentorbot.credits import service as credit_service
from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.guide.load import Library
from mentorbot.guide.model import Setting, Stage
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.mentorships.signs import PAIR
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.terms import MentorState
from mentorbot.on_slack import home
from mentorbot.on_slack.presses import read_press
from mentorbot.progress import own_page

TEAM = "T012ABC"
NOBODY, ORGANIZER = Rights(), Rights(manages_events=True, manages_community=True)


def caller(name: str) -> Caller:
    return Caller("slack", TEAM, name, "en-US", "Future managers")


@pytest.fixture
def program(database: Database, whole_library: Library) -> Program:
    made = Program(database)
    for part in (whole_library, Rules.load(), rooms.declared()):
        made.add_part(part)
    hooks.connect_rooms(made)
    return made


def turn(program: Program, name: str, rights: Rights = NOBODY) -> Turn:
    nobody_asks_it = cast(Platform, object())
    return Turn(caller=caller(name), rights=rights, name=name, program=program, asked_on=nobody_asks_it)


async def look(program: Program, name: str, rights: Rights = NOBODY, **how: Any) -> dict[str, Any]:
    """Somebody's Home tab, which Slack takes."""
    view = await home.make(turn(program, name, rights), **how)
    check_view(view)
    return view


def words(view: dict[str, Any]) -> str:
    """All that is read on it."""
    return "\n".join(
        part["text"]
        for block in view["blocks"]
        for part in (block.get("text"), *block.get("fields", ()), *block.get("elements", ()))
        if part and isinstance(part.get("text"), str)
    )


def buttons(view: dict[str, Any]) -> dict[str, str]:
    """What each button does, by what it says."""
    return {
        part["text"]["text"]: read_press({"actions": [{**part, "block_id": f"{TEAM}.1"}]}).id
        for part in every(view["blocks"])
        if part["type"] == "button"
    }


def ids(view: dict[str, Any]) -> set[str]:
    """What can be pressed on it."""
    return {
        read_press({"actions": [{**part, "block_id": f"{TEAM}.1"}]}).id
        for part in every(view["blocks"])
        if part["type"] == "button"
    }


async def enrol(program: Program, *names: str) -> None:
    for name in names:
        async with program.database.session_scope() as session:
            await members.enrol(session, caller(name), Profile(Stage.CLINICIAN))


async def row_of(program: Program, name: str) -> tuple[int, int]:
    """The ids of a member and of the community."""
    async with program.database.read_scope() as connection:
        found = await members.find_profile(connection, caller(name))
        assert found is not None
        where = select(members.MEMBER_COMMUNITY).where(found.id == members.ID)
        return found.id, (await connection.execute(where)).scalar_one()


async def offer_and_look(program: Program, mentor: str, mentee: str) -> int:
    """Make the one a mentor and the other somebody who looks for one; the mentor's id."""
    now = clock.now()
    offering, community = await row_of(program, mentor)
    looking, _ = await row_of(program, mentee)
    both = {
        "community_id": community,
        "topics": "finance",
        "credentials": "",
        "languages": "en",
        "updated_at": now,
    }
    offers = {
        "member_id": offering,
        "state": MentorState.LISTED,
        "name": mentor,
        "role": "Director",
        "organization": "",
        "setting": Setting.HOSPITAL,
        "years": 9,
        "day_parts": "evenings",
        "hours": 4,
        "capacity": 2,
        "taken": 0,
        "formats": "pair",
        "about": "",
        "joined_at": now,
    }
    wants = {
        "member_id": looking,
        "name": mentee,
        "goals": "Run a clinic",
        "organization": "",
        "settings": "hospital",
        "day_parts": "evenings",
        "helps": "direction",
    }
    async with program.database.session_scope() as session:
        await session.execute(insert(MENTOR).values({**both, **offers}))
        await session.execute(insert(MENTEE).values({**both, **wants}))
    return offering


async def test_a_newcomer_is_shown_how_to_begin(program: Program) -> None:
    view = await look(program, "U1")
    assert "Welcome" in words(view)
    assert buttons(view)["Start"] == "members:start"
    assert "Your mentor" not in words(view)


async def test_a_member_sees_what_is_next_and_how_far_they_are(program: Program) -> None:
    await enrol(program, "U1")
    view = await look(program, "U1")
    assert "Next: " in words(view)
    assert "0 of" in words(view)
    done, why, remind = (buttons(view)[label] for label in ("Done", "Why this?", "Remind me"))
    assert done.startswith("progress:done:")
    assert why == done.replace("done", "why", 1)
    assert remind.startswith("reminders:about:")
    assert buttons(view)["Find a mentor"] == "find:open"


async def test_a_request_waits_on_the_mentors_page_and_stands_on_the_mentees(program: Program) -> None:
    await enrol(program, "U1", "U2")
    mentor = await offer_and_look(program, "U2", "U1")
    async with program.database.session_scope() as session:
        asked = await requests.ask_mentors(session, caller("U1"), [mentor], "Please")
    assert any(id_.startswith("request:accept:") for id_ in ids(await look(program, "U2")))
    assert "Your requests" in words(await look(program, "U1"))
    async with program.database.session_scope() as session:
        accepted = await requests.accept_request(session, caller("U2"), asked.request.id, asked.request.turn)
        times = (clock.now() + timedelta(days=3),)
        await meetings.propose_times(session, caller("U1"), PAIR, accepted.pair.id, Offer(times))
    for name, other in (("U1", "<@U2>"), ("U2", "<@U1>")):
        view = await look(program, name)
        assert "Your mentorships" in words(view)
        assert "Your meetings" in words(view)
        assert other in words(view)
        assert f"mentorship:open:{accepted.pair.id}" in ids(view)


async def test_what_is_missing_for_a_credential_is_there(program: Program) -> None:
    await enrol(program, "U1")
    rules = program.part(Rules)
    async with program.database.session_scope() as session:
        ends = f"{clock.now() + timedelta(days=400):%Y-%m-%d}"
        kept = await credit_service.set_goal(
            session, caller("U1"), rules.find("fache"), rules, started="", expires=ends
        )
    view = await look(program, "U1")
    assert "Still missing" in words(view)
    assert buttons(view)["Log credits"] == f"credits:log:{kept.goal.id}"


async def test_organizers_see_what_needs_them_and_nobody_else_does(program: Program) -> None:
    await enrol(program, "U1", "U2", "U3")
    async with program.database.session_scope() as session:
        await reports.file_report(session, caller("U1"), "Something went wrong", "U3")
    view = await look(program, "U2", ORGANIZER)
    assert "Open cases" in words(view)
    assert "Open cases" not in words(await look(program, "U1"))
    assert "Open cases" not in words(await look(program, "U3", ORGANIZER))


async def test_an_organizer_who_takes_no_part_sees_the_programme_and_what_they_can_do(
    program: Program,
) -> None:
    assert "Nobody takes part yet" in words(await look(program, "U3", ORGANIZER))
    assert "Your programme" not in words(await look(program, "U3"))
    await enrol(program, "U1", "U2")
    mentor = await offer_and_look(program, "U2", "U1")
    async with program.database.session_scope() as session:
        await requests.ask_mentors(session, caller("U1"), [mentor], "Please")
    view = await look(program, "U3", ORGANIZER)
    counted = "2 members · 1 mentor listed · 0 mentorships · 1 request that nobody has taken yet"
    assert counted in words(view)
    assert words(view).index("Your programme") < words(view).index("Welcome"), "it is what they come for"
    assert "organize event announce" in words(view)
    assert {"Set up", "For organizers"} <= buttons(view).keys()
    events_only = await look(program, "U4", Rights(manages_events=True))
    assert "Your programme" in words(events_only)
    assert "setup:go:1" not in ids(events_only), "only who manages the workspace can set it up"
    await enrol(program, "U3")
    own = words(await look(program, "U3", ORGANIZER))
    assert own.index("Next: ") < own.index("Your programme")
    assert "3 members" in own


async def test_a_mentor_who_waits_is_listed_from_an_organizers_page(program: Program) -> None:
    await enrol(program, "U1", "U2", "U3")
    waiting = await offer_and_look(program, "U2", "U1")
    assert "wait to be listed" not in words(await look(program, "U3", ORGANIZER))
    async with program.database.session_scope() as session:
        await session.execute(update(MENTOR).values(state=MentorState.WAITING))
    view = await look(program, "U3", ORGANIZER)
    assert any(one.startswith(f"mentor:approve:{waiting}.") for one in ids(view))
    assert "wait to be listed" not in words(await look(program, "U1"))


async def test_whoever_is_in_several_communities_chooses_one(program: Program) -> None:
    assert "Which community?" not in str(await look(program, "U1", communities=[(TEAM, "Here")]))
    view = await look(program, "U1", communities=[(TEAM, "Here"), ("T2", "There")])
    (select_,) = view["blocks"][0]["elements"]
    assert select_["initial_option"]["value"] == TEAM
    chosen = {**select_, "block_id": view["blocks"][0]["block_id"], "selected_option": select_["options"][1]}
    found = read_press({"actions": [chosen]})
    assert (found.id, found.values) == ("slack:home", ("T2",))


async def test_a_part_that_fails_hides_none_of_the_others(program: Program) -> None:
    async def fail(turn: Turn) -> Card | None:
        raise ZeroDivisionError

    async def work(turn: Turn) -> Card | None:
        return Card("It works", (Section("Still"),))

    program.parts[Declared] = Declared(own_parts=[OwnPart(2, work), OwnPart(1, fail)])
    assert "It works" in words(await look(program, "U1"))


async def test_a_page_of_very_many_parts_is_one_that_slack_takes(program: Program) -> None:
    def part(place: int) -> OwnPart:
        async def make(turn: Turn) -> Card | None:
            return Card(f"Part {place}", tuple(Section(f"Line {n}") for n in range(9)))

        return OwnPart(place, make)

    program.parts[Declared] = Declared(own_parts=[part(place) for place in range(40)])
    assert "Part 30" in words(await look(program, "U1"))


async def test_parts_stand_in_the_order_that_rooms_gave_them(program: Program) -> None:
    places = [part.place for part in program.part(Declared).own_parts]
    assert len(places) == len(set(places)) >= 8


async def test_whoever_came_to_mentor_is_not_sent_to_the_first_step_of_a_beginner(program: Program) -> None:
    async with program.database.session_scope() as session:
        await members.admit_member(session, caller("U1"))
    view = await look(program, "U1")
    assert "Welcome" in words(view)
    assert "Next:" not in words(view)


@pytest.mark.parametrize(("done", "total", "filled"), [(0, 0, 0), (0, 40, 0), (20, 40, 5), (40, 40, 10)])
def test_the_bar_is_as_long_as_what_is_done(done: int, total: int, filled: int) -> None:
    shown = own_page.bar(done, total)
    assert shown.count("▰") == filled
    assert shown.count("▰") + shown.count("▱") == 10
    assert f"{done} of {total}" in shown
