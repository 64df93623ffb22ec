"""What commands of rounds share: a round as it is worked out, and its pairs."""

from functools import partial

from mentorbot.chat import Card
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.members import service as members
from mentorbot.mentoring.rounds import cards, organizing, service
from mentorbot.mentoring.rounds.solving import Solver
from mentorbot.mentoring.rounds.terms import RoundState


def find_solver(program: Program) -> Solver:
    """What works rounds out in this process."""
    return program.part(Solver, Solver)


async def show_worked_out(turn: Turn, *, anew: bool = False) -> Card:
    """The newest round, worked out if it was not yet; of a large one how far it is.

    Args:
        anew: Work it out again in any case.

    Raises:
        UserError: The caller is no organizer, or there has been no round.
    """
    async with turn.read() as connection:
        found = await service.find_newest(connection, turn.caller, turn.rights)
    if found.state is RoundState.OPEN and (anew or found.stale or not found.solved):
        far = await find_solver(turn.program).work_out(found)
        if far is not None:
            return cards.working_card(found, far)
    return await show_pairs(turn, found.id, 1)


async def show_pairs(turn: Turn, round_id: int, page: int) -> Card:
    """A page of the pairs of a round.

    Raises:
        UserError: The caller is no organizer, or it is no round of their community.
    """
    async with turn.read() as connection:
        seen = await organizing.find_pairs(connection, turn.caller, turn.rights, round_id, page)
        dark = await members.prefers_dark(connection, turn.caller)
    draw = partial(cards.preview_card, dark=dark)
    return await turn.draw(draw, seen.round, seen.overview, seen.lines, page)


def read_two(press: Press) -> tuple[int, int]:
    """The two numbers of a button: a round, and a page, a working out or a mentee."""
    first, _, second = press.argument.partition(".")
    return number(first), number(second, 1, digits=9)
