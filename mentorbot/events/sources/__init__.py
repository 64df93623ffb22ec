"""Forms in which events are listed elsewhere: one file each, found by being here.

CONTRIBUTING.md says how another is added. What is listed is read in a process of its own (events/reader.py),
and only there are these files imported.
"""

import importlib
import pkgutil
from typing import Final

from mentorbot.events.listings import Source

PROGRAM: Final = "__main__"


def find_sources() -> list[Source]:
    """Every source there is, by the name of its file."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != PROGRAM)
    sources: list[Source] = [importlib.import_module(f"{__name__}.{name}").SOURCE for name in names]
    return sources
