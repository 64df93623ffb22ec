"""Words for numbers in other languages, up to 59."""

from collections.abc import Iterator, Mapping
from typing import Final

_COUNTED: Final[Mapping[str, str]] = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn zwanzig",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis/dieciseis diecisiete dieciocho diecinueve veinte",
    "fr": "deux trois quatre cinq six - huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf vingt",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze quinze"
    " dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove vinte",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici"
    " sedici diciassette diciotto diciannove venti",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
    " zeventien achttien negentien twintig",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton"
    " nitton tjugo",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten"
    " nitten tyve",
    "nb": "to tre fire fem seks sju/syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten"
    " nitten tjue",
    "ru": "два/две/двух три/трёх/трех четыре пять/пяти шесть семь восемь девять десять/десяти одиннадцать"
    " двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
    " двадцать/двадцати",
    "uk": "два/дві три чотири п'ять/п'яти шість сім вісім дев'ять десять/десяти одинадцять дванадцять"
    " тринадцять чотирнадцять п'ятнадцять - - - - двадцять/двадцяти",
    "pl": "dwie/dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście"
    " czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście dwadzieścia",
    "cs": "dva/dvě tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct - - - -"
    " dvacet",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on - - - - - - - - - yirmi",
    "ro": "două/doi trei patru cinci șase șapte opt nouă zece unsprezece doisprezece treisprezece"
    " paisprezece cincisprezece - - - - douăzeci",
    "hu": "két/kettő három négy öt hat - nyolc kilenc tíz tizenegy tizenkettő/tizenkét tizenhárom tizennégy"
    " tizenöt - - - - húsz",
    "el": "δύο/δυο τρεις/τρία τέσσερις/τέσσερα πέντε έξι επτά/εφτά οκτώ/οχτώ εννέα/εννιά δέκα έντεκα δώδεκα"
    " - - - - - - - είκοσι",
    "fi": "kahden/kaksi kolmen/kolme neljän/neljä viiden/viisi kuuden/kuusi seitsemän kahdeksan yhdeksän"
    " kymmenen - - - - - - - - - -",
    "hr": "dva/dvije tri četiri pet šest sedam osam devet deset - - - - - - - - - dvadeset",
    "id": "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas - - - - - - - - -",
}  # fmt: skip
"""From two to twenty. French "sept" is none: it may be a month; nor is Hungarian "hét", which is a week."""
_TENS: Final[Mapping[str, tuple[str, str]]] = {
    "de": ("zwanzig dreißig/dreissig vierzig fünfzig", "{one}und{ten}"),
    "es": ("veinti treinta cuarenta cincuenta", "{ten} y {one}"),
    "fr": ("vingt trente quarante cinquante", "{ten}-{one}"),
    "pt": ("vinte trinta quarenta cinquenta", "{ten} e {one}"),
    "it": ("venti trenta quaranta cinquanta", "{ten}{one}"),
    "nl": ("twintig dertig veertig vijftig", "{one}en{ten}"),
    "sv": ("tjugo trettio fyrtio femtio", "{ten}{one}"),
    "da": ("tyve tredive fyrre halvtreds", "{one}og{ten}"),
    "nb": ("tjue tretti førti femti", "{ten}{one}"),
    "ru": ("двадцать/двадцати тридцать сорок пятьдесят", "{ten} {one}"),
    "uk": ("двадцять/двадцяти тридцять сорок п'ятдесят", "{ten} {one}"),
    "pl": ("dwadzieścia trzydzieści czterdzieści pięćdziesiąt", "{ten} {one}"),
    "cs": ("dvacet třicet čtyřicet padesát", "{ten} {one}"),
    "tr": ("yirmi otuz kırk elli", "{ten} {one}"),
    "ro": ("douăzeci treizeci patruzeci cincizeci", "{ten} și {one}"),
}
_ONE: Final[Mapping[str, str]] = {
    "de": "ein", "es": "uno/un", "fr": "un", "pt": "um", "it": "uno/un", "nl": "een", "sv": "en", "da": "en",
    "nb": "en", "ru": "один", "uk": "один", "pl": "jeden", "cs": "jedna", "tr": "bir", "ro": "unu",
}  # fmt: skip


def _all_words(language: str) -> Iterator[tuple[str, int]]:
    few = _COUNTED[language].split()
    for many, word in enumerate(few, start=2):
        yield from ((form, many) for form in word.split("/") if form != "-")
    if language == "tr":
        yield from ((f"on {unit}", 10 + one) for one, unit in enumerate(("bir", *few[:8]), start=1))
    if language not in _TENS:
        return
    tens, join = _TENS[language]
    units = [_ONE[language], *few[:8]]
    if language == "fr":
        units[6] = "sept"
    for ten, word in enumerate(tens.split(), start=2):
        for form in word.split("/"):
            if ten > 2:
                yield form, 10 * ten
            for one, unit in enumerate(units, start=1):
                yield from ((join.format(ten=form, one=each), 10 * ten + one) for each in unit.split("/"))


def _spelt_otherwise(word: str) -> Iterator[str]:
    """Where the parts of a number change each other: "veintidós", "ventuno", "vingt et un","
    " "tweeëntwintig"."""
    yield word
    yield word.replace("veinti y ", "veinti")
    yield word.replace("veinti y dos", "veintidós").replace("veinti y tres", "veintitrés")
    yield word.replace("veinti y seis", "veintiséis")
    yield word.replace("iuno", "uno").replace("auno", "uno").replace("iotto", "otto").replace("aotto", "otto")
    yield word.replace("-un", " et un")
    yield word.replace("tweeen", "tweeën").replace("drieen", "drieën")


NUMBERS: Final[Mapping[str, Mapping[str, int]]] = {
    language: {
        form: many
        for word, many in _all_words(language)
        for form in _spelt_otherwise(word)
        if "veinti y" not in form
    }
    for language in _COUNTED
}

FORTNIGHTS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {"quinze jours": "2 semaines", "huit jours": "1 semaine"}, "es": {"quince días": "2 semanas"},
    "pt": {"quinze dias": "2 semanas"}, "it": {"quindici giorni": "2 settimane"},
}  # fmt: skip
"""What is said in days but means weeks; who writes "15" in digits may mean days."""
