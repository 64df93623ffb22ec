"""A search finds what it should, and survives a button and a table."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from mentorbot.chat import limits
from mentorbot.guide.model import Setting
from mentorbot.networking.opportunities.filters import (
    Filters,
    has_words,
    join_words,
    list_buckets,
    read_bucket,
    read_code,
    read_words,
)
from mentorbot.networking.opportunities.terms import MOST_WORDS, Level, OpportunityKind, WorkMode

filters = st.builds(
    Filters,
    st.none() | st.sampled_from(OpportunityKind),
    st.none() | st.sampled_from(Setting),
    st.none() | st.sampled_from(WorkMode),
    st.none() | st.sampled_from(Level),
    st.text(max_size=60).map(read_words),
)


@dataclass
class Posting:
    kind: OpportunityKind
    setting: Setting | None
    mode: WorkMode | None
    level: Level | None
    words: str


postings = st.builds(
    Posting,
    st.sampled_from(OpportunityKind),
    st.none() | st.sampled_from(Setting),
    st.none() | st.sampled_from(WorkMode),
    st.none() | st.sampled_from(Level),
    st.text(max_size=60).map(join_words),
)


@given(filters)
def test_a_search_comes_back_from_a_button_and_from_a_table_as_it_was(one: Filters) -> None:
    assert read_code(one.code) == one
    assert read_bucket(one.bucket, one.words) == one
    assert len(f"opportunities:page:100:{one.code}~99") <= limits.ACTION_ID


@given(st.text())
def test_whatever_stands_in_a_button_is_read_as_some_search(code: str) -> None:
    assert len(read_code(code).words) <= MOST_WORDS


@given(filters, postings)
def test_what_is_found_by_index_is_what_matches(one: Filters, posting: Posting) -> None:
    by_index = one.bucket in list_buckets(posting) and has_words(posting.words, one.words)
    assert one.matches(posting) is by_index
    assert len(list_buckets(posting)) <= 16


@given(st.text(max_size=60))
def test_words_that_were_made_comparable_stay_so(text: str) -> None:
    assert join_words(join_words(text)) == join_words(text)
    assert has_words(join_words(text), read_words(text))


def test_case_accents_and_beginnings_of_words_do_not_matter() -> None:
    text = join_words("Résumé help – Long-Term Care", "São Paulo")
    for typed in ("resume", "LONG term", "sao pau", "car"):
        assert has_words(text, read_words(typed)), typed
    for typed in ("ong", "aulo", "resumes"):
        assert not has_words(text, read_words(typed)), typed
