"""A process of its own that solves one round: ``python -m mentorbot.mentoring.matching.worker``.

What a large round takes, hundreds of megabytes and seconds of a processor, is given back when it ends, and
the bot answers meanwhile. It reads a pickled task from the bot, and writes the outcome so.
"""

import os
import pickle
import sys

from mentorbot.mentoring.matching.outcome import Task
from mentorbot.mentoring.matching.rounds import solve


def main() -> None:
    """Solve the round that is read from the standard input."""
    if hasattr(os, "nice"):
        os.nice(5)  # whoever waits for an answer comes first
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - the bot that started this process made it
    pickle.dump(solve(task.mentees, task.mentors, task.rules), sys.stdout.buffer)


if __name__ == "__main__":
    main()
