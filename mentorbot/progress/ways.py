"""What a member can do about a milestone in the bot itself: the button, and the tick that follows."""

from typing import Final

from sqlalchemy import ColumnElement, and_, select

from mentorbot import clock
from mentorbot.chat import Action
from mentorbot.db import Session, insert
from mentorbot.guide.model import Milestone, Way
from mentorbot.members import service as members
from mentorbot.members.aims import find_aims
from mentorbot.members.cards import SAY_AIMS
from mentorbot.progress.models import PROGRESS, Mark

ACTIONS: Final = {
    Way.FIND_MENTOR: Action("Find a mentor", "find:open"),
    Way.ASK_SOMEBODY: Action("Find somebody to ask", "interviews:find"),
    Way.SEE_EVENTS: Action("See events", "events:page:all:1"),
    Way.SEARCH_OPPORTUNITIES: Action("Search opportunities", "opportunities:page:1"),
    # The place of a kind among all kinds, as it stands in the buttons of a search.
    Way.FIND_JOB: Action("Search opportunities", "opportunities:page:1:0.-.-.-."),
    Way.FIND_INTERNSHIP: Action("Search opportunities", "opportunities:page:1:1.-.-.-."),
    Way.FIND_FELLOWSHIP: Action("Search opportunities", "opportunities:page:1:2.-.-.-."),
    Way.FIND_VOLUNTEERING: Action("Search opportunities", "opportunities:page:1:4.-.-.-."),
    Way.LOG_CREDIT: Action("Log a credit", "credits:status"),
    Way.KEEP_CREDENTIAL: Action("See what is missing", "credits:status"),
    Way.JOIN_DIRECTORY: Action("Join the directory", "directory:mine"),
    Way.BE_MENTOR: Action("Be a mentor", "mentor:about"),
    Way.NAME_CREDENTIAL: SAY_AIMS,
}
"""The button of each, which a room above answers."""


RENEWAL: Final = "renewal"
"""The id of the aim to keep a credential, in content/aims.yaml."""
_ITEMS: Final = {way: f"way:{way}" for way in Way}


def item_of(way: Way) -> str:
    """Under which name it is stored that a member did this."""
    return _ITEMS[way]


def items_of(milestone: Milestone) -> tuple[str, ...]:
    """Every name under which something may be stored about a milestone."""
    return (milestone.id, item_of(milestone.way)) if milestone.way else (milestone.id,)


async def note_way(session: Session, member_id: int, way: Way, mark: Mark = Mark.DONE) -> None:
    """Note in the same transaction that a member did this, or (started) began: the milestone is ticked.

    What is done stays done; only the member takes it back.
    """
    row = {"member_id": member_id, "item": item_of(way), "state": mark, "at": clock.now()}
    statement = insert(PROGRESS).values(row)
    new = and_(PROGRESS.c.state != statement.excluded.state, PROGRESS.c.state != Mark.DONE)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id", "item"],
            set_={"state": statement.excluded.state, "at": statement.excluded.at},
            where=new,
        )
    )


async def note_renewal(session: Session, member_id: int, *, begun: bool = False) -> None:
    """Note the same of keeping a credential, for whoever aims at renewing one; others earn theirs first.

    Args:
        begun: They only began.
    """
    row = (await session.execute(select(*members.COLUMNS).where(members.ID.in_([member_id])))).one()
    if RENEWAL in find_aims(members.read_member(row)):
        await note_way(session, member_id, Way.KEEP_CREDENTIAL, Mark.STARTED if begun else Mark.DONE)


def is_at(member_id: ColumnElement[int], way: Way) -> ColumnElement[bool]:
    """A condition: a member began this, and has not done it yet."""
    begun = (PROGRESS.c.item == item_of(way)) & (PROGRESS.c.state == Mark.STARTED)
    return select(1).where(PROGRESS.c.member_id == member_id, begun).exists()
