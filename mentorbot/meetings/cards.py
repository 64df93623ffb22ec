"""The words around meetings.

Buttons are ``meetings:plan`` with a kind and an owner's id (opens the form ``propose``); with a meeting's id
``show``, ``met``, ``missed``, ``note`` (opens the form ``noted``), ``cancel``, ``cancel_confirm``; and with
its turn besides ``pick`` (and a place from 0) and ``other`` (opens the form ``again``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Field,
    Fields,
    Form,
    Section,
    Style,
    TextField,
    escape,
    mention,
    moment,
)
from mentorbot.events import calendar
from mentorbot.meetings import owners
from mentorbot.meetings.offers import FIELDS
from mentorbot.meetings.planning import MeetingView, Part
from mentorbot.meetings.terms import MOST_NOTE, MOST_PLACE, USUAL, MeetingState, What
from mentorbot.members.service import MemberView
from mentorbot.times.when import MOST_TYPED

# Of Markdown, what calendars would show as it is; what is escaped is shown itself.
_MARKS: Final = re.compile(r"\\(\W)|\*")
_HOW: Final = "Plain words, on your own clock ({zone}). Each sees it on theirs."
_LABELS: Final = ("A time that suits you", "Another, if you like", "And a third")
_HINTS: Final = ("Thursday 5pm", "next Tuesday 12:30", "March 15 14:00")


def plan_action(kind: str, owner_id: int, label: str, style: Style = Style.PRIMARY) -> Action:
    """The button that opens the form to propose times about an owner."""
    return Action(label, f"meetings:plan:{kind}:{owner_id}", style=style)


def plan_form(kind: str, owner_id: int, time_zone: str) -> Form:
    """Up to three times, how long, and where."""
    word = owners.name_meeting(kind)
    article = "an" if word[0] in "aeiou" else "a"
    return _form(f"meetings:propose:{kind}:{owner_id}", f"Plan {article} {word}", time_zone, USUAL, "")


def plan_answer(
    kind: str, owner_id: int, member: MemberView, planned: MeetingView | None, now: datetime
) -> Card | Form:
    """The form to propose times; the meeting, if another proposed some already.

    Args:
        member: Whoever plans.
        planned: What is being planned about the owner already.
    """
    me = planned.part_of(member.id) if planned else None
    if planned is None or me is None or planned.proposer_id == member.id:
        return plan_form(kind, owner_id, member.time_zone)
    return meeting_card(planned, me, now)


def again_answer(meeting: MeetingView, me: Part, turn: int, now: datetime) -> Card | Form:
    """The form to propose other times; the meeting, if it is over or has others.

    Args:
        turn: The proposal that was on the screen.
    """
    if meeting.live and meeting.turn == turn:
        return again_form(meeting, me)
    return meeting_card(meeting, me, now)


def again_form(meeting: MeetingView, me: Part) -> Form:
    """Other times for the same meeting, filled in with how long and where it is so far."""
    minutes = meeting.offered_minutes if meeting.offered else meeting.minutes
    place = meeting.offered_place if meeting.offered else meeting.place
    id_ = f"meetings:again:{meeting.id}:{meeting.turn}"
    return _form(id_, f"Other times for the {_word(meeting)}", me.time_zone, minutes, place)


def note_form(meeting: MeetingView, me: Part) -> Form:
    """A note for oneself."""
    field = TextField(
        "note",
        "What to remember",
        "Only you see this.",
        me.note or None,
        paragraph=True,
        most=MOST_NOTE,
    )
    return Form(f"meetings:noted:{meeting.id}", f"Your note on this {_word(meeting)}", (field,))


def meeting_card(meeting: MeetingView, me: Part, now: datetime, said: str = "") -> Card:
    """How a meeting stands for one who takes part, with what they can do.

    Args:
        said: What has just come of what they did, as a sentence.
    """
    blocks: list[Block] = [Section(said)] if said else []
    match meeting.state:
        case MeetingState.CANCELLED:
            blocks.append(Section(f"This {_word(meeting)} was cancelled."))
            blocks.append(Actions((_next(meeting),)))
            return Card(_title(meeting, "Cancelled"), tuple(blocks), Accent.CARE)
        case MeetingState.PROPOSED:
            blocks += _choice(meeting, me, now)
            return Card(_title(meeting, "Being planned"), tuple(blocks), Accent.NEXT)
    over = meeting.ends_at is not None and meeting.ends_at <= now
    blocks.append(_facts(meeting, me))
    if over:
        blocks += _afterwards(meeting, me)
        return Card(_title(meeting, "Over"), tuple(blocks), Accent.GOOD if me.met else Accent.PLAIN)
    if meeting.offered:
        blocks += [Section("Another time was proposed. Until one is picked, the one above holds.")]
        blocks += _choice(meeting, me, now)
        return Card(_title(meeting, "Another time?"), tuple(blocks), Accent.NEXT)
    blocks.append(Actions((*_join(meeting), _other(meeting, "Another time"), _cancel(meeting))))
    return Card(_title(meeting, "Planned"), tuple(blocks), Accent.GOOD)


def proposed_card(meeting: MeetingView, me: Part, now: datetime) -> Card:
    """After somebody proposed times."""
    others = meeting.others(me.member_id)
    who = _people(others)
    said = f"I am asking {who}. Whoever picks first settles it." if len(others) > 1 else f"I am asking {who}."
    return meeting_card(meeting, me, now, said)


def picked_card(meeting: MeetingView, me: Part, now: datetime, *, changed: bool) -> Card:
    """After somebody picked a time."""
    said = "Agreed. The invitation comes to each of you in a direct message, and I remind you."
    return meeting_card(meeting, me, now, said if changed else "A time was picked already.")


def answered_card(meeting: MeetingView, me: Part, now: datetime) -> Card:
    """After somebody said whether they met."""
    said = "Good to hear. It is logged." if me.met else "That happens. Plan another time while it is fresh."
    return meeting_card(meeting, me, now, said)


def noted_card(meeting: MeetingView, me: Part, now: datetime) -> Card:
    """After a note was kept."""
    return meeting_card(meeting, me, now, "Your note is kept; only you see it." if me.note else "No note.")


def confirm_cancel_card(meeting: MeetingView, me: Part, now: datetime) -> Card:
    """The question before a meeting is called off; of one that is over, how it stands."""
    if not meeting.live or (meeting.ends_at is not None and meeting.ends_at <= now):
        return meeting_card(meeting, me, now)
    told = _people(meeting.others(me.member_id))
    actions = (
        Action("Cancel it", f"meetings:cancel_confirm:{meeting.id}", style=Style.DANGER),
        _other(meeting, "Another time instead"),
        Action("Keep it", f"meetings:show:{meeting.id}"),
    )
    words = Section(f"I will tell {told}.")
    return Card(f"Cancel this {_word(meeting)}?", (words, _facts(meeting, me), Actions(actions)), Accent.CARE)


def cancelled_card(meeting: MeetingView, me: Part, now: datetime) -> Card:
    """After it was called off."""
    words = Section(f"This {_word(meeting)} is cancelled. {_people(meeting.others(me.member_id))} will know.")
    off = off_blocks([meeting] if meeting.starts_at else [], now)
    return Card(_title(meeting, "Cancelled"), (words, *off, Actions((_next(meeting),))), Accent.CARE)


def off_blocks(off: Sequence[MeetingView], now: datetime) -> tuple[Block, ...]:
    """The file that takes out of a calendar what was agreed and is off; nothing where nothing is."""
    if not off:
        return ()
    entries = [make_entry(one, now) for one in off]
    words = "This file takes what you had planned out of your calendar."
    return Section(words), Attachment(calendar.write_file(entries, now), f"{_word(off[0])}-cancelled.ics")


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to a message about a meeting.

    Args:
        agenda: What to talk about, as Markdown; empty for nothing.
        others: What the others are called, for the title in a calendar; empty where nobody knows.
        told: Whether the agenda was sent before.
        ended: What they meet about has ended, so that nothing more can be planned.
    """

    agenda: str = ""
    others: tuple[str, ...] = ()
    told: bool = False
    ended: bool = False


def notice_card(meeting: MeetingView, me: Part, what: What, now: datetime, beside: Beside = Beside()) -> Card:
    """What is sent to one who takes part."""
    shown = beside.agenda and not beside.told
    about = (Section(beside.agenda, "What to talk about"),) if shown else ()
    others = _people(meeting.others(me.member_id))
    match what:
        case What.PROPOSED:
            who = mention(_user(meeting, meeting.proposer_id)) if meeting.proposer_id else "Somebody"
            asks = "would like to move" if meeting.state is MeetingState.AGREED else "proposes times for"
            words = f"{who} {asks} your {_word(meeting)}. Which suits you?"
            if meeting.starts_at:
                words += f"\nSo far it is {moment(meeting.starts_at, 'F')}."
            return Card(_title(meeting, "When?"), (Section(words), *_choice(meeting, me, now)), Accent.NEXT)
        case What.AGREED | What.MOVED:
            moved = what is What.MOVED
            title = _title(meeting, "Moved" if moved else "Agreed")
            words = f"With {others}. The file puts it into your calendar"
            words += " and replaces the one before." if moved else "."
            buttons = Actions((*_join(meeting), _other(meeting, "Another time"), _cancel(meeting)))
            blocks = (
                Section(words),
                _facts(meeting, me),
                *about,
                Attachment(write_ics(meeting, now, beside), _file(meeting)),
                buttons,
            )
            return Card(title, blocks, Accent.GOOD)
        case What.CANCELLED:
            return _off(meeting, others, now, beside)
        case What.START:
            start = meeting.starts_at or now
            words = f"Your {_word(meeting)} with {others} begins {moment(start, 'R')}: {moment(start, 't')}."
            buttons = Actions((*_join(meeting), _other(meeting, "Another time"), _cancel(meeting)))
            return Card(
                _title(meeting, "Coming up"), (Section(words), *_where(meeting), buttons), Accent.NEXT
            )
        case What.LAPSED:
            words = f"None of the times you proposed to {others} was picked. Other times may suit better."
            buttons = Actions((_other(meeting, "Propose other times"), _cancel(meeting)))
            return Card(_title(meeting, "No time yet"), (Section(words), buttons), Accent.CARE)
        case What.ASKED:
            words = f"Your {_word(meeting)} with {others} was due {moment(meeting.starts_at or now, 'F')}."
            return Card("Did you meet?", (Section(words), *_afterwards(meeting, me)), Accent.NEXT)


def write_ics(meeting: MeetingView, now: datetime, beside: Beside = Beside()) -> bytes:
    """The meeting for a calendar; one that was cancelled takes itself out of it."""
    return calendar.write_file([make_entry(meeting, now, beside)], now)


def make_entry(meeting: MeetingView, now: datetime, beside: Beside = Beside()) -> calendar.Entry:
    """The meeting as calendars have it."""
    start, end = meeting.starts_at or now, meeting.ends_at or now
    link = meeting.place if _is_link(meeting.place) else ""
    return calendar.Entry(
        meeting.uid,
        meeting.sequence,
        meeting.updated_at,
        start,
        end,
        end,
        " with ".join(filter(None, (_title(meeting), _listed(beside.others)))),
        about=_MARKS.sub(lambda found: found[1] or "", beside.agenda),
        location=meeting.place,
        url=link,
        cancelled=meeting.state is MeetingState.CANCELLED,
    )


def _form(id_: str, title: str, zone: str, minutes: int, place: str) -> Form:
    times = tuple(
        TextField(
            field,
            label,
            _HOW.format(zone=zone) if number == 0 else None,
            placeholder=hint,
            required=number == 0,
            most=MOST_TYPED,
        )
        for number, (field, label, hint) in enumerate(zip(FIELDS, _LABELS, _HINTS, strict=True))
    )
    length = TextField("minutes", "How many minutes", value=str(minutes), required=True, most=10)
    where = TextField(
        "place", "Where", "A link to a call, or a place.", place or None, "https://…", most=MOST_PLACE
    )
    return Form(id_, title, (*times, length, where))


def _choice(meeting: MeetingView, me: Part, now: datetime) -> list[Block]:
    times = "\n".join(
        f"{number}. {moment(time, 'F')} ({moment(time, 'R')})"
        for number, time in enumerate(meeting.offered, 1)
    )
    about = f"{meeting.offered_minutes} minutes"
    if meeting.offered_place:
        about += ", online" if _is_link(meeting.offered_place) else f", {escape(meeting.offered_place)}"
    blocks: list[Block] = [Section(f"{times}\n{about}")]
    if me.member_id == meeting.proposer_id:
        blocks.append(Actions((_other(meeting, "Other times"), _cancel(meeting))))
        return blocks
    at = f"{meeting.id}:{meeting.turn}"
    picks = [
        Action(
            f"Time {number}" if len(meeting.offered) > 1 else "That suits me",
            f"meetings:pick:{at}:{number - 1}",
            style=Style.GOOD,
            disabled=time <= now,
        )
        for number, time in enumerate(meeting.offered, 1)
    ]
    blocks.append(Actions((*picks, _other(meeting, "None of these"), _cancel(meeting))))
    return blocks


def _afterwards(meeting: MeetingView, me: Part) -> list[Block]:
    said = []
    if me.met is not True:
        said.append(Action("We met", f"meetings:met:{meeting.id}", style=Style.GOOD))
    if me.met is None:
        said.append(Action("We did not", f"meetings:missed:{meeting.id}"))
    note = Action("Change my note" if me.note else "Note for myself", f"meetings:note:{meeting.id}")
    blocks: list[Block] = [Section(f"**Your note:** {escape(me.note)}")] if me.note else []
    return [*blocks, Actions((*said, note, _next(meeting)))]


def _facts(meeting: MeetingView, me: Part) -> Fields:
    facts = [Field("With", _people(meeting.others(me.member_id)))]
    if meeting.starts_at:
        when = f"{moment(meeting.starts_at, 'F')} ({moment(meeting.starts_at, 'R')})"
        facts.append(Field("When", f"{when}, {meeting.minutes} minutes"))
    if meeting.place and not _is_link(meeting.place):
        facts.append(Field("Where", escape(meeting.place)))
    return Fields(tuple(facts))


def _off(meeting: MeetingView, others: str, now: datetime, beside: Beside) -> Card:
    words = f"Your {_word(meeting)} with {others} was cancelled."
    if len(meeting.parts) < 2:
        words = f"Your {_word(meeting)} is off: the other person takes no part any more."
    blocks: list[Block] = [Section(words)]
    if meeting.starts_at:
        words += (
            f" It was planned for {moment(meeting.starts_at, 'F')}. The file takes it out of your calendar."
        )
        blocks = [Section(words), Attachment(write_ics(meeting, now, beside), _file(meeting))]
    if not beside.ended:
        blocks.append(Actions((_next(meeting),)))
    return Card(_title(meeting, "Cancelled"), tuple(blocks), Accent.CARE)


def _where(meeting: MeetingView) -> tuple[Section, ...]:
    return (Section(escape(meeting.place)),) if meeting.place and not _is_link(meeting.place) else ()


def _join(meeting: MeetingView) -> tuple[Action, ...]:
    return (Action("Join", url=meeting.place),) if _is_link(meeting.place) else ()


def _is_link(place: str) -> bool:
    return place.startswith(("https://", "http://"))


def _other(meeting: MeetingView, label: str) -> Action:
    return Action(label, f"meetings:other:{meeting.id}:{meeting.turn}")


def _cancel(meeting: MeetingView) -> Action:
    return Action("Cancel it", f"meetings:cancel:{meeting.id}")


def _next(meeting: MeetingView) -> Action:
    return plan_action(meeting.kind, meeting.owner_id, "Plan the next", Style.SECONDARY)


def _people(parts: Sequence[Part]) -> str:
    names = [mention(str(one.to.user_id)) for one in parts]
    return _listed(names) or "nobody any more"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _user(meeting: MeetingView, member_id: int) -> str:
    one = meeting.part_of(member_id)
    return one.to.user_id or "" if one else ""


def _title(meeting: MeetingView, state: str = "") -> str:
    name = owners.find_title(meeting.kind)
    return f"{name}: {state.lower()}" if state else name


def _file(meeting: MeetingView) -> str:
    return f"{_word(meeting).replace(' ', '-')}-{meeting.id}.ics"


def _word(meeting: MeetingView) -> str:
    return owners.name_meeting(meeting.kind)
