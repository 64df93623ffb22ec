"""What is called how in mentoring, and why two people fit, in words that either of them may read."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import number_of
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring.matching import Part, Points
from mentorbot.mentoring.matching.explain import HOUR, Explained, points_for_minutes
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
HELPS_OFFERED: Final = {
    Help.DIRECTION: "Finding a direction",
    Help.SKILLS: "Teaching skills",
    Help.ACCOUNTABILITY: "Keeping people at it",
    Help.INTRODUCTIONS: "Introducing people",
    Help.REVIEW: "Reading résumés and work",
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
    """Why the two fit, the weightiest first: what they have in common.

    Args:
        years: Of the mentor's experience.
        to_mentee: It is the mentee who reads it.
    """
    who = ("you want", "you aim") if to_mentee else ("the mentee wants", "the mentee aims")
    said = [_reason(points, years, *who) for points in explained.parts if points.got and points.wanted]
    if explained.languages and "en" not in explained.languages:
        said.append("a language in common")
    return [sentence for sentence in said if sentence]


def name_objections(explained: Explained, years: int = 0) -> list[str]:
    """What counts against the two, for organizers: what both spoke of and do not have in common.

    Args:
        years: Of the mentor's experience.
    """
    by_part = {points.part: points for points in explained.parts}
    said = []
    time, topics = by_part[Part.TIME], by_part[Part.TOPICS]
    if time.wanted and time.got < points_for_minutes(HOUR):
        said.append("no hour in common: one of them would have to move")
    if topics.missing:
        wanted = len(topics.missing) + len(topics.shared)
        said.append(f"{len(topics.shared)} of {number_of(wanted, 'topic')}")
    if by_part[Part.SETTING].missing:
        said.append("works elsewhere than the mentee wants to be")
    if by_part[Part.HELP].missing and not by_part[Part.HELP].shared:
        said.append("offers other help than the mentee looks for")
    if 2 * by_part[Part.YEARS].got < by_part[Part.YEARS].most:
        said.append(f"{years} {'year' if years == 1 else 'years'} of experience, fewer than asked for")
    return said


def _reason(points: Points, years: int, wants: str, aims: str) -> str:
    match points.part:
        case Part.TOPICS:
            return ", ".join(name_topics(points.shared))
        case Part.SETTING:
            return f"works where {wants} to be: {join_words([_setting(one) for one in points.shared])}"
        case Part.HELP:
            helps = [_lower(HELPS_OFFERED[Help(one)]) for one in points.shared]
            return f"offers the help {wants}: {join_words(helps)}"
        case Part.CREDENTIALS:
            return f"holds {join_words([one.upper() for one in points.shared])}, which {aims} at"
        case Part.TIME:
            return f"{join_words([DAY_PARTS[DayPart(one)] for one in points.shared])} in common"
        case Part.YEARS:
            return f"{years} years of experience" if years > 1 else ""


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _setting(value: str) -> str:
    return SETTINGS[Setting(value)].lower()
