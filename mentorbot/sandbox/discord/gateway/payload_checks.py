"""What a bot may send to the gateway once it has a session, checked as Discord does.

Source: https://docs.discord.com/developers/events/gateway-events#send-events
"""

from collections.abc import Callable
from typing import Any

PRESENCE, VOICE, MEMBERS, SOUNDBOARD = 3, 4, 8, 31
STATUSES = frozenset({"online", "dnd", "idle", "invisible", "offline"})
ACTIVITY_KINDS = frozenset(range(7))
LONGEST_ACTIVITY = 128
MOST_MEMBERS = 100
BIGGEST_ID = (1 << 64) - 1


def _is_id(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    written = str(value)
    return written.isascii() and written.isdigit() and int(written) <= BIGGEST_ID


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_whole(value: Any, lowest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= lowest


def _is_activity(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    name, kind = value.get("name"), value.get("type", 0)
    named = isinstance(name, str) and 0 < len(name) <= LONGEST_ACTIVITY
    return named and _is_whole(kind, 0) and kind in ACTIVITY_KINDS


def _fits_presence(data: Any) -> bool:
    """Whether what there is of a presence is as it has to be."""
    if not isinstance(data, dict):
        return False
    since, activities, status = data.get("since"), data.get("activities", []), data.get("status", "online")
    timed = since is None or (isinstance(since, int | float) and not isinstance(since, bool) and since >= 0)
    doing = isinstance(activities, list) and all(map(_is_activity, activities))
    seen = isinstance(status, str) and status in STATUSES
    return timed and doing and seen and _is_flag(data.get("afk", False))


def _changes_presence(data: Any) -> bool:
    return _fits_presence(data) and all(name in data for name in ("since", "activities", "status", "afk"))


def is_presence(data: Any) -> bool:
    """Whether a presence can stand in what a bot identifies with; all or some of it may be left out there."""
    return data is None or _fits_presence(data)


def _joins_voice(data: Any) -> bool:
    if not isinstance(data, dict) or not _is_id(data.get("guild_id")):
        return False
    channel = data.get("channel_id", False)
    flags = _is_flag(data.get("self_mute")) and _is_flag(data.get("self_deaf"))
    return flags and (channel is None or _is_id(channel))


def guild_id_of(data: Any) -> Any:
    """The guild that a bot asks about; it may stand in a list of one."""
    given = data.get("guild_id")
    return given[0] if isinstance(given, list) and len(given) == 1 else given


def _asks_for_members(data: Any) -> bool:
    if not isinstance(data, dict) or not _is_id(guild_id_of(data)):
        return False
    query, ids, limit = data.get("query"), data.get("user_ids"), data.get("limit")
    listed = ids if isinstance(ids, list) or ids is None else [ids]
    named = listed is None or (len(listed) <= MOST_MEMBERS and all(map(_is_id, listed)))
    counted = (
        _is_whole(limit, 0) if query is not None and ids is None else limit is None or _is_whole(limit, 0)
    )
    asked = isinstance(query, str) if ids is None else query is None or isinstance(query, str)
    presences, nonce = data.get("presences"), data.get("nonce")
    rest = (presences is None or _is_flag(presences)) and (nonce is None or isinstance(nonce, str))
    return named and counted and asked and rest


def _asks_for_sounds(data: Any) -> bool:
    listed = data.get("guild_ids") if isinstance(data, dict) else None
    return isinstance(listed, list) and all(map(_is_id, listed))


BY_OPERATION: dict[int, Callable[[Any], bool]] = {
    PRESENCE: _changes_presence,
    VOICE: _joins_voice,
    MEMBERS: _asks_for_members,
    SOUNDBOARD: _asks_for_sounds,
}
"""Whether the data of an operation is as it has to be."""
