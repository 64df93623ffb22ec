"""Reading a list of events in a process of its own, which is ended if it takes too long or too much memory.

Strangers wrote the list, so nothing of events/sources/ runs in the bot itself.
"""

import asyncio
import contextlib
import json
import os
import sys
from typing import Final

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Listing, Reading

PROGRAM: Final = "mentorbot.events.sources"
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


async def read_listings(data: bytes, address: str, zone_key: str, seconds: float = PATIENCE) -> Reading:
    """Find what is to come in a list of events.

    Args:
        address: Where it was fetched, by which a source may know it; empty for a file.
        zone_key: The zone of what says none: days without a time of day, and "floating" times.
        seconds: After which it is given up.

    Raises:
        UserError: It cannot be read, or takes too much.
    """
    if len(data) > MOST_BYTES:
        raise UserError(TOO_LARGE)
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        PROGRAM,
        zone_key,
        clock.now().isoformat(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=known | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(address.encode() + b"\n" + data), seconds)
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
    given = tuple(map(Listing.from_json, found["entries"]))
    return Reading(found["title"], given, tuple(found["notes"]), found["complete"])
