"""``python -m mentorbot.guide [folder]`` checks the guide's content."""

import sys

from mentorbot.guide.cli import app

if __name__ == "__main__":
    folder = [f"--path={folder}" for folder in sys.argv[1:2]]
    app(["check", *folder], prog_name="content")
