"""What is called how in mentoring, and why two people fit, in words that either of them may read."""

from collections.abc import Sequence
from typing import Final

from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring.matching import Part, Points
from mentorbot.mentoring.matching.explain import Explained
from mentorbot.mentoring.terms import MOST_CIRCLE, DayPart, Format, Help
from mentorbot.mentoring.vocabulary import name_topics

DAY_PARTS: Final = {
    DayPart.MORNINGS: "mornings",
    DayPart.MIDDAYS: "middays",
    DayPart.EVENINGS: "evenings",
    DayPart.WEEKENDS: "weekends",
}
FORMATS: Final = {
    Format.PAIR: "One mentee at a time, for months",
    Format.CIRCLE: f"A circle of up to {MOST_CIRCLE}",
    Format.ONCE: "One-off conversations",
}
HELPS: Final = {
    Help.DIRECTION: "Finding my direction",
    Help.SKILLS: "Learning skills",
    Help.ACCOUNTABILITY: "Keeping at it",
    Help.INTRODUCTIONS: "Meeting people",
    Help.REVIEW: "A look at my résumé or work",
}
LANGUAGES: Final = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "tl": "Tagalog", "vi": "Vietnamese", "ar": "Arabic",
    "fr": "French", "ko": "Korean", "ru": "Russian", "de": "German", "hi": "Hindi", "pt": "Portuguese",
    "it": "Italian", "pl": "Polish", "ja": "Japanese", "ur": "Urdu", "fa": "Persian", "gu": "Gujarati",
    "bn": "Bengali", "pa": "Punjabi", "te": "Telugu", "ta": "Tamil", "ht": "Haitian Creole", "he": "Hebrew",
    "am": "Amharic",
}  # fmt: skip
"""By ISO 639 code; as many as a drop-down holds."""


def join_words(words: Sequence[str]) -> str:
    """Several words as one says them: "finance, quality and HR"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def name_reasons(explained: Explained, years: int = 0, *, to_mentee: bool = False) -> list[str]:
    """Why the two fit, the weightiest first: what they have in common, never what they lack.

    Args:
        years: Of the mentor's experience.
        to_mentee: It is the mentee who reads it.
    """
    who = ("you want", "you aim") if to_mentee else ("the mentee wants", "the mentee aims")
    said = [_reason(points, years, *who) for points in explained.parts if points.got and points.wanted]
    if explained.languages and "en" not in explained.languages:
        said.append("a language in common")
    return [sentence for sentence in said if sentence]


def _reason(points: Points, years: int, wants: str, aims: str) -> str:
    match points.part:
        case Part.TOPICS:
            return ", ".join(name_topics(points.shared))
        case Part.SETTING:
            return f"works where {wants} to be: {join_words([_setting(one) for one in points.shared])}"
        case Part.CREDENTIALS:
            return f"holds {join_words([one.upper() for one in points.shared])}, which {aims} at"
        case Part.TIME:
            return f"{join_words([DAY_PARTS[DayPart(one)] for one in points.shared])} in common"
        case Part.YEARS:
            return f"{years} years of experience" if years > 1 else ""


def _setting(value: str) -> str:
    return SETTINGS[Setting(value)].lower()
