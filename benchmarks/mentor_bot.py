"""The bot itself, told where the sandbox is: `python -m benchmarks.mentor_bot URL [RATE]` is `mentorbot run`.

With a RATE it makes so many requests a second when it delivers, rather than what Discord allows.
"""

import sys
from functools import partial

from benchmarks.point import point_at


def main() -> int:
    """Run it until it is stopped; settings come from the environment as always."""
    url, *rate = sys.argv[1:]
    point_at(url)
    if rate:
        from mentorbot.on_discord import sender  # noqa: PLC0415  (as below)

        faster = partial(sender.DiscordSender, per_second=float(rate[0]))
        sender.DiscordSender = faster  # type: ignore[assignment, misc]
    sys.argv = ["mentorbot", "run"]
    from mentorbot.cli import main as mentorbot  # noqa: PLC0415  (what it costs to load belongs to its start)

    return mentorbot()


if __name__ == "__main__":
    sys.exit(main())
