"""How far along every step is. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from mentorbot.guide.model import Milestone, Step
from mentorbot.progress.advice import Advice
from mentorbot.progress.models import Mark
from mentorbot.progress.path import state_of


class StepState(StrEnum):
    """Where a member stands in a step."""

    DONE = "done"
    NEXT = "next"
    UNDER_WAY = "under_way"
    NOT_FOR_ME = "not_for_me"
    AHEAD = "ahead"
    ELSEWHERE = "elsewhere"
    """Nothing in it is meant for the member's stage."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the path.

    Args:
        marks: The milestones meant for the member, each with what they said of it.
        next: Which of these is the next thing to do, if it is in this step.
    """

    step: Step
    state: StepState
    marks: tuple[tuple[Milestone, Mark | None], ...]
    next: Milestone | None

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(mark is Mark.DONE for _, mark in self.marks)

    @property
    def not_for_me(self) -> int:
        """How many were set aside."""
        return sum(mark is Mark.NOT_FOR_ME for _, mark in self.marks)


def make_overview(advice: Advice) -> tuple[StepView, ...]:
    """Every step with how far it is, in order, of what :func:`mentorbot.progress.advice.choose_next` said."""
    path, marks_of = advice.path, advice.path.standing.marks
    upcoming = advice.next.milestone if advice.next else None
    views = []
    for step in path.guide.steps:
        marks = tuple((m, state_of(m, marks_of)) for m in path.milestones if m.step == step.id)
        here = upcoming if upcoming and upcoming.step == step.id else None
        state = _state([mark for _, mark in marks], here, marks_of.get(step.id))
        views.append(StepView(step, state, marks, here))
    return tuple(views)


def _state(marks: list[Mark | None], upcoming: Milestone | None, whole: Mark | None) -> StepState:
    if upcoming is not None:
        return StepState.NEXT
    if not marks:
        return StepState.DONE if whole is Mark.DONE else StepState.ELSEWHERE
    if all(mark is Mark.NOT_FOR_ME for mark in marks):
        return StepState.NOT_FOR_ME
    if all(mark in {Mark.DONE, Mark.NOT_FOR_ME} for mark in marks):
        return StepState.DONE
    return StepState.UNDER_WAY if whole or any(marks) else StepState.AHEAD
