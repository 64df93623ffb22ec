"""The suite at another moment, in another zone, and always as on a machine that has just been started.

``make test ARGS="--when 2028-02-29T23:30 --zone Pacific/Kiritimati"``: what goes wrong on a leap day, or
where the day has begun already, or while the clocks change, is found on any day.
"""

import asyncio
import random
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
    group.addoption("--one-in", type=int, default=1, metavar="N", help="a part only, another in each run")
    group.addoption("--in-turns", type=int, default=1, metavar="N", help="such a part of what is slow")


def pytest_configure(config: pytest.Config) -> None:
    """Move this process; programs that it starts have the zone, and the machine's own time."""
    _boot()
    when, zone = config.getoption("when"), config.getoption("zone")
    if when or zone:
        moved = time_machine.travel(when.replace(tzinfo=zone or UTC) if when else datetime.now(zone))
        moved.start()
        config.add_cleanup(moved.stop)


def choose_part(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--one-in`` or ``--in-turns`` leave out all but a part, which the run's seed decides."""
    every, seed = config.getoption("one_in"), config.getoption("randomly_seed", 0)
    slow = every * config.getoption("in_turns")

    def is_left(item: pytest.Item) -> bool:
        # Each worker of a run comes to the same.
        chance = random.Random(f"{seed} {item.nodeid}")  # noqa: S311
        return chance.randrange(slow if _is_slow(item) else every) > 0

    left = [one for one in items if is_left(one)]
    without = set(left)
    items[:] = [one for one in items if one not in without]
    config.hook.pytest_deselected(items=left)


def _is_slow(item: pytest.Item) -> bool:
    marked = any(map(item.get_closest_marker, ("slow", "longest")))
    return marked or "browser" in getattr(item, "fixturenames", ())


def _boot() -> None:
    # An event loop's clock says for how long the machine has been up: mostly hours, in CI a minute. Always 0
    # here, so that nothing can count on more.
    began = time.monotonic()
    asyncio.BaseEventLoop.time = lambda loop: time.monotonic() - began  # type: ignore[method-assign]
