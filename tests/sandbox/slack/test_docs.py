"""The page about the local Slack is true: its examples run."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.people.hands import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "sandbox-slack.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_the_whole_program_runs(tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Hello Bob!\n[Again] [Write]\nHello again!\n"


def compiled(code: str) -> CodeType:
    """An example that waits at its top level, as the reader would type it in a test."""
    return compile(code, "docs/sandbox-slack.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def test_every_other_example_runs_after_it() -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compiled(EXAMPLES[0]), names)  # noqa: S102 - our own page
    async with Sandbox() as sandbox:
        sandbox.delivery.answer_within = PATIENCE
        sandbox.world.triggers.lifetime *= 10
        team = sandbox.add_team("Future managers")
        alice = sandbox.add_person("alice", team)
        app = sandbox.add_app("greeter", names["MANIFEST"])
        installation = sandbox.install(app, team)
        bolt = AsyncApp(client=AsyncWebClient(installation.token, base_url=sandbox.api_url))
        names["listen"](bolt)
        handler = AsyncSocketModeHandler(bolt, sandbox.app_token(app))
        await handler.connect_async()
        await sandbox.connected(app)
        names |= {"sandbox": sandbox, "team": team, "app": app, "alice": alice}
        for code in EXAMPLES[1:]:
            waiting = eval(compiled(code), names)  # noqa: S307 - our own page
            if inspect.isawaitable(waiting):
                await waiting
        await handler.close_async()
    assert len(EXAMPLES) >= 6
