"""Cards as Slack shows them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_shapes import check_blocks, check_view, every, require_shapes

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    Divider,
    Field,
    Fields,
    Image,
    Option,
    Section,
    Style,
    escape,
)
from mentorbot.on_slack import limits, render
from mentorbot.on_slack.mrkdwn import Reader
from mentorbot.on_slack.presses import read_press

OPTIONS = (Option("One", "1", "The first"), Option("Two", "2", chosen=True), Option("Three", "3"))
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
        Choice("guide:open", "Pick", OPTIONS),
        Choice("guide:several", "Pick some", OPTIONS, least=0, most=3),
        Image(b"picture", "p.png", "What it shows"),
        Attachment(b"file", "f.json"),
    ),
    Accent.GOOD,
    footer="Small\nprint",
)

_action = st.builds(
    Action,
    st.text(min_size=1, max_size=90),
    st.sampled_from(["a:b", "a:c:1"]),
    style=st.sampled_from(Style),
    disabled=st.booleans(),
)
_option = st.builds(
    Option,
    st.text(min_size=1, max_size=120),
    st.text(min_size=1, max_size=100),
    st.none() | st.text(max_size=120),
    st.booleans(),
)
_long = st.builds(lambda text, times: escape(text * times), st.text(max_size=30), st.integers(1, 120))
_block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Section, _long, st.none() | st.text(max_size=60).map(escape)),
    st.builds(Section, st.text(max_size=500).map(escape), action=_action),
    st.builds(
        Fields,
        st.lists(st.builds(Field, st.just("Name"), _long), max_size=25).map(tuple),
    ),
    st.just(Divider()),
    st.builds(Actions, st.lists(_action, max_size=40).map(tuple)),
    st.builds(
        Choice,
        st.just("a:pick"),
        st.text(min_size=1, max_size=200),
        st.lists(_option, max_size=12, unique_by=lambda one: one.value).map(tuple),
        most=st.sampled_from([1, 3]),
    ),
    st.just(Image(b"x", "x.png", "A picture")),
    st.just(Attachment(b"x", "x.csv")),
)
CARDS = st.builds(
    Card,
    st.text(min_size=1, max_size=300),
    st.lists(_block, max_size=30).map(tuple),
    footer=st.none() | st.text(),
)


def texts(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(text for block in blocks for text in render._texts(block))


def pressed(blocks: list[dict[str, Any]], label: str, state: dict[str, Any] | None = None) -> dict[str, Any]:
    """What Slack would send of a press on a button with this label."""
    for block in blocks:
        for part in (*block.get("elements", ()), block.get("accessory", {})):
            if part.get("type") == "button" and part["text"]["text"] == label:
                action = {key: part[key] for key in ("type", "action_id", "value") if key in part}
                action["block_id"] = block["block_id"]
                return {"actions": [action], "state": {"values": {block["block_id"]: state or {}}}}
    raise AssertionError(f"there is no button {label!r}")


def test_slack_takes_all_that_a_card_may_have() -> None:
    require_shapes()
    check_blocks(render.message(EVERYTHING, "T1").blocks)
    check_blocks(render.ephemeral(EVERYTHING, "T1", "k").blocks)
    check_view(render.view(EVERYTHING, "T1", "k"))


@given(CARDS)
def test_no_card_is_too_large_or_refused(card: Card) -> None:
    for screen in (render.message(card, "T1"), render.ephemeral(card, "T1", "k")):
        for part in (screen, *screen.rest):
            check_blocks(part.blocks)
            assert 0 < len(part.text) <= limits.FALLBACK
    check_view(render.view(card, "T1"))


def test_a_message_is_parted_by_how_much_there_is_to_read_too() -> None:
    long = Fields(tuple(Field("Name", "a" * 1900) for _ in range(10)))
    screen = render.message(Card("Long", (long, *[Section("b" * 2500)] * 4)), "T1")
    assert len(screen.rest) >= 2
    for part in (screen, *screen.rest):
        check_blocks(part.blocks)


def test_what_does_not_fit_into_one_message_goes_on_in_the_next() -> None:
    card = Card("Long", tuple(Section(f"Part {n}", action=Action("Do", f"a:b:{n}")) for n in range(130)))
    screen = render.message(card, "T1")
    shown = [*screen.blocks, *(block for part in screen.rest for block in part.blocks)]
    assert len(screen.rest) == 2
    assert [one["text"]["text"] for one in shown[1:]] == [f"Part {n}" for n in range(130)]


def test_many_paragraphs_become_one_before_a_message_is_parted() -> None:
    screen = render.message(Card("Long", tuple(Section(f"Part {n}") for n in range(90))), "T1")
    assert screen.rest == ()
    assert all(f"Part {n}" in texts(screen.blocks) for n in range(90))


def test_a_long_text_is_shown_whole() -> None:
    screen = render.message(Card("T", (Section("some words " * 900),)), "T1")
    assert texts(screen.blocks).count("words") == 900


def test_what_is_pressed_says_where_it_was_made() -> None:
    for block in render.message(EVERYTHING, "T0123").blocks:
        if block["type"] == "actions" or "accessory" in block:
            assert block["block_id"].startswith("T0123.")


def test_the_same_button_twice_is_pressed_as_one() -> None:
    twice = Actions((Action("First", "a:b:1"), Action("Second", "a:b:1")))
    blocks = render.message(Card("T", (twice,)), "T1").blocks
    for label in ("First", "Second"):
        assert read_press(pressed(blocks, label)).id == "a:b:1"


def test_a_press_says_its_id_and_its_community() -> None:
    found = read_press(pressed(render.message(EVERYTHING, "T9").blocks, "Look"))
    assert (found.id, found.values, found.community) == ("guide:home", (), "T9")


def test_what_leads_to_the_web_asks_for_nothing() -> None:
    assert read_press(pressed(render.message(EVERYTHING, "T1").blocks, "Away")).id == ""


def test_several_are_chosen_at_once_when_the_button_beside_them_is_pressed() -> None:
    blocks = render.message(Card("T", (Choice("a:pick", "Pick", OPTIONS, most=3),)), "T1").blocks
    select, button = blocks[1]["elements"]
    assert (
        read_press({"actions": [{**select, "block_id": "T1.1", "selected_options": select["options"]}]}).id
        == ""
    )
    state = {select["action_id"]: {"type": select["type"], "selected_options": select["options"][:2]}}
    found = read_press(pressed(blocks, button["text"]["text"], state))
    assert (found.id, found.values) == ("a:pick", ("1", "2"))
    sent = pressed(blocks, button["text"]["text"], state)
    in_a_view = {"actions": sent["actions"], "view": {"state": sent["state"]}}
    assert read_press(in_a_view) == found
    assert read_press(pressed(blocks, button["text"]["text"])).values == ()


def test_one_is_chosen_by_choosing_it() -> None:
    blocks = render.message(Card("T", (Choice("a:pick", "Pick", OPTIONS),)), "T1").blocks
    (select,) = blocks[1]["elements"]
    assert select["initial_option"]["value"] == "2"
    action = {"type": "static_select", "action_id": select["action_id"], "block_id": "T1.1"}
    assert read_press({"actions": [{**action, "selected_option": select["options"][0]}]}).values == ("1",)


def test_the_last_of_many_plain_buttons_are_in_a_menu_and_are_pressed_there() -> None:
    actions = (
        Action("Do it", "a:do", style=Style.PRIMARY),
        *(Action(f"Way {n}", f"a:way:{n}") for n in range(7)),
    )
    blocks = render.message(Card("T", (Actions(actions),)), "T1").blocks
    *buttons, menu = blocks[1]["elements"]
    assert [one["text"]["text"] for one in buttons] == ["Do it", "Way 0", "Way 1", "Way 2"]
    action = {"type": "overflow", "action_id": menu["action_id"], "block_id": "T1.1"}
    assert read_press({"actions": [{**action, "selected_option": menu["options"][-1]}]}).id == "a:way:6"


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda one: (
            st.lists(one)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "actions",
                        "action_id",
                        "block_id",
                        "selected_option",
                        "selected_options",
                        "value",
                        "type",
                        "state",
                    ]
                ),
                one,
            )
        ),
    )
)
def test_whatever_is_sent_is_read_without_a_word(sent: object) -> None:
    read_press({"actions": [sent], "state": sent})
    read_press({"actions": sent})


def test_what_cannot_be_undone_asks_first() -> None:
    erase = Action("Erase all", "a:erase", style=Style.DANGER)
    (button,) = render.message(Card("T", (Actions((erase,)),)), "T1").blocks[1]["elements"]
    assert button["confirm"]["text"]["text"] == "Erase all"


def test_a_button_that_cannot_be_pressed_is_named_but_not_there() -> None:
    blocks = render.message(EVERYTHING, "T1").blocks
    assert "Not available now: Not now" in texts(blocks)
    with pytest.raises(AssertionError):
        pressed(blocks, "Not now")


def test_pictures_are_told_in_words_where_none_can_be() -> None:
    assert "What it shows" not in texts(render.message(EVERYTHING, "T1").blocks)
    answer = render.ephemeral(EVERYTHING, "T1", "key").blocks
    assert "What it shows" in texts(answer)
    assert read_press(pressed(answer, "Send me the files")).id == "slack:files:key"
    assert [one.filename for one in render.files(EVERYTHING)] == ["p.png", "f.json"]


def test_a_picture_that_the_card_tells_in_words_is_not_told_twice() -> None:
    image = Image(b"picture", "p.png", "Two of three", told=True)
    answer = render.ephemeral(Card("T", (Section("2 of 3"), image)), "T1", "key").blocks
    assert "Two of three" not in texts(answer)
    assert read_press(pressed(answer, "Send me the picture")).id == "slack:files:key"


def test_a_view_says_its_whole_title() -> None:
    title = "A title of more than twenty-four characters"
    shown = render.view(Card(title, (Section("x"),)), "T1")
    assert shown["blocks"][0]["text"]["text"] == title
    assert render.view(Card("Short", (Section("x"),)), "T1")["blocks"][0]["type"] == "section"


def test_a_card_that_is_kept_is_rendered_once_for_whoever_reads_it() -> None:
    card = Card("Kept", (Section("x", action=Action("Do", "a:b")),))
    first, second = render.message(card, "T1").blocks, render.message(card, "T2").blocks
    assert first[1]["text"] is second[1]["text"]
    assert first[1]["block_id"] != second[1]["block_id"]
    named = Card("Command", (Section("`/help`"),))
    assert "`/m help`" in texts(render.message(named, "T1", Reader(typed=lambda words: f"/m {words}")).blocks)
    assert "`/help`" in texts(render.message(named, "T1").blocks)


def test_the_fallback_says_what_the_card_says() -> None:
    text = render.message(EVERYTHING, "T1").text
    assert text.startswith("All of it\nWords\n*Heading*\nMore\n")


@pytest.mark.parametrize("action_id", ["", "x" * 256])
def test_an_id_that_cannot_be_sent_is_an_error(action_id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        render.message(Card("T", (Actions((Action("A", action_id),)),)), "T1")


def test_all_that_is_pressed_has_an_id() -> None:
    assert all(part.get("action_id") for part in every(render.message(EVERYTHING, "T1").blocks))
