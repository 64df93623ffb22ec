"""The words around the list of mentors that organizers see.

Buttons: ``roster:page`` with what is shown and a page, ``roster:show`` (a drop-down of what is shown),
``roster:file``, ``roster:look`` with a member's id, and ``hand:pause``, ``remove`` and ``relist`` with it.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    Field,
    Fields,
    Option,
    Section,
    Style,
    escape,
    mention,
    moment,
    number_of,
    title,
)
from mentorbot.chat.spreadsheet import write_table
from mentorbot.mentoring.organizing.roster import Looked, Roster, RosterLine, Show
from mentorbot.mentoring.profiles.approval_cards import doubtful_links
from mentorbot.mentoring.profiles.cards import describe_offer
from mentorbot.mentoring.profiles.question_cards import name_replies
from mentorbot.mentoring.profiles.questions import Replies
from mentorbot.mentoring.terms import MentorState

SHOWN: Final = {
    Show.ALL: "All mentors",
    Show.FREE: "Those with room",
    Show.FULL: "Those who are full",
    Show.PAUSED: "Those who are paused or off the list",
    Show.SILENT: "Those who did not answer in time",
    Show.WAITING: "Those who wait to be approved",
}
_STATES: Final = {
    MentorState.DRAFT: "not finished",
    MentorState.WAITING: "waits to be approved",
    MentorState.LISTED: "listed",
    MentorState.PAUSED: "paused",
}


def roster_card(found: Roster) -> Card:
    """The mentors of a community, a page of them."""
    shown = found.page
    options = tuple(Option(name, show.value, chosen=show is found.show) for show, name in SHOWN.items())
    head = f"**{SHOWN[found.show]}:** {found.fitting:,} of {number_of(found.total, 'mentor')}."
    blocks: list[Block] = [Section(head), Choice("roster:show", "Which mentors?", options)]
    blocks += [
        Section(_line(one), action=Action("Open", f"roster:look:{one.member_id}")) for one in shown.items
    ]
    if not found.total:
        blocks.append(
            Section(
                "Nobody mentors here yet. Ask people to use `/mentor join`, or `/organize mentor import`."
            )
        )
    buttons = shown.turns(f"roster:page:{found.show}")
    if found.total:
        buttons.append(Action("As a file", "roster:file"))
    if buttons:
        blocks.append(Actions(tuple(buttons)))
    foot = " · ".join(filter(None, (shown.said, "Only organizers see this.")))
    return Card("Mentors", tuple(blocks), Accent.NEXT, footer=foot)


def file_card(found: Sequence[RosterLine], replies: Replies) -> Card:
    """All of them as a table to open elsewhere, with what they answered to organizers' own questions."""
    head = (
        "user id", "name", "username", "state", "off the list by organizers", "paused until (UTC)", "takes",
        "has", "requests waiting", "asked", "not answered in time", "since (UTC)", "left", *replies.heads(),
    )  # fmt: skip
    rows = (
        (
            one.user_id,
            one.name,
            one.username,
            _STATES[one.state],
            "yes" if one.held else "",
            f"{one.paused_until:%Y-%m-%d}" if one.paused_until else "",
            one.capacity,
            one.taken,
            one.waiting,
            one.asked,
            one.silent,
            f"{one.joined_at:%Y-%m-%d}",
            "yes" if one.away else "",
            *replies.cells(one.member_id),
        )
        for one in found
    )
    table = Attachment(write_table(head, rows), "mentors.csv")
    return Card("Mentors", (Section(f"{number_of(len(found), 'mentor')}."), table), Accent.GOOD)


def look_card(found: Looked, said: str = "") -> Card:
    """One mentor, and what organizers can do about them.

    Args:
        said: What was just done.
    """
    line, view = found.line, found.view
    facts = (
        Field("State", _state(line)),
        Field("Mentees", f"{line.taken} of {line.capacity}"),
        Field("Requests", f"{number_of(line.waiting, 'request')} waiting"),
        Field("Answers", _answers(line) or "never asked"),
        Field("Since", moment(line.joined_at, "D")),
    )
    blocks: list[Block] = [Section(said)] if said else []
    blocks += [
        Section(mention(found.person.user_id)),
        Fields(facts),
        *describe_offer(view, {}),
        *doubtful_links(view),
    ]
    blocks += name_replies(found.replies)
    actions = []
    if line.state is MentorState.WAITING:
        approve = f"mentor:approve:{view.member_id}.{view.version}"
        actions += [
            Action("Approve", approve, style=Style.GOOD),
            Action("Not now", f"mentor:turn_down:{view.member_id}"),
        ]
    if line.state is MentorState.LISTED:
        actions.append(Action("Pause them", f"hand:pause:{view.member_id}"))
    if line.state is MentorState.PAUSED:
        actions.append(Action("List them again", f"hand:relist:{view.member_id}", style=Style.GOOD))
    actions.append(Action("Remove them", f"hand:remove:{view.member_id}", style=Style.DANGER))
    actions.append(Action("All mentors", f"roster:page:{Show.ALL}:1"))
    blocks.append(Actions(tuple(actions)))
    return Card(title(view.name), tuple(blocks), Accent.NEXT, footer="Only organizers see this.")


def _line(one: RosterLine) -> str:
    said = f"**{escape(one.name)}** ({mention(one.user_id)})\n{_state(one)}"
    said += f" · {one.taken} of {one.capacity} taken"
    if one.waiting:
        said += f" · {number_of(one.waiting, 'request')} waiting"
    return f"{said} · {answers}" if (answers := _answers(one)) else said


def _state(one: RosterLine) -> str:
    if one.away:
        return "has left"
    said = "taken off the list" if one.held and one.state is MentorState.PAUSED else _STATES[one.state]
    if one.state is MentorState.PAUSED and one.paused_until is not None:
        said += f" until {moment(one.paused_until, 'D')}"
    return said


def _answers(one: RosterLine) -> str:
    if not one.asked:
        return ""
    asked = f"asked {number_of(one.asked, 'time')}"
    return f"{asked}, silent {number_of(one.silent, 'time')}" if one.silent else asked
