"""The benchmarks run; how fast anything is is nobody's business here."""

from contextlib import nullcontext

import pytest

from benchmarks import report
from benchmarks.__main__ import ALONE, parts
from benchmarks.bots import FEW, setting


@pytest.mark.longest
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "part",
    [
        "measured",
        "load",
        "processes",
        "slack",
        "delivery",
        "asking",
        "matching",
        "alerts",
        "intros",
        "sandbox",
        "scale",
    ],
)
def test_every_measure_runs_and_finds_its_way_onto_the_page(part, tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text(f"Before.\n<!-- {part}: begin -->\nold\n<!-- {part}: end -->\nAfter.\n", encoding="utf-8")

    with nullcontext() if part in ALONE else setting(FEW) as here:
        results = [measure(here) for measure in parts("tiny")[part].values()]
    report.show(results)
    report.write(results, part, page)

    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n<!-- {part}: begin -->")
    assert text.endswith(f"<!-- {part}: end -->\nAfter.\n")
    assert "old" not in text
    for result in results:
        assert f"### {result.title}" in text
        for gate in result.gates:
            assert gate.ratio >= 0
            assert gate.what in text
