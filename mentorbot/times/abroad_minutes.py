"""Minutes that other languages count from an hour: "fünf vor halb neun", "las tres y media".

They become hours and minutes in digits, so that what stands beside them ("de la tarde") says which half of
the day it is.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_N: Final = r"(?<![0-9:.,/-])([0-9]{1,2})"
_NO_SPAN: Final = (
    r"(?![0-9:.,-])(?!\s*(?:stunde|tag|woche|monat|minute|jahr|uur|uren|dag|week|weken|maand|minut|timm|tim|time"
    r"|vecko|uke|uge|måned|hora|día|dia|heure|jour|semana|ore\b|giorn))"
)
"""Behind an hour, so that it is none of what a span counts."""

Write = Callable[[re.Match[str]], str]
Forms = list[tuple[re.Pattern[str], Write]]


def _clock(hour: int, minutes: int, before: str = "") -> str:
    """So many minutes from an hour; half an hour before one is 12:30."""
    whole = (hour * 60 + minutes) % (24 * 60)
    shown = 12 if whole < 60 and hour == 1 else whole // 60
    return f" {before}{shown}:{whole % 60:02d} "


def _from(minutes: int, before: str = "") -> Write:
    """A part of an hour that has a word: "halb neun", "y media"."""
    return lambda found: _clock(int(found[1]), minutes, before)


def _minutes_first(sign: int, half: int = 0, before: str = "") -> Write:
    """ "Zehn vor acht"; with ``half`` an hour less so many minutes: "fünf vor halb neun"."""
    return lambda found: _clock(int(found[2]), sign * int(found[1]) - half, before)


def _hour_first(sign: int, before: str = "") -> Write:
    """ "Las ocho y diez"."""
    return lambda found: _clock(int(found[1]), sign * int(found[2]), before)


def _forms(*forms: tuple[str, Write]) -> Forms:
    return [(re.compile(pattern), write) for pattern, write in forms]


def _word_hours(pattern: str, hours: str, minutes: int, before: str = "") -> Forms:
    """Hours in words that mean a part of the hour before them: "полдевятого", "wpół do dziewiątej".

    Args:
        pattern: With HOUR for the word; a group of digits before it counts minutes.
        hours: The words from one on; of several forms with a stroke between.
        minutes: What is added to that hour, and to the minutes counted.
    """
    named = {form: place for place, word in enumerate(hours.split(), start=1) for form in word.split("/")}
    words = "|".join(sorted(named, key=len, reverse=True))

    def write(found: re.Match[str]) -> str:
        counted = int(found[1]) if found.re.groups > 1 else 0
        return _clock(named[found["hour"]], minutes + counted, before)

    return [(re.compile(rf"{pattern.replace('HOUR', f'(?P<hour>{words})')}(?!\w)"), write)]


def _nordic(past: str, to: str) -> Forms:
    return _forms(
        (rf"{_N}\s+(?:{to})\s+halvt?\s+{_N}\b", _minutes_first(-1, 30)),
        (rf"{_N}\s+(?:{past})\s+halvt?\s+{_N}\b", _minutes_first(1, 30)),
        (rf"\bhalvt?\s+{_N}\b", _from(-30)),
        (rf"\bkvart\s+(?:{past})\s+{_N}\b", _from(15)),
        (rf"\bkvart\s+(?:{to})\s+{_N}\b", _from(-15)),
        (rf"{_N}\s+(?:minut(?:er|ter)?\s+)?(?:{past})\s+{_N}\b{_NO_SPAN}", _minutes_first(1)),
        (rf"{_N}\s+(?:minut(?:er|ter)?\s+)?(?:{to})\s+{_N}\b{_NO_SPAN}", _minutes_first(-1)),
    )


_RU_HOURS: Final = (
    "первого второго третьего четвёртого/четвертого пятого шестого седьмого восьмого девятого десятого"
    " одиннадцатого двенадцатого"
)
_UK_HOURS: Final = "першу другу третю четверту п'яту шосту сьому восьму дев'яту десяту одинадцяту дванадцяту"
_UK_AT: Final = (
    "першій другій третій четвертій п'ятій шостій сьомій восьмій дев'ятій десятій одинадцятій дванадцятій"
)
_PL_HOURS: Final = (
    "pierwszej drugiej trzeciej czwartej piątej szóstej siódmej ósmej dziewiątej dziesiątej"
    " jedenastej dwunastej trzynastej czternastej piętnastej szesnastej siedemnastej osiemnastej"
    " dziewiętnastej dwudziestej"
)
_PL_NEXT: Final = (
    "pierwsza druga trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta jedenasta dwunasta"
)
_CS_HOURS: Final = "jedné/jednu druhé třetí čtvrté páté šesté sedmé osmé deváté desáté jedenácté dvanácté"

MINUTES: Final[Mapping[str, Forms]] = {
    "de": _forms(
        (rf"{_N}\s*(?:minuten\s+)?vor\s+halb\s+{_N}\b", _minutes_first(-1, 30)),
        (rf"{_N}\s*(?:minuten\s+)?nach\s+halb\s+{_N}\b", _minutes_first(1, 30)),
        (rf"\bhalb\s+{_N}\b", _from(-30)),
        (rf"\b(?:dreiviertel|3 viertel)\s+{_N}\b", _from(-15)),
        (rf"\bviertel\s+nach\s+{_N}\b", _from(15)),
        (rf"\bviertel\s+vor\s+{_N}\b", _from(-15)),
        (rf"\bviertel\s+{_N}\b", _from(-45)),
        (rf"{_N}\s*(?:minuten\s+)?nach\s+{_N}\b{_NO_SPAN}", _minutes_first(1)),
        (rf"{_N}\s*(?:minuten\s+)?vor\s+{_N}\b{_NO_SPAN}", _minutes_first(-1)),
    ),
    "es": _forms(
        (r"\b(las?)\s+una\b", lambda found: f"{found[1]} 1"),
        (rf"\blas?\s+{_N}\s+y\s+media\b", _from(30, "las ")),
        (rf"\blas?\s+{_N}\s+y\s+cuarto\b", _from(15, "las ")),
        (rf"\blas?\s+{_N}\s+menos\s+cuarto\b", _from(-15, "las ")),
        (rf"\blas?\s+{_N}\s+y\s+(5|[1-5][0-9])\b{_NO_SPAN}", _hour_first(1, "las ")),
        (rf"\blas?\s+{_N}\s+menos\s+(5|[1-5][0-9])\b", _hour_first(-1, "las ")),
        (rf"\b(?:a\s+)?(?:un\s+)?cuarto\s+para\s+las?\s+{_N}\b", _from(-15, "a las ")),
        (rf"\b(?:a\s+las\s+)?{_N}\s+para\s+las?\s+{_N}\b", _minutes_first(-1)),
    ),
    "fr": _forms(
        (r"(?<!dans )\b(?:une)(?= heure)", lambda _: "1"),
        (r"(?<!dans )\bsept(?= heures)", lambda _: "7"),
        (r"\bmidi\s+et\s+demie?\b", lambda _: "12:30"),
        (r"\bmidi\s+et\s+quart\b", lambda _: "12:15"),
        (r"\bmidi\s+moins\s+le\s+quart\b", lambda _: "11:45"),
        (r"\bminuit\s+et\s+demie?\b", lambda _: "0:30"),
        (rf"(?<!dans ){_N}\s*(?:heures?|h)\s+et\s+demie\b", _from(30)),
        (rf"(?<!dans ){_N}\s*(?:heures?|h)\s+et\s+quart\b", _from(15)),
        (rf"(?<!dans ){_N}\s*(?:heures?|h)\s+moins\s+(?:le\s+)?quart\b", _from(-15)),
        (rf"(?<!dans ){_N}\s*(?:heures?|h)\s+moins\s+(5|[1-5][0-9])\b", _hour_first(-1)),
        (rf"(?<!dans ){_N}\s*(?:heures?|h)\s+([0-5]?[0-9])\b(?!\s*min)", _hour_first(1)),
    ),
    "pt": _forms(
        (r"\b[àa] uma\b(?=\s+(?:hora|e\s|da\s))", lambda _: "às 1"),
        (r"\bmeio-dia\s+e\s+meia\b", lambda _: "12:30"),
        (rf"\b[aà]s\s+{_N}\s*(?:horas\s+)?e\s+meia\b", _from(30, "às ")),
        (rf"\b[aà]s\s+{_N}\s*(?:horas\s+)?e\s+(?:um\s+)?quarto\b", _from(15, "às ")),
        (rf"\b[aà]s\s+{_N}\s*(?:horas\s+)?e\s+(5|[1-5][0-9])\b(?!\s*(?:dias|horas))", _hour_first(1, "às ")),
        (rf"\b(?:[aà]s\s+)?(?:um\s+)?quarto\s+para\s+as\s+{_N}\b", _from(-15, "às ")),
        (rf"\b(?:[aà]s\s+)?{_N}\s+para\s+as\s+{_N}\b", _minutes_first(-1, before="às ")),
        (rf"\b(?:[aà]s\s+)?{_N}\s+para\s+o\s+meio-dia\b", lambda found: f" às{_clock(12, -int(found[1]))}"),
    ),
    "it": _forms(
        (r"\ball'una\b", lambda _: "alle 1"),
        (r"\bmezzogiorno\s+e\s+mezz[ao]\b", lambda _: "12:30"),
        (rf"\balle\s+{_N}\s+e\s+mezz[ao]\b", _from(30, "alle ")),
        (rf"\balle\s+{_N}\s+e\s+3\s+quarti\b", _from(45, "alle ")),
        (rf"\balle\s+{_N}\s+e\s+(?:un\s+)?quarto\b", _from(15, "alle ")),
        (rf"\balle\s+{_N}\s+meno\s+(?:un\s+)?quarto\b", _from(-15, "alle ")),
        (rf"\balle\s+{_N}\s+e\s+(5|[1-5][0-9])\b{_NO_SPAN}", _hour_first(1, "alle ")),
        (rf"\balle\s+{_N}\s+meno\s+(5|[1-5][0-9])\b", _hour_first(-1, "alle ")),
    ),
    "nl": _forms(
        (rf"{_N}\s+(?:minuten\s+)?voor\s+half\s+{_N}\b", _minutes_first(-1, 30)),
        (rf"{_N}\s+(?:minuten\s+)?over\s+half\s+{_N}\b", _minutes_first(1, 30)),
        (rf"\bhalf\s+{_N}\b", _from(-30)),
        (rf"\bkwart\s+over\s+{_N}\b", _from(15)),
        (rf"\bkwart\s+voor\s+{_N}\b", _from(-15)),
        (rf"{_N}\s+(?:minuten\s+)?over\s+{_N}\b{_NO_SPAN}", _minutes_first(1)),
        (rf"{_N}\s+(?:minuten\s+)?voor\s+{_N}\b{_NO_SPAN}", _minutes_first(-1)),
    ),
    "sv": _nordic("över", "i"),
    "da": _nordic("over", "i"),
    "nb": _nordic("over", "på"),
    "fi": _forms(
        (rf"\bpuoli\s+{_N}\b", _from(-30)),
        (rf"\bvartin?\s+yli\s+{_N}\b", _from(15)),
        (rf"\bvarttia\s+vaille\s+{_N}\b", _from(-15)),
    ),
    "pl": [
        *_word_hours(r"\b(?:o\s+)?wpół\s+do\s+HOUR", _PL_HOURS, -30, "o "),
        *_word_hours(r"\bkwadrans\s+po\s+HOUR", _PL_HOURS, 15, "o "),
        *_word_hours(rf"{_N}\s+po\s+HOUR", _PL_HOURS, 0, "o "),
        *_word_hours(r"\bza\s+kwadrans\s+HOUR", _PL_NEXT, -15, "o "),
        *_forms((rf"\bwpół\s+do\s+{_N}\b", _from(-30))),
        *_word_hours(r"\bo\s+HOUR", _PL_HOURS, 0, "o "),
    ],
    "cs": [
        *_word_hours(r"\b(?:v\s+)?půl\s+HOUR", _CS_HOURS, -30, "v "),
        *_forms(
            (rf"\bpůl\s+{_N}\b", _from(-30)),
            (rf"\b(?:ve?\s+)?(?:tři|3)\s?čtvrt[ěe]\s+na\s+{_N}\b", _from(-15, "v ")),
            (rf"\b(?:ve?\s+)?čtvrt\s+na\s+{_N}\b", _from(-45, "v ")),
        ),
    ],
    "ru": [
        *_word_hours(r"(?:\bв\s+)?\bполовин[еау]\s+HOUR", _RU_HOURS, -30, "в "),
        *_word_hours(r"(?:\bв\s+)?\bпол[- ]?HOUR", _RU_HOURS, -30, "в "),
        *_word_hours(r"(?:\bв\s+)?\bчетверть\s+HOUR", _RU_HOURS, -45, "в "),
        *_word_hours(rf"(?:\bв\s+)?{_N}\s+минут[ыа]?\s+HOUR", _RU_HOURS, -60, "в "),
        *_forms(
            (rf"(?:\bв\s+)?\bбез\s+четверти\s+{_N}\b", _from(-15, "в ")),
            (rf"(?:\bв\s+)?\bбез\s+{_N}\s+(?:минут[ыа]?\s+)?{_N}\b", _minutes_first(-1, before="в ")),
            (r"\bв\s+час(?=\s+(?:дня|ночи))", lambda _: "в 1"),
        ),
    ],
    "uk": [
        *_word_hours(r"(?:\b[ов]\s+)?\bпів\s+на\s+HOUR", _UK_HOURS, -30, "о "),
        *_word_hours(r"(?:\b[ов]\s+)?\bчверть\s+на\s+HOUR", _UK_HOURS, -45, "о "),
        *_word_hours(r"\b(?:о|об)\s+HOUR", _UK_AT, 0, "о "),
    ],
    "tr": _forms((rf"{_N}\s+buçuk(?:'?ta)?(?!\w)(?!\s+saat)", _from(30))),
    "ro": _forms(
        (rf"\bla\s+{_N}\s+(?:și|si|şi)\s+jum[aă]tate\b", _from(30, "la ")),
        (rf"\bla\s+{_N}\s+(?:și|si|şi)\s+un\s+sfert\b", _from(15, "la ")),
        (rf"\bla\s+{_N}\s+fără\s+un\s+sfert\b", _from(-15, "la ")),
    ),
    "hu": _forms(
        (rf"\bháromnegyed\s+{_N}(?:-?kor)?\b", _from(-15)),
        (rf"\bnegyed\s+{_N}(?:-?kor)?\b", _from(-45)),
        (rf"\bfél\s+{_N}(?:-?kor)?\b", _from(-30)),
    ),
    "el": _forms(
        (rf"{_N}\s+και\s+μισή\b", _from(30)),
        (rf"{_N}\s+και\s+τέταρτο\b", _from(15)),
        (rf"{_N}\s+παρά\s+τέταρτο\b", _from(-15)),
    ),
    "vi": _forms(
        (rf"(?<!trong )(?<!sau ){_N}\s*giờ\s+rưỡi\b(?!\s+nữa)", _from(30)),
        (rf"(?<!trong )(?<!sau ){_N}\s*giờ\s+kém\s+([0-9]{{1,2}})\b", _hour_first(-1)),
        (rf"(?<!trong )(?<!sau ){_N}\s*giờ\s+([0-5]?[0-9])(?:\s+phút)?\b(?!\s+(?:nữa|sau|trước|phút))",
         _hour_first(1)),
    ),
    "id": _forms(
        (rf"\bsetengah\s+{_N}\b", _from(-30)),
        (r"\b(jam|pukul)\s+([0-9]{1,2})\s+(?:lewat|lebih)\s+([0-9]{1,2})(?:\s+menit)?\b",
         lambda found: f"{found[1]}{_clock(int(found[2]), int(found[3]))}"),
        (r"\b(jam|pukul)\s+([0-9]{1,2})\s+kurang\s+([0-9]{1,2})(?:\s+menit)?\b",
         lambda found: f"{found[1]}{_clock(int(found[2]), -int(found[3]))}"),
    ),
}  # fmt: skip
"""Forms in the order in which they are tried, once numbers are in digits."""
