"""Requests on their way to an endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mentorbot.sandbox.discord.api.bodies.given import Given
from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.routing import Route
from mentorbot.sandbox.discord.world.users import Application


@dataclass(slots=True)
class Call:
    """A request on its way to an endpoint.

    Args:
        body: The JSON body (or `payload_json` of a multipart one); an empty object when there is none.
        query: What stands after the path.
        sent_files: The files of a multipart body, as `files` gives them.
        files_asked: Whether anybody has asked for them.
        maybe_app: Whose token it was; there is one on every endpoint with `auth`.
    """

    sandbox: LocalDiscord
    route: Route
    arguments: dict[str, str]
    query: Given
    headers: Mapping[str, str]
    maybe_app: Application | None
    body: Any = field(default_factory=Given)
    sent_files: list[Upload] = field(default_factory=list)
    files_asked: bool = False

    @property
    def files(self) -> list[Upload]:
        """The files of a multipart body."""
        self.files_asked = True
        return self.sent_files

    @property
    def reason(self) -> str | None:
        """Why the bot does it, for the audit log."""
        given = self.headers.get("X-Audit-Log-Reason")
        return unquote(given) if given else None

    @property
    def app(self) -> Application:
        """The application that is calling."""
        assert self.maybe_app is not None  # noqa: S101  (a route with auth is never called without)
        return self.maybe_app
