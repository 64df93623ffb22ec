"""No body that a bot can send breaks the sandbox: it is accepted, or refused with one of Discord's codes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.routes import callbacks, commands
from mentorbot.sandbox.discord.api.routing import TABLE

NAMES = [
    "type",
    "data",
    "content",
    "components",
    "embeds",
    "flags",
    "choices",
    "name",
    "value",
    "title",
    "custom_id",
    "attachments",
    "id",
    "url",
    "label",
    "style",
    "allowed_mentions",
    "parse",
    "users",
    "options",
    "description",
    "fields",
    "contexts",
    "integration_types",
    "component",
    "default_member_permissions",
    "name_localizations",
]
NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 17, 18, 64, 128, 1 << 15, 1 << 70]

leaves = st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.floats() | st.text(max_size=12)
bodies = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
answers = (
    st.fixed_dictionaries({"type": st.sampled_from([4, 5, 6, 7, 8, 9])}, optional={"data": bodies}) | bodies
)


def call(sandbox: Sandbox, body: Any, method: str, path: str, arguments: dict[str, str]) -> Call:
    """A request as the server hands it to an endpoint."""
    app = next(iter(sandbox.world.applications.values()))
    route = next(one for one in TABLE.routes if (one.method, one.template) == (method, path))
    return Call(sandbox, route, arguments, {"with_response": "1"}, {}, app, body)


async def answer_and_follow_up(kind: int, first: Any, second: Any) -> None:
    sandbox = Sandbox()
    guild = sandbox.add_guild("Future managers")
    app = sandbox.add_application("helper", guild)
    alice = sandbox.add_person("alice", guild)
    message = await alice.say("Before")
    command = {"name": "guide", "type": 1}
    interaction = alice.begin(
        kind,
        {},
        app_id=app.id,
        channel=alice.channel(),
        command=command if kind == 2 else None,
        message=message if kind in {3, 5} else None,
    )
    ids = {"interaction_id": interaction.id, "interaction_token": interaction.token}
    refused = code_of(callbacks.answer, call(sandbox, first, "POST", callbacks.CALLBACK, ids), ids)
    assert refused in {None, 50035, 50006}
    assert bool(interaction.answered) == (refused is None)
    hook = {"webhook_id": app.id, "webhook_token": interaction.token}
    refused = code_of(callbacks.follow_up, call(sandbox, second, "POST", callbacks.WEBHOOK, hook), hook)
    assert refused in ({None, 50035, 50006} if interaction.answered else {10015})


def code_of(endpoint: Callable[..., Any], request: Call, arguments: dict[str, str]) -> int | None:
    """The code with which a request was refused."""
    try:
        endpoint(request, **arguments)
    except DiscordError as error:
        return error.code
    return None


@settings(deadline=None)
@given(st.sampled_from([2, 3, 4, 5]), answers, bodies)
def test_no_answer_whatever_breaks_the_sandbox(kind: int, first: Any, second: Any) -> None:
    asyncio.run(answer_and_follow_up(kind, first, second))


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(bodies, max_size=4) | bodies)
def test_no_set_of_commands_whatever_breaks_the_sandbox(body: Any) -> None:
    sandbox = Sandbox()
    app = sandbox.add_application("helper")
    path = "/applications/{application_id}/commands"
    before = dict(sandbox.commands.shelf(app.id))
    refused = code_of(
        commands.replace_commands, call(sandbox, body, "PUT", path, {}), {"application_id": app.id}
    )
    assert refused in {None, 50035}
    assert refused is None or sandbox.commands.shelf(app.id) == before
