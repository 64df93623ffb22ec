"""From what somebody knows of their cycle to its first day and its last."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.credits.cycle import Span, find_span, list_nudges
from mentorbot.credits.rules import Rules
from mentorbot.errors import UserError

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("credential", "started", "expires", "first", "last"),
    [
        ("fache", None, date(2027, 12, 31), date(2025, 1, 1), date(2027, 12, 31)),
        ("fache", None, date(2027, 6, 1), date(2025, 1, 1), date(2027, 12, 31)),
        ("fache", date(2024, 6, 10), None, date(2024, 6, 10), date(2027, 12, 31)),
        ("fache", date(2024, 6, 10), date(2027, 12, 31), date(2024, 6, 10), date(2027, 12, 31)),
        ("cmm", None, date(2027, 2, 28), date(2026, 3, 1), date(2027, 2, 28)),
        ("cmm", date(2026, 2, 28), None, date(2026, 2, 28), date(2027, 2, 27)),
        ("cphq", date(2024, 6, 10), None, date(2025, 1, 1), date(2026, 12, 31)),
        ("cphq", date(2025, 1, 1), None, date(2025, 1, 1), date(2026, 12, 31)),
        ("cphrm", None, date(2027, 2, 3), date(2024, 3, 1), date(2027, 2, 28)),
        ("cphims", None, date(2027, 2, 3), date(2024, 3, 1), date(2027, 2, 28)),
        ("cmpe", None, None, date(2025, 1, 1), date(2027, 12, 31)),
        ("cmpe", date(2019, 5, 5), None, date(2025, 1, 1), date(2027, 12, 31)),
        ("cmpe", date(2026, 5, 5), None, date(2026, 5, 5), date(2027, 12, 31)),
        ("cmpe", None, date(2027, 12, 31), date(2025, 1, 1), date(2027, 12, 31)),
    ],
)
def test_the_cycle_comes_from_what_is_known_of_it(
    rules: Rules, *, credential: str, started: date | None, expires: date | None, first: date, last: date
) -> None:
    found = find_span(rules.find(credential).cycle, TODAY, started, expires)
    assert (found.starts_on, found.ends_on) == (first, last)


@pytest.mark.parametrize(
    ("credential", "started", "expires", "told"),
    [
        ("fache", None, date(2027, 6, 1), "ends with its year, so I took 2027-12-31 for 2027-06-01"),
        ("cphrm", None, date(2027, 2, 3), "ends with its month, so I took 2027-02-28 for 2027-02-03"),
        ("cphq", date(2024, 6, 10), None, "begins on 1 January after that day, so I took 2025-01-01"),
        ("cmm", date(2026, 3, 1), date(2027, 3, 5), "ends on 2027-02-28. I kept 2027-03-05"),
        ("fache", None, date(2027, 12, 31), ""),
        ("fache", date(2024, 6, 10), date(2027, 12, 31), ""),
    ],
)
def test_a_day_that_is_off_the_rule_is_said(
    rules: Rules, credential: str, started: date | None, expires: date | None, told: str
) -> None:
    notes = " ".join(find_span(rules.find(credential).cycle, TODAY, started, expires).notes)
    assert told in notes if told else notes == ""


def test_a_shared_cycle_goes_on_for_ever_in_both_directions(rules: Rules) -> None:
    cycle = rules.find("cmpe").cycle
    assert find_span(cycle, date(2024, 12, 31), None, None) == Span(date(2022, 1, 1), date(2024, 12, 31))
    assert find_span(cycle, date(2028, 1, 1), None, None) == Span(date(2028, 1, 1), date(2030, 12, 31))
    assert find_span(cycle, date(2020, 2, 29), None, None) == Span(date(2019, 1, 1), date(2021, 12, 31))


def test_nudges_keep_to_the_calendar_at_the_ends_of_months() -> None:
    assert list_nudges(date(2028, 3, 31)) == [
        (12, date(2027, 3, 31)),
        (6, date(2027, 9, 30)),
        (3, date(2027, 12, 31)),
        (1, date(2028, 2, 29)),
    ]


days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(started=st.none() | days, expires=st.none() | days, today=st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_any_dates_give_a_sane_cycle_or_a_sentence(
    rules: Rules, started: date | None, expires: date | None, today: date
) -> None:
    for cycle in {credential.cycle for credential in rules.credentials.values()}:
        try:
            found = find_span(cycle, today, started, expires)
        except UserError:
            continue
        assert found.starts_on <= found.ends_on
        assert found.ends_on >= today
        assert (found.ends_on - today).days <= 366 * (cycle.years + 2)
