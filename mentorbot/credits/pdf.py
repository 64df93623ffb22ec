"""What was logged, as a document to hand in or to print (PDF)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from mentorbot.chat import drawing
from mentorbot.credits import letters
from mentorbot.credits.counted import list_counted, type_name
from mentorbot.credits.credential import Credential, hours
from mentorbot.credits.letters import legible
from mentorbot.credits.pdf_table import write_table
from mentorbot.credits.picture import measure
from mentorbot.credits.proofs import tell_proof
from mentorbot.credits.standing import GoalView, Standing

if TYPE_CHECKING:
    from fpdf import FPDF


_ENTRY_HEAD: Final = ("Date", "Title", "Type", "Logged", "Counts", "Proof")
_ENTRY_WIDTHS: Final = (21, 58, 45, 16, 16, 40)
_RULE_HEAD: Final = ("Asked for", "Counts", "Missing")
_RULE_WIDTHS: Final = (120, 48, 28)


def write_pdf(rules: Mapping[str, Credential], standing: Standing, today: date) -> bytes:
    """Every goal with how it stands and its entries, on pages of letter size.

    It may take a tenth of a second and more, so it is called in a process of its own.

    Args:
        rules: By the ids of credentials.
    """
    every = [entry for goal in standing.goals for entry in goal.entries]
    made = _blank(today, "".join(f"{entry.title}{entry.file or ''}" for entry in every))
    made.set_font(size=18)
    made.cell(text="Continuing education", new_x="LMARGIN", new_y="NEXT")
    _small(made, f"As of {today}.")
    for goal in standing.goals:
        _goal(made, goal, rules.get(goal.credential))
    return bytes(made.output())


def _blank(today: date, typed: str) -> "FPDF":
    """A document with its first page, and the letters for what was typed."""
    from fpdf import FPDF  # noqa: PLC0415 - 30 MB, a quarter of a bot, for one file

    class Document(FPDF):
        """With the number of the page at its foot."""

        def footer(self) -> None:
            """Write it."""
            self.set_y(-15)
            self.set_font(letters.FIRST, size=8)
            self.set_text_color(drawing.LIGHT.quiet)
            self.cell(text=f"Page {self.page_no()}", align="C", center=True)

    made = Document(format="letter")
    others = letters.list_fonts(typed)
    for family in (letters.FIRST, *others):
        made.add_font(family, fname=letters.font_file(family))
    made.set_font(letters.FIRST)
    made.set_fallback_fonts(others)
    # Not even the number of all pages is put in the place of anything that was typed.
    made.str_alias_nb_pages = ""
    if not typed.isascii():
        # Hebrew runs from right to left, and the letters of Arabic and Hindi are joined. It takes its time.
        made.set_text_shaping(use_shaping_engine=True)
    made.set_margin(10)
    made.set_auto_page_break(auto=True, margin=20)
    made.set_title("Continuing education")
    made.set_creator("mentorbot")
    made.set_lang("en")
    made.set_creation_date(datetime(today.year, today.month, today.day, tzinfo=UTC))
    made.add_page()
    made.set_text_color(drawing.LIGHT.ink)
    return made


def _goal(made: "FPDF", goal: GoalView, credential: Credential | None) -> None:
    made.ln(6)
    made.set_font(size=13)
    title = f"{credential.name}: {credential.title}" if credential else goal.credential
    made.multi_cell(0, text=legible(title), align="L", new_x="LMARGIN", new_y="NEXT")
    made.set_font(size=10)
    if credential is None:
        _line(made, "I do not know its rule any more.")
        _entries(made, goal, None)
        return
    _line(made, f"Cycle: {goal.starts_on} to {goal.ends_on}. {credential.cycle.deadline}")
    if not credential.verified:
        _line(made, f"Not verified: check this rule with {credential.body}.")
    rows = [
        (
            "\u2003" * tally.depth + tally.group.name,
            measure(tally),
            hours(tally.missing) if tally.missing and tally.group.least else "",
        )
        for tally in goal.count(credential).tallies.values()
    ]
    write_table(made, _RULE_HEAD, _RULE_WIDTHS, rows, numbers=(1, 2))
    _entries(made, goal, credential)
    sources = "; ".join(f"{source.title}, {source.url}" for source in credential.sources)
    checked = min(source.checked for source in credential.sources)
    _small(made, f"Rule: {sources}. Checked {checked}.")


def _entries(made: "FPDF", goal: GoalView, credential: Credential | None) -> None:
    if not goal.entries:
        _line(made, "Nothing is logged yet.")
        return
    of_it = list_counted(goal, credential)
    rows = [
        (
            entry.day.isoformat(),
            entry.title,
            type_name(credential, entry),
            hours(entry.quarters),
            of_it.get(entry.id, ""),
            tell_proof(entry),
        )
        for entry in goal.entries
    ]
    write_table(made, _ENTRY_HEAD, _ENTRY_WIDTHS, rows, numbers=(3, 4), links=5)


def _line(made: "FPDF", text: str) -> None:
    made.multi_cell(0, 5, text=legible(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _small(made: "FPDF", text: str) -> None:
    made.set_font(size=8)
    made.set_text_color(drawing.LIGHT.quiet)
    _line(made, text)
    made.set_text_color(drawing.LIGHT.ink)
