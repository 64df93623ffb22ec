"""The suite at another moment, in another zone, and always as on a machine that has just been started.

``make test ARGS="--when 2028-02-29T23:30 --zone Pacific/Kiritimati"``: what goes wrong on a leap day, or
where the day has begun already, or while the clocks change, is found on any day.
"""

import asyncio
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the moment and the zone be said."""
    group = parser.getgroup("elsewhen", "another moment and zone")
    group.addoption("--when", type=datetime.fromisoformat, help="begin at this moment of the zone")
    group.addoption("--zone", type=ZoneInfo, help="the machine's time zone")


def pytest_configure(config: pytest.Config) -> None:
    """Move this process; programs that it starts have the zone, and the machine's own time."""
    _boot()
    when, zone = config.getoption("when"), config.getoption("zone")
    if when or zone:
        moved = time_machine.travel(when.replace(tzinfo=zone or UTC) if when else datetime.now(zone))
        moved.start()
        config.add_cleanup(moved.stop)


def _boot() -> None:
    # An event loop's clock says for how long the machine has been up: mostly hours, in CI a minute. Always 0
    # here, so that nothing can count on more.
    began = time.monotonic()
    asyncio.BaseEventLoop.time = lambda loop: time.monotonic() - began  # type: ignore[method-assign]
