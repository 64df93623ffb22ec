"""Who may talk to a sandbox: programs of this machine, and the sandbox's own pages.

A web page from elsewhere that a browser on this machine shows can send requests here, and open sockets. Its
Origin is another than this address, and a name that was made to lead here is not a name of this machine.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from aiohttp import hdrs, web

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def is_from_here(request: web.BaseRequest, *, by_a_link: bool = False) -> bool:
    """Whether a request comes from a program or a page of this machine, and was meant for it.

    Args:
        request: The request.
        by_a_link: Whether a browser may also ask for it because somebody followed a link from elsewhere.
    """
    headers = request.headers
    host = headers.get(hdrs.HOST, "")
    if not _is_own(host):
        return False
    origin = headers.get(hdrs.ORIGIN)
    if origin is not None:
        return origin == f"http://{host}"
    if headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        return True
    return by_a_link and request.method == "GET" and headers.get("Sec-Fetch-Mode") == "navigate"


def not_from_here() -> web.Response:
    """What is answered to everything else."""
    return web.Response(status=403, text="This is for pages and programs on this machine only.")


@lru_cache(maxsize=64)
def _is_own(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in OWN_NAMES
    except ValueError:  # such as half a bracket
        return False
