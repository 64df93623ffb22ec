"""The golden paths of thirteen people, as a page that a reviewer reads."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
_spec = importlib.util.spec_from_file_location("golden", DOCS / "golden.py")
assert _spec is not None
assert _spec.loader is not None
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)


def test_the_golden_paths_are_as_the_page_says() -> None:
    assert golden.paths_page() == (DOCS / "paths.md").read_text(encoding="utf-8"), (
        "The guide or the advice has changed what people are shown. Run `make docs ARGS=paths`, and read the "
        "difference as one of them would."
    )


def test_thirteen_people_differ_in_stage_goal_setting_and_year() -> None:
    assert len(golden.PEOPLE) == 13
    for name, least in (("stage", 7), ("setting", 4), ("credential", 4), ("graduation", 4), ("goal", 4)):
        assert len({getattr(person, name) for person in golden.PEOPLE}) >= least, name
