"""What is sent to the addresses that an app names, signed as Slack signs it.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from mentorbot.sandbox.slack.envelopes import Envelope, NotDeliveredError
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.wire import Json, dumps

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a request (`X-Slack-Signature`).

    Args:
        secret: The app's signing secret.
        timestamp: When it is sent, in seconds since 1970.
        body: What is sent.
    """
    text = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def find_address(app: App, envelope: Envelope) -> str:
    """The address for an envelope, empty where the app names none."""
    found: Any = None
    if envelope.kind == "events_api":
        found = app.part("settings", "event_subscriptions", "request_url")
    elif envelope.kind == "slash_commands":
        wanted = envelope.payload["command"]
        found = next((one.get("url") for one in app.commands if one["command"] == wanted), None)
    elif envelope.payload["type"] == "block_suggestion":
        found = app.part("settings", "interactivity", "message_menu_options_url")
    return str(found or app.part("settings", "interactivity", "request_url") or "")


def write_body(envelope: Envelope) -> tuple[str, bytes]:
    """The content type and the body with which an envelope is sent."""
    if envelope.kind == "events_api":
        return JSON_TYPE, dumps(envelope.payload).encode()
    if envelope.kind == "slash_commands":
        fields = {name: _plain(value) for name, value in envelope.payload.items() if value is not None}
        return FORM, urlencode(fields).encode()
    return FORM, urlencode({"payload": dumps(envelope.payload)}).encode()


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


class RequestUrls:
    """Sends to request URLs."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self.twice = 0
        """How many of the next requests come twice, as after trouble on the way."""

    async def bring(self, app: App, envelope: Envelope, within: float) -> Any:
        """Send something to an app, and wait for its answer.

        Args:
            app: The app.
            envelope: What happened.
            within: How many seconds it has.

        Returns:
            What it answered: an object of JSON, a text, or None for nothing.

        Raises:
            NotDeliveredError: It names no address, nobody is there, or the answer was an error or too late.
        """
        address = find_address(app, envelope)
        if not address:
            raise NotDeliveredError("dispatch_failed")
        more = {}
        if envelope.attempt:
            more = {"X-Slack-Retry-Num": str(envelope.attempt), "X-Slack-Retry-Reason": envelope.reason}
        content = write_body(envelope)
        for _ in range(2 if self.twice else 1):
            status, answer = await self._post(app, address, content, more, within)
        self.twice = max(0, self.twice - 1)
        if not 200 <= status < 300:
            raise NotDeliveredError("dispatch_failed")
        return answer

    async def verify(self, app: App, within: float = 3.0) -> bool:
        """Ask whether an app's address for events is its own (`url_verification`)."""
        challenge = secrets.token_hex(24)
        payload: Json = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
        content = (JSON_TYPE, dumps(payload).encode())
        address = app.part("settings", "event_subscriptions", "request_url")
        if not address:
            return False
        try:
            status, answer = await self._post(app, address, content, {}, within)
        except NotDeliveredError:
            return False
        said = answer.get("challenge") if isinstance(answer, dict) else answer
        return status == 200 and said in {challenge, f"challenge={challenge}"}

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(
        self, app: App, address: str, content: tuple[str, bytes], more: dict[str, str], within: float
    ) -> tuple[int, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        kind, body = content
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": kind,
            "User-Agent": AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(app.signing_secret, timestamp, body),
            **more,
        }
        limit = aiohttp.ClientTimeout(total=within)
        try:
            async with self._session.post(
                address, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                return response.status, _read(await response.read(), response.content_type)
        except TimeoutError:
            raise NotDeliveredError("operation_timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NotDeliveredError("dispatch_failed") from error


def _read(raw: bytes, kind: str) -> Any:
    text = raw.decode(errors="replace")
    if kind == JSON_TYPE:
        try:
            return json.loads(text)
        except ValueError:
            raise NotDeliveredError("dispatch_failed") from None
    return text or None
