"""The words of planned milestones, of the weekly digest, and of quiet hours.

Buttons are ``reminders:plan`` with a milestone's id (opens the form ``planned``); ``reached`` and ``unplan``
with a member's id before it; ``digest_on``, ``digest_choose`` (opens the form ``digest_chosen``) and
``digest_off``; ``quiet_choose`` (opens the form ``quiet_chosen``) and ``quiet_off``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Form,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    moment,
)
from mentorbot.guide.cards import ESTIMATE
from mentorbot.guide.model import Guide, Milestone
from mentorbot.members.cards import day_of
from mentorbot.members.quiet_hours import QuietHours
from mentorbot.members.service import MemberView
from mentorbot.progress.advice import Advice
from mentorbot.reminders.digest import USUAL_HOUR, USUAL_WEEKDAY, DigestView
from mentorbot.reminders.plans import Proposed
from mentorbot.reminders.service import ReminderView
from mentorbot.times import zones
from mentorbot.times.when import MOST_TYPED
from mentorbot.times.words import WEEKDAYS

_MOST_TIME: Final = 20


def plan_form(proposed: Proposed) -> Form:
    """By when to have a milestone done, with the day that is proposed; of an estimate it says so."""
    milestone, day_ = proposed.milestone, proposed.day
    nudged = "A date, or plain words. I nudge you 14 days and 3 days before, and on the day."
    day = TextField(
        "day",
        "By which day?",
        f"This day is {ESTIMATE}." if proposed.estimate else nudged,
        day_.isoformat() if day_ else None,
        "2027-03-01 · end of next month · in 6 weeks",
        required=True,
        most=MOST_TYPED,
    )
    return Form(
        f"reminders:planned:{milestone.id}", fit(f"Plan: {milestone.title}", limits.FORM_TITLE), (day,)
    )


def planned_card(milestone: Milestone, member: MemberView, due_on: date, nudges: Sequence[datetime]) -> Card:
    """It has a day now.

    Args:
        nudges: When they will be nudged; none if the day is too near for any.
    """
    lines = "\n".join(f"- {moment(nudge, 'F')}" for nudge in nudges)
    return Card(
        "Planned",
        (
            Section(f"**{milestone.title}**, by {day_of(due_on, member)}.{_doubt(milestone, due_on)}"),
            Section(f"{lines}\nNone of them comes once it is done or not for you.", "I will nudge you"),
            Actions(
                (
                    Action("Another day", f"reminders:plan:{milestone.id}"),
                    _unplan(milestone, member, "Forget the plan"),
                )
            ),
        ),
        Accent.GOOD,
        footer="Nudges come in a direct message, and keep your quiet hours: `/remind quiet`.",
    )


def nudge_card(milestone: Milestone, member: MemberView, due_on: date) -> Card:
    """The nudge itself."""
    when = moment(_evening(due_on, member), "R")
    done = Action("Done", f"reminders:reached:{member.id}:{milestone.id}", style=Style.GOOD)
    return Card(
        milestone.title,
        (
            Section(f"You planned this for {day_of(due_on, member)} ({when}).{_doubt(milestone, due_on)}"),
            Section(milestone.done_when, "How to tell that it is done"),
            Actions((done, _unplan(milestone, member, "No more of these"))),
        ),
        Accent.NEXT,
        footer=f"It usually takes: {milestone.typical_time}. Another day: `/nextstep`, Plan it.",
    )


def unplanned_card(milestone: Milestone | None, *, was: bool) -> Card:
    """There are no nudges any more."""
    title = f"**{milestone.title}**" if milestone else "That milestone"
    words = f"{title} has no day any more, and I will not nudge you about it."
    return Card("Forgotten" if was else "Already so", (Section(words),), Accent.GOOD)


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest tells of.

    Args:
        planned: Days by milestone, the earliest first; all of them open.
        coming: Reminders of the week.
        near: What is near in the community: when, and what it is called, as it was typed.
        network: What to say of whom they met and could meet; empty for nothing.
    """

    advice: Advice
    planned: Mapping[str, date]
    coming: Sequence[ReminderView]
    near: Sequence[tuple[datetime, str]]
    network: str = ""


def digest_card(guide: Guide, member: MemberView, week: Week) -> Card:
    """The week ahead."""
    blocks: list[Block] = []
    if week.advice.next is None:
        blocks.append(Section("You have walked the whole path. Well done!", "Next"))
    else:
        following = week.advice.next.milestone
        takes = f"**{following.title}**\n{following.why}\nTakes: {following.typical_time}"
        blocks.append(Section(takes, "Next"))
    if week.planned:
        lines = [
            f"- {guide.milestones[item].title}: {day_of(day, member)}" for item, day in week.planned.items()
        ]
        blocks.append(Section("\n".join(lines), "What you planned"))
    if week.coming:
        lines = [f"- {moment(one.next_at, 'f')}: {escape(fit(one.what, 80))}" for one in week.coming]
        blocks.append(Section("\n".join(lines), "Your reminders"))
    if week.near:
        lines = [f"- {moment(when, 'f')}: {escape(fit(title, 80))}" for when, title in week.near]
        blocks.append(Section("\n".join(lines), "Near in your community"))
    if week.network:
        blocks.append(Section(week.network, "Your network"))
    blocks.append(Actions((Action("Turn the digest off", f"reminders:digest_off:{member.id}"),)))
    return Card(
        "Your week", tuple(blocks), Accent.NEXT, footer="More in your community: `/nextstep` and `/events`."
    )


def digest_setting_card(member: MemberView, view: DigestView | None) -> Card:
    """Whether there is a digest, and when; None if it is off."""
    zone = f"By {zones.label(member.time_zone)}. Another clock: `/start time_zone`."
    choose = Action("Another day or hour", "reminders:digest_choose")
    if view is None:
        on = f"Turn it on: {WEEKDAYS[USUAL_WEEKDAY]} {USUAL_HOUR}:00"
        return Card(
            "Weekly digest: off",
            (
                Section(
                    "Once a week, in a direct message: what is next for you, what is due, and what is near. "
                    "Nobody gets it who has not asked for it."
                ),
                Actions((Action(on, "reminders:digest_on", style=Style.PRIMARY), choose)),
            ),
            footer=zone,
        )
    words = f"Every {WEEKDAYS[view.weekday]} at {view.hour}:00. The next comes {moment(view.due_at, 'F')}."
    off = Action("Turn it off", f"reminders:digest_off:{member.id}")
    return Card("Weekly digest: on", (Section(words), Actions((choose, off))), Accent.GOOD, footer=zone)


def digest_form(view: DigestView | None) -> Form:
    """On which day, and at which hour; filled in as it is, or usually is."""
    weekday, hour = (view.weekday, view.hour) if view else (USUAL_WEEKDAY, USUAL_HOUR)
    days = tuple(Option(name, str(place), chosen=place == weekday) for place, name in enumerate(WEEKDAYS))
    at = TextField(
        "hour", "At which hour?", "On your own clock.", f"{hour}:00", "8am", required=True, most=_MOST_TIME
    )
    return Form(
        "reminders:digest_chosen", "Weekly digest", (ChoiceField("weekday", "On which day?", days), at)
    )


def digest_off_card(*, was: bool) -> Card:
    """No digest any more."""
    words = "You get no weekly digest any more. `/remind digest` turns it on again."
    return Card("Digest is off" if was else "It was off already", (Section(words),), Accent.GOOD)


def quiet_card(found: QuietHours) -> Card:
    """When the member wants no messages."""
    start, end = found.start, found.end
    zone = f"By {zones.label(found.member.time_zone)}. Another clock: `/start time_zone`."
    if start is None or end is None:
        words = "I may write to you at any hour. With quiet hours, what is due in them waits until they end."
        choose = Action("Choose quiet hours", "reminders:quiet_choose", style=Style.PRIMARY)
        return Card("Quiet hours: none", (Section(words), Actions((choose,))), footer=zone)
    words = (
        f"From {start:%H:%M} to {end:%H:%M} I write nothing to you by myself. What is due then comes when "
        "they end. A reminder at a time that you named, or put one off to, comes at that time."
    )
    actions = (
        Action("Other hours", "reminders:quiet_choose"),
        Action("No quiet hours", "reminders:quiet_off"),
    )
    return Card("Quiet hours", (Section(words), Actions(actions)), Accent.GOOD, footer=zone)


def quiet_form(found: QuietHours) -> Form:
    """From when to when; filled in as it is."""
    hint = "On your own clock, such as 10pm or 22:00."
    begin, over = f"{found.start or time(22):%H:%M}", f"{found.end or time(7):%H:%M}"
    return Form(
        "reminders:quiet_chosen",
        "Quiet hours",
        (
            TextField("from", "From", hint, begin, "22:00", required=True, most=_MOST_TIME),
            TextField("until", "Until", None, over, "07:00", required=True, most=_MOST_TIME),
        ),
    )


def _doubt(milestone: Milestone, due_on: date) -> str:
    """A warning, where the date that a milestone has by itself is not announced for that year."""
    anchor = milestone.anchor
    if anchor is None or anchor.known is None or any(day.year == due_on.year for day in anchor.known):
        return ""
    return f" {anchor.label} is {ESTIMATE}."


def _unplan(milestone: Milestone, member: MemberView, label: str) -> Action:
    return Action(label, f"reminders:unplan:{member.id}:{milestone.id}")


def _evening(day: date, member: MemberView) -> datetime:
    """The end of the day, so that "in 14 hours" is what one reads on it, and not "3 hours ago"."""
    return datetime.combine(day, time(23, 59), ZoneInfo(member.time_zone)).astimezone(UTC)
