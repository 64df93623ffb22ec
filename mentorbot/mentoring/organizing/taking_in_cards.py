"""The words around taking people in from a file.

Buttons: ``invite:all`` and ``invite:none`` with the number of a file; ``invite:yes`` and ``invite:no`` with
the id of an invitation.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Field,
    Fields,
    Section,
    Style,
    escape,
    fit,
    mention,
    number_of,
)
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import words
from mentorbot.mentoring.organizing.taking_in import InviteView, Preview
from mentorbot.mentoring.terms import MentorState, Role
from mentorbot.mentoring.vocabulary import name_topics

MOST_ERRORS: Final = 8
_SHOWN: Final = 5


def preview_card(found: Preview) -> Card:
    """Who would be invited by a file, and what is wrong with the rest, row by row."""
    good, bad = len(found.good), found.problems
    head = f"**{number_of(good, 'row')}** can be taken in, **{len(bad)}** cannot."
    lines = [head if bad else f"**{number_of(good, 'row')}**, with nothing wrong."]
    lines += [f"Row {one.row}: {escape(one.what)}" for one in bad[:MOST_ERRORS]]
    if len(bad) > MOST_ERRORS:
        lines.append(f"And {len(bad) - MOST_ERRORS} more; the file below has them all.")
    blocks: list[Block] = [Section("\n".join(lines))]
    blocks += [Section(_summary(one.user_id, one.said, found.role)) for one in found.good[:_SHOWN]]
    if good > _SHOWN:
        blocks.append(Section(f"And {good - _SHOWN} more like these."))
    if len(bad) > MOST_ERRORS:
        rows = "".join(f"Row {one.row}: {one.what}\n" for one in bad)
        blocks.append(Attachment(rows.encode(), "rows-to-mend.txt"))
    actions = [Action("Invite nobody", f"invite:none:{found.number}")]
    if good:
        invite = f"Invite {number_of(good, 'person', 'people')}"
        actions.insert(0, Action(invite, f"invite:all:{found.number}", style=Style.GOOD))
    blocks.append(Actions(tuple(actions)))
    called = "mentor" if found.role is Role.MENTOR else "mentee"
    footer = f"Each is asked whether they want to be a {called}; nobody is listed before they say yes."
    return Card("Your file", tuple(blocks), Accent.CARE if bad else Accent.NEXT, footer)


def invited_card(many: int, away: Sequence[str]) -> Card:
    """After people were invited.

    Args:
        away: Who is not in the community, by their ids.
    """
    said = f"{number_of(many, 'person is', 'people are')} asked now. Each is listed once they say yes."
    if away:
        some = ", ".join(escape(one) for one in away[:20])
        more = f", and {len(away) - 20} more" if len(away) > 20 else ""
        said += f"\nNot in this community, so not asked: {some}{more}."
    return Card("They are asked", (Section(said),), Accent.GOOD if many else Accent.CARE)


def nobody_card() -> Card:
    """After a file was left."""
    return Card("Nobody is invited", (Section("The file is gone, and nothing was changed."),))


def invite_card(found: InviteView) -> Card:
    """The question to somebody whether they want to be listed with what organizers have of them."""
    mentor = found.role is Role.MENTOR
    head = (
        "The organizers would like to list you as a mentor. This is what they have of you."
        if mentor
        else "The organizers would like to help you find a mentor. This is what they have of you."
    )
    then = "Is that right, and do you want it? Nobody sees it before you say yes."
    change = "You can change it afterwards: " + ("`/mentor join`." if mentor else "`/mentee profile`.")
    yes = "Yes, list me" if mentor else "Yes, that is what I look for"
    actions = (
        Action(yes, f"invite:yes:{found.id}", style=Style.GOOD),
        Action("No, thanks", f"invite:no:{found.id}"),
    )
    blocks = (Section(head), *_told(found.said, found.role), Section(f"{then} {change}"), Actions(actions))
    return Card("Would you mentor here?" if mentor else "A mentor for you?", blocks, Accent.NEXT)


def listed_card(role: Role, state: MentorState | None) -> Card:
    """After somebody said yes; ``state``: of a mentor."""
    if role is Role.MENTEE:
        find = Action("Find a mentor", "find:open", style=Style.PRIMARY)
        said = "It is kept. Now see who would fit you."
        return Card("Good", (Section(said), Actions((find,))), Accent.GOOD, "`/mentee profile` changes it.")
    said = "You are listed: mentees find you and can ask you. Thank you!"
    if state is MentorState.WAITING:
        said = "Thank you! An organizer looks at it now; you are told as soon as you are listed."
    return Card("You are a mentor", (Section(said),), Accent.GOOD, "`/mentor join` changes your profile.")


def declined_card() -> Card:
    """After somebody said no."""
    said = "That is fine: nothing was listed, and what the organizers had of you is deleted here."
    return Card("Not now", (Section(said),), footer="`/mentor join` and `/mentee profile` are always open.")


def _summary(user_id: str, said: Mapping[str, Any], role: Role) -> str:
    first = said["role"] if role is Role.MENTOR else said["goals"]
    topics = ", ".join(name_topics(said["topics"]))
    return f"{mention(user_id)} · {escape(fit(first, 100))}\n{escape(topics)}"


def _told(said: Mapping[str, Any], role: Role) -> list[Block]:
    fields = [
        Field(
            "Helps with" if role is Role.MENTOR else "Wants help with", ", ".join(name_topics(said["topics"]))
        ),
        Field("Speaks", ", ".join(words.LANGUAGES.get(one, one) for one in said["languages"] or ["en"])),
        Field("Where they work" if role is Role.MENTOR else "Now at", escape(said["organization"])),
    ]
    if role is Role.MENTEE:
        first = escape(said["goals"])
    else:
        place = ", ".join(SETTINGS[one].lower() for one in SETTINGS if one.value in said["setting"])
        first = "\n".join(filter(None, (f"**{escape(said['role'])}** · {place}", escape(said["about"]))))
        fields.append(
            Field("Time", f"{number_of(int(said['hours']), 'hour')} a month, {said['capacity']} at a time")
        )
        fields.append(Field("Experience", number_of(int(said["years"]), "year")))
    return [Section(first), Fields(tuple(one for one in fields if one.value))]
