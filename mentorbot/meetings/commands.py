"""What is pressed and sent on meetings, whatever they are about."""

import asyncio

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.forms.asking import ask_back
from mentorbot.meetings import cards, offers, planning, service
from mentorbot.meetings.offers import Offer
from mentorbot.times.typed import said_at


async def ask_for_times(turn: Turn, kind: str, owner_id: int) -> Card | Form:
    """The form to propose times about an owner; where another proposed some already, those.

    For commands of the rooms above, too.

    Raises:
        UserError: There is nothing of the caller's to meet about.
    """
    async with turn.read() as connection:
        _, member, planned = await service.find_subject(connection, turn.caller, kind, owner_id)
    return cards.plan_answer(kind, owner_id, member, planned, clock.now())


@press("meetings:plan", anew=True)
async def plan_about(press: Press) -> Card | Form:
    """The form to propose times, from a button."""
    kind, _, owner = press.argument.partition(":")
    return await ask_for_times(press, kind, number(owner))


@sent("meetings:propose")
async def propose_times(press: Press) -> Card:
    """Propose what was typed."""
    kind, _, owner = press.argument.partition(":")
    async with press.read() as connection:
        _, member, _ = await service.find_subject(connection, press.caller, kind, number(owner))
    offer = await _read_offer(press, member.time_zone)
    if asked := await ask_back(press, "meetings:propose", offers.show_back(press.typed, offer)):
        return asked
    async with press.change() as session:
        done = await service.propose_times(session, press.caller, kind, number(owner), offer)
    return cards.proposed_card(done.meeting, done.me, clock.now())


@press("meetings:other")
async def ask_for_other_times(press: Press) -> Card | Form:
    """The form to propose other times; the meeting, if others were proposed meanwhile."""
    id_, _, turn = press.argument.partition(":")
    async with press.read() as connection:
        found, me = await planning.find_own(connection, press.caller, number(id_))
    return cards.again_answer(found, me, number(turn), clock.now())


@sent("meetings:again")
async def propose_other_times(press: Press) -> Card:
    """Propose what was typed, in the place of what was proposed."""
    id_, _, turn = press.argument.partition(":")
    async with press.read() as connection:
        _, me = await planning.find_own(connection, press.caller, number(id_))
    offer = await _read_offer(press, me.time_zone)
    if asked := await ask_back(press, "meetings:again", offers.show_back(press.typed, offer)):
        return asked
    async with press.change() as session:
        done = await service.propose_again(session, press.caller, number(id_), number(turn), offer)
    return cards.proposed_card(done.meeting, done.me, clock.now())


@press("meetings:pick")
async def pick_time(press: Press) -> Card:
    """Agree on one of the times."""
    id_, turn, place = (number(part, -1) for part in f"{press.argument}::".split(":")[:3])
    async with press.change() as session:
        done = await service.pick_time(session, press.caller, id_, turn, place)
    return cards.picked_card(done.meeting, done.me, clock.now(), changed=done.changed)


@press("meetings:show")
async def show_meeting(press: Press) -> Card:
    """How a meeting stands."""
    async with press.read() as connection:
        found, me = await planning.find_own(connection, press.caller, number(press.argument))
    return cards.meeting_card(found, me, clock.now())


@press("meetings:cancel")
async def ask_to_cancel(press: Press) -> Card:
    """The question before a meeting is called off."""
    async with press.read() as connection:
        found, me = await planning.find_own(connection, press.caller, number(press.argument))
    return cards.confirm_cancel_card(found, me, clock.now())


@press("meetings:cancel_confirm")
async def cancel_meeting(press: Press) -> Card:
    """Call a meeting off."""
    async with press.change() as session:
        done = await service.cancel_meeting(session, press.caller, number(press.argument))
    return cards.cancelled_card(done.meeting, done.me, clock.now())


@press("meetings:met", "meetings:missed")
async def say_whether_met(press: Press) -> Card:
    """Note whether they met."""
    async with press.change() as session:
        met = press.verb == "met"
        done = await service.say_met(session, press.program, press.caller, number(press.argument), met=met)
    return cards.answered_card(done.meeting, done.me, clock.now())


@press("meetings:note")
async def ask_for_note(press: Press) -> Form:
    """The form for a note for oneself."""
    async with press.read() as connection:
        found, me = await planning.find_own(connection, press.caller, number(press.argument))
    return cards.note_form(found, me)


@sent("meetings:noted")
async def keep_note(press: Press) -> Card:
    """Keep what was typed for the caller alone."""
    async with press.change() as session:
        done = await service.write_note(
            session, press.caller, number(press.argument), press.typed.get("note", "")
        )
    return cards.noted_card(done.meeting, done.me, clock.now())


async def _read_offer(press: Press, time_zone: str) -> Offer:
    """Understand the form; in a thread, because other languages take their time."""
    offer = await asyncio.to_thread(offers.read_offer, press.answers, time_zone, said_at())
    if offer.times[0] <= clock.now():
        raise UserError("A time that you propose has passed meanwhile. Please give a later one.")
    return offer
