"""What a bot asked, what it was answered, and what passed on the gateway, as a developer wants to see it."""

import json
import shlex
from itertools import takewhile

from mentorbot.sandbox.discord.api.exchanges import Exchange
from mentorbot.sandbox.discord.gateway.connection import HEARTBEAT, IDENTIFY, RESUME
from mentorbot.sandbox.discord.gateway.payload_checks import MEMBERS, PRESENCE, SOUNDBOARD, VOICE
from mentorbot.sandbox.discord.gateway.sessions import Frame
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.wire import Json

LONGEST = 20_000
OPERATIONS = {
    HEARTBEAT: "HEARTBEAT", IDENTIFY: "IDENTIFY", PRESENCE: "PRESENCE_UPDATE", VOICE: "VOICE_STATE_UPDATE",
    RESUME: "RESUME", MEMBERS: "REQUEST_GUILD_MEMBERS", SOUNDBOARD: "REQUEST_SOUNDBOARD_SOUNDS",
}  # fmt: skip


class Seen:
    """How far somebody has read."""

    def __init__(self) -> None:
        self.exchanges = 0
        self.frames = 0
        self.unknown = 0
        self.crashes = 0

    def news(self, sandbox: Sandbox) -> list[Json]:
        """What has come since, oldest first."""
        exchanges = list(takewhile(lambda one: one.number > self.exchanges, reversed(sandbox.requests)))
        frames = list(takewhile(lambda one: one.number > self.frames, reversed(sandbox.gateway.frames)))
        if exchanges:
            self.exchanges = exchanges[0].number
        if frames:
            self.frames = frames[0].number
        lines = [exchange(sandbox, one) for one in exchanges] + [frame(one) for one in frames]
        lines += self._trouble(sandbox)
        return sorted(lines, key=lambda one: float(one["at"]))

    def _trouble(self, sandbox: Sandbox) -> list[Json]:
        """What the sandbox does not have, and where it failed itself."""
        told = [f"The sandbox has no {one}" for one in sandbox.unknown[self.unknown :]]
        told += sandbox.crashes[self.crashes :]
        self.unknown, self.crashes = len(sandbox.unknown), len(sandbox.crashes)
        at = sandbox.world.now().timestamp()
        return [
            {"kind": "trouble", "at": at, "name": one.strip().splitlines()[0], "body": one} for one in told
        ]


def exchange(sandbox: Sandbox, one: Exchange) -> Json:
    """A request and its answer."""
    return {
        "kind": "request",
        "number": one.number,
        "at": one.at.timestamp() if one.at else 0.0,
        "method": one.method,
        "path": one.path.removeprefix("/api/v10") + (f"?{one.query}" if one.query else ""),
        "status": one.status,
        "took": round(one.took * 1000, 1),
        "body": write_pretty(one.body),
        "answer": write_pretty(one.answer),
        "limits": {name: value for name, value in one.headers.items() if name.lower() != "content-type"},
        "curl": curl(sandbox, one),
    }


def frame(one: Frame) -> Json:
    """A frame of the gateway."""
    told = json.loads(one.text)
    return {
        "kind": "frame",
        "number": one.number,
        "at": one.at.timestamp(),
        "bot": one.bot,
        "sent": one.sent,
        "name": told.get("t") or OPERATIONS.get(told.get("op"), f"op {told.get('op')}"),
        "body": write_pretty(told),
    }


def curl(sandbox: Sandbox, one: Exchange) -> str:
    """The request as a command for the shell; it works as long as this sandbox is open."""
    address = sandbox.url + one.path + (f"?{one.query}" if one.query else "")
    words = ["curl", "-X", one.method, address]
    app = next(iter(sandbox.world.applications.values()), None)
    if app is not None and "/interactions/" not in one.path:
        words += ["-H", f"Authorization: Bot {app.token}"]
    if one.body not in (None, {}):
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(one.body, ensure_ascii=False)]
    return shlex.join(words)


def write_pretty(value: object) -> str:
    if value is None or value == {}:
        return ""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… {len(text) - LONGEST} characters more"
