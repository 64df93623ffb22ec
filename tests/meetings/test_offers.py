"""What is typed to propose times is understood as meant, or refused with a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.errors import UserError
from mentorbot.meetings import offers
from mentorbot.meetings.offers import FIELDS
from mentorbot.meetings.terms import FARTHEST

NOW = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)  # a Wednesday; clocks change on the 14th in New York


def test_times_are_on_the_proposers_clock_in_order_and_each_once() -> None:
    typed = {"time1": "Friday 5pm", "time2": "tomorrow 9am", "time3": "friday 17:00", "minutes": "30 min"}
    offer = offers.read_offer(typed, "America/New_York", NOW)
    assert offer.times == (
        datetime(2027, 3, 11, 14, 0, tzinfo=UTC),
        datetime(2027, 3, 12, 22, 0, tzinfo=UTC),
    )
    assert (offer.minutes, offer.place) == (30, "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "at least one time"),
        ({"time1": "   "}, "at least one time"),
        ({"time1": "whenever"}, "first time: That is not exact enough"),
        ({"time1": "Friday 5pm", "time3": "yesterday 5pm"}, "third time"),
        ({"time1": "2027-03-09 10:00"}, "first time: That time is already past"),
        ({"time1": "2027-03-14 02:30"}, "the clocks in America/New_York skip 02:30"),
        ({"time1": "Friday"}, "needs an hour too, such as “Friday 5pm”"),
        ({"time1": "every Friday 5pm"}, "comes again and again"),
        ({"time1": "2029-01-01 10:00"}, "more than a year away"),
        ({"time1": "Friday 5pm", "minutes": "soon"}, "number of minutes"),
        ({"time1": "Friday 5pm", "minutes": "9"}, "number of minutes"),
        ({"time1": "Friday 5pm", "minutes": "½"}, "number of minutes"),
        ({"time1": "Friday 5pm", "place": "x" * 101}, "at most 100"),
        ({"time1": "Friday 5pm", "place": "https://user:pw@example.org"}, "not a link"),
    ],
)
def test_what_makes_no_sense_is_told(typed: dict[str, str], told: str) -> None:
    with pytest.raises(UserError, match=told):
        offers.read_offer(typed, "America/New_York", NOW)


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "minutes", "place"]), st.text(max_size=100) | st.just("Friday 5pm")
    )
)
def test_whatever_is_typed_times_are_to_come_or_there_is_a_sentence(typed: dict[str, str]) -> None:
    try:
        offer = offers.read_offer(typed, "Europe/Berlin", NOW)
    except UserError:
        return
    assert 1 <= len(offer.times) <= len(FIELDS)
    assert list(offer.times) == sorted(set(offer.times))
    assert all(NOW < time <= NOW + FARTHEST + timedelta(days=1) for time in offer.times)
