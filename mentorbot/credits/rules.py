"""The rules of credentials in memory; read once, and again when they were edited."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from mentorbot import paths
from mentorbot.credits import reading
from mentorbot.credits.credential import Credential
from mentorbot.errors import UserError
from mentorbot.guide.model import Source


class Rules:
    """Every credential there is a file for.

    Args:
        root: The folder that holds ``credentials/`` and the guide.
        credentials: By id, in the order of their names.
    """

    def __init__(self, root: Path, credentials: Mapping[str, Credential]) -> None:
        self.root = root
        self.credentials = credentials

    @classmethod
    def load(cls, root: Path = paths.CONTENT) -> "Rules":
        """Read and check everything. Raises ContentError with all that is wrong."""
        return cls(root, reading.read_credentials(root))

    def reload(self) -> None:
        """Read everything again, and swap it in at once.

        Raises:
            ContentError: Something is wrong; what was there before still holds.
        """
        self.credentials = reading.read_credentials(self.root)

    def list_sources(self) -> Iterator[tuple[str, Source]]:
        """Each source of each rule, and the rule as ``credentials/fache``."""
        for one in self.credentials.values():
            yield from ((f"credentials/{one.id}", source) for source in one.sources)

    @property
    def names(self) -> dict[str, str]:
        """What each credential is called, by id."""
        return {one.id: one.name for one in self.credentials.values()}

    def get(self, id_: str) -> Credential | None:
        """The credential with this id; None if its file is gone."""
        return self.credentials.get(id_)

    def find(self, typed: str) -> Credential:
        """The credential that was chosen, or typed by its name or title.

        Raises:
            UserError: There is none.
        """
        wanted = typed.strip().casefold()
        for credential in self.credentials.values():
            if wanted in {credential.id, credential.name.casefold(), credential.title.casefold()}:
                return credential
        known = ", ".join(credential.name for credential in self.credentials.values()) or "none"
        raise UserError(f"I do not know that credential. I know the rules of {known}.")

    def search(self, typed: str) -> list[Credential]:
        """Those whose name, title or body has every word that was typed."""
        words = typed.casefold().split()
        return [
            credential
            for credential in self.credentials.values()
            if all(
                word in f"{credential.name} {credential.title} {credential.body}".casefold() for word in words
            )
        ]
