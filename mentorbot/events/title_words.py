"""What titles say of an event beside its name: that it is called off, or may be at another time or place.

Programs without a field for it have people write it there, in their own words.
"""

import re
from typing import Final

_OFF: Final = (
    r"cancell?ed|called off|abgesagt|f\u00e4llt aus|cancelad[oa]|suspendid[oa]|annul\u00e9e?|annullat[oa]|"
    r"geannuleerd|afgelast|odwo\u0142an[ey]|"
    r"\u043e\u0442\u043c\u0435\u043d[\u0435\u0451]\u043d[\u0430\u043e]?|"
    r"\u53d6\u6d88|\u4e2d\u6b62|\u30ad\u30e3\u30f3\u30bb\u30eb|\ucde8\uc18c(?:\ub428)?"
)
_ELSEWHEN: Final = (
    r"postponed|rescheduled|deferred|delayed|moved|moved online|now (?:virtual|online)|online only|"
    r"tbd|tba|tentative|"
    r"new (?:date|time)|(?:date|time|place) (?:tbd|tba|changed?)|verschoben|verlegt|aplazad[oa]|adiad[oa]|"
    r"report\u00e9e?|rinviat[oa]|uitgesteld|verplaatst|"
    r"\u043f\u0435\u0440\u0435\u043d\u0435\u0441[\u0435\u0451]\u043d[\u0430\u043e]?|\u5ef6\u671f|\uc5f0\uae30"
)
_MARK: Final = r"[:!|\u2013\u2014\-\uff1a\])}*~\u3011]"
_OPEN: Final = r"[\[({:|\u2013\u2014\-*~\u3010,]"


def _marked(words: str) -> re.Pattern[str]:
    """Words set off from the name: before it, behind it, or in brackets."""
    return re.compile(
        rf"^\W*(?:(?:event|meeting|session|class)\s+)?(?:{words})\s*{_MARK}|{_OPEN}\s*(?:{words})\W*$"
        rf"|[\[(\u3010{{]\s*(?:{words})\b[^\])\u3011}}]*[\])\u3011}}]",
        re.IGNORECASE,
    )


_CALLED_OFF: Final = _marked(_OFF)
_SHOUTED: Final = re.compile(r"\bCANCELL?ED\b|\bCALLED OFF\b")
_SAID: Final = re.compile(
    r"\b(?:is|was|has been|event|meeting|session|class)\s+(?:now\s+)?(?:cancell?ed|called off)\W*$",
    re.IGNORECASE,
)
_MOVED: Final = _marked(_ELSEWHEN)
_LEADS: Final = re.compile(
    r"^\W*(?i:cancell?ed|postponed|rescheduled|no (?:class|meeting|session))\b|\b(?:POSTPONED|RESCHEDULED)\b|"
    r"\b(?:cancell?ed|postponed|rescheduled|moved online)\W*$|\b(?:is|has been) (?:postponed|rescheduled)\b|"
    r"\b(?:cancell?ed|postponed|rescheduled) (?:due|until|to|because)\b"
)


def is_called_off(title: str) -> bool:
    """Whether a title says that an event does not take place."""
    shouted = title.upper() != title and _SHOUTED.search(title)
    return bool(shouted or _CALLED_OFF.search(title) or _SAID.search(title))


def is_doubtful(title: str) -> bool:
    """Whether a title says that an event may be off, or at another time or place than is written."""
    if is_called_off(title):
        return False
    return bool(_MOVED.search(title) or _LEADS.search(title))
