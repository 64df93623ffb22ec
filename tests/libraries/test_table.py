"""The page says what works with the versions that are tried."""

from libraries.shelf import LIBRARIES
from libraries.table import ROOT, rows_of, with_table


def test_the_page_has_a_line_for_every_library_in_the_version_that_is_tried() -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    told = rows_of(page)
    assert [one[:2] for one in told] == [[one.name, one.version] for one in LIBRARIES]
    for library, (_, _, *steps) in zip(LIBRARIES, told, strict=True):
        assert steps.count("–") == len(library.lacks)
        assert set(steps) <= {"yes", "–"}


def test_what_was_not_played_keeps_its_line() -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    first, second, *others = rows_of(page)
    changed = rows_of(with_table(page, [[second[0], "99", *second[2:]]]))
    assert changed == [first, [second[0], "99", *second[2:]], *others]
    assert with_table(page, rows_of(page)) == page
