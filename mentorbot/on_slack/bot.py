"""The bot on Slack: what it listens to, how it answers in time, how it starts and how it stops."""

import asyncio
import logging
import re
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Final, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import logs, traces
from mentorbot.chat.program import Program
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.errors import UserError
from mentorbot.forms.keeping import FormKeeper
from mentorbot.on_slack import answer, errors
from mentorbot.on_slack.acting import Acting
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import Acknowledgement, Data, Exchange, Outcome
from mentorbot.on_slack.happenings import Happenings
from mentorbot.on_slack.workspaces import NotInstalledError, TokenEndedError, Workspaces

SOON: Final = 2.0
"""Seconds after which Slack is told that it came in, though there is no answer yet; it gives up after 3."""

PATIENCE: Final = 10.0
"""Seconds that a stopping bot waits for the answers it has begun."""

STOPPING: Final = "I am just being restarted. Please try again in a minute."

LOCKED_OUT: Final = (
    "Slack does not let me answer in this workspace just now. If it stays so, an admin can install me again; "
    "nothing that is stored is lost."
)

_MOST_REMEMBERED: Final = 10_000
"""Of how many things it is known that they came in."""
_MOST_ANSWERS: Final = 300
"""Of how many of them it is known what was told: they come again when a connection is lost, so at once."""
_EVERYTHING: Final = re.compile(r"(?s).*")

log = logs.get(__name__)

Answered = Callable[[str, Outcome, float], None]
Work = Callable[[Exchange], Awaitable[None]]
Make = Callable[[Data, Acknowledgement], Awaitable[Exchange]]


class SlackBot:
    """Listens to all that Slack tells, and answers each thing once.

    Args:
        client: Without a token, for what needs none; the others are found for each workspace.
        workspaces: Where the app is installed.
        acting: What comes of commands, presses, forms and shortcuts.
        happenings: What comes of what Slack tells besides.
        signing_secret: With which what comes over HTTP has to be signed.
        link: Where the app is installed; empty where it is installed at Slack itself.
    """

    def __init__(
        self,
        program: Program,
        client: AsyncWebClient,
        workspaces: Workspaces,
        acting: Acting,
        happenings: Happenings,
        *,
        signing_secret: str = "",
        link: str = "",
    ) -> None:
        self.program = program
        self.acting = acting
        self.answered: Answered | None = None
        """Called with what was answered ("nextstep", "progress:done"), how it ended, and its seconds."""
        self._workspaces = workspaces
        self._happenings = happenings
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._heard: OrderedDict[str, asyncio.Future[Data] | None] = OrderedDict()
        """By id, what Slack was told; None where that was nothing, or was long ago."""
        self._answers: deque[str] = deque()
        """The ids of those of which it is known what was told."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
            return await self._authorize(enterprise_id, team_id)

        self.app = AsyncApp(
            name="slack_bolt.app",  # Bolt sets the level of the logger of this name; of ours it must not
            logger=logging.getLogger("slack_bolt"),
            client=client,
            signing_secret=signing_secret,
            authorize=cast("Any", authorize),
            user_facing_authorize_error_message=" ".join(filter(None, (LOCKED_OUT, link))),
            attaching_conversation_kwargs_enabled=False,
        )
        self._listen()

    @property
    def answering(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._running)

    async def stop(self) -> None:
        """Stop: whoever is being answered gets their answer, whoever comes now is asked to come back."""
        self._stopping = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=PATIENCE)
        await self.program.part(Dispatcher).leave(PLATFORM, patience=PATIENCE)

    def _listen(self) -> None:
        """Hand bolt what it is to call; it goes by the names of arguments, and so takes functions alone."""
        app, acting = self.app, self.acting

        async def on_line(ack: Any, body: Data) -> None:
            acknowledgement = Acknowledgement(ack, "message")
            await self._once(acknowledgement, body, acting.read_line, acting.run_line)

        async def on_press(ack: Any, body: Data) -> None:
            acknowledgement = Acknowledgement(ack)
            await acknowledgement.tell()
            await self._once(acknowledgement, body, acting.read_press, acting.run_press)

        async def on_shortcut(ack: Any, body: Data) -> None:
            acknowledgement = Acknowledgement(ack)
            await acknowledgement.tell()
            await self._once(acknowledgement, body, acting.read_shortcut, acting.run_shortcut)

        async def on_form(ack: Any, body: Data) -> None:
            acknowledgement = Acknowledgement(ack, "view")
            await self._once(acknowledgement, body, acting.read_form, acting.run_form)

        async def on_typing(ack: Any, body: Data) -> None:
            await ack(options=await self._offer(body))

        async def on_event(body: Data) -> None:
            await self._take_in(body)

        app.command(_EVERYTHING)(on_line)
        app.action(_EVERYTHING)(on_press)
        app.shortcut(_EVERYTHING)(on_shortcut)
        app.view_submission(_EVERYTHING)(on_form)
        app.options(_EVERYTHING)(on_typing)
        app.event(_EVERYTHING)(on_event)

    async def _offer(self, body: Data) -> list[Data]:
        """What fits what is typed; whoever is typing cannot be told that something is wrong."""
        try:
            return await asyncio.wait_for(self.acting.suggest(body), SOON)
        except (UserError, TimeoutError):
            return []
        except Exception:
            log.exception("bug", doing="typing")
            return []

    async def _take_in(self, body: Data) -> None:
        """What Slack tells by itself, which bolt has said already that it came in."""
        id_ = str(body.get("event_id") or "")
        if self._stopping or (id_ and id_ in self._heard):
            return
        self._remember(id_, None)
        try:
            await self._happenings.take(body)
        except (NotInstalledError, TokenEndedError):
            log.info("an event comes from where the app is not any more")
        except Exception:
            log.exception("bug in an event", happened=(body.get("event") or {}).get("type"))

    async def _once(self, acknowledgement: Acknowledgement, body: Data, read: Make, run: Work) -> None:
        """Do it; if it came before, as it does when a connection is lost, tell Slack the same again."""
        id_ = str(body.get("trigger_id") or "")
        if id_ in self._heard:
            told = self._heard[id_]
            await acknowledgement.tell(**(await asyncio.shield(told) if told else {}))
            return
        self._remember(id_, acknowledgement.told)
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        began = time.perf_counter()
        try:
            with traces.span("interaction", platform=PLATFORM) as traced:
                exchange = await read(body, acknowledgement)
                await self._answer(exchange, run)
                traced.note(doing=exchange.doing, outcome=exchange.outcome)
        except NotInstalledError:
            log.info("somebody asks where the app is not installed any more")
            return
        finally:
            await acknowledgement.tell()
        if self.acting.is_looking(exchange):
            self._spawn(self.acting.refresh_home(exchange))
        if self.answered is not None:
            self.answered(exchange.doing, exchange.outcome, time.perf_counter() - began)

    async def _answer(self, exchange: Exchange, run: Work) -> None:
        soon = asyncio.get_running_loop().call_later(SOON, partial(self._ask_for_time, exchange))
        try:
            await (self._refuse if self._stopping else run)(exchange)
        except Exception as error:
            soon.cancel()
            await errors.tell(exchange, error, self.program.part(FormKeeper, FormKeeper))
        finally:
            soon.cancel()

    async def _refuse(self, _: Exchange) -> None:
        raise UserError(STOPPING)

    def _ask_for_time(self, exchange: Exchange) -> None:
        """It takes long: open what a form will be shown in, or tell Slack that it came in."""
        if exchange.answered:
            return
        if exchange.opens_form or exchange.acknowledgement.carries == "view":
            answer.load(exchange)
        if exchange.acknowledgement.carries == "message":
            self._spawn(exchange.acknowledgement.tell())

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _remember(self, id_: str, told: asyncio.Future[Data] | None) -> None:
        if not id_:
            return
        self._heard[id_] = told
        if told is not None:
            self._answers.append(id_)
        if len(self._answers) > _MOST_ANSWERS and (old := self._answers.popleft()) in self._heard:
            self._heard[old] = None
        while len(self._heard) > _MOST_REMEMBERED:
            self._heard.popitem(last=False)

    async def _authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """With which token bolt works for whoever asks; none where there is none that is good."""
        try:
            client = await self._workspaces.find_client(team_id or "", enterprise_id)
        except SlackClientError as error:
            log.info("somebody asks where the app cannot answer", why=type(error).__name__)
            return None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token)
