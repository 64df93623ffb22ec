"""Organizers see where links lead before others do, and what is doubtful about them."""

import pytest

from mentorbot.members.links import HIDDEN, LOOKALIKE, NUMBERS, PRIVATE, doubt_link, tell_links


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
