"""The guide in memory, in every language; read once, and again when it was edited."""

from collections.abc import Mapping
from pathlib import Path

from mentorbot import aside, paths
from mentorbot.guide.model import Guide
from mentorbot.guide.problems import ContentError

__all__ = ["ContentError", "Library"]

FALLBACK = "en"


class Library:
    """The guide in every language there is a folder for.

    Args:
        root: The folder that holds ``en/`` and its translations.
        guides: By locale; "en" is always among them.
    """

    def __init__(self, root: Path, guides: Mapping[str, Guide]) -> None:
        self.root = root
        self._guides = guides

    @classmethod
    def load(cls, root: Path = paths.CONTENT) -> "Library":
        """Read and check everything, in this process. Raises ContentError with all that is wrong."""
        from mentorbot.guide import reading  # noqa: PLC0415 - a running bot has this done aside

        return cls(root, reading.guides(root))

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there is a folder for, English first."""
        return tuple(self._guides)

    def guide(self, locale: str = FALLBACK) -> Guide:
        """The guide in this language ("es-ES"), else in its base ("es"), else in English."""
        guides = self._guides
        return guides.get(locale) or guides.get(locale.partition("-")[0]) or guides[FALLBACK]

    def reload(self) -> None:
        """Have everything read again, in a process of its own, and swap it in at once.

        Raises:
            ContentError: Something is wrong; what was there before is still served.
        """
        self._guides = aside.call("mentorbot.guide.reading:searchable", self.root)
