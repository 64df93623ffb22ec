"""One running bot on Slack, until it is told to stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from mentorbot import logs
from mentorbot.chat.declare import Declared, Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.config import Settings
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.errors import OperatorError, UnreachableError
from mentorbot.on_slack.bot import SlackBot
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.furnish import furnish
from mentorbot.on_slack.installations import Installations
from mentorbot.on_slack.installing import BACK, INSTALL, Installing
from mentorbot.on_slack.platform import REGAINED
from mentorbot.on_slack.refusals import is_passing, read_word
from mentorbot.on_slack.workspaces import WITHIN, OneWorkspace, Workspaces, make_client

FINISHES_WITHIN = 5.0
"""Seconds that a bot which is being stopped waits for a loop that is at work."""

EVENTS = "/slack/events"
"""Where Slack reaches a bot that has no Socket Mode."""

UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)

_LISTS = "https://api.slack.com/apps"

log = logs.get(__name__)


class Door(AsyncWebClient):
    """Asks Slack for connections in Socket Mode, and notes when it refuses the token for them.

    Args:
        session: What requests are made with.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(base_url=AsyncWebClient.BASE_URL, timeout=WITHIN, session=session, retry_handlers=[])
        self.refused: asyncio.Future[OperatorError] = asyncio.get_running_loop().create_future()
        """Done once Slack takes the token no more, as when it is revoked while the bot runs."""

    async def apps_connections_open(self, *, app_token: str, **more: Any) -> AsyncSlackResponse:
        """As slack_sdk calls it, whenever a connection is to be made anew."""
        try:
            return await super().apps_connections_open(app_token=app_token, **more)
        except SlackApiError as error:
            if not is_passing(error) and not self.refused.done():
                self.refused.set_result(refuse_app_token(error))
            raise


class SlackProcess:
    """Connects to Slack, and serves until it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bot: SlackBot | None = None
        self._installing: Installing | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self.ready = asyncio.Event()
        """Set once the bot answers."""

    @property
    def _link(self) -> str:
        """Where workspaces install the app; empty where there is one workspace."""
        return f"{self._settings.slack_address}{INSTALL}" if self._settings.slack_client_id else ""

    @property
    def connected(self) -> bool:
        """Whether what people do comes in, and is answered."""
        if not self.ready.is_set():
            return False
        session = self._socket.client.current_session if self._socket is not None else None
        return self._socket is None or (session is not None and not session.closed)

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What is served on the web port."""
        return [web.post(EVENTS, self._take), web.get(INSTALL, self._install), web.get(BACK, self._install)]

    async def serve(self, opening: asyncio.Task[Program], stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set; answers under way are finished first. It can be called anew.

        Args:
            opening: The program, once it is there.

        Raises:
            UnreachableError: Slack cannot be reached, or has trouble.
            OperatorError: Slack refuses a token, also later on, or the program cannot be made.
        """
        settings = self._settings
        program = await asyncio.shield(opening)
        async with aiohttp.ClientSession(trust_env=True) as session:
            workspaces = await self._find_workspaces(program, session)
            token = await self._find_way_in(session)
            made = furnish(
                program,
                workspaces,
                session,
                prefix=settings.slack_prefix,
                renamed=settings.slack_names,
                signing_secret=settings.find_secret("slack_signing_secret") or "",
                link=self._link,
            )
            self._bot = made.bot
            door = Door(session)
            with workspaces.hearing(), REGAINED.heard_by(made.platform.wake):
                async with self._listening(made.bot, token, door, stop), _looping(program, made.loops):
                    await program.part(Dispatcher).start(PLATFORM, made.sender, lambda: made.bot.answering)
                    if not stop.is_set():
                        self.ready.set()
                        log.info("ready on Slack")
                    try:
                        await _until(stop, door, workspaces)
                    finally:
                        self.ready.clear()
                        await made.bot.stop()

    @contextlib.asynccontextmanager
    async def _listening(
        self, bot: SlackBot, token: str | None, door: Door, stop: asyncio.Event
    ) -> AsyncIterator[None]:
        """Be connected over Socket Mode, where there is a token for it; or told to stop before that."""
        if token is None:
            yield
            return
        self._socket = AsyncSocketModeHandler(bot.app, token, web_client=door)
        stopped = asyncio.create_task(stop.wait())
        connecting = asyncio.create_task(self._socket.client.connect())  # type: ignore[no-untyped-call]
        try:
            await asyncio.wait({stopped, connecting}, return_when=asyncio.FIRST_COMPLETED)
            yield
        finally:
            stopped.cancel()
            connecting.cancel()
            await self._socket.client.close()  # type: ignore[no-untyped-call]

    async def _find_way_in(self, session: aiohttp.ClientSession) -> str | None:
        """The token for Socket Mode; None where things come over HTTP. Raises OperatorError: they cannot."""
        token = self._settings.find_secret("slack_app_token")
        if token is not None:
            await check_app_token(make_client(session), token)
        elif self._settings.find_secret("slack_signing_secret") is None or self._settings.health_port is None:
            raise OperatorError(
                "Nothing can come in from Slack. Set MENTORBOT_SLACK_APP_TOKEN for Socket Mode; or, where "
                "Slack reaches this machine, MENTORBOT_SLACK_SIGNING_SECRET and MENTORBOT_HEALTH_PORT."
            )
        return token

    async def _find_workspaces(self, program: Program, session: aiohttp.ClientSession) -> Workspaces:
        """The one whose token stands in the settings; or those that install the app from a browser."""
        settings = self._settings
        if settings.slack_client_id is None:
            one = OneWorkspace(session, settings.find_secret("slack_bot_token") or "")
            await check_token(one.anybody)
            return one
        secret, keys = settings.find_secret("slack_client_secret"), settings.find_secret("secret_key")
        if secret is None or keys is None or not settings.slack_address:
            raise OperatorError(
                "For several workspaces the bot needs MENTORBOT_SLACK_CLIENT_SECRET, MENTORBOT_SECRET_KEY "
                "and MENTORBOT_SLACK_ADDRESS besides MENTORBOT_SLACK_CLIENT_ID. `mentorbot doctor` says what "
                "is missing."
            )
        app = {"client_id": settings.slack_client_id, "client_secret": secret}
        many = Installations(program.database, session, keys=keys, link=self._link, **app)
        key = keys.split(",")[0].strip()
        self._installing = Installing(many, many.anybody, key=key, address=settings.slack_address, **app)
        return many

    async def _install(self, request: web.Request) -> web.Response:
        """The pages with which the app is installed, where there are any."""
        if self._installing is None:
            return web.Response(status=404)
        return await self._installing.answer(request)

    async def _take(self, request: web.Request) -> web.Response:
        """What Slack sends over HTTP; bolt looks at its signature."""
        if self._settings.find_secret("slack_signing_secret") is None:
            return web.Response(status=404)  # without it nobody knows whether it comes from Slack
        if self._bot is None:
            return web.Response(status=503)
        answer = await self._bot.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)


async def check_token(client: AsyncWebClient) -> None:
    """Whether Slack knows the bot token.

    Raises:
        UnreachableError: Slack does not say.
        OperatorError: It does not.
    """
    try:
        known = await client.auth_test()
    except SlackApiError as error:
        if is_passing(error):
            raise refuse_unreachable(error) from error
        raise OperatorError(
            f"Slack does not know the bot token ({read_word(error)}). Copy it again from {_LISTS} (your app, "
            "OAuth & Permissions) and set MENTORBOT_SLACK_BOT_TOKEN to it."
        ) from None
    except UNREACHABLE as error:
        raise refuse_unreachable(error) from error
    log.info("known to Slack", workspace=known.get("team"), name=known.get("user"))


async def check_app_token(client: AsyncWebClient, token: str) -> None:
    """Whether Slack knows the app-level token.

    Raises:
        UnreachableError: Slack does not say.
        OperatorError: It does not.
    """
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        if is_passing(error):
            raise refuse_unreachable(error) from error
        raise refuse_app_token(error) from None
    except UNREACHABLE as error:
        raise refuse_unreachable(error) from error


def refuse_app_token(error: SlackApiError) -> OperatorError:
    """The refusal where Slack does not take the app-level token, or takes it no more."""
    return OperatorError(
        f"Slack does not take the app-level token ({read_word(error)}). Make one with the scope "
        f"connections:write at {_LISTS} (your app, Basic Information), switch Socket Mode on, and set "
        "MENTORBOT_SLACK_APP_TOKEN to it."
    )


def refuse_unreachable(error: BaseException) -> UnreachableError:
    """The refusal where Slack cannot be reached, or has trouble of its own."""
    if isinstance(error, SlackApiError):
        said = read_word(error) or f"status {error.response.status_code}"
        return UnreachableError(f"Slack has trouble just now ({said}). https://slack-status.com says more.")
    return UnreachableError(
        f"Slack cannot be reached ({type(error).__name__}). Check this machine's network and firewall: it "
        "must be able to open https://slack.com."
    )


async def _until(stop: asyncio.Event, door: Door, workspaces: Workspaces) -> None:
    """Wait until it is to stop. Raises OperatorError: Slack lets it connect, or do anything, no more."""
    stopped = asyncio.create_task(stop.wait())
    refused = asyncio.create_task(_until_refused(workspaces))
    either: set[asyncio.Future[Any]] = {stopped, refused, door.refused}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        refused.cancel()
    if stop.is_set():
        return
    if door.refused.done():
        raise door.refused.result()
    await refused


async def _until_refused(workspaces: Workspaces) -> None:
    """Wait until Slack does not know the one token any more. Raises OperatorError, UnreachableError."""
    while True:
        await workspaces.refused.wait()
        workspaces.refused.clear()
        await check_token(workspaces.anybody)


@contextlib.asynccontextmanager
async def _looping(program: Program, more: Sequence[Loop]) -> AsyncIterator[None]:
    """Do again and again what rooms have done so, and more."""
    loops, declared = program.part(Loops), [*program.part(Declared).loops, *more]
    loops.start(declared, PLATFORM)
    try:
        yield
    finally:
        await loops.stop(declared, FINISHES_WITHIN, PLATFORM)
