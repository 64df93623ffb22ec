"""Traces of a press and of a message, by OpenTelemetry itself, which `make libraries` fetches."""

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from libraries.shelf import Library, NotThereError
from stories.conftest import Community, community, shapes

from mentorbot import traces

__all__ = ["community", "shapes"]

SHELF = os.environ.get("SANDBOX_LIBRARIES")
WHAT = "Write to Professor Quill about the ward"


class Traces(Library):
    """What traces take, as whoever runs the bot installs it."""

    @property
    def pin(self) -> Path:
        """The project's own list."""
        return Path(__file__).resolve().parents[2] / "requirements" / "traces.txt"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """What traces take can be imported."""
    if SHELF is None:
        pytest.skip("`make libraries` fetches what this takes")
    try:
        folder = Traces("traces", "").install(Path(SHELF))
    except NotThereError as error:
        pytest.skip(f"it could not be fetched: {error}")
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])


@pytest.fixture
def spans(library: None) -> Iterator[Any]:
    """What was traced, kept in memory by the library."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces.enable(provider.get_tracer("mentorbot"))
    yield kept
    traces.enable(None)


async def test_a_press_is_traced_to_its_answer_and_a_message_from_due_to_sent_without_anything_personal(
    community: Community, spans: Any
) -> None:
    ada = community.person("Ada")
    await community.enrol(ada, goal="Lead the Zanzibar clinic")
    drafted = await ada.slash("remind me", what=WHAT, when="in 2 hours")
    await drafted.click("Keep")
    community.pass_by(timedelta(hours=2))
    done = await (await ada.wait_for_dm(WHAT)).click("Done")
    assert done.text
    await community.town.stop()
    found = spans.get_finished_spans()
    by_id = {one.context.span_id: one for one in found}

    def roots(name: str) -> list[Any]:
        return [one for one in found if one.name == name and one.parent is None]

    def within(root: Any) -> list[str]:
        inside = [one for one in found if one.context.trace_id == root.context.trace_id and one is not root]
        assert all(one.parent is not None and one.parent.span_id in by_id for one in inside)
        assert all(root.start_time <= one.start_time <= one.end_time <= root.end_time for one in inside)
        return [one.name for one in sorted(inside, key=lambda one: one.end_time)]

    pressed = roots("interaction")[-1]
    assert str(pressed.attributes["mentorbot.doing"]).startswith("reminders:")
    order = within(pressed)
    assert order.index("change") < len(order) - 1 - order[::-1].index("show")
    assert pressed.attributes["mentorbot.outcome"] == "ok"
    [sent] = [one for one in roots("delivery") if one.attributes["mentorbot.kind"] == "reminder"]
    assert "send" in within(sent)
    assert sent.attributes["mentorbot.outcome"] == "sent"
    everything = "\n".join(one.to_json() for one in found)
    for personal in (WHAT, "Quill", "Zanzibar", "Ada", ada.id, ada.called):
        assert personal not in everything


async def test_what_was_traced_has_reached_the_collector_when_the_bot_has_stopped(library: None) -> None:
    came: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        came.append(await request.read())
        return web.Response()

    collector = web.Application()
    collector.router.add_post("/v1/traces", take)
    async with TestServer(collector) as server:
        stop = traces.send_to(str(server.make_url("/v1/traces")), "1.2.3")
        with pytest.raises(ValueError, match="Quill"), traces.span("change"):
            raise ValueError(WHAT)
        await asyncio.to_thread(stop)
    assert b"change" in came[0]
    assert b"1.2.3" in came[0]
    assert b"Quill" not in came[0]
