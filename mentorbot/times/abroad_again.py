"""How other languages say which of a month's days is meant, what comes again, and from which day to which."""

from collections.abc import Mapping
from typing import Final

from mentorbot.times.abroad_numbers import NUMBERS
from mentorbot.times.words import MONTHS, WEEKDAYS, ordinal

_DAYS: Final = tuple(day.lower() for day in WEEKDAYS)
_MONTHS: Final = tuple(month.lower() for month in MONTHS)
_PLACES: Final = ("1st", "2nd", "3rd", "4th", "5th", "last")


def _places(words: str) -> dict[str, str]:
    """First to fifth and last, of several forms with a stroke between."""
    return {
        form: place
        for word, place in zip(words.split(), _PLACES, strict=True)
        for form in word.split("/")
        if form != "-"
    }


def _days(words: str, before: str = "") -> dict[str, str]:
    """Monday to Sunday."""
    return {
        form: f"{before}{day}"
        for word, day in zip(words.split(), _DAYS, strict=True)
        for form in word.split("/")
    }


def _months(words: str) -> dict[str, str]:
    """January to December."""
    return dict(zip(words.split(), _MONTHS, strict=True))


def _each(words: str, prefixes: str) -> dict[str, str]:
    """Days in the plural, which come again behind these words."""
    return _days(words) | {
        f"{prefix.strip()} {form}": f"every {day}"
        for form, day in _days(words).items()
        for prefix in prefixes.split(",")
    }


def _german_places() -> dict[str, str]:
    special = {"erst": 1, "dritt": 3, "siebt": 7, "acht": 8}
    stems = special | {
        f"{word}{'t' if many < 20 else 'st'}": many
        for word, many in NUMBERS["de"].items()
        if many < 32 and many not in special.values()
    }
    found = {f"{stem}{end}": ordinal(many) for stem, many in stems.items() for end in ("e", "en", "er", "es")}
    return found | {f"letzt{end}": "last" for end in ("e", "en", "er", "es")}


_PARTS_DE: Final = {"morgen": "morning", "früh": "morning", "vormittag": "morning", "mittag": "noon"}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {
        **_german_places(),
        **_days("montags dienstags mittwochs donnerstags freitags samstags/sonnabends sonntags", "every "),
        **{f"{day}{part}": f"{english} {meant}" for day, english in _days(
            "montag dienstag mittwoch donnerstag freitag samstag sonntag").items()
            for part, meant in _PARTS_DE.items()},
        "früh": "morning", "abends": "evening", "nachmittags": "afternoon", "vormittags": "morning",
        "morgens": "morning", "mittags": "noon", "übermorgen früh": "day after tomorrow morning", "im": "in",
        "und": "and", "des": "", "dem": "", "monats": "month", "jahres": "year", "monatlich": "every month",
        "wöchentlich": "every week", "jährlich": "every year", "übernächste woche": "week after next",
        "in einem halben jahr": "in 6 months", "in einer dreiviertelstunde": "in 45 minutes",
        **{f"{word}einhalb stunden": f"{many}.5 hours" for word, many in NUMBERS["de"].items() if many < 10},
        "mez": "cet", "mesz": "cest", "anfang nächster woche": "1st of next week",
        "ende nächster woche": "end of next week",
    },
    "es": {
        **_places("primer/primero/primera segundo/segunda tercer/tercero/tercera cuarto/cuarta quinto/quinta"
            " último/última/ultimo/ultima"),
        **_each("lunes martes miércoles/miercoles jueves viernes sábados/sabados domingos", "los, todos los"),
        "y": "and", "del": "", "las": "", "todas las semanas": "every week", "todos los meses": "every month",
        "todos los años": "every year", "todas las mañanas": "every morning",
        "todas las tardes": "every afternoon", "todas las noches": "every evening",
        "en la mañana": "morning", "en la tarde": "afternoon",
        "en la noche": "evening", "a fines de": "end of", "a principios de": "1st of",
        "principios de": "1st of",
        "a mediados de": "middle of", "mediados de": "middle of", "todos los": "every", "todas las": "every",
        "mensualmente": "every month", "semanalmente": "every week", "diariamente": "every day",
    },
    "fr": {
        **_places("premier/première deuxième/second/seconde troisième quatrième cinquième dernier/dernière"),
        **_each("lundis mardis mercredis jeudis vendredis samedis dimanches", "les, tous les"),
        "et": "and", "du": "", "de": "", "an": "year", "ans": "year", "toutes les semaines": "every week",
        "tous les mois": "every month",
        "tous les ans": "every year", "toutes les": "every", "tous les": "every", "à la mi": "middle of",
        "au début de": "1st of", "à la fin de": "end of", "chaque soir": "every evening",
        "chaque matin": "every morning",
    },
    "pt": {
        **_places("primeiro/primeira segundo terceiro/terceira quarto quinto último/última/ultimo/ultima"),
        **_days("segundas/segundas-feiras terças/terças-feiras quartas/quartas-feiras quintas/quintas-feiras"
            " sextas/sextas-feiras sábados domingos"),
        **{f"{prefix} {form}": f"every {day}" for form, day in _days(
            "segundas/segundas-feiras terças/terças-feiras quartas/quartas-feiras quintas/quintas-feiras"
            " sextas/sextas-feiras sábados domingos").items()
            for prefix in ("às", "aos", "as", "os", "todas as", "todos os")},
        **{f"toda {form}": f"every {day}" for form, day in _days(
            "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo").items()},
        "e": "and", "o": "", "a": "", "ao": "", "do": "", "da": "", "a cada": "every",
        "todas as semanas": "every week",
        "todos os meses": "every month", "todas as manhãs": "every morning",
        "todas as noites": "every evening",
        "no final de": "end of", "no fim de": "end of", "no início de": "1st of", "no começo de": "1st of",
        "em meados de": "middle of", "no próximo mês": "next month", "na próxima": "coming",
        "no próximo": "coming", "toda a semana": "whole week",
    },
    "it": {
        **_places("primo/prima secondo/seconda terzo/terza quarto/quarta quinto/quinta ultimo/ultima"),
        "tutti i sabati": "every saturday", "tutte le domeniche": "every sunday",
        "ogni domenica": "every sunday",
        "e": "and", "del": "", "della": "", "dell": "", "l": "", "a": "", "tutte le settimane": "every week",
        "tutti i mesi": "every month", "tutte le mattine": "every morning", "tutte le sere": "every evening",
        "a metà": "middle of", "metà": "middle of", "all'inizio di": "1st of", "inizio": "1st of",
    },
    "nl": {
        **_places("eerste tweede derde vierde vijfde laatste"),
        **_each("maandagen dinsdagen woensdagen donderdagen vrijdagen zaterdagen zondagen", "op"),
        **_days("maandags dinsdags woensdags donderdags vrijdags zaterdags zondags", "every "),
        "en": "and", "van": "", "de": "", "het": "", "om de": "every", "om de dag": "every 2 days",
        "komend weekend": "this weekend", "wekelijks": "every week", "maandelijks": "every month",
        "jaarlijks": "every year", "half maart": "middle of march",
    },
    "sv": {
        **_places("första andra tredje fjärde femte sista"),
        **_days("måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen"),
        **_each("måndagar tisdagar onsdagar torsdagar fredagar lördagar söndagar", "på, alla"),
        "i": "in", "och": "and", "varannan": "every 2nd", "månaden": "month", "morgon": "morning",
    },
    "da": {
        **_places("første anden/andet tredje fjerde femte sidste"),
        **_each("mandage tirsdage onsdage torsdage fredage lørdage søndage", "på, om"),
        "i": "in", "og": "and", "måneden": "month",
    },
    "nb": {
        **_places("første andre tredje fjerde femte siste"),
        **_each("mandager tirsdager onsdager torsdager fredager lørdager søndager", "på"),
        "i": "in", "og": "and", "annenhver": "every 2nd", "måneden": "month",
    },
    "ru": {
        **_places("первый/первую/первое/первого второй/вторую/второе/второго третий/третью/третье/третьего"
            " четвёртый/четвертый/четвёртую/четвертую/четвёртое/четвертое/четвёртого/четвертого"
            " пятый/пятую/пятое/пятого последний/последнюю/последнее/последнего"),
        **_days("понедельникам вторникам средам четвергам пятницам субботам воскресеньям"),
        **_days("понедельника вторника среды четверга пятницы субботы воскресенья"),
        "и": "and", "месяца": "month", "каждые": "every", "каждого": "every", "раз в неделю": "every week",
        "раз в месяц": "every month", "раз в год": "every year", "каждое утро": "every morning",
        "каждый вечер": "every evening", "через полгода": "in 6 months", "в конце": "end of",
        "в начале": "1st of", "в середине": "middle of", "еженедельно": "every week",
        "ежемесячно": "every month",
    },
    "uk": {
        **_places("перший/першу/перше/першого другий/другу/друге/другого третій/третю/третє/третього"
            " четвертий/четверту/четверте п'ятий/п'яту/п'яте останній/останню/останнє"),
        "і": "and", "та": "and", "кожні": "every", "кожного": "every", "тижні": "week", "тижнів": "week",
        "місяця": "month", "в кінці": "end of",
    },
    "pl": {
        **_places("pierwszy/pierwszą/pierwsze/pierwsza/pierwszego drugi/drugą/drugie/druga/drugiego"
            " trzeci/trzecią/trzecie/trzecia/trzeciego czwarty/czwartą/czwarte/czwarta"
            " piąty/piątą/piąte/piąta"
            " ostatni/ostatnią/ostatnie/ostatnia"),
        **_days("poniedziałku wtorku środy czwartku piątku soboty niedzieli"),
        **{f"w {form}": f"every {day}" for form, day in _days(
            "poniedziałki wtorki środy czwartki piątki soboty niedziele").items()},
        **_days("poniedziałki wtorki środy czwartki piątki soboty niedziele"),
        "i": "and", "miesiąca": "month", "dzień": "day", "tydzień": "week", "pod koniec": "end of",
        "na początku": "1st of", "w połowie": "middle of", "co tydzień": "every week",
        "co miesiąc": "every month",
        "każdego": "every",
    },
    "cs": {
        **_places("první druhý/druhé/druhou/druhá třetí čtvrtý/čtvrté/čtvrtou pátý/páté/pátou poslední"),
        **_months("lednu únoru březnu dubnu květnu červnu červenci srpnu září říjnu listopadu prosinci"),
        "a": "and", "dní": "day", "dnů": "day", "týdny": "week", "týdnů": "week", "měsíce": "month",
        "každé": "every", "každých": "every",
    },
    "ro": {
        **_places("prima/primul - - - - ultima/ultimul"),
        "din": "", "și": "and", "lunii": "month", "săptămâni": "week", "la": "",
    },
    "hu": {
        **_places("első második harmadik negyedik ötödik utolsó"),
        **_days("hétfője keddje szerdája csütörtöke/csütörtökje péntekje szombatja vasárnapja"),
        "és": "and", "hét": "week",
    },
    "fi": {
        **_places("ensimmäinen toinen kolmas neljäs viides viimeinen"),
        **_months("tammikuun helmikuun maaliskuun huhtikuun toukokuun kesäkuun heinäkuun elokuun syyskuun"
            " lokakuun marraskuun joulukuun"),
        "ja": "and", "viikon": "week", "kuukauden": "month",
    },
    "el": {"και": "and", "εβδομάδες": "week", "μήνες": "month"},
    "id": {"dan": "and", "minggu lagi": "week later", "pekan": "week"},
    "vi": {"nữa": "later"},
}  # fmt: skip
"""In English; "every 2nd" is every other one."""

RANGES: Final[Mapping[str, str]] = {
    "de": r"(?:von )?{} bis {}", "es": r"de {} a {}", "fr": r"du {} au {}", "pt": r"de {} a {}",
    "it": r"da(?:l|lla)? {} a(?:l|lla)? {}", "nl": r"(?:van )?{} (?:tot en met|t/m|tot) {}",
    "sv": r"{} till {}", "da": r"{} til {}", "nb": r"{} til {}", "ru": r"с(?:о)? {} по {}",
    "uk": r"з {} по {}",
    "pl": r"od {} do {}", "cs": r"od {} do {}",
}  # fmt: skip
"""From one weekday to another, which comes again."""
