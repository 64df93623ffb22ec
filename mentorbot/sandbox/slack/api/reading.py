"""What came with a request: arguments of a form, of JSON or of the address, and the token."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import hdrs, web

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.wire import Json, dumps

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(slots=True)
class Sent:
    """What was sent.

    Args:
        arguments: Without the token.
        token: The token, empty without one.
        typed: Whether it came as JSON.
        basic: Name and secret of the header.
    """

    arguments: Json
    token: str = ""
    typed: bool = False
    basic: tuple[str, str] | None = None


async def read_sent(request: web.BaseRequest) -> Sent:
    """Read what was sent.

    Raises:
        SlackError: `invalid_json`, `json_not_object`, `invalid_post_type`.
    """
    arguments: Json = dict(request.query)
    typed = False
    if request.body_exists:
        kind = request.content_type
        if kind == "application/json":
            typed = True
            arguments |= _object(await request.read())
        elif kind in FORMS:
            for name, value in (await request.post()).items():
                raw = value.file.read() if isinstance(value, web.FileField) else value
                arguments[name] = raw if isinstance(raw, str) else bytes(raw).decode(errors="replace")
        elif await request.read():
            raise SlackError("invalid_post_type")
    header = request.headers.get(hdrs.AUTHORIZATION, "")
    in_form = arguments.pop("token", None)
    token = header[7:].strip() if header.startswith("Bearer ") else "" if typed else str(in_form or "")
    return Sent(arguments, token, typed, _basic(header))


def _object(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        value: Any = json.loads(raw)
        if b"\\ud" in raw.lower():
            dumps(value).encode()  # half a surrogate pair cannot be written again
    except (ValueError, RecursionError) as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


def _basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    try:
        name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
