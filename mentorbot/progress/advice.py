"""What to do next, and why: from what is stored, the guide and the calendar. Pure; words are in cards."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.guide.model import Guide, Milestone, Stage, Step
from mentorbot.progress.models import Mark
from mentorbot.progress.path import Path, Standing

MOST_ALTERNATIVES = 2
_AHEAD = timedelta(weeks=4)
"""A dated milestone comes first this long before one would have to begin it."""
_AHEAD_RUNNING = timedelta(weeks=2)
"""One that is already under way comes back this long before its date."""
_LAST_CALL = timedelta(days=3)
"""The last date that somebody can keep is told of until so shortly before, whatever is to be done for it."""


class Reason(StrEnum):
    """Why this one and not another."""

    DEADLINE = "deadline"
    PREPARES = "prepares"
    EARLY = "early"
    GOAL = "goal"
    FOR_GOAL = "for_goal"
    UNDER_WAY = "under_way"
    FIRST = "first"
    FOLLOWS = "follows"
    IN_ORDER = "in_order"
    OPTIONAL = "optional"
    AHEAD = "ahead"
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
        because: The milestone that the reason speaks of: what it prepares (PREPARES, FOR_GOAL), follows
            (FOLLOWS) or waits for (WAITS; never proposed, only looked at).
        aims: Ids of what the member aims at and this is a part of; of EARLY where they want to work.
        opens: What waits for it.
        graduation: The year in which the member graduates, where that decides when it is its time.
        final: It belongs to the member's final year.
        stage: The member's stage.
    """

    milestone: Milestone
    step: Step
    due: datetime | None
    reason: Reason
    because: Milestone | None = None
    aims: tuple[str, ...] = ()
    opens: tuple[Milestone, ...] = ()
    graduation: int | None = None
    final: bool = False
    stage: Stage | None = None


@dataclass(frozen=True)
class Advice:
    """The one thing to do next, with what surrounds it.

    Args:
        next: None only if ``finished``.
        done: How many milestones of the member's path they have done.
        total: How many are on it, without those marked as not for them.
        path: What it was decided by.
        calendar: The dates on it.
    """

    next: Pick | None
    finished: bool
    enrolled: bool
    target: Target
    done: int
    total: int
    path: Path = field(compare=False, repr=False)
    calendar: "Calendar" = field(compare=False, repr=False)

    @property
    def stage(self) -> Stage | None:
        """The member's stage."""
        return self.path.stage

    @cached_property
    def alternatives(self) -> tuple[Pick, ...]:
        """What else could be done, best first; found when asked for, since most are shown the next alone."""
        ranked = sorted(self.path.available(), key=self.calendar.rank)
        return tuple(map(self.calendar.pick, _find_others(self.path, ranked)))

    @cached_property
    def running(self) -> tuple[Milestone, ...]:
        """What goes on meanwhile."""
        first = self.next.milestone if self.next else None
        return tuple(m for id_, m in self.path.open.items() if id_ in self.path.running and m is not first)


def choose_next(guide: Guide, standing: Standing, now: datetime) -> Advice:
    """Choose what the member should do next.

    What comes first: a date that draws near; what everybody should come to early, such as a mentor; what has
    to be done before such a date; the steps they are in; what they aim at; then the guide's order, what is
    optional, what is running already, and last what is for a later year.

    Args:
        guide: The guide in the member's language.
        standing: What is stored about them.
        now: Aware.
    """
    path = Path(guide, standing, now)
    calendar = Calendar(path, now)
    first = min(path.available(), key=calendar.rank, default=None)
    return Advice(
        next=calendar.pick(first) if first else None,
        finished=first is None,
        enrolled=standing.member is not None,
        target=calendar.target_state,
        done=path.done,
        total=path.total,
        path=path,
        calendar=calendar,
    )


def advise_on(guide: Guide, standing: Standing, milestone: Milestone, now: datetime) -> Pick:
    """What :func:`choose_next` would say of this milestone, whether or not it is the next.

    Args:
        now: Aware.
    """
    path = Path(guide, standing, now)
    return Calendar(path, now).pick(path.guide.milestone(milestone.id))


def _find_others(path: Path, ranked: list[Milestone]) -> list[Milestone]:
    """The best of the rest, from steps that are not shown already as long as there are any."""
    rest = [m for m in ranked[1:] if m.id not in path.running]
    shown = [*ranked[:1]]
    while rest and len(shown) <= MOST_ALTERNATIVES:
        steps = {m.step for m in shown}
        place = next((place for place, m in enumerate(rest) if m.step not in steps), 0)
        shown.append(rest.pop(place))
    return shown[1:]


_ORDER: Final = {
    Reason.DEADLINE: 0,
    Reason.EARLY: 1,
    Reason.PREPARES: 2,
    Reason.FIRST: 3,
    Reason.UNDER_WAY: 4,
    Reason.GOAL: 5,
    Reason.FOR_GOAL: 5,
    Reason.IN_ORDER: 6,
    Reason.OPTIONAL: 7,
    Reason.RUNNING: 8,
    Reason.AHEAD: 9,
}


class Calendar:
    """Dates for one member's path at one moment."""

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.now = now.astimezone(UTC)
        member = path.standing.member
        self.since = member.updated_at if member else self.now
        self.zone = ZoneInfo(member.time_zone) if member and member.target_date else UTC
        self.target = self._end_of(member.target_date) if member and member.target_date else None
        self._dates: dict[str, datetime] = {}
        self._urgent: dict[str, tuple[datetime, Milestone]] = {}
        self._goals: dict[str, Milestone] = {}
        self._begins: str | None = None
        self._steps = {item for item, mark in path.standing.marks.items() if mark is Mark.STARTED}
        if path.aims:
            for one in path.trail.first_for:
                if one.id in path.open and not path.aims.isdisjoint(one.first_for):
                    self._serve(one, one)
        # A date is only pressing for someone of whom we know that it is theirs.
        if member and member.stage:
            self._find_urgent()

    @property
    def target_state(self) -> Target:
        """How the target date and what is left agree."""
        if self.target is None:
            return Target.NONE
        if self.target <= self.now:
            return Target.PASSED
        longest = max((self.path.weeks_through(m) for m in self.path.required), default=0)
        return Target.FITS if self.now + timedelta(weeks=longest) <= self.target else Target.TIGHT

    def rank(self, milestone: Milestone) -> tuple[int, float, bool]:
        """What comes first sorts first; of what is equal, what comes first in the guide."""
        reason, _ = self._find_reason(milestone)
        within = 0.0
        if reason is Reason.EARLY:
            within = float(milestone.early or 0)
        elif milestone.id in self._urgent:
            within = self._urgent[milestone.id][0].timestamp()
        return _ORDER[reason], within, milestone.optional

    def pick(self, milestone: Milestone) -> Pick:
        """A milestone with what speaks for it."""
        reason, because = self._explain(milestone)
        step = self.path.guide.step(milestone.step)
        member = self.path.standing.member
        return Pick(
            milestone,
            step,
            self._due(milestone),
            reason,
            because,
            tuple(self.path.settings if reason is Reason.EARLY else self.path.shared_aims(milestone)),
            self.path.opens(milestone),
            member.graduation if member and member.stage in milestone.years else None,
            self.path.is_final(milestone),
            self.path.stage,
        )

    def _explain(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        """Why it is proposed, and because of what; or what it waits for."""
        if blockers := self.path.blockers(milestone):
            return Reason.WAITS, blockers[0]
        reason, because = self._find_reason(milestone)
        return self._turn(milestone) if reason is Reason.IN_ORDER else (reason, because)

    def _find_reason(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        """Why it is proposed, as far as it matters for what comes first, of what waits for nothing."""
        id_, path = milestone.id, self.path
        dated = self._urgent[id_][1] if id_ in self._urgent else None
        if dated is milestone:
            return Reason.DEADLINE, None
        runs = id_ in path.running
        if milestone.early is not None and path.spoken_of >= milestone.early - 1 and not runs:
            return Reason.EARLY, None
        if dated is not None:
            return Reason.PREPARES, dated
        return (Reason.RUNNING, None) if runs else self._choose(milestone)

    def _choose(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        """Why it is this one's turn when no date decides."""
        if self.path.is_ahead(milestone):
            return Reason.AHEAD, None
        if self._begins is None:
            self._begins = self._find_beginning(milestone)
        if milestone.id == self._begins:
            return Reason.FIRST, None
        if milestone.step in self._steps:
            return Reason.UNDER_WAY, None
        if milestone.id in self._goals:
            served = self._goals[milestone.id]
            return (Reason.GOAL, None) if served is milestone else (Reason.FOR_GOAL, served)
        return Reason.OPTIONAL if milestone.optional else Reason.IN_ORDER, None

    def _find_beginning(self, milestone: Milestone) -> str:
        """With what the path begins for somebody who has said nothing yet of what they do; "" for others.

        Args:
            milestone: With what, where nothing has to be done.
        """
        if self.path.spoken_of or Mark.STARTED in self.path.standing.marks.values():
            return ""
        possible = (m for m in self.path.available() if not m.optional and not self.path.runs(m))
        return next(possible, milestone).id

    def _serve(self, milestone: Milestone, goal: Milestone) -> None:
        """Bring what the member aims at forward, and what blocks it."""
        if milestone.id not in self._goals or milestone is goal:
            self._goals[milestone.id] = goal
            for before in self.path.blockers(milestone):
                self._serve(before, goal)

    def _turn(self, milestone: Milestone) -> tuple[Reason, Milestone | None]:
        """Why it is this one's turn when the order of the guide decides."""
        known, marks = self.path.guide.milestones, self.path.standing.marks
        for before in reversed(milestone.before):
            if marks.get(before) is Mark.DONE and before in known:
                return Reason.FOLLOWS, known[before]
        return Reason.IN_ORDER, None

    def _find_urgent(self) -> None:
        for milestone in self.path.trail.dated:
            if milestone.id not in self.path.open:
                continue
            date = self._date(milestone)
            if self._is_too_late(milestone, date):
                continue
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
            if self.path.final_year and self.path.is_final(milestone):
                earliest = max(earliest, self.path.final_year[0])
            date = milestone.anchor.next_after(earliest).astimezone(UTC)
            if self._is_too_late(milestone, date):
                # There is no other year: with effort, what usually takes weeks is done in days.
                soonest = max([self.now + _LAST_CALL, *(self._date(m) for m in before if m.anchor)])
                date = min(date, milestone.anchor.next_after(soonest).astimezone(UTC))
            self._dates[milestone.id] = date
        return self._dates[milestone.id]

    def _is_too_late(self, milestone: Milestone, date: datetime) -> bool:
        """Whether the next date that can be kept comes when the member has graduated long since."""
        year = self.path.final_year
        return year is not None and self.path.is_final(milestone) and date > year[1]

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
            date = self._date(milestone)
            return None if self._is_too_late(milestone, date) else date
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
