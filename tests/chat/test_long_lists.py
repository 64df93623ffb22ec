"""Lists of mentoring and networking end with a word: all that is in one is found by turning its pages."""

import dataclasses
import types
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, get_origin, get_type_hints

import pytest

from mentorbot.chat import Action, Actions, Card, Section, paged
from mentorbot.chat.lists import ON, end_with
from mentorbot.delivery.kinds import Address
from mentorbot.events import cards as events
from mentorbot.events import service as events_service
from mentorbot.events.view import EventView
from mentorbot.meetings import list_cards as meeting_lists
from mentorbot.meetings.planning import MeetingView, Part
from mentorbot.mentoring.finding import cards as finding
from mentorbot.mentoring.finding.service import Match
from mentorbot.mentoring.finding.shelf import Wanted
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
from mentorbot.networking.directory import cards as directory
from mentorbot.networking.directory import service as directory_service
from mentorbot.networking.directory.service import Entry
from mentorbot.networking.interviews import cards as interviews
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews.offering import Found, OfferView
from mentorbot.networking.interviews.service import RequestView as Interview
from mentorbot.networking.opportunities import list_cards as opportunities
from mentorbot.networking.opportunities import searches
from mentorbot.networking.opportunities.filters import Filters
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


LISTS = [
    live, ended, said, kept, for_mentor, for_organizers, own_cases, all_cases, fitting, to_be_asked,
    mentors, open_requests, halfway, planned, interviews_of, handed_in,
]  # fmt: skip


def words(card: Card) -> str:
    sections = [block for block in card.blocks if isinstance(block, Section)]
    return "\n".join(f"{one.heading or ''}\n{one.text}" for one in sections)


def turn(card: Card) -> int | None:
    """The page that the button to the next goes to."""
    for block in card.blocks:
        for action in block.actions if isinstance(block, Actions) else ():
            if isinstance(action, Action) and action.label in MORE:
                digits = [part for part in action.id.split(":") if part.isdigit()]
                return int(digits[-1])
    return None


@pytest.mark.parametrize("list_", LISTS)
@pytest.mark.parametrize("many", [1, 2, 5, 8, 10, 11, 26, 57])
def test_each_of_many_is_found_by_turning_the_pages(list_: Callable[[int, int], Card], many: int) -> None:
    seen, page = "", 1
    for expected in range(1, many + 2):
        card = list_(many, page)
        seen += words(card)
        following = turn(card)
        if following is None:
            break
        assert following == expected + 1
        page = following
    assert [seen.count(f"Person{id_:04}x") for id_ in range(1, many + 1)] == [1] * many


@pytest.mark.parametrize("list_", LISTS)
def test_a_page_that_is_not_there_is_the_last(list_: Callable[[int, int], Card]) -> None:
    last = list_(57, 10**6)
    assert turn(last) is None
    assert "Person0057x" in words(last)


@pytest.mark.parametrize(
    ("more", "said"),
    [(0, ""), (1, "1 more is not shown here: `/report list`."), (2, "2 more are not shown here")],
)
def test_the_first_of_a_list_say_how_many_more_there_are_and_where(more: int, said: str) -> None:
    assert said in words(end_with(Card("Cases", ()), more, "report list"))
    assert bool(said) is bool(words(end_with(Card("Cases", ()), more, "report list")))


def test_the_last_page_of_mentors_that_is_shown_says_that_there_are_more_and_how_to_find_them() -> None:
    found = [Match(made(MentorView, member_id=id_), ()) for id_ in range(1, 52)]
    last = finding.found_card(found, Wanted(), page=10, last=True)
    assert turn(last) is None
    assert "There are more; `/mentor find` with a topic" in (last.footer or "")
    assert "There are more" not in (finding.found_card(found[:50], Wanted(), page=10, last=True).footer or "")


@pytest.mark.parametrize(
    ("most", "said", "show"),
    [
        (
            directory_service.MOST_FOUND,
            "more conditions",
            lambda many: directory.found_card(members(many), "c"),
        ),
        (offering.MOST_FOUND, "a topic and a setting", lambda many: to_be_asked(many, 1)),
        (
            searches.MOST_FOUND,
            "more conditions",
            lambda many: opportunities.found_card([made(OpportunityView)] * many, Filters()),
        ),
        (
            events_service.MOST_LISTED,
            "choose a kind",
            lambda many: events.list_card([made(EventView)] * many, {}, NOW, "all"),
        ),
    ],
)
def test_a_list_that_is_cut_says_so_and_what_shows_others(
    most: int, said: str, show: Callable[[int], Card]
) -> None:
    whole, cut = (show(many).footer or "" for many in (most - 1, most))
    assert f"These are the first {most}; {said}" in cut
    assert "These are the first" not in whole


def members(many: int) -> list[Entry]:
    return [made(Entry, member_id=id_, values={}) for id_ in range(many)]


@pytest.mark.parametrize("list_", LISTS)
def test_an_empty_list_says_so(list_: Callable[[int, int], Card]) -> None:
    card = list_(0, 1)
    assert words(card).strip()
    assert turn(card) is None
