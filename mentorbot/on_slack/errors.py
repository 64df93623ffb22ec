"""What a person is told on Slack when something goes wrong, and what is logged."""

import secrets

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from mentorbot import logs
from mentorbot.chat.apologies import bug_card, refusal_card
from mentorbot.errors import UserError
from mentorbot.on_slack import answer, modals
from mentorbot.on_slack.exchange import Exchange
from mentorbot.on_slack.heard import DoneAlreadyError

log = logs.get(__name__)


async def tell(exchange: Exchange, error: BaseException) -> None:
    """Tell the caller what happened; a bug is logged with the reference that they are given.

    What was filled into a form stays in it, with what is wrong above it.
    """
    expected = isinstance(error, UserError)
    reference = secrets.token_hex(4)
    exchange.outcome = "refused" if expected else "failed"
    card = refusal_card(error.sentence, error.way_on) if isinstance(error, UserError) else bug_card(reference)
    try:
        keeps = isinstance(error, UserError) and not isinstance(error, DoneAlreadyError)
        if not (keeps and isinstance(error, UserError) and await _keep_form(exchange, error.sentence)):
            await answer.show(exchange, card)
    except (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as again:
        log.info("could not tell of an error", doing=exchange.doing, error=str(again))
    finally:
        # After the answer, which is waited for: to write a traceback out takes its time.
        if not expected:
            log.error("bug", reference=reference, doing=exchange.doing, exc_info=error)


async def _keep_form(exchange: Exchange, sentence: str) -> bool:
    """Leave a form that was sent as it was filled in, with the sentence in it; whether it was one."""
    acknowledgement = exchange.acknowledgement
    if acknowledgement.carries != "view" or exchange.view is None:
        return False
    view = modals.refused(exchange.view, sentence)
    if await acknowledgement.tell(response_action="update", view=view):
        return True
    if exchange.loading is not None:
        await exchange.client.views_update(view_id=await exchange.loading, view=view)
        return True
    return False
