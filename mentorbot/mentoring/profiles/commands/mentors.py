"""/mentor join, pause, resume and leave: offering to mentor; and the organizers' look at who does."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.members.suggestions import suggest_day
from mentorbot.mentoring.handled import noted_card
from mentorbot.mentoring.profiles import (
    answers,
    approval,
    approval_cards,
    cards,
    forms,
    joining,
    question_cards,
    questions,
)
from mentorbot.mentoring.profiles.joining import Profile
from mentorbot.mentoring.terms import MentorState, Role
from mentorbot.times import zones


@command(
    "mentor join",
    "Offer to mentor, or change what you offer: three short forms.",
    audience=Audience.MENTORS,
)
async def join_mentors(turn: Turn) -> Card | Form:
    """The first form; what somebody offers, once they have said enough."""
    async with turn.read() as connection:
        profile = await joining.find_begun(connection, turn.caller)
        asked = await questions.find_asked(connection, turn.caller, Role.MENTOR) if profile else []
    if profile is None or not profile.view.finished:
        return forms.about_form(profile.view if profile else None)
    if asked:
        turn.also(question_cards.more_card(asked, Role.MENTOR))
    return _mentor_card(turn, profile)


@press("mentor:about")
async def ask_about(press: Press) -> Form:
    """The form of the first step, which may be how somebody begins: at the end of their path, for one."""
    async with press.read() as connection:
        profile = await joining.find_begun(connection, press.caller)
    return forms.about_form(profile.view if profile else None)


@press("mentor:offer")
async def ask_offer(press: Press) -> Form:
    """The form of the second step."""
    return forms.offer_form((await _find_profile(press)).view, press.part(Rules).names)


@press("mentor:room")
async def ask_room(press: Press) -> Form:
    """The form of the third step."""
    profile = await _find_profile(press)
    return forms.room_form(profile.view, profile.time_zone)


@sent("mentor:save_about")
async def save_about(press: Press) -> Card:
    """Keep the first step."""
    said = answers.read_about(press.answers)
    async with press.change() as session:
        profile = await joining.save_about(session, press.caller, press.name, said)
    return cards.step_card(profile.view, 1) if profile.steps_left else _mentor_card(press, profile)


@sent("mentor:save_offer")
async def save_offer(press: Press) -> Card:
    """Keep the second step."""
    said = answers.read_offer(press.answers, press.part(Rules).names)
    async with press.change() as session:
        profile = await joining.save_offer(session, press.caller, said)
    return cards.step_card(profile.view, 2) if profile.steps_left else _mentor_card(press, profile)


@sent("mentor:save_room")
async def save_room(press: Press) -> Card:
    """Keep the third step."""
    said = answers.read_room(press.answers)
    typed = answers.read_line(press.answers, "zone", 100, "the time zone")
    zone = zones.find_zone(typed, zones.home_of(press.caller)) if typed else ""
    async with press.change() as session:
        profile = await joining.save_room(session, press.caller, said, zone)
        asked = await questions.find_asked(session, press.caller, Role.MENTOR)
    if asked:
        press.also(question_cards.more_card(asked, Role.MENTOR))
    return _mentor_card(press, profile)


@press("mentor:enlist")
async def list_mentor(press: Press) -> Card:
    """List whoever has said enough."""
    async with press.change() as session:
        profile = await joining.list_mentor(session, press.caller)
    return _mentor_card(press, profile, cards.THANKS)


@command(
    "mentor pause",
    "Get nobody new for a while. Your mentees stay.",
    text(
        "until",
        "The day on which it ends by itself: in 3 weeks, March 1. Left out: when you say.",
        most=40,
        suggest=suggest_day,
    ),
    audience=Audience.MENTORS,
)
async def pause_mentor(turn: Turn, until: str = "") -> Card:
    """Get no new mentees for a while."""
    async with turn.change() as session:
        view, passed = await joining.pause_mentor(session, turn.caller, until)
    return cards.pause_card(view, passed)


@command("mentor resume", "End a pause: mentees find you again.", audience=Audience.MENTORS)
async def resume_mentor(turn: Turn) -> Card:
    """End a pause."""
    return await _resumed_card(turn)


@press("mentor:resume")
async def resume_from_card(press: Press) -> Card:
    """End a pause, from its card."""
    return await _resumed_card(press)


@command("mentor leave", "Stop mentoring here. You are asked once more.", audience=Audience.MENTORS)
async def ask_to_leave(turn: Turn) -> Card:
    """The question before somebody stops mentoring."""
    async with turn.read() as connection:
        found = await joining.find_leaving(connection, turn.caller)
    return cards.leave_card(found.mentees, len(found.pairs))


@press("mentor:leave_confirm")
async def leave_mentoring(press: Press) -> Card:
    """Stop mentoring."""
    async with press.change() as session:
        found = await joining.leave_mentoring(session, press.caller)
    return cards.left_card(len(found.pairs))


@press("mentor:keep")
async def keep_mentoring(press: Press) -> Card:
    """Stay a mentor after all."""
    return _mentor_card(press, await _find_profile(press), cards.STAYS)


@press("mentor:approve", "mentor:turn_down", anew=True)
async def decide_on_mentor(press: Press) -> Card:
    """What an organizer says to somebody who would like to mentor."""
    approve = press.verb == "approve"
    id_, _, seen = press.argument.partition(".")
    async with press.change() as session:
        done = await approval.decide_on_mentor(
            session, press.caller, press.rights, number(id_), approve=approve, seen=number(seen)
        )
    listed = done.view.state is MentorState.LISTED
    if press.seen_by_all:
        again = approval_cards.approval_card(done.view, done.person)
        settled = approval_cards.settled_card(done.view, press.caller.user_id, listed=listed)
        press.renew(again if done.changed else settled)
    if done.changed:
        return approval_cards.look_again_card(done.view)
    return approval_cards.approved_card(done.view, listed=listed)


@press("mentor:handled", anew=True)
async def mark_handled(press: Press) -> Card:
    """Say that one looks after a mentor who waits to be listed, or has changed the profile."""
    async with press.change() as session:
        done = await approval.mark_handled(session, press.caller, press.rights, number(press.argument))
    if press.seen_by_all:
        by = press.caller.user_id
        again = approval_cards.approval_card(done.view, done.person, by)
        waits = done.view.state is MentorState.WAITING
        press.renew(again if waits else approval_cards.seen_card(done.view, by))
    return noted_card()


async def _resumed_card(turn: Turn) -> Card:
    async with turn.change() as session:
        profile = await joining.resume_mentor(session, turn.caller)
    return _mentor_card(turn, profile)


async def _find_profile(turn: Turn) -> Profile:
    async with turn.read() as connection:
        return await joining.find_profile(connection, turn.caller)


def _mentor_card(turn: Turn, profile: Profile, said: str = "") -> Card:
    return cards.mentor_card(profile.view, profile.time_zone, turn.part(Rules).names, said)
