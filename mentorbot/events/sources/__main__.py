"""The process in which a list of events is read: ``python -m mentorbot.events.sources ZONE MOMENT``.

The address comes in on a line of its own, for it may be a secret, and then the list; what was found goes out
as JSON. events/reader.py starts it, and ends it if it takes too
much.
"""

import contextlib
import json
import sys
from datetime import datetime

from mentorbot.errors import UserError
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Reading
from mentorbot.events.reader import MOST_MEMORY, MOST_SECONDS
from mentorbot.events.sources import find_sources, icalendar

try:
    import resource
except ImportError:  # there is none on Windows
    BOUNDED = False
else:
    BOUNDED = True


def main(zone_key: str, now: str) -> None:
    """Read what comes in, and write what was found."""
    bound_process()
    address = sys.stdin.buffer.readline().decode().rstrip("\n")
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    made: dict[str, object]
    try:
        found = read_list(address, data, zone_key, datetime.fromisoformat(now))
    except UserError as error:
        made = {"refused": error.sentence}
    else:
        made = {
            "title": found.title,
            "entries": [listing.as_json() for listing in found.listings],
            "notes": found.notes,
            "complete": found.complete,
        }
    sys.stdout.write(json.dumps(made))


def read_list(address: str, data: bytes, zone_key: str, now: datetime) -> Reading:
    """Find what is to come with the first source that takes it.

    What none takes is read as a calendar, which says why it is none.

    Raises:
        UserError: It cannot be read, and why.
    """
    if len(data) > MOST_BYTES:
        raise UserError(TOO_LARGE)
    source = next((one for one in find_sources() if one.takes(address, data)), icalendar.SOURCE)
    return source.read(data, zone_key, now)


def bound_process() -> None:
    """Let the system end this process if it takes too much, even if the bot is gone."""
    if BOUNDED:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main(*sys.argv[1:])
