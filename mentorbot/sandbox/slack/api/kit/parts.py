"""Parts of blocks: text, options, confirmations, images.

Source: https://docs.slack.dev/reference/block-kit/composition-objects
"""

import re
from typing import Any

from mentorbot.sandbox.slack.api.kit.checks import (
    Check,
    Problems,
    both,
    by_type,
    choice,
    each,
    flag,
    one_of,
    shape,
    text,
)

ID = text(255)
URL = text(3000, like=re.compile(r"(https?|mailto|slack|tel):\S+", re.IGNORECASE))
IMAGE_URL = text(3000, like=re.compile(r"https?://\S+", re.IGNORECASE))
TYPE = text(255)
STYLE = choice("primary", "danger")


def plain(most: int) -> Check:
    """A text without formatting."""
    return by_type({"plain_text": shape({"type": TYPE, "text": text(most)}, {"emoji": flag})})


def rich(most: int) -> Check:
    """A text with or without formatting."""
    mrkdwn = shape({"type": TYPE, "text": text(most)}, {"verbatim": flag})
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn})


def not_empty(value: Any, place: str, problems: Problems) -> None:
    """At least one field is there."""
    if not value:
        problems.add(place, "must have at least one property")


PLACEHOLDER = plain(150)
CONFIRM = shape(
    {"title": plain(100), "text": rich(300)},
    {"confirm": plain(30), "deny": plain(30), "style": STYLE},
)
OPTION = shape({"text": plain(75), "value": text(150)}, {"description": plain(75)})
LINK_OPTION = shape({"text": plain(75), "value": text(150)}, {"description": plain(75), "url": URL})
RICH_OPTION = shape({"text": rich(75), "value": text(150)}, {"description": rich(75)})
OPTION_GROUP = shape({"label": plain(75), "options": each(OPTION, 100)})
DISPATCH = shape({"trigger_actions_on": each(choice("on_enter_pressed", "on_character_entered"), 2)})
FILTER = both(
    shape(
        {},
        {
            "include": each(choice("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    ),
    not_empty,
)
SLACK_FILE = both(shape({}, {"id": text(255), "url": text(3000)}), one_of("id", "url"))
IMAGE = both(
    shape({"type": TYPE, "alt_text": text(2000)}, {"image_url": IMAGE_URL, "slack_file": SLACK_FILE}),
    one_of("image_url", "slack_file"),
)
