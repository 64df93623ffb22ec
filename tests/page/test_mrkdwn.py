"""Slack's mrkdwn and rich text are read as Slack reads them, and become only what the page knows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.page.slack.markup import STAND_IN, Reader
from mentorbot.sandbox.page.slack.rich import read_rich

NAMES = {("user", "U1"): "ann", ("channel", "C1"): "general", ("role", "S1"): "mentors"}
READER = Reader(lambda kind, id_: NAMES.get((kind, id_)))
ANN, GENERAL, MENTORS = ["user", "U1", "ann"], ["channel", "C1", "general"], ["role", "S1", "mentors"]
AT, HERE = ["t", 9, "R"], ["a", "https://a.org/x_y*z", "here_*"]


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        ("*<@U1>*", [["b", ANN]]),
        ("*For <@U1> in <#C1>* and on", [["b", "For ", ANN, " in ", GENERAL], " and on"]),
        ("_<!subteam^S1>_ ~<!here>~", [["i", MENTORS], " ", ["s", ["everyone", "@here"]]]),
        ("*_~<!date^9^{ago}|soon>~_*", [["b", ["i", ["s", AT]]]]),
        ("_*both* and <https://a.org/x_y*z|here_*>_", [["i", ["b", "both"], " and ", HERE]]),
        ("*a `*_b` c* <@U1>", [["b", "a ", ["code", "*_b"], " c"], " ", ANN]),
        ("_:white_check_mark: done_", [["i", "✅", " done"]]),
        ("*:no_such_one:*", [["b", ["emoji", "no_such_one"]]]),
        ("`<@U1> <https://a.org|a>`", [["code", "<@U1> ", ["a", "https://a.org", "a"]]]),
        ("*<@U2|sam>* <@U2>", [["b", ["user", "", "sam"]], " ", ["user", "", "unknown-user"]]),
        ("<@U1>*b*", [ANN, ["b", "b"]]),
        ("2*3*4 a_b_c *<@U1>", ["2*3*4 a_b_c *", ANN]),
        (f"{STAND_IN} <@U1> *{STAND_IN}*", [STAND_IN, " ", ANN, " ", ["b", STAND_IN]]),
        ("*a &amp; `&lt;b&gt;`*", [["b", "a & ", ["code", "<b>"]]]),
    ],
)
def test_signs_around_what_is_a_whole_mark_it_up(source: str, nodes: list[Any]) -> None:
    assert READER.line(source) == nodes


@given(st.text(alphabet="*_~`:<>@U1|&; \n" + STAND_IN, max_size=60))
def test_whatever_is_written_is_read_and_nothing_of_it_is_lost(source: str) -> None:
    marks = set("*_~`<>@|&;: \n") | {"•"}
    read = said(READER.read(source))
    assert {one for one in source if one not in marks} <= set(read) | set("U1")
    assert read.count(STAND_IN) == source.count(STAND_IN)


def said(nodes: list[Any]) -> str:
    """All that is read of nodes."""
    return "".join(one if isinstance(one, str) else said(one[1:]) for one in nodes if one != "")


def test_nothing_but_emoji_is_read_in_plain_text() -> None:
    assert said(READER.emoji("*b* <@U1> `c` :tada: a &amp; b")) == "*b* <@U1> `c` 🎉 a & b"


def test_pieces_of_rich_text_look_as_they_are_to() -> None:
    bold, code = {"bold": True}, {"code": True, "italic": True}
    line = [
        {"type": "user", "user_id": "U1", "style": bold},
        {"type": "text", "text": "a\nb", "style": code},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "date", "timestamp": 9, "format": "{ago}"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "tada"},
        {"type": "color", "value": "#aabbcc"},
    ]
    section = {"type": "rich_text_section", "elements": line}
    numbers = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [section]}
    block = {
        "elements": [
            section,
            numbers,
            {"type": "rich_text_quote", "elements": line[:1]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = *1*"}]},
        ]
    }
    shown = [
        ["b", ANN],
        ["i", ["code", "a", ["br"], "b"]],
        MENTORS,
        AT,
        ["everyone", "@here"],
        "🎉",
        "#aabbcc",
    ]
    assert read_rich(block, READER) == [
        ["p", *shown],
        ["ol", 3, ["li", *shown]],
        ["quote", ["b", ANN]],
        ["pre", "", "x = *1*"],
    ]
