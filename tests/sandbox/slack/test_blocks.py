"""Which blocks Slack takes, where, and in which words it refuses the rest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.slack.conftest import Town, refused

from mentorbot.sandbox.slack import SlackError
from mentorbot.sandbox.slack.api.blocks import settle_blocks
from mentorbot.sandbox.slack.api.kit.blocks import BLOCKS
from mentorbot.sandbox.slack.api.kit.checks import Problems
from mentorbot.sandbox.slack.api.kit.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from mentorbot.sandbox.slack.api.kit.views import check_view
from mentorbot.sandbox.slack.world.ids import real_time
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asked(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("What"), "element": element, **more}


def option(value: str = "a", text: str = "A", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def select(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "placeholder": plain("Choose"), "options": list(options), **more}


CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("There is *no* way back."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a picture"}

GOOD: dict[str, Json] = {
    "a section": section(),
    "fields": {"type": "section", "fields": [mrkdwn("a")] * 10},
    "a section of the longest text": section("a" * 3000),
    "an image beside a text": section(accessory=IMAGE),
    "a button that asks again": section(accessory=button(confirm=CONFIRM, style="danger", value="v" * 2000)),
    "a link": actions(button(url="https://example.com/")),
    "25 buttons": actions(*[button(action_id=f"a{number}") for number in range(25)]),
    "an overflow": section(accessory={"type": "overflow", "options": [option(str(one)) for one in range(5)]}),
    "100 options": actions(select(*[option(str(number)) for number in range(100)])),
    "one that is chosen": actions(select(option("a"), option("b"), initial_option=option("b"))),
    "groups": actions(
        {"type": "static_select", "option_groups": [{"label": plain("G"), "options": [option()]}]}
    ),
    "a menu of suggestions": actions({"type": "external_select", "min_query_length": 0}),
    "a menu of people": actions({"type": "users_select"}, {"type": "multi_users_select", "action_id": "m"}),
    "a day": actions({"type": "datepicker", "initial_date": "2028-02-29"}),
    "a time": actions({"type": "timepicker", "initial_time": "23:59", "timezone": "Asia/Kathmandu"}),
    "a moment": actions({"type": "datetimepicker", "initial_date_time": 1772463600}),
    "boxes": actions({"type": "checkboxes", "options": [option(str(one)) for one in range(10)]}),
    "a context": {"type": "context", "elements": [IMAGE, mrkdwn("a"), plain("b")]},
    "a header": {"type": "header", "text": plain("a" * 150)},
    "an image": {**IMAGE, "title": plain("t")},
    "a divider": {"type": "divider"},
    "markdown": {"type": "markdown", "text": "**a**"},
    "rich text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "a", "style": {"bold": True}}],
                    }
                ],
            }
        ],
    },
    "a table": {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
    "a question": asked({"type": "plain_text_input", "multiline": True, "max_length": 3000}, optional=True),
    "a number": asked({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
}

BAD: dict[str, tuple[Json, str, str]] = {
    "no type": ({"text": mrkdwn("a")}, "missing required field: type", "/blocks/0"),
    "an unknown type": ({"type": "hologram"}, "unsupported type: hologram", "/blocks/0/type"),
    "an empty section": ({"type": "section"}, "missing required field: text or fields", "/blocks/0"),
    "an empty text": (section(""), "must be more than 0 characters", "/blocks/0/text/text"),
    "a long section": (section("a" * 3001), "must be less than 3001 characters", "/blocks/0/text/text"),
    "a long header": (
        {"type": "header", "text": plain("a" * 151)},
        "must be less than 151 characters",
        "/blocks/0/text/text",
    ),
    "a header that is formatted": (
        {"type": "header", "text": mrkdwn("a")},
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    "a text that is no object": (
        {"type": "section", "text": "a"},
        "must be an object",
        "/blocks/0/text",
    ),
    "11 fields": (
        {"type": "section", "fields": [mrkdwn("a")] * 11},
        "no more than 10 items allowed",
        "/blocks/0/fields",
    ),
    "a field that nobody knows": (section(colour="red"), "invalid additional property: colour", "/blocks/0"),
    "26 buttons": (
        actions(*[button(action_id=str(one)) for one in range(26)]),
        "no more than 25 items allowed",
        "/blocks/0/elements",
    ),
    "no buttons": (actions(), "must provide an array with items", "/blocks/0/elements"),
    "a long button": (
        actions(button("a" * 76)),
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    "a long value": (
        actions(button(value="v" * 2001)),
        "must be less than 2001 characters",
        "/blocks/0/elements/0/value",
    ),
    "a style that nobody knows": (
        actions(button(style="default")),
        "value must be one of the allowed values",
        "/blocks/0/elements/0/style",
    ),
    "a button that cannot be pressed": (
        actions(button(disabled=True)),
        "invalid additional property: disabled",
        "/blocks/0/elements/0",
    ),
    "the same action twice": (
        actions(button(action_id="a"), button(action_id="a")),
        "`action_id` already exists: a",
        "/blocks/0/elements/1/action_id",
    ),
    "a field among buttons": (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input",
        "/blocks/0/elements/0/type",
    ),
    "a question with a button": (asked(button()), "unsupported type: button", "/blocks/0/element/type"),
    "a moment beside a text": (
        section(accessory={"type": "datetimepicker"}),
        "unsupported type: datetimepicker",
        "/blocks/0/accessory/type",
    ),
    "101 options": (
        actions(select(*[option(str(one)) for one in range(101)])),
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
    ),
    "no options": (
        actions({"type": "static_select", "placeholder": plain("a")}),
        "missing required field: options or option_groups",
        "/blocks/0/elements/0",
    ),
    "a long option": (
        actions(select(option(text="a" * 76))),
        "must be less than 76 characters",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "a long value of an option": (
        actions(select(option("v" * 151))),
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
    ),
    "a choice that is not there": (
        actions(select(option("a"), initial_option=option("b"))),
        "must be one of the provided options",
        "/blocks/0/elements/0/initial_option",
    ),
    "six in an overflow": (
        section(accessory={"type": "overflow", "options": [option(str(one)) for one in range(6)]}),
        "no more than 5 items allowed",
        "/blocks/0/accessory/options",
    ),
    "eleven boxes": (
        actions({"type": "checkboxes", "options": [option(str(one)) for one in range(11)]}),
        "no more than 10 items allowed",
        "/blocks/0/elements/0/options",
    ),
    "a day that is none": (
        actions({"type": "datepicker", "initial_date": "2027-02-29"}),
        "must be a valid date",
        "/blocks/0/elements/0/initial_date",
    ),
    "a time that is none": (
        actions({"type": "timepicker", "initial_time": "24:00"}),
        "does not match the expected format",
        "/blocks/0/elements/0/initial_time",
    ),
    "a confirmation without words": (
        actions(button(confirm={"title": plain("a")})),
        "missing required field: text",
        "/blocks/0/elements/0/confirm",
    ),
    "a long confirmation": (
        actions(button(confirm={**CONFIRM, "confirm": plain("a" * 31)})),
        "must be less than 31 characters",
        "/blocks/0/elements/0/confirm/confirm/text",
    ),
    "an image of nothing": (
        {"type": "image", "alt_text": "a"},
        "missing required field: image_url or slack_file",
        "/blocks/0",
    ),
    "an image without words": (
        {"type": "image", "image_url": "https://example.com/a.png"},
        "missing required field: alt_text",
        "/blocks/0",
    ),
    "an address that is none": (
        actions(button(url="example")),
        "does not match the expected format",
        "/blocks/0/elements/0/url",
    ),
    "eleven in a context": (
        {"type": "context", "elements": [mrkdwn("a")] * 11},
        "no more than 10 items allowed",
        "/blocks/0/elements",
    ),
    "a file that cannot be given here": (
        asked({"type": "file_input"}),
        "unsupported type: file_input",
        "/blocks/0/element/type",
    ),
    "a number that is none": (
        asked({"type": "number_input", "is_decimal_allowed": False, "initial_value": "many"}),
        "does not match the expected format",
        "/blocks/0/element/initial_value",
    ),
    "more than is taken": (
        asked({"type": "plain_text_input", "min_length": 10, "max_length": 5}),
        "must be less than or equal to max_length",
        "/blocks/0/element/min_length",
    ),
}


@pytest.mark.parametrize("block", GOOD.values(), ids=GOOD)
async def test_slack_takes(town: Town, block: Json) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Hello", blocks=[block])
    (kept,) = sent["message"]["blocks"]
    assert kept["type"] == block["type"]
    assert kept["block_id"]


@pytest.mark.parametrize(("block", "words", "place"), BAD.values(), ids=BAD)
async def test_slack_refuses(town: Town, block: Json, words: str, place: str) -> None:
    answer = await refused(town.client.chat_postMessage(channel=town.alice.id, text="Hello", blocks=[block]))
    assert answer["error"] == "invalid_blocks"
    (line,) = answer["response_metadata"]["messages"]
    assert line.startswith(f"[ERROR] {words}")
    assert line.endswith(f"[json-pointer:{place}]")


async def test_a_message_has_at_most_fifty_blocks(town: Town) -> None:
    await town.client.chat_postMessage(channel=town.alice.id, text="Hello", blocks=[{"type": "divider"}] * 50)
    posting = town.client.chat_postMessage(
        channel=town.alice.id, text="Hello", blocks=[{"type": "divider"}] * 51
    )
    answer = await refused(posting)
    assert answer["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]


async def test_blocks_of_a_message_are_bounded_in_the_whole(town: Town) -> None:
    blocks = [section("a" * 2900)] * 5
    posting = town.client.chat_postMessage(channel=town.alice.id, text="Hello", blocks=blocks)
    assert (await refused(posting))["error"] == "msg_blocks_too_long"


async def test_blocks_have_names_of_their_own(town: Town) -> None:
    blocks = [section(block_id="a"), section(block_id="a")]
    answer = await refused(town.client.chat_postMessage(channel=town.alice.id, text="Hello", blocks=blocks))
    assert answer["errors"] == ["`block_id` already exists: a [json-pointer:/blocks/1/block_id]"]


async def test_what_is_no_list_of_blocks_is_told_so(town: Town) -> None:
    for blocks in ("{", '{"type": "divider"}', '["divider"]'):
        posting = town.client.api_call(
            "chat.postMessage", json={"channel": town.alice.id, "text": "a", "blocks": blocks}
        )
        assert (await refused(posting))["error"] == "invalid_blocks_format"


def problems_of(view: Json) -> list[str]:
    problems = Problems("/view")
    check_view(view, problems)
    return problems.lines


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("A form"), "blocks": list(blocks) or [section()], **more}


@pytest.mark.parametrize(
    ("view", "line"),
    [
        (modal(title=plain("a" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (
            modal(asked({"type": "plain_text_input"})),
            "`submit` is required when an `input` block is within blocks array [json-pointer:/view/submit]",
        ),
        (
            modal({"type": "markdown", "text": "a"}),
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
        (
            modal(private_metadata="a" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            modal(callback_id="a" * 256),
            "must be less than 256 characters [json-pointer:/view/callback_id]",
        ),
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (
            {"type": "home", "blocks": [], "title": plain("a")},
            "invalid additional property: title [json-pointer:/view]",
        ),
        (
            {"type": "home", "blocks": [asked({"type": "file_input"})]},
            "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]",
        ),
        (
            modal(
                asked({"type": "plain_text_input", "focus_on_load": True}),
                asked({"type": "plain_text_input", "focus_on_load": True}),
                submit=plain("Send"),
            ),
            "only one element can have `focus_on_load` [json-pointer:/view/blocks]",
        ),
    ],
)
def test_slack_refuses_the_view(view: Json, line: str) -> None:
    assert problems_of(view) == [line]


def test_a_modal_takes_files_and_a_hundred_blocks() -> None:
    assert problems_of(modal(asked({"type": "file_input"}), submit=plain("Send"))) == []
    assert problems_of(modal(*[section()] * 100)) == []


def test_every_element_stands_somewhere() -> None:
    assert ELEMENTS.keys() == IN_ACTIONS | IN_INPUT | IN_SECTION


WORLD = World(real_time)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "element", "options", "accessory", "label", "rows"]),
            inner | st.sampled_from(sorted(BLOCKS) + sorted(ELEMENTS) + ["plain_text", "mrkdwn"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(junk, max_size=3))
def test_whatever_is_sent_is_taken_or_refused_in_slack_s_words(blocks: list[Any]) -> None:
    words = ""
    settled = []
    try:
        settled = settle_blocks(WORLD, blocks, "message")
    except SlackError as error:
        words = error.error
    assert words in {"", "invalid_blocks", "invalid_blocks_format"}
    assert words or len({one["block_id"] for one in settled}) == len(settled) == len(blocks)
