"""Numbers in words, and times of day as they are said: "ten fifteen", "five to nine". Pure."""

import re
from typing import Final

from mentorbot.times.words import MONTH, ordinal

_UNITS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NTH_UNITS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
_SMALL: Final = {word: value for value, word in enumerate(_UNITS, start=1)}
_NTH: Final = {word: value for value, word in enumerate((*_NTH_UNITS, "twentieth"), start=1)} | {
    "thirtieth": 30
}
_TENS_RE: Final = "|".join(_TENS)
_COMPOUND: Final = re.compile(rf"\b({_TENS_RE})[ -]({'|'.join(_NTH_UNITS[:9])}|{'|'.join(_UNITS[:9])})\b")
_NUMBER_WORD: Final = re.compile(rf"\b({'|'.join(_SMALL)}|{_TENS_RE})\b")
# "a second" and "30 seconds" are none of these.
_NTH_WORD: Final = re.compile(rf"(?<![0-9] )(?<!\ba )\b({'|'.join(sorted(_NTH, key=len, reverse=True))})\b")

_HOURS: Final = (*_UNITS, "twenty", *(f"twenty{sign}{one}" for sign in (" ", "-") for one in _UNITS[:3]))
_HOUR_RE: Final = "|".join(sorted(_HOURS, key=len, reverse=True))
_MINUTE_RE: Final = (
    rf"(?:oh|o|zero)[ -](?P<few>{'|'.join(_UNITS[:9])})|(?P<teens>{'|'.join(_UNITS[9:])})"
    rf"|(?P<tens>twenty|thirty|forty|fifty)(?:[ -](?P<ones>{'|'.join(_UNITS[:9])}))?"
)
_OTHER_COUNT: Final = "".join(f"(?<!{word} )" for word in ("in", "every", "twenty", "thirty", *MONTH))
"""Not after these: there a number is no hour."""
# "Ten fifteen", "seven oh five"; but not "ten fifteen-minute calls".
_SPOKEN: Final = re.compile(
    rf"{_OTHER_COUNT}\b(?P<hour>{_HOUR_RE})[ -](?:{_MINUTE_RE})\b"
    r"(?![ -](?:min|hour|hr|sec|day|week|month|year|past|to\b|after|before|till?\b|of\b|one\b|two\b))"
)
_HUNDRED: Final = re.compile(rf"(?<!\bin )\b(?:(?:oh|zero)[ -])?({_HOUR_RE}) hundred(?: hours| hrs)?\b")
# "Ten to eight"; in digits that could be from ten to eight.
_BEFORE_HOUR: Final = re.compile(
    rf"(?<!from )(?<!between )\b(five|ten|twenty(?:[ -]five)?) (?:to|before|till?|of)"
    rf" (?={_HOUR_RE}|[0-9]{{1,2}}\b(?!:)|noon|midday|midnight)"
)


def put_in_digits(text: str) -> str:
    """With digits for numbers and for what is said of a clock."""

    def compound(found: re.Match[str]) -> str:
        tens = _TENS[found[1]]
        return ordinal(tens + _NTH[found[2]]) if found[2] in _NTH else str(tens + _SMALL[found[2]])

    text = _BEFORE_HOUR.sub(r"\1 min before ", text)
    text = _HUNDRED.sub(lambda found: f"{_value(found[1]):02d}:00", text)
    text = _SPOKEN.sub(_spoken, text)
    text = _COMPOUND.sub(compound, text)
    text = _NUMBER_WORD.sub(lambda found: str(_SMALL.get(found[1]) or _TENS[found[1]]), text)
    return _NTH_WORD.sub(lambda found: ordinal(_NTH[found[1]]), text)


def _value(words: str) -> int:
    """The number that one or two words say, such as "twenty-one"."""
    return sum(_TENS.get(word) or _SMALL[word] for word in re.split("[ -]", words))


def _spoken(found: re.Match[str]) -> str:
    minutes = found["few"] or found["teens"] or " ".join(filter(None, found.group("tens", "ones")))
    return f"{_value(found['hour'])}:{_value(minutes):02d}"
