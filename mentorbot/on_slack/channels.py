"""Private channels of a few people on Slack, and direct messages of a group: made, found, folded away."""

import re
from collections.abc import Sequence
from typing import Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import logs
from mentorbot.chat.platform import CannotOpenError
from mentorbot.on_slack.refusals import is_passing, read_word
from mentorbot.on_slack.workspaces import read_cursor

MOST_NAME: Final = 80
MOST_IN_GROUP: Final = 7
"""People that a group direct message has besides the app."""
_MOST_TRIES: Final = 5
_THERE_ALREADY: Final = {"already_in_channel", "cant_invite_self"}
_NOT_THEM: Final = {
    "cant_invite",
    "invalid_user_combination",
    "ura_max_channels",
    "user_disabled",
    "user_is_restricted",
    "user_not_found",
}
"""Why this one cannot be let in, and others can."""
_OUT_ALREADY: Final = {"not_in_channel", "user_not_found", "cant_kick_self"}
_CLOSED: Final = {
    "already_archived",
    "channel_not_found",
    "is_archived",
    "method_not_supported_for_channel_type",  # a group direct message, which is never over
    "not_in_channel",
}

log = logs.get(__name__)


async def join_public(client: AsyncWebClient, channel_id: str) -> None:
    """Join a public channel; nothing is done in one that cannot be joined."""
    try:
        await client.conversations_join(channel=channel_id)
    except SlackApiError as error:
        if is_passing(error):
            raise


def channel_name(name: str) -> str:
    """A name as Slack takes it for a channel: small letters and digits, and what parts them; at most 80."""
    words, _, number = name.rpartition(" · ")
    tail = f"-{number}" if words else ""
    plain = re.sub(r"[^\w]+", "-", (words or number).casefold()).strip("-_") or "room"
    return plain[: MOST_NAME - len(tail)].rstrip("-_") + tail


async def open_group(client: AsyncWebClient, people: Sequence[str]) -> str | None:
    """The direct message of the app with these people, which is the same each time; None if there is none."""
    if not 1 < len(people) <= MOST_IN_GROUP:
        return None
    try:
        opened = await client.conversations_open(users=",".join(people))
    except SlackApiError as error:
        if is_passing(error):
            raise
        log.info("no group direct message, but a channel", error=read_word(error))
        return None
    return str(opened["channel"]["id"])


async def find_open(client: AsyncWebClient, known: str) -> str | None:
    """The channel that was opened under this id, if it is open still: an app cannot bring one back.

    A group direct message is none: nobody can be let into it or out of it.
    """
    if not known:
        return None
    try:
        channel = (await client.conversations_info(channel=known))["channel"]
    except SlackApiError as error:
        if is_passing(error):
            raise
        return None
    return None if channel.get("is_archived") or channel.get("is_mpim") else str(channel["id"])


async def make(client: AsyncWebClient, community: str, name: str) -> str:
    """Make a channel of this name; where one of ours has it, made without anyone having noted it, that."""
    wanted = channel_name(name)
    for number in range(1, _MOST_TRIES + 1):
        called = wanted if number == 1 else f"{wanted[: MOST_NAME - 2]}-{number}"
        try:
            made = await client.conversations_create(name=called, is_private=True, team_id=community)
        except SlackApiError as error:
            if read_word(error) != "name_taken":
                raise
            if (found := await _find_ours(client, community, called)) is not None:
                return found
            continue
        channel = str(made["channel"]["id"])
        await client.conversations_setPurpose(channel=channel, purpose=name)
        return channel
    raise CannotOpenError("name_taken")


async def _find_ours(client: AsyncWebClient, community: str, name: str) -> str | None:
    """The open private channel of this name that the app has made and is in."""
    me = str((await client.auth_test())["user_id"])
    cursor = ""
    while True:
        page = await client.users_conversations(
            types="private_channel", exclude_archived=True, limit=200, cursor=cursor, team_id=community
        )
        for one in page["channels"]:
            if one.get("name") == name and one.get("creator") == me:
                return str(one["id"])
        if not (cursor := read_cursor(page)):
            return None


async def find_members(client: AsyncWebClient, channel: str) -> set[str]:
    """The ids of all who are in a channel."""
    found: set[str] = set()
    cursor = ""
    while True:
        page = await client.conversations_members(channel=channel, limit=200, cursor=cursor)
        found.update(page["members"])
        if not (cursor := read_cursor(page)):
            return found


async def let_in(client: AsyncWebClient, channel: str, people: Sequence[str]) -> bool:
    """Let all of them in; whether all are."""
    for user_id in people:
        try:
            await client.conversations_invite(channel=channel, users=user_id)
        except SlackApiError as error:
            if is_passing(error):
                raise
            if read_word(error) not in _THERE_ALREADY:
                log.info("somebody cannot be let into a channel", error=read_word(error))
                return False
    return True


async def let_one_in(client: AsyncWebClient, channel: str, user_id: str) -> None:
    """Let somebody in; whoever cannot be there is passed over. Raises SlackApiError: nobody can be let in."""
    try:
        await client.conversations_invite(channel=channel, users=user_id)
    except SlackApiError as error:
        if read_word(error) not in _THERE_ALREADY | _NOT_THEM:
            raise
        log.info("passed over in a channel", error=read_word(error))


async def let_out(client: AsyncWebClient, channel: str, former: Sequence[str]) -> bool:
    """Let these out; whether they are."""
    for user_id in former:
        try:
            await client.conversations_kick(channel=channel, user=user_id)
        except SlackApiError as error:
            if is_passing(error):
                raise
            if read_word(error) not in _OUT_ALREADY:
                return False
    return True


async def fold(client: AsyncWebClient, channel: str) -> None:
    """Archive a channel; one that is closed already, or cannot be, stays as it is."""
    try:
        await client.conversations_archive(channel=channel)
    except SlackApiError as error:
        if read_word(error) not in _CLOSED:
            raise
