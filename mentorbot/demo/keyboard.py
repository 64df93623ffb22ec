"""Reading lines from whoever sits at the terminal, with the Tab key where there is one."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

OFFERED_WITHIN: Final = 3.0


class Keyboard:
    """Reads lines without holding up the bot that runs beside it.

    Args:
        words: What a line may go on with; the last word is replaced by one of them.
        offers: The same for a last word ``option:beginning``, which only the bot knows.
    """

    def __init__(
        self, words: Callable[[str], list[str]], offers: Callable[[str], Awaitable[list[str]]]
    ) -> None:
        self.words = words
        self.offers = offers
        self._loop: asyncio.AbstractEventLoop | None = None
        self._found: list[str] = []
        self._by_hand = sys.stdin.isatty() and sys.stdout.isatty()
        if self._by_hand:
            with suppress(ImportError):  # Windows has none
                import readline  # noqa: PLC0415 - reading it changes the terminal

                readline.set_completer(self._complete)
                readline.set_completer_delims(" ")
                readline.parse_and_bind("tab: complete")

    async def ask(self, question: str) -> str:
        """Show a question and read a line.

        Raises:
            EOFError: There are no more lines.
        """
        loop = self._loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()

        def read() -> None:
            try:
                line = self._read(question)
            except EOFError as error:
                _settle(loop, answer, error)
            else:
                _settle(loop, answer, line)

        # A thread that nobody waits for: at Ctrl+C it may still be reading.
        threading.Thread(target=read, daemon=True).start()
        return await answer

    def _read(self, question: str) -> str:
        if self._by_hand:
            return input(question)
        sys.stdout.write(question)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        sys.stdout.write(line)
        return line.rstrip("\n")

    def _complete(self, word: str, number: int) -> str | None:
        """What readline asks for: the first, second, … word that can stand in the place of `word`."""
        import readline  # noqa: PLC0415 - only called by it

        if number == 0:
            line = readline.get_line_buffer()[: readline.get_endidx()]
            self._found = fitting(word, self._candidates(line))
        return self._found[number] if number < len(self._found) else None

    def _candidates(self, line: str) -> list[str]:
        if self._loop is None or ":" not in line.rpartition(" ")[2]:
            return self.words(line)

        async def offered() -> list[str]:
            return await self.offers(line)

        with suppress(Exception):  # A Tab that finds nothing is no reason to stop.
            return asyncio.run_coroutine_threadsafe(offered(), self._loop).result(OFFERED_WITHIN)
        return []


def fitting(word: str, candidates: list[str]) -> list[str]:
    """The candidates that begin with a word; of those that the bot found for another reason, the best."""
    found = [one for one in candidates if one.startswith(word)]
    return found or (candidates[:1] if ":" in word else [])


def _settle(loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[str]", what: str | EOFError) -> None:
    """Hand over what was read, unless nobody waits for it any more."""

    def hand() -> None:
        if answer.done():
            return
        if isinstance(what, EOFError):
            answer.set_exception(what)
        else:
            answer.set_result(what)

    with suppress(RuntimeError):  # the loop is closed already
        loop.call_soon_threadsafe(hand)
