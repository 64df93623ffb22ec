"""What a person is told on Slack when something goes wrong, and what is logged."""

import secrets
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from mentorbot import logs
from mentorbot.chat import Block
from mentorbot.chat.apologies import BROKEN, REFUSED, bug_card, bug_sentence, refusal_card
from mentorbot.chat.caller import Caller
from mentorbot.chat.typed import say_typed, show_typed
from mentorbot.errors import UserError
from mentorbot.forms.keeping import FormKeeper
from mentorbot.on_slack import answer, command_modal, modals
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import Exchange
from mentorbot.on_slack.heard import DoneAlreadyError
from mentorbot.on_slack.refusals import is_passing
from mentorbot.on_slack.workspaces import TROUBLE

TROUBLED: Final = (
    "Slack has trouble just now, and did not take what I had for you. What you asked for may be done "
    "already: please look before you try again in a minute."
)
RETYPE: Final = "slack:retype"
"""A button that opens a command's form with what was typed for it; that is the argument."""
KEPT: Final = "slack:kept"
"""The same where that is no line that a button holds: the argument is the number of what is kept of it."""
TYPED: Final = "slack:typed"
"""What is kept so, by the command's words."""

log = logs.get(__name__)


async def tell(exchange: Exchange, error: BaseException, forms: FormKeeper) -> None:
    """Tell the caller what happened; a bug is logged with the reference that they are given.

    What was filled into a form stays in it, with what is wrong above it; where the form is closed, it can be
    opened again as it was filled in.
    """
    if _is_trouble(error):
        log.warning("Slack has trouble", doing=exchange.doing, error=str(error))
        error = UserError(TROUBLED)
    expected = isinstance(error, UserError)
    reference = secrets.token_hex(4)
    exchange.outcome = "refused" if expected else "failed"
    exchange.taken = exchange.taken or isinstance(error, DoneAlreadyError)
    title, sentence = (
        (REFUSED, error.sentence) if isinstance(error, UserError) else (BROKEN, bug_sentence(reference))
    )
    try:
        if not await _leave_open(exchange, f"**{title}.** {sentence}"):
            beside = await _keep(exchange, forms, first=getattr(error, "way_on", None) is None)
            beside += await _keep_typed(exchange, forms)
            await answer.show(
                exchange,
                refusal_card(error.sentence, error.way_on, beside)
                if isinstance(error, UserError)
                else bug_card(reference, beside),
            )
    except TROUBLE as again:
        log.info("could not tell of an error", doing=exchange.doing, error=str(again))
    finally:
        # After the answer, which is waited for: to write a traceback out takes its time.
        if not expected:
            log.error("bug", reference=reference, doing=exchange.doing, exc_info=error)


def _is_trouble(error: BaseException) -> bool:
    """Whether Slack has trouble, or cannot be reached, so that it may work later."""
    if isinstance(error, SlackApiError):
        return is_passing(error)
    return isinstance(error, aiohttp.ClientError)


async def _leave_open(exchange: Exchange, why: str) -> bool:
    """Leave a form that was sent as it was filled in, and say in it why; whether it was one, and is open."""
    acknowledgement = exchange.acknowledgement
    if acknowledgement.carries != "view" or exchange.view is None or exchange.taken:
        return False
    view = modals.refused(exchange.view, why)
    if await acknowledgement.tell(response_action="update", view=view):
        return True
    if exchange.loading is None:
        return False
    try:
        await exchange.client.views_update(view_id=await exchange.loading, view=view)
    except TROUBLE as error:
        log.info("a form was closed meanwhile", doing=exchange.doing, error=str(error))
        return False
    return True


async def _keep_typed(exchange: Exchange, forms: FormKeeper) -> tuple[Block, ...]:
    """What was typed for a command, and the button that opens a form with it."""
    command = exchange.used
    said = say_typed(command, exchange.given) if command is not None and not exchange.taken else ""
    if command is None or not said:
        return ()
    if exchange.again and '"' not in said:  # quotes are left out of a line that is run again
        return show_typed(said, f"{RETYPE}:{exchange.again}")
    # A file is given anew: no form begins with one.
    given = {name: one for name, one in exchange.given.items() if isinstance(one, str | bool)}
    caller = Caller(PLATFORM, exchange.community, exchange.user_id)
    kept = await forms.keep_asked(caller, f"{TYPED}:{command.words}", given)
    return show_typed(said, f"{KEPT}:{kept}" if kept else "")


async def _keep(exchange: Exchange, forms: FormKeeper, *, first: bool) -> tuple[Block, ...]:
    """Keep what was filled into a form that is not open any more; what the person is told of that.

    Args:
        first: No other button stands before that to try again.
    """
    view = exchange.view
    if exchange.acknowledgement.carries != "view" or view is None or exchange.taken:
        return ()
    sent_id = str(view.get("callback_id") or "")
    if sent_id == command_modal.CALLBACK:
        return ()
    caller = Caller(PLATFORM, exchange.community, exchange.user_id)
    return await forms.keep(caller, sent_id, modals.read_answers(view), first=first)
