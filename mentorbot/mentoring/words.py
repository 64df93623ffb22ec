"""What is called how in mentoring, and why two people fit, in words that either of them may read."""

from collections.abc import Sequence
from typing import Final

from mentorbot.mentoring.matching import Part, Points
from mentorbot.mentoring.matching.explain import Explained
from mentorbot.mentoring.terms import DayPart, Setting
from mentorbot.mentoring.vocabulary import names

SETTINGS: Final = {
    Setting.HOSPITAL: "Hospital",
    Setting.PRACTICE: "Physician practice",
    Setting.OUTPATIENT: "Outpatient care",
    Setting.LONG_TERM_CARE: "Nursing and long-term care",
    Setting.HOME_HEALTH: "Home health",
    Setting.PUBLIC_HEALTH: "Public health",
    Setting.PAYER: "Insurance and payers",
    Setting.CONSULTING: "Consulting",
    Setting.FEDERAL: "Military and federal",
    Setting.TECHNOLOGY: "Technology",
}
DAY_PARTS: Final = {
    DayPart.MORNINGS: "mornings",
    DayPart.MIDDAYS: "middays",
    DayPart.EVENINGS: "evenings",
    DayPart.WEEKENDS: "weekends",
}


def series(words: Sequence[str]) -> str:
    """Several words as one says them: "finance, quality and HR"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def reasons(explained: Explained, years: int = 0) -> list[str]:
    """Why the two fit, the weightiest first: what they have in common, never what they lack.

    Args:
        years: Of the mentor's experience.
    """
    said = [_reason(points, years) for points in explained.parts if points.got and points.wanted]
    if explained.languages and "en" not in explained.languages:
        said.append("a language in common")
    return [sentence for sentence in said if sentence]


def _reason(points: Points, years: int) -> str:
    match points.part:
        case Part.TOPICS:
            return ", ".join(names(points.shared))
        case Part.SETTING:
            return f"works where the mentee wants to be: {series([_setting(one) for one in points.shared])}"
        case Part.CREDENTIALS:
            return f"holds {series([one.upper() for one in points.shared])}, which the mentee aims at"
        case Part.TIME:
            return f"{series([DAY_PARTS[DayPart(one)] for one in points.shared])} in common"
        case Part.YEARS:
            return f"{years} years of experience" if years > 1 else ""


def _setting(value: str) -> str:
    return SETTINGS[Setting(value)].lower()
