"""Pictures and files on Slack: uploaded to a conversation, since neither answers nor modals can hold any."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.chat import Attachment, Card, Image
from mentorbot.on_slack import render


async def send_files(client: AsyncWebClient, card: Card, channel: str) -> None:
    """Send the pictures and files of a card to a conversation."""
    uploaded = [await upload(client, one) for one in render.files(card)]
    await share(client, card, uploaded, channel)


async def upload(client: AsyncWebClient, one: Image | Attachment) -> str:
    """Upload one without sharing it anywhere yet; returns its id."""
    data = one.data or b""
    alt = {"alt_txt": one.alt[:1000]} if isinstance(one, Image) else {}
    place = await client.files_getUploadURLExternal(filename=one.filename, length=len(data), **alt)
    session = client.session
    if session is None:
        raise RuntimeError("requests are made over connections that are shared")
    async with session.post(str(place["upload_url"]), data=data) as response:
        response.raise_for_status()
    return str(place["file_id"])


async def share(client: AsyncWebClient, card: Card, uploaded: Sequence[str], channel: str) -> None:
    """Show what was uploaded of a card in a conversation."""
    if not uploaded:
        return
    names = [one.filename for one in render.files(card)]
    shown: list[dict[str, str | None]] = [
        {"id": id_, "title": name} for id_, name in zip(uploaded, names, strict=False)
    ]
    await client.files_completeUploadExternal(files=shown, channel_id=channel)


async def is_shared(client: AsyncWebClient, id_: str, channel: str) -> bool:
    """Whether an uploaded file is shown in a conversation."""
    try:
        found = (await client.files_info(file=id_))["file"]
    except SlackApiError:
        return False
    return channel in read_places(found)


def read_places(file: Mapping[str, Any]) -> set[str]:
    """The conversations that a file is shown in, of what Slack says of it."""
    shares = file.get("shares") or {}
    places = {str(place) for kind in shares.values() for place in kind}
    return places | {*file.get("ims", ()), *file.get("groups", ()), *file.get("channels", ())}
