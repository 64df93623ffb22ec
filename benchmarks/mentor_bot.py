"""The bot itself, told where the sandbox is: `python -m benchmarks.mentor_bot URL [RATE]` is `mentorbot run`.

With a RATE it makes so many requests a second at most, rather than what Discord allows.
"""

import sys

from benchmarks.point import point_at


def main() -> int:
    """Run it until it is stopped; settings come from the environment as always."""
    url, *rate = sys.argv[1:]
    point_at(url)
    if rate:
        from mentorbot.on_discord import pacing  # noqa: PLC0415  (as below)

        pacing.PER_SECOND = float(rate[0])  # type: ignore[misc]
    sys.argv = ["mentorbot", "run"]
    from mentorbot.cli import main as mentorbot  # noqa: PLC0415  (what it costs to load belongs to its start)

    return mentorbot()


if __name__ == "__main__":
    sys.exit(main())
