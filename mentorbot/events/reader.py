"""Reading what strangers made, lists of events and pictures, in processes that can do nothing else.

Each is ended if it takes too long or too much memory, so nothing of events/sources/ and no decoder of
pictures runs in the bot itself. Two are at work at once at most, one of them for one community.
"""

import asyncio
import json
from collections import Counter
from typing import Final

from mentorbot import clock
from mentorbot.aside import read_aside
from mentorbot.chat.program import Program
from mentorbot.errors import UserError
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Listing, Reading
from mentorbot.events.pictures import Picture, check_alt, check_size, name_picture

LISTS: Final = "mentorbot.events.sources"
PICTURES: Final = "mentorbot.events.picture_reading"
PATIENCE: Final = 60.0
AT_ONCE: Final = 2
MOST_WAITING: Final = 5
"""Files of one community that wait for their turn."""
TOO_MUCH: Final = (
    "That calendar took me too long to read, so I stopped. Something in it may go on without end; please ask "
    "whoever keeps it."
)
TOO_MUCH_PICTURE: Final = "That picture took me too long to read, so I stopped. Please try another one."
BUSY: Final = "I am reading several files for this community just now. Please try again in a minute."


class Readers:
    """The processes that read."""

    def __init__(self, _: Program) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting: Counter[str] = Counter()
        self._own: dict[str, asyncio.Lock] = {}

    async def read_listings(
        self, place: str, data: bytes, address: str, zone_key: str, seconds: float = PATIENCE
    ) -> Reading:
        """Find what is to come in a list of events.

        Args:
            place: For whom: of one community one is read at a time; as in a Caller.
            address: Where it was fetched, by which a source may know it; empty for a file.
            zone_key: The zone of what says none: days without a time of day, and "floating" times.
            seconds: After which it is given up.

        Raises:
            UserError: It cannot be read, takes too much, or too many wait.
        """
        if len(data) > MOST_BYTES:
            raise UserError(TOO_LARGE)
        given = (zone_key, clock.now().isoformat())
        made = await self._read(
            place, LISTS, *given, data=address.encode() + b"\n" + data, seconds=seconds, sorry=TOO_MUCH
        )
        found = json.loads(made)
        if "refused" in found:
            raise UserError(found["refused"])
        listings = tuple(map(Listing.from_json, found["entries"]))
        return Reading(found["title"], listings, tuple(found["notes"]), found["complete"])

    async def read_picture(self, place: str, data: bytes, alt: str) -> Picture:
        """Make a picture of what somebody attached.

        Args:
            place: For whom: of one community one is read at a time; as in a Caller.
            alt: Words for those who cannot see it.

        Raises:
            UserError: It is none, or too large, the words are too long, or too many wait.
        """
        check_size(len(data))
        said = check_alt(alt)
        made = await self._read(place, PICTURES, data=data, seconds=PATIENCE, sorry=TOO_MUCH_PICTURE)
        head, _, body = made.partition(b"\n")
        refused = json.loads(head)
        if refused is not None:
            raise UserError(refused)
        return Picture(body, name_picture(body), said)

    async def _read(
        self, place: str, program: str, *given: str, data: bytes, seconds: float, sorry: str
    ) -> bytes:
        if self._waiting[place] >= MOST_WAITING:
            raise UserError(BUSY)
        self._waiting[place] += 1
        try:
            async with self._own.setdefault(place, asyncio.Lock()), self._turn:
                return await read_aside(program, *given, data=data, patience=seconds)
        except (TimeoutError, RuntimeError):
            raise UserError(sorry) from None
        finally:
            self._waiting[place] -= 1
            if not self._waiting[place]:
                del self._waiting[place], self._own[place]
