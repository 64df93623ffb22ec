"""Every list that a room shows, with as many lines as one likes: each has its number as a name."""

import dataclasses
import types
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

from mentorbot.chat import Card, paged
from mentorbot.chat.lists import ON
from mentorbot.credits import entry_cards
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import EntryView, GoalView, Standing, Stands
from mentorbot.delivery.kinds import Address
from mentorbot.events import attendee_cards, import_cards
from mentorbot.events import cards as events
from mentorbot.events.attendees import Attendee, Attendees
from mentorbot.events.dates import When
from mentorbot.events.feeds import CalendarAddress, Feed
from mentorbot.events.imports import Offer
from mentorbot.events.known import Status
from mentorbot.events.listings import Listing
from mentorbot.events.view import EventView
from mentorbot.meetings import list_cards as meeting_lists
from mentorbot.meetings.planning import MeetingView, Part
from mentorbot.members.service import MemberView
from mentorbot.mentoring.finding import cards as finding
from mentorbot.mentoring.finding.service import Match
from mentorbot.mentoring.finding.shelf import Wanted
from mentorbot.mentoring.hours import cards as hours
from mentorbot.mentoring.hours.service import Free
from mentorbot.mentoring.hours.slots import HoursView, Slot
from mentorbot.mentoring.mentorships import list_cards as mentorships
from mentorbot.mentoring.mentorships import midway_cards
from mentorbot.mentoring.mentorships.circles import CircleView
from mentorbot.mentoring.mentorships.feedback import Average, Summary, Voice
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import Health
from mentorbot.mentoring.organizing import attention_cards, roster_cards
from mentorbot.mentoring.organizing.attention import Waiting
from mentorbot.mentoring.organizing.roster import LISTED, Roster, RosterLine, Show
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import cards as profiles
from mentorbot.mentoring.profiles.blocking import Kept
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.reports import cards as reports
from mentorbot.mentoring.reports.service import CaseView
from mentorbot.mentoring.requests import cards as requests
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import BlockKind, RequestState
from mentorbot.networking.interviews import cards as interviews
from mentorbot.networking.interviews.offering import Found, OfferView
from mentorbot.networking.interviews.service import RequestView as Interview
from mentorbot.networking.opportunities import list_cards as opportunities
from mentorbot.networking.opportunities.service import OpportunityView

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MORE = {ON, "More mentors"}
View = TypeVar("View")


def made(view: type[View], **given: Any) -> View:
    """One of these, of which only what is given matters."""
    plain: dict[Any, Any] = {int: 1, str: "", bool: False, datetime: NOW, float: 1.0, tuple: ()}

    def value(hint: Any) -> Any:
        if isinstance(hint, types.UnionType):
            return None
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return next(iter(hint))
        return plain.get(hint, plain.get(get_origin(hint), ()))

    hints = get_type_hints(view)
    names = [one.name for one in dataclasses.fields(view)]  # type: ignore[arg-type]
    return view(**{name: given[name] if name in given else value(hints[name]) for name in names})


def side(id_: int) -> Side:
    return Side(Person(id_, 1, "discord", "guild", f"user{id_}", "UTC"), f"Person{id_:04}x")


def mine(many: int, **more: Any) -> list[tuple[Pair, Side]]:
    pairs = [Pair(made(MentorshipView, id=id_, **more), side(1000), side(id_)) for id_ in range(1, many + 1)]
    return [(pair, pair.mentor) for pair in pairs]


def asked(many: int, first: int = 1) -> tuple[list[RequestView], dict[int, MenteeView]]:
    ids = range(first, first + many)
    found = [made(RequestView, id=id_, mentee_id=id_, state=RequestState.OPEN) for id_ in ids]
    return found, {id_: made(MenteeView, member_id=id_, name=f"Person{id_:04}x") for id_ in ids}


def live(many: int, page: int) -> Card:
    later = range(many // 2 + 1, many + 1)
    circles = [made(CircleView, id=id_, name=f"Person{id_:04}x") for id_ in later]
    return mentorships.list_card(
        mine(many // 2), dict.fromkeys(range(many + 1), next(iter(Health))), circles, page
    )


def ended(many: int, page: int) -> Card:
    return mentorships.ended_list_card(mine(many, ended_at=NOW), page, {1, 2})


def said(many: int, page: int) -> Card:
    voices = tuple(Voice("user", False, 5, f"Person{id_:04}x", NOW) for id_ in range(1, many + 1))
    return mentorships.feedback_card(Summary(Average(9, 4.0, 1.0), Average(9, 4.0, 1.0), voices), page)


def kept(many: int, page: int) -> Card:
    found = [Kept(str(id_), str(id_), BlockKind.BLOCK, f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return profiles.apart_card(found, page=page)


def for_mentor(many: int, page: int) -> Card:
    (waiting, some), (pool, others) = asked(many // 2), asked(many - many // 2, many // 2 + 1)
    return requests.mentor_list_card(waiting, pool, {**some, **others}, page)


def for_organizers(many: int, page: int) -> Card:
    found, mentees = asked(many)
    return requests.organizers_card(found, {}, mentees, page)


def own_cases(many: int, page: int) -> Card:
    return reports.mine_card(cases(many), page)


def all_cases(many: int, page: int) -> Card:
    return reports.cases_card(cases(many), closed=False, page=page)


def cases(many: int) -> list[CaseView]:
    return [made(CaseView, id=id_, text=f"Person{id_:04}x") for id_ in range(1, many + 1)]


def fitting(many: int, page: int) -> Card:
    ids = range(1, many + 1)
    found = [Match(made(MentorView, member_id=id_, name=f"Person{id_:04}x"), ()) for id_ in ids]
    return finding.found_card(found, Wanted(), page=page)


def to_be_asked(many: int, page: int) -> Card:
    offers = [made(OfferView, member_id=id_, role=f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return interviews.found_card([Found(one, "user", ()) for one in offers], "hospital:finance", page)


def mentors(many: int, page: int) -> Card:
    lines = [made(RosterLine, member_id=id_, name=f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return roster_cards.roster_card(Roster(Show.ALL, paged(lines, page, LISTED), many, many))


def open_requests(many: int, page: int) -> Card:
    found = [
        Waiting(
            made(RequestView, id=id_, state=RequestState.OPEN),
            made(MenteeView, name=f"Person{id_:04}x"),
            side(id_).person,
            handled=False,
        )
        for id_ in range(1, many + 1)
    ]
    return attention_cards.list_card(found, page)


def halfway(many: int, page: int) -> Card:
    voices = [Voice(f"Person{id_:04}x", False, 4, "Fine", NOW) for id_ in range(1, many + 1)]
    return midway_cards.summary_card(
        Summary(Average(0, None, None), Average(0, None, None), tuple(voices)), page
    )


def planned(many: int, page: int) -> Card:
    ids = range(1, many + 1)
    with_ = [made(Part, to=Address("discord", "guild", user_id=f"Person{id_:04}x")) for id_ in ids]
    found = [made(MeetingView, id=id_, parts=(one,)) for id_, one in zip(ids, with_, strict=True)]
    return meeting_lists.list_card(found, (), "session", page, "session:page")


def interviews_of(many: int, page: int) -> Card:
    found = [
        (made(Interview, id=id_, student_id=1000, professional_id=id_), person(id_))
        for id_ in range(1, many + 1)
    ]
    return interviews.mine_card(side(1000).person, found, page)


def handed_in(many: int, page: int) -> Card:
    return opportunities.waiting_card(
        [made(OpportunityView, id=id_, title=f"Person{id_:04}x") for id_ in range(1, many + 1)], page
    )


def person(id_: int) -> Person:
    return Person(id_, 1, "discord", "guild", f"user{id_}", "UTC", f"Person{id_:04}x")


def free_times(many: int, page: int) -> Card:
    slots = [Slot(made(HoursView), f"Person{id_:04}x", "", "user", NOW) for id_ in range(1, many + 1)]
    return hours.free_card(Free(tuple(slots), (), "UTC"), page)


@cache
def load_rules() -> Rules:
    return Rules.load()


def logged(many: int, page: int) -> Card:
    credential = load_rules().find("FACHE")
    entries = tuple(
        made(EntryView, id=id_, title=f"Person{id_:04}x", day=NOW.date()) for id_ in range(many, 0, -1)
    )
    goal = made(GoalView, starts_on=NOW.date(), ends_on=NOW.date(), entries=entries)
    stands = Stands(Standing(made(MemberView, time_zone="UTC")), goal, credential, goal.count(credential))
    return entry_cards.entries_card(stands, page)


def who_comes(many: int, page: int) -> Card:
    people = [made(Attendee, user_id=f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return attendee_cards.who_card(Attendees(made(EventView), people), page)


def coming_up(many: int, page: int) -> Card:
    found = [made(EventView, id=id_, title=f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return events.list_card(found, {}, NOW, "all", page)


def followed(many: int, page: int) -> Card:
    feeds = [made(Feed, id=id_, title=f"Person{id_:04}x") for id_ in range(1, many + 1)]
    return import_cards.feeds_card(feeds, page)


def offered(many: int, page: int) -> Card:
    later = NOW + timedelta(hours=1)
    when = made(When, ends_at=later, until=later, time_zone="UTC")
    listings = tuple(
        made(Listing, uid=str(id_), title=f"Person{id_:04}x", when=when) for id_ in range(1, many + 1)
    )
    offer = made(Offer, listings=listings, statuses=(Status.SAME,) * many, address=made(CalendarAddress))
    return import_cards.offer_card(offer, page)


LISTS = [
    live, ended, said, kept, for_mentor, for_organizers, own_cases, all_cases, fitting, to_be_asked,
    mentors, open_requests, halfway, planned, interviews_of, handed_in,
    free_times, logged, who_comes, coming_up, followed, offered,
]  # fmt: skip
