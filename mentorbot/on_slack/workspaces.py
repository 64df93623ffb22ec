"""The workspaces that the app is installed in, and the way to each."""

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

WITHIN: Final = 20
"""Seconds that Slack gets for one request."""

DEAD: Final = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""Slack's words for a token that is good for nothing, or not any more."""

LET_IN_FOR: Final = 300.0
"""Seconds for which it holds in which workspaces of its own an organization has the app."""

TROUBLE: Final = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""What a request to Slack raises that it refuses, or that does not reach it."""


class NotInstalledError(SlackClientError):
    """The app is not installed in that workspace, or not any more."""


class TokenEndedError(SlackClientError):
    """The token has ended and is not renewed: the app has to be installed again."""


class Workspaces(Protocol):
    """Where the app is installed."""

    anybody: AsyncWebClient
    """For what needs no workspace, or no token."""
    refused: asyncio.Event
    """Set when Slack refuses the one token that there is, as when it is revoked while the bot runs."""

    def hearing(self) -> AbstractContextManager[None]:
        """Hear within the block what other processes come to know of where the app is."""

    async def find_client(self, community: str, enterprise: str | None = None) -> AsyncWebClient:
        """What to make requests with, in that workspace.

        Raises:
            NotInstalledError: It is not installed there.
            TokenEndedError: It is, but Slack renews its token no more.
        """

    async def find_name(self, community: str) -> str:
        """What a workspace is called; empty where Slack does not say."""

    async def is_org_wide(self, community: str) -> bool:
        """Whether it is one of an organization's workspaces, in all of which the app may be."""

    async def is_let_in(self, community: str) -> bool:
        """Whether the app is in a workspace, and was not taken out of it; if Slack does not say, it is."""

    async def forget(self, community: str, enterprise: str | None) -> None:
        """Slack tells that the app was taken away there."""

    async def note_revoked(self, community: str, enterprise: str | None) -> None:
        """Slack tells that it takes a token no more; the app was not taken away by that."""

    async def note_access(self, teams: Collection[str], enterprise: str | None, *, granted: bool) -> None:
        """An organization lets the app into some of its workspaces, or takes it out of them."""


class OneWorkspace:
    """One workspace, or one organization with all of its workspaces, whose token stands in the settings.

    Args:
        session: What requests are made with; open for as long as this is used.
        token: The bot token.
    """

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self.refused = asyncio.Event()
        self.anybody = make_client(session, token, self.refused.set)
        self._names: dict[str, str] = {}
        self._org_wide: bool | None = None
        self._let_in: tuple[float, frozenset[str]] | None = None

    def hearing(self) -> AbstractContextManager[None]:
        """As Workspaces says: each process asks Slack itself."""
        return nullcontext()

    async def find_client(self, community: str, enterprise: str | None = None) -> AsyncWebClient:
        """As Workspaces says; there is one for all."""
        return self.anybody

    async def find_name(self, community: str) -> str:
        """As Workspaces says."""
        if not self._names.get(community):
            self._names[community] = await ask_name(self.anybody, community)
        return self._names[community]

    async def is_org_wide(self, community: str) -> bool:
        """As Workspaces says."""
        if self._org_wide is None:
            self._org_wide = bool((await self.anybody.auth_test()).get("is_enterprise_install"))
        return self._org_wide

    async def is_let_in(self, community: str) -> bool:
        """As Workspaces says."""
        try:
            return not await self.is_org_wide(community) or community in await self._find_let_in()
        except TROUBLE:
            return True

    async def _find_let_in(self) -> frozenset[str]:
        if self._let_in is None or time.monotonic() - self._let_in[0] > LET_IN_FOR:
            self._let_in = time.monotonic(), await ask_teams(self.anybody)
        return self._let_in[1]

    async def forget(self, community: str, enterprise: str | None) -> None:
        """Whoever runs the bot puts another token into the settings: nothing is kept of this one."""

    async def note_revoked(self, community: str, enterprise: str | None) -> None:
        """As Workspaces says."""
        self.refused.set()

    async def note_access(self, teams: Collection[str], enterprise: str | None, *, granted: bool) -> None:
        """As Workspaces says."""
        self._let_in = None


async def ask_name(client: AsyncWebClient, community: str) -> str:
    """What a workspace is called; empty where Slack does not say."""
    try:
        return str((await client.team_info(team=community))["team"]["name"])
    except TROUBLE:
        return ""


async def ask_teams(client: AsyncWebClient) -> frozenset[str]:
    """The workspaces of an organization that the app was let into. Raises SlackClientError."""
    found: set[str] = set()
    cursor = ""
    while True:
        page = await client.auth_teams_list(limit=200, cursor=cursor or None)
        found.update(str(team["id"]) for team in page["teams"])
        if not (cursor := read_cursor(page)):
            return frozenset(found)


def read_cursor(page: Any) -> str:
    """Where the next page of an answer begins; empty after the last."""
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")


class _Client(AsyncWebClient):
    """Makes requests, and says when Slack does not take the token for one."""

    def __init__(self, refused: Callable[[], None], **more: Any) -> None:
        super().__init__(**more)
        self._refused = refused

    async def api_call(self, api_method: str, **more: Any) -> AsyncSlackResponse:
        """As slack_sdk has it."""
        try:
            return await super().api_call(api_method, **more)
        except SlackApiError as error:
            said = error.response.data
            if isinstance(said, dict) and said.get("error") in DEAD:
                self._refused()
            raise


def make_client(
    session: aiohttp.ClientSession, token: str | None = None, refused: Callable[[], None] | None = None
) -> AsyncWebClient:
    """What makes requests with a token, over connections that are shared.

    It tries nothing again by itself: what was lost on the way may have arrived.

    Args:
        refused: Called whenever Slack does not take the token.
    """
    how: dict[str, Any] = {
        "token": token,
        "base_url": AsyncWebClient.BASE_URL,
        "timeout": WITHIN,
        "session": session,
        "retry_handlers": [],
    }
    return AsyncWebClient(**how) if refused is None else _Client(refused, **how)
