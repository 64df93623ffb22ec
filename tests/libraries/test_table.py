"""The page says what works with the versions that are tried."""

from libraries.shelf import LIBRARIES
from libraries.table import BEGIN, END, ROOT


def test_the_page_has_a_line_for_every_library_in_the_version_that_is_tried() -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    lines = page.partition(BEGIN)[2].partition(END)[0].strip().splitlines()[2:]
    told = [line.strip("| ").split(" | ") for line in lines]
    assert [one[:2] for one in told] == [[one.name, one.version] for one in LIBRARIES]
    for library, (_, _, *steps) in zip(LIBRARIES, told, strict=True):
        assert steps.count("–") == len(library.lacks)
        assert set(steps) <= {"yes", "–"}
