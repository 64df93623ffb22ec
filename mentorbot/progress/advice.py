"""What to do next, and why: from what is stored, the guide and the calendar. Pure; words are in cards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentorbot.guide.model import Guide, Milestone, Step
from mentorbot.progress.models import Mark
from mentorbot.progress.path import Path, Standing

MOST_ALTERNATIVES = 2
_AHEAD = timedelta(weeks=4)
"""A dated milestone comes first this long before one would have to begin it."""
_AHEAD_RUNNING = timedelta(weeks=2)
"""One that is already under way comes back this long before its date."""


class Reason(StrEnum):
    """Why this one and not another."""

    DEADLINE = "deadline"
    PREPARES = "prepares"
    UNDER_WAY = "under_way"
    FIRST = "first"
    FOLLOWS = "follows"
    IN_ORDER = "in_order"
    OPTIONAL = "optional"
    RUNNING = "running"
    WAITS = "waits"


class Target(StrEnum):
    """How the member's target date and what is left agree."""

    NONE = "none"
    FITS = "fits"
    TIGHT = "tight"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Pick:
    """A milestone that is proposed.

    Args:
        due: Aware, UTC. The calendar's date, or a share of the time to the target date; None without both.
        because: The milestone that the reason speaks of: what it prepares (PREPARES), follows (FOLLOWS) or
            waits for (WAITS; never proposed, only looked at).
    """

    milestone: Milestone
    step: Step
    due: datetime | None
    reason: Reason
    because: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """The one thing to do next, with what surrounds it.

    Args:
        next: None only if ``finished``.
        running: What goes on meanwhile.
        done: How many milestones of the member's path they have done.
        total: How many are on it, without those marked as not for them.
    """

    next: Pick | None
    alternatives: tuple[Pick, ...]
    running: tuple[Milestone, ...]
    finished: bool
    enrolled: bool
    target: Target
    done: int
    total: int


def choose_next(guide: Guide, standing: Standing, now: datetime) -> Advice:
    """Choose what the member should do next.

    What comes first: a date on the calendar that draws near (or what has to be done before it), then the
    steps they are in, then the guide's order, then what is optional, and last what is running already.

    Args:
        guide: The guide in the member's language.
        standing: What is stored about them.
        now: Aware.
    """
    path = Path(guide, standing)
    calendar = _Calendar(path, now)
    ranked = sorted(path.available(), key=calendar.rank)
    first = calendar.pick(ranked[0]) if ranked else None
    return Advice(
        next=first,
        alternatives=tuple(calendar.pick(m) for m in _others(path, ranked)),
        running=tuple(m for id_, m in path.open.items() if id_ in path.running and m is not ranked[0]),
        finished=first is None,
        enrolled=standing.member is not None,
        target=calendar.target_state,
        done=path.states.count(Mark.DONE),
        total=len(path.states) - path.states.count(Mark.NOT_FOR_ME),
    )


def advise_on(guide: Guide, standing: Standing, milestone: Milestone, now: datetime) -> Pick:
    """What :func:`choose_next` would say of this milestone, whether or not it is the next.

    Args:
        now: Aware.
    """
    return _Calendar(Path(guide, standing), now).pick(milestone)


def _others(path: Path, ranked: list[Milestone]) -> list[Milestone]:
    """The best of the rest, from steps that are not shown already as long as there are any."""
    rest = [m for m in ranked[1:] if m.id not in path.running]
    shown = [*ranked[:1]]
    while rest and len(shown) <= MOST_ALTERNATIVES:
        steps = {m.step for m in shown}
        place = next((place for place, m in enumerate(rest) if m.step not in steps), 0)
        shown.append(rest.pop(place))
    return shown[1:]


class _Calendar:
    """Dates for one member's path at one moment."""

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.now = now.astimezone(UTC)
        member = path.standing.member
        self.zone = ZoneInfo(member.time_zone) if member else UTC
        self.since = member.updated_at if member else self.now
        self.target = self._end_of(member.target_date) if member and member.target_date else None
        self._places = {id_: place for place, id_ in enumerate(path.guide.milestones)}
        self._dates: dict[str, datetime] = {}
        self._urgent: dict[str, tuple[datetime, Milestone]] = {}
        # A date is only pressing for someone of whom we know that it is theirs.
        if member and member.stage:
            self._find_urgent()

    @property
    def target_state(self) -> Target:
        if self.target is None:
            return Target.NONE
        if self.target <= self.now:
            return Target.PASSED
        longest = max((self.path.weeks_through(m) for m in self.path.required), default=0)
        return Target.FITS if self.now + timedelta(weeks=longest) <= self.target else Target.TIGHT

    def rank(self, milestone: Milestone) -> tuple[int, float, bool, int]:
        """What comes first sorts first."""
        group, due = 2, 0.0
        if milestone.id in self._urgent:
            group, due = 0, self._urgent[milestone.id][0].timestamp()
        elif self.path.runs(milestone):
            group = 4
        elif self.path.standing.marks.get(milestone.step) is Mark.STARTED:
            group = 1
        elif milestone.optional:
            group = 3
        return group, due, milestone.optional, self._places[milestone.id]

    def pick(self, milestone: Milestone) -> Pick:
        reason, because = self._reason(milestone)
        step = self.path.guide.step(milestone.step)
        return Pick(milestone, step, self._due(milestone), reason, because)

    def _reason(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        if blockers := self.path.blockers(milestone):
            return Reason.WAITS, blockers[0]
        if milestone.id in self._urgent:
            dated = self._urgent[milestone.id][1]
            return (Reason.DEADLINE, None) if dated is milestone else (Reason.PREPARES, dated)
        if self.path.runs(milestone):
            return Reason.RUNNING, None
        if self.path.standing.marks.get(milestone.step) is Mark.STARTED:
            return Reason.UNDER_WAY, None
        return (Reason.OPTIONAL, None) if milestone.optional else self._turn(milestone)

    def _turn(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        """Why it is this one's turn when the order of the guide decides."""
        known, marks = self.path.guide.milestones, self.path.standing.marks
        for before in reversed(milestone.after):
            if marks.get(before) is Mark.DONE and before in known:
                return Reason.FOLLOWS, known[before]
        nothing_yet = len(self.path.open) == len(self.path.milestones)
        first = nothing_yet and milestone is next(self.path.available(), None)
        return (Reason.FIRST if first else Reason.IN_ORDER), None

    def _find_urgent(self) -> None:
        for milestone in self.path.open.values():
            if milestone.anchor is None:
                continue
            date = self._date(milestone)
            lead = timedelta(weeks=self.path.weeks_through(milestone)) + _AHEAD
            if self.path.standing.marks.get(milestone.id) is Mark.STARTED:
                lead = _AHEAD_RUNNING
            if date - self.now <= lead:
                self._raise(milestone, milestone, date)

    def _raise(self, milestone: Milestone, dated: Milestone, date: datetime) -> None:
        """Bring it, and what blocks it, forward: each by when the rest can still be done after it."""
        due = date
        if milestone is not dated:
            whole, part = self.path.weeks_through(dated), self.path.weeks_through(milestone)
            share = (date - self.now) * (part / whole) if whole else date - self.now
            due = max(date - timedelta(weeks=whole - part), self.now + share)
        if milestone.id not in self._urgent or due < self._urgent[milestone.id][0]:
            self._urgent[milestone.id] = due, dated
        for before in self.path.blockers(milestone):
            # One with a date of its own comes forward when that is near.
            if before.anchor is None:
                self._raise(before, dated, date)

    def _date(self, milestone: Milestone) -> datetime:
        """The anchor's next date that can be kept: after those of what blocks it, and not all too soon."""
        if milestone.anchor is None:
            raise ValueError(f"{milestone.id} has no anchor")
        if milestone.id not in self._dates:
            before = self._before(milestone)
            weeks = max((self.path.weeks_through(m) for m in before), default=0)
            # A quarter of the usual time is the least that anyone could need for what comes first.
            earliest = self.now + timedelta(weeks=weeks) / 4
            earliest = max([earliest, *(self._date(m) for m in before if m.anchor)])
            self._dates[milestone.id] = milestone.anchor.next_after(earliest).astimezone(UTC)
        return self._dates[milestone.id]

    def _before(self, milestone: Milestone) -> list[Milestone]:
        found: dict[str, Milestone] = {}
        waiting = [*self.path.blockers(milestone)]
        while waiting:
            before = waiting.pop()
            if before.id not in found:
                found[before.id] = before
                waiting += self.path.blockers(before)
        return list(found.values())

    def _due(self, milestone: Milestone) -> datetime | None:
        if milestone.anchor is not None:
            return self._date(milestone)
        if milestone.id in self._urgent:
            return self._urgent[milestone.id][0]
        if self.target is None or self.target <= self.now:
            return None
        # Counted from the last mark, so that the date stands still while one works towards it.
        due = self._share(milestone, self.since)
        return due if due > self.now else self._share(milestone, self.now)

    def _share(self, milestone: Milestone, since: datetime) -> datetime:
        """By when, so that what is left is spread evenly over the time to the target date."""
        if self.target is None:
            raise ValueError("there is no target date to spread towards")
        weeks = self.path.weeks(milestone)
        latest = self.target - timedelta(weeks=self.path.weeks_beyond(milestone))
        if latest < self.now + timedelta(weeks=weeks):
            latest = self.target
        due = latest
        if not self.path.runs(milestone):
            whole = max(self.path.weeks_left, weeks) + (weeks if milestone.optional else 0)
            even = (self.target - since) * (weeks / whole)
            due = min(max(since + even, since + timedelta(weeks=weeks)), latest)
        return min(self._end_of(due.astimezone(self.zone).date()), self.target)

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)
