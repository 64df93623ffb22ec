"""The pictures beside a message of the app: when it gets another, the old one goes.

Which files belong to a message stands in its metadata, where its sender has put them. All of it can be done
again without harm, wherever it was interrupted: a file is named there before it is shown, and taken out of
it after it is gone.
"""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.on_slack import files, render
from mentorbot.on_slack.refusals import is_passing, read_word

_GONE: Final = {"file_deleted", "file_not_found", "message_not_found"}

log = logs.get(__name__)


async def replace_files(client: AsyncWebClient, channel: str, ts: str, card: Card) -> None:
    """Let the files of a card be beside a message, and no others.

    Raises:
        SlackApiError: Slack has trouble, so that it has to be done again. What it refuses is logged.
    """
    try:
        message = await _find_message(client, channel, ts)
        if message is not None:
            await _replace(client, channel, message, card)
    except SlackApiError as error:
        if is_passing(error):
            raise
        log.info("could not change the pictures beside a message", error=read_word(error))


async def _replace(client: AsyncWebClient, channel: str, message: Mapping[str, Any], card: Card) -> None:
    metadata = message["metadata"]
    known = [str(one) for one in metadata["event_payload"].get("files") or ()]
    wanted = {one.filename: one for one in render.files(card)}
    right = {id_: name for id_ in known if (name := await _name_of(client, id_, channel)) in wanted}
    lacking = [one for name, one in wanted.items() if name not in right.values()]
    added = [await files.upload(client, one) for one in lacking]
    if added:
        await _note(client, channel, message, [*known, *added])
        await files.share(client, Card("", tuple(lacking)), added, channel)
    old = [id_ for id_ in known if id_ not in right]
    for id_ in old:
        await _take_away(client, id_, channel)
    if old:
        await _note(client, channel, message, [*right, *added])


async def _find_message(client: AsyncWebClient, channel: str, ts: str) -> Mapping[str, Any] | None:
    """The message, if it is one that the sender has written."""
    page = await client.conversations_history(
        channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1, include_all_metadata=True
    )
    found: list[Mapping[str, Any]] = page["messages"]
    return next((one for one in found if (one.get("metadata") or {}).get("event_payload")), None)


async def _name_of(client: AsyncWebClient, id_: str, channel: str) -> str:
    """What a file is called that is shown in a channel; empty for one that is not shown there."""
    try:
        found = (await client.files_info(file=id_))["file"]
    except SlackApiError as error:
        if read_word(error) in _GONE:
            return ""
        raise
    return str(found.get("name")) if channel in files.read_places(found) else ""


async def _take_away(client: AsyncWebClient, id_: str, channel: str) -> None:
    """Delete a file, and the message that it came in."""
    try:
        found = (await client.files_info(file=id_))["file"]
        for kind in (found.get("shares") or {}).values():
            for one in kind.get(channel) or ():
                await client.chat_delete(channel=channel, ts=str(one["ts"]))
        await client.files_delete(file=id_)
    except SlackApiError as error:
        if read_word(error) not in _GONE:
            raise


async def _note(client: AsyncWebClient, channel: str, message: Mapping[str, Any], ids: list[str]) -> None:
    """Keep in a message which files belong to it."""
    metadata = message["metadata"]
    payload = {**metadata["event_payload"], "files": ids}
    await client.chat_update(
        channel=channel,
        ts=str(message["ts"]),
        text=str(message.get("text") or ""),
        blocks=message.get("blocks") or [],
        metadata={"event_type": metadata["event_type"], "event_payload": payload},
    )
