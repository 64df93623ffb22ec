"""What people say of a time that is none yet: asked with a sentence that says what is missing. Pure."""

import re
from typing import Final

from mentorbot.errors import UserError
from mentorbot.times.words import MONTH_RE, WEEKDAY_RE

_CLOCK: Final = r"(?:[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]m)?|noon|midnight)"
_UNIT: Final = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\b"
_TO: Final = r"\s?(?:-|to|till?|until)\s?"
_PART: Final = r"(?:morning|afternoon|evening|night|today|tomorrow|tonight)"


def _words(words: str) -> re.Pattern[str]:
    """One of these words, which stand apart with spaces; an underscore is a space within one."""
    return re.compile(rf"\b(?:{'|'.join(words.split()).replace('_', ' ?')})\b")


_ASKED: Final = (
    (
        re.compile(
            rf"(?:{MONTH_RE}) [0-9]{{1,2}}{_TO}(?:(?:{MONTH_RE}) )?[0-9]{{1,2}}"
            rf"|[0-9]{{1,2}}(?: (?:{MONTH_RE}))?{_TO}[0-9]{{1,2}} (?:{MONTH_RE})"
        ),
        "Those are several days. Please give one, the first of them, as in “March 15”.",
    ),
    (
        re.compile(
            rf"(?<![0-9:./-]){_CLOCK}{_TO}{_CLOCK}(?![0-9/-])(?! ?{_UNIT})"
            rf"|\bbetween {_CLOCK}\s?and\s?{_CLOCK}(?![0-9/-])"
        ),
        "That is from when to when. Please give one time, when it begins, as in “tomorrow 2pm”.",
    ),
    (
        re.compile(r"\b(?:twice|thrice|(?:semi|bi)-?monthly|(?:[0-9]+|several|few|many) ?(?:x|times)\b)"),
        "On which days should that be? Name them, as in “every Tuesday and Friday 9am” or “every 2 months”.",
    ),
    (
        _words(r"(?<!from\s)now asap immediately at_once right_away straight_away instantly in_no_time"),
        "That would be at once. Please give a time that is still to come, as in “in 10 minutes”.",
    ),
    (
        _words(
            "semesters? trimesters? terms? mid-?terms? finals? exams? graduation commencement school academic"
            " class(?:es)? lectures? break vacation holidays? recess fiscal fy_[0-9]{2,4}"
        ),
        "I do not know that calendar: every school and company has its own. Please write the date.",
    ),
    (
        _words(
            "passover pesach ramadan eid hanukk?ah chanukah diwali deepavali holi yom_kippur rosh_hashanah"
            " (?:lunar|chinese)_new_year tet nowruz super_bowl tax_day daylight_saving"
        ),
        "I do not know on which date that falls. Please write it, as in “March 15”.",
    ),
    (
        _words(
            "dawn sunrise sun_up daybreak sunset sundown dusk twilight breakfast brunch lunch(?:_time)?"
            " tea_time dinner(?:_time)? supper bed_time work"
        ),
        "I do not know when that is with you. Please give the hour, as in “tomorrow 6:30am”.",
    ),
    (
        _words("spring summer autumn fall winter"),
        "A season is long. Which day do you mean? Write it as “March 15”.",
    ),
    (
        re.compile(
            rf"^(?:on )?(?:early|late|mid)[ -].*\b{_PART}$|\b(?:early|late)$|^later$"
            rf"|\blater (?:this )?{_PART}\b"
            rf"|\b(?:early|late|mid)[ -]?(?:morning|afternoon|evening|night)\b"
            rf"|\b(?:any|some) ?time(?: on)? (?:{_PART}|{WEEKDAY_RE})$"
        ),
        "At what hour should that be? Write it as “tomorrow 7am”.",
    ),
    (
        _words(
            "early late later sometime mid-?week beginning 1st_of middle_of mid any"
            " weekends?_from (?:week|weekend)_(?:of|before|after)"
            " (?:day|mlk|easter|christmas|thanksgiving)_weekend"
            f" (?:{MONTH_RE}|easter|christmas|thanksgiving)_week"
        ),
        "Which day should that be? Write it as “next Tuesday” or “March 15”.",
    ),
    (
        re.compile(r"\b[0-9]{1,2}(?:st|nd|rd|th) (?:and|&) [0-9]{1,2}(?:st|nd|rd|th)\b"),
        "Is that every month? Then write “every 1st and 15th”. If once, please give one day.",
    ),
    (re.compile(r"^in [0-9]+$"), "Of what? Write it as “in 5 minutes” or “in 5 days”."),
    (
        re.compile(rf"\b(?:today|tomorrow|{WEEKDAY_RE}|[0-9]{{1,2}}(?:[ap]m)?) or\b"),
        "That could be either. Please give one time, as in “Thursday 5pm”.",
    ),
    (
        _words(
            "few several some soon while bit whenever someday eventually days weeks months or_(?:so|[0-9]+)"
            rf" and_(?:a_)?half [0-9]+_(?:or|to|-)_[0-9]+_{_UNIT}"
        ),
        "That is not exact enough to keep. Say it as in “in 3 days” or “June 30”.",
    ),
    (
        _words("before after (?:no|not)_(?:earlier|sooner)_than past since until till within never tb[acd]"),
        "When exactly should that be? Please give the time itself, as in “Thursday 5pm”.",
    ),
)
"""What is asked back, by the first that is found."""
_SEVERAL_DAYS: Final = re.compile(rf"(?:on )?(?:{WEEKDAY_RE})(?:(?: and | & | ?\+ ?| )(?:{WEEKDAY_RE}))+")
_AGAIN: Final = _words("until till except but starting beginning from ending for_[0-9]+ unless through")


def check_said(text: str, day: str = "") -> None:
    """Ask back what is missing where something was said of a time, but none was given.

    Args:
        text: Tidied; it was not understood otherwise.
        day: The same without the time of day.

    Raises:
        UserError: What to write instead.
    """
    if _SEVERAL_DAYS.fullmatch(day):
        raise UserError(
            "Is that every week? Then write “every Monday and Wednesday 7am”. If once, please give one day."
        )
    for pattern, sentence in _ASKED:
        if pattern.search(text):
            raise UserError(sentence)


def check_said_again(text: str) -> None:
    """As :func:`check_said`, of what comes again: I keep no end, and leave nothing out."""
    if _AGAIN.search(text):
        raise UserError(
            "What comes again goes on until you stop it, and leaves nothing out. Say only how often, as in "
            "“every Monday 9am”."
        )
    check_said(text)
