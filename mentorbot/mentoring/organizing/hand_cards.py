"""The words around what organizers do by hand.

Forms: ``hand:make`` with the member ids of mentor and mentee, ``hand:change`` with a mentorship's id and the
member id of the new mentor (0: the same), ``hand:end``, and ``hand:paused`` and ``removed`` with a mentor's.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Form,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    mention,
    moment,
    number_of,
    title,
)
from mentorbot.members.naming import MOST_TYPED
from mentorbot.mentoring.acts import ActView
from mentorbot.mentoring.mentorships.cards import name_side
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.organizing.hand import Changing, Making
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.terms import MOST_REASON, ActKind
from mentorbot.times.typed import Reading

_BOTH_READ: Final = "Both read it. It says that the organizers wrote it, not who."
_IN_LIST: Final = 40
"""Characters of a name among many."""
_MENTORS: Final = " mentors "
"""Stands between the two of a pair."""
_WRITE: Final = "**The organizers write:** "
MADE: Final = "They are brought together, and both are told."
CHANGED: Final = "It is changed, and both are told."
ENDED: Final = "It has ended, and both are told."


def make_form(found: Making) -> Form:
    """Before two are brought together: how long, and why. ``hand:make:<mentor>:<mentee>``."""
    months = TextField("months", "How many months?", value=str(found.months), required=True, most=10)
    heading = f"{title(found.mentor.name)} and {title(found.mentee.name)}"
    fields = (months, _reason("Why these two?", _BOTH_READ))
    id_ = f"hand:make:{found.mentor.member_id}:{found.mentee.member_id}"
    return Form(id_, fit(heading, limits.FORM_TITLE), fields)


def make_many_form(months: int) -> Form:
    """Before many are brought together at once. ``hand:make_many:0``."""
    hint = "A line for each: mentor, mentee. As @name, id, or the name that others see"
    fields = (
        TextField("pairs", "Who with whom?", hint, required=True, paragraph=True, most=MOST_TYPED),
        TextField("months", "How many months?", value=str(months), required=True, most=10),
        _reason("Why these?", _BOTH_READ),
    )
    return Form("hand:make_many:0", "Bring several together", fields)


def read_back_pairs(found: Sequence[Making]) -> list[Reading]:
    """Who would be brought together, as it is read."""
    named = [[escape(fit(side.name, _IN_LIST)) for side in (one.mentor, one.mentee)] for one in found]
    lines = [_MENTORS.join(two) for two in named]
    return [Reading(number_of(len(found), "pair"), "\n".join(lines))]


def made_many_card(made: Sequence[Pair]) -> Card:
    """After many were brought together, for the organizer."""
    sides = ((mention(one.mentor.person.user_id), mention(one.mentee.person.user_id)) for one in made)
    lines = [_MENTORS.join(two) for two in sides]
    said = f"{number_of(len(made), 'pair is', 'pairs are')} brought together, and all of them are told."
    footer = "`/organize mentorship overview` shows how all of them do."
    return Card("Done", (Section(said), Section("\n".join(lines))), Accent.GOOD, footer)


def change_form(found: Changing) -> Form:
    """Before a mentorship is changed. ``hand:change:<mentorship>:<new mentor>``."""
    months = TextField(
        "months",
        "How many months in all?" if found.to is None else "How many months with the new mentor?",
        None if found.to is None else "Left empty: as many as are left of it.",
        value=str(found.months or found.pair.mentorship.months) if found.to is None else _said(found.months),
        required=found.to is None,
        most=10,
    )
    who = (
        _BOTH_READ
        if found.to is None
        else "All three read it. It says that the organizers wrote it, not who."
    )
    heading = _heading(found.pair) if found.to is None else f"{title(found.to.name)} is to mentor"
    id_ = f"hand:change:{found.pair.id}:{found.to.member_id if found.to else 0}"
    return Form(id_, fit(heading, limits.FORM_TITLE), (months, _reason("Why?", who)))


def end_form(pair: Pair) -> Form:
    """Before a mentorship is ended. ``hand:end:<mentorship>``."""
    hint = "Both read it. Sessions that they planned are cancelled."
    return Form(
        f"hand:end:{pair.id}", fit(_heading(pair), limits.FORM_TITLE), (_reason("Why does it end?", hint),)
    )


def pause_form(view: MentorView, until: str = "") -> Form:
    """Before a mentor is paused. ``hand:paused:<mentor>``."""
    day = TextField(
        "until",
        "Until when?",
        "in 3 weeks, March 1. Left empty: until an organizer lists them again.",
        value=until or None,
        most=40,
    )
    fields = (day, _reason("Why?", "The mentor reads it. Their mentees stay."))
    return Form(f"hand:paused:{view.member_id}", fit(f"Pause {title(view.name)}", limits.FORM_TITLE), fields)


def remove_form(view: MentorView) -> Form:
    """Before a mentor is removed. ``hand:removed:<mentor>``."""
    ends = "Nobody can ask them any more."
    if view.taken:
        ends = f"Ends {number_of(view.taken, 'mentorship')}; the mentees are told, without this."
    field = _reason("Why? The mentor reads it.", ends)
    return Form(
        f"hand:removed:{view.member_id}", fit(f"Remove {title(view.name)}", limits.FORM_TITLE), (field,)
    )


def done_card(pair: Pair, said: str) -> Card:
    """After something was done about a mentorship, for the organizer."""
    mentor, mentee = _named(pair.mentor), _named(pair.mentee)
    who = f"Mentor: {mentor}. Mentee: {mentee}"
    if pair.live:
        until = moment(pair.mentorship.ends_at, "D")
        who += f". For {number_of(pair.mentorship.months, 'month')}, until {until}"
    footer = "`/organize mentorship overview` shows how all of them do."
    return Card("Done", (Section(f"{said}\n{who}."),), Accent.GOOD, footer)


def removed_card(view: MentorView, ended: int) -> Card:
    """After a mentor was removed, for the organizer."""
    said = f"**{escape(view.name)}** is off the list, cannot go back on it alone, and is told."
    if ended:
        said += f" {number_of(ended, 'mentorship')} ended; the mentees are told too."
    again = Action("List them again", f"hand:relist:{view.member_id}")
    return Card("Done", (Section(said), Actions((again,))), Accent.GOOD)


def delisted_card(view: MentorView, number: int, report_id: int) -> Card:
    """After the mentor whom a case is about was taken off the list."""
    said = (
        f"**{escape(view.name)}** is off the list: nobody can ask them any more, and they cannot go back on "
        f"it alone. Their mentees stay. They are told that, and nothing of case {number}."
    )
    actions = (
        Action("Back to the case", f"report:look:{report_id}", style=Style.PRIMARY),
        Action("List them again", f"hand:relist:{view.member_id}"),
        Action("Open", f"roster:look:{view.member_id}"),
    )
    return Card("Off the list", (Section(said), Actions(actions)), Accent.CARE)


def pair_told_card(act: ActView, pair: Pair, me: Side) -> Card:
    """One of two reads what organizers did about their mentorship."""
    other = name_side(pair.other(me.person.id))
    until = moment(pair.mentorship.ends_at, "D")
    if act.kind is ActKind.MADE:
        role = "mentor" if me is pair.mentee else "mentee"
        words = (
            f"The organizers have brought you together with {other}, who is your {role} now, until {until}."
        )
        heading = f"You have a {role}"
    else:
        words = f"The organizers have changed how long your mentorship with {other} lasts: until {until}."
        heading = "Your mentorship is changed"
    blocks: list[Block] = [Section(words)]
    if act.reason:
        blocks.append(Section(f"{_WRITE}{escape(act.reason)}"))
    if act.kind is ActKind.MADE:
        blocks.append(Section("Say hello. If it does not suit you, either of you can end it at any time."))
    open_ = Action("Your mentorship", f"mentorship:open:{pair.id}", style=Style.PRIMARY)
    return Card(heading, (*blocks, Actions((open_,))), Accent.NEXT)


_AFTER_OFF: Final = {
    ActKind.REMOVED: (
        " If you were mentoring anybody here, or had office hours, that has ended, and they are told."
    ),
    ActKind.DELISTED: " Your mentees stay; office hours, if you had any, are closed.",
}


def mentor_told_card(act: ActView) -> Card:
    """A mentor reads that organizers took them off the list, or put them on it again."""
    if act.kind is ActKind.LISTED:
        words = "The organizers have put you on the list again: mentees find you and can ask you."
        return Card("You are listed again", (Section(words),), Accent.GOOD)
    words = "The organizers have taken you off the list of mentors: nobody new can ask you."
    if act.until is not None:
        words += f" You are back on it by itself on {moment(act.until, 'D')}."
    words += _AFTER_OFF.get(act.kind, " Your mentees stay.")
    blocks: list[Block] = [Section(words)]
    if act.reason:
        blocks.append(Section(f"{_WRITE}{escape(act.reason)}"))
    blocks.append(Section("If you have a question about it, please ask them."))
    return Card("You are off the list of mentors", tuple(blocks), Accent.CARE)


def _reason(label: str, hint: str) -> TextField:
    return TextField("reason", label, hint, required=True, paragraph=True, most=MOST_REASON)


def _heading(pair: Pair) -> str:
    return f"{title(pair.mentor.name)} and {title(pair.mentee.name)}"


def _named(side: Side) -> str:
    return f"**{escape(side.name)}** ({mention(side.person.user_id)})"


def _said(months: int | None) -> str | None:
    return None if months is None else str(months)
