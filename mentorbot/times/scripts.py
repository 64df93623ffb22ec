"""Chinese, Japanese, Korean and Thai into English: scripts in which words are not set apart.

What was typed is taken to pieces from the left, each by the first form that fits. A text with a piece that
no form fits is not put into English at all.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from mentorbot.times.abroad_named import SIGNS
from mentorbot.times.words import MONTHS, WEEKDAYS, ordinal

Write = str | Callable[[re.Match[str]], str | None]
Forms = tuple[tuple[re.Pattern[str], Write], ...]

_DIGITS: Final = {sign: many for many, sign in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2}
_SIGN: Final = "[〇零一二三四五六七八九两兩]"
_NUMBER: Final = f"([0-9]{{1,4}}|{_SIGN}?十{_SIGN}?|{_SIGN}{{1,3}})"
_PARTS: Final = {"半": 30, "반": 30, "一刻": 15, "三刻": 45}
"""Of an hour, in minutes."""
_CLOCK: Final = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_ZH_DAYS: Final = {
    sign: day
    for signs, day in zip(("一", "二", "三", "四", "五", "六", "日天"), WEEKDAYS, strict=True)
    for sign in signs
}
_JA_DAYS: Final = dict(zip("月火水木金土日", WEEKDAYS, strict=True))
_KO_DAYS: Final = dict(zip("월화수목금토일", WEEKDAYS, strict=True))
_KO_PLACES: Final = {
    "첫": "1st", "둘": "2nd", "두": "2nd", "셋": "3rd", "세": "3rd", "넷": "4th", "네": "4th",
    "마지막": "last",
}  # fmt: skip
_KO_HOURS: Final = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_TH_DAYS: Final = dict(zip(("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"), WEEKDAYS, strict=True))
_TH_MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip


def put_in_english(typed: str, language: str) -> str | None:
    """The text in English; None if it is not understood in whole, or of another language."""
    forms = _FORMS.get(language)
    if forms is None:
        return None
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    parts = []
    while text:
        for form, write in forms:
            if (found := form.match(text)) and found.end():
                english = write if isinstance(write, str) else write(found)
                if english is None:
                    return None
                parts.append(english)
                text = text[found.end() :].lstrip(" ,")
                break
        else:
            return None
    return " ".join(filter(None, parts))


def read_number(text: str) -> int:
    """A number in digits, up to 99 in Chinese signs, or up to twelve in the Korean words for hours."""
    if text.isascii():
        return int(text)
    if text in _KO_HOURS:
        return _KO_HOURS.index(text) + 1
    tens, ten, ones = text.replace("零", "〇").partition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in tens))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _forms(*forms: tuple[str, Write]) -> Forms:
    return tuple((re.compile(pattern), write) for pattern, write in forms)


def _span(unit: str) -> Write:
    return lambda found: f"in {read_number(found[1])} {unit}"


def _clock(number: str, words: str) -> str:
    """The form of a time of day: minutes after a colon, or in words that have ``part`` and ``minutes``."""
    return rf"\s*(?P<hour>{number})(?::(?P<colon>[0-5][0-9])|{words})"


def _minutes(found: re.Match[str]) -> int | None:
    if part := found["part"]:
        return _PARTS[part]
    many = found["colon"] or found["minutes"]
    return None if many is None else read_number(many)


def _hour(found: re.Match[str]) -> str:
    """ "3点半", "3時15分", "3시 반"; what comes before it says which half of the day."""
    hour, minutes = read_number(found["hour"]), _minutes(found)
    return f"@{hour}" if minutes is None else f"@{hour}:{minutes:02d}"


def _half(half: str, twelve: str = "") -> Write:
    """An hour after a word that means am or pm.

    Args:
        twelve: The half in which 12 is beside that word; empty where it may be either end, as in "午後12時".
    """

    def write(found: re.Match[str]) -> str | None:
        hour, minutes = read_number(found["hour"]), _minutes(found) or 0
        if hour > 12:
            return f"@{hour}:{minutes:02d} {'morning' if half == 'am' else 'afternoon'}"
        if hour == 12:
            return f"@12:{minutes:02d}{twelve}" if twelve else None
        if hour == 0 and half == "pm":
            return None
        return f"@{hour or 12}:{minutes:02d}{half}"

    return write


def _date(found: re.Match[str]) -> str | None:
    """ "12月24日", "2026年12月24日", "十二月二十四日"."""
    year, month, day = found[1], read_number(found[2]), read_number(found[3])
    if not 1 <= month <= 12:
        return None
    return f"{MONTHS[month - 1].lower()} {day}{f' {year}' if year else ''}"


def _day(days: Mapping[str, str], before: str = "") -> Write:
    return lambda found: f"{before}{days[found[1]].lower()}"


def _place(sign: str | None) -> str:
    """Which one of a month: by its sign or digit; the last without one."""
    return "last" if sign is None else ordinal(read_number(sign))


def _of_month(month: int, place: str, day: str) -> str | None:
    return f"{place} {day.lower()} of {MONTHS[month - 1].lower()}" if 1 <= month <= 12 else None


def _of_year(month: int, day: int, year: str) -> str | None:
    return f"{MONTHS[month - 1].lower()} {day} {year} year" if 1 <= month <= 12 else None


def _week_after_next(days: Mapping[str, str]) -> Write:
    return lambda found: f"a week from next {days[found[1]].lower()}"


def _minutes_to(found: re.Match[str]) -> str | None:
    minutes, hour = read_number(found[1]), read_number(found[2])
    return f"@{hour - 1 or 12}:{60 - minutes:02d}" if 1 <= minutes < 60 and 1 <= hour <= 24 else None


_ZH_CLOCK = _clock(_NUMBER, rf"(?:点钟?|點鐘?|时|時)(?:(?P<part>半|一刻|三刻)|(?P<minutes>{_NUMBER})分?)?")
_ZH_WEEK: Final = "(?:周|週|个?星期|個?星期|礼拜|禮拜)"
_ZH_MONTH: Final = "(?:个|個)?月"
_ZH_PLACE: Final = "(?:第([一二三四1-4])(?:个|個)?|最[后後]一?(?:个|個))"
_ZH: Final = _forms(
    (
        rf"每{_ZH_MONTH}的?{_ZH_PLACE}{_ZH_WEEK}([一二三四五六日天])",
        lambda found: f"{_place(found[1])} {_ZH_DAYS[found[2]].lower()} of every month",
    ),
    (
        rf"下{_ZH_MONTH}的?{_ZH_PLACE}{_ZH_WEEK}([一二三四五六日天])",
        lambda found: f"{_place(found[1])} {_ZH_DAYS[found[2]].lower()} of next month",
    ),
    (
        rf"{_NUMBER}月的?{_ZH_PLACE}{_ZH_WEEK}([一二三四五六日天])",
        lambda found: _of_month(read_number(found[1]), _place(found[2]), _ZH_DAYS[found[3]]),
    ),
    (
        rf"([今明])年{_NUMBER}月{_NUMBER}[日号號]",
        lambda found: _of_year(
            read_number(found[2]), read_number(found[3]), "next" if found[1] == "明" else "this"
        ),
    ),
    (rf"下{_ZH_MONTH}{_NUMBER}[日号號]", lambda found: f"{ordinal(read_number(found[1]))} of next month"),
    (r"每(?:隔一?|[两兩]|2)(?:个|個)?(?:周|週|星期|礼拜|禮拜)", "every 2 weeks"),
    (r"每(?:隔一?|[两兩]|2)[天日]", "every 2 days"),
    (rf"每{_NUMBER}(?:个|個)?(?:周|週|星期|礼拜|禮拜)", lambda found: f"every {read_number(found[1])} weeks"),
    (rf"每{_NUMBER}[天日]", lambda found: f"every {read_number(found[1])} days"),
    (
        rf"每?{_ZH_WEEK}([一二三四五六日天])\s*[到至~-]\s*{_ZH_WEEK}?([一二三四五六日天])",
        lambda found: f"every {_ZH_DAYS[found[1]].lower()} to {_ZH_DAYS[found[2]].lower()}",
    ),
    (
        rf"每{_ZH_WEEK}([一二三四五六日天])\s*[、和及,]\s*{_ZH_WEEK}?([一二三四五六日天])",
        lambda found: f"every {_ZH_DAYS[found[1]].lower()} and {_ZH_DAYS[found[2]].lower()}",
    ),
    (rf"下下{_ZH_WEEK}([一二三四五六日天])", _week_after_next(_ZH_DAYS)),
    (r"三刻[钟鐘](?:之|以)?[后後]", "in 45 minutes"),
    (r"半年(?:之|以)?[后後]", "in 6 months"),
    (rf"{_NUMBER}年(?:之|以)?[后後]", _span("years")),
    (r"(?:这个?|這個?|本)?月底", "end of month"),
    (r"年底", "end of year"),
    (rf"差{_NUMBER}分(?:钟|鐘)?{_NUMBER}(?:点钟?|點鐘?)", _minutes_to),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", lambda found: found[0]),
    (rf"(?:([0-9]{{4}})年)?{_NUMBER}月{_NUMBER}[日号號]", _date),
    (rf"(?:在|过|過)?{_NUMBER}(?:个|個)?(?:小时|小時|钟头|鐘頭)(?:之|以)?[后後]", _span("hours")),
    (rf"(?:在|过|過)?{_NUMBER}(?:分钟|分鐘)(?:之|以)?[后後]", _span("minutes")),
    (rf"(?:过|過)?{_NUMBER}[天日](?:之|以)?[后後]", _span("days")),
    (rf"{_NUMBER}(?:个|個)?(?:星期|周|週|礼拜|禮拜)(?:之|以)?[后後]", _span("weeks")),
    (rf"{_NUMBER}(?:个|個)月(?:之|以)?[后後]", _span("months")),
    (r"半(?:个|個)?(?:小时|小時)(?:之|以)?[后後]", "in 30 minutes"),
    (r"(?:一|1)(?:个|個)半(?:小时|小時)(?:之|以)?[后後]", "in 90 minutes"),
    (r"每(?:周|週|个?星期|個?星期|礼拜|禮拜)([一二三四五六日天])", _day(_ZH_DAYS, "every ")),
    (r"下(?:周|週|个?星期|個?星期|礼拜|禮拜)([一二三四五六日天])", _day(_ZH_DAYS, "next ")),
    (r"(?:这|這|本)(?:周|週|个?星期|個?星期)([一二三四五六日天])", _day(_ZH_DAYS, "this ")),
    (r"(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])", _day(_ZH_DAYS)),
    (r"每(?:个|個)?工作日", "every weekday"),
    (r"每[天日]", "every day"),
    (rf"每(?:个|個)?月{_NUMBER}[日号號]", lambda found: f"{read_number(found[1])}th of every month"),
    (rf"{_NUMBER}[号號]", lambda found: f"{read_number(found[1])}th"),
    (r"下(?:周|週|个星期|個星期|星期)", "next week"),
    (r"下(?:个|個)?月", "next month"),
    (r"周末|週末", "weekend"),
    (r"大后天|大後天", "in 3 days"),
    (r"后天|後天", "day after tomorrow"),
    (r"明早", "tomorrow morning"),
    (r"明晚", "tomorrow evening"),
    (r"今早", "this morning"),
    (r"今晚", "this evening"),
    (r"明[天日]", "tomorrow"),
    (r"今[天日]", "today"),
    (rf"凌晨{_ZH_CLOCK}", _half("am")),
    (r"中午\s*(?:12|十二)(?:点钟?|點鐘?|:00)", "noon"),
    (r"正午|中午(?=$)", "noon"),
    (r"上午|早上|早晨|清晨|早", "morning"),
    (r"下午", "afternoon"),
    (r"晚上|傍晚", "evening"),
    (_ZH_CLOCK, _hour),
    (r"[的在于於]", ""),
)
_JA_CLOCK = _clock(_NUMBER, rf"時(?:(?P<part>半)|(?P<minutes>{_NUMBER})分)?")
_JA: Final = _forms(
    (
        r"毎月の?第([1-4一二三四])([月火水木金土日])曜日?",
        lambda found: f"{_place(found[1])} {_JA_DAYS[found[2]].lower()} of every month",
    ),
    (
        r"来月の?第([1-4一二三四])([月火水木金土日])曜日?",
        lambda found: f"{_place(found[1])} {_JA_DAYS[found[2]].lower()} of next month",
    ),
    (
        rf"{_NUMBER}月の?第([1-4一二三四])([月火水木金土日])曜日?",
        lambda found: _of_month(read_number(found[1]), _place(found[2]), _JA_DAYS[found[3]]),
    ),
    (
        rf"([今来])年の?{_NUMBER}月{_NUMBER}日",
        lambda found: _of_year(
            read_number(found[2]), read_number(found[3]), "next" if found[1] == "来" else "this"
        ),
    ),
    (rf"来月の?{_NUMBER}日", lambda found: f"{ordinal(read_number(found[1]))} of next month"),
    (r"隔週の?([月火水木金土日])曜日?", _day(_JA_DAYS, "every 2nd ")),
    (r"隔週", "every 2 weeks"),
    (rf"{_NUMBER}週間?(?:ごと|毎)(?:に)?", lambda found: f"every {read_number(found[1])} weeks"),
    (rf"{_NUMBER}日(?:ごと|毎)に?", lambda found: f"every {read_number(found[1])} days"),
    (
        r"毎週の?([月火水木金土日])曜日?[と・、]\s*([月火水木金土日])曜日?",
        lambda found: f"every {_JA_DAYS[found[1]].lower()} and {_JA_DAYS[found[2]].lower()}",
    ),
    (
        r"(?:毎週)?([月火水木金土日])曜日?から([月火水木金土日])曜日?(?:まで)?",
        lambda found: f"every {_JA_DAYS[found[1]].lower()} to {_JA_DAYS[found[2]].lower()}",
    ),
    (r"再来週の?([月火水木金土日])曜日?", _week_after_next(_JA_DAYS)),
    (r"再来週", "week after next"),
    (r"半年後", "in 6 months"),
    (rf"{_NUMBER}年後", _span("years")),
    (r"(?:今月)?(?:の)?月?末(?=$|[^週])", "end of month"),
    (r"明々後日|明明後日|しあさって", "3 days after today"),
    (r"(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日", _date),
    (rf"{_NUMBER}時間半後", lambda found: f"in {60 * read_number(found[1]) + 30} minutes"),
    (rf"{_NUMBER}時間後", _span("hours")),
    (rf"{_NUMBER}分後", _span("minutes")),
    (rf"{_NUMBER}日後", _span("days")),
    (rf"{_NUMBER}週間後", _span("weeks")),
    (rf"{_NUMBER}(?:か|カ|ヶ|ケ|ヵ|箇)月後", _span("months")),
    (r"毎週の?([月火水木金土日])曜日?", _day(_JA_DAYS, "every ")),
    (r"来週の?([月火水木金土日])曜日?", _day(_JA_DAYS, "next ")),
    (r"今週の?([月火水木金土日])曜日?", _day(_JA_DAYS, "this ")),
    (r"([月火水木金土日])曜日?", _day(_JA_DAYS)),
    (r"\(([月火水木金土日])\)", _day(_JA_DAYS)),
    (r"週末", "weekend"),
    (r"毎日", "every day"),
    (r"毎朝", "every morning"),
    (r"毎晩", "every evening"),
    (r"(?:毎|每)?平日", "every weekday"),
    (rf"毎月{_NUMBER}日", lambda found: f"{read_number(found[1])}th of every month"),
    (r"来週", "next week"),
    (r"来月", "next month"),
    (r"明後日|あさって", "day after tomorrow"),
    (r"明朝|明日の朝|明日朝", "tomorrow morning"),
    (r"明晩|明日の(?:夜|晩)|明日(?:夜|晩)", "tomorrow evening"),
    (r"明日|あした|あす", "tomorrow"),
    (r"今夜|今晩", "this evening"),
    (r"今朝", "this morning"),
    (r"今日|本日|きょう", "today"),
    (rf"午前の?{_JA_CLOCK}", _half("am")),
    (rf"午後の?{_JA_CLOCK}", _half("pm")),
    (r"正午", "noon"),
    (r"朝", "morning"),
    (r"夕方|夜", "evening"),
    (_JA_CLOCK, _hour),
    (r"[のにへ、]", ""),
)
_KO_NUMBER = rf"([0-9]{{1,4}}|{'|'.join(sorted(_KO_HOURS, key=len, reverse=True))})"
_KO_CLOCK = _clock(_KO_NUMBER, r"\s*시(?:\s*(?P<part>반)|\s*(?P<minutes>[0-9]{1,2})분)?")
_KO: Final = _forms(
    (
        r"(매월|매달|다음\s*달)\s*(첫|둘|두|셋|세|넷|네|마지막)\s*(?:번째|째)?\s*(?:주\s*)?([월화수목금토일])요일",
        lambda found: (
            f"{_KO_PLACES[found[2]]} {_KO_DAYS[found[3]].lower()} of "
            f"{'next' if found[1].startswith('다') else 'every'} month"
        ),
    ),
    (
        r"([0-9]{1,2})월\s*(첫|둘|두|셋|세|넷|네|마지막)\s*(?:번째|째)\s*([월화수목금토일])요일",
        lambda found: _of_month(int(found[1]), _KO_PLACES[found[2]], _KO_DAYS[found[3]]),
    ),
    (r"다음\s*달\s*([0-9]{1,2})일", lambda found: f"{ordinal(int(found[1]))} of next month"),
    (r"격주\s*([월화수목금토일])요일", _day(_KO_DAYS, "every 2nd ")),
    (r"격주", "every 2 weeks"),
    (r"([0-9]{1,2})주마다", lambda found: f"every {found[1]} weeks"),
    (r"([0-9]{1,2})일마다", lambda found: f"every {found[1]} days"),
    (
        r"매주\s*([월화수목금토일])요일(?:과|와|,|\s*및)\s*([월화수목금토일])요일",
        lambda found: f"every {_KO_DAYS[found[1]].lower()} and {_KO_DAYS[found[2]].lower()}",
    ),
    (
        r"(?:매주\s*)?([월화수목금토일])요일부터\s*([월화수목금토일])요일(?:까지)?",
        lambda found: f"every {_KO_DAYS[found[1]].lower()} to {_KO_DAYS[found[2]].lower()}",
    ),
    (r"일주일\s*[후뒤]", "in 1 week"),
    (r"([0-9]{1,2})년\s*[후뒤]", _span("years")),
    (r"(?:이번\s*달|월)\s*말(?:일)?", "end of month"),
    (r"(?:([0-9]{4})년\s*)?([0-9]{1,2})월\s*([0-9]{1,2})일", _date),
    (rf"{_KO_NUMBER}\s*시간\s*반\s*[후뒤]", lambda found: f"in {60 * read_number(found[1]) + 30} minutes"),
    (
        rf"{_KO_NUMBER}\s*시간\s*([0-9]{{1,2}})분\s*[후뒤]",
        lambda found: f"in {60 * read_number(found[1]) + int(found[2])} minutes",
    ),
    (r"낮\s*(?:12|열두)\s*시", "noon"),
    (rf"{_KO_NUMBER}\s*시간\s*[후뒤]", _span("hours")),
    (rf"{_KO_NUMBER}\s*분\s*[후뒤]", _span("minutes")),
    (rf"{_KO_NUMBER}\s*일\s*[후뒤]", _span("days")),
    (rf"{_KO_NUMBER}\s*주\s*[후뒤]", _span("weeks")),
    (rf"{_KO_NUMBER}\s*(?:개월|달)\s*[후뒤]", _span("months")),
    (r"매주\s*([월화수목금토일])요일", _day(_KO_DAYS, "every ")),
    (r"다음\s*주\s*([월화수목금토일])요일", _day(_KO_DAYS, "next ")),
    (r"이번\s*주\s*([월화수목금토일])요일", _day(_KO_DAYS, "this ")),
    (r"([월화수목금토일])요일", _day(_KO_DAYS)),
    (r"매일", "every day"),
    (r"평일(?:마다)?", "every weekday"),
    (r"매월\s*([0-9]{1,2})일", lambda found: f"{found[1]}th of every month"),
    (r"다음\s*주", "next week"),
    (r"다음\s*달", "next month"),
    (r"내일모레|모레", "day after tomorrow"),
    (r"내일", "tomorrow"),
    (r"오늘", "today"),
    (rf"(?:오전|아침|새벽){_KO_CLOCK}", _half("am")),
    (rf"오후{_KO_CLOCK}", _half("pm", twelve="pm")),
    (rf"밤\s*(?=(?:[7-9]|1[01]|일곱|여덟|아홉|열한?)(?![0-9두])){_KO_CLOCK}", _half("pm")),
    (r"정오", "noon"),
    (r"자정", "midnight"),
    (r"아침|오전", "morning"),
    (r"오후", "afternoon"),
    (r"저녁", "evening"),
    (_KO_CLOCK, _hour),
    (r"에", ""),
)
_TH: Final = _forms(
    (r"พรุ่งนี้", "tomorrow"),
    (r"วันนี้", "today"),
    (r"มะรืนนี้|มะรืน", "day after tomorrow"),
    (r"ทุกวัน(?=$|[^ก-๙]|เวลา)", "every day"),
    (rf"ทุกวัน({'|'.join(_TH_DAYS)})", _day(_TH_DAYS, "every ")),
    (rf"วัน({'|'.join(_TH_DAYS)})", _day(_TH_DAYS)),
    (r"(?:ใน)?อีก\s*([0-9]{1,4})\s*ชั่วโมง", _span("hours")),
    (r"(?:ใน)?อีก\s*([0-9]{1,4})\s*นาที", _span("minutes")),
    (r"(?:ใน)?อีก\s*([0-9]{1,4})\s*วัน", _span("days")),
    (r"(?:ใน)?อีก\s*([0-9]{1,4})\s*(?:สัปดาห์|อาทิตย์)", _span("weeks")),
    (r"(?:ใน)?อีก\s*([0-9]{1,4})\s*เดือน", _span("months")),
    (r"สัปดาห์หน้า|อาทิตย์หน้า", "next week"),
    (r"เดือนหน้า", "next month"),
    (rf"(?:วันที่\s*)?([0-9]{{1,2}})\s*({'|'.join(_TH_MONTHS)})",
     lambda found: f"{found[1]} {MONTHS[_TH_MONTHS.index(found[2])].lower()}"),
    (r"เที่ยงคืน", "midnight"),
    (r"เที่ยง(?:วัน)?", "noon"),
    (rf"{_CLOCK}(?:\s*น\.?)?", lambda found: f"@{found[1]}:{found[2]}"),
    (r"([01]?[0-9]|2[0-3])\.([0-5][0-9])\s*น\.?", lambda found: f"@{found[1]}:{found[2]}"),
    (r"เวลา|ตอน", ""),
)  # fmt: skip
_FORMS: Final[Mapping[str, Forms]] = {
    language: (*_forms(*SIGNS.get(language, ())), *forms)
    for language, forms in {"zh": _ZH, "ja": _JA, "ko": _KO, "th": _TH}.items()
}
