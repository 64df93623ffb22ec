"""Reading lists of events and pictures that strangers made, in processes that can do nothing else."""

import json
from typing import Final

from mentorbot import clock
from mentorbot.chat.readers import PATIENCE, Readers
from mentorbot.errors import UserError
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Listing, Reading
from mentorbot.events.pictures import Picture, check_alt, check_size, name_picture

LISTS: Final = "mentorbot.events.sources"
PICTURES: Final = "mentorbot.events.picture_reading"
TOO_MUCH: Final = (
    "That calendar took me too long to read, so I stopped. Something in it may go on without end; please ask "
    "whoever keeps it."
)
TOO_MUCH_PICTURE: Final = "That picture took me too long to read, so I stopped. Please try another one."


async def read_listings(  # noqa: PLR0917 - the file, and what is known of it
    readers: Readers, place: str, data: bytes, address: str, zone_key: str, seconds: float = PATIENCE
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
    sent = address.encode() + b"\n" + data
    found = json.loads(await readers.read(place, LISTS, *given, data=sent, sorry=TOO_MUCH, seconds=seconds))
    if "refused" in found:
        raise UserError(found["refused"])
    listings = tuple(map(Listing.from_json, found["entries"]))
    return Reading(found["title"], listings, tuple(found["notes"]), found["complete"])


async def read_picture(readers: Readers, place: str, data: bytes, alt: str) -> Picture:
    """Make a picture of what somebody attached.

    Args:
        place: For whom: of one community one is read at a time; as in a Caller.
        alt: Words for those who cannot see it.

    Raises:
        UserError: It is none, or too large, the words are too long, or too many wait.
    """
    check_size(len(data))
    said = check_alt(alt)
    made = await readers.read(place, PICTURES, data=data, sorry=TOO_MUCH_PICTURE)
    head, _, body = made.partition(b"\n")
    refused = json.loads(head)
    if refused is not None:
        raise UserError(refused)
    return Picture(body, name_picture(body), said)
