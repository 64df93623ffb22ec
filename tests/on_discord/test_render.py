"""Cards as Discord shows them."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord.components import _component_factory
from discord.ui.view import _component_to_item
from hypothesis import given
from hypothesis import strategies as st

from mentorbot import clock
from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Divider,
    Field,
    Fields,
    Form,
    Image,
    Option,
    Section,
    Style,
    TextField,
)
from mentorbot.guide import cards as guide_cards
from mentorbot.guide.model import Guide
from mentorbot.guide.paging import split_page
from mentorbot.on_discord import render

EVERYTHING = Card(
    "All of it",
    (
        Section("Words"),
        Section("More", heading="Heading", action=Action("Look", "guide:home")),
        Fields((Field("Name", "value"), Field("Other", "thing"))),
        Divider(),
        Actions(
            tuple(Action(f"Button {n}", f"progress:done:{n}", style=style) for n, style in enumerate(Style))
        ),
        Actions((Action("Away", url="https://example.org"), Action("Not now", "guide:x", disabled=True))),
        Choice("guide:open", "Pick", (Option("One", "1", "The first"), Option("Two", "2", chosen=True))),
        Image(b"picture", "p.png", "What it shows"),
        Attachment(b"file", "f.json"),
    ),
    Accent.GOOD,
    footer="Small\nprint",
)


def every(parts: Any) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from every(part.get("components", ()))
        if "accessory" in part:
            yield part["accessory"]


def test_the_plain_data_is_what_discord_py_itself_would_send() -> None:
    made = render.components(EVERYTHING)
    view = discord.ui.LayoutView(timeout=None)
    for component in made:
        view.add_item(_component_to_item(_component_factory(component)))  # type: ignore[arg-type]
    assert _bare(view.to_components()) == _bare(made)


def _bare(value: Any) -> Any:
    """Without what is empty or Discord's default, which may be said or left out."""
    if isinstance(value, dict):
        kept = {key: _bare(inner) for key, inner in value.items()}
        return {k: v for k, v in kept.items() if v not in (None, False, []) and k not in {"id", "required"}}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("count", [1, 5, 6, 11])
def test_buttons_wrap_after_five(count: int) -> None:
    card = Card("Many", (Actions(tuple(Action(f"B{n}", f"guide:b:{n}") for n in range(count))),))
    rows = [part for part in every(render.components(card)) if part["type"] == 1]
    assert [len(row["components"]) for row in rows] == [5] * (count // 5) + ([count % 5] if count % 5 else [])


def test_the_same_id_twice_is_numbered_because_discord_refuses_it() -> None:
    twice = Actions((Action("A", "members:start"), Action("B", "members:start")))
    ids = [
        part["custom_id"] for part in every(render.components(Card("Twice", (twice,)))) if "custom_id" in part
    ]
    assert ids == ["members:start", "members:start~2"]


@given(
    st.lists(st.text(min_size=1, max_size=6000), min_size=1, max_size=8), st.text(min_size=1, max_size=300)
)
def test_whatever_the_length_the_text_fits_a_message(texts: list[str], title: str) -> None:
    made = render.components(Card(title, tuple(Section(text) for text in texts), footer="Small print"))
    contents = [part["content"] for part in every(made) if part["type"] == 10]
    assert sum(map(len, contents)) <= 4000
    assert all(contents)


def test_the_longest_paragraph_gives_way_first() -> None:
    made = render.components(Card("T", (Section("a " * 2500), Section("short and needed"))))
    contents = [part["content"] for part in every(made) if part["type"] == 10]
    assert contents[-1] == "short and needed"
    assert contents[1].endswith("…")


@pytest.mark.parametrize("action_id", ["", "x" * 101])
def test_an_id_discord_would_refuse_is_a_bug(action_id: str) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        render.components(Card("T", (Actions((Action("A", action_id),)),)))


def test_more_parts_than_a_message_holds_are_a_bug() -> None:
    with pytest.raises(ValueError, match="a message holds 40"):
        render.components(Card("T", tuple(Divider() for _ in range(50))))


def test_a_card_that_is_kept_is_rendered_once_and_another_anew() -> None:
    card = Card("Same")
    assert render.screen(card) is render.screen(card)
    assert render.screen(card) is not render.screen(Card("Same"))


def test_files_carry_their_words_and_can_be_sent_again() -> None:
    for _ in range(2):
        picture, attachment = render.files(EVERYTHING)
        assert (picture.filename, picture.description, picture.fp.read()) == (
            "p.png",
            "What it shows",
            b"picture",
        )
        assert (attachment.filename, attachment.fp.read()) == ("f.json", b"file")


def test_every_page_of_the_guide_is_a_message_discord_takes(guide: Guide) -> None:
    now = clock.now()
    cards = [guide_cards.home_card(guide)]
    cards += [
        guide_cards.page_card(guide, page.id, part)
        for page in guide.pages.values()
        for part in range(1, len(split_page(page)) + 1)
    ]
    cards += [guide_cards.step_card(guide, step.id, now) for step in guide.steps]
    cards += [guide_cards.milestone_card(guide, milestone, now) for milestone in guide.milestones]
    for card in cards:
        texts = [part["content"] for part in every(render.components(card)) if part["type"] == 10]
        assert not any(text.endswith("…") for text in texts), f"{card.title} had to be cut"


async def test_a_form_becomes_a_modal_of_labelled_fields() -> None:
    form = Form(
        "members:enrol:UTC",
        "A title that is much longer than the forty-five characters Discord gives it",
        (
            TextField("goal", "Goal", hint="One sentence", value="Before", paragraph=True, most=300),
            ChoiceField("stage", "Stage", (Option("One", "1"), Option("Two", "2", chosen=True)), most=5),
            DateField("day", "When", value="2030-01-31"),
        ),
    )
    data = render.modal(form).to_dict()
    assert data["custom_id"] == "members:enrol:UTC"
    assert len(data["title"]) <= 45
    goal, stage, day = (label["component"] for label in data["components"])
    assert (goal["style"], goal["value"], goal["max_length"], goal["required"]) == (2, "Before", 300, False)
    assert (stage["max_values"], [option["default"] for option in stage["options"]]) == (2, [False, True])
    assert (day["value"], day["placeholder"]) == ("2030-01-31", "March 1, or year-month-day")
    assert render.modal(form).is_finished()
