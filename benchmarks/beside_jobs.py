"""The outbox beside APScheduler with a job for each reminder: as it comes, and told to run late ones."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from benchmarks.bots import Setting
from benchmarks.processes import ROOT, BrokenRunError
from benchmarks.report import Gate, Result

Json = dict[str, Any]

NAMES: Final = {
    "outbox": "mentorbot",
    "patient": "APScheduler, misfire_grace_time=None",
    "jobs": "APScheduler, as it comes",
}
DOWN: Final = 3.0
"""Seconds after the moment at which a process that was killed before it is started again."""
_STOP_WITHIN: Final = 10.0


class Child:
    """One process of benchmarks.one_moment."""

    def __init__(self, kind: str, folder: Path, count: int) -> None:
        self._sent = folder / f"{kind}.sent"
        command = [sys.executable, "-m", "benchmarks.one_moment", kind]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [*command, str(folder / f"{kind}.sqlite3"), str(self._sent), str(count)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout is not None  # noqa: S101  (it is a pipe)
        return self._process.stdout

    def hear(self) -> Json:
        """The next thing it says.

        Raises:
            BrokenRunError: It has ended instead.
        """
        line = self._out.readline()
        if not line:
            raise BrokenRunError("what delivers at one moment has ended")
        said: Json = json.loads(line)
        return said

    def kill_after(self, count: int, until: float) -> None:
        """Kill it once it has delivered so many, or at the moment `until` if that never comes."""
        while len(self.sent()) < count and time.time() < until:
            time.sleep(0.005)
        self.kill()

    def sent(self) -> list[str]:
        """What was delivered, by this or an earlier process."""
        return self._sent.read_text(encoding="ascii").splitlines() if self._sent.exists() else []

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait(_STOP_WITHIN)
        self._out.close()


@contextmanager
def _child(kind: str, folder: Path, count: int) -> Iterator[Child]:
    child = Child(kind, folder, count)
    try:
        yield child
    finally:
        child.kill()


def one_moment(here: Setting, count: int) -> Result:
    """Schedule many for one moment, and deliver them."""
    found: dict[str, Json] = {}
    for kind in ("outbox", "patient"):
        with _child(kind, _folder(here, f"moment-{kind}"), count) as child:
            scheduled, delivered = child.hear(), child.hear()
        found[kind] = {"scheduled": scheduled, **delivered}
    rows = [
        [
            NAMES[kind],
            f"{one['scheduled']['seconds']:.2f}",
            f"{one['scheduled']['stall']:,.0f}",
            f"{one['stall']:,.0f}",
            f"{one['scheduled']['rest']:,.0f}",
            f"{one['seconds']:.1f}",
            f"{one['delivered']:,}",
        ]
        for kind, one in found.items()
    ]
    ours, theirs = found["outbox"], found["patient"]
    gates = [
        Gate(
            f"time to schedule {count:,}, APScheduler's beside ours",
            theirs["scheduled"]["seconds"] / ours["scheduled"]["seconds"],
            20,
            at_least=True,
        ),
        Gate(
            f"longest stall while {count:,} are delivered (APScheduler: {theirs['stall']:,.0f} ms)",
            ours["stall"],
            50,
            unit="ms",
        ),
    ]
    columns = (
        "",
        "s to schedule",
        "stall then, ms",
        "stall while delivering, ms",
        "stall at rest, ms",
        "s until the last",
        "delivered",
    )
    return Result(f"{count:,} reminders due at one moment", columns, rows, gates)


def killed(here: Setting, count: int) -> Result:
    """Kill the process in the midst of it, and before it, and start it again."""
    rows: list[list[str]] = []
    lost: list[int] = []
    twice: list[int] = []
    for kind, name in NAMES.items():
        for what, after in (("killed when half were sent", count // 2), ("down at the moment", None)):
            folder = _folder(here, f"killed-{kind}-{after}")
            with _child(kind, folder, count) as child:
                due = child.hear()["due"]
                if after is None:
                    child.kill()
                else:
                    child.kill_after(after, due + 30)
                before = len(child.sent())
            time.sleep(max(0.0, due + DOWN - time.time()))
            with _child(kind, folder, 0) as child:
                child.hear()
                lines = child.sent()
            shown = set(lines)
            arrived = {line.split()[0] for line in lines}
            missing, again = count - len(arrived), len(lines) - len(shown)
            if kind == "outbox":
                lost.append(missing)
                twice.append(len(shown) - len(arrived))
            figures = (before, missing, again)
            rows.append([f"{name}, {what}", *(f"{figure:,}" for figure in figures)])
    columns = (f"of {count:,}", "sent before", "never sent", "sent again")
    gates = [
        Gate(f"lost of {2 * count:,} by a kill", sum(lost), 0, unit=""),
        Gate(f"shown twice of {2 * count:,} after a kill", sum(twice), 0, unit=""),
    ]
    return Result("What a kill loses", columns, rows, gates)


def _folder(here: Setting, name: str) -> Path:
    folder = here.folder / name
    folder.mkdir()
    return folder
