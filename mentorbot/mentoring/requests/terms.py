"""The words in which people are told of requests."""

from enum import StrEnum


class News(StrEnum):
    """How a request stands, for whoever asked."""

    NEXT = "next"
    OPEN = "open"
    STILL = "still"
    ACCEPTED = "accepted"
    ENOUGH = "enough"
    BACK = "back"


class Over(StrEnum):
    """Why a request needs the mentor no longer who was asked."""

    WITHDRAWN = "withdrawn"
    LATE = "late"
