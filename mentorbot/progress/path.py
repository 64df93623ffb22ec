"""The guide as one member sees it: what is theirs, what is settled, what waits for what. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mentorbot.guide.model import Guide, Milestone
from mentorbot.members.service import MemberView
from mentorbot.progress.models import Mark

SETTLED = frozenset({Mark.DONE, Mark.NOT_FOR_ME})
# To look at a name is many times cheaper than to look up a member of an enumeration or to hash it, and every
# answer looks at the mark of every milestone.
_DONE, _NOT_FOR_ME, _STARTED = Mark.DONE, Mark.NOT_FOR_ME, Mark.STARTED
LONG_WEEKS = 26
"""From here on a milestone goes on beside others: a degree, half a year of supervising."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored about a person. ``member`` None: not enrolled.

    Args:
        marks: By milestone id or step id. Ids that the guide no longer has are kept, and mean nothing.
    """

    member: MemberView | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


def state_of(milestone: Milestone, marks: Mapping[str, Mark]) -> Mark | None:
    """What was said of it; of a step that was finished as a whole, every milestone is done."""
    mark = marks.get(milestone.id)
    if mark is _DONE or mark is _NOT_FOR_ME:
        return mark
    return _DONE if marks.get(milestone.step) is _DONE else mark


def states_of(guide: Guide, standing: Standing) -> dict[str, Mark]:
    """What was said of every milestone of the guide that anything was said of, for the pages of the guide."""
    states = {m.id: state_of(m, standing.marks) for m in guide.milestones.values()}
    return {id_: state for id_, state in states.items() if state is not None}


class Path:
    """One member's way through the guide. Every order in it is the guide's own.

    Args:
        guide: The guide.
        standing: Whose path it is.
    """

    def __init__(self, guide: Guide, standing: Standing) -> None:
        self.guide = guide
        self.standing = standing
        stage = standing.member.stage if standing.member else None
        self.milestones = [
            m for m in guide.milestones.values() if stage is None or not m.stages or stage in m.stages
        ]
        self.states = [state_of(m, standing.marks) for m in self.milestones]
        self.open = left = {
            m.id: m
            for m, state in zip(self.milestones, self.states, strict=True)
            if state is None or state is _STARTED
        }
        self._blockers = {
            id_: tuple([left[before] for before in m.after if before in left]) for id_, m in left.items()
        }
        self.running = {id_ for id_, m in self.open.items() if self._runs(m)}

    def blockers(self, milestone: Milestone) -> tuple[Milestone, ...]:
        """The open milestones to be settled first. One that is not for the member's stage blocks nothing."""
        return self._blockers.get(milestone.id, ())

    def available(self) -> Iterator[Milestone]:
        """The open milestones that wait for nothing."""
        return (m for id_, m in self.open.items() if not self._blockers[id_])

    def runs(self, milestone: Milestone) -> bool:
        """Whether the member is at it already, so that something else can be next.

        They said so, or are in the midst of the step and this is the long part of it.
        """
        return milestone.id in self.running

    def weeks(self, milestone: Milestone) -> int:
        """How much of it is still to come, as far as one can know: nothing is counted for what runs."""
        return 0 if milestone.id in self.running else milestone.typical_weeks

    @cached_property
    def weeks_left(self) -> int:
        """Weeks of all that is required, one after the other."""
        return sum(self.weeks(m) for m in self.required)

    def weeks_through(self, milestone: Milestone) -> int:
        """Weeks until it can be done, working on all that blocks it side by side."""
        return self._through[milestone.id]

    def weeks_beyond(self, milestone: Milestone) -> int:
        """Weeks that the longest chain of required milestones takes which wait for this one."""
        return self._beyond.get(milestone.id, 0)

    @cached_property
    def required(self) -> list[Milestone]:
        """The open milestones that are not optional, and whatever blocks them."""
        needed: set[str] = set()
        waiting = [m for m in self.open.values() if not m.optional]
        while waiting:
            milestone = waiting.pop()
            if milestone.id not in needed:
                needed.add(milestone.id)
                waiting += self._blockers[milestone.id]
        return [m for m in self.open.values() if m.id in needed]

    @cached_property
    def _through(self) -> dict[str, int]:
        through: dict[str, int] = {}
        for milestone in self._blockers_first:
            before = max([through[b.id] for b in self._blockers[milestone.id]], default=0)
            through[milestone.id] = before + self.weeks(milestone)
        return through

    @cached_property
    def _beyond(self) -> dict[str, int]:
        needed = {m.id for m in self.required}
        beyond: dict[str, int] = {}
        for milestone in reversed(self._blockers_first):
            if milestone.id in needed and (blockers := self._blockers[milestone.id]):
                chain = self.weeks(milestone) + beyond.get(milestone.id, 0)
                for before in blockers:
                    beyond[before.id] = max(beyond.get(before.id, 0), chain)
        return beyond

    def _runs(self, milestone: Milestone) -> bool:
        marks = self.standing.marks
        if marks.get(milestone.id) is _STARTED:
            return True
        return milestone.typical_weeks >= LONG_WEEKS and marks.get(milestone.step) is _STARTED

    @cached_property
    def _blockers_first(self) -> list[Milestone]:
        ordered: dict[str, Milestone] = {}

        def visit(milestone: Milestone) -> None:
            for before in self._blockers[milestone.id]:
                if before.id not in ordered:
                    visit(before)
            ordered[milestone.id] = milestone

        for id_, milestone in self.open.items():
            if id_ not in ordered:
                visit(milestone)
        return list(ordered.values())
