"""/intros for those who take part: joining, pausing, and saying whether one met."""

import asyncio
from datetime import datetime

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.forms.asking import ask_back
from mentorbot.members.suggestions import suggest_moment
from mentorbot.mentoring.mentorships.losing_cards import another_card
from mentorbot.networking.intros import cards, forms, groups, losing, programme
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.service import NOT_SEEN, ONE_DAY
from mentorbot.networking.intros.terms import Met
from mentorbot.times import when
from mentorbot.times.typed import read_back_moment, said_at


@command("intros join", "Take part: every so often I introduce you to somebody.")
async def ask_to_join(turn: Turn) -> Form:
    """The form of how to take part."""
    return await _join_form(turn)


@command("intros show", "How you take part in introductions: change it, pause, or leave.")
async def show_part(turn: Turn) -> Card:
    """How the caller takes part."""
    async with turn.read() as connection:
        found = await taking_part.find_standing(connection, turn.caller)
    return cards.standing_card(found, changed=False)


@command(
    "intros pause",
    "Be left out of introductions until a day.",
    text(
        "until",
        "Until when, in plain words: “in 3 weeks”, “March 1”.",
        least=1,
        most=when.MOST_TYPED,
        suggest=suggest_moment,
    ),
)
async def pause_part(turn: Turn, until: str) -> Card:
    """Leave the caller out for a while."""
    return await _paused_card(turn, await _read_pause(turn, until))


@command("intros leave", "Take part in introductions no more.")
async def leave_rounds(turn: Turn) -> Card:
    """Let the caller leave."""
    return await _left_card(turn)


@press("intros:join")
async def ask_to_join_from_button(press: Press) -> Form:
    """The form of how to take part, from a button."""
    return await _join_form(press)


@sent("intros:joined")
async def join_rounds(press: Press) -> Card:
    """Let the caller take part, if they see the channel in which introductions are announced."""
    who, answers = press.caller, forms.read_answers(press.answers)
    async with press.read() as connection:
        found = await programme.find_programme(connection, who)
    if who.community is not None and not await press.platform.sees_channel(
        who.community, found.channel_id, who.user_id
    ):
        raise UserError(NOT_SEEN)
    async with press.change() as session:
        standing = await taking_part.join_programme(session, who, press.rights, answers)
    return cards.standing_card(standing)


@press("intros:leave")
async def leave_from_button(press: Press) -> Card:
    """Let the caller leave, from a button."""
    return await _left_card(press)


@press("intros:pause")
async def ask_how_long(press: Press) -> Form:
    """The form of until when to be left out."""
    return forms.pause_form()


@sent("intros:paused")
async def pause_from_form(press: Press) -> Card:
    """Leave the caller out for a while, as the form says."""
    typed = press.typed.get("until", "")
    until = await _read_pause(press, typed)
    read = read_back_moment("Until", typed, until)
    return await ask_back(press, "intros:paused", read) or await _paused_card(press, until)


@press("intros:back")
async def come_back(press: Press) -> Card:
    """Let the caller take part again."""
    async with press.change() as session:
        standing = await taking_part.resume_part(session, press.caller)
    return cards.standing_card(standing)


@press("intros:met")
async def say_whether_met(press: Press) -> Card:
    """Note whether a group has met."""
    id_, _, said = press.argument.partition(":")
    met = Met.YES if said == Met.YES else Met.NO
    async with press.change() as session:
        found = await groups.say_met(session, press.caller, number(id_), met)
    return cards.said_card(found, met)


@press("intros:another")
async def open_another_room(press: Press) -> Card:
    """Open another room for a group instead of one that is lost."""
    async with press.change() as session:
        await losing.open_another(session, press.caller, number(press.argument))
    return another_card()


@press("intros:group", anew=True)
async def ask_whom_not_again(press: Press) -> Card:
    """The question whom the caller does not want to meet again."""
    async with press.read() as connection:
        found, me = await groups.find_others(connection, press.caller, number(press.argument))
    return cards.apart_card(found, me)


@press("intros:apart", anew=True)
async def keep_apart(press: Press) -> Card:
    """Never bring the two together again."""
    other = number(next(iter(press.values), ""))
    async with press.change() as session:
        await groups.keep_from(session, press.caller, number(press.argument), other)
    return cards.kept_apart_card()


async def _join_form(turn: Turn) -> Form:
    async with turn.read() as connection:
        found = await taking_part.find_answers(connection, turn.caller)
    return forms.join_form(found)


async def _read_pause(turn: Turn, typed: str) -> datetime:
    """When a pause of the caller ends."""
    async with turn.read() as connection:
        member, _ = await taking_part.find_part(connection, turn.caller)
    # In a thread, because some words take their time.
    found = await asyncio.to_thread(when.read_when, typed, member.time_zone, said_at())
    if found.repeat:
        raise UserError(ONE_DAY)
    return found.at


async def _paused_card(turn: Turn, until: datetime) -> Card:
    async with turn.change() as session:
        part = await taking_part.pause_part(session, turn.caller, until)
    return cards.part_card(part, None)


async def _left_card(turn: Turn) -> Card:
    async with turn.change() as session:
        was_in = await taking_part.leave_rounds(session, turn.caller)
    return cards.left_card(was_in=was_in)
