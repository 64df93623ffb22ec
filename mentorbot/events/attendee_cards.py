"""The words around who comes to an event.

Buttons are ``events:who`` with an event's id and a page, and ``events:who_file`` with its id.
"""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Section,
    escape,
    fit,
    mention,
    moment,
    number_of,
    paged,
)
from mentorbot.chat import title as heading
from mentorbot.chat.spreadsheet import write_table
from mentorbot.events.attendees import Attendee, Attendees
from mentorbot.events.cards import counts, name_of
from mentorbot.events.terms import EventAnswer

PER_PAGE: Final = 15
_MOST_SHOWN: Final = 100
"""Characters of a reply in the list, so that a page of long ones fits; the file has all of it."""
_WORDS: Final = {
    EventAnswer.GOING: "going",
    EventAnswer.WAITING: "waiting",
    EventAnswer.INTERESTED: "interested",
    EventAnswer.CANNOT: "cannot come",
}


def who_card(found: Attendees, page: int = 1, said: str = "") -> Card:
    """Who said what to an event, some at a time."""
    event = found.event
    part = paged(found.people, page, PER_PAGE)
    blocks: list[Block] = [Section(f"{said}\n{counts(event)}" if said else counts(event))]
    if part.items:
        blocks.append(Section("\n".join(map(_line, part.items))))
    else:
        blocks.append(Section("Nobody has said anything yet."))
    turns = part.turns(f"events:who:{event.id}")
    file = [Action("As a file", f"events:who_file:{event.id}")] if found.people else []
    blocks.append(Actions((*turns, *file, Action("Back", f"events:manage:{event.id}"))))
    footer = f"{part.said}. " if part.said else ""
    return Card(
        f"Who comes: {heading(event.title)}",
        tuple(blocks),
        footer=f"{footer}`/organize event people` adds and removes somebody. Only organizers see this.",
    )


def file_card(found: Attendees) -> Card:
    """All of them as a table to open elsewhere."""
    head = ("person", "answer", "since (UTC)", "career stage", "reply")
    rows = (
        (one.user_id, _WORDS[one.answer], f"{one.at:%Y-%m-%d %H:%M}", one.stage or "", one.reply)
        for one in found.people
    )
    words = f"{number_of(len(found.people), 'person', 'people')} of **{name_of(found.event)}**."
    file = Attachment(write_table(head, rows), f"event-{found.event.id}.csv")
    return Card("Who comes", (Section(words), file), Accent.GOOD)


def _line(one: Attendee) -> str:
    reply = f" · {escape(fit(one.reply, _MOST_SHOWN))}" if one.reply else ""
    return f"{mention(one.user_id)} · {_WORDS[one.answer]} · {moment(one.at, 'D')}{reply}"
