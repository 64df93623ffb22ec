"""Start a Bolt app that was written for the real Slack, unmodified, against a sandbox.

`python -m mentorbot.sandbox.slack.launch URL path/to/app.py [arguments]` is what
`python -m mentorbot.sandbox slack run` runs in a process of its own, with the tokens in the environment under
the names that Bolt looks for. It tells slack_sdk where Slack is, and the sandbox where the app listens if it
takes what happens over HTTP, and then runs the file as its own main program.
"""

import functools
import json
import runpy
import socket
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_bolt.app import app as bolt_app
from slack_bolt.app import async_server
from slack_sdk.oauth.authorize_url_generator import AuthorizeUrlGenerator
from slack_sdk.web.async_base_client import AsyncBaseClient
from slack_sdk.web.base_client import BaseClient
from slack_sdk.web.legacy_base_client import LegacyBaseClient

from mentorbot.sandbox.slack.run import LISTENING

SLACK = "https://slack.com/"


def point_slack_sdk_at(url: str) -> None:
    """Make every client of this process talk to the sandbox at `url` (such as http://127.0.0.1:8080)."""
    for kind in (BaseClient, AsyncBaseClient, LegacyBaseClient, AuthorizeUrlGenerator):
        kind.__init__ = _pointing(kind.__init__, url)  # type: ignore[method-assign]


def _pointing(original: Callable[..., None], url: str) -> Callable[..., None]:
    """A client's way to begin, after which it knows the sandbox instead of Slack."""

    @functools.wraps(original)
    def begin(self: Any, *args: Any, **more: Any) -> None:
        original(self, *args, **more)
        for name in ("base_url", "authorization_url"):
            known = getattr(self, name, "")
            if known.startswith(SLACK):
                setattr(self, name, known.replace(SLACK, f"{url}/", 1))

    return begin


def tell_where_it_listens(url: str) -> None:
    """Let the sandbox know at which address an app takes requests, as soon as it begins to listen."""
    for module, name in ((bolt_app, "SlackAppDevelopmentServer"), (async_server, "AsyncSlackAppServer")):
        kind = getattr(module, name)
        kind.__init__ = _telling(kind.__init__, url)


def _telling(original: Callable[..., None], url: str) -> Callable[..., None]:
    @functools.wraps(original)
    def begin(self: Any, *args: Any, **more: Any) -> None:
        more["port"] = _free_port(more["port"])
        original(self, *args, **{**more, "host": "127.0.0.1"} if "host" in more else more)
        body = json.dumps({"address": f"http://127.0.0.1:{more['port']}{more['path']}"}).encode()
        with urllib.request.urlopen(urllib.request.Request(url + LISTENING, body)) as response:  # noqa: S310
            response.read()

    return begin


def _free_port(wanted: int) -> int:
    """The port that an app wants, or any other when somebody has it."""
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", wanted))
        except OSError:
            tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def main() -> None:
    """Run the app named on the command line."""
    url, path, *arguments = sys.argv[1:]
    point_slack_sdk_at(url)
    tell_where_it_listens(url)
    script = Path(path).resolve()
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.parent))
    runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
