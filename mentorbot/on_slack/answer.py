"""Answering on Slack: on the spot, through the address that came along, in a modal, or in direct messages."""

import asyncio
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from mentorbot import logs, traces
from mentorbot.chat import Card, Form
from mentorbot.chat.turn import Press, Turn
from mentorbot.errors import UserError
from mentorbot.forms.keeping import FormKeeper
from mentorbot.on_slack import files, modals, render
from mentorbot.on_slack.exchange import MOST_VIEWS, Exchange, Surface
from mentorbot.on_slack.refusals import is_passing, read_word
from mentorbot.on_slack.workspaces import TROUBLE, WITHIN

TOO_LATE: Final = (
    "Slack gave me no time to open the form. Please press or type the same again; it is faster the second "
    "time."
)
BUSY: Final = (
    "Slack has trouble just now, and did not open the form. Please press or type the same again in a minute."
)
CLOSED: Final = (
    "The form was closed before I could show what comes next. Please press or type the same again."
)
SHOWN_WITHIN: Final = 0.25
"""Seconds until a modal that went out with an acknowledgement is there, and can be changed."""

_MOST_AGAIN: Final = 80
"""The longest command that a button opens again with what was typed."""

_QUIET: Final[Any] = {"unfurl_links": False, "unfurl_media": False}
_GONE: Final = "not_found"
_LATE: Final = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"}

log = logs.get(__name__)


async def give(exchange: Exchange, turn: Turn, answer: Card | Form, *, anew: bool) -> None:
    """Show what a handler returned, with all that goes with it; then do what is to be done afterwards.

    Args:
        anew: A card is a message of its own, rather than what the caller's own message becomes.
    """
    with traces.span("show"):
        await _give(exchange, turn, answer, anew=anew)


async def _give(exchange: Exchange, turn: Turn, answer: Card | Form, *, anew: bool) -> None:
    if isinstance(turn, Press) and turn.renewed is not None:
        await _renew(exchange, turn.renewed)
    if isinstance(answer, Form):
        await ask(exchange, answer)
        await turn.part(FormKeeper, FormKeeper).note_opened(turn.caller, answer)
    else:
        await (show if anew else change)(exchange, answer)
    for card in turn.further:
        await show(exchange, card)
    for work in turn.later:
        if (last := await work()) is not None:
            await show(exchange, last)


async def show(exchange: Exchange, card: Card) -> None:
    """Answer with something of its own, seen by the person alone unless the card is public."""
    if await _show_in_view(exchange, card, anew=True):
        return
    if not card.public and await _acknowledge(exchange, card):
        return
    await exchange.acknowledgement.tell()
    if exchange.origin.surface is Surface.DIRECT:
        await _write(exchange, card)  # nobody else is there, and it does not vanish
        return
    screen = render.ephemeral(card, exchange.community, exchange.again, exchange.reader)
    kind = "in_channel" if card.public else "ephemeral"
    for one in (screen, *screen.rest):
        if not await _respond(exchange, one, response_type=kind, replace_original=False):
            await _write(exchange, card)
            return
    exchange.answered = True


async def change(exchange: Exchange, card: Card) -> None:
    """Turn the person's own message or modal, on which they pressed, into this card."""
    origin = exchange.origin
    if await _show_in_view(exchange, card, anew=False):
        return
    if exchange.answered or origin.surface not in {Surface.ALONE, Surface.DIRECT}:
        await show(exchange, card)
        return
    await exchange.acknowledgement.tell()
    if origin.surface is Surface.DIRECT:
        # Where they can be asked for, its pictures are not sent again at every press.
        if asked_for := bool(exchange.again):
            screen = render.ephemeral(card, exchange.community, exchange.again, exchange.reader)
        else:
            screen = render.message(card, exchange.community, exchange.reader)
        try:
            await exchange.client.chat_update(
                channel=origin.channel, ts=origin.ts, blocks=screen.blocks, text=screen.text
            )
            if not asked_for:
                await files.send_files(exchange.client, card, origin.channel)
        except SlackApiError as error:
            log.info("could not change a direct message", error=error.response.get("error"))
            await _write(exchange, card)
    else:
        screen = render.ephemeral(card, exchange.community, exchange.again, exchange.reader)
        if not await _respond(exchange, screen, response_type="ephemeral", replace_original=True):
            await _write(exchange, card)
    for one in screen.rest:
        await _respond(exchange, one, response_type="ephemeral", replace_original=False)
    exchange.answered = True


async def ask(exchange: Exchange, form: Form) -> None:
    """Open a form; where a modal is open already, upon that, or in its place if no more may lie on it."""
    await open_view(exchange, modals.form(form, exchange.community, exchange.keep()))


async def open_view(exchange: Exchange, view: render.Data) -> None:
    """Open a modal. Raises UserError: Slack gave no time for it, or the one in its place was closed."""
    acknowledgement = exchange.acknowledgement
    if exchange.loading is not None:
        view_id = await _await_loading(exchange, exchange.loading)
        await acknowledgement.tell()
        await _update(exchange, view_id, view)
    elif exchange.in_modal:
        await _change_view(exchange, view)
    else:
        exchange.answered = True  # a trigger opens one modal: none that says to wait is opened meanwhile
        await acknowledgement.tell()
        try:
            await exchange.client.views_open(trigger_id=exchange.trigger, view=view)
        except TROUBLE as error:
            exchange.answered = False
            raise _late_or(error, exchange) from None
    exchange.answered = True


async def _await_loading(exchange: Exchange, loading: "asyncio.Task[str]") -> str:
    """The modal that says to wait. Raises UserError: there is none, so that the answer goes elsewhere."""
    try:
        return await loading
    except TROUBLE as error:
        exchange.loading = None
        raise _late_or(error, exchange) from None


async def _update(exchange: Exchange, view_id: str, view: render.Data) -> None:
    """Let a modal become another. Raises UserError: it was closed, so that the answer goes elsewhere."""
    try:
        await exchange.client.views_update(view_id=view_id, view=view)
    except TROUBLE as error:
        exchange.loading = None
        raise _late_or(error, exchange) from None


def _late_or(error: Exception, exchange: Exchange) -> Exception:
    """That Slack gave no time for a modal, or it was closed, or Slack has trouble; else the error.

    It has a button that opens the modal.
    """
    word = read_word(error) if isinstance(error, SlackApiError) else ""
    if isinstance(error, SlackApiError) and not is_passing(error) and word not in _LATE | {_GONE}:
        return error
    said = {_GONE: CLOSED}.get(word, TOO_LATE if word in _LATE else BUSY)
    again = exchange.again if exchange.again and len(exchange.again) <= _MOST_AGAIN else ""
    typed = again or (exchange.doing if exchange.origin.surface is Surface.LINE else "")
    if not typed or typed.startswith("!"):
        return UserError(said)
    return UserError(said, way_on=("Open it", f"slack:run:{typed}"))


def load(exchange: Exchange) -> None:
    """Open a modal that says to wait: what is asked for takes longer than Slack gives for opening one."""
    view = modals.loading("One moment", exchange.community)

    async def opened() -> str:
        answer = await exchange.client.views_open(trigger_id=exchange.trigger, view=view)
        return str(answer["view"]["id"])

    async def kept() -> str:
        await exchange.acknowledgement.tell(response_action="update", view=view)
        await asyncio.sleep(SHOWN_WITHIN)
        return exchange.view_id

    carried = exchange.acknowledgement.carries == "view" and not exchange.acknowledgement.done
    exchange.loading = asyncio.get_running_loop().create_task(kept() if carried else opened())


async def _acknowledge(exchange: Exchange, card: Card) -> bool:
    """Answer along with telling Slack that it came in: no further request; whether that was possible."""
    if exchange.acknowledgement.carries != "message" or exchange.acknowledgement.done:
        return False
    screen = render.ephemeral(card, exchange.community, exchange.again, exchange.reader)
    if screen.rest:
        return False
    told = await exchange.acknowledgement.tell(
        text=screen.text, blocks=screen.blocks, response_type="ephemeral", **_QUIET
    )
    exchange.answered = exchange.answered or told
    return told


async def _show_in_view(exchange: Exchange, card: Card, *, anew: bool) -> bool:
    """Show it as a modal, where their own page or a modal is in front of the person; whether it was shown.

    Args:
        anew: Upon the modal that is there, as long as Slack lets one lie on another.
    """
    in_front = exchange.origin.surface in {Surface.HOME, Surface.MODAL} or exchange.loading is not None
    if not in_front or exchange.answered:
        return False
    view = render.view(card, exchange.community, exchange.again, exchange.reader)
    pushed = anew and exchange.in_modal and exchange.acknowledgement.carries == "nothing"
    try:
        if pushed and exchange.loading is None and exchange.depth < MOST_VIEWS:
            await exchange.client.views_push(trigger_id=exchange.trigger, view=view)
        else:
            await open_view(exchange, view)
    except (UserError, SlackApiError) as error:
        log.info("could not show it in a modal", error=str(error))
        await _write(exchange, card)
    exchange.answered = True
    return True


async def _change_view(exchange: Exchange, view: render.Data) -> None:
    acknowledgement = exchange.acknowledgement
    if acknowledgement.carries == "view" and await acknowledgement.tell(response_action="update", view=view):
        return
    await acknowledgement.tell()
    await _update(exchange, exchange.view_id, view)


async def _renew(exchange: Exchange, card: Card) -> None:
    """Turn the message that was pressed on into this card, for all who see it."""
    await exchange.acknowledgement.tell()
    origin = exchange.origin
    screen = render.message(card, exchange.community)
    try:
        await exchange.client.chat_update(
            channel=origin.channel, ts=origin.ts, blocks=screen.blocks, text=screen.text
        )
    except SlackApiError as error:
        log.info("could not renew a message", error=error.response.get("error"))


async def _respond(exchange: Exchange, screen: render.Screen, **how: Any) -> bool:
    """Answer at the address that came along; whether Slack took it."""
    link = exchange.origin.link
    if not link:
        return False
    hook = AsyncWebhookClient(link, timeout=WITHIN, session=exchange.client.session)
    try:
        answer = await hook.send_dict({"text": screen.text, "blocks": screen.blocks, **_QUIET, **how})
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        log.info("could not answer where it was asked", error=str(error))
        return False
    taken = answer.status_code == 200
    if not taken:
        log.info("an answer was not taken", status=answer.status_code, said=str(answer.body)[:200])
    return taken


async def _write(exchange: Exchange, card: Card) -> None:
    """Answer in the app's direct messages, where nothing else is possible any more."""
    screen = render.message(card, exchange.community, exchange.reader)
    for one in (screen, *screen.rest):
        sent = await exchange.client.chat_postMessage(
            channel=exchange.user_id, text=one.text, blocks=one.blocks, **_QUIET
        )
    await files.send_files(exchange.client, card, str(sent["channel"]))
    exchange.answered = True
