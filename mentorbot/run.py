"""``mentorbot run``: one bot in its own process."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorbot import __version__, config, logs, process, traces


def run(token_file: Path | None = None, shards: str | None = None) -> None:
    """Connect to each platform that there is a token for, and serve until told to stop (Ctrl+C or SIGTERM).

    Args:
        shards: As the setting of that name.

    Raises:
        OperatorError: Whoever runs it has to do something first.
    """
    settings = config.load(token_file=token_file, shards=shards)
    logs.setup(settings.log_level, settings.log_format, secrets=settings.secrets())
    config.forget_environment()

    async def until_told() -> None:
        stop = asyncio.Event()
        _stop_on_signals(stop)
        await process.run(settings, stop=stop)

    with _tracing(settings):
        asyncio.run(until_told())


@contextmanager
def _tracing(settings: config.Settings) -> Iterator[None]:
    """Traces, where a collector is named. Raises OperatorError: what they take is not installed."""
    if not settings.traces:
        yield
        return
    stop = traces.send_to(settings.traces, __version__)
    try:
        yield
    finally:
        stop()


def _stop_on_signals(stop: asyncio.Event) -> None:
    """The first SIGTERM or Ctrl+C asks for a graceful stop; a second one is the system's own, at once."""
    loop = asyncio.get_running_loop()

    def ask(number: int) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows has no such handlers; there Ctrl+C cancels the main task, which stops as well.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ask, number)
