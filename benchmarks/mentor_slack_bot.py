"""The bot itself on Slack alone: `python -m benchmarks.mentor_slack_bot URL` is `mentorbot run`."""

import sys

from mentorbot.sandbox.slack.launch import point_slack_sdk_at


def main() -> int:
    """Run it until it is stopped; settings come from the environment as always."""
    point_slack_sdk_at(sys.argv[1])
    sys.argv = ["mentorbot", "run"]
    from mentorbot.cli import main as mentorbot  # noqa: PLC0415  (what it costs to load belongs to its start)

    return mentorbot()


if __name__ == "__main__":
    sys.exit(main())
