"""Reading a calendar in a process of its own, which is ended if it takes too long or too much memory.

Run as a program (``-m mentorbot.events.apart ZONE MOMENT``) it is that process: the calendar comes in, what
was found goes out as JSON.
"""

import asyncio
import contextlib
import json
import os
import sys
from datetime import datetime
from typing import Final

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.events.entries import MOST_BYTES, Entry, Reading, text_of

MOST_SECONDS: Final = 10
"""Of computing; a busy machine may take longer for them."""
PATIENCE: Final = 60.0
MOST_MEMORY: Final = 2**30
TOO_MUCH: Final = (
    "That calendar took me too long to read, so I stopped. Something in it may go on without end; please ask "
    "whoever keeps it."
)

# It needs to find Python and its libraries, and none of the bot's secrets.
_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP")


async def read(data: bytes, zone_key: str, seconds: float = PATIENCE) -> Reading:
    """Find what is to come in a calendar, as :func:`mentorbot.events.reading.read` does.

    Args:
        seconds: After which it is given up.

    Raises:
        UserError: It cannot be read, or takes too much.
    """
    text_of(data)
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        zone_key,
        clock.now().isoformat(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=known | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(data), seconds)
    except TimeoutError:
        raise UserError(TOO_MUCH) from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise UserError(TOO_MUCH)
    found = json.loads(out)
    if "refused" in found:
        raise UserError(found["refused"])
    given = tuple(map(Entry.from_json, found["entries"]))
    return Reading(found["title"], given, tuple(found["notes"]), found["complete"])


def main(zone_key: str, now: str) -> None:
    """Read what comes in, and write what was found."""
    _bound()
    from mentorbot.events import reading  # noqa: PLC0415 - slow to import, and only wanted in this process

    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        found = reading.read(data, zone_key, datetime.fromisoformat(now))
    except UserError as error:
        made: dict[str, object] = {"refused": error.sentence}
    else:
        entries = [entry.as_json() for entry in found.entries]
        made = {
            "title": found.title,
            "entries": entries,
            "notes": found.notes,
            "complete": found.complete,
        }
    sys.stdout.write(json.dumps(made))


def _bound() -> None:
    """Let the system end this process if it takes too much, even if the bot is gone."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main(*sys.argv[1:])
