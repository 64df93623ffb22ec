"""Days of the week as timetables have them: "MWF", "T/Th", "M-F", "Mon/Wed". Pure."""

import re
from typing import Final

from mentorbot.times.words import WEEKDAY, WEEKDAY_RE, WEEKDAYS

_LETTERS: Final = {
    "m": 0, "mo": 0, "t": 1, "tu": 1, "w": 2, "we": 2, "th": 3, "r": 3, "f": 4, "fr": 4, "sa": 5, "su": 6,
}  # fmt: skip
_LETTER_RE: Final = "|".join(sorted(_LETTERS, key=len, reverse=True))
_JOINED: Final = {
    "mwf": "m/w/f", "mw": "m/w", "wf": "w/f", "tth": "t/th", "tuth": "tu/th", "tr": "t/r",
    "mtwth": "m/t/w/th", "mtwr": "m/t/w/r", "mtwthf": "m/t/w/th/f", "mtwrf": "m/t/w/r/f",
}  # fmt: skip
_JOINED_RE: Final = re.compile(rf"(?<![a-z0-9/-])(?:{'|'.join(_JOINED)})(?![a-z0-9/-])")
# "T-Th" may be Tuesday to Thursday, or both of them.
_FROM_TO: Final = re.compile(
    rf"(?<![a-z0-9/-])(?!(?:tu?-(?:th|r)|m-w|w-f)\b)({_LETTER_RE})-({_LETTER_RE})(?![a-z0-9/-])"
)
_LISTED: Final = re.compile(
    rf"(?<![a-z0-9/-])(?:{WEEKDAY_RE}|{_LETTER_RE})(?: ?[/+&] ?(?:{WEEKDAY_RE}|{_LETTER_RE}))+(?![a-z0-9/-])"
)


def spell_out_days(text: str) -> str:
    """The text with "every" and the names of the days in place of their letters.

    Args:
        text: Tidied.
    """
    again = re.search(r"\bevery\b|\beach\b", text) is not None
    text = _JOINED_RE.sub(lambda found: _JOINED[found[0]], text)
    text = _FROM_TO.sub(lambda found: f"{_name(found[1])}-{_name(found[2])}", text)

    def listed(found: re.Match[str]) -> str:
        days = " and ".join(_name(word) for word in re.split(r" ?[/+&] ?", found[0]))
        return days if again else f"every {days}"

    return _LISTED.sub(listed, text)


def _name(word: str) -> str:
    return WEEKDAYS[WEEKDAY.get(word, _LETTERS.get(word, 0))].lower()
