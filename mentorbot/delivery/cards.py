"""The words of delivery."""

from typing import Final

from mentorbot.cards import Accent, Action, Actions, Card, Section, Style

CLOSED: Final = "They take no direct messages from me."
CLOSED_WITHOUT_NOTICE: Final = (
    f"{CLOSED} `/setup notices` names a channel where I can tell such members that something waits for them."
)


def notice_card(delivery: int) -> Card:
    """What all in the notice channel see of a message that one of them could not be sent directly."""
    return Card(
        "Something for you",
        (
            Section(
                "I could not send it to you directly: this server's privacy settings do not let me. "
                "Press to see it; only you will."
            ),
            Actions((Action("Show it to me", f"delivery:show:{delivery}", style=Style.PRIMARY),)),
        ),
        Accent.NEXT,
        footer="To get such things directly: server name, Privacy Settings, Direct Messages.",
        public=True,
    )
