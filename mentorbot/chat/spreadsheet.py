"""A table for a spreadsheet: the one place that writes CSV, in which nothing that was typed is a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

Cell = str | int | float | None

# What a spreadsheet takes for the beginning of a formula, in every width that it reads.
# https://owasp.org/www-community/attacks/CSV_Injection
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A cell begins at its beginning; where a spreadsheet parts by ";" or "|", after each of them too. What cannot
# be seen, and quotes, do not keep a formula from being one.
_FORMULA: Final = re.compile(rf"(?:^|(?<=[;|]))(?=[\s\"'\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[{_SIGNS}])")


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


def _disarmed(text: str) -> str:
    return _FORMULA.sub("'", _BREAKS.sub(" ", text))
