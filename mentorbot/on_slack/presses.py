"""What a press on Slack says: which id, and what was chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mentorbot.on_slack.render import LINK, MORE, PICK

_AGAIN: Final = re.compile(r"(~\d+)+$")


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press.

    Args:
        id: ``feature:verb:argument``; empty where nothing is to be done.
        values: What was chosen in a drop-down.
        community: In which workspace what was pressed on was made.
    """

    id: str
    values: tuple[str, ...] = ()
    community: str = ""


NOTHING: Final = Pressed("")


def read_press(payload: Mapping[str, Any]) -> Pressed:
    """What was pressed, of what Slack tells of it (``block_actions``). All of it comes from outside."""
    action = next(iter(_list(payload.get("actions"))), {})
    id_ = _AGAIN.sub("", _text(action.get("action_id")))
    block_id = _text(action.get("block_id"))
    community = block_id.partition(".")[0]
    if id_ in {LINK, PICK}:
        return NOTHING
    if id_ == MORE:
        return Pressed(_value(action.get("selected_option")), (), community)
    if action.get("type") == "button":
        picked = _picked(payload, block_id) if action.get("value") == "pick" else ()
        return Pressed(id_, picked, community)
    return Pressed(id_, read_chosen(action), community)


def read_chosen(part: Mapping[str, Any]) -> tuple[str, ...]:
    """The values chosen in a drop-down, radio buttons or boxes, or picked, of what Slack says of it."""
    if isinstance(part.get("selected_options"), list):
        return tuple(value for one in _list(part["selected_options"]) if (value := _value(one)))
    value = _value(part.get("selected_option")) or _text(part.get("selected_conversation"))
    value = value or _text(part.get("selected_user"))
    return (value,) if value else ()


def _picked(payload: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    """What stands chosen in the drop-down beside a button, on a message or in a view."""
    state = _map(payload.get("state")) or _map(_map(payload.get("view")).get("state"))
    state = _map(_map(state.get("values")).get(block_id))
    for action_id, part in state.items():
        if _AGAIN.sub("", _text(action_id)) == PICK:
            return read_chosen(_map(part))
    return ()


def _list(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _map(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""


def _value(found: Any) -> str:
    return _text(_map(found).get("value"))
