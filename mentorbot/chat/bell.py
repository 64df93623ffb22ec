"""A bell that services ring, so that a loop comes round at once; they know nothing of who listens."""

from collections.abc import Callable

from mentorbot.db import Session

Ear = Callable[[], None]


class Bell:
    """Tells the loops of this process that there is something for them to do."""

    def __init__(self) -> None:
        self._ears: list[Ear] = []

    def listen(self, ear: Ear) -> None:
        """Call this whenever it rings."""
        self._ears.append(ear)

    def unlisten(self, ear: Ear) -> None:
        """Do not call it any more."""
        self._ears.remove(ear)

    def ring(self, session: Session) -> None:
        """Ring once what this session does is committed."""
        session.after_commit(self.ring_now)

    def ring_now(self) -> None:
        """Ring."""
        for ear in tuple(self._ears):
            ear()
