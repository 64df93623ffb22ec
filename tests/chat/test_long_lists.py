"""Lists of every room end with a word: all that is in one is found by turning its pages."""

import ast
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from chat.long_lists import LISTS, NOW, made, to_be_asked

import mentorbot
from mentorbot.chat import Action, Actions, Card, Choice, Section, paged
from mentorbot.chat.lists import ON, Page, end_with
from mentorbot.events import cards as events
from mentorbot.events import service as events_service
from mentorbot.events.view import EventView
from mentorbot.mentoring.finding import cards as finding
from mentorbot.mentoring.finding.service import Match
from mentorbot.mentoring.finding.shelf import Wanted
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.networking.directory import cards as directory
from mentorbot.networking.directory import service as directory_service
from mentorbot.networking.directory.service import Entry
from mentorbot.networking.interviews import offering
from mentorbot.networking.opportunities import list_cards as opportunities
from mentorbot.networking.opportunities import searches
from mentorbot.networking.opportunities.filters import Filters
from mentorbot.networking.opportunities.service import OpportunityView

ROOT = Path(mentorbot.__file__).parent.parent
MORE = {ON, "More mentors", "Older ▶"}


def words(card: Card) -> str:
    """What is read on it; of what can be chosen, what is not said in words."""
    sections = [block for block in card.blocks if isinstance(block, Section)]
    said = "\n".join(f"{one.heading or ''}\n{one.text}" for one in sections)
    lines = [one.label for block in card.blocks if isinstance(block, Choice) for one in block.options]
    return "\n".join([said, *(one for one in lines if one.rpartition(" ")[2] not in said)])


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


def test_every_list_with_pages_is_among_those_that_are_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    turned: set[str] = set()
    written: set[str] = set()

    def note(items: Sequence[Any], page: int, size: int) -> Page[Any]:
        code = sys._getframe(1).f_code
        turned.add(f"{Path(code.co_filename).relative_to(ROOT)}:{code.co_name}")
        return paged(items, page, size)

    for file in (ROOT / "mentorbot").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if "paged(" not in source or file.name == "lists.py":
            continue
        for part in ast.parse(source).body:
            if isinstance(part, ast.FunctionDef) and "paged(" in ast.unparse(part):
                written.add(f"{file.relative_to(ROOT)}:{part.name}")
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        monkeypatch.setattr(module, "paged", note)
    for list_ in LISTS:
        list_(11, 1)
    assert len(written) > 15
    assert written - turned == {"mentorbot/events/import_cards.py:list_numbers"}, "it says what a page shows"


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
