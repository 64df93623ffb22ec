"""The words around credits.

Buttons name a goal by its id, ``credits:status:12``, and an entry by its goal's and its own,
``credits:edit:12:345``. Beside these are ``entries`` (a goal and a page), ``entry`` (a drop-down), ``add``
and ``save`` (forms), ``log``, ``delete``, ``delete_confirm``, ``drop``, ``drop_confirm``, ``remind``,
``quiet`` and ``pick`` (a drop-down of goals).
"""

from collections.abc import Iterator
from typing import Final

from mentorbot.cards import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    ChoiceField,
    DateField,
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
from mentorbot.credits.credential import Credential, hours
from mentorbot.credits.models import MOST_PROOF, MOST_TITLE
from mentorbot.credits.rule import Count, Tally
from mentorbot.credits.standing import EntryView, GoalView, Standing, Stands
from mentorbot.guide.cards import sources_line
from mentorbot.members.cards import day_of, noon_of
from mentorbot.members.service import MemberView

PAGE: Final = 10
"""Entries on one page of their list."""

_SHOWN_TITLE: Final = 80


def status_card(stands: Stands, said: str | None = None) -> Card:
    """What counts, what does not and why, and what is missing by when; as a picture and as text.

    Args:
        said: What has just been done, if this is the answer to that.
    """
    goal, credential, counted = stands.goal, stands.credential, stands.count
    member = _member(stands.standing)
    image = Image(picture.draw(counted), "credits.png", _alt(credential, counted))
    blocks: list[Block] = [Section(said)] if said else []
    blocks += [Section(_headline(member, goal, credential, counted)), image]
    blocks.append(Section("\n".join(_line(tally) for tally in counted.tallies.values())))
    blocks += _notes(goal, credential)
    blocks += _buttons(stands)
    accent = Accent.GOOD if counted.complete else Accent.NEXT
    return Card(f"Your {credential.name}", tuple(blocks), accent, sources_line(credential.sources))


def goal_card(stands: Stands) -> Card:
    """The answer to /credits goal."""
    word = "is your goal now" if stands.new else "has its new dates"
    said = f"**{stands.credential.name}** {word}. `/credits log` writes down what you earn."
    return status_card(stands, said)


def logged_card(stands: Stands) -> Card:
    """The answer to /credits log: what of it counts, and how things stand now."""
    return status_card(stands, _entry_said(stands, "Logged"))


def changed_card(stands: Stands) -> Card:
    """The answer to a correction."""
    return status_card(stands, _entry_said(stands, "Corrected"))


def removed_card(stands: Stands) -> Card:
    """The answer to deleting an entry."""
    title = escape(fit(stands.entry.title, _SHOWN_TITLE)) if stands.entry else "The entry"
    return status_card(stands, f"Deleted: {title}")


def no_goal_card() -> Card:
    """For a member who keeps no credential yet."""
    return Card(
        "No credential yet",
        (
            Section(
                "`/credits goal` asks which credential you keep and when your cycle ends. After that I count "
                "what you log by its rule, and tell you in time what is missing."
            ),
        ),
        Accent.NEXT,
    )


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


def entries_card(stands: Stands, page: int) -> Card:
    """What was logged for a goal, the latest first, to be looked at, corrected or deleted.

    Args:
        page: From 1; one that is not there means the nearest that is.
    """
    goal, credential = stands.goal, stands.credential
    latest = goal.entries[::-1]
    if not latest:
        words = "Nothing is logged yet. `/credits log` writes down the first."
        return Card(f"Entries for {credential.name}", (Section(words), Actions((_log(goal), _back(goal)))))
    last = (len(latest) + PAGE - 1) // PAGE
    page = min(max(page, 1), last)
    shown = latest[(page - 1) * PAGE : page * PAGE]
    lines = "\n".join(_entry_line(stands, entry) for entry in shown)
    options = tuple(
        Option(
            fit(entry.title, limits.OPTION_LABEL),
            f"{goal.id}:{entry.id}",
            f"{entry.day} · {hours(entry.quarters)} · {_type_name(credential, entry)}",
        )
        for entry in shown
    )
    turn = []
    if page > 1:
        turn.append(Action("◀ Newer", f"credits:entries:{goal.id}:{page - 1}"))
    if page < last:
        turn.append(Action("Older ▶", f"credits:entries:{goal.id}:{page + 1}"))
    footer = f"Page {page} of {last}" if last > 1 else None
    blocks = (
        Section(lines),
        Choice("credits:entry", "Look at one, to correct or delete it", options),
        Actions((*turn, _log(goal), _back(goal))),
    )
    return Card(f"Entries for {credential.name}", blocks, footer=footer)


def entry_card(stands: Stands, entry: EntryView) -> Card:
    """One entry, with what can be done with it."""
    goal = stands.goal
    about = f"{goal.id}:{entry.id}"
    actions = [
        Action("Correct it", f"credits:edit:{about}", style=Style.PRIMARY),
        Action("Delete it", f"credits:delete:{about}", style=Style.DANGER),
        Action("◀ All entries", f"credits:entries:{goal.id}:1"),
    ]
    if entry.proof:
        actions.insert(2, Action("Open the proof", url=entry.proof))
    blocks = (Section(_entry_line(stands, entry)), Actions(tuple(actions)))
    return Card(f"An entry for {stands.credential.name}", blocks)


def confirm_delete_card(stands: Stands, entry: EntryView) -> Card:
    """The question before an entry is deleted."""
    about = f"{stands.goal.id}:{entry.id}"
    return Card(
        "Delete this entry?",
        (
            Section(_entry_line(stands, entry)),
            Actions(
                (
                    Action("Delete it", f"credits:delete_confirm:{about}", style=Style.DANGER),
                    Action("Keep it", f"credits:entries:{stands.goal.id}:1"),
                )
            ),
        ),
        Accent.CARE,
    )


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


def entry_form(credential: Credential, goal: GoalView, entry: EntryView | None = None) -> Form:
    """What to fill in for an entry, filled in with what there is of it."""
    options = tuple(
        Option(fit(type_.name, limits.OPTION_LABEL), type_.id, type_.hint, chosen=_is(entry, type_.id))
        for type_ in credential.types.values()
    )
    return Form(
        id=f"credits:save:{goal.id}:{entry.id}" if entry else f"credits:add:{goal.id}",
        title="Correct the entry" if entry else f"Log for {credential.name}",
        fields=(
            TextField(
                "title",
                "What was it?",
                value=entry.title if entry else None,
                placeholder="For example: Congress on Healthcare Leadership",
                required=True,
                most=MOST_TITLE,
            ),
            TextField(
                "hours",
                "How much?",
                hint="In quarters: 1, 1.5 or 0.75, for example.",
                value=hours(entry.quarters) if entry else None,
                required=True,
                most=10,
            ),
            ChoiceField("type", "Of which type?", options[: limits.OPTIONS]),
            DateField(
                "day",
                "When?",
                hint="Left empty, it was today.",
                value=entry.day.isoformat() if entry else None,
            ),
            TextField(
                "proof",
                "A link to the proof",
                hint="Starts with https://. You can leave it empty.",
                value=entry.proof if entry else None,
                most=MOST_PROOF,
            ),
        ),
    )


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


def _headline(member: MemberView, goal: GoalView, credential: Credential, counted: Count) -> str:
    end = f"{day_of(goal.ends_on, member)} ({moment(noon_of(goal.ends_on, member), 'R')})"
    if counted.complete:
        return f"Everything is there for this cycle of your {credential.name}, which ends {end}. Well done!"
    missing = [
        f"**{hours(counted.missing[part.id])} {part.unit}**"
        for part in counted.parts
        if counted.missing[part.id]
    ]
    words = f"Still missing: {' and '.join(missing)}, by {end}."
    needs = [
        f"{hours(tally.missing)} {tally.group.label}"
        for tally in counted.tallies.values()
        if tally.missing and tally.depth
    ]
    return f"{words}\nAmong that must be {', '.join(needs)}." if needs else words


def _line(tally: Tally) -> str:
    group = tally.group
    sign = "✓" if group.least and not tally.missing else "○" if group.least else "·"
    indent = "\u2003" * tally.depth
    name = f"**{group.name}**" if tally.depth == 0 else group.name
    unit = f" {group.unit}" if group.unit else ""
    line = f"{indent}{sign} {name}: {picture.measure(tally)}{unit}"
    if tally.missing:
        line += f", {hours(tally.missing)} missing"
    if tally.over:
        line += f"; {hours(tally.over)} over the maximum, not counted"
    return line


def _alt(credential: Credential, counted: Count) -> str:
    words = [f"Credits for {credential.name}."]
    for tally in counted.tallies.values():
        over = f", {hours(tally.over)} more do not count" if tally.over else ""
        missing = f", {hours(tally.missing)} missing" if tally.missing else ""
        words.append(f"{tally.group.name}: {picture.measure(tally)}{missing}{over}.")
    return fit(" ".join(words), limits.IMAGE_ALT)


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
            _log(goal),
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
    words = f"{word}: **{escape(fit(entry.title, _SHOWN_TITLE))}**, {hours(entry.quarters)} {unit}."
    if verdict.cap is not None:
        most = hours(verdict.cap.most or 0)
        what = "None of it counts" if not verdict.counted else f"{hours(verdict.counted)} of it count"
        words += f" {what}: at most {most} {unit} of {verdict.cap.name} do, and they are full."
    return words


def _entry_line(stands: Stands, entry: EntryView) -> str:
    member = _member(stands.standing)
    title = escape(fit(entry.title, _SHOWN_TITLE))
    line = f"{day_of(entry.day, member)} · **{title}** · {hours(entry.quarters)}"
    line += f" · {_type_name(stands.credential, entry)}"
    verdict = stands.count.verdicts.get(entry.id)
    if verdict is None:
        return f"{line} · outside of this cycle"
    if verdict.counted < entry.quarters:
        return f"{line} · {hours(verdict.counted)} of it count"
    return line


def _type_name(credential: Credential, entry: EntryView) -> str:
    type_ = credential.types.get(entry.type)
    return type_.label if type_ else "a type the rule no longer has"


def _is(entry: EntryView | None, type_: str) -> bool:
    return entry is not None and entry.type == type_


def _log(goal: GoalView) -> Action:
    return Action("Log credits", f"credits:log:{goal.id}", style=Style.PRIMARY)


def _back(goal: GoalView) -> Action:
    return Action("◀ Where I stand", f"credits:status:{goal.id}")


def _drop(goal: GoalView) -> Action:
    return Action("Remove", f"credits:drop:{goal.id}", style=Style.DANGER)


def _member(standing: Standing) -> MemberView:
    if standing.member is None:
        raise RuntimeError("only members have goals")
    return standing.member
