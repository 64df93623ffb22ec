"""The messages of introductions, made when they fall due, and a round when it is its time."""

from dataclasses import replace
from datetime import timedelta

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import (
    cards,
    groups,
    losing,
    numbers,
    organizer_cards,
    parting,
    programme,
    rounds,
)


@handler(groups.GREETING, groups.About)
async def make_greeting(session: Session, due: Due, about: groups.About) -> Card | None:
    """The first message in a group's thread."""
    found = (await groups.find_groups(session, [about.group])).get(about.group)
    if found is None or len(found.people) < 2 or await parting.find_parted(session, found):
        return None
    plan = await programme.find_of_community(session, found.community_id)
    return cards.thread_card(found, plan.message if plan else "")


@handler(groups.NOTE, groups.Note)
async def make_note(session: Session, due: Due, note: groups.Note) -> Card | None:
    """What one person is sent about their group, if it still holds."""
    what = note.what
    if what is groups.What.LEFT_OUT:
        return cards.left_out_card(note.next) if note.next else None
    found = (await groups.find_groups(session, [note.group])).get(note.group) if note.group else None
    me = found.one(due.member_id) if found and due.member_id else None
    if found is None or me is None:
        return None
    found = await _without_kept_apart(session, found, me.member_id)
    if what is groups.What.BROKEN:
        return cards.broken_card(found, me)
    until = found.ends_at + (groups.ASKED_FOR if what is groups.What.ASKED else timedelta())
    if clock.now() > until or me.met is not None or len(found.people) < 2:
        return None
    plan = await programme.find_of_community(session, found.community_id)
    return {
        groups.What.NEW: cards.new_card,
        groups.What.HALFWAY: cards.halfway_card,
        groups.What.ASKED: cards.asked_card,
        groups.What.BACK: cards.back_card,
    }[what](found, me, plan.message if plan else "")


@handler(losing.LOST, losing.Lost)
async def tell_lost(session: Session, due: Due, lost: losing.Lost) -> Card | None:
    """One of a group hears that its room is lost; if there is no other by now."""
    found = await losing.find_lost(session, lost)
    if found is None or due.member_id is None or found.one(due.member_id) is None:
        return None
    found = await _without_kept_apart(session, found, due.member_id)
    return cards.lost_card(found, lost.loss, due.member_id) if len(found.people) > 1 else None


@handler(programme.CALL, Payload)
async def make_call(session: Session, due: Due, _: Payload) -> Card | None:
    """What everybody sees in the channel once introductions are set up."""
    found = await programme.find_of_community(session, due.community_id)
    return organizer_cards.call_card(found) if found else None


@handler(numbers.INVITE, Payload)
async def make_invitation(session: Session, due: Due, _: Payload) -> Card | None:
    """What somebody who met nobody for long is sent."""
    found = await programme.find_of_community(session, due.community_id)
    if found is None or due.member_id is None:
        return None
    return organizer_cards.invitation_card(found)


async def _without_kept_apart(session: Session, found: groups.GroupView, member_id: int) -> groups.GroupView:
    """A group without those of it who are kept apart from one of it."""
    kept = await blocks.find_kept_from(session, member_id)
    return replace(found, people=tuple(one for one in found.people if one.member_id not in kept))


handler(programme.ROUND, programme.Next, before=rounds.work_out)(rounds.begin_round)
handler(rounds.FAN, rounds.Fan)(rounds.fan_out)
