"""All the tables there are: each room keeps its own in ``models.py``, a big one in several that end so."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from mentorbot.db import metadata

_PACKAGE = Path(__file__).parent


def all_tables() -> MetaData:
    """The tables of every room, whether or not anything has imported them yet."""
    for file in sorted(_PACKAGE.rglob("*models.py")):
        import_module(".".join(file.relative_to(_PACKAGE.parent).with_suffix("").parts))
    return metadata
