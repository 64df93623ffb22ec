"""The one place time comes from, so that a test or the demo can move it."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC) + _offset


def advance(by: timedelta) -> None:
    """Move the bot's clock on (or back) by this much; it goes on ticking from there."""
    global _offset  # noqa: PLW0603 - one process has one clock
    _offset += by


def reset() -> None:
    """Back to the machine's own time."""
    global _offset  # noqa: PLW0603 - one process has one clock
    _offset = timedelta(0)
