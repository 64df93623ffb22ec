"""Every screen of the guide fits a message, and every button on it leads somewhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from both_chats import show_card
from reading import read_card

from mentorbot.chat import Action, Actions, Attachment, Card, Choice, Divider, Fields, Image, Section, limits
from mentorbot.errors import UserError
from mentorbot.guide import cards
from mentorbot.guide.load import Library
from mentorbot.guide.model import GLOSSARY, Guide, Source, Stage
from mentorbot.guide.paging import split_page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GUIDE = Library.load().guide()


def every_card(guide: Guide) -> Iterator[tuple[str, Card]]:
    yield "home", cards.home_card(guide)
    for page in guide.pages.values():
        for part in range(1, len(split_page(page)) + 1):
            yield f"page {page.id} {part}", cards.page_card(guide, page.id, part)
    for step in guide.steps:
        yield f"step {step.id}", cards.step_card(guide, step.id, NOW)
    for milestone in guide.milestones:
        yield f"milestone {milestone}", cards.milestone_card(guide, milestone, NOW)
    for hit in guide.search("fellowship"):
        yield f"hit {hit.key}", cards.open_card(guide, hit.key, NOW)
    for term in guide.terms:
        for hit in guide.search(term.term)[:1]:
            yield f"term {term.term}", cards.open_card(guide, hit.key, NOW)
    for query in ("healthcare", "degree", "@everyone **x**" * 30):
        yield f"results {query}", cards.results_card(query, guide.search(query))


def test_slack_shows_every_card_too() -> None:
    for _, card in every_card(GUIDE):
        show_card(card)


def components(card: Card) -> int:
    """How many components it takes at most, the container and the title among them."""
    count = 2 + (card.footer is not None)
    for block in card.blocks:
        match block:
            case Section():
                count += 1 if block.action is None else 3
            case Actions():
                count += len(block.actions) + -(-len(block.actions) // 5)
            case Choice():
                count += 2
            case Fields() | Divider() | Image() | Attachment():
                count += 1
    return count


def actions(card: Card) -> Iterator[Action]:
    for block in card.blocks:
        if isinstance(block, Actions):
            yield from block.actions
        elif isinstance(block, Section) and block.action is not None:
            yield block.action


def choices(card: Card) -> Iterator[Choice]:
    return (block for block in card.blocks if isinstance(block, Choice))


def follow(guide: Guide, action_id: str) -> Card:
    """What the button shows, by the ids that the cards promise."""
    feature, verb, argument = (*action_id.split(":", 2), "")[:3]
    if (feature, verb) == ("progress", "show"):
        return cards.milestone_card(
            guide, argument, NOW
        )  # what is above this room shows it with what was done
    assert feature == "guide"
    if verb == "home":
        return cards.home_card(guide)
    if verb == "page":
        page_id, _, part = argument.rpartition(":")
        return cards.page_card(guide, page_id, int(part))
    if verb == "glossary":
        return cards.glossary_card(guide, int(argument))
    assert verb == "step"
    return cards.step_card(guide, argument, NOW)


def check(card: Card, guide: Guide) -> None:
    # Headings, bold and line ends that a platform adds are counted generously.
    assert sum(len(text) + 6 for text in read_card(card)) <= limits.CARD_TEXT
    assert components(card) <= limits.COMPONENTS
    assert 1 <= len(card.title) <= 100
    for block in card.blocks:
        if isinstance(block, Section):
            assert block.text.strip()
    for action in actions(card):
        assert action.label
        assert (action.id is None) != (action.url is None)
        if action.id is not None:
            assert len(action.id) <= limits.ACTION_ID
            assert follow(guide, action.id).title
    for choice in choices(card):
        assert 1 <= len(choice.options) <= limits.OPTIONS
        assert len({option.value for option in choice.options}) == len(choice.options)
        assert len(choice.placeholder) <= limits.PLACEHOLDER
        for option in choice.options:
            assert 1 <= len(option.label) <= limits.OPTION_LABEL
            assert 1 <= len(option.value) <= limits.OPTION_VALUE
            assert cards.open_card(guide, option.value, NOW).title


@pytest.mark.parametrize(("name", "card"), list(every_card(GUIDE)), ids=lambda value: str(value)[:40])
def test_it_fits_a_message_and_all_its_buttons_lead_somewhere(name: str, card: Card) -> None:
    check(card, GUIDE)


def longest(page_id: str, **more: Any) -> str:
    """A page in which everything is as long as it may be."""
    source = {"title": "t" * 100, "url": f"https://example.org/{'u' * 50}", "as_of": "a" * 30}
    front = {
        "id": page_id,
        "title": "t" * 80,
        "summary": "s" * 200,
        "note": "n" * 400,
        "sources": [{**source, "checked": date(2026, 1, 2)}] * 5,
        **more,
    }
    sections = "".join(f"## {number}{'h' * 79}\n{'x' * 900}\n" for number in range(8))
    return f"---\n{yaml.safe_dump(front)}---\n{sections}"


def test_the_longest_content_that_is_allowed_still_fits(content: Any) -> None:
    milestones = [
        {
            "id": f"learn.m{number}",
            "title": "t" * 90,
            "why": "w" * 400,
            "done_when": "d" * 250,
            "typical_time": "u" * 80,
            "typical_weeks": 9,
            "after": [f"learn.m{earlier}" for earlier in range(number)],
            "stages": [stage.value for stage in Stage],
            "resources": [{"title": f"{n}{'r' * 79}", "url": f"https://a.org/{'u' * 236}"} for n in range(5)],
        }
        for number in range(8)
    ]
    content.write("en/chapters/start.md", longest("start"))
    content.write("en/steps/1-learn.md", longest("learn", number=1, milestones=milestones))
    guide = content.load().guide()
    for _, card in every_card(guide):
        check(card, guide)


def test_every_part_of_every_section_is_shown_once() -> None:
    for page in GUIDE.pages.values():
        shown = [section for part in split_page(page) for section in part]
        assert tuple(shown) == page.sections


def test_a_page_tells_its_sources_and_when_they_were_checked() -> None:
    footer = cards.page_card(GUIDE, "fache").footer
    assert footer is not None
    assert "checked 2026-" in footer
    assert "ache.org" in footer


def test_pages_turn_forth_and_back() -> None:
    page = next(page for page in GUIDE.pages.values() if len(split_page(page)) > 2)
    middle = {action.label: action.id for action in actions(cards.page_card(GUIDE, page.id, 2))}
    assert middle["◀ Back"] == f"guide:page:{page.id}:1"
    assert middle["Next ▶"] == f"guide:page:{page.id}:3"


@pytest.mark.parametrize("part", [-5, 0, 99])
def test_a_part_that_is_not_there_gives_the_nearest(part: int) -> None:
    last = len(split_page(GUIDE.pages["fache"]))
    assert cards.page_card(GUIDE, "fache", part) is cards.page_card(GUIDE, "fache", 1 if part < 1 else last)


def test_a_card_that_only_depends_on_the_guide_is_built_once() -> None:
    assert cards.home_card(GUIDE) is cards.home_card(GUIDE)
    assert cards.page_card(GUIDE, "fache", 1) is cards.page_card(GUIDE, "fache", 1)
    other = Library.load().guide()
    assert cards.page_card(other, "fache", 1) is not cards.page_card(GUIDE, "fache", 1)


def test_links_to_pages_become_words_and_a_way_to_open_them(content: Any) -> None:
    guide = content.load().guide()
    card = cards.page_card(guide, "learn")
    section = next(
        block for block in card.blocks if isinstance(block, Section) and "comes first" in block.text
    )
    assert section.text == "Because it comes first. See **the paper** and [a source](https://example.org/)."
    assert [option.value for choice in choices(card) for option in choice.options] == ["paper"]


def test_a_milestone_shows_its_next_date_in_the_readers_own_zone() -> None:
    card = cards.milestone_card(GUIDE, "masters.fellowship-apply", NOW)
    due = int(datetime(2027, 9, 25, 3, 59, tzinfo=UTC).timestamp())
    assert any(f"<t:{due}:F>" in text for text in read_card(card))


def test_a_date_that_nobody_announced_says_so_wherever_it_is_shown() -> None:
    shown = "\n".join(read_card(cards.milestone_card(GUIDE, "masters.fellowship-apply", NOW)))
    assert f"({cards.ESTIMATE})" in shown
    lines = "\n".join(read_card(cards.step_card(GUIDE, "masters", NOW))).split("\n")
    dated = [line for line in lines if "next about <t:" in line]
    assert len(dated) == 2
    assert all(cards.ESTIMATE in line for line in dated)


def test_a_date_that_was_announced_does_not() -> None:
    before = datetime(2025, 8, 1, tzinfo=UTC)
    shown = "\n".join(read_card(cards.milestone_card(GUIDE, "masters.fellowship-apply", before)))
    assert "<t:1758945540:F>" in shown
    assert cards.ESTIMATE not in shown


def test_a_step_shows_what_the_reader_has_done() -> None:
    first, second, third, *_ = GUIDE.step("bachelors").milestones
    card = cards.step_card(GUIDE, "bachelors", NOW, {first.id: "done", second.id: "not_for_me"})
    lines = "\n".join(read_card(card)).split("\n")
    for milestone, mark in ((first, "✅"), (second, "➖"), (third, "▫️")):
        assert any(line.startswith(f"{mark} {milestone.title}") for line in lines)


class TestTopic:
    def test_nothing_typed_is_the_whole_guide(self) -> None:
        assert cards.topic_card(GUIDE, "  ", NOW) is cards.home_card(GUIDE)

    @pytest.mark.parametrize("topic", ["fache", "FACHE", "Pay and outlook"])
    def test_a_name_opens_its_page(self, topic: str) -> None:
        page_id = "-".join(topic.lower().split())
        assert cards.topic_card(GUIDE, topic, NOW) is cards.page_card(GUIDE, page_id)

    def test_plain_words_that_mean_one_page_open_it(self) -> None:
        assert cards.topic_card(GUIDE, "salary", NOW) is cards.page_card(GUIDE, "pay-and-outlook")

    def test_words_that_may_mean_several_list_them(self) -> None:
        card = cards.topic_card(GUIDE, "mentor", NOW)
        (choice,) = choices(card)
        assert len(choice.options) > 1

    def test_nothing_found_says_what_to_try(self) -> None:
        card = cards.topic_card(GUIDE, "zzzzqqqq", NOW)
        assert card.title == "Nothing found"
        assert any("plain words" in text for text in read_card(card))

    def test_what_was_typed_cannot_mention_or_format(self) -> None:
        shown = "\n".join(read_card(cards.topic_card(GUIDE, "<@1> @everyone **zzzzqqqq** <t:0>", NOW)))
        assert "@everyone" not in shown
        assert "<@1>" not in shown
        assert "**zzzz" not in shown


@pytest.mark.parametrize("key", ["gone", "fache#99", f"{GLOSSARY}:gone", "bachelors.gone"])
def test_what_has_left_the_guide_says_so(key: str) -> None:
    with pytest.raises(UserError, match="no longer in the guide"):
        cards.open_card(GUIDE, key, NOW)


def test_what_is_only_for_an_aim_says_for_which(guide: Guide) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    license_ = str(cards.milestone_card(guide, "certification.nursing-home-license", now))
    assert "**If you aim at:** long-term care or a nursing home administrator license" in license_
    assert "**If you aim at:** a credential" in str(
        cards.milestone_card(guide, "certification.exam-plan", now)
    )
    assert "if you aim at it" in str(cards.step_card(guide, "certification", now))


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2023", " (as of 2023)"),
        ("May 2019", " (as of May 2019)"),
        ("2022–2024 cycle", " (as of 2022–2024 cycle)"),
        ("rule since 2021", " (rule since 2021)"),
        ("survey of 2010", " (survey of 2010)"),
        (None, ""),
    ],
)
def test_what_a_source_speaks_of_is_told_in_words_that_read_well(as_of: str | None, told: str) -> None:
    source = Source(title="A body", url="https://example.org/", checked=date(2026, 11, 30), as_of=as_of)
    assert (
        cards.sources_line([source]) == f"Sources, checked 2026-11-30: [A body](https://example.org/){told}"
    )
