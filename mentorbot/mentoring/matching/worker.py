"""A process of its own that solves one round: ``python -m mentorbot.mentoring.matching.worker``."""

from mentorbot.aside import Tell, serve
from mentorbot.mentoring.matching.outcome import Outcome, Task
from mentorbot.mentoring.matching.rounds import solve_round


def _work(task: Task, tell: Tell) -> Outcome:
    return solve_round(task.mentees, task.mentors, task.rules, tell)


if __name__ == "__main__":
    serve(_work)
