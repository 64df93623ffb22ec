"""The same posting is known by its link, however it was copied; another one is not taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.networking.opportunities.links import make_normal

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
words = st.text(LETTERS, min_size=1, max_size=8)
hosts = st.builds(
    "{}.{}".format,
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8).filter(
        lambda host: host != "www"
    ),
    st.sampled_from(["org", "com", "co.uk", "example.net"]),
)
paths = st.lists(words, max_size=4).map(lambda parts: "".join(f"/{part}" for part in parts))
wanted = st.lists(st.tuples(st.sampled_from(["id", "job", "q", "page"]), words), max_size=3)
tracking = st.lists(
    st.tuples(
        st.sampled_from(["utm_source", "UTM_Campaign", "fbclid", "gclid", "mc_cid", "trk", "_hsenc"]), words
    ),
    max_size=3,
)


def link(host: str, path: str, asked: list[tuple[str, str]]) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked)
    return f"https://{host}{path}{'?' if query else ''}{query}"


@given(hosts, paths, wanted, tracking, st.data())
def test_whatever_only_counts_visitors_or_is_said_otherwise_makes_no_difference(
    host: str, path: str, asked: list[tuple[str, str]], more: list[tuple[str, str]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*asked, *more]))
    shouted = "".join(data.draw(st.sampled_from([c.upper(), c])) for c in host)
    front = data.draw(st.sampled_from(["https://", "http://", "HTTPS://"]))
    where = data.draw(st.sampled_from(["", "www."])) + shouted
    port = {"https://": ":443", "HTTPS://": ":443", "http://": ":80"}[front]
    where += data.draw(st.sampled_from(["", port]))
    slash = data.draw(st.sampled_from(["", "/"]))
    end = data.draw(st.sampled_from(["", "#", "#apply", "#top"]))
    query = "&".join(f"{name}={value}" for name, value in shuffled)
    copied = f"{front}{where}{path}{slash}{'?' if query else ''}{query}{end}"
    assert make_normal(copied) == make_normal(link(host, path, asked))


@given(hosts, paths, wanted)
def test_a_normal_form_is_its_own_normal_form(host: str, path: str, asked: list[tuple[str, str]]) -> None:
    once = make_normal(link(host, path, asked))
    assert make_normal(f"https://{once}") == once


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='<>"()[]`\\|@')))
def test_any_link_that_can_be_shown_has_a_normal_form_that_stays(rest: str) -> None:
    once = make_normal(f"https://example.org/{rest}")
    assert once.startswith("example.org")
    assert make_normal(f"https://{once}") == once


@given(st.tuples(hosts, paths, wanted), st.tuples(hosts, paths, wanted))
def test_two_postings_stay_two(
    one: tuple[str, str, list[tuple[str, str]]], other: tuple[str, str, list[tuple[str, str]]]
) -> None:
    same = (*one[:2], sorted(one[2])) == (*other[:2], sorted(other[2]))
    assert (make_normal(link(*one)) == make_normal(link(*other))) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://example.org/jobs/7?utm_source=x", "http://www.EXAMPLE.org:80/jobs/7/#apply", True),
        ("https://example.org/a%7eb", "https://example.org/a~b", True),
        ("https://example.org/?b=2&a=1", "https://example.org?a=1&b=2", True),
        ("https://example.org/Jobs", "https://example.org/jobs", False),
        ("https://example.org/#/jobs/7", "https://example.org/#/jobs/8", False),
        ("https://example.org/?id=7", "https://example.org/?id=8", False),
        ("https://example.org/a%2Fb", "https://example.org/a/b", False),
        ("https://example.org:8443/", "https://example.org/", False),
        ("https://jobs.example.org/", "https://example.org/", False),
        ("https://www.org/", "https://org/", False),
    ],
)
def test_these_are_told_apart_or_taken_for_one(one: str, other: str, same: bool) -> None:
    assert (make_normal(one) == make_normal(other)) is same
