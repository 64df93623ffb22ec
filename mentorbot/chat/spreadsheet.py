"""A table for a spreadsheet: the one place that writes CSV, in which nothing that was typed is a formula; and
that reads one that somebody made.
"""

import codecs
import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from itertools import islice
from typing import Final

from mentorbot.chat.limits import fit
from mentorbot.errors import UserError

Cell = str | int | float | None
TableRow = tuple[int, Mapping[str, str]]
"""The number of a row, as a spreadsheet shows it (the first under the headings is 2), and every column."""

# What a spreadsheet takes for the beginning of a formula, in every width that it reads.
# https://owasp.org/www-community/attacks/CSV_Injection
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
_SEPARATOR: Final = re.compile(r"sep=([,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)
_SEPARATORS: Final = ",;\t|"
_MOST_ABOVE: Final = 5
_BEYOND: Final = ""
"""Under which a row has what stands in cells without a heading."""
_NEAR: Final = 0.8
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A cell begins at its beginning; where a spreadsheet parts by ";" or "|", after each of them too. What cannot
# be seen, and quotes, do not keep a formula from being one.
_FORMULA: Final = re.compile(
    rf"(?:^|(?<=[;|]))(?=[\s\"'\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*[{_SIGNS}])"
)


def write_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV: every cell quoted, UTF-8 with a byte order mark, which Excel asks for.

    Args:
        head: What the columns are called.
        rows: Numbers are written as they are. What would be a formula begins with an apostrophe, and line
            breaks, tabs and other signs that act become spaces.
    """
    out = StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow([_disarmed(one) for one in head])
    table.writerows([_disarmed(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken in; the first row under the headings is row 2, as a spreadsheet shows it."""

    row: int
    what: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table has that somebody sends.

    Args:
        columns: The headings that are known; what stands under others is left out.
        needed: Those without which it cannot be read.
        most_rows: How many rows it may have.
        most_bytes: How large it may be.
    """

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    most_rows: int
    most_bytes: int

    def check_size(self, many: int) -> None:
        """Raises UserError if so many bytes are more than it may have."""
        if many > self.most_bytes:
            raise UserError(
                f"That file is larger than {self.most_bytes // 1024} KB. Please send it in parts."
            )


def decode_table(content: bytes, layout: Layout) -> str:
    """The text of a CSV file, in the encodings that spreadsheets write.

    Raises:
        UserError: It is larger than it may be, or no such file.
    """
    layout.check_size(len(content))
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise UserError("That is no CSV file. Please save the table as CSV and send that.")
    return text


def read_table(text: str, layout: Layout) -> Iterator[TableRow]:
    """The rows of a CSV file (RFC 4180) that are not empty, by its headings, which may stand below a title.

    Of a row with more cells than there are headings :func:`check_row` tells.

    Raises:
        UserError: A heading is missing, misspelt or there twice, it has more rows, or it cannot be read.
    """
    # Excel takes a first line such as "sep=;" as said to itself, and shows it in no row.
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    separator, above = _find_head(text, layout, said[1] if said else _SEPARATORS)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    number = 1
    try:
        for _ in range(above):
            next(reader)
        headings = _read_headings(next(reader, []), layout)
        many = 0
        for number, cells in enumerate(reader, above + 2):
            if not any(cell.strip() for cell in cells):
                continue
            many += 1
            if many > layout.most_rows:
                raise UserError(f"That file has more than {layout.most_rows} rows. Please send it in parts.")
            known: Mapping[str, str] = dict(zip(headings, cells, strict=False))
            row = {name: known.get(name, "") for name in layout.columns}
            beyond = " ".join(cells[len(headings) :]).strip()
            yield number, {**row, _BEYOND: beyond} if beyond else row
    except csv.Error as error:
        where = f"after row {number}" if number > 1 else "in its first rows"
        raise UserError(
            f"I could not read that file as CSV {where}: {error}. A quotation mark may be missing there."
        ) from None


def check_row(row: Mapping[str, str]) -> None:
    """Raises UserError for a row that has more cells than there are columns: which is which is not known."""
    if beyond := row.get(_BEYOND):
        raise UserError(
            f"It has more cells than there are columns (“{fit(beyond, 40)}”). A cell with a comma in it "
            "needs quotation marks around it."
        )


def _find_head(text: str, layout: Layout, separators: str) -> tuple[str, int]:
    """What stands between the cells, and how many rows stand above the headings, such as a title."""
    for separator in separators:
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            for above, cells in enumerate(islice(rows, _MOST_ABOVE + 1)):
                if set(layout.needed) <= set(map(_tidy_heading, cells)):
                    return separator, above
        except csv.Error:
            continue
    first = next(iter(text.splitlines()), "")
    return max(separators, key=first.count), 0


def _tidy_heading(cell: str) -> str:
    return "_".join(cell.casefold().replace("-", " ").split())


def _read_headings(cells: Sequence[str], layout: Layout) -> list[str]:
    """What the columns are called. Raises UserError: one that is needed is missing, or one is not clear."""
    headings = [_tidy_heading(name) for name in cells]
    known = f"I know {', '.join(layout.columns)}."
    missing = [name for name in layout.needed if name not in headings]
    if missing:
        raise UserError(f"The first row should name the columns; I miss {', '.join(missing)}. {known}")
    twice = [name for name in layout.columns if headings.count(name) > 1]
    if twice:
        raise UserError(f"The column {twice[0]} is there twice. Please leave one of them out.")
    others = [name for name in layout.columns if name not in headings]
    for name in headings:
        if name not in layout.columns and (near := get_close_matches(name, others, 1, _NEAR)):
            raise UserError(f"I do not know the column “{fit(name, 40)}”. If you mean {near[0]}, call it so.")
    return headings


def pack_rows(rows: Sequence[TableRow]) -> str:
    """Rows as they are kept until somebody says what to do with them."""
    return json.dumps(rows, ensure_ascii=False)


def unpack_rows(kept: str | None) -> list[TableRow] | None:
    """Rows that were kept; None for what was kept in another form, or not at all."""
    try:
        return [(number, row) for number, row in json.loads(kept or "")]
    except ValueError:
        return None


def _disarmed(text: str) -> str:
    return _FORMULA.sub("'", _BREAKS.sub(" ", text))
