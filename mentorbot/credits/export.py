"""What was logged, as a table for a spreadsheet and as a document to hand in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from mentorbot.chat import Accent, Attachment, Card, Section, number_of
from mentorbot.chat.spreadsheet import write_table
from mentorbot.credits import letters, pdf, proofs
from mentorbot.credits.counted import list_counted, type_name
from mentorbot.credits.credential import Credential, hours
from mentorbot.credits.proofs import Proof
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

_BOXES: Final = (
    "Some signs in your titles are in none of my fonts, so the document shows boxes (□) for them. "
    "The table has them all."
)


PROGRAM: Final = "mentorbot.credits.exporting"


@dataclass(frozen=True, slots=True)
class Task:
    """What files are made of: the rules, by credential, and what was logged."""

    credentials: Mapping[str, Credential]
    standing: Standing
    today: date


@dataclass(frozen=True, slots=True)
class Files:
    """What was logged: as a table, and as a document. ``boxed``: that has boxes for some signs."""

    table: bytes
    document: bytes
    boxed: bool


def make_files(task: Task) -> Files:
    """Both files. A long list takes seconds, so it is done in a process of its own."""
    entries = (entry for goal in task.standing.goals for entry in goal.entries)
    return Files(
        write_csv(task.credentials, task.standing),
        pdf.write_pdf(task.credentials, task.standing, task.today),
        any(letters.has_boxes(entry.title) for entry in entries),
    )


def export_card(files: Files, standing: Standing, kept: Mapping[int, Proof] = MappingProxyType({})) -> Card:
    """The files with all that the member logged: a table, a document, and the certificates.

    Args:
        kept: The files of entries, by entry.
    """
    packs = proofs.pack_proofs(standing.goals, kept)
    names = (
        ["certificates.zip"] if len(packs) == 1 else [f"certificates-{n + 1}.zip" for n in range(len(packs))]
    )
    return Card(
        "Your credits",
        (
            Section("A table for any spreadsheet, and a document to print or to hand in."),
            *([Section(_BOXES)] if files.boxed else []),
            *(
                [Section(f"{number_of(len(kept), 'certificate')} as well, by the day of the entry.")]
                if kept
                else []
            ),
            Attachment(files.table, "credits.csv"),
            Attachment(files.document, "credits.pdf"),
            *(Attachment(pack, name) for pack, name in zip(packs, names, strict=True)),
        ),
        Accent.PLAIN,
    )


def write_csv(rules: Mapping[str, Credential], standing: Standing) -> bytes:
    """Every entry of every goal, as a table."""
    return write_table(COLUMNS, _rows(rules, standing))


def _rows(rules: Mapping[str, Credential], standing: Standing) -> Iterator[tuple[str, ...]]:
    for goal in standing.goals:
        credential = rules.get(goal.credential)
        of_it = list_counted(goal, credential)
        within = {entry.id for entry in goal.within()}
        for entry in goal.entries:
            # Of a cycle before this one it is not known any more when it began.
            cycle = (goal.starts_on.isoformat(), goal.ends_on.isoformat())
            yield (
                credential.name if credential else goal.credential,
                *(cycle if entry.id in within else ("", "")),
                entry.day.isoformat(),
                entry.title,
                type_name(credential, entry),
                hours(entry.quarters),
                of_it.get(entry.id, ""),
                proofs.tell_proof(entry),
            )
