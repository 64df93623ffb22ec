"""The button and the form in which people of a round say whom they would love to be with, or rather not."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press, number, read_chosen
from mentorbot.members import answers
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.matching.outcome import Mark
from mentorbot.mentoring.rounds.marks import cards, service
from mentorbot.mentoring.rounds.terms import Side


@press("match:like")
async def ask_whom(press: Press) -> Form:
    """The form with those who fit best."""
    round_id, side = _read(press)
    shelves = press.part(Shelves, lambda program: Shelves(program.database))
    found, suggested = await service.find_suggestions(
        press.program.database, shelves, press.caller, round_id, side
    )
    return cards.marks_form(found, side, suggested)


@sent("match:marked", anew=True)
async def keep_marks(press: Press) -> Card:
    """Keep what was marked."""
    round_id, side = _read(press)
    picked = {mark: [number(one) for one in read_chosen(press.answers, mark.value)] for mark in Mark}
    async with press.change() as session:
        found = await service.keep_marks(session, press.caller, round_id, side, picked)
    return cards.marked_card(found, picked)


def _read(press: Press) -> tuple[int, Side]:
    first, _, side = press.argument.partition(".")
    return number(first), answers.read_choice(Side, side)
