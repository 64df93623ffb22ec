"""What is sent of a mentorship while it lives: the opening, check-ins, what is at risk, its term.

All of it has a key that begins with ``mentorship:<id>:`` and is taken back when the mentorship ends.
"""

from datetime import datetime
from typing import Any

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.mentorships.pairing import MentorshipView
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import (
    CHECK_EVERY,
    END_ASKED,
    LOOKED_AFTER,
)
from mentorbot.mentoring.terms import Format

CHECK, LOOK, RISK, ORGANIZERS = "mentorship_check", "mentorship_look", "mentorship_risk", "mentorship_told"
TERM, OVER, HELP = "mentorship_term", "mentorship_over", "mentorship_help"


async def plan(session: Session, pair: MentorshipView) -> None:
    """Plan the first check-in, and what is asked before the end."""
    found = await people.find_people(session, (pair.mentor_id, pair.mentee_id))
    rows = []
    for id_, person in found.items():
        if pair.format is not Format.ONCE:
            rows.append(check_row(pair, 1, id_, person.address))
        rows.append(term_row(pair, id_, person.address))
    if pair.mentee_id in found:
        rows.append(over_row(pair, found[pair.mentee_id].address))
        if pair.format is not Format.ONCE:
            rows.append(look_row(pair, 1, found[pair.mentee_id].address))
    await delivery.schedule_many(session, rows)


async def plan_end(session: Session, pair: Pair) -> None:
    """Its end was moved: ask before the new one, in the place of the old."""
    for what in ("term", "over"):
        await delivery.cancel(session, prefix=f"{prefix(pair.id)}{what}:")
    rows = [term_row(pair.mentorship, side.person.id, side.person.address) for side in pair.sides]
    rows.append(over_row(pair.mentorship, pair.mentee.person.address))
    await delivery.schedule_many(session, rows)


async def ask_for_help(session: Session, caller: Caller, mentorship_id: int, turn: int) -> bool:
    """Tell organizers that one of the two asks for help; whether there is a channel to tell them in.

    Args:
        turn: The check-in at which they do; they are told once for each.

    Raises:
        UserError: It is not the caller's, or has ended.
    """
    pair, by = await pairs.find_own(session, caller, mentorship_id)
    health = await settings.read_settings(session, pair.mentorship.community_id)
    to = health.organizers(by.person)
    if to is None:
        return False
    payload = {"mentorship": pair.id, "by": by.person.id}
    key = f"{prefix(pair.id)}help:{turn}:{by.person.id}"
    row = Row(
        HELP,
        payload,
        to,
        clock.now(),
        key,
        pair.mentorship.community_id,
        by.person.id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])
    return True


def prefix(mentorship_id: int) -> str:
    """How the keys of everything begin that a live mentorship has to come."""
    return f"mentorship:{mentorship_id}:"


def check_row(pair: MentorshipView, turn: int, member_id: int, to: Address) -> Row:
    key = f"{prefix(pair.id)}check:{turn}:{member_id}"
    due = pair.formed_at + turn * CHECK_EVERY
    return _row(pair, CHECK, to, due, key, member_id, turn=turn)


def look_row(pair: MentorshipView, turn: int, to: Address) -> Row:
    due = pair.formed_at + turn * CHECK_EVERY + LOOKED_AFTER
    key = f"{prefix(pair.id)}look:{turn}"
    return _row(pair, LOOK, to, due, key, pair.mentee_id, quiet=False, turn=turn)


def over_row(pair: MentorshipView, to: Address) -> Row:
    key = f"{prefix(pair.id)}over:{pair.months}"
    return _row(pair, OVER, to, pair.ends_at, key, pair.mentee_id, quiet=False)


def term_row(pair: MentorshipView, member_id: int, to: Address) -> Row:
    # Of what lasts a month the middle is early enough.
    due = max(pair.ends_at - END_ASKED, pair.formed_at + (pair.ends_at - pair.formed_at) / 2)
    return _row(pair, TERM, to, due, f"{prefix(pair.id)}term:{pair.months}:{member_id}", member_id)


def to_side(pair: Pair, kind: str, side: Side, name: str, **payload: Any) -> Row:
    """A message to one of the two, due now; with the same name it is the same."""
    key = f"{prefix(pair.id)}{name}:{side.person.id}"
    person = side.person
    return _row(pair.mentorship, kind, person.address, clock.now(), key, person.id, **payload)


def _row(  # noqa: PLR0917 - one for each part of a row
    pair: MentorshipView,
    kind: str,
    to: Address,
    due: datetime,
    key: str,
    member_id: int,
    *,
    quiet: bool = True,
    **payload: Any,
) -> Row:
    everything = {"mentorship": pair.id, **payload}
    return Row(
        kind,
        everything,
        to,
        due,
        key,
        pair.community_id,
        member_id,
        respect_quiet=quiet,
    )
