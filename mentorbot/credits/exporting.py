"""The process in which files of credits are made: a long list takes seconds."""

from mentorbot.aside import Tell, serve
from mentorbot.credits.export import Files, Task, make_files


def _work(task: Task, _: Tell) -> Files:
    return make_files(task)


if __name__ == "__main__":
    serve(_work)
