"""`python -m benchmarks` measures everything, prints it, and writes it to docs/benchmarks.md."""

import argparse
import sys

from benchmarks import measures, report
from benchmarks.bots import setting
from benchmarks.processes import BrokenRunError


def main() -> int:
    """Measure what was asked for; returns 0 whether or not the bounds are kept, 1 if it did not work."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure less; nothing is written to the page")
    parser.add_argument(
        "--only", choices=measures.MEASURES, help="one measure; nothing is written to the page"
    )
    parser.add_argument("--tiny", action="store_true", help="only see whether everything runs")
    chosen = parser.parse_args()
    size = measures.TINY if chosen.tiny else measures.QUICK if chosen.quick else measures.Size()
    wanted = [chosen.only] if chosen.only else list(measures.MEASURES)
    try:
        with setting() as here:
            results = [measures.MEASURES[name](here, size) for name in wanted]
    except BrokenRunError as error:
        print(f"Nothing was measured: {error}", file=sys.stderr)  # noqa: T201  (what a command line is for)
        return 1
    report.show(results)
    if not (chosen.quick or chosen.tiny or chosen.only):
        report.write(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
