"""Showing what holds a secret without the secret."""

import re
from typing import Final

MASK: Final = "********"

_SCHEME: Final = re.compile(r"[A-Za-z][\w+.-]*:/+")


def masked(url: str) -> str:
    """A database's setting as it may be shown to anyone: without the password, however it is mistyped."""
    before, at, after = url.rpartition("@")
    if at:
        scheme = found[0] if (found := _SCHEME.match(before)) else ""
        user, colon, _ = before[len(scheme) :].partition(":")
        before = f"{scheme}{user}{f':{MASK}' if colon else ''}"
    return re.sub(r"([?&][^=&]*pass[^=&]*=)[^&]*", rf"\1{MASK}", f"{before}{at}{after}", flags=re.IGNORECASE)
