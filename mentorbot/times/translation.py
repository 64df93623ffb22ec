"""Words for days, dates and spans of other languages, put into English one by one.

A text is put into English only if every word of it is known, so that none is passed over: "vor 2 Stunden" is
not "2 hours". Most of the words are those of dateparser, which has them from CLDR.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from dateparser.languages.loader import default_loader

from mentorbot.times.words import MONTHS, WEEKDAYS

_DAYS: Final = {
    "0 day ago": "today",
    "1 day ago": "yesterday",
    "in 1 day": "tomorrow",
    "in 2 day": "day after tomorrow",
}
_UNITS: Final = ("minute", "hour", "day", "week", "month", "year")
_WORD: Final = re.compile(r"(?<![0-9])[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
_LEAST: Final = 3
"""Shorter names of days and months are other words elsewhere."""
_ON_THE_CLOCK: Final = ("heures", "heure", "uur", "horas", "hora", "uhr")
"""Which stand after a time of day as well; without a word for "in" they are no spans."""
_AT: Final = ("um", "à", "às", "as", "alle", "a las", "om", "в", "во", "kl", "klo", "o")
"""Before a number: a time of day follows."""
_ARTICLES: Final = {
    "de": ("am", "den"), "es": ("el", "a la", "a las"), "it": ("il", "le", "ore"), "pt": ("na", "no"),
    "nl": ("op",), "fr": ("du",), "sv": ("på", "den"), "da": ("på", "den"), "nb": ("på", "den"),
}  # fmt: skip
_IN: Final = {
    "it": ("tra", "fra"), "nl": ("over",), "sv": ("om",), "da": ("om",), "nb": ("om",), "pt": ("daqui a",),
}  # fmt: skip
_ONE: Final = {
    "de": ("ein", "eine", "einem", "einer"), "es": ("un", "una"), "fr": ("un", "une"), "pt": ("um", "uma"),
    "it": ("un", "una"), "nl": ("een",), "sv": ("en", "ett"), "da": ("en", "et"), "nb": ("en", "et", "ett"),
}  # fmt: skip
_EVERY: Final = {
    "de": ("jede", "jeden", "jedes"), "es": ("cada",), "fr": ("chaque",), "pt": ("cada", "todo", "toda"),
    "it": ("ogni",), "nl": ("elke", "iedere"), "sv": ("varje",), "da": ("hver",), "nb": ("hver",),
    "pl": ("co",), "cs": ("každý", "každé", "každou"), "ru": ("каждый", "каждую", "каждое"),
    "uk": ("кожен", "кожну"), "tr": ("her",), "fi": ("joka",), "ro": ("fiecare", "în fiecare"),
}  # fmt: skip
# "Jeden 2. Montag" is not every other one, nor "todo dia 15" every day.
_OFTEN_UNCLEAR: Final = re.compile(
    r"\bevery [0-9]+\.?(?! (?:day|week|month|year))|\bevery (?:day|week|month|year) [0-9]+\.?$"
)
_LIKE_NB: Final = {"no": "nb"}


def find_translations(typed: str, languages: Iterable[str]) -> Iterator[str]:
    """The text in English, by each of the languages in which all of its words are known.

    Args:
        typed: As it was typed.
        languages: By their two letters.
    """
    for language in languages:
        words = None if language == "en" else _words(_LIKE_NB.get(language, language))
        english = words and _translated(typed.lower(), words)
        if english:
            yield english


def _translated(text: str, words: dict[str, str]) -> str | None:
    parts = []
    place = 0
    is_span = False
    for found in _WORD.finditer(text):
        parts.append(text[place : found.start()])
        place = found.end()
        if found[0] in {"am", "pm"} and text[: found.start()].rstrip()[-1:].isdigit():
            parts.append(found[0])
            continue
        known = list(_known(found[0], words))
        for number, word in enumerate(known, start=1):
            english = words.get(word)
            if english is None:
                return None
            is_span |= english == "every" or (english == "in" and not "".join(parts).strip())
            if english in _UNITS and not is_span:
                if word not in _ON_THE_CLOCK:
                    return None
                english = ""
            if (
                number == len(known)
                and word in _AT
                and english != "in"
                and text[found.end() :].lstrip()[:1].isdigit()
            ):
                english = "at"
            parts.append(f" {english} ")
    english = " ".join("".join((*parts, text[place:])).split())
    return None if _OFTEN_UNCLEAR.search(english) else english


def _known(phrase: str, words: dict[str, str]) -> Iterator[str]:
    """The longest runs of words that are known, from the left; what is not known by itself."""
    rest = phrase
    while rest:
        ends = [found.start() for found in re.finditer(r"[ '’-]|$", rest)]
        end = next((end for end in reversed(ends) if rest[:end] in words), ends[0])
        yield rest[:end]
        rest = rest[end:].lstrip(" '’-")


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    """By each word of the language what it is in English; nothing if there is no such language."""
    try:
        info: dict[str, Any] = next(iter(default_loader.get_locales(languages=[language]))).info
    except (ValueError, StopIteration):
        return {}
    found = {word.lower(): "" for word in info.get("skip", ()) if word.strip() and word[0].isalpha()}
    found |= dict.fromkeys(_ARTICLES.get(language, ()), "")
    meanings: dict[str, set[str]] = {}
    for name in (*WEEKDAYS, *MONTHS):
        for word in _lower(info, name.lower()):
            meanings.setdefault(word, set()).add(name.lower())
    # A short name can be that of a day and of a month.
    found |= {
        word: next(iter(meant))
        for word, meant in meanings.items()
        if len(meant) == 1 and (len(word) >= _LEAST or not word.isascii())
    }
    for unit in _UNITS:
        found |= {word: unit for word in _lower(info, unit) if len(word) >= _LEAST or not word.isascii()}
    found |= dict.fromkeys((*_lower(info, "in"), *_IN.get(language, ())), "in")
    found |= dict.fromkeys(_ONE.get(language, ()), "a") | dict.fromkeys(_EVERY.get(language, ()), "every")
    for key, english in _DAYS.items():
        found |= {word.lower(): english for word in info.get("relative-type", {}).get(key, ())}
    return found


def _lower(info: dict[str, Any], key: str) -> list[str]:
    return [word.lower() for word in info.get(key, ())]
