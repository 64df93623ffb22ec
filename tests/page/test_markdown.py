"""Discord's Markdown is read as Discord reads it, and becomes only what the page knows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.page.markdown import Reader

READER = Reader(
    lambda kind, identifier: {"user": {"1": "ann"}, "role": {"2": "Mentors"}}.get(kind, {}).get(identifier)
)
INLINE = {
    "b",
    "i",
    "u",
    "s",
    "code",
    "spoiler",
    "br",
    "a",
    "t",
    "user",
    "role",
    "channel",
    "command",
    "emoji",
    "everyone",
}
BLOCKS = {"p", "h1", "h2", "h3", "small", "ul", "ol", "li", "quote", "pre"}


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        ("**b** *i* _j_", [["p", ["b", "b"], " ", ["i", "i"], " ", ["i", "j"]]]),
        ("__u__ ~~s~~", [["p", ["u", "u"], " ", ["s", "s"]]]),
        ("***both***", [["p", ["i", ["b", "both"]]]]),
        ("one\ntwo", [["p", "one", ["br"], "two"]]),
        ("snake_case 2 * 3 * 4", [["p", "snake_case 2 * 3 * 4"]]),
        (r"\*not\*", [["p", "*not*"]]),
        ("# A\n## B\n### C", [["h1", "A"], ["h2", "B"], ["h3", "C"]]),
        ("-# small **x**", [["small", "small ", ["b", "x"]]]),
        ("- a\n  - b", [["ul", ["li", ["p", "a"], ["ul", ["li", ["p", "b"]]]]]]),
        ("3. c", [["ol", 3, ["li", ["p", "c"]]]]),
        ("> q\nafter", [["quote", ["p", "q"]], ["p", "after"]]),
        (">>> q\n\nr", [["quote", ["p", "q"], ["p", "r"]]]),
        ("a ```py\nx = 1\n``` b", [["p", "a"], ["pre", "py", "x = 1"], ["p", "b"]]),
        ("`a **b**`", [["p", ["code", "a **b**"]]]),
        ("||**no**||", [["p", ["spoiler", ["b", "no"]]]]),
        ("<@1> <@!1>", [["p", ["user", "1", "ann"], " ", ["user", "1", "ann"]]]),
        ("<@&2> <#3>", [["p", ["role", "2", "Mentors"], " ", ["channel", "", "unknown-channel"]]]),
        ("<t:5:R> <t:5>", [["p", ["t", 5, "R"], " ", ["t", 5, "f"]]]),
        ("</match open:7> <:owl:1>", [["p", ["command", "match open"], " ", ["emoji", "owl"]]]),
        ("to @everyone", [["p", "to ", ["everyone", "@everyone"]]]),
        ("[x](https://a.b)", [["p", ["a", "https://a.b", "x"]]]),
        ("https://c.d/e_f_g.", [["p", ["a", "https://c.d/e_f_g", "https://c.d/e_f_g"], "."]]),
        ("[x](javascript:alert(1))", [["p", "[x](javascript:alert(1))"]]),
        ("[x](data:text/html,y)", [["p", "[x](data:text/html,y)"]]),
        ("<b>&amp;</b>", [["p", "<b>&amp;</b>"]]),
        ("", []),
    ],
)  # fmt: skip
def test_markdown_is_read_as_discord_reads_it(source: str, nodes: list[Any]) -> None:
    assert READER.read(source) == nodes


def check(nodes: list[Any], depth: int = 0) -> None:
    """Only nodes that the page knows, not too deep, and links that lead to the web."""
    assert depth < 200
    for node in nodes:
        if isinstance(node, str):
            continue
        name, *rest = node
        assert name in INLINE | BLOCKS
        if name == "a":
            assert rest[0].lower().startswith(("http://", "https://"))
        check([one for one in rest if isinstance(one, list)], depth + 1)


MARKS = ("*", "**", "_", "__", "~~", "||", "`", "```", "\n", "> ", ">>> ", "-# ", "# ", "- ", "1. ", "\\")
WORDS = ("a", " ", "[", "](", ")", "<", ">", "<@1>", "<t:1:R>", "https://x.y", "javascript:", "<script>")
PIECES = st.sampled_from([*MARKS, *WORDS, "@everyone", "\u202e", "\x00"])


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_no_text_breaks_it_or_becomes_something_else(source: str) -> None:
    check(READER.read(source))
    check(READER.line(source))


@pytest.mark.parametrize("piece", ["> ", "*a", "[", "||", "`", "- ", "__*", "[](", "~~_"])
def test_a_long_text_that_is_made_to_hurt_does_not(piece: str) -> None:
    check(READER.read(piece * (4000 // len(piece)) + "x"))
