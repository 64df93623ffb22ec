"""Organizers see where links lead before others do, and what is doubtful about them."""

import pytest

from mentorbot.members.links import (
    DISGUISED,
    HIDDEN,
    LOOKALIKE,
    MASKED,
    NUMBERS,
    PORT,
    PRIVATE,
    doubt_link,
    find_doubts,
    tell_links,
)


@pytest.mark.parametrize(
    ("link", "doubt"),
    [
        ("https://www.ache.org/events?x=1", ""),
        ("https://bit.ly/3abc", HIDDEN),
        ("https://www.tinyurl.com/abc", HIDDEN),
        ("https://BIT.LY./abc", HIDDEN),
        ("https://notbit.ly.example.org/abc", ""),
        ("http://192.168.1.20/jobs", PRIVATE),
        ("http://10.0.0.1:8080/", PRIVATE),
        ("http://127.0.0.1/", PRIVATE),
        ("http://127.1/", PRIVATE),
        ("http://0x7f.0.0.1/", PRIVATE),
        ("http://0300.0250.0.1/", PRIVATE),
        ("http://169.254.169.254/latest", PRIVATE),
        ("http://[fd00::1]/", PRIVATE),
        ("http://[::1]/", PRIVATE),
        ("https://printer.local/", PRIVATE),
        ("https://jobs.internal/1", PRIVATE),
        ("http://8.8.8.8/", NUMBERS),
        ("https://xn--pple-43d.com/", LOOKALIKE),
        ("https://\u0430che.org/jobs", LOOKALIKE),
        ("https://ache.org\u3002evil.example.org/x", LOOKALIKE),
        ("https://ache.org@evil.example.org/x", DISGUISED),
        ("https://evil.example.org\\\\@ache.org/", DISGUISED),
        ("https://www.ache.org:443/", ""),
        ("https://www.ache.org:8443/apply", PORT),
        ("http://router.home.arpa/", PRIVATE),
        ("https://j.mp/x", HIDDEN),
    ],
)
def test_what_is_doubtful_about_a_link_is_pointed_out(link: str, doubt: str) -> None:
    assert doubt_link(link) == doubt


def test_links_are_shown_as_they_are_written_each_once() -> None:
    told = tell_links(["https://bit.ly/3abc", "", "https://www.ache.org/", "https://bit.ly/3abc"])
    assert told.splitlines() == [
        f"Leads to `https://bit.ly/3abc`: **{HIDDEN}**.",
        "Leads to `https://www.ache.org/`",
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Sign up at https://bit.ly/3abc. Bring lunch.", ["https://bit.ly/3abc"]),
        (
            "Sign up at bit.ly/3abc, or [here](http://192.168.0.7/form)!",
            ["bit.ly/3abc", "http://192.168.0.7/form"],
        ),
        ("The form is on 10.0.0.12:8080/x", ["10.0.0.12:8080/x"]),
        ("See https://www.ache.org/events and ask jobs@printer.local", []),
        ("At 5.30 p.m., room 2.1.4; version 1.2.3, e.g. the new one. Cost: 3.50/hour", []),
        ("Node.js and St.Louis, U.S.A.; read me.local", []),
        ("https://[broken", []),
        ("Apply: https://ache.org@jobs.example.org/a.", ["https://ache.org@jobs.example.org/a"]),
        (
            "Our \u0430pple page https://\u0430pple.com, or http://[::1]/x",
            ["https://\u0430pple.com", "http://[::1]/x"],
        ),
    ],
)
def test_doubtful_links_within_what_was_written_are_found(text: str, links: list[str]) -> None:
    assert [*find_doubts(text)] == links


def test_a_link_whose_words_name_another_site_is_told() -> None:
    told = tell_links(
        [],
        "[https://www.ache.org](https://evil.org/a), [ache.org](https://www.ache.org/b), [here](https://ok.org/c)",
        "<https://worse.org/d|www.mgma.com> and <https://ok.org/e|sign up>",
    )
    assert told.splitlines() == [
        f"Within the words, `{link}`: **{MASKED}**." for link in ("https://evil.org/a", "https://worse.org/d")
    ]


def test_of_links_within_the_words_only_what_is_doubtful_is_told_and_no_more_than_a_few() -> None:
    words = "See https://www.ache.org/ and tinyurl.com/x. " + " ".join(
        f"https://bit.ly/{n}" for n in range(9)
    )
    told = tell_links(["https://bit.ly/0"], words).splitlines()
    assert told[:2] == [
        f"Leads to `https://bit.ly/0`: **{HIDDEN}**.",
        f"Within the words, `tinyurl.com/x`: **{HIDDEN}**.",
    ]
    assert told[-1] == "… and 4 more links like these."
