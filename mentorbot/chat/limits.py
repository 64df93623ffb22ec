"""The limits every card keeps to: the lowest of the platforms that show it, which today is Discord's.

Source: https://docs.discord.com/developers/components/reference and https://discord-api-types.dev
"""

from typing import Final

# One message
CARD_TEXT: Final = 4000
COMPONENTS: Final = 40
# One button or drop-down
ACTION_ID: Final = 100
ACTION_LABEL: Final = 80
ACTIONS_PER_ROW: Final = 5
PLACEHOLDER: Final = 150
OPTIONS: Final = 25
OPTION_LABEL: Final = 100
OPTION_VALUE: Final = 100
OPTION_DESCRIPTION: Final = 100
IMAGE_ALT: Final = 1024
# One form
FORM_TITLE: Final = 45
FORM_FIELDS: Final = 5
FIELD_LABEL: Final = 45
FIELD_HINT: Final = 100
FIELD_PLACEHOLDER: Final = 100
FIELD_TEXT: Final = 4000
# One command
COMMAND_ABOUT: Final = 100
# What is offered while somebody types
SUGGESTIONS: Final = 25
SUGGESTION: Final = 100

_ELLIPSIS: Final = "…"


def fit(text: str, most: int) -> str:
    """The text, or as much of it as fits, cut after a word and ended with "…".

    Args:
        most: Characters; at least 1.

    Returns:
        At most ``most`` characters.
    """
    if len(text) <= most:
        return text
    room = most - len(_ELLIPSIS)
    kept = text[:room]
    if not text[room].isspace():
        words = kept.rsplit(None, 1)
        # A single word longer than half of the room is cut where it must be.
        if len(words) == 2 and len(words[0]) >= room // 2:
            kept = words[0]
    return kept.rstrip() + _ELLIPSIS
