"""What other languages call days that have a name: those that are one day wherever the language is spoken.

Missing by intent: what moves with the eastern Easter or the moon, and holidays that some countries of one
language keep on another day.
"""

from collections.abc import Mapping
from typing import Final

_EVE, _DAY, _AFTER = "christmas eve", "christmas", "boxing day"
_OLD, _NEW = "new years eve", "new years day"

_NAMES: Final[Mapping[str, dict[str, str]]] = {
    "de": {
        "heiligabend": _EVE, "heiliger abend": _EVE, "heiligen abend": _EVE, "weihnachten": _DAY,
        **{f"{place} weihnachtstag": day for place, day in (
            ("erster", _DAY), ("ersten", _DAY), ("zweiter", _AFTER), ("zweiten", _AFTER))},
        "silvester": _OLD, "sylvester": _OLD, "neujahr": _NEW, "neujahrstag": _NEW,
        "valentinstag": "valentines day", "tag der arbeit": "may 1", "nikolaus": "december 6",
        "heilige drei könige": "epiphany", "dreikönigstag": "epiphany",
        "ostern": "easter", "ostersonntag": "easter", "ostermontag": "easter monday",
        "karfreitag": "good friday", "gründonnerstag": "maundy thursday", "palmsonntag": "palm sunday",
        "aschermittwoch": "ash wednesday", "christi himmelfahrt": "ascension", "himmelfahrt": "ascension",
        "pfingsten": "pentecost", "pfingstsonntag": "pentecost", "pfingstmontag": "whit monday",
        "fronleichnam": "corpus christi", "tag der deutschen einheit": "october 3",
        "allerheiligen": "all saints day", "reformationstag": "october 31",
    },
    "fr": {
        "la veille de noël": _EVE, "veille de noël": _EVE, "réveillon de noël": _EVE,
        "noël": _DAY, "noel": _DAY, "jour de noël": _DAY, "saint-sylvestre": _OLD, "la saint-sylvestre": _OLD,
        "réveillon du nouvel an": _OLD, "veille du nouvel an": _OLD, "nouvel an": _NEW,
        "jour de l'an": _NEW, "épiphanie": "epiphany", "pâques": "easter", "paques": "easter",
        "dimanche de pâques": "easter", "lundi de pâques": "easter monday", "vendredi saint": "good friday",
        "mardi gras": "mardi gras", "mercredi des cendres": "ash wednesday", "ascension": "ascension",
        "jeudi de l'ascension": "ascension", "pentecôte": "pentecost", "lundi de pentecôte": "whit monday",
        "saint-valentin": "valentines day", "toussaint": "all saints day", "assomption": "assumption day",
        "l'épiphanie": "epiphany", "l'ascension": "ascension", "l'assomption": "assumption day",
    },
    "es": {
        "nochebuena": _EVE, "navidad": _DAY, "nochevieja": _OLD, "fin de año": _OLD, "año nuevo": _NEW,
        "día de reyes": "epiphany", "domingo de ramos": "palm sunday", "jueves santo": "maundy thursday",
        "viernes santo": "good friday", "domingo de pascua": "easter", "pascua": "easter",
        "domingo de resurrección": "easter", "lunes de pascua": "easter monday",
        "miércoles de ceniza": "ash wednesday", "san valentín": "valentines day",
        "todos los santos": "all saints day", "día de muertos": "all souls day",
    },
    "pt": {
        "véspera de natal": _EVE, "natal": _DAY, "véspera de ano novo": _OLD, "réveillon": _OLD,
        "ano novo": _NEW, "ano-novo": _NEW, "dia de reis": "epiphany", "domingo de ramos": "palm sunday",
        "sexta-feira santa": "good friday", "páscoa": "easter", "domingo de páscoa": "easter",
        "quarta-feira de cinzas": "ash wednesday", "corpus christi": "corpus christi",
        "todos os santos": "all saints day", "finados": "all souls day",
    },
    "it": {
        "vigilia di natale": _EVE, "natale": _DAY, "santo stefano": _AFTER, "capodanno": _NEW,
        "san silvestro": _OLD, "ultimo dell'anno": _OLD, "epifania": "epiphany", "befana": "epiphany",
        "l'epifania": "epiphany", "pasqua": "easter", "pasquetta": "easter monday",
        "lunedì dell'angelo": "easter monday", "venerdì santo": "good friday",
        "ferragosto": "assumption day", "pentecoste": "pentecost", "san valentino": "valentines day",
        "ognissanti": "all saints day",
        "mercoledì delle ceneri": "ash wednesday",
    },
    "nl": {
        "kerstavond": _EVE, "kerst": _DAY, "kerstmis": _DAY, "eerste kerstdag": _DAY, "1e kerstdag": _DAY,
        "tweede kerstdag": _AFTER, "2e kerstdag": _AFTER, "oudejaarsavond": _OLD, "oudjaar": _OLD,
        "oud en nieuw": _OLD, "nieuwjaar": _NEW, "nieuwjaarsdag": _NEW, "driekoningen": "epiphany",
        "pasen": "easter", "eerste paasdag": "easter", "paaszondag": "easter",
        "tweede paasdag": "easter monday", "paasmaandag": "easter monday", "goede vrijdag": "good friday",
        "hemelvaart": "ascension", "hemelvaartsdag": "ascension", "pinksteren": "pentecost",
        "tweede pinksterdag": "whit monday", "valentijnsdag": "valentines day",
    },
    "sv": {
        "julafton": _EVE, "juldagen": _DAY, "annandag jul": _AFTER, "nyårsafton": _OLD, "nyårsdagen": _NEW,
        "trettondagen": "epiphany", "skärtorsdagen": "maundy thursday", "långfredagen": "good friday",
        "påsk": "easter", "påskdagen": "easter", "annandag påsk": "easter monday", "pingst": "pentecost",
        "kristi himmelsfärdsdag": "ascension", "alla hjärtans dag": "valentines day", "valborg": "april 30",
    },
    "da": {
        "juleaften": _EVE, "juleaftensdag": _EVE, "juledag": _DAY, "nytårsaften": _OLD, "nytårsdag": _NEW,
        "skærtorsdag": "maundy thursday", "langfredag": "good friday", "påske": "easter",
        "påskedag": "easter", "pinse": "pentecost", "kristi himmelfartsdag": "ascension",
    },
    "nb": {
        "julaften": _EVE, "nyttårsaften": _OLD, "nyttårsdag": _NEW, "skjærtorsdag": "maundy thursday",
        "langfredag": "good friday", "påske": "easter", "påskedag": "easter", "pinse": "pentecost",
    },
    "fi": {
        "jouluaatto": _EVE, "jouluaattona": _EVE, "joulupäivä": _DAY, "joulupäivänä": _DAY,
        "uudenvuodenaatto": _OLD, "uudenvuodenaattona": _OLD, "uudenvuodenpäivä": _NEW,
        "loppiainen": "epiphany", "pitkäperjantai": "good friday", "pääsiäinen": "easter",
        "helatorstai": "ascension", "helluntai": "pentecost",
    },
    "pl": {
        "wigilia": _EVE, "wigilię": _EVE, "w wigilię": _EVE, "boże narodzenie": _DAY,
        "w boże narodzenie": _DAY, "sylwester": _OLD, "sylwestra": _OLD, "w sylwestra": _OLD,
        "nowy rok": _NEW, "w nowy rok": _NEW, "trzech króli": "epiphany", "wielki piątek": "good friday",
        "wielkanoc": "easter", "w wielkanoc": "easter", "poniedziałek wielkanocny": "easter monday",
        "boże ciało": "corpus christi", "wszystkich świętych": "all saints day",
        "walentynki": "valentines day",
    },
    "cs": {
        "štědrý den": _EVE, "na štědrý den": _EVE, "silvestr": _OLD, "na silvestra": _OLD, "nový rok": _NEW,
        "velikonoce": "easter", "velikonoční pondělí": "easter monday", "velký pátek": "good friday",
    },
    "ro": {"ajunul crăciunului": _EVE, "crăciun": _DAY, "revelion": _OLD, "anul nou": _NEW},
    "hu": {
        "szenteste": _EVE, "karácsony": _DAY, "szilveszter": _OLD, "szilveszterkor": _OLD, "újév": _NEW,
        "húsvét": "easter", "húsvéthétfő": "easter monday", "nagypéntek": "good friday",
        "pünkösd": "pentecost",
    },
    "ru": {"новый год": _NEW, "на новый год": _NEW, "день победы": "may 9", "8 марта": "march 8"},
    "uk": {"новий рік": _NEW, "на новий рік": _NEW},
    "tr": {"noel": _DAY, "yılbaşı gecesi": _OLD, "sevgililer günü": "valentines day"},
    "vi": {"giáng sinh": _DAY, "noel": _DAY, "giao thừa dương lịch": _OLD, "tết dương lịch": _NEW},
    "id": {"malam natal": _EVE, "natal": _DAY, "malam tahun baru": _OLD, "tahun baru": _NEW},
}  # fmt: skip
_PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "de": ("an", "zu", "zum"), "es": ("en", "por", "para"), "nl": ("met", "op"), "pt": ("no", "na"),
    "fr": ("à",), "it": ("a", "per"), "sv": ("på", "till"), "da": ("på", "til"), "nb": ("på", "til"),
    "vi": ("dịp",),
}  # fmt: skip
_QUARTERS: Final[Mapping[str, str]] = {
    "de": "quartal", "es": "trimestre", "fr": "trimestre", "pt": "trimestre", "it": "trimestre",
    "nl": "kwartaal", "sv": "kvartal", "da": "kvartal", "nb": "kvartal", "pl": "kwartał", "ru": "квартал",
}  # fmt: skip
NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    language: names
    | {f"{prefix} {name}": day for prefix in _PREFIXES.get(language, ()) for name, day in names.items()}
    | ({_QUARTERS[language]: "quarter"} if language in _QUARTERS else {})
    for language, names in _NAMES.items()
}
"""By language, in lower case; the English is that of named_days."""

SIGNS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "zh": (
        ("平安夜|圣诞前夜|聖誕前夕", _EVE), ("圣诞节?|聖誕節?", _DAY), ("跨年夜", _OLD), ("元旦", _NEW),
        ("情人节|情人節", "valentines day"), ("劳动节|勞動節", "may 1"), ("复活节|復活節", "easter"),
    ),
    "ja": (
        ("クリスマス・?イブ", _EVE), ("クリスマス", _DAY), ("大晦日|大みそか", _OLD), ("元[日旦]", _NEW),
        ("バレンタイン(?:デー)?", "valentines day"),
    ),
    "ko": (
        ("크리스마스\\s*이브", _EVE), ("크리스마스|성탄절", _DAY), ("신정|새해\\s*첫날", _NEW), ("삼일절",
        "march 1"),
        ("광복절", "august 15"), ("개천절", "october 3"), ("한글날", "october 9"),
    ),
}  # fmt: skip
"""By language, as patterns of :mod:`mentorbot.times.scripts`."""
