"""What Slack has told and was carried out, remembered over a restart: what got no answer is told again.

It is noted in the very transaction in which it is carried out, so that it is done once, whatever is killed.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import ROWS, Session, insert
from mentorbot.errors import UserError
from mentorbot.on_slack.models import SLACK_HEARD

KEPT: Final = timedelta(days=1)
"""How long it is remembered; Slack tells the same again within an hour at most, and 10 minutes usually."""

PRUNE_EVERY: Final = 3600.0
"""Seconds between two times at which what is old is forgotten."""

DONE_ALREADY: Final = (
    "I have done that already. If you saw no answer, I was interrupted before I could give it: look at how "
    "things stand before you do it again."
)
_AT_ONCE: Final = 1000


class DoneAlreadyError(UserError):
    """It came again, and was carried out the first time."""

    def __init__(self) -> None:
        super().__init__(DONE_ALREADY)


async def note_heard(session: Session, id_: str) -> bool:
    """Note within a change that it carries out what Slack has told; whether it was not carried out before.

    Args:
        id_: Slack's, the same each time it tells this.
    """
    row = {"id": id_[:255], "heard_at": clock.now()}
    noted = await session.execute(
        insert(SLACK_HEARD).values(row).on_conflict_do_nothing().returning(SLACK_HEARD.c.id)
    )
    return noted.first() is not None


async def forget_old(program: Program) -> None:
    """Forget what is so old that Slack tells it no more."""
    old = (
        select(SLACK_HEARD.c.id)
        .where(SLACK_HEARD.c.heard_at < clock.now() - KEPT)
        .limit(_AT_ONCE)
        .scalar_subquery()
    )
    while True:
        async with program.database.session_scope(ROWS) as session:
            gone = await session.execute(delete(SLACK_HEARD).where(SLACK_HEARD.c.id.in_(old)))
        if gone.rowcount < _AT_ONCE:
            return
