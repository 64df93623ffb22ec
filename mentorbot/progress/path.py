"""The guide as one member sees it: what is theirs, what is settled, what waits for what. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from mentorbot.guide.aims import ANY_CREDENTIAL, AimKind, of_kind
from mentorbot.guide.model import Guide, Milestone, Year
from mentorbot.members.aims import find_aims
from mentorbot.members.service import MemberView
from mentorbot.progress.models import Mark
from mentorbot.progress.ways import item_of

SETTLED = frozenset({Mark.DONE, Mark.NOT_FOR_ME})
# To look at a name is many times cheaper than to look up a member of an enumeration or to hash it, and every
# answer looks at the mark of every milestone.
_DONE, _NOT_FOR_ME, _STARTED = Mark.DONE, Mark.NOT_FOR_ME, Mark.STARTED


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored about a person. ``member`` None: not enrolled.

    Args:
        marks: By milestone id, step id or way. Ids that the guide no longer has are kept, and mean nothing.
    """

    member: MemberView | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


def state_of(milestone: Milestone, marks: Mapping[str, Mark]) -> Mark | None:
    """What was said of it, or done about it in another room.

    Of a step that was finished as a whole, every milestone is done.
    """
    mark = marks.get(milestone.id)
    way = marks.get(item_of(milestone.way)) if milestone.way else None
    if way is _DONE:
        return way
    if mark is _DONE or mark is _NOT_FOR_ME:
        return mark
    return _DONE if marks.get(milestone.step) is _DONE else mark or way


def states_of(guide: Guide, standing: Standing) -> dict[str, Mark]:
    """What was said of every milestone of the guide that anything was said of, for the pages of the guide."""
    states = {m.id: state_of(m, standing.marks) for m in guide.milestones.values()}
    return {id_: state for id_, state in states.items() if state is not None}


class Path:
    """One member's way through the guide. Every order in it is the guide's own.

    Args:
        guide: The guide.
        standing: Whose path it is.
        now: Aware; a date that has gone by for good takes its milestone off the path.
    """

    def __init__(self, guide: Guide, standing: Standing, now: datetime) -> None:
        member = standing.member
        self.stage = member.stage if member else None
        self.guide = guide = guide.told_to(self.stage)
        self.standing = standing
        self.now = now
        self.aims = find_aims(member) if member else frozenset[str]()
        self.final_year = _final_year(member.graduation) if member and member.graduation else None
        theirs = {
            id_: m
            for id_, m in guide.milestones.items()
            if self.stage is None or not m.stages or self.stage in m.stages
        }
        states = {id_: state_of(m, standing.marks) for id_, m in theirs.items()}
        self._fallen: dict[str, bool] = {}
        self.milestones = [m for m in theirs.values() if not self._falls(m, theirs, states)]
        self.states = [states[m.id] for m in self.milestones]
        self.open = left = {
            m.id: m
            for m, state in zip(self.milestones, self.states, strict=True)
            if state is None or state is _STARTED
        }
        self._waits_for = {id_: [one for one in m.before if one in left] for id_, m in left.items()}
        self._blockers = {id_: tuple([left[one] for one in ids]) for id_, ids in self._waits_for.items()}
        self.running = {id_ for id_, m in left.items() if states[id_] is _STARTED or self._in_midst_of(m)}

    def blockers(self, milestone: Milestone) -> tuple[Milestone, ...]:
        """The open milestones to be settled first. One that is not for the member's stage blocks nothing."""
        return self._blockers.get(milestone.id, ())

    def opens(self, milestone: Milestone) -> tuple[Milestone, ...]:
        """The open milestones that wait for this one."""
        return tuple([m for id_, m in self.open.items() if milestone.id in self._waits_for[id_]])

    def available(self) -> Iterator[Milestone]:
        """The open milestones that wait for nothing."""
        return (m for id_, m in self.open.items() if not self._blockers[id_])

    @cached_property
    def spoken_of(self) -> int:
        """How many milestones the member said something of, one by one."""
        return sum(m.id in self.standing.marks for m in self.milestones)

    def runs(self, milestone: Milestone) -> bool:
        """Whether the member said that they are at it, so that something else can be next."""
        return milestone.id in self.running

    def shared_aims(self, milestone: Milestone) -> list[str]:
        """What the member aims at and a milestone is for, by id."""
        shared = self.aims.intersection((*milestone.only_for, *milestone.first_for))
        if ANY_CREDENTIAL in shared:
            shared |= set(of_kind(self.aims, AimKind.CREDENTIAL))
        return sorted(shared - {ANY_CREDENTIAL})

    @cached_property
    def settings(self) -> list[str]:
        """Where the member wants to work, by id."""
        return of_kind(self.aims, AimKind.SETTING)

    def is_ahead(self, milestone: Milestone) -> bool:
        """Whether it belongs to a final year that has not begun."""
        return self.final_year is not None and self.is_final(milestone) and self.now < self.final_year[0]

    def is_final(self, milestone: Milestone) -> bool:
        """Whether it belongs to the member's final year, if they have one."""
        return self.stage is not None and milestone.years.get(self.stage) is Year.FINAL

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

    def _falls(
        self, milestone: Milestone, theirs: Mapping[str, Milestone], states: Mapping[str, Mark | None]
    ) -> bool:
        """Whether it is off the path by what the member said of other things; never once they spoke of it."""
        id_ = milestone.id
        if id_ not in self._fallen:
            self._fallen[id_] = states[id_] is None and (
                bool(milestone.only_for and self.aims.isdisjoint(milestone.only_for))
                or any(states.get(other) is _DONE for other in milestone.unless)
                or any(
                    states[whole] is _NOT_FOR_ME or self._falls(theirs[whole], theirs, states)
                    for whole in milestone.needs
                    if whole in theirs
                )
                or self._is_over(milestone)
            )
        return self._fallen[id_]

    def _is_over(self, milestone: Milestone) -> bool:
        """Whether its part of the member's studies is over, or the last of its dates is past."""
        if self.final_year is None or self.stage is None or self.stage not in milestone.years:
            return False
        begins, ends = self.final_year
        if not self.is_final(milestone):
            return self.now >= begins
        return milestone.anchor is not None and milestone.anchor.next_after(max(self.now, begins)) > ends

    def _in_midst_of(self, milestone: Milestone) -> bool:
        """Whether the member is at it by what they said of themselves, or of its step."""
        stages = milestone.under_way_for
        return bool(stages) and (self.stage in stages or self.standing.marks.get(milestone.step) is _STARTED)

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


def _final_year(graduation: int) -> tuple[datetime, datetime]:
    """From when to when the year before a graduation goes: from summer to summer."""
    return datetime(graduation - 1, 7, 1, tzinfo=UTC), datetime(graduation, 7, 1, tzinfo=UTC)
