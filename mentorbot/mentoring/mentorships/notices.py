"""What is sent of a mentorship while it lives: the opening, check-ins, what is at risk, its term.

All of it has a key that begins with ``mentorship:<id>:`` and is taken back when the mentorship ends.
"""

from datetime import datetime
from typing import Any

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships import cards, health, pairing, pairs, signs
from mentorbot.mentoring.mentorships.pairing import MentorshipView
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import (
    CHECK_EVERY,
    END_ASKED,
    LOOKED_AFTER,
    ORGANIZERS_AFTER,
    Health,
)
from mentorbot.mentoring.terms import Format

CHECK, LOOK, RISK, ORGANIZERS = "mentorship_check", "mentorship_look", "mentorship_risk", "mentorship_told"
TERM, OVER, HELP = "mentorship_term", "mentorship_over", "mentorship_help"


@pairing.when_formed
async def plan(session: Session, pair: MentorshipView) -> None:
    """Plan the first check-in, and what is asked before the end."""
    found = await people.some(session, (pair.mentor_id, pair.mentee_id))
    rows = []
    for id_, person in found.items():
        if pair.format is not Format.ONCE:
            rows.append(_check(pair, 1, id_, person.address))
        rows.append(_term(pair, id_, person.address))
    if pair.mentee_id in found:
        rows.append(_over(pair, found[pair.mentee_id].address))
        if pair.format is not Format.ONCE:
            rows.append(_look(pair, 1, found[pair.mentee_id].address))
    await delivery.schedule_many(session, rows)


async def plan_end(session: Session, pair: Pair) -> None:
    """Its end was moved: ask before the new one, in the place of the old."""
    for what in ("term", "over"):
        await delivery.cancel(session, prefix=f"{prefix(pair.id)}{what}:")
    rows = [_term(pair.mentorship, side.person.id, side.person.address) for side in pair.sides]
    rows.append(_over(pair.mentorship, pair.mentee.person.address))
    await delivery.schedule_many(session, rows)


async def ask_for_help(session: Session, caller: Caller, mentorship_id: int, turn: int) -> bool:
    """Tell organizers that one of the two asks for help; whether there is a channel to tell them in.

    Args:
        turn: The check-in at which they do; they are told once for each.

    Raises:
        UserError: It is not the caller's, or has ended.
    """
    pair, by = await pairs.mine(session, caller, mentorship_id)
    health = await settings.of(session, pair.mentorship.community_id)
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


@handler(CHECK)
async def check(session: Session, due: Due) -> Card | None:
    """One of the two is asked how it goes; the next time is planned."""
    pair = await live(session, due)
    turn = int(due.payload["turn"])
    if pair is None or due.member_id is None:
        return None
    me = pair.me(due.member_id)
    following = _check(pair.mentorship, turn + 1, due.member_id, me.person.address)
    if following.due_at < pair.mentorship.ends_at:
        await delivery.schedule_many(session, [following])
    if turn < health.turn_of(pair.mentorship.formed_at, clock.now()):
        return None  # After an outage the newer one asks.
    if me is pair.mentor and not await _speaks_for_circle(session, pair.mentorship):
        return None
    return cards.check_card(pair, me, turn)


@handler(LOOK)
async def look(session: Session, due: Due) -> Card | None:
    """See how it does; where it is at risk ask both privately, and organizers some days later."""
    pair = await live(session, due)
    turn = int(due.payload["turn"])
    if pair is None:
        return None
    following = _look(pair.mentorship, turn + 1, pair.mentee.person.address)
    if following.due_at < pair.mentorship.ends_at:
        await delivery.schedule_many(session, [following])
    if (await signs.health(session, [pair.mentorship], clock.now()))[pair.id] is not Health.AT_RISK:
        return None
    rows = [to_side(pair, RISK, side, f"risk:{turn}", turn=turn) for side in pair.sides]
    told = await settings.of(session, pair.mentorship.community_id)
    to = told.organizers(pair.mentee.person)
    before = await delivery.sent_message(session, f"{prefix(pair.id)}organizers:{turn - 1}")
    if to is not None and before is None:
        at = clock.now() + ORGANIZERS_AFTER
        key = f"{prefix(pair.id)}organizers:{turn}"
        payload = {"mentorship": pair.id, "turn": turn}
        community = pair.mentorship.community_id
        rows.append(Row(ORGANIZERS, payload, to, at, key, community, respect_quiet=False))
    await delivery.schedule_many(session, rows)
    return None


@handler(RISK)
async def risk(session: Session, due: Due) -> Card | None:
    """One of the two is asked privately what is the matter."""
    pair = await live(session, due)
    if pair is None or due.member_id is None or not await _at_risk(session, pair):
        return None
    return cards.risk_card(pair, pair.me(due.member_id), int(due.payload["turn"]))


@handler(ORGANIZERS)
async def organizers(session: Session, due: Due) -> Card | None:
    """Organizers hear of a mentorship that is at risk still."""
    pair = await live(session, due)
    if pair is None or not await _at_risk(session, pair):
        return None
    known = (await signs.of(session, [pair.mentorship], clock.now()))[pair.id]
    return cards.organizers_card(pair, known, clock.now())


@handler(HELP)
async def help_(session: Session, due: Due) -> Card | None:
    """Organizers hear that one of the two asks for help."""
    pair = await live(session, due)
    return cards.help_card(pair, pair.me(int(due.payload["by"]))) if pair else None


@handler(TERM)
async def term(session: Session, due: Due) -> Card | None:
    """It ends soon: go on, graduate, or let it end."""
    pair = await live(session, due)
    if pair is None or due.member_id is None or pair.mentorship.ends_at <= clock.now():
        return None
    return cards.term_card(pair, pair.me(due.member_id))


async def _at_risk(session: Session, pair: Pair) -> bool:
    return (await signs.health(session, [pair.mentorship], clock.now()))[pair.id] is Health.AT_RISK


async def _speaks_for_circle(session: Session, pair: MentorshipView) -> bool:
    """Whether this is the mentorship for which the mentor of a circle is asked, for all of it."""
    if pair.circle_id is None:
        return True
    first = next(iter(await pairing.in_circle(session, pair.circle_id)), None)
    return first is not None and first.id == pair.id


async def live(session: Session, due: Due) -> Pair | None:
    """The mentorship that a message is about; None if it has ended."""
    pair = await pairs.get(session, int(due.payload["mentorship"]))
    return pair if pair is not None and pair.live else None


def _check(pair: MentorshipView, turn: int, member_id: int, to: Address) -> Row:
    key = f"{prefix(pair.id)}check:{turn}:{member_id}"
    due = pair.formed_at + turn * CHECK_EVERY
    return _row(pair, CHECK, to, due, key, member_id, turn=turn)


def _look(pair: MentorshipView, turn: int, to: Address) -> Row:
    due = pair.formed_at + turn * CHECK_EVERY + LOOKED_AFTER
    key = f"{prefix(pair.id)}look:{turn}"
    return _row(pair, LOOK, to, due, key, pair.mentee_id, quiet=False, turn=turn)


def _over(pair: MentorshipView, to: Address) -> Row:
    key = f"{prefix(pair.id)}over:{pair.months}"
    return _row(pair, OVER, to, pair.ends_at, key, pair.mentee_id, quiet=False)


def _term(pair: MentorshipView, member_id: int, to: Address) -> Row:
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
