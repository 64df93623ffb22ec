"""How what people typed of a time is made ready to be compared. Pure."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from rapidfuzz.distance import OSA

from mentorbot.errors import UserError
from mentorbot.times.spoken import put_in_digits
from mentorbot.times.words import MONTH, MONTH_RE, MONTHS, WEEKDAY, WEEKDAY_RE, WEEKDAYS, ordinal

_DAY_RE: Final = rf"(?:{WEEKDAY_RE}|weekday|weekend|workday)"
_PART_RE: Final = r"(morning|afternoon|evening|night)"
_FILLER: Final = re.compile(r"\b(?:please|remind me|the|sharp|exactly|on the dot|due)\b")
_SIGNS: Final = re.compile(r"[,;!?]+|(?<![0-9])\.|\.(?![0-9])")
_DOTTED: Final = re.compile(
    r"(?<![0-9.:/-])([0-9]{1,2})\.\s?([0-9]{1,2})(?:(\.)(?:\s?([0-9]{4})|([0-9]{2})(?![0-9:.h]))?)?"
    r"(?![0-9:/-])(?!\s?(?:[ap]m|h|hrs?|hours?|mins?|minutes?|d|days?|weeks?|uhr)\b)"
)
_DASHED: Final = re.compile(rf"\b([0-9]{{1,2}})-?({MONTH_RE})(?:-([0-9]{{4}}|[0-9]{{2}}))?\b")
_MONTH_FIRST: Final = re.compile(
    rf"(?<![0-9-])(?<![0-9] )\b({MONTH_RE})-?([0-9]{{1,2}})(?:-([0-9]{{4}}|[0-9]{{2}}))?\b(?![:.h-]?[0-9])"
)
_SHORT_YEAR: Final = re.compile(
    rf"\b((?:{MONTH_RE})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH_RE})\.?)"
    r",? ?['’]([0-9]{2})\b"
)
# "Tomorrow - 5pm"; but in "9 - 5pm" it stands between two times.
_SET_APART: Final = re.compile(
    r"(?:(?<=[a-z])|(?<=[a-z] [0-9])|(?<=[a-z] [0-9]{2})|(?<=[a-z] [0-9]{4})|(?<=-[0-9]{2}))\s+[-/]\s+"
    r"(?=(?:at )?(?:[0-9]{1,2}[:.h][0-9]{2}|[0-9]{1,2}\s?[ap]m)\b)"
)
_LETTER: Final = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
_TIMED_RE: Final = r"(?:[0-9]{1,2}(?::[0-9]{2})?\s?[ap]m|[0-9]{1,2}:[0-9]{2}|noon)\b"
_CLOCK_RE: Final = r"(?:noon|midnight|[0-9]{1,2}(?::[0-9]{2})?(?:\s?[ap]m)?)"
_ALSO: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"\beveryday\b"), "every day"),
    (re.compile(r"\bnxt\b"), "next"),
    (re.compile(r"\bwknd\b"), "weekend"),
    (re.compile(r"\bnite\b"), "night"),
    (re.compile(r"^(?:just )?(?:once|only) (?!an?\b|every|per|each|in)| only$"), ""),
    (re.compile(r"\b(?:each and every|every single)\b"), "every"),
    (re.compile(r"(?<=[a-z] )wk\b"), "week"),
    (re.compile(r"\bweeknights?\b"), "weekday nights"),
    (re.compile(r"\bovermorrow\b"), "day after tomorrow"),
    (re.compile(rf"\b({_CLOCK_RE})[ -]?ish(\s?[ap]m)?\b"), r"around \1\2"),
    (re.compile(r"\b(?:approx|approximately|roughly|circa|ca|~) ?(?=[0-9]|noon\b|midnight\b)"), "around "),
    (re.compile(r"~ ?(?=[0-9])"), "around "),
    (re.compile(r"\b(?:at|by|around|about) around\b"), "around"),
    (re.compile(r"\bfirst thing (?:in )?(?=morning\b)"), ""),
    (re.compile(r"^first thing (?:on )?(.+)|(.+) first thing$"), r"\1\2 morning"),
    (re.compile(r"\bmorning morning\b"), "morning"),
    (re.compile(rf"\b(today|tomorrow|{WEEKDAY_RE}) am\b"), r"\1 morning"),
    (re.compile(rf"\b(today|tomorrow|{WEEKDAY_RE}) pm\b"), r"\1 afternoon"),
    (re.compile(rf"\b(this|today|tomorrow|{WEEKDAY_RE}) eve\b"), r"\1 evening"),
    # A time by which something is done is that time; "half an hour before 5pm" is another.
    (
        re.compile(rf"(?:(?<=^)|(?<=[a-z]day )|(?<=today )|(?<=tomorrow ))before (?={_TIMED_RE})"),
        "by ",
    ),
    *(
        (re.compile(rf"\b(?:{word}|{number}(?:st|nd|rd|th)) quarter\b(?! (?:of (?:an )?hour|past|to)\b)"),
         f"q{number}")
        for number, word in enumerate(("first", "second", "third", "fourth"), start=1)
    ),
    (re.compile(r"\bq (?=[1-4]\b)"), "q"),
    (re.compile(r"\b([1-4])q(?=[0-9]{2}\b|\b)"), r"q\1"),
    (re.compile(r"\b(20[0-9]{2})[ /-]?q([1-4])\b"), r"q\2 \1"),
    (re.compile(r"\bq([1-4])[ /-]?(?:20)?([0-9]{2})\b(?!:)"), r"q\1 20\2"),
    (re.compile(rf"\b(?:on )?weekend {_PART_RE}s\b"), r"every saturday and sunday \1"),
    (re.compile(r"^\+ ?(?=[0-9])"), "in "),
    # "Monday and Thursday evenings" come again, and so do "mornings".
    (re.compile(rf"\b((?:every|each) {_DAY_RE}(?:(?: and| &)? {_DAY_RE})*) {_PART_RE}s\b"), r"\1 \2"),
    (
        re.compile(
            rf"(?<!every )(?<!each )\b(?:on )?({_DAY_RE}(?:(?: and| &)? {_DAY_RE})*) {_PART_RE}s\b"
        ),
        r"every \1 \2",
    ),
    (re.compile(rf"(?<!every )(?<!every day )\b(?:in )?{_PART_RE}s\b(?= at|$)"), r"every \1"),
    (re.compile(rf"\b{_PART_RE}s\b"), r"\1"),
    (re.compile(r"\b(?:tmrw|tmr|tmw|tom+or+ow|2morrow|2moro|tomoz)\b"), "tomorrow"),
    (re.compile(r"\btom\b"), "tomorrow"),
    (re.compile(r"\b(?:evry|evrey|evey|ever)\b"), "every"),
    (re.compile(r"\b(?:2day|todya|tody)\b"), "today"),
    (re.compile(r"\b(?:2nite|tonite|2night)\b"), "tonight"),
    (re.compile(r"\bnightly\b"), "every night"),
    (re.compile(r"\bhourly\b"), "every hour"),
    (re.compile(r"\ba couple(?: of)?\b"), "2"),
    (re.compile(r"\bthis (?:coming|upcoming)\b|\bupcoming\b"), "coming"),
    (re.compile(r"\bnot? later than\b"), "by"),
    (re.compile(r"\b(?:at )?latest(?: by\b)?"), ""),
    (re.compile(r"\bin (?:about|around)\b"), "in"),
    (re.compile(r"\b(?:start|beginning) of\b"), "1st of"),
    (re.compile(r"\beo(?=[wmqy]\b)"), "end of "),
    (re.compile(r"\bend of ([wmqy])\b"), lambda found: f"end of {_LETTER[found[1]]}"),
)  # fmt: skip

_OFTEN_MISSPELT: Final = (
    *(name.lower() for name in (*WEEKDAYS, *MONTHS) if len(name) > 4), "tomorrow", "morning", "afternoon",
    "evening", "minutes", "hours", "weeks",
)  # fmt: skip
_KNOWN: Final = frozenset((
    *WEEKDAY, *MONTH, "tomorrow", "today", "tonight", "morning", "afternoon", "evening", "midnight", "midday",
    "month", "months", "monthly", "minutes", "minute", "hours", "weeks", "fortnight", "mornings", "evenings",
    "afternoons", "weekly",
))  # fmt: skip


def tidy(typed: str) -> str:
    """Lower case, one space between words, without filler and the signs that end sentences.

    Numbers are digits, dates with dots have the month as a word, and common misspellings are mended.

    Raises:
        UserError: Two numbers with a dot could be a day and a month, or a time.
    """
    text = re.sub(r"(?<=[0-9])\s?½", ".5", typed).replace("½", "half")
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", r"\1 ", text)
    text = re.sub(r"(?<=:[0-9]{2})\.[0-9]{1,6}(?=$|z|[+-])", "", text)
    text = re.sub(r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:t([0-9]{2})([0-9]{2})(?:[0-9]{2})?)?$", _compact, text)
    text = re.sub(r"(?<![a-z])([ap])\.\s?m\b\.?", r"\1m", text)
    text = re.sub(r"\b([ce])\.o\.([bd])\b\.?", r"\1o\2", text)
    text = re.sub(r"[\"“”„«»()\[\]{}|]", " ", text)
    text = _SHORT_YEAR.sub(r"\1 20\2", text)
    text = re.sub(rf"\b({MONTH_RE})\.? ['’]([0-9]{{2}})\b", r"\1 20\2", text)
    text = _DASHED.sub(lambda found: f"{found[1]} {found[2]} {_whole_year(found[3])}", text)
    text = _MONTH_FIRST.sub(lambda found: f"{found[1]} {found[2]} {_whole_year(found[3])}", text)
    text = re.sub(r"(?<=[0-9]),(?=[0-9]{1,2}\s?(?:h|hrs?|hours?)\b)", ".", text)
    text = re.sub(r"(?<![0-9])\.(?=[0-9])", "0.", text)
    text = text.replace("@", " at ")
    text = _with_named_months(text)
    text = _SIGNS.sub(" ", text.replace("’", "").replace("'", ""))
    text = _SET_APART.sub(" ", " ".join(text.split()))
    text = re.sub(r"(?<=[0-9])([ap])\b", r"\1m", text)
    text = " ".join(_mend(word) for word in _FILLER.sub(" ", text).split())
    for pattern, instead in _ALSO:
        text = pattern.sub(instead, text)
    return put_in_digits(text)


def _compact(found: re.Match[str]) -> str:
    """A date that was written without dashes, as "20271231T1700"."""
    clock = f" {found[4]}:{found[5]}" if found[4] else ""
    return f"{found[1]}-{found[2]}-{found[3]}{clock}"


def _with_named_months(text: str) -> str:
    """Days and months with a dot between them, as in "24.12.", with the month as a word."""
    found = list(_DOTTED.finditer(text))
    others = len(re.findall(r"[0-9]:[0-9]{2}|[0-9]\s?[ap]m\b|\bnoon\b|\bmidnight\b", text))
    clocks = others + sum(not _can_be_day(one) for one in found)
    for one in reversed(found):
        day, month, dot = one.group(1, 2, 3)
        year = _whole_year(one[4] or one[5])
        if not _can_be_day(one):
            if dot and int(month) > 12 and one[0] == text.strip():
                raise UserError(
                    f"{one[0]} could be the time {day}:{month}; as a date it is none, for there is no month "
                    f"{int(month)}. Write “{day}:{month}”, or the month as a word, as in “March 15”."
                )
            continue
        before = text[: one.start()].split()[-1:]
        if not dot and int(day) < 24 and int(month) < 60 and len(month) == 2:
            if before in (["at"], ["@"], ["by"], ["around"]):
                continue
            if not clocks and before != ["on"]:
                name = MONTHS[int(month) - 1]
                raise UserError(
                    f"{day}.{month} could be the time {day}:{month} or the {ordinal(int(day))} of {name}. "
                    f"Write “{day}:{month}” or “{name} {int(day)}”."
                )
        named = f"{int(day)} {MONTHS[int(month) - 1].lower()}{f' {year}' if year else ''} "
        text = f"{text[: one.start()]}{named}{text[one.end() :]}"
    return text


def _whole_year(year: str | None) -> str:
    return "" if year is None else f"20{year}" if len(year) == 2 else year


def _can_be_day(found: re.Match[str]) -> bool:
    dotted = found[3] is not None
    return 1 <= int(found[2]) <= 12 and (1 <= int(found[1]) <= 31 or dotted)


def _mend(word: str) -> str:
    """The weekday, month or "tomorrow" that was misspelt."""
    if len(word) < 5 or word in _KNOWN or not word.isalpha():
        return word
    near = {name: OSA.distance(name, word) for name in _OFTEN_MISSPELT if name[0] == word[0]}
    nearest = min(near.values(), default=len(word))
    meant = [name for name, distance in near.items() if distance == nearest]
    close = nearest <= (2 if min(len(word), len(meant[0]) if meant else 0) > 6 else 1)
    return meant[0] if close and len(meant) == 1 else word
