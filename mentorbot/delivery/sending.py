"""What a dispatcher asks of a chat platform, and how that may fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mentorbot.chat import Card
from mentorbot.delivery.kinds import Address


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way.

    Args:
        nonce: The same at every try, at most 25 characters; the platform shows a message with it once.
        mention: The id of the one person who is to be told that it is for them; None in a direct message.
        doubtful_since: A try since then may have arrived without anyone having heard of it. What the platform
            knows by its nonce it shows once all the same; anything else has to be looked for.
    """

    to: Address
    card: Card
    nonce: str
    mention: str | None = None
    doubtful_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that arrived.

    Args:
        id: The platform's.
        opened: The channel that had to be opened for the person's direct messages, worth remembering.
    """

    id: str
    opened: str | None = None


class Sender(Protocol):
    """One platform's way to send."""

    def know(self, channels: Mapping[str, str]) -> None:
        """Learn the channels of people's direct messages, by user, as :class:`Sent` told them once."""
        ...

    def narrow(self, to: Address) -> bool:
        """Whether sending there must pass something that lets only few through, such as opening a channel."""
        ...

    async def send(self, message: Message) -> Sent:
        """Send it, unless it is there already.

        Raises:
            TryAgainError: It may work later.
            ClosedError: The person takes no direct messages.
            RefusedError: It will never work as it is.
        """
        ...


class TryAgainError(Exception):
    """It did not work now, but may later.

    Args:
        why: In words for an organizer.
        after: Seconds that the platform asks to wait.
        certain: Whether it is known that nothing was sent.
    """

    def __init__(self, why: str, after: float | None = None, *, certain: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.after = after
        self.certain = certain


class ClosedError(Exception):
    """The person takes no direct messages from the bot."""


class RefusedError(Exception):
    """It will never work as it is. ``why`` is for an organizer: what is wrong, and what to do about it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
