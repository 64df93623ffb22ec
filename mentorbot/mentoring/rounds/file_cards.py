"""A round as a table to open elsewhere."""

from mentorbot.chat import Attachment, Card, Section, number_of
from mentorbot.chat.spreadsheet import Cell, write_table
from mentorbot.mentoring.rounds.cards import name_reason
from mentorbot.mentoring.rounds.organizing import Everybody
from mentorbot.mentoring.rounds.results import Line


def file_card(found: Everybody) -> Card:
    """Everybody in a round, with what they answered to organizers' own questions."""
    head = (
        "mentee", "mentor", "score", "pinned", "named", "state", "why not", "mentee user id",
        "mentor user id", *found.mentees.heads("mentee"), *found.mentors.heads("mentor"),
    )  # fmt: skip
    table = Attachment(write_table(head, (_row(one, found) for one in found.lines)), "round.csv")
    return Card("The whole round", (Section(f"{number_of(len(found.lines), 'line')}."), table))


def _row(line: Line, found: Everybody) -> tuple[Cell, ...]:
    why = "" if line.mentor_id is not None else name_reason(line)
    if line.circle is not None:
        why = f"circle {line.circle} of peers"
    return (
        line.mentee,
        line.mentor,
        line.score,
        "yes" if line.pinned else "",
        "yes" if line.named else "",
        line.state,
        why,
        line.mentee_user,
        line.mentor_user,
        *found.mentees.cells(line.mentee_id),
        *found.mentors.cells(line.mentor_id),
    )
