"""What is called how in mentoring, and why two people fit, in words that either of them may read."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import number_of
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring.matching import Part, Points, Weight
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


PARTS: Final = {
    Part.TOPICS: "topics",
    Part.TIME: "time in common",
    Part.SETTING: "the place of work",
    Part.HELP: "kinds of help",
    Part.CREDENTIALS: "credentials",
    Part.YEARS: "experience",
}
"""What people fit by."""
MUSTS: Final = {
    Part.TOPICS: "a topic in common",
    Part.TIME: "an hour in common",
    Part.SETTING: "a mentor who works where the mentee wants to be",
    Part.HELP: "a kind of help that is wanted and offered",
    Part.CREDENTIALS: "a credential that the mentee aims at and the mentor holds",
    Part.YEARS: "as much experience as somebody at the mentee's stage needs",
}
"""What a pair must have where a part is a must."""
WEIGHTS: Final = {
    Weight.NONE: "not at all",
    Weight.LITTLE: "a little",
    Weight.USUAL: "as usual",
    Weight.MUCH: "much",
    Weight.MUST: "must",
}
_OBJECTED: Final = (Part.TIME, Part.TOPICS, Part.SETTING, Part.HELP, Part.YEARS)


def join_words(words: Sequence[str]) -> str:
    """Several words as one says them: "finance, quality and HR"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def name_needed(sessions: int, weeks: int) -> str:
    """What a certificate needs."""
    needed = [number_of(sessions, "session")] * bool(sessions) + [number_of(weeks, "week")] * bool(weeks)
    return join_words(needed) or "nothing but that the two graduate"


def name_reasons(explained: Explained, years: int = 0, *, to_mentee: bool = False) -> list[str]:
    """Why the two fit, the weightiest first: what they have in common.

    Args:
        years: Of the mentor's experience.
        to_mentee: It is the mentee who reads it.
    """
    who = ("you want", "you aim") if to_mentee else ("the mentee wants", "the mentee aims")
    met = [
        points for points in explained.parts if points.got and (points.wanted or points.part is Part.YEARS)
    ]
    said = [_reason(points, years, *who) for points in met]
    if explained.languages and "en" not in explained.languages:
        said.append("a language in common")
    return [sentence for sentence in said if sentence]


def name_objections(explained: Explained, years: int = 0) -> list[str]:
    """What counts against the two, for organizers: what both spoke of and do not have in common.

    Args:
        years: Of the mentor's experience.
    """
    by_part = {points.part: points for points in explained.parts}
    said = [_objection(by_part[part], years) for part in _OBJECTED if part in by_part]
    return [sentence for sentence in said if sentence]


def _objection(points: Points, years: int) -> str:
    match points.part:
        case Part.TIME if points.wanted and points.got < points_for_minutes(HOUR):
            return "no hour in common: one of them would have to move"
        case Part.TOPICS if points.missing:
            wanted = len(points.missing) + len(points.shared)
            return f"{len(points.shared)} of {number_of(wanted, 'topic')}"
        case Part.SETTING if points.missing:
            return "works elsewhere than the mentee wants to be"
        case Part.HELP if points.missing and not points.shared:
            return "offers other help than the mentee looks for"
        case Part.YEARS if points.wanted and 2 * points.got < points.most:
            return f"{years} {'year' if years == 1 else 'years'} of experience, fewer than asked for"
        case _:
            return ""


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
