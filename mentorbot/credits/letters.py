"""The letters of a document: which font has which sign. The fonts and their licences are in ``letters/``."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "letters"
FIRST: Final = "DejaVuSans"
"""Latin, Greek, Cyrillic, Hebrew, Arabic and many signs."""
OTHERS: Final = (
    "WenQuanYiMicroHei", "NotoSansDevanagari", "NotoSansBengali", "NotoSansTamil", "NotoSansThai",
    "NotoEmoji",
)  # fmt: skip
"""Chinese, Japanese, Korean and what is as wide as their signs; Hindi and its neighbours; emoji, in black."""
BOX: Final = "□"
_NOTHING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# What changes how the sign before it looks, and what joins several into one.
_JOINING: Final = frozenset("\u200d\ufe0e\ufe0f")


def font_file(family: str) -> Path:
    """Where a font is."""
    return FOLDER / f"{family}.ttf"


def legible(text: str) -> str:
    """The text with no sign that no font has: of a sign with a name its name, of others a box."""
    return text if text.isascii() else "".join(map(_legible, text))


def has_boxes(text: str) -> bool:
    """Whether something in it comes out as a box."""
    return BOX in legible(text) and BOX not in text


def list_fonts(text: str) -> list[str]:
    """The fonts, beside the first, that a text needs."""
    missing = {sign for sign in text if not sign.isascii()} - {
        sign for sign in text if ord(sign) in known(FIRST)
    }
    found = []
    for family in OTHERS if missing else ():
        here = {sign for sign in missing if ord(sign) in known(family)}
        if here:
            found.append(family)
            missing -= here
    return found


@cache
def known(family: str) -> frozenset[int]:
    """The signs that a font has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - with fpdf 30 MB, a quarter of a bot, for one file

    with TTFont(font_file(family), lazy=True) as letters:
        return frozenset(letters.getBestCmap())


def _legible(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in _JOINING or category in _NOTHING:
        return ""
    if any(ord(sign) in known(family) for family in (FIRST, *OTHERS)):
        return sign
    name = unicodedata.name(sign, "").lower()
    return f"({name})" if category == "So" and name else BOX
