"""What was logged, as a table for a spreadsheet and as a document to hand in."""

import csv
from datetime import date
from io import StringIO
from typing import Final

from mentorbot.chat import Accent, Attachment, Card, Section
from mentorbot.credits import pdf
from mentorbot.credits.counted import list_counted, type_name
from mentorbot.credits.credential import hours
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import Standing

COLUMNS: Final = (
    "credential",
    "cycle starts",
    "cycle ends",
    "date",
    "title",
    "type",
    "hours",
    "counted",
    "proof",
)

# A cell that begins with one of these is taken for a formula by spreadsheets.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_card(rules: Rules, standing: Standing, today: date) -> Card:
    """The two files with all that the member logged."""
    return Card(
        "Your credits",
        (
            Section("A table for any spreadsheet, and a document to print or to hand in."),
            Attachment(write_csv(rules, standing), "credits.csv"),
            Attachment(pdf.write_pdf(rules, standing, today), "credits.pdf"),
        ),
        Accent.PLAIN,
    )


def write_csv(rules: Rules, standing: Standing) -> bytes:
    """Every entry of every goal, as CSV (UTF-8 with a byte order mark, which Excel asks for).

    No cell is a formula, whatever was typed: one that would be begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for goal in standing.goals:
        credential = rules.get(goal.credential)
        of_it = list_counted(goal, credential)
        for entry in goal.entries:
            cells = (
                credential.name if credential else goal.credential,
                goal.starts_on.isoformat(),
                goal.ends_on.isoformat(),
                entry.day.isoformat(),
                entry.title,
                type_name(credential, entry),
                hours(entry.quarters),
                of_it.get(entry.id, ""),
                entry.proof or "",
            )
            writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
