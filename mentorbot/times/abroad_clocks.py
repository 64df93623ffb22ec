"""How other languages say times of day: each by its own rules, marked for English by "@"."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from mentorbot.times.words import MONTHS, ordinal

_N: Final = r"(?<![0-9:.,/-])([0-9]{1,2})"
_MM: Final = r"(?:[:.h]([0-5][0-9]))?"

Write = Callable[[re.Match[str]], str]


def english(text: str) -> str:
    """English in the midst of another language, not to be looked up."""
    return f" ⟦{text}⟧ "


def _at(found: re.Match[str]) -> str:
    minutes = found[2] if found.re.groups > 1 else None
    return english(f"@{found[1]}:{minutes}" if minutes else f"@{found[1]}")


def _day(found: re.Match[str]) -> str:
    return english(ordinal(int(found[1])))


def _of_month(found: re.Match[str]) -> str:
    return english(f"{ordinal(int(found[1]))} of month")


def _monthly(found: re.Match[str]) -> str:
    return english(f"{ordinal(int(found[1]))} of every month")


def _half(half: str, hours: Collection[int]) -> Write:
    """An hour with a word for its half of the day, where the language has that hour in it."""

    def write(found: re.Match[str]) -> str:
        if int(found[1]) not in hours:
            return found[0]
        return english(f"@{found[1]}:{found[2] or '00'}{half}")

    return write


def _halves(
    *halves: tuple[str, str, Collection[int]], clock: str = "", but: str = ""
) -> list[tuple[re.Pattern[str], Write]]:
    """Words behind an hour, and the half of the day that they mean beside some hours.

    Args:
        clock: What may stand between.
        but: What before the number makes a span of it.
    """
    return [
        (re.compile(rf"{but}{_N}{_MM}\s*(?:{clock})?\s*(?:{words})(?!\w)"), _half(half, hours))
        for words, half, hours in halves
    ]


def _nordic(clock: str) -> list[tuple[re.Pattern[str], Write]]:
    """ "Halv tre" and "kl. 15"; ``clock``: what "kl." is short for."""
    return [
        (re.compile(rf"\b(?:kl\.?|{clock})\s*{_N}{_MM}\b"), _at),
    ]


_AM, _PM, _EVENING = range(1, 12), range(1, 8), range(4, 12)

CLOCKS: Final[Mapping[str, list[tuple[re.Pattern[str], Write]]]] = {
    "de": [
        (re.compile(rf"\bjeden\s+{_N}\.?\s+(?:des\s+monats|im\s+monat)\b"), _monthly),
        *_halves(
            ("morgens|früh|vormittags", "am", _AM), ("nachmittags", "pm", _PM), ("abends", "pm", _EVENING),
            clock="uhr",
        ),
        (re.compile(rf"{_N}\s*uhr\s*([0-5][0-9])\b"), _at),
        (re.compile(rf"(?:um\s+)?{_N}{_MM}\s*uhr\b"), _at),
        (re.compile(rf"\bam\s+{_N}\.(?=\s|$)(?!\s*[^\W\d])"), lambda found: english(f"{found[1]}th")),
    ],
    "es": [
        (re.compile(rf"\bcada\s+{_N}\s+(?:del?|de\s+cada)\s+mes\b"), _monthly),
        (re.compile(rf"\bel\s+(?:día\s+)?{_N}(?=\s+a\s+las?\b|\s*$)"), _day),
        (re.compile(rf"\bel\s+(?:día\s+)?{_N}\s+del\s+mes\b"), _of_month),
        (re.compile(r"\b3\s+cuartos\s+de\s+hora\b"), lambda _: "45 minutos"),
        (re.compile(r"\b([0-9]{1,2})\s+horas\s+y\s+media\b"), lambda found: f"{found[1]} horas 30 minutos"),
        *_halves(
            ("de la mañana", "am", _AM), ("de la tarde", "pm", range(1, 10)),
            ("de la noche", "pm", range(7, 12)),
            ("a\\. ?m\\.?", "am", range(1, 13)), ("p\\. ?m\\.?", "pm", range(1, 13)),
            ("de la madrugada", "am", range(1, 7)), ("del mediodía", "pm", range(12, 13)),
            clock="horas?|h",
        ),
        (re.compile(rf"\ba\s+las?\s+{_N}{_MM}\s*(?:horas|h)?\b"), _at),
    ],
    "fr": [
        (re.compile(r"\bdans\s+([0-9]{1,2})\s+heures\s+et\s+demie\b"),
         lambda found: f"dans {found[1]} heures 30 minutes"),
        *_halves(
            ("du matin", "am", _AM), ("de l'après-midi", "pm", _PM), ("du soir", "pm", _EVENING),
            clock="heures?|h",
        ),
        (re.compile(rf"\b(?:à|vers)\s+{_N}\s*(?:heures?|h)\s*([0-5][0-9])?(?!\w)"), _at),
        (re.compile(r"\bdans\s+([0-9]{1,2})\s?h\s?([0-5][0-9])(?!\w)"),
         lambda found: f"dans {found[1]} heures {found[2]} minutes"),
        (re.compile(rf"\b(?:le\s+)?{_N}(?:er)?\s+de\s+chaque\s+mois\b"), _monthly),
        (re.compile(rf"\b(?:chaque|tous\s+les)\s+{_N}(?:er)?\s+du\s+mois\b"), _monthly),
        (re.compile(rf"\ble\s+{_N}(?=\s+(?:à\s|⟦@)|\s*$)"), _day),
        (re.compile(rf"\ble\s+{_N}\s+du\s+mois\b"), _of_month),
        (re.compile(r"\b3\s+quarts\s+d'heure\b"), lambda _: "45 minutes"),
        (re.compile(r"\bsept(?=\s+(?:jours|heures|minutes|semaines|mois)\b)"), lambda _: "7"),
        (re.compile(r"(?<![0-9])1er(?=\s+[^\W\d])"), lambda _: "1"),
    ],
    "pt": [
        (re.compile(rf"\b(?:todo|cada)\s+(?:dia\s+)?{_N}\s+(?:do|de\s+cada)\s+mês\b"), _monthly),
        (re.compile(r"\bsegunda\s+(?=(?:terça|quarta|quinta|sexta|segunda-feira)\b)"),
         lambda _: english("2nd")),
        *_halves(
            ("da manhã", "am", _AM), ("da tarde", "pm", _PM), ("da noite", "pm", range(6, 12)),
            ("da madrugada", "am", range(1, 7)), clock="horas?|h",
        ),
        (re.compile(rf"(?<!todo )(?<!cada )\b(?:no )?dia {_N}\b"), _day),
        (re.compile(rf"\b[aà]s\s+{_N}\s*(?:horas|h)?\s*([0-5][0-9])?(?![\w:])"), _at),
    ],
    "it": [
        (re.compile(rf"\bogni\s+{_N}\s+del\s+mese\b"), _monthly),
        (re.compile(rf"\bil\s+{_N}(?=\s+alle\b|\s*$)"), _day),
        (re.compile(rf"\bil\s+{_N}\s+del\s+mese\b"), _of_month),
        (re.compile(r"\b3\s+quarti\s+d'ora\b"), lambda _: "45 minuti"),
        *_halves(
            ("di mattina|del mattino", "am", _AM), ("del pomeriggio", "pm", _PM), ("di sera", "pm", _EVENING),
        ),
        (re.compile(rf"\bore\s+{_N}{_MM}\b"), _at),
        (re.compile(rf"\balle\s+(?:ore\s+)?{_N}{_MM}\b"), _at),
        (re.compile(r"\bfra\s+"), lambda _: "tra "),
    ],
    "nl": [
        (re.compile(rf"\b(?:elke|iedere)\s+{_N}(?:e|ste|de)?\s+van\s+de\s+maand\b"), _monthly),
        (re.compile(rf"{_N}(?:e|ste|de)(?!\w)"), _day),
        (re.compile(r"\b3\s+kwartier\b"), lambda _: "45 minuten"),
        (re.compile(r"'s (?=(?:maan|dins|woens|donder|vrij|zater|zon)dags\b)"), lambda _: ""),
        *_halves(
            ("'s ochtends|'s morgens", "am", _AM), ("'s middags", "pm", _PM), ("'s avonds", "pm", _EVENING),
            clock="uur",
        ),
        (re.compile(rf"(?<!over )(?<!binnen )\b(?:om\s+)?{_N}{_MM}\s*uur\b(?!\s+(?:geleden|later))"), _at),
    ],
    "sv": _nordic("klockan"),
    "da": _nordic("klokken"),
    "nb": _nordic("klokken"),
    "fi": [
        (re.compile(rf"\bklo\s*{_N}{_MM}\b"), _at),
    ],
    "pl": [
        *_halves(("rano", "am", _AM), ("po południu", "pm", _PM), ("wieczorem", "pm", _EVENING)),
        (re.compile(rf"\bo\s+{_N}{_MM}\b"), _at),
    ],
    "cs": [
        *_halves(
            ("ráno", "am", _AM), ("odpoledne", "pm", _PM), ("večer", "pm", _EVENING), clock="hodin[ya]?",
        ),
        (re.compile(rf"\b(?:v|ve)\s+{_N}{_MM}(?:\s*hodin[ya]?)?\b"), _at),
    ],
    "ru": [
        (re.compile(rf"{_N}(?:-го)?\s+числа(?!\w)|{_N}-го(?!\w)"),
         lambda found: english(ordinal(int(found[1] or found[2])))),
        (re.compile(r"(?<=[0-9]{4})\s+(?:года|г\.?)(?!\w)"), lambda _: " "),
        *_halves(
            ("утра", "am", _AM), ("дня", "pm", range(1, 6)), ("вечера", "pm", _EVENING), clock="час(?:а|ов)?",
            but="(?<!через )",
        ),
        (re.compile(rf"\bв\s+{_N}{_MM}\s*(?:час(?:а|ов)?|ч)?(?!\w)"), _at),
    ],
    "uk": [
        *_halves(
            ("ранку", "am", _AM), ("дня", "pm", range(1, 6)), ("вечора", "pm", _EVENING), but="(?<!через )",
        ),
        (re.compile(rf"\b[ов]\s+{_N}{_MM}(?!\w)"), _at),
    ],
    "tr": [
        (re.compile(r"\b([0-9]{1,2})\s+haftada\s+bir\b"), lambda found: english(f"every {found[1]} weeks")),
        (re.compile(rf"\bsaat\s+{_N}{_MM}(?:'?[dt][ea])?\b"), _at),
        (re.compile(rf"{_N}{_MM}'[dt][ea]\b"), _at),
    ],
    "ro": [(re.compile(rf"\b(?:la|ora)\s+(?:ora\s+)?{_N}{_MM}\b"), _at)],
    "hu": [
        (re.compile(rf"{_N}{_MM}\s*(?:órakor|-?kor)\b"), _at),
    ],
    "el": [(re.compile(rf"\bστις\s+{_N}{_MM}\b"), _at)],
    "bg": [(re.compile(rf"\bв\s+{_N}{_MM}\b"), _at)],
    "hr": [(re.compile(rf"\bu\s+{_N}{_MM}\s*(?:sati|h)?\b"), _at)],
    "ar": [
        *_halves(
            ("صباحًا|صباحاً|صباحا|ص", "am", _AM), ("ظهرًا|ظهراً|ظهرا", "pm", (12, 1, 2, 3)),
            ("عصرًا|عصراً|عصرا", "pm", range(2, 7)), ("مساءً|مساءا|مساء|م", "pm", range(1, 12)),
        ),
        (re.compile(rf"الساعة\s*{_N}{_MM}(?!\w)"), _at),
    ],
    "hi": [(re.compile(rf"{_N}{_MM}\s*बजे"), _at)],
    "vi": [
        *_halves(
            ("sáng(?! mai| nay)", "am", _AM), ("chiều(?! mai| nay)", "pm", range(1, 7)),
            ("tối(?! mai| nay)", "pm", range(5, 12)), clock="giờ|h",
        ),
        (re.compile(rf"(?<!trong )(?<!sau )\b(?:lúc\s+)?{_N}\s*giờ\b(?!\s*(?:nữa|trước|sau))"), _at),
        (re.compile(r"(?:\bngày\s+)?\b([0-9]{1,2})\s+tháng\s+(1[0-2]|[1-9])\b"),
         lambda found: f"{found[1]} {MONTHS[int(found[2]) - 1].lower()}"),
    ],
    "id": [
        (re.compile(r"(?<=[0-9])\s+minggu\b"), lambda _: " pekan"),
        (re.compile(rf"(?<![0-9] )\b(?:jam|pukul)\s+{_N}{_MM}\b"), _at)],
}  # fmt: skip
"""What is written otherwise before words are looked up, in order; "@" stands before a time of day."""
