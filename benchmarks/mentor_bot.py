"""The bot itself, told where the sandbox is: `python -m benchmarks.mentor_bot URL [MORE …]`.

With a number as MORE it makes so many requests a second at most, rather than what Discord allows; an address
is where it finds a local Slack.
"""

import sys

from benchmarks.point import point_at


def main() -> int:
    """Run it until it is stopped; settings come from the environment as always."""
    url, *more = sys.argv[1:]
    point_at(url)
    for one in more:
        if one.startswith("http"):
            from mentorbot.sandbox.slack.launch import point_slack_sdk_at  # noqa: PLC0415  (as below)

            point_slack_sdk_at(one)
        else:
            from mentorbot.on_discord import pacing  # noqa: PLC0415  (as below)

            pacing.PER_SECOND = float(one)  # type: ignore[misc]
    sys.argv = ["mentorbot", "run"]
    from mentorbot.cli import main as mentorbot  # noqa: PLC0415  (what it costs to load belongs to its start)

    return mentorbot()


if __name__ == "__main__":
    sys.exit(main())
