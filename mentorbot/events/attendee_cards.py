"""The words around who comes to an event.

Buttons: ``events:who`` with an event's id and a page; ``events:who_file``, ``events:add_several`` with an id.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Form,
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
from mentorbot.events.view import EventView
from mentorbot.members.naming import mention_all, people_field

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
    add = Action("Add several", f"events:add_several:{event.id}")
    blocks.append(Actions((*turns, add, *file, Action("Back", f"events:manage:{event.id}"))))
    footer = f"{part.said}. " if part.said else ""
    return Card(
        f"Who comes: {heading(event.title)}",
        tuple(blocks),
        footer=f"{footer}`/organize event people` adds and removes somebody. Only organizers see this.",
    )


def add_form(event: EventView) -> Form:
    """The form in which many are added at once."""
    return Form(f"events:add_many:{event.id}", "Who comes as well", (people_field("Who comes as well"),))


def added_card(found: Attendees, refused: Mapping[str, Sequence[str]], unknown: str) -> Card:
    """Who comes, after many were added.

    Args:
        refused: For each reason for which some cannot be added, whom it concerns.
        unknown: Who was not found, as sentences.
    """
    said = [
        "Done. Whoever was added is told." if not (refused or unknown) else "The others are added, and told."
    ]
    said += [f"Not added: {mention_all(users)}. {why}" for why, users in refused.items()]
    return who_card(found, said="\n".join([*said, *([unknown] if unknown else [])]))


def file_card(found: Attendees) -> Card:
    """All of them as a table to open elsewhere."""
    head = ("person", "username", "answer", "since (UTC)", "career stage", "reply")
    rows = (
        (
            one.user_id,
            one.username,
            _WORDS[one.answer],
            f"{one.at:%Y-%m-%d %H:%M}",
            one.stage or "",
            one.reply,
        )
        for one in found.people
    )
    words = f"{number_of(len(found.people), 'person', 'people')} of **{name_of(found.event)}**."
    file = Attachment(write_table(head, rows), f"event-{found.event.id}.csv")
    return Card("Who comes", (Section(words), file), Accent.GOOD)


def _line(one: Attendee) -> str:
    reply = f" · {escape(fit(one.reply, _MOST_SHOWN))}" if one.reply else ""
    return f"{mention(one.user_id)} · {_WORDS[one.answer]} · {moment(one.at, 'D')}{reply}"
