"""Good questions to ask, by career stage, read from ``content/<locale>/interview_questions.yaml``."""

from functools import cache
from pathlib import Path
from typing import Final

from mentorbot import paths
from mentorbot.guide.document import read_yaml
from mentorbot.guide.model import Stage

EVERYONE: Final = "everyone"
OFFERED: Final = 3
LONGEST: Final = 150


@cache
def list_questions(
    file: Path = paths.CONTENT / "en" / "interview_questions.yaml",
) -> dict[str, tuple[str, ...]]:
    """All questions, by stage.

    Raises:
        ValueError: A stage is unknown, has too few questions, or one is too long.
    """
    found = read_yaml(file)
    for stage, questions in found.items():
        if stage != EVERYONE and stage not in set(Stage):
            raise ValueError(f"{file.name}: there is no stage “{stage}”.")
        if not questions or any(not isinstance(one, str) or len(one) > LONGEST for one in questions):
            raise ValueError(f"{file.name}: “{stage}” needs questions of at most {LONGEST} characters.")
    return {stage: tuple(questions) for stage, questions in found.items()}


def propose_questions(stage: Stage | None) -> tuple[str, ...]:
    """Three questions for somebody at a stage: their own first, then some that suit everybody."""
    known = list_questions()
    own = known.get(stage, ()) if stage else ()
    return (*own, *known[EVERYONE])[:OFFERED]
