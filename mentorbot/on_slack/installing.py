"""Installing the app from a browser, in a workspace or an organization (OAuth)."""

from typing import Final

from aiohttp import web
from cryptography.fernet import Fernet, InvalidToken
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.on_slack.installations import Installations
from mentorbot.on_slack.manifest import OPTIONAL, SCOPES

INSTALL: Final = "/slack/install"
BACK: Final = "/slack/oauth_redirect"
STATE_SECONDS: Final = 600
"""How long somebody may take to install it."""


DENIED: Final = (
    "<h1>Nothing was installed</h1><p>You said no, or an admin of your workspace has to approve the app "
    "first. Once they have, open this page again: <a href='{install}'>install the app</a>.</p>"
)


async def _succeed(args: AsyncSuccessArgs) -> BoltResponse:
    return await args.default.success(args)


async def _fail(args: AsyncFailureArgs) -> BoltResponse:
    """What somebody reads where it was not installed; bolt's page, where it is not known why."""
    if args.reason != "access_denied":
        return await args.default.failure(args)
    page = DENIED.format(install=INSTALL)
    return BoltResponse(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=page)


class _Store(AsyncInstallationStore):
    """Hands what was installed to where it is kept; nothing else is asked of it."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_save(self, installation: Installation) -> None:
        """As bolt calls it."""
        await self._installations.keep(installation)


class _States(AsyncOAuthStateStore):
    """States that say themselves, encrypted, until when they hold; a cookie ties each to its browser."""

    def __init__(self, key: str) -> None:
        self._key = Fernet(key)

    async def async_issue(self, *_: object, **__: object) -> str:
        """As bolt calls it."""
        return self._key.encrypt(b"install").decode()

    async def async_consume(self, state: str) -> bool:
        """As bolt calls it."""
        try:
            return self._key.decrypt(state.encode(), ttl=STATE_SECONDS) == b"install"
        except InvalidToken:
            return False


class Installing:
    """The two pages.

    Args:
        key: What encrypts states.
        address: Under which browsers reach the bot.
    """

    def __init__(
        self,
        installations: Installations,
        client: AsyncWebClient,
        *,
        client_id: str,
        client_secret: str,
        key: str,
        address: str,
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=sorted(SCOPES | OPTIONAL),
            redirect_uri=f"{address}{BACK}",
            install_path=INSTALL,
            redirect_uri_path=BACK,
            installation_store=_Store(installations),
            state_store=_States(key),
            callback_options=AsyncCallbackOptions(_succeed, _fail),
        )
        self._flow = AsyncOAuthFlow(settings=settings, client=client)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request for one of them."""
        asked = await to_bolt_request(request)
        begin = request.path == INSTALL
        flow = self._flow
        return await to_aiohttp_response(
            await (flow.handle_installation(asked) if begin else flow.handle_callback(asked))
        )
