"""Showing what holds a secret without the secret."""

import re
from typing import Final

MASK: Final = "********"


def masked(url: str) -> str:
    """A database's setting as it may be shown to anyone: without the password."""
    hidden = re.sub(r"(://[^/:@]*):.*@", rf"\1:{MASK}@", url)
    return re.sub(r"([?&]password=)[^&]*", rf"\1{MASK}", hidden)
