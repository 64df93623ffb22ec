"""What to talk about in a session: agendas by the session's number and the mentee's current step.

They are read from ``content/agendas/*.yaml``, with the rest of the content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from mentorbot.fields import Bounds, Entry, words

ANY: Final = "any"

_Line = Annotated[str, words(200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(Entry):
    """One agenda.

    ``sessions``: the numbers of the sessions it is for; ``last``: it is for the one before the end;
    ``steps``: the guide's steps it fits. The one with the id "any" serves where no other does.
    """

    id: Annotated[str, Bounds(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: _Line
    sessions: tuple[Annotated[int, Bounds(ge=1, le=100)], ...] = ()
    steps: tuple[str, ...] = ()
    last: bool = False
    minutes: Annotated[int, Bounds(ge=10, le=240)]
    prepare: _Line
    points: Annotated[tuple[_Line, ...], Bounds(min_length=2, max_length=10)]
    leave_with: _Line


_kept: dict[str, Agenda] = {}


def keep(agendas: Mapping[str, Agenda]) -> None:
    """Use these from now on."""
    _kept.clear()
    _kept.update(agendas)


def known() -> Mapping[str, Agenda]:
    """The agendas that are kept, or else those that come with the bot."""
    if not _kept:
        from mentorbot.mentoring import agenda_reading  # noqa: PLC0415 - a running bot has this done aside

        keep(agenda_reading.load())
    return _kept


def choose(number: int, step: str | None = None, *, last: bool = False) -> Agenda:
    """The agenda of a session.

    Args:
        number: How many sessions there will have been, this one included.
        step: The id of the step that the mentee is in.
        last: Whether the mentorship ends soon after it.
    """
    agendas = known().values()
    if last and number > 1:
        for agenda in agendas:
            if agenda.last:
                return agenda
    for agenda in agendas:
        if number in agenda.sessions:
            return agenda
    # Every other session is about the step, so that there is room for whatever else comes up.
    if number % 2:
        for agenda in agendas:
            if step in agenda.steps:
                return agenda
    return known()[ANY]
