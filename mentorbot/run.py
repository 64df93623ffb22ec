"""``mentorbot run``: one bot in its own process."""

import asyncio
import gc
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

from mentorbot import aside


def run(token_file: Path | None = None) -> None:
    """Connect to Discord and serve until told to stop (Ctrl+C or SIGTERM).

    Raises:
        OperatorError: Whoever runs it has to do something first.
    """
    read = aside.begin("mentorbot.start:both", token_file)
    # Nothing that is loaded becomes garbage, so nobody need look for any until all of it is here.
    gc.disable()
    from mentorbot import logs  # noqa: PLC0415 - loaded while the other process reads
    from mentorbot.on_discord import run as serve  # noqa: PLC0415

    start = next(read)
    logs.setup(logs.LogLevel(start.log_level), logs.LogFormat(start.log_format), secrets=start.secrets)

    async def until_told() -> None:
        stop = asyncio.Event()
        _stop_on_signals(stop)
        await serve(start, stop=stop, content=partial(next, read))

    asyncio.run(until_told())


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
