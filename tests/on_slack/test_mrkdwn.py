"""Texts of cards as Slack shows them, and what people typed as they typed it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.chat import escape, mention, mention_channel, mention_group
from mentorbot.on_slack.mrkdwn import Reader, literal, write, write_parts

TYPED = st.text(max_size=300) | st.text(alphabet="\\*_~`|<>@#&!^:[]().-+ \nhtpsdate1CU\u202e", max_size=300)

# What Slack acts on: a sign where it marks up, a thing between < and >, an emoji's name.
ACTING = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`|<|>|:[\w+'-]+:|^&gt;", re.MULTILINE)


def as_read(shown: str) -> str:
    """What a reader sees of mrkdwn in which nothing acts."""
    for sign, alike in {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}.items():
        shown = shown.replace(alike, sign)
    for entity, sign in {"&lt;": "<", "&gt;": ">", "&amp;": "&"}.items():
        shown = shown.replace(entity, sign)
    return shown.replace("\u200b", "")


def lines(text: str) -> list[str]:
    """The words of a text by line, whatever stands between them."""
    return [line.strip() for line in text.replace("\u200b", "").split("\n") if line.strip()]


@given(TYPED)
def test_nothing_typed_acts_on_slack(typed: str) -> None:
    assert not ACTING.search(write(escape(typed)))


@given(st.text(alphabet=st.characters(categories=["L", "N", "So", "P", "S", "Mn"], include_characters=" \n")))
def test_what_is_read_on_slack_is_what_was_typed(typed: str) -> None:
    typed = typed.translate({ord(alike): None for alike in "\u2217\u02cd\u223c\u02cb"})
    assert lines(as_read(write(escape(typed)))) == lines(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "<!channel>",
        "<!everyone>",
        "<@U123>",
        "<#C123>",
        "<!subteam^S1>",
        "<!date^0^{date}|x>",
        "@channel",
        "@here",
    ],
)
def test_nobody_is_called_by_what_was_typed(typed: str) -> None:
    shown = write(escape(typed))
    assert "<" not in shown
    assert not re.search(r"@\w", shown)


@given(TYPED, st.sampled_from([200, 500, 3000]))
def test_no_part_is_longer_than_asked_and_nothing_typed_is_lost(typed: str, most: int) -> None:
    parts = write_parts(escape(typed * 20), most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(map(as_read, parts)).split()) == "".join(
        as_read(write(escape(typed * 20))).split()
    )


@given(TYPED)
def test_bold_that_is_parted_is_bold_in_each_part(typed: str) -> None:
    for part in write_parts(f"**{'word ' * 400}end**{escape(typed)}", 500)[:3]:
        assert part.startswith("*")
        assert part.count("*") % 2 == 0


def test_every_part_of_the_small_language_has_its_form() -> None:
    assert write("**bold** *italic* ~~gone~~ `code`") == "*bold* _italic_ ~gone~ `code`"
    assert write("***both***") in {"*_both_*", "_*both*_"}
    assert write("[the page](https://a.example/?x=1&y=2)") == "<https://a.example/?x=1&amp;y=2|the page>"
    assert write("See https://a.example/x.") == "See <https://a.example/x|https://a.example/x>."
    assert write("- one\n- two\n  - deeper") == "• one\n• two\n    • deeper"
    assert write("1. one\n2. two") == "1. one\n2. two"
    assert write("> said\n> so\nafter") == "> said\n> so\n\nafter"
    assert write("## Head\nunder") == "*Head*\nunder"
    assert write("-# small") == "_small_"
    assert write("one\ntwo\n\nthree") == "one\ntwo\n\nthree"
    assert write("```\na < *b*\n```") == "```\na &lt; *b*\n```"


def test_somebody_a_channel_and_a_group_are_mentioned() -> None:
    text = f"{mention('U1')} {mention_channel('C2')} {mention_group('S3')}"
    assert write(text) == "<@U1> <#C2> <!subteam^S3>"


def test_a_moment_is_shown_in_the_readers_own_way_with_words_for_where_it_cannot_be() -> None:
    assert write("<t:0:D>") == "<!date^0^{date_long_full}|1 January 1970>"
    assert write("<t:0:R>") == "<!date^0^{ago}|1 January 1970, 00:00 UTC>"
    assert write("<t:0:f>", Reader("America/Chicago")).endswith("|31 December 1969, 18:00 CST>")
    for unknown in ("Mars/Olympus", "America", "", "../etc"):
        assert write("<t:0:f>", Reader(unknown)).endswith("|1 January 1970, 00:00 UTC>")


def test_a_word_within_another_is_marked_up_too() -> None:
    assert write("un**believ**able").replace("\u200b", "|") == "un|*believ*|able"


def test_a_command_is_named_as_it_is_typed_in_the_workspace() -> None:
    reader = Reader(typed=lambda words: f"/mentorbot {words}")
    assert write("Use `/mentor find`, not `that`.", reader) == "Use `/mentorbot mentor find`, not `that`."


def test_signs_within_a_word_stay_what_they_are() -> None:
    assert literal("snake_case 2*3*4 10:30") == "snake_case 2*3*4 10:30"
