"""Numbers as people type them: in the digits of their own script, with a point or a comma."""

import re
from decimal import Decimal
from typing import Final

from mentorbot.chat.options import CommandOption, Kind
from mentorbot.errors import UserError

_LONG: Final = 9
_NO_MORE: Final = re.compile(r"(?<=\d)[.,]0{1,2}$")
_DECIMAL: Final = re.compile(r"\d{1,8}(?:[.,]\d{0,8})?|[.,]\d{1,8}")
_QUARTERS: Final = {"¼": "25", "½": "5", "¾": "75", "1/4": "25", "1/2": "5", "3/4": "75"}
_MIXED: Final = re.compile(r"(\d{0,8})\s*([¼½¾])|(?:(\d{1,8})\s+)?([13]/[24])")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2},\d{3}")
"""It could be thousands, or a little more than a few; which is not guessed."""


def read_whole(typed: str) -> int | None:
    """A whole number, also as a spreadsheet may write it (12.0); None if it is none, or very long."""
    typed = _NO_MORE.sub("", typed.strip())
    return int(typed) if typed.isdecimal() and len(typed) < _LONG else None


def read_decimal(typed: str) -> Decimal | None:
    """A number that may have decimals, or quarters (1½, 1 1/2); None if it is none, or could be two."""
    typed = typed.strip()
    mixed = _MIXED.fullmatch(typed)
    if mixed and (part := _QUARTERS.get(mixed[2] or mixed[4])):
        return Decimal(f"{mixed[1] or mixed[3] or 0}.{part}")
    if not _DECIMAL.fullmatch(typed) or _THOUSANDS.fullmatch(typed):
        return None
    return Decimal(typed.replace(",", "."))


def read_number(option: CommandOption, typed: str) -> int | float:
    """What was typed for a number among a command's options.

    Raises:
        UserError: It is none, or smaller or larger than it may be.
    """
    whole = option.kind is Kind.WHOLE
    found = read_whole(typed) if whole else read_decimal(typed)
    least, most = option.least or 0, option.most or float("inf")
    if found is None or not least <= found <= most:
        kind = "a whole number" if whole else "a number"
        said = option.name.replace("_", " ")
        raise UserError(f"Please write {kind} from {least:g} to {most:g} for {said}.")
    return found if isinstance(found, int) else float(found)
