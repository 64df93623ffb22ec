"""The workspaces that the app is installed in, and the way to each."""

from collections.abc import Collection
from typing import Final, Protocol

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

WITHIN: Final = 20
"""Seconds that Slack gets for one request."""


class NotInstalledError(SlackClientError):
    """The app is not installed in that workspace, or not any more."""


class TokenEndedError(SlackClientError):
    """The token has ended and is not renewed: the app has to be installed again."""


class Workspaces(Protocol):
    """Where the app is installed."""

    anybody: AsyncWebClient
    """For what needs no workspace, or no token."""

    async def find_client(self, community: str, enterprise: str | None = None) -> AsyncWebClient:
        """What to make requests with, in that workspace.

        Raises:
            NotInstalledError: It is not installed there.
            TokenEndedError: It is, but Slack renews its token no more.
        """

    async def find_name(self, community: str) -> str:
        """What a workspace is called; empty where Slack does not say."""

    async def is_org_wide(self, community: str) -> bool:
        """Whether it is one of an organization's workspaces, in all of which the app is."""

    async def forget(self, community: str, enterprise: str | None) -> None:
        """Slack tells that the app was taken away there."""

    async def note_access(self, teams: Collection[str], enterprise: str | None, *, granted: bool) -> None:
        """An organization lets the app into some of its workspaces, or takes it out of them.

        What could not be sent there meanwhile is sent once it is let in again.
        """


class OneWorkspace:
    """One workspace, or one organization with all of its workspaces, whose token stands in the settings.

    Args:
        session: What requests are made with; open for as long as this is used.
        token: The bot token.
    """

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self.anybody = make_client(session, token)
        self._names: dict[str, str] = {}
        self._org_wide: bool | None = None

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

    async def forget(self, community: str, enterprise: str | None) -> None:
        """Whoever runs the bot puts another token into the settings: nothing is kept of this one."""

    async def note_access(self, teams: Collection[str], enterprise: str | None, *, granted: bool) -> None:
        """As Workspaces says; Slack itself says with every request whether the token is for a workspace."""


async def ask_name(client: AsyncWebClient, community: str) -> str:
    """What a workspace is called; empty where Slack does not say."""
    try:
        return str((await client.team_info(team=community))["team"]["name"])
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
        return ""


def make_client(session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """What makes requests with a token, over connections that are shared.

    It tries nothing again by itself: what was lost on the way may have arrived.
    """
    return AsyncWebClient(
        token, base_url=AsyncWebClient.BASE_URL, timeout=WITHIN, session=session, retry_handlers=[]
    )
