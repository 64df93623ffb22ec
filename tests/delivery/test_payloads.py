"""What is kept with a delivery until it is due: readable, and read again as what it was."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from mentorbot.delivery.payloads import Payload


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Some(Payload):
    many: int
    name: str
    color: Color
    day: date
    at: datetime
    maybe: int | None = None
    then: datetime | None = None
    ids: tuple[int, ...] = ()
    sure: bool = False


SOME = Some(3, "x", Color.RED, date(2027, 3, 1), datetime(2027, 3, 1, 17, 30, tzinfo=UTC), sure=True)
FULL = replace(SOME, maybe=4, then=SOME.at, ids=(1, 2))


def test_it_comes_back_as_it_was_by_readable_names() -> None:
    stored = json.loads(json.dumps(SOME.as_json()))
    assert stored == {
        "many": 3,
        "name": "x",
        "color": "red",
        "day": "2027-03-01",
        "at": "2027-03-01T17:30:00+00:00",
        "maybe": None,
        "then": None,
        "ids": [],
        "sure": True,
    }
    assert Some.from_json(stored) == SOME
    assert Some.from_json(json.loads(json.dumps(FULL.as_json()))) == FULL


def test_rows_that_were_stored_by_an_older_version_are_read() -> None:
    stored = SOME.as_json()
    del stored["maybe"], stored["sure"]
    read = Some.from_json(stored | {"dropped since": 1})
    assert (read.maybe, read.sure) == (None, False)
    del stored["many"]
    with pytest.raises(TypeError, match="many"):
        Some.from_json(stored)
    with pytest.raises(ValueError, match="blue"):
        Some.from_json(SOME.as_json() | {"color": "blue"})
