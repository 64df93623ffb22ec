"""Which community a message is about, for whoever is in several."""

from dataclasses import replace

from mentorbot.chat.card import Card
from mentorbot.chat.text import escape


def name_community(card: Card, name: str) -> Card:
    """The card with the name of its community in the small print; as it is where there is no name."""
    if not name:
        return card
    said = f"In {escape(name)}"
    return replace(card, footer=f"{card.footer}\n{said}" if card.footer else said)
