"""The words around single entries: their list, one of them, and the form to fill in.

Buttons are described in cards.
"""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Form,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    paged,
)
from mentorbot.credits.cards import SHOWN_TITLE, log_action, member_of
from mentorbot.credits.credential import MOST_PROOF, MOST_TITLE, Credential, hours
from mentorbot.credits.proofs import Proof, name_to_send
from mentorbot.credits.standing import EntryView, GoalView, Stands
from mentorbot.members.cards import day_of

NO_FILE: Final = "No certificate is kept with it. `/credits proof` adds one."
PAGE: Final = 10
"""Entries on one page of their list."""


def entries_card(stands: Stands, page: int) -> Card:
    """What was logged for a goal, the latest first, to be looked at, corrected or deleted.

    Args:
        page: From 1; one that is not there means the nearest that is.
    """
    goal, credential = stands.goal, stands.credential
    latest = goal.entries[::-1]
    if not latest:
        words = "Nothing is logged yet. `/credits log` writes down the first."
        return Card(
            f"Entries for {credential.name}", (Section(words), Actions((log_action(goal), _back(goal))))
        )
    part = paged(latest, page, PAGE)
    lines = "\n".join(_entry_line(stands, entry) for entry in part.items)
    options = tuple(
        Option(
            fit(entry.title, limits.OPTION_LABEL),
            f"{goal.id}:{entry.id}",
            f"{entry.day} · {hours(entry.quarters)} · {_type_name(credential, entry)}",
        )
        for entry in part.items
    )
    turn = part.turns(f"credits:entries:{goal.id}", "◀ Newer", "Older ▶")
    blocks = (
        Section(lines),
        Choice("credits:entry", "Look at one, to correct or delete it", options),
        Actions((*turn, log_action(goal), _back(goal))),
    )
    return Card(f"Entries for {credential.name}", blocks, footer=part.said or None)


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
    files = (
        (
            Action("Get the certificate", f"credits:file:{about}"),
            Action("Delete the certificate", f"credits:unfile:{about}"),
        )
        if entry.file
        else ()
    )
    kept = f"Certificate: {escape(entry.file)}" if entry.file else NO_FILE
    blocks: list[Block] = [Section(_entry_line(stands, entry)), Actions(tuple(actions)), Section(kept)]
    if files:
        blocks.append(Actions(files))
    return Card(f"An entry for {stands.credential.name}", tuple(blocks))


def proof_card(stands: Stands) -> Card:
    """After a file was kept with an entry, or is kept no more."""
    if stands.entry is None:
        raise RuntimeError("a proof is of an entry")
    return entry_card(stands, stands.entry)


def file_card(proof: Proof) -> Card:
    """The file of an entry."""
    return Card(
        "Your certificate", (Section(escape(proof.name)), Attachment(proof.data, name_to_send(proof.name)))
    )


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
                most=20,
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


def _entry_line(stands: Stands, entry: EntryView) -> str:
    member = member_of(stands.standing)
    title = escape(fit(entry.title, SHOWN_TITLE))
    line = f"{day_of(entry.day, member)} · **{title}** · {hours(entry.quarters)}"
    line += f" · {_type_name(stands.credential, entry)}"
    verdict = stands.count.verdicts.get(entry.id)
    if verdict is None:
        return f"{line} · outside of this cycle"
    if verdict.counted < entry.quarters:
        counts = "counts" if hours(verdict.counted) == "1" else "count"
        return f"{line} · {hours(verdict.counted)} of it {counts}"
    return line


def _type_name(credential: Credential, entry: EntryView) -> str:
    type_ = credential.types.get(entry.type)
    return type_.label if type_ else "a type the rule no longer has"


def _is(entry: EntryView | None, type_: str) -> bool:
    return entry is not None and entry.type == type_


def _back(goal: GoalView) -> Action:
    return Action("◀ Where I stand", f"credits:status:{goal.id}")
