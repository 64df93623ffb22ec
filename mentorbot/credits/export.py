"""What was logged, as a table for a spreadsheet and as a page to print."""

import csv
import html
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Final

from mentorbot.cards import Accent, Attachment, Card, Section
from mentorbot.credits.credential import Credential, hours
from mentorbot.credits.picture import measure
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import EntryView, GoalView, Standing

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

# Nothing is loaded and nothing runs, whatever was typed.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
body { font: 11pt/1.4 "Liberation Sans", Arial, sans-serif; color: #1b2430; margin: 2cm auto;
  max-width: 19cm; }
h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 1.2cm; }
table { border-collapse: collapse; width: 100%; margin: .4cm 0; }
th, td { text-align: left; vertical-align: top; padding: 3pt 6pt; border-bottom: 1px solid #c9d0d8;
  overflow-wrap: anywhere; }
th.n, td.n { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; } section { break-inside: auto; } .note { color: #5a6675; }
@media print { body { margin: 0; max-width: none; } }
"""


def export_card(rules: Rules, standing: Standing, today: date) -> Card:
    """The two files with all that the member logged."""
    return Card(
        "Your credits",
        (
            Section(
                "A table for any spreadsheet, and a page to print or to save as a PDF: open it in your "
                "browser and choose Print."
            ),
            Attachment(as_csv(rules, standing), "credits.csv"),
            Attachment(as_page(rules, standing, today), "credits.html"),
        ),
        Accent.PLAIN,
    )


def as_csv(rules: Rules, standing: Standing) -> bytes:
    """Every entry of every goal, as CSV (UTF-8 with a byte order mark, which Excel asks for).

    No cell is a formula, whatever was typed: one that would be begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for goal in standing.goals:
        credential = rules.get(goal.credential)
        counted = _counted(goal, credential)
        for entry in goal.entries:
            cells = (
                credential.name if credential else goal.credential,
                goal.starts_on.isoformat(),
                goal.ends_on.isoformat(),
                entry.day.isoformat(),
                entry.title,
                _type(credential, entry),
                hours(entry.quarters),
                counted.get(entry.id, ""),
                entry.proof or "",
            )
            writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def as_page(rules: Rules, standing: Standing, today: date) -> bytes:
    """Every goal with how it stands and its entries, as a page that needs nothing else and prints well."""
    body = "".join(_goal(goal, rules.get(goal.credential)) for goal in standing.goals)
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Continuing education, {today}</title><style>{_STYLE}</style></head>"
        f'<body><h1>Continuing education</h1><p class="note">As of {today}.</p>{body}</body></html>'
    )
    return page.encode()


def _goal(goal: GoalView, credential: Credential | None) -> str:
    if credential is None:
        name = html.escape(goal.credential)
        return (
            f"<section><h2>{name}</h2><p>I do not know its rule any more.</p>{_entries(goal, None)}</section>"
        )
    title = html.escape(f"{credential.name}: {credential.title}")
    deadline = html.escape(credential.cycle.deadline)
    parts = [f"<h2>{title}</h2><p>Cycle: {goal.starts_on} to {goal.ends_on}. {deadline}</p>"]
    if not credential.verified:
        parts.append(f"<p><b>Not verified:</b> check this rule with {html.escape(credential.body)}.</p>")
    parts += ["<table><tr><th>Asked for</th><th class=n>Counts</th><th class=n>Missing</th></tr>"]
    for tally in goal.count(credential).tallies.values():
        name = "&emsp;" * tally.depth + html.escape(tally.group.name)
        missing = hours(tally.missing) if tally.missing and tally.group.least else ""
        parts.append(f"<tr><td>{name}</td><td class=n>{measure(tally)}</td><td class=n>{missing}</td></tr>")
    parts.append(f"</table>{_entries(goal, credential)}")
    sources = "; ".join(f"{source.title}, {source.url}" for source in credential.sources)
    checked = min(source.checked for source in credential.sources)
    parts.append(f'<p class="note">Rule: {html.escape(sources)}. Checked {checked}.</p>')
    return f"<section>{''.join(parts)}</section>"


def _entries(goal: GoalView, credential: Credential | None) -> str:
    head = (
        "<th>Date</th><th>Title</th><th>Type</th><th class=n>Logged</th><th class=n>Counts</th><th>Proof</th>"
    )
    return f"<table><tr>{head}</tr>{''.join(_rows(goal, credential))}</table>"


def _rows(goal: GoalView, credential: Credential | None) -> Iterator[str]:
    counted = _counted(goal, credential)
    for entry in goal.entries:
        proof = html.escape(entry.proof or "")
        link = f'<a href="{proof}" rel="noreferrer">{proof}</a>' if proof else ""
        yield (
            f"<tr><td>{entry.day}</td><td>{html.escape(entry.title)}</td>"
            f"<td>{html.escape(_type(credential, entry))}</td><td class=n>{hours(entry.quarters)}</td>"
            f"<td class=n>{counted.get(entry.id, '')}</td><td>{link}</td></tr>"
        )


def _counted(goal: GoalView, credential: Credential | None) -> dict[int, str]:
    """By entry, how much of it counts; "0" for one outside of the cycle."""
    if credential is None:
        return {}
    verdicts = goal.count(credential).verdicts
    return {
        entry.id: hours(verdicts[entry.id].counted) if entry.id in verdicts else "0" for entry in goal.entries
    }


def _type(credential: Credential | None, entry: EntryView) -> str:
    type_ = credential.types.get(entry.type) if credential else None
    return type_.name if type_ else entry.type


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
