"""A process of its own that solves rounds: ``python -m mentorbot.mentoring.matching.worker``."""

from mentorbot.aside import Tell, serve
from mentorbot.mentoring.matching.outcome import Outcome, Task, Trials, Tried
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.matching.trials import try_out


def _work(task: Task | Trials, tell: Tell) -> Outcome | dict[str, Tried]:
    if isinstance(task, Trials):
        return try_out(task, tell)
    return solve_round(task.mentees, task.mentors, task.rules, tell)


if __name__ == "__main__":
    serve(_work)
