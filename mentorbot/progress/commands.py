"""/start, /nextstep, /progress and /step: where one stands, what comes next, what is done."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import Suggestion, text
from mentorbot.chat.turn import Press, Turn, Typing
from mentorbot.errors import UserError
from mentorbot.guide import cards as guide_cards
from mentorbot.guide.load import guide_for
from mentorbot.guide.model import Guide
from mentorbot.members import answers
from mentorbot.members import cards as member_cards
from mentorbot.members import service as members
from mentorbot.members.clocks import find_clock
from mentorbot.members.suggestions import suggest_zones
from mentorbot.progress import advice, cards, service
from mentorbot.progress.overview import make_overview
from mentorbot.progress.path import Path, states_of
from mentorbot.progress.service import Change, Standing
from mentorbot.times import zones

_CHANGES: Final = {
    "done": Change.DONE,
    "begin": Change.STARTED,
    "skip": Change.NOT_FOR_ME,
    "undo": Change.UNDO,
}
"""By the verb of the button."""


async def suggest_steps(typing: Typing) -> Sequence[Suggestion]:
    """Steps whose number or title has what is being typed."""
    words = typing.typed.casefold().split()
    labels = {step.id: f"{step.number} · {step.title}" for step in guide_for(typing).steps}
    return [
        Suggestion(label, id_)
        for id_, label in labels.items()
        if all(word in label.casefold() for word in words)
    ]


@command(
    "start",
    "Enrol, or change your answers: five short questions.",
    text("time_zone", "Your city or time zone, so that dates come out right.", suggest=suggest_zones),
)
async def start(turn: Turn, time_zone: str = "") -> Form:
    """The form of the five questions."""
    zone = zones.find_zone(time_zone, zones.home_of(turn.caller)) if time_zone.strip() else ""
    return await _start_form(turn, zone)


@command("nextstep", "The one thing to do next, and why.")
async def show_next_step(turn: Turn) -> Card:
    """What to do next."""
    return await _advice_card(turn)


@command("progress", "See how far you have come, as a picture.")
async def show_progress(turn: Turn) -> Card:
    """How far one has come."""
    return await _progress_card(turn)


@command(
    "step",
    "See a step of the path and its milestones.",
    text("step", "Which step; leave it out for the one that is next for you.", suggest=suggest_steps),
)
async def show_step(turn: Turn, step: str = "") -> Card:
    """A step with what the caller has done of it."""
    return await _step_card(turn, step.strip())


@press("members:start")
async def ask_again(press: Press) -> Form:
    """The form of the five questions, from a button."""
    return await _start_form(press, "")


@sent("members:enrol")
async def enrol(press: Press) -> Card:
    """Take the answers in."""
    guide = guide_for(press)
    async with press.change() as session:
        known = await find_clock(session, press.caller)
        steps = [step.id for step in guide.steps]
        given = answers.read_answers(press.answers, press.argument, steps, known.zone)
        started = await service.start_guide(session, press.caller, guide, given)
    following = service.choose_next(guide, started.standing, clock.now())
    member = started.standing.member
    beside = [member_cards.date_not_taken(given.unread, given.why)] if given.why else []
    if given.read and given.profile.target_date and member is not None:
        beside.append(member_cards.date_taken(given.read, given.profile.target_date, member))
    if member is not None and (started.first_time or not member.zone_told):
        beside.append(member_cards.tell_zone(member))
    return cards.welcome_card(following, guide, first_time=started.first_time, beside=beside)


@press("members:aims")
async def ask_for_aims(press: Press) -> Form:
    """The form of what one aims at."""
    guide, standing = await _standing(press)
    if standing.member is None:
        raise members.refuse_stranger(press.caller)
    return member_cards.aims_form(guide, standing.member, clock.now().year)


@sent("members:save_aims")
async def save_aims(press: Press) -> Card:
    """Keep what one aims at."""
    guide = guide_for(press)
    async with press.change() as session:
        found = await service.load_standing(session, press.caller)
        if found.member is None:
            raise members.refuse_stranger(press.caller)
        given = answers.read_aims(press.answers, found.member, guide)
        standing = await service.set_aims(session, press.caller, given)
    return cards.aims_card(service.choose_next(guide, standing, clock.now()), guide)


@press("progress:next")
async def turn_to_next_step(press: Press) -> Card:
    """What to do next, in the place of what was there."""
    return await _advice_card(press)


@press("progress:overview")
async def turn_to_progress(press: Press) -> Card:
    """How far one has come, in the place of what was there; light or dark, as pictures are from now on."""
    if press.argument not in cards.FORMS.values():
        return await _progress_card(press)
    dark = press.argument == cards.FORMS[True]
    async with press.change() as session:
        standing = await service.choose_form(session, press.caller, dark=dark)
    return await _draw_progress(press, standing, dark=dark)


@press("progress:words")
async def tell_progress(press: Press) -> Card:
    """How far one has come, in words."""
    guide, standing = await _standing(press)
    following = service.choose_next(guide, standing, clock.now())
    return cards.words_card(make_overview(following), following)


@press("progress:done", "progress:begin", "progress:skip", "progress:undo")
async def mark_milestone(press: Press) -> Card:
    """Note what was said of a milestone, and go on to the next."""
    guide, change = guide_for(press), _CHANGES[press.verb]
    async with press.change() as session:
        marked = await service.mark_milestone(session, press.caller, guide, press.argument, change)
    return cards.marked_card(marked, service.choose_next(guide, marked.standing, clock.now()), guide)


@press("progress:why", anew=True)
async def tell_why(press: Press) -> Card:
    """Why a milestone was proposed."""
    guide, standing = await _standing(press)
    pick = advice.advise_on(guide, standing, guide.milestone(press.argument), clock.now())
    return cards.why_card(pick, guide)


@press("progress:more", anew=True)
async def offer_more(press: Press) -> Card:
    """What else can be done with a milestone, beside the advice, which is still wanted."""
    guide, standing = await _standing(press)
    now = clock.now()
    pick = advice.advise_on(guide, standing, guide.milestone(press.argument), now)
    return cards.more_card(pick, service.choose_next(guide, standing, now))


@press("progress:show")
async def show_milestone(press: Press) -> Card:
    """One milestone as if it were next."""
    guide, standing = await _standing(press)
    now = clock.now()
    pick = advice.advise_on(guide, standing, guide.milestone(press.argument), now)
    return cards.pick_card(pick, service.choose_next(guide, standing, now), guide)


@press("guide:step")
async def turn_to_step(press: Press) -> Card:
    """A step, in the place of the page that was there."""
    return await _step_card(press, press.argument)


@press("guide:step_beside", anew=True)
async def show_step_beside(press: Press) -> Card:
    """A step beside advice, which is still wanted."""
    return await _step_card(press, press.argument)


async def _start_form(turn: Turn, zone: str) -> Form:
    guide, standing = await _standing(turn)
    if standing.member is None and turn.direct:
        raise members.refuse_stranger(turn.caller)
    finished = {item for item, mark in standing.marks.items() if mark is service.Mark.DONE}
    under_way = {item for item, mark in standing.marks.items() if mark is service.Mark.STARTED}
    return member_cards.start_form(guide, standing.member, finished, under_way, zone)


async def _advice_card(turn: Turn) -> Card:
    guide, standing = await _standing(turn)
    return cards.advice_card(service.choose_next(guide, standing, clock.now()), guide)


async def _progress_card(turn: Turn) -> Card:
    _, standing = await _standing(turn)
    return await _draw_progress(turn, standing, dark=standing.member is not None and standing.member.dark)


async def _draw_progress(turn: Turn, standing: Standing, *, dark: bool) -> Card:
    following = service.choose_next(guide_for(turn), standing, clock.now())
    draw = partial(cards.progress_card, dark=dark)
    return await turn.draw(draw, make_overview(following), following)


async def _step_card(turn: Turn, typed: str) -> Card:
    """The step that was named; if none was, the one that is next for the caller."""
    guide, standing = await _standing(turn)
    now = clock.now()
    if typed:
        step = _find_step(guide, typed)
    else:
        pick = service.choose_next(guide, standing, now).next
        step = pick.step.id if pick else guide.steps[0].id
    theirs = [m.id for m in Path(guide, standing, now).milestones] if standing.member else None
    marks = states_of(guide, standing)
    return guide_cards.step_card(standing.told(guide), step, now, marks, path=theirs)


async def _standing(turn: Turn) -> tuple[Guide, Standing]:
    async with turn.read() as connection:
        standing = await service.load_standing(connection, turn.caller)
    return guide_for(turn), standing


def _find_step(guide: Guide, typed: str) -> str:
    """The id of the step that was chosen, or typed as its number or the beginning of its name."""
    if typed in guide.pages:
        return typed
    wanted = typed.casefold()
    for step in guide.steps:
        if wanted in {str(step.number), f"step {step.number}"} or step.title.casefold().startswith(wanted):
            return step.id
    raise UserError(
        f"There is no such step. Name one by its title, or by its number, from 1 to {len(guide.steps)}."
    )
