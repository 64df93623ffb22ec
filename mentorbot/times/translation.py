"""Words for days, dates and spans of other languages, put into English one by one.

A text is put into English only if every word of it is known, so that none is passed over: "vor 2 Stunden" is
not "2 hours". Most of the words are those of dateparser, which has them from CLDR.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from dateparser.languages.loader import default_loader

from mentorbot.times import (
    abroad,
    abroad_again,
    abroad_beside,
    abroad_clocks,
    abroad_minutes,
    abroad_named,
    scripts,
)
from mentorbot.times.abroad_numbers import FORTNIGHTS, NUMBERS
from mentorbot.times.words import MONTHS, PLACE, WEEKDAYS, ordinal

_DAYS: Final = {
    "0 day ago": "today",
    "1 day ago": "yesterday",
    "in 1 day": "tomorrow",
    "in 2 day": "day after tomorrow",
}
_UNITS: Final = ("minute", "hour", "day", "week", "month", "year")
_LETTER: Final = (
    r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0655\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963]*)"
)
"""With the signs above and below it, which are letters of their own to a computer."""
_WORD: Final = re.compile(rf"⟦[^⟧]*⟧|(?<![^\W_]){_LETTER}+(?:[ '’-]{_LETTER}+)*")
_LEAST: Final = 3
"""Shorter names of days and months are other words elsewhere."""
_ON_THE_CLOCK: Final = ("heures", "heure", "uur", "horas", "hora", "uhr")
"""Which stand after a time of day as well; without a word for "in" they are no spans."""
_AT: Final = ("um", "à", "às", "as", "alle", "a las", "om", "в", "во", "kl", "klo", "o")
"""Before a number: a time of day follows."""
_BEFORE_CLOCK: Final = re.compile(
    r"(?<!\w)(?:um|gegen|à|vers|a\s+las?|las?|às|as|alle|om|в|во|о|o|kl\.?|klo|στις|u|v|ve|saat|lúc|klockan"
    r"|klokken)\s+(?=⟦@)"
)
"""A word that says no more than that a time of day follows, which is marked so already."""
_AFTER_NOUN: Final = re.compile(
    rf"\b({'|'.join(name.lower() for name in WEEKDAYS)}|week|month|quarter|year) (next|comingnext|coming)\b"
    r"(?! (?:week|month|year)\b)"
)
_COMING_UNIT: Final = re.compile(r"\b(?:comingnext|coming) (?=(?:week|month|quarter|year)\b)")
_NEEDS_SPAN: Final = (*_UNITS, "half hour", "an hour and a half")
_COUNTS: Final = ("later", "next", "coming", "comingnext", "this", "end of", "middle of", *PLACE)
"""Beside which a unit is counted from today, or named."""
_ZONES: Final = ("utc", "gmt", "cet", "cest", "eet", "msk", "est", "edt", "pst", "pdt")
"""Short names that every language has."""
_ARTICLES: Final = {
    "de": ("am", "den"), "es": ("el", "a la", "a las"), "it": ("il", "le", "ore"), "pt": ("na", "no"),
    "nl": ("op",), "fr": ("du",), "sv": ("på", "den"), "da": ("på", "den"), "nb": ("på", "den"),
}  # fmt: skip
_IN: Final = {
    "it": ("tra", "fra"), "nl": ("over",), "sv": ("om",), "da": ("om",), "nb": ("om",), "pt": ("daqui a",),
}  # fmt: skip
_ONE: Final = {
    "de": ("ein", "eine", "einem", "einen", "einer"), "es": ("un", "una"), "fr": ("un", "une"),
    "pt": ("um", "uma"),
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
    r"\bevery [0-9]+\.?(?![0-9]|st|nd|rd|th)(?! (?:day|week|month|year))"
    r"|\bevery (?:day|week|month|year) [0-9]+\.?$"
)
# "Двадцать четвёртого" is one number, "tammikuun ensimmäinen maanantai" has the month first.
_TWO_OF_ONE: Final = re.compile(r"\b([23]0)(?:th)? ([1-9])(?:st|nd|rd|th)\b")
_DAY_RE: Final = "|".join(name.lower() for name in WEEKDAYS)
_MONTH_FIRST: Final = re.compile(
    rf"\b({'|'.join(name.lower() for name in MONTHS)}) ({'|'.join(PLACE)}) ({_DAY_RE})\b"
)
_LIKE_NB: Final = {"no": "nb"}


def find_translations(typed: str, languages: Iterable[str]) -> Iterator[str]:
    """The text in English, by each of the languages in which all of its words are known.

    Args:
        typed: As it was typed.
        languages: By their two letters.
    """
    typed = unicodedata.normalize("NFC", typed)
    typed = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in typed)
    for language in languages:
        name = _LIKE_NB.get(language, language)
        words = None if language == "en" else _words(name)
        english = scripts.put_in_english(typed, name)
        if english is None and words:
            english = _translated(typed.lower().replace("’", "'"), words, name)
        if english:
            yield english


def _translated(text: str, words: dict[str, str], language: str) -> str | None:
    text = abroad_beside.without_by(" ".join(re.sub("[⟦⟧]", " ", text).split()), language)
    text = abroad_beside.with_short_days(_with_marked_clocks(text, language), language)
    beside = abroad_beside.find_beside(text, language, lambda part: _put(part, words, language))
    return beside or _put(text, words, language)


def _put(text: str, words: dict[str, str], language: str) -> str | None:
    """The text in English, whose clocks are marked; None if a word of it is not known."""
    if language in abroad_again.RANGES:
        text = _with_ranges(text, words, language)
    parts: list[str] = []
    found = []
    place = 0
    for run in _WORD.finditer(text):
        parts.append(text[place : run.start()])
        place = run.end()
        if run[0].startswith("⟦"):
            parts.append(run[0][1:-1])
            continue
        half = run[0] in {"am", "pm"} and text[: run.start()].rstrip()[-1:].isdigit()
        known = [run[0]] if half else list(_known(run[0], words))
        for number, word in enumerate(known, start=1):
            english = word if half or word in _ZONES else words.get(word)
            if english is None:
                return None
            before_digit = number == len(known) and text[run.end() :].lstrip()[:1].isdigit()
            if before_digit and word in _AT and english not in {"in", "every"}:
                english = "at"
            found.append((word, english, not "".join(parts).strip()))
            parts.append(f" {english} ")
    if not _counts_from_now(found):
        if any(english in _NEEDS_SPAN and word not in _ON_THE_CLOCK for word, english, _ in found):
            return None
        parts = ["" if part.strip() in _NEEDS_SPAN else part for part in parts]
    english = " ".join("".join((*parts, text[place:])).split())
    english = _COMING_UNIT.sub("next ", _AFTER_NOUN.sub(r"\2 \1", english))
    english = _TWO_OF_ONE.sub(lambda found: ordinal(int(found[1]) + int(found[2])), english)
    english = _MONTH_FIRST.sub(r"\2 \3 of \1", english).replace(" in month", " of month")
    return None if _OFTEN_UNCLEAR.search(english) else english


def _counts_from_now(found: Iterable[tuple[str, str, bool]]) -> bool:
    """Whether units beside these words are counted from now, or come again."""
    before = ""
    for _, english, first in found:
        if english.startswith("every") or english in _COUNTS or (english == "in" and (first or before)):
            return True
        before = english if english in {"today", "tomorrow", *_DAY_RE.split("|")} else ""
    return False


def _with_marked_clocks(text: str, language: str) -> str:
    """The text with digits for numbers, and English for times of day that the language writes its own way."""
    for said, meant in FORTNIGHTS.get(language, {}).items():
        text = text.replace(said, meant)
    if numbers := NUMBERS.get(language):
        text = _number_words(language).sub(lambda found: str(numbers[found[0]]), text)
    for pattern, write in abroad_minutes.MINUTES.get(language, ()):
        text = pattern.sub(write, text)
    for pattern, write in abroad_clocks.CLOCKS.get(language, ()):
        text = pattern.sub(write, text)
    return _BEFORE_CLOCK.sub("", text)


@lru_cache(maxsize=8)
def _number_words(language: str) -> re.Pattern[str]:
    longest_first = sorted(NUMBERS[language], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _with_ranges(text: str, words: dict[str, str], language: str) -> str:
    """The text with English for what comes again from one weekday to another, "de lunes a viernes"."""

    def write(found: re.Match[str]) -> str:
        first, last = (words.get(found[group], "").removeprefix("every ") for group in (1, 2))
        if not {first, last} <= set(_DAY_RE.split("|")):
            return found[0]
        return abroad_clocks.english(f"every {first} to {last}")

    pattern = abroad_again.RANGES[language].replace("{}", r"([^\W\d]+(?:-feira)?)")
    return re.sub(rf"(?<!\w){pattern}(?!\w)", write, text)


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
    found["q"] = "q"
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
        # "Luni" are months, and Monday.
        found |= {
            word: unit
            for word in _lower(info, unit)
            if word not in meanings and (len(word) >= _LEAST or not word.isascii())
        }
    found |= dict.fromkeys((*_lower(info, "in"), *_IN.get(language, ())), "in")
    found |= dict.fromkeys(_ONE.get(language, ()), "a") | dict.fromkeys(_EVERY.get(language, ()), "every")
    for key, english in _DAYS.items():
        found |= {word.lower(): english for word in info.get("relative-type", {}).get(key, ())}
    for own in (abroad.PHRASES, abroad_again.WORDS, abroad_named.NAMES):
        found |= own.get(language, {})
    return found


def _lower(info: dict[str, Any], key: str) -> list[str]:
    return [word.lower() for word in info.get(key, ())]
