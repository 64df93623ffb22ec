"""Calls on their way to a method: who calls, and what was sent, as form or as JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.api.registry import Method
from mentorbot.sandbox.slack.world.apps import App, Installation, Token
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json

TRUE, FALSE = frozenset({"1", "true", "True"}), frozenset({"0", "false", "False", ""})


@dataclass(slots=True)
class Call:
    """A call on its way to a method.

    Args:
        arguments: What was sent, without the token.
        maybe_token: Whose token it was; there is one for every method that takes one.
        typed: Whether it came as JSON, so that numbers and lists are what they are.
        basic: Name and secret that came in the header, as an app shows them to OAuth.
        warnings: What the answer warns of.
    """

    local: LocalSlack
    method: Method
    arguments: Json
    maybe_token: Token | None = None
    typed: bool = False
    basic: tuple[str, str] | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        """All there is."""
        return self.local.world

    @property
    def token(self) -> Token:
        """The token it came with."""
        assert self.maybe_token is not None  # noqa: S101  (the server asks for one first)
        return self.maybe_token

    @property
    def app(self) -> App:
        """The app that calls."""
        return self.token.app

    @property
    def installation(self) -> Installation:
        """Where the app is installed."""
        assert self.token.installation is not None  # noqa: S101  (a bot token has one)
        return self.token.installation

    @property
    def bot(self) -> User:
        """The bot that calls."""
        return self.installation.bot

    def needs(self, scope: str) -> None:
        """Refuse where a scope was not granted.

        Raises:
            SlackError: `missing_scope`.
        """
        if scope not in self.token.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.token.scopes)))

    def text(self, name: str, default: str = "") -> str:
        """A text that may be left out."""
        value = self.arguments.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise invalid(f"must be a string [json-pointer:/{name}]")

    def required(self, name: str) -> str:
        """A text that must be there.

        Raises:
            SlackError: `invalid_arguments`.
        """
        value = self.text(name)
        if not value:
            raise invalid(f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.arguments.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        written = str(value)
        if written in TRUE:
            return True
        if written in FALSE:
            return False
        raise invalid(f"must be a boolean [json-pointer:/{name}]")

    def number(self, name: str, default: int, *, least: int = 0, most: int = 1000) -> int:
        """A whole number within limits.

        Raises:
            SlackError: `invalid_limit` for `limit`, else `invalid_arguments`.
        """
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(str(value))
        except ValueError:
            raise invalid(f"must be an integer [json-pointer:/{name}]") from None
        if not least <= number <= most:
            if name == "limit":
                raise SlackError("invalid_limit")
            raise invalid(f"must be between {least} and {most} [json-pointer:/{name}]")
        return number

    def names(self, name: str) -> list[str]:
        """Several texts: a list in JSON, or separated by commas."""
        value = self.arguments.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [one.strip() for one in self.text(name).split(",") if one.strip()]

    def json(self, name: str) -> Any:
        """An object or a list: in JSON as it is, in a form as text; None where it was left out.

        Raises:
            ValueError: It is text, but not JSON.
        """
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        return json.loads(value) if value else None

    def team(self) -> Team:
        """The workspace that a call is about: the token's own; an organization's token has to name one.

        Raises:
            SlackError: `missing_argument`, or `team_access_not_granted`.
        """
        given = self.text("team_id")
        installation = self.installation
        if installation.team is not None:
            return installation.team
        if not given:
            raise SlackError("missing_argument")
        for one in installation.teams:
            if one.id == given:
                return one
        raise SlackError("team_access_not_granted")

    def sees(self, team_id: str) -> bool:
        """Whether the app is in a workspace."""
        return any(one.id == team_id for one in self.installation.teams)


def invalid(*messages: str) -> SlackError:
    """What Slack answers to arguments that are not as they should be."""
    return SlackError("invalid_arguments", messages=[f"[ERROR] {one}" for one in messages])
