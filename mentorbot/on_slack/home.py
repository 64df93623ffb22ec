"""The Home tab: a person's own page, of the parts that rooms declare for it."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from mentorbot import logs
from mentorbot.chat import Action, Actions, Card, Choice, Option, Section
from mentorbot.chat.declare import Declared, OwnPart
from mentorbot.chat.turn import Turn
from mentorbot.errors import UserError
from mentorbot.on_slack import limits, render
from mentorbot.on_slack.mrkdwn import ANYBODY, Reader

CALLBACK: Final = "slack:home"
"""The page; and the drop-down in which another community is chosen, whose value is its id."""

log = logs.get(__name__)


async def make(
    turn: Turn, communities: Sequence[tuple[str, str]] = (), reader: Reader = ANYBODY
) -> render.Data:
    """The caller's own page in the community that they are looking at.

    Args:
        communities: The id and name of each in which they can look; chosen from if there are several.

    Returns:
        A view of type ``home``.
    """
    community = turn.caller.community or ""
    parts = sorted(turn.part(Declared).own_parts, key=lambda part: part.place)
    made = [await _make_part(part, turn) for part in parts]
    shown = [*_chooser(communities, community), *(card for card in made if card is not None), ways_card()]
    return {
        "type": "home",
        "callback_id": CALLBACK,
        "private_metadata": json.dumps({"community": community}),
        "blocks": render.page(shown, community, reader),
    }


async def _make_part(part: OwnPart, turn: Turn) -> Card | None:
    """A part; None for one that is not for the caller, or that fails, so that the others are seen."""
    try:
        return await part.handler(turn)
    except UserError:
        return None
    except Exception:
        log.exception("bug", doing=part.handler.__module__)
        return None


def _chooser(communities: Sequence[tuple[str, str]], community: str) -> Iterator[Card]:
    if len(communities) > 1:
        options = tuple(Option(name, id_, chosen=id_ == community) for id_, name in communities)
        yield Card("", (Choice(CALLBACK, "Which community?", options[: limits.OPTIONS]),))


def ways_card() -> Card:
    """What else there is."""
    ways = (
        Action("The guide", "slack:run:guide"),
        Action("Events", "slack:run:events"),
        Action("All that I can do", "slack:run:help"),
    )
    words = "The guide has every step, with what it takes and where to read on."
    return Card("More", (Section(words), Actions(ways)))
