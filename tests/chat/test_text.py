"""What people type is shown as they typed it, and does nothing."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.chat import escape, fit, number_of, plain

# What Discord would act on, as its client finds it: an unescaped sign, or a whole thing.
ACTING = re.compile(
    r"""
    (?<!\\)(?:\\\\)*[*_~`|>#\[\]()<]      # Markdown, or the beginning of a mention, emoji or timestamp
    | @(?:everyone|here)
    | https?://
    """,
    re.VERBOSE,
)
TYPED = st.text() | st.text(alphabet="\\*_~`|<>@#[]():/.-+ \nhteverypson1\u202e\u2066\x00\r\t")


@given(TYPED)
def test_nothing_typed_acts(typed: str) -> None:
    assert not ACTING.search(escape(typed))


@given(TYPED)
def test_no_character_that_turns_or_controls_is_left(typed: str) -> None:
    for character in escape(typed):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            "LRO",
            "RLO",
            "LRE",
            "RLE",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
        }


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs", "So", "P", "S", "Mn"])))
def test_what_is_read_is_what_was_typed(typed: str) -> None:
    shown = re.sub(r"\\(?=[^0-9A-Za-z\s])(.)", r"\1", escape(typed)).replace("\u200b", "")
    assert shown == typed.replace("\u200b", "")


@pytest.mark.parametrize(
    "typed",
    [
        "<@123456789012345678>",
        "<@&123456789012345678>",
        "<#123456789012345678>",
        "<t:1700000000:R>",
        "<:smile:123456789012345678>",
        "</nextstep:123456789012345678>",
        "@everyone",
        "@here",
        "# heading",
        "-# small print",
        "> quote",
        "- item",
        "1. item",
        "**bold** __line__ ~~gone~~ ||hidden|| `code`",
        "[here](https://example.org)",
        "https://example.org",
        "discord.gg/abc",
        "\\*not bold\\*",
    ],
)
def test_every_kind_of_markup_is_made_harmless(typed: str) -> None:
    shown = escape(typed)
    assert not ACTING.search(shown)
    assert not re.match(r"(#|-|>|\d+\.) ", shown)


def test_letters_of_every_script_and_joined_emoji_are_kept() -> None:
    for typed in ("שלום עולם", "مرحبا", "日本語", "👩‍⚕️", "Zoë"):
        assert escape(typed) == typed


def test_a_title_stays_readable_but_marks_nothing_up() -> None:
    assert plain("CHFP: 2.0 (2025)") == "CHFP: 2.0 (2025)"
    assert plain("a *b* <@1>") == r"a \*b\* \<@1\>"


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_a_fitted_text_is_never_too_long_and_begins_as_it_did(text: str, most: int) -> None:
    fitted = fit(text, most)
    assert len(fitted) <= most
    assert fitted == text or (fitted.endswith("…") and text.startswith(fitted[:-1]))


def test_long_text_is_cut_after_a_word() -> None:
    assert fit("one two three", 9) == "one two…"
    assert fit("one two three", 8) == "one two…"
    assert fit("incomprehensible", 5) == "inco…"
    assert fit("short", 5) == "short"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 sessions"), (1, "1 session"), (2, "2 sessions"), (2000, "2,000 sessions")]
)
def test_one_is_one_and_all_else_are_several(count: int, said: str) -> None:
    assert number_of(count, "session") == said
    assert number_of(count, "person is", "people are").endswith("person is" if count == 1 else "people are")
