"""Things that go wrong on purpose: errors, cut connections, delays, answers that get lost.

A handshake of the gateway is a request too: `GET /gateway/`. Later it goes wrong by methods of the gateway:
`close`, `ask_to_reconnect`, `invalidate`.
"""

import asyncio
import fnmatch
from dataclasses import dataclass, field

from mentorbot.sandbox.wire import Json


@dataclass(slots=True, eq=False)
class Fault:
    """What happens to the next requests that match.

    Args:
        method: The HTTP method, or `*`.
        path: A pattern of the path after `/api/v10`, such as `/channels/*/messages`.
        times: How many more requests it happens to.
        status: Answer with this status, and do nothing.
        code: The JSON error code of that answer.
        reset: Cut the connection, and do nothing.
        lost_ack: Do what was asked, then cut the connection.
        delay: Seconds to wait first.
        until: Wait first until this is set.
        hits: How many requests it has happened to.
    """

    method: str
    path: str
    times: int = 1
    status: int | None = None
    code: int = 0
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

    def body(self) -> Json:
        """The JSON body of the answer with `status`."""
        return {"message": f"{self.status}: injected by the sandbox", "code": self.code}


@dataclass(slots=True)
class Faults:
    """The faults that wait for a request."""

    requests: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str,
        path: str,
        *,
        times: int = 1,
        status: int | None = None,
        code: int = 0,
        reset: bool = False,
        lost_ack: bool = False,
        delay: float = 0.0,
        until: asyncio.Event | None = None,
    ) -> Fault:
        """Let something go wrong with the next `times` requests that match; see `Fault`."""
        fault = Fault(method, path, times, status, code, reset, lost_ack, delay, until)
        self.requests.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self.requests.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that happens to a request, if any.

        Args:
            method: Its HTTP method.
            path: Its path after `/api/v10`.
        """
        for fault in self.requests:
            if fault.method in {"*", method} and fnmatch.fnmatchcase(path, fault.path):
                fault.times -= 1
                fault.hits += 1
                if fault.times <= 0:
                    self.requests.remove(fault)
                return fault
        return None
