"""Sending what is due through Slack, once, at the pace that Slack allows.

Slack knows no nonce. It stands in the message's metadata instead, and after a try that may have arrived the
last messages of the conversation are looked at before it is sent again. A file is uploaded first, and named
in the metadata too, so that it can be seen whether it was shared.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import logs
from mentorbot.chat import mention
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.pace import Pace
from mentorbot.delivery.sending import Message, Sent, TryAgainError
from mentorbot.on_slack import files, modals, render
from mentorbot.on_slack.refusals import explained, is_passing, read_wait, read_word
from mentorbot.on_slack.workspaces import Workspaces, read_cursor

PER_SECOND: Final = 8.0
"""Messages in a second at most, in one workspace; Slack lets an app write several hundred a minute."""

PER_CHANNEL: Final = 1.0
"""Messages in a second at most, in one channel. https://docs.slack.dev/apis/web-api/rate-limits"""

EVENT: Final = "mentorbot_message"
"""The type of the metadata that a message carries."""

_MOST_PLACES: Final = 20_000
_SEARCHED_BEFORE: Final = timedelta(minutes=1)
_PAGE: Final = 15
"""What Slack hands out at once to an app that is sold outside its Marketplace; others get as many pages."""
_PAGES: Final = 4
_BLIND: Final = {"missing_scope", "not_in_channel", "channel_not_found", "not_allowed_token_type"}


log = logs.get(__name__)


class SlackSender:
    """Sends as the app.

    Args:
        per_second: Messages in a second at most, in one workspace; see PER_SECOND.
        per_channel: Likewise in one channel.
    """

    def __init__(
        self, workspaces: Workspaces, per_second: float = PER_SECOND, per_channel: float = PER_CHANNEL
    ) -> None:
        self._workspaces = workspaces
        self._per_second = per_second
        self._per_channel = per_channel
        self._paces: dict[str, Pace] = {}
        self._channel_paces: OrderedDict[str, Pace] = OrderedDict()
        self._direct: OrderedDict[str, str] = OrderedDict()

    def narrow(self, to: Address) -> bool:
        """Never: whoever writes to a person needs no channel for it."""
        return False

    def know(self, channels: Mapping[str, str]) -> None:
        """Learn the channels of people's direct messages, by user."""
        for user, channel in channels.items():
            while len(self._direct) >= _MOST_PLACES:
                self._direct.popitem(last=False)
            self._direct[user] = channel

    async def send(self, message: Message) -> Sent:
        """Send it, unless it is there already. Raises as Sender says."""
        to = message.to
        with explained():
            client = await self._workspaces.find_client(str(to.community))
            if message.doubtful_since is not None and (found := await self._find(client, message)):
                return found
            uploaded = [await files.upload(client, one) for one in render.files(message.card)]
            sent = await self._post(client, message, uploaded)
            channel = str(sent["channel"])
            with _arrived():
                await self._complete(client, message, channel)
                await files.share(client, message.card, uploaded, channel)
            await self._pin(client, message, channel, str(sent["ts"]))
            opened = None
            if to.user_id is not None and self._direct.get(to.user_id) != channel:
                self.know({to.user_id: channel})
                opened = channel
            return Sent(str(sent["ts"]), opened)

    async def _post(self, client: AsyncWebClient, message: Message, uploaded: list[str]) -> Any:
        to = message.to
        place = str(to.user_id or to.channel_id)
        screen = render.message(message.card, str(to.community))
        blocks, text = screen.blocks, screen.text
        if message.mention is not None:
            blocks = [modals.words(mention(message.mention)), *blocks]
            text = f"<@{message.mention}> {text}"
        how = _say(nonce=message.nonce, files=uploaded)
        await self._wait(str(to.community), place)
        try:
            return await client.chat_postMessage(channel=place, text=text, blocks=blocks, **how)
        except SlackApiError as error:
            if to.channel_id is None or read_word(error) != "not_in_channel":
                raise
            await client.conversations_join(channel=place)
            return await client.chat_postMessage(channel=place, text=text, blocks=blocks, **how)

    async def _complete(
        self, client: AsyncWebClient, message: Message, channel: str, there: Collection[int] = ()
    ) -> None:
        """Send what goes on below a message that is too long for one.

        Args:
            there: The parts that have arrived, by their numbers.
        """
        to = message.to
        rest = render.message(message.card, str(to.community)).rest
        for number, more in enumerate(rest, 1):
            if number not in there:
                await self._wait(str(to.community), str(to.user_id or to.channel_id))
                how = _say(part_of=message.nonce, part=number)
                await client.chat_postMessage(channel=channel, text=more.text, blocks=more.blocks, **how)

    async def _pin(self, client: AsyncWebClient, message: Message, channel: str, ts: str) -> None:
        """Let a message that is to stay at hand do so; one that cannot is there all the same."""
        if not message.card.pinned or message.to.channel_id is None:
            return
        try:
            await client.pins_add(channel=channel, timestamp=ts)
        except SlackApiError as error:
            if read_word(error) != "already_pinned":
                log.info("could not pin a message", error=read_word(error))

    async def _wait(self, community: str, place: str) -> None:
        pace = self._channel_paces.setdefault(place, Pace(self._per_channel))
        self._channel_paces.move_to_end(place)
        while len(self._channel_paces) > _MOST_PLACES:
            self._channel_paces.popitem(last=False)
        await pace.wait()
        await self._paces.setdefault(community, Pace(self._per_second)).wait()

    async def _find(self, client: AsyncWebClient, message: Message) -> Sent | None:
        """This message, if an earlier try has arrived: it is known by the nonce in its metadata."""
        to = message.to
        if message.doubtful_since is None:
            return None
        since = (message.doubtful_since - _SEARCHED_BEFORE).timestamp()
        cursor = None
        parts: set[int] = set()
        try:
            channel = to.channel_id or await self._open(client, str(to.user_id))
            for _ in range(_PAGES):
                page = await client.conversations_history(
                    channel=channel,
                    oldest=f"{since:.6f}",
                    limit=_PAGE,
                    cursor=cursor,
                    include_all_metadata=True,
                )
                for one in page["messages"]:
                    payload = (one.get("metadata") or {}).get("event_payload") or {}
                    if payload.get("part_of") == message.nonce:
                        parts.add(int(payload.get("part") or 0))
                    if payload.get("nonce") == message.nonce:
                        with _arrived():
                            await self._complete(client, message, channel, parts)
                            await self._mend(client, message, list(payload.get("files") or ()), channel)
                        await self._pin(client, message, channel, str(one["ts"]))
                        return Sent(str(one["ts"]))
                if not (cursor := read_cursor(page)):
                    break
        except SlackApiError as error:
            if read_word(error) not in _BLIND:
                raise  # to look is to know: what cannot be looked at now is not sent now
        return None

    async def _open(self, client: AsyncWebClient, user_id: str) -> str:
        if user_id not in self._direct:
            opened = await client.conversations_open(users=user_id)
            self.know({user_id: str(opened["channel"]["id"])})
        return self._direct[user_id]

    async def _mend(
        self, client: AsyncWebClient, message: Message, uploaded: list[str], channel: str
    ) -> None:
        """Share the files of a message that arrived, unless they were."""
        for id_ in uploaded:
            if not await files.is_shared(client, id_, channel):
                again = [await files.upload(client, one) for one in render.files(message.card)]
                await files.share(client, message.card, again, channel)
                return


def _say(**payload: Any) -> dict[str, Any]:
    """How a message is posted, and what its metadata says."""
    metadata = {"event_type": EVENT, "event_payload": payload}
    return {"unfurl_links": False, "unfurl_media": False, "metadata": metadata}


@contextmanager
def _arrived() -> Iterator[None]:
    """A message is there: whatever Slack says to what follows on it, it is not sent once more."""
    try:
        yield
    except SlackApiError as error:
        if is_passing(error):
            raise TryAgainError("Slack has trouble.", read_wait(error)) from error
        raise
