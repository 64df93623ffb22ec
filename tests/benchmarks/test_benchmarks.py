"""The benchmarks run; how fast anything is is nobody's business here."""

import pytest

from benchmarks import report
from benchmarks.bots import setting
from benchmarks.measures import MEASURES, TINY


@pytest.mark.timeout(300)
def test_every_measure_runs_and_finds_its_way_onto_the_page(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text(
        "Before.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter.\n", encoding="utf-8"
    )

    with setting() as here:
        results = [measure(here, TINY) for measure in MEASURES.values()]
    report.show(results)
    report.write(results, page)

    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before.\n<!-- measured: begin -->")
    assert text.endswith("<!-- measured: end -->\nAfter.\n")
    assert "old" not in text
    for result in results:
        assert f"### {result.title}" in text
        for gate in result.gates:
            assert gate.ratio > 0
            assert gate.what in text
