"""One thing that a person did with an app, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.slack.world.triggers import Trigger
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json


@dataclass(slots=True, eq=False)
class Interaction:
    """Something that a person did with an app.

    Args:
        kind: What it is: `command`, `block_actions`, `view_submission`, `view_closed`, `shortcut`,
            `message_action` or `block_suggestion`.
        channel: In which conversation; None in Home, in a modal or for a global shortcut.
        source: The message or view on which it was done.
        thread_ts: The thread it was done in, where it was one.
        trigger: With which the app may open a modal.
        payload: What the app is told.
        done: Whether the app has answered, or can no longer.
        answer: What it answered.
        error: Slack's word for what went wrong, empty for nothing.
        messages: The messages that came through its response_url, or as the answer to a command.
        choices: What is offered while somebody types.
        errors: Sentences beside the fields of a form that was not taken, by block id.
        replaced: Whether its response_url changed or took away the message it was done on.
    """

    kind: str
    installation: Installation
    team: Team
    user: User
    channel: Channel | None = None
    source: Message | View | None = None
    thread_ts: str = ""
    trigger: Trigger | None = None
    payload: Json = field(default_factory=dict)
    done: bool = False
    answer: Any = None
    error: str = ""
    messages: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    replaced: bool = False

    @property
    def app(self) -> App:
        """The app."""
        return self.installation.app


class Errands:
    """Tasks that nobody waits for; they end with the sandbox.

    Args:
        crashes: Takes errors of the sandbox itself.
    """

    def __init__(self, crashes: list[str]) -> None:
        self._crashes = crashes
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, errand: Callable[[], Awaitable[None]]) -> None:
        """Run something beside what is going on."""
        task = asyncio.get_running_loop().create_task(self._run(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, errand: Callable[[], Awaitable[None]]) -> None:
        try:
            await errand()
        except Exception as error:
            self._crashes.append(f"{type(error).__name__}: {error}")

    async def end(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
