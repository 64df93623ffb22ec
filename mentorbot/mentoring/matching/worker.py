"""A process of its own that solves one round: ``python -m mentorbot.mentoring.matching.worker``.

What a large round takes, hundreds of megabytes and seconds of a processor, is given back when it ends, and
the bot answers meanwhile. It reads a task as JSON and writes the outcome as JSON.
"""

import os
import sys

from mentorbot.mentoring.matching.outcome import OUTCOME, TASK
from mentorbot.mentoring.matching.rounds import solve


def main() -> None:
    """Solve the round that is read from the standard input."""
    if hasattr(os, "nice"):
        os.nice(5)  # whoever waits for an answer comes first
    task = TASK.validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(OUTCOME.dump_json(solve(task.mentees, task.mentors, task.rules)))


if __name__ == "__main__":
    main()
