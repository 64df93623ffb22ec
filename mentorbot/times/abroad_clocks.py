"""How other languages say times of day and numbers: each by its own rules, marked for English by "@"."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from mentorbot.times.words import MONTHS, ordinal

_COUNTED: Final = (*range(2, 13), 15, 20, 30)
NUMBERS: Final[Mapping[str, Mapping[str, int]]] = {
    language: {
        form: many
        for word, many in zip(words.split(), _COUNTED, strict=True)
        for form in word.split("/")
        if form != "-"
    }
    for language, words in {
        "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig",
        "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta",
        "fr": "deux trois quatre cinq six - huit neuf dix onze douze quinze vingt trente",
        "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta",
        "it": "due tre quattro cinque sei sette otto nove dieci undici dodici quindici venti trenta",
        "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig",
        "sv": "två tre fyra fem sex sju åtta nio tio elva tolv femton tjugo trettio",
        "da": "to tre fire fem seks syv otte ni ti elleve tolv femten tyve tredive",
        "nb": "to tre fire fem seks sju åtte ni ti elleve tolv femten tjue tretti",
        "ru": "два/две три четыре пять шесть семь восемь девять десять - - пятнадцать двадцать тридцать",
        "pl": "dwie/dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć - - - - -",
        "tr": "iki üç dört beş altı yedi sekiz dokuz on - - - yirmi otuz",
    }.items()
}
"""Words for numbers. "Sept" is none: it may be a month."""

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


def _half(half: str, hours: range) -> Write:
    """An hour with a word for its half of the day, where the language has that hour in it."""

    def write(found: re.Match[str]) -> str:
        if int(found[1]) not in hours:
            return found[0]
        return english(f"@{found[1]}:{found[2] or '00'}{half}")

    return write


def _past(minutes: int) -> Write:
    return lambda found: english(f"@{found[1]}:{minutes:02d}")


def _to(minutes: int) -> Write:
    """So many minutes before an hour: "halb neun" is 8:30."""
    return lambda found: english(f"@{(int(found[1]) - 1) or 12}:{60 - minutes:02d}")


def _counted(late: bool) -> Write:
    def write(found: re.Match[str]) -> str:
        minutes, hour = int(found[1]), int(found[2])
        return english(f"@{hour}:{minutes:02d}" if late else f"@{(hour - 1) or 12}:{60 - minutes:02d}")

    return write


def _halves(
    *halves: tuple[str, str, range], clock: str = "", but: str = ""
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
        (re.compile(rf"\b(?:(?:kl\.?|{clock})\s*)?halv\s+{_N}\b"), _to(30)),
        (re.compile(rf"\b(?:kl\.?|{clock})\s*{_N}{_MM}\b"), _at),
    ]


_AM, _PM, _EVENING = range(1, 12), range(1, 8), range(4, 12)

CLOCKS: Final[Mapping[str, list[tuple[re.Pattern[str], Write]]]] = {
    "de": [
        *_halves(
            ("morgens|früh|vormittags", "am", _AM), ("nachmittags", "pm", _PM), ("abends", "pm", _EVENING),
            clock="uhr",
        ),
        (re.compile(rf"{_N}\s*uhr\s*([0-5][0-9])\b"), _at),
        (re.compile(rf"(?:um\s+)?{_N}{_MM}\s*uhr\b"), _at),
        (re.compile(rf"\b(?:um\s+)?halb\s+{_N}\b"), _to(30)),
        (re.compile(rf"\b(?:um\s+)?viertel\s+nach\s+{_N}\b"), _past(15)),
        (re.compile(rf"\b(?:um\s+)?viertel\s+vor\s+{_N}\b"), _to(15)),
        (re.compile(rf"\bam\s+{_N}\.(?=\s|$)(?!\s*[^\W\d])"), lambda found: english(f"{found[1]}th")),
    ],
    "es": [
        (re.compile(r"\b([0-9]{1,2})\s+horas\s+y\s+media\b"), lambda found: f"{found[1]} horas 30 minutos"),
        *_halves(
            ("de la mañana", "am", _AM), ("de la tarde", "pm", _PM), ("de la noche", "pm", range(7, 12)),
            ("a\\. ?m\\.?", "am", range(1, 13)), ("p\\. ?m\\.?", "pm", range(1, 13)),
            ("de la madrugada", "am", range(1, 7)),
            clock="horas?|h",
        ),
        (re.compile(rf"\b(?:a\s+)?las?\s+{_N}\s+y\s+media\b"), _past(30)),
        (re.compile(rf"\b(?:a\s+)?las?\s+{_N}\s+y\s+cuarto\b"), _past(15)),
        (re.compile(rf"\b(?:a\s+)?las?\s+{_N}\s+menos\s+cuarto\b"), _to(15)),
        (re.compile(rf"\ba\s+las?\s+{_N}{_MM}\s*(?:horas|h)?\b"), _at),
    ],
    "fr": [
        (re.compile(r"\bdans\s+([0-9]{1,2})\s+heures\s+et\s+demie\b"),
         lambda found: f"dans {found[1]} heures 30 minutes"),
        *_halves(
            ("du matin", "am", _AM), ("de l'après-midi", "pm", _PM), ("du soir", "pm", _EVENING),
            clock="heures?|h",
        ),
        (re.compile(rf"\b{_N}\s*(?:heures?|h)\s+et\s+demie\b"), _past(30)),
        (re.compile(rf"\b{_N}\s*(?:heures?|h)\s+et\s+quart\b"), _past(15)),
        (re.compile(rf"\b{_N}\s*(?:heures?|h)\s+moins\s+le\s+quart\b"), _to(15)),
        (re.compile(rf"\b(?:à|vers)\s+{_N}\s*(?:heures?|h)\s*([0-5][0-9])?(?!\w)"), _at),
        (re.compile(r"\bdans\s+([0-9]{1,2})\s?h\s?([0-5][0-9])(?!\w)"),
         lambda found: f"dans {found[1]} heures {found[2]} minutes"),
        (re.compile(r"\b(?:le\s+)?1er\s+de\s+chaque\s+mois\b|\bchaque\s+1er\s+du\s+mois\b"),
         lambda _: english("1st of every month")),
        (re.compile(r"\bsept(?=\s+(?:jours|heures|minutes|semaines|mois)\b)"), lambda _: "7"),
        (re.compile(r"(?<![0-9])1er(?=\s+[^\W\d])"), lambda _: "1"),
    ],
    "pt": [
        *_halves(
            ("da manhã", "am", _AM), ("da tarde", "pm", _PM), ("da noite", "pm", range(6, 12)),
            ("da madrugada", "am", range(1, 7)), clock="horas?|h",
        ),
        (re.compile(rf"(?<!todo )(?<!cada )\b(?:no )?dia {_N}\b"), _day),
        (re.compile(rf"\b[aà]s\s+{_N}\s+e\s+meia\b"), _past(30)),
        (re.compile(rf"\b[aà]s\s+{_N}\s*(?:horas|h)?\s*([0-5][0-9])?(?![\w:])"), _at),
    ],
    "it": [
        *_halves(
            ("di mattina|del mattino", "am", _AM), ("del pomeriggio", "pm", _PM), ("di sera", "pm", _EVENING),
        ),
        (re.compile(rf"\bore\s+{_N}{_MM}\b"), _at),
        (re.compile(rf"\balle\s+{_N}\s+e\s+mezz[ao]\b"), _past(30)),
        (re.compile(rf"\balle\s+{_N}\s+e\s+un\s+quarto\b"), _past(15)),
        (re.compile(rf"\balle\s+{_N}\s+meno\s+un\s+quarto\b"), _to(15)),
        (re.compile(rf"\balle\s+(?:ore\s+)?{_N}{_MM}\b"), _at),
        (re.compile(r"\bfra\s+"), lambda _: "tra "),
    ],
    "nl": [
        *_halves(
            ("'s ochtends|'s morgens", "am", _AM), ("'s middags", "pm", _PM), ("'s avonds", "pm", _EVENING),
            clock="uur",
        ),
        (re.compile(rf"\b(?:om\s+)?half\s+{_N}\b"), _to(30)),
        (re.compile(rf"\b(?:om\s+)?kwart\s+over\s+{_N}\b"), _past(15)),
        (re.compile(rf"\b(?:om\s+)?kwart\s+voor\s+{_N}\b"), _to(15)),
        (re.compile(rf"\b(?:om\s+)?{_N}\s+over\s+([0-9]{{1,2}})\b(?!\s*[a-z])"), _counted(late=True)),
        (re.compile(rf"\b(?:om\s+)?{_N}\s+voor\s+([0-9]{{1,2}})\b(?!\s*[a-z])"), _counted(late=False)),
        (re.compile(rf"(?<!over )(?<!binnen )\b(?:om\s+)?{_N}{_MM}\s*uur\b(?!\s+(?:geleden|later))"), _at),
    ],
    "sv": _nordic("klockan"),
    "da": _nordic("klokken"),
    "nb": _nordic("klokken"),
    "fi": [
        (re.compile(rf"\b(?:klo\s+)?puoli\s+{_N}\b"), _to(30)),
        (re.compile(rf"\bklo\s*{_N}{_MM}\b"), _at),
    ],
    "pl": [
        *_halves(("rano", "am", _AM), ("po południu", "pm", _PM), ("wieczorem", "pm", _EVENING)),
        (re.compile(rf"\bwpół\s+do\s+{_N}\b"), _to(30)),
        (re.compile(rf"\bo\s+{_N}{_MM}\b"), _at),
    ],
    "cs": [
        *_halves(
            ("ráno", "am", _AM), ("odpoledne", "pm", _PM), ("večer", "pm", _EVENING), clock="hodin[ya]?",
        ),
        (re.compile(rf"\b(?:v\s+)?půl\s+{_N}\b"), _to(30)),
        (re.compile(rf"\b(?:v|ve)\s+{_N}{_MM}(?:\s*hodin[ya]?)?\b"), _at),
    ],
    "ru": [
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
        (re.compile(rf"\bsaat\s+{_N}{_MM}(?:'?[dt][ea])?\b"), _at),
        (re.compile(rf"{_N}{_MM}'[dt][ea]\b"), _at),
    ],
    "ro": [(re.compile(rf"\b(?:la|ora)\s+(?:ora\s+)?{_N}{_MM}\b"), _at)],
    "hu": [
        (re.compile(rf"\bfél\s+{_N}(?:-?kor)?\b"), _to(30)),
        (re.compile(rf"{_N}{_MM}\s*(?:órakor|-?kor)\b"), _at),
    ],
    "el": [(re.compile(rf"\bστις\s+{_N}{_MM}\b"), _at)],
    "bg": [(re.compile(rf"\bв\s+{_N}{_MM}\b"), _at)],
    "hr": [(re.compile(rf"\bu\s+{_N}{_MM}\s*(?:sati|h)?\b"), _at)],
    "vi": [
        (re.compile(rf"(?<!trong )(?<!sau )\b(?:lúc\s+)?{_N}\s*giờ\b(?!\s*(?:nữa|trước|sau))"), _at),
        (re.compile(r"(?:\bngày\s+)?\b([0-9]{1,2})\s+tháng\s+(1[0-2]|[1-9])\b"),
         lambda found: f"{found[1]} {MONTHS[int(found[2]) - 1].lower()}"),
    ],
    "id": [(re.compile(rf"(?<![0-9] )\b(?:jam|pukul)\s+{_N}{_MM}\b"), _at)],
}  # fmt: skip
"""What is written otherwise before words are looked up, in order; "@" stands before a time of day."""
