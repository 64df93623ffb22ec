"""Showing what holds a secret without the secret."""

import re
from typing import Final

MASK: Final = "********"

_SCHEME: Final = re.compile(r"[A-Za-z][\w+.-]*:/+")
# After the "?" of an address; or as libpq takes it in the place of one.
_NAMED: Final = re.compile(
    r"(?i)((?:[?&]|(?:^|\s)(?=\w+\s*=))[^=&\s]*(?:pass|pwd)[^=&\s]*\s*=\s*)(?:'[^']*'|[^&\s]*)"
)


_WITHOUT_HOST: Final = re.compile(
    r"^(\s*[\"']?[A-Za-z][\w+.-]*://[^/?#@\[:]*:)(?!\d+(?:[/?#]|$))[^/?#@]+(?=[/?#]|$)"
)
"""An address that ends before its host: what stands where a port would is none."""
_TOKEN: Final = re.compile(r"\b(?:xox[a-z]|xapp)-[\w-]{10,}|\b[\w-]{20,}\.[\w-]{6}\.[\w-]{25,}")
"""What Discord's and Slack's tokens look like."""


def blotted(text: str) -> str:
    """A text without what looks like a token, wherever somebody has put one by mistake."""
    return _TOKEN.sub(MASK, text)


def masked(url: str) -> str:
    """A database's setting as it may be shown to anyone: without the password, however it is mistyped."""
    before, at, after = url.rpartition("@")
    if at:
        scheme = found[0] if (found := _SCHEME.match(before)) else ""
        user, colon, _ = before[len(scheme) :].partition(":")
        before = f"{scheme}{user}{f':{MASK}' if colon else ''}"
    return blotted(_NAMED.sub(rf"\1{MASK}", _WITHOUT_HOST.sub(rf"\1{MASK}", f"{before}{at}{after}")))
