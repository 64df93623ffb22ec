"""The floor on Slack: a bare Bolt app that answers each command with constant blocks.

`python -m benchmarks.bare_bolt URL TOKEN APP_TOKEN BLOCKS`: BLOCKS is a JSON file of command names with the
blocks to answer with, which are those that mentorbot was seen to answer with, so that both send the same.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from mentorbot.sandbox.slack.launch import point_slack_sdk_at


async def serve(token: str, app_token: str, blocks: dict[str, list[dict[str, Any]]]) -> None:
    """Connect, and answer until it is stopped."""
    app = AsyncApp(token=token)

    def answer(shown: list[dict[str, Any]]) -> Any:
        async def answered(ack: Any) -> None:
            await ack(response_type="ephemeral", text="An answer", blocks=shown)

        return answered

    for name, shown in blocks.items():
        app.command(f"/{name}")(answer(shown))
    await AsyncSocketModeHandler(app, app_token).start_async()  # type: ignore[no-untyped-call]


def main() -> None:
    """Run it until it is stopped."""
    url, token, app_token, blocks = sys.argv[1:]
    point_slack_sdk_at(url)
    asyncio.run(serve(token, app_token, json.loads(Path(blocks).read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
