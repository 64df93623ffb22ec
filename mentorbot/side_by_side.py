"""Platforms served side by side: what goes wrong on one is tried again, and never stops another."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mentorbot import logs
from mentorbot.errors import OperatorError, UnreachableError

FIRST_WAIT: Final = 2.0
"""Seconds after a platform could not be reached until it is tried again; then twice as long each time."""
LONGEST_WAIT: Final = 45.0
REFUSED_WAIT: Final = 300.0
"""Seconds after a platform refused the bot until it is tried again; a token in a file is then read anew."""

AWAY: Final = "There is no connection just now; it is tried again by itself."
FAILED: Final = "It failed ({error}); the log says more. It is tried again."

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """One platform.

    Args:
        serve: Serves until all is to stop. Called again after it raised.
        is_connected: Whether people are being answered there.
        has_begun: Whether they were since it was called last; a connection that is lost for a while is not
            looked at. False once it has ended.
    """

    serve: Callable[[], Coroutine[Any, Any, None]]
    is_connected: Callable[[], bool]
    has_begun: Callable[[], bool]


@dataclass(slots=True)
class SideBySide:
    """Serves platforms, each on its own.

    Args:
        served: By their names.
        stop: Set when all are to stop.
        fatal: Whether nothing can be served any more, whatever the platform.
    """

    served: Mapping[str, Served]
    stop: asyncio.Event
    fatal: Callable[[], bool]
    _troubles: dict[str, OperatorError] = field(default_factory=dict, init=False)

    @property
    def troubles(self) -> Mapping[str, str]:
        """What keeps platforms from being served, in sentences, by their names."""
        return {name: error.sentence for name, error in self._find_troubles().items()}

    @property
    def why(self) -> Mapping[str, str]:
        """Why nobody is answered on platforms just now, in sentences, by their names."""
        away = {name: AWAY for name, one in self.served.items() if not one.is_connected()}
        return {**away, **self.troubles}

    async def keep(self, name: str) -> None:
        """Serve a platform until all is to stop.

        Raises:
            OperatorError: It refuses the bot, and so does every other, or nothing can be served at all.
        """
        wait = FIRST_WAIT
        while not self.stop.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self.served[name].serve()
            except UnreachableError as error:
                self._troubles[name] = error
            except OperatorError as error:
                self._troubles[name] = error
                if self.fatal():
                    raise
                self._raise_if_all_refuse()
            except Exception as error:
                self._troubles[name] = OperatorError(FAILED.format(error=type(error).__name__))
                if self.fatal() or len(self.served) == 1:
                    raise
                log.exception("bug", doing=name)
            else:
                return
            if asyncio.get_running_loop().time() - began > LONGEST_WAIT:
                wait = FIRST_WAIT
            await self._rest(name, wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _rest(self, name: str, wait: float) -> None:
        trouble = self._troubles[name]
        unreachable = isinstance(trouble, UnreachableError)
        seconds = wait if unreachable else REFUSED_WAIT
        (log.warning if unreachable else log.error)(
            "a platform is not served; trying again", platform=name, why=trouble.sentence, seconds=seconds
        )
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return

    def _raise_if_all_refuse(self) -> None:
        refused = [one for one in self._find_troubles().values() if not isinstance(one, UnreachableError)]
        if len(refused) == len(self.served):
            raise OperatorError("\n".join(dict.fromkeys(one.sentence for one in refused)))

    def _find_troubles(self) -> Mapping[str, OperatorError]:
        return {name: error for name, error in self._troubles.items() if not self.served[name].has_begun()}
