"""The guide as one member sees it: what is theirs, what is settled, what waits for what. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from mentorbot.guide.aims import ANY_CREDENTIAL, AimKind, of_kind
from mentorbot.guide.model import Guide, Milestone, Stage, Way, Year
from mentorbot.members.aims import find_aims
from mentorbot.members.service import MemberView
from mentorbot.progress.models import Mark
from mentorbot.progress.trail import find_trail
from mentorbot.progress.ways import item_of

_STUDYING = frozenset({Stage.HIGH_SCHOOL, Stage.UNDERGRADUATE, Stage.MASTERS_STUDENT})
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

    def told(self, guide: Guide) -> Guide:
        """The guide as it is told to people at their stage."""
        return guide.told_to(self.member.stage if self.member else None)


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
        member, marks = standing.member, standing.marks
        self.stage = member.stage if member else None
        self.trail = trail = find_trail(guide, self.stage)
        self.guide = trail.guide
        self.standing = standing
        self.now = now
        self.aims = find_aims(member) if member else frozenset[str]()
        self.final_year = _final_year(member.graduation) if member and member.graduation else None
        touched = {m.id: m for item in marks for m in trail.touched.get(item, ())}
        said = {id_: state_of(m, marks) for id_, m in touched.items()}
        self.states = states = {id_: state for id_, state in said.items() if state is not None}
        """By milestone id; those of which nothing was said are not there."""
        off: set[str] = set()
        for m in trail.may_fall:
            if self._falls(m, off):
                off.add(m.id)
        if self.final_year is not None:
            off.update([id_ for id_ in trail.parts if self._is_idle(id_, off)])
        self._off = frozenset(off)
        off.update([id_ for id_, state in states.items() if state is not _STARTED])
        self.open = left = {id_: m for id_, m in trail.milestones.items() if id_ not in off}
        self._through: dict[str, int] = {}
        self.running = {id_ for id_, state in states.items() if state is _STARTED}
        self.running.update([m.id for m in trail.under_way if m.id in left])
        in_step = [m for m in trail.under_way_in_step if marks.get(m.step) is _STARTED]
        self.running.update([m.id for m in in_step if m.id in left])
        self._past = {m.id for m in trail.dated if m.id in left and self._is_past(m)}
        """What is under way though its last date has gone by: nothing waits for it any more."""

    def blockers(self, milestone: Milestone) -> tuple[Milestone, ...]:
        """The open milestones to be settled first. One that is not for the member's stage blocks nothing."""
        before, left = self.trail.before.get(milestone.id), self.open
        if before is None or milestone.id not in left:
            return ()
        return tuple([left[one] for one in before if one in left and one not in self._past])

    def opens(self, milestone: Milestone) -> tuple[Milestone, ...]:
        """The open milestones that wait for this one."""
        if milestone.id not in self.open:
            return ()
        return tuple([m for m in self.trail.following.get(milestone.id, ()) if m.id in self.open])

    def available(self) -> list[Milestone]:
        """The open milestones that wait for nothing."""
        following, left = self.trail.following, self.open
        before = (left.keys() & following.keys()) - self._past
        waiting = {m.id for id_ in before for m in following[id_]}
        return [m for id_, m in left.items() if id_ not in waiting]

    @cached_property
    def milestones(self) -> list[Milestone]:
        """What is on the path, whatever was said of it."""
        return [m for id_, m in self.trail.milestones.items() if id_ not in self._off]

    @property
    def total(self) -> int:
        """How many are on the path, without those marked as not for the member."""
        on = len(self.trail.milestones) - len(self._off)
        return on - sum([state is _NOT_FOR_ME for state in self.states.values()])

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum([state is _DONE for state in self.states.values()])

    @cached_property
    def spoken_of(self) -> int:
        """How many milestones the member said something of, one by one."""
        return sum([item in self.trail.milestones for item in self.standing.marks])

    def runs(self, milestone: Milestone) -> bool:
        """Whether the member said that they are at it, so that something else can be next."""
        return milestone.id in self.running

    def under_way_by(self, way: Way) -> list[Milestone]:
        """What the member is at, of what is done in one way."""
        return [m for m in self.open.values() if m.way is way and self.runs(m)]

    def shared_aims(self, milestone: Milestone) -> list[str]:
        """What the member aims at and a milestone is for, by id."""
        if not self.aims:
            return []
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

    @property
    def has_graduated(self) -> bool:
        """Whether the member studies, by what they said, and the year in which they graduate is over."""
        return self.final_year is not None and self.stage in _STUDYING and self.now >= self.final_year[1]

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
        if milestone.id not in self._through:
            before = max(map(self.weeks_through, self.blockers(milestone)), default=0)
            self._through[milestone.id] = before + self.weeks(milestone)
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
                waiting += self.blockers(milestone)
        return [m for m in self.open.values() if m.id in needed]

    @cached_property
    def _beyond(self) -> dict[str, int]:
        needed = {m.id for m in self.required}
        beyond: dict[str, int] = {}
        for milestone in reversed(self._blockers_first):
            if milestone.id in needed and (blockers := self.blockers(milestone)):
                chain = self.weeks(milestone) + beyond.get(milestone.id, 0)
                for before in blockers:
                    beyond[before.id] = max(beyond.get(before.id, 0), chain)
        return beyond

    def _falls(self, milestone: Milestone, off: Set[str]) -> bool:
        """Whether it is off the path by what the member said of other things; never once they spoke of it.

        Args:
            off: Of those before it among what may fall, which are off.
        """
        if milestone.id in self.states:
            return False
        if milestone.only_for and self.aims.isdisjoint(milestone.only_for):
            return True
        if milestone.not_for and not self.aims.isdisjoint(milestone.not_for):
            return True
        for other in milestone.unless:
            if self.states.get(other) is _DONE:
                return True
        for whole in milestone.needs:
            if whole in off or self.states.get(whole) is _NOT_FOR_ME:
                return True
        return self.final_year is not None and self._is_over(milestone, *self.final_year)

    def _is_idle(self, whole: str, off: Set[str]) -> bool:
        """Whether all that it prepares is off the path, and some of it because its last date has gone by."""
        parts = self.trail.parts[whole]
        return (
            whole not in self.states
            and all(part.id in off for part in parts)
            and any(self.final_year is not None and self._is_over(part, *self.final_year) for part in parts)
        )

    def _is_past(self, milestone: Milestone) -> bool:
        """Whether it is under way, and the last of its dates in the member's studies has gone by."""
        return (
            self.final_year is not None
            and milestone.id in self.running
            and self._is_over(milestone, *self.final_year)
        )

    def _is_over(self, milestone: Milestone, begins: datetime, ends: datetime) -> bool:
        """Whether its part of the member's studies is over, or the last of its dates is past."""
        if self.stage is None or self.stage not in milestone.years:
            return False
        if not self.is_final(milestone):
            return self.now >= begins
        return milestone.anchor is not None and milestone.anchor.next_after(max(self.now, begins)) > ends

    @cached_property
    def _blockers_first(self) -> list[Milestone]:
        ordered: dict[str, Milestone] = {}

        def visit(milestone: Milestone) -> None:
            for before in self.blockers(milestone):
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
