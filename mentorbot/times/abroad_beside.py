"""How other languages say a day beside another, by when, and weekdays in short: "Mo-Fr", "lun/mer"."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from mentorbot.times.abroad_clocks import english
from mentorbot.times.words import WEEKDAY_RE, WEEKDAYS

LATER: Final[Mapping[str, str]] = {
    "de": "in {}", "es": "en {}", "fr": "dans {}", "pt": "em {}", "it": "tra {}", "nl": "over {}",
    "sv": "om {}", "da": "om {}", "nb": "om {}", "no": "om {}", "ru": "через {}", "uk": "через {}",
    "pl": "za {}", "cs": "za {}", "zh": "{}后", "ja": "{}後", "ko": "{} 후",
}  # fmt: skip
"""How a language says that something is after a span: a length alone is not read there."""
_BEFORE_AFTER: Final[Mapping[str, tuple[str, str]]] = {
    "de": ("vor", "nach"), "es": ("antes de", "después de"), "fr": ("avant", "après"),
    "pt": ("antes d[eoa]", "depois d[eoa]"), "it": ("prima di", "dopo"), "nl": ("voor", "na"),
    "sv": ("före", "efter"), "da": ("før", "efter"), "nb": ("før", "etter"),
}  # fmt: skip
THE_DAY: Final = frozenset((
    "der tag", "am tag", "el día", "le jour", "o dia", "il giorno", "de dag", "dagen",
))  # fmt: skip
"""How other languages say "the day", as in "the day before"."""
_DAY: Final = THE_DAY | {"tag", "día", "jour", "dia", "giorno", "dag"}
_BY: Final[Mapping[str, str]] = {
    "de": r"(?:bis|spätestens)(?: zum| am)?", "es": r"(?:a más tardar|antes del final del?)(?: el)?",
    "fr": r"d'ici(?: le)?|au plus tard(?: le)?", "it": r"entro(?: il)?", "nl": r"uiterlijk(?: op)?",
    "pt": r"até(?: o| a)?", "sv": r"senast(?: den| på)?", "da": r"senest(?: den| på)?",
    "nb": r"senest(?: den| på)?", "pl": r"najpóźniej(?: w)?",
}  # fmt: skip
_SHORT: Final[Mapping[str, str]] = {
    "de": "mo di mi do fr sa so", "nl": "ma di wo do vr za zo", "fr": "lun mar mer jeu ven sam dim",
    "es": "lun mar mié jue vie sáb dom", "it": "lun mar mer gio ven sab dom",
    "pt": "seg ter qua qui sex sáb dom", "sv": "mån tis ons tor fre lör sön",
}  # fmt: skip
_BETWEEN: Final = r"\s?[-–/+&]\s?|\s(?:und|bis|y|e|et|en|och|a|au|tot|till)\s"
_COUNTED: Final = re.compile(rf"(?:[0-9]+|a) (?:day|week|month)s?|day|(?:{WEEKDAY_RE})")


def without_by(text: str, language: str) -> str:
    """The text without a word by which something is due then."""
    return re.sub(rf"^(?:{_BY[language]}) ", "", text) if language in _BY else text


def with_short_days(text: str, language: str) -> str:
    """The text with English for several weekdays in short; one alone may be another word."""
    if language not in _SHORT:
        return text
    shorts = _SHORT[language].split()
    one = rf"(?:{'|'.join(shorts)})\.?"

    def write(found: re.Match[str]) -> str:
        named = [WEEKDAYS[shorts.index(word)].lower() for word in re.findall("|".join(shorts), found[0])]
        if re.search(r"-|–|bis|\s(?:a|au|tot|till)\s", found[0]):
            return english(f"every {named[0]} to {named[-1]}") if len(named) == 2 else found[0]
        return english(f"{'every ' if re.search('[/+&]', found[0]) else ''}{' and '.join(named)}")

    return re.sub(rf"(?<!\w){one}(?:(?:{_BETWEEN}){one})+(?!\w)", write, text)


def find_beside(text: str, language: str, translate: Callable[[str], str | None]) -> str | None:
    """ "Zwei Wochen vor Weihnachten" in English; None where it is no day beside another.

    Args:
        translate: Puts a part of the text into English.
    """
    for words, side in zip(_BEFORE_AFTER.get(language, ()), ("before", "after"), strict=False):
        if found := re.fullmatch(rf"(.+?) (?:{words}) (.+)", text):
            left = (
                "day"
                if found[1] in _DAY
                else translate(LATER[language].format(found[1])) or translate(found[1])
            )
            left = (left or "").removeprefix("in ")
            if _COUNTED.fullmatch(left) and (right := translate(found[2])):
                return f"{left} {side} {right}"
    return None
