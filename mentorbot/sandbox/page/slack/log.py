"""What an app called and was answered, and what passed through its sockets, for developers."""

import json
import shlex
from itertools import takewhile

from mentorbot.sandbox.page.log import write_pretty
from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.socket.connections import Frame
from mentorbot.sandbox.wire import Json


class Seen:
    """How far somebody has read."""

    def __init__(self) -> None:
        self.exchanges = self.frames = self.unknown = self.crashes = 0

    def news(self, sandbox: Sandbox) -> list[Json]:
        """What has come since, oldest first."""
        exchanges = list(takewhile(lambda one: one.number > self.exchanges, reversed(sandbox.requests)))
        frames = list(takewhile(lambda one: one.number > self.frames, reversed(sandbox.sockets.frames)))
        if exchanges:
            self.exchanges = exchanges[0].number
        if frames:
            self.frames = frames[0].number
        lines = [exchange(sandbox, one) for one in exchanges] + [frame(one) for one in frames]
        return sorted([*lines, *self._trouble(sandbox)], key=lambda one: float(one["at"]))

    def _trouble(self, sandbox: Sandbox) -> list[Json]:
        told = [f"The sandbox has no {one}" for one in sandbox.unknown[self.unknown :]]
        told += sandbox.crashes[self.crashes :]
        self.unknown, self.crashes = len(sandbox.unknown), len(sandbox.crashes)
        at = sandbox.world.now().timestamp()
        return [
            {"kind": "trouble", "at": at, "name": one.strip().splitlines()[0], "body": one} for one in told
        ]


def exchange(sandbox: Sandbox, one: Exchange) -> Json:
    """A call and its answer."""
    return {
        "kind": "request",
        "number": one.number,
        "at": one.at.timestamp() if one.at else 0.0,
        "method": "POST",
        "path": one.method,
        "status": one.status,
        "took": round(one.took * 1000, 1),
        "body": write_pretty(one.arguments),
        "answer": write_pretty(one.answer),
        "limits": {},
        "curl": curl(sandbox, one),
    }


def frame(one: Frame) -> Json:
    """A frame of a socket."""
    told = json.loads(one.text)
    payload = told.get("payload") or {}
    inner = payload.get("event", payload) if isinstance(payload, dict) else {}
    kind = told.get("type") or "acknowledged"
    name = inner.get("type") or inner.get("command") if isinstance(inner, dict) else None
    return {
        "kind": "frame",
        "socket": "socket",
        "number": one.number,
        "at": one.at.timestamp(),
        "bot": one.app,
        "sent": one.sent,
        "name": f"{kind} {name}" if name and name != kind else kind,
        "body": write_pretty(told),
    }


def curl(sandbox: Sandbox, one: Exchange) -> str:
    """The call as a command for the shell; it works as long as this sandbox is open."""
    words = ["curl", "-X", "POST", f"{sandbox.api_url}{one.method}"]
    apps = sandbox.world.apps.values()
    token = next((each.token for app in apps for each in app.installations if not each.gone), "")
    words += ["-H", f"Authorization: Bearer {token}"]
    if one.arguments:
        given = json.dumps(one.arguments, ensure_ascii=False, default=str)
        words += ["-H", "Content-Type: application/json; charset=utf-8", "-d", given]
    return shlex.join(words)
