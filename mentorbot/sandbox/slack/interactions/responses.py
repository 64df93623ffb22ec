"""The addresses at which an app answers what a person did: five times, for half an hour (`response_url`).

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.api.messages import Draft, read_draft
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json

PREFIX = "/respond/"
LIFETIME = timedelta(minutes=30)
MOST_USES = 5
MOST_KEPT = 20_000


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """One address.

    Args:
        interaction: What the person did.
        channel: Where what is answered goes.
        issued: When it was made.
        uses: How often it was used.
    """

    interaction: Interaction
    channel: Channel
    issued: datetime
    uses: int = 0


class ResponseUrls:
    """The addresses of a sandbox.

    Args:
        slack: Where they are.
    """

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack
        self.lifetime = LIFETIME
        """How long one is good, on the sandbox's clock."""
        self._known: OrderedDict[str, ResponseUrl] = OrderedDict()

    def issue(self, interaction: Interaction, channel: Channel | None = None) -> str:
        """Make an address for something that a person just did."""
        place = channel or interaction.channel
        assert place is not None  # noqa: S101  (what happens nowhere has no address)
        key = f"{interaction.team.id}/{secrets.randbelow(10**13):013d}/{secrets.token_urlsafe(18)}"
        self._known[key] = ResponseUrl(interaction, place, self.slack.world.now())
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return f"{self.slack.url}{PREFIX}{key}"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take what an app sends to an address."""
        found = self._known.get(request.path.removeprefix(PREFIX))
        try:
            if request.method != "POST":
                raise SlackError("invalid_request", status=405)  # noqa: TRY301  (one way out for all refusals)
            answered = self._use(found)
            body = _read(await request.read(), request.content_type)
            self._take(answered, body)
        except SlackError as refused:
            status = refused.status if refused.status != 200 else 400
            return web.json_response(refused.body(), status=status)
        finally:
            self.slack.bell.ring()
        return web.Response(text="ok")

    def show(self, interaction: Interaction, body: Json) -> None:
        """Show a message as the answer to something that a person did.

        Raises:
            SlackError: It is one that Slack refuses.
        """
        assert interaction.channel is not None  # noqa: S101  (a command is used in a conversation)
        self._show(interaction, interaction.channel, body)

    def _use(self, found: ResponseUrl | None) -> ResponseUrl:
        if found is None or found.interaction.installation.gone:
            raise SlackError("invalid_url", status=404)
        if self.slack.world.now() > found.issued + self.lifetime:
            raise SlackError("expired_url", status=404)
        if found.uses >= MOST_USES:
            raise SlackError("used_url", status=404)
        found.uses += 1
        return found

    def _take(self, found: ResponseUrl, body: Json) -> None:
        interaction = found.interaction
        source = interaction.source
        pressed = interaction.kind == "block_actions" and isinstance(source, Message)
        if _is_true(body.get("delete_original")):
            if isinstance(source, Message):
                self._remove(source)
                interaction.replaced = True
            return
        elsewhere = str(body.get("response_type", "")) == "in_channel"
        replaces = pressed and _is_true(body.get("replace_original", not elsewhere))
        if replaces and isinstance(source, Message):
            self._replace(interaction, source, body)
        else:
            self._show(interaction, found.channel, body)

    def _show(self, interaction: Interaction, channel: Channel, body: Json) -> None:
        draft = _whole(self.slack.world, body)
        kind = body.get("response_type") or "ephemeral"
        if kind not in {"in_channel", "ephemeral"}:
            raise SlackError("invalid_response_type")
        message = Message(
            self.slack.world.new_ts(),
            channel,
            interaction.installation.bot,
            draft.text or "",
            draft.blocks or [],
            draft.attachments or [],
            draft.metadata or None,
            app_id=interaction.app.id,
            seen_only_by=interaction.user.id if kind == "ephemeral" else None,
            thread_ts=str(body.get("thread_ts") or interaction.thread_ts),
        )
        interaction.messages.append(lives.post(self.slack.world, message))

    def _replace(self, interaction: Interaction, source: Message, body: Json) -> None:
        draft = _whole(self.slack.world, body)
        if not self._is_there(source):
            return
        world = self.slack.world
        before = payloads.message(world, source)
        source.text, source.blocks = draft.text or "", draft.blocks or []
        source.attachments, source.metadata = draft.attachments or [], draft.metadata or source.metadata
        if not source.is_ephemeral:
            lives.edit(world, source, interaction.installation.bot, before)
        interaction.replaced = True

    def _remove(self, source: Message) -> None:
        if source.is_ephemeral:
            self.slack.world.whispers.get(source.seen_only_by or "", {}).pop(source.ts, None)
        elif source.ts in source.channel.messages:
            lives.delete(self.slack.world, source)

    def _is_there(self, source: Message) -> bool:
        if source.is_ephemeral:
            return source.ts in self.slack.world.whispers.get(source.seen_only_by or "", {})
        return source.channel.messages.get(source.ts) is source


def _whole(world: World, body: Json) -> Draft:
    """The message in an answer, which must show something."""
    draft = read_draft(world, body)
    if draft.is_empty:
        raise SlackError("no_text")
    return draft


def _is_true(given: Any) -> bool:
    return given is True or (isinstance(given, str) and given.lower() == "true")


def _read(raw: bytes, kind: str) -> Json:
    text = raw.decode(errors="replace")
    if kind == "application/x-www-form-urlencoded":
        text = parse_qs(text).get("payload", [""])[0]
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
