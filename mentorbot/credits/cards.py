"""The words around credits.

Buttons name a goal by its id, ``credits:status:12``, and an entry by its goal's and its own,
``credits:edit:12:345``. Beside these are ``entries`` (a goal and a page), ``entry`` (a drop-down), ``add``
and ``save`` (forms), ``log``, ``delete``, ``delete_confirm``, ``drop``, ``drop_confirm``, ``remind``,
``quiet`` and ``pick`` (a drop-down of goals).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    ChoiceField,
    Form,
    Image,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    moment,
)
from mentorbot.credits import picture
from mentorbot.credits.credential import Credential, amount_of, hours, with_unit
from mentorbot.credits.hooks import GapFiller
from mentorbot.credits.rule import Count, Tally
from mentorbot.credits.standing import EntryView, GoalView, Standing, Stands, Status
from mentorbot.guide.cards import sources_line
from mentorbot.members.cards import day_of, noon_of
from mentorbot.members.service import MemberView

MOST_FILLERS: Final = 3
SHOWN_TITLE: Final = 80
MOST_DAY: Final = 60
"""Letters of a day that is typed."""


def found_card(status: Status) -> Card:
    """The answer to /credits status."""
    if status.goal is None:
        return no_goal_card()
    if status.stands is None:
        return ruleless_card(status.standing, status.goal)
    return status_card(status.stands, fillers=status.fillers)


def status_card(stands: Stands, said: str | None = None, fillers: Sequence[GapFiller] = ()) -> Card:
    """What counts, what does not and why, and what is missing by when; as a picture and as text.

    Args:
        said: What has just been done, if this is the answer to that.
        fillers: What would fill the gap, best first.
    """
    goal, credential, counted = stands.goal, stands.credential, stands.count
    member = stands.standing.member
    drawn = picture.draw_picture(counted, dark=member is not None and member.dark)
    image = Image(drawn, "credits.png", _alt(credential, counted), told=True)
    blocks: list[Block] = [Section(said)] if said else []
    if goal.ends_on < stands.standing.today():
        blocks.append(
            Section("**This cycle is over.** `/credits goal` begins the next one; your entries stay.")
        )
    blocks += [summary(stands), image]
    blocks.append(Section("\n".join(_line(tally) for tally in counted.tallies.values())))
    blocks += _fillers(fillers)
    blocks += _notes(goal, credential)
    blocks += _buttons(stands)
    accent = Accent.GOOD if counted.complete else Accent.NEXT
    return Card(f"Your {credential.name}", tuple(blocks), accent, sources_line(credential.sources))


def goal_card(stands: Stands) -> Card:
    """The answer to /credits goal."""
    word = "is your goal now" if stands.new else "has its new dates"
    said = f"**{stands.credential.name}** {word}. `/credits log` writes down what you earn."
    return status_card(stands, "\n".join((said, *stands.notes)))


def logged_card(stands: Stands) -> Card:
    """The answer to /credits log: what of it counts, and how things stand now."""
    return status_card(stands, _entry_said(stands, "Logged"))


def changed_card(stands: Stands) -> Card:
    """The answer to a correction."""
    return status_card(stands, _entry_said(stands, "Corrected"))


def removed_card(stands: Stands) -> Card:
    """The answer to deleting an entry."""
    title = escape(fit(stands.entry.title, SHOWN_TITLE)) if stands.entry else "The entry"
    return status_card(stands, f"Deleted: {title}")


def no_goal_card() -> Card:
    """For a member who keeps no credential yet."""
    return Card(
        "No credential yet",
        (
            Section(
                "Say which credential you keep, or work towards, and when your cycle ends. After that I "
                "count what you log by its rule, and tell you in time what is missing."
            ),
            Actions((Action("Choose it", "credits:begin", style=Style.PRIMARY),)),
        ),
        Accent.NEXT,
    )


def goal_form(credentials: Iterable[Credential], standing: Standing) -> Form:
    """Which credential is kept, and its cycle; the one aimed at is chosen already. ``credits:keep:``."""
    aim = standing.member.credential if standing.member else None
    options = tuple(
        Option(
            fit(f"{one.name} · {one.title}", limits.OPTION_LABEL), one.id, chosen=aim in {one.id, one.page}
        )
        for one in credentials
    )
    expires = TextField(
        "expires",
        "When does your cycle end?",
        hint="Left empty, it is counted from when you were certified, or as the credential has it.",
        placeholder="December 31 2027",
        most=MOST_DAY,
    )
    started = TextField(
        "started", "When were you certified, or last renewed?", placeholder="March 1 2024", most=MOST_DAY
    )
    chosen = ChoiceField("credential", "Which credential?", options[: limits.OPTIONS])
    return Form("credits:keep:", "The credential you keep", (chosen, expires, started))


def ruleless_card(standing: Standing, goal: GoalView) -> Card:
    """For a goal whose credential is not in the content any more."""
    blocks: list[Block] = [
        Section(
            "The rule of this credential is no longer among those I know, so I cannot count by it. "
            "`/credits export` gives you all that you logged."
        ),
        Actions((_drop(goal),)),
    ]
    blocks += _others(standing, goal)
    return Card("A credential without a rule", tuple(blocks), Accent.CARE)


def reminded_card(stands: Stands) -> Card:
    """After reminders were turned on or off."""
    if stands.goal.reminded:
        said = "You will hear from me 12, 6, 3 and 1 months before the end, if you are behind then."
    else:
        said = f"No more reminders about your {stands.credential.name}."
    return status_card(stands, said)


def confirm_drop_card(goal: GoalView, credential: Credential | None) -> Card:
    """The question before a goal is removed."""
    name = credential.name if credential else "this credential"
    count = len(goal.entries)
    what = "" if not count else f" and the {count} {'entry' if count == 1 else 'entries'} logged for it"
    return Card(
        f"Remove {name}?",
        (
            Section(
                f"The goal{what} will be deleted. "
                "It cannot be undone; `/credits export` gives you a copy first."
            ),
            Actions(
                (
                    Action("Remove it", f"credits:drop_confirm:{goal.id}", style=Style.DANGER),
                    Action("Keep it", f"credits:status:{goal.id}"),
                )
            ),
        ),
        Accent.CARE,
    )


def dropped_card() -> Card:
    """After a goal was removed."""
    return Card("Removed", (Section("The goal and what was logged for it are gone."),), Accent.GOOD)


def nudge_card(member: MemberView, goal: GoalView, credential: Credential, counted: Count) -> Card:
    """What is sent when somebody is behind."""
    blocks: list[Block] = [
        Section(_headline(member, goal, credential, counted)),
        Section(credential.cycle.deadline),
        *_unverified(credential),
        Actions(
            (
                Action("Show where I stand", f"credits:status:{goal.id}", style=Style.PRIMARY),
                Action("Log credits", f"credits:log:{goal.id}"),
                Action("No more of these", f"credits:quiet:{goal.id}"),
            )
        ),
    ]
    return Card(f"Your {credential.name} cycle", tuple(blocks), Accent.CARE)


def summary(stands: Stands) -> Section:
    """What is missing by when, in a sentence."""
    return Section(_headline(member_of(stands.standing), stands.goal, stands.credential, stands.count))


def _headline(member: MemberView, goal: GoalView, credential: Credential, counted: Count) -> str:
    end = f"{day_of(goal.ends_on, member)} ({moment(noon_of(goal.ends_on, member), 'R')})"
    if counted.complete:
        return f"Everything is there for this cycle of your {credential.name}, which ends {end}. Well done!"
    missing = [
        f"**{amount_of(tally.missing, tally.group.unit or '')}**"
        + (f" ({tally.group.name})" if len(counted.parts) > 1 else "")
        for tally in counted.tallies.values()
        if tally.missing and not tally.depth
    ]
    words = f"Still missing: {' and '.join(missing)}, by {end}."
    needs = [
        f"{hours(tally.missing)} {tally.group.label}"
        for tally in counted.tallies.values()
        if tally.missing and tally.depth and tally.group.least
    ]
    return f"{words}\nAmong that must be {', '.join(needs)}." if needs else words


def _line(tally: Tally) -> str:
    group = tally.group
    sign = "✓" if group.least and not tally.missing else "○" if group.least else "·"
    indent = "\u2003" * tally.depth
    name = f"**{group.name}**" if tally.depth == 0 else group.name
    line = f"{indent}{sign} {name}: {with_unit(picture.measure(tally), group.unit or '')}"
    if tally.missing and group.least:
        line += f", {hours(tally.missing)} missing"
    if tally.over:
        why = "over the maximum, not counted" if tally.counted == group.most else "not counted"
        line += f"; {hours(tally.over)} {why}"
    return line


def _alt(credential: Credential, counted: Count) -> str:
    words = [f"Credits for {credential.name}."]
    for tally in counted.tallies.values():
        over = f", {hours(tally.over)} more do not count" if tally.over else ""
        missing = f", {hours(tally.missing)} missing" if tally.missing and tally.group.least else ""
        words.append(f"{tally.group.name}: {picture.measure(tally)}{missing}{over}.")
    return fit(" ".join(words), limits.IMAGE_ALT)


def _fillers(found: Sequence[GapFiller]) -> Iterator[Block]:
    for place, one in enumerate(found[:MOST_FILLERS]):
        words = f"**{escape(fit(one.title, SHOWN_TITLE))}** · {moment(one.starts_at, 'D')}"
        words += f" · {hours(one.quarters)} of what is missing"
        heading = None if place else "What would fill the gap"
        yield Section(words, heading, Action("Look", one.action))


def _notes(goal: GoalView, credential: Credential) -> Iterator[Block]:
    outside = len(goal.entries) - len(goal.within())
    if outside:
        many = "entry lies" if outside == 1 else "entries lie"
        yield Section(
            f"{outside} {many} outside of this cycle and {'is' if outside == 1 else 'are'} not counted."
        )
    asked = credential.asked(goal.starts_on)
    if asked != credential.parts:
        yield Section("You joined this cycle after it began, so the rule asks for less than the whole of it.")
    note = f"\n{credential.note}" if credential.note else ""
    yield Section(f"{credential.cycle.deadline}{note}")
    yield from _unverified(credential)


def _unverified(credential: Credential) -> Iterator[Block]:
    if not credential.verified:
        yield Section(
            f"**This rule is not verified.** Its figures are old or from second hand: check with "
            f"{credential.body} before you rely on them."
        )


def _buttons(stands: Stands) -> Iterator[Block]:
    goal = stands.goal
    reminders = (
        Action("Stop reminders", f"credits:quiet:{goal.id}")
        if goal.reminded
        else Action("Remind me when behind", f"credits:remind:{goal.id}")
    )
    yield Actions(
        (
            log_action(goal),
            Action("Entries", f"credits:entries:{goal.id}:1"),
            Action("The credential", f"guide:page:{stands.credential.page}:1"),
            reminders,
            _drop(goal),
        )
    )
    yield from _others(stands.standing, goal)


def _others(standing: Standing, goal: GoalView) -> Iterator[Block]:
    if len(standing.goals) > 1:
        options = tuple(
            Option(one.credential.upper(), str(one.id), f"Ends {one.ends_on}", chosen=one.id == goal.id)
            for one in standing.goals
        )
        yield Choice("credits:pick", "Another credential", options)


def _entry_said(stands: Stands, word: str) -> str:
    entry, credential = stands.entry, stands.credential
    if entry is None:
        return word
    verdict = stands.count.verdicts[entry.id]
    unit = credential.units[entry.type]
    title, much = escape(fit(entry.title, SHOWN_TITLE)), amount_of(entry.quarters, unit)
    words = f"{word}: **{title}**, {much}, {_on(stands, entry)}."
    if verdict.cap is not None:
        counts = "counts" if hours(verdict.counted) == "1" else "count"
        what = (
            f"{amount_of(verdict.counted, unit)} of it {counts}" if verdict.counted else "None of it counts"
        )
        most = amount_of(verdict.cap.most or 0, unit)
        words += f" {what}: no more than {most} of {verdict.cap.name} can, and that is full."
    return words


def _on(stands: Stands, entry: EntryView) -> str:
    today = entry.day == stands.standing.today()
    return "today" if today else f"on {day_of(entry.day, member_of(stands.standing))}"


def log_action(goal: GoalView) -> Action:
    """The button that opens the form."""
    return Action("Log credits", f"credits:log:{goal.id}", style=Style.PRIMARY)


def _drop(goal: GoalView) -> Action:
    return Action("Remove", f"credits:drop:{goal.id}", style=Style.DANGER)


def member_of(standing: Standing) -> MemberView:
    """The member of somebody who has goals."""
    if standing.member is None:
        raise RuntimeError("only members have goals")
    return standing.member
