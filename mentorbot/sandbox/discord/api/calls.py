"""Requests on their way to an endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.routing import Route
from mentorbot.sandbox.discord.world.users import Application


@dataclass(slots=True)
class Call:
    """A request on its way to an endpoint.

    Args:
        body: The JSON body (or `payload_json` of a multipart one); an empty object when there is none.
        files: The files of a multipart body.
        maybe_app: Whose token it was; there is one on every endpoint with `auth`.
    """

    sandbox: LocalDiscord
    route: Route
    arguments: dict[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    maybe_app: Application | None
    body: Any = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)

    @property
    def reason(self) -> str | None:
        """Why the bot does it, for the audit log."""
        given = self.headers.get("X-Audit-Log-Reason")
        return unquote(given)[:512] if given else None

    @property
    def app(self) -> Application:
        """The application that is calling."""
        assert self.maybe_app is not None  # noqa: S101  (a route with auth is never called without)
        return self.maybe_app
