"""Things that go wrong on purpose: errors, cut connections, delays, answers that get lost."""

import asyncio
import fnmatch
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Fault:
    """What happens to the next calls that match.

    Args:
        method: A pattern of the method, such as `chat.*`; `respond` for what is sent to a `response_url`.
        times: How many more calls it happens to.
        error: Answer with this error of Slack's, and do nothing.
        status: Answer with this HTTP status, and do nothing.
        retry_after: Answer `ratelimited` and this many seconds, and do nothing.
        reset: Cut the connection, and do nothing.
        lost_ack: Do what was asked, then cut the connection.
        delay: Seconds to wait first.
        until: Wait first until this is set.
        hits: How many calls it has happened to.
    """

    method: str
    times: int = 1
    error: str = ""
    status: int = 0
    retry_after: int = 0
    reset: bool = False
    lost_ack: bool = False
    delay: float = 0.0
    until: asyncio.Event | None = None
    hits: int = 0

    async def wait(self) -> None:
        """Be late, if that is the fault."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.until is not None:
            await self.until.wait()


@dataclass(slots=True)
class Faults:
    """The faults that wait for a call."""

    waiting: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str,
        *,
        times: int = 1,
        error: str = "",
        status: int = 0,
        retry_after: int = 0,
        reset: bool = False,
        lost_ack: bool = False,
        delay: float = 0.0,
        until: asyncio.Event | None = None,
    ) -> Fault:
        """Let something go wrong with the next `times` calls that match; see `Fault`."""
        fault = Fault(method, times, error, status, retry_after, reset, lost_ack, delay, until)
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that happens to a call, if any."""
        for fault in self.waiting:
            if fnmatch.fnmatchcase(method, fault.method):
                fault.times -= 1
                fault.hits += 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
