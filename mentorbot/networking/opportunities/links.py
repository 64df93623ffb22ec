"""When two links lead to the same place: the form in which they are compared.

What is left out is what RFC 3986 (section 6.2) calls equivalent, and what is only there to count visitors:
the names of tracking parameters are those that analytics and mail services document.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"utm_\w+|mc_[ce]id|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|li_fat_id|trk|trackingid|refid|_hsenc|_hsmi|__hs\w+|hsctatracking|mkt_tok|vero_\w+|oly_\w+|s_cid|wt_mc"
    r"|_ga|_gl|ref_src|ref_url|spm"
)
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "!$&'()*+,;=:@-._~"


def make_normal(link: str) -> str:
    """The link in the form in which it is compared: never shown, never opened.

    Scheme, "www.", default ports, tracking parameters, the order of parameters, empty queries and slashes at
    the end do not count, nor do fragments, unless they are the address of a page, as "#/jobs/7" is; upper and
    lower case do not in the host, and do in the path.

    Args:
        link: http or https, as :func:`mentorbot.members.answers.read_link` lets through.

    Returns:
        Such as "example.org/jobs?id=7". The normal form of "https://" and that is the same.
    """
    parts = urlsplit(link.strip())
    host = (parts.hostname or "").rstrip(".").lower()
    bare = host.removeprefix("www.")
    # "www.org" is a site of its own, not what stands before one.
    host = bare if "." in bare else host
    port = parts.port
    where = host if port is None or port == _PORTS.get(parts.scheme) else f"{host}:{port}"
    path = _path(parts.path)
    # Read and written as the bytes they stand for, of which Latin-1 has one character each.
    asked = parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
    query = urlencode(sorted(pair for pair in asked if not _tracks(pair[0])), encoding="latin-1")
    page = f"#{_path(parts.fragment)}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{where}{path}{'?' if query else ''}{query}{page}"


def _path(text: str) -> str:
    parts = re.sub("/{2,}", "/", text).split("/")
    return "/".join(quote(unquote_to_bytes(part), safe=_SAFE) for part in parts).rstrip("/")


def _tracks(name: str) -> bool:
    return _TRACKING.fullmatch(name.lower()) is not None
