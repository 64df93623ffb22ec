"""The processes of a measurement: the sandbox with the people, and the bots, each by itself."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
_READY_WITHIN = 120.0
_STOP_WITHIN = 30.0


class BrokenRunError(Exception):
    """Something that was to be measured did not work; there is no result."""


class Venue:
    """The sandbox in its own process.

    Args:
        people: How many people there are to use commands.
        module: The module that is run; another one than the sandbox's must obey the same lines.
    """

    def __init__(self, people: int, module: str = "benchmarks.venue") -> None:
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-m", module, str(people)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        about = self.ask("about")
        self.url: str = about["url"]
        self.guild: str = about["guild"]
        self.people: list[str] = about["people"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(_STOP_WITHIN)

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    def ask(self, do: str, **arguments: Any) -> Json:
        """Let it do something, and wait for that.

        Raises:
            BrokenRunError: It could not.
        """
        assert self._process.stdin is not None  # noqa: S101  (both are pipes)
        assert self._process.stdout is not None  # noqa: S101
        print(json.dumps({"do": do, **arguments}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        answer: Json = json.loads(line) if line else {"error": "the sandbox has ended"}
        if "error" in answer:
            raise BrokenRunError(answer["error"])
        return answer


@dataclass(frozen=True, slots=True)
class Load:
    """What came of using commands.

    Args:
        rate: Answers a second.
        times: Milliseconds that each took.
        bot_share: The bot's part of one processor while it lasted, 1.0 for all of it.
        venue_share: The sandbox's part of one processor.
        bot_each: Milliseconds of processor time that the bot spent on each.
    """

    rate: float
    times: list[float]
    bot_share: float
    venue_share: float
    bot_each: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of commands that came at their own pace.

    Args:
        times: The command of each, and the milliseconds until it was answered, or was given up.
        bot_share: The bot's part of one processor while it lasted, 1.0 for all of it.
    """

    times: list[tuple[str, float]]
    bot_share: float


class Bot:
    """A bot in its own process, connected to the venue.

    Args:
        venue: Where it connects.
        name: What it is called.
        module: The module that is run, with the sandbox's address as its first argument.
        arguments: More of them; "TOKEN" and "APP_TOKEN" stand for its tokens, "APPLICATION" for its id.
        environment: What it finds in its environment; "TOKEN" as above.
    """

    def __init__(
        self,
        venue: Venue,
        name: str,
        module: str,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        made = venue.ask("application", name=name)
        self.name = name
        self.app: str = made["id"]
        self._venue = venue
        token = {"TOKEN": made["token"], "APPLICATION": made["id"], "APP_TOKEN": made.get("app_token", "")}
        self._command = [sys.executable, "-m", module, venue.url, *(token.get(one, one) for one in arguments)]
        given = {key: token.get(value, value) for key, value in (environment or {}).items()}
        # As for anyone who installed it: compiled modules are kept from one start to the next.
        inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        self._environment = {**inherited, **given}
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115  (it goes with the bot)
        self._process: psutil.Popen | None = None

    def start(self) -> float:
        """Start it; returns the seconds until it had READY."""
        self._venue.ask("forget_ready", app=self.app)
        began = time.monotonic()
        self._process = psutil.Popen(
            self._command, cwd=ROOT, env=self._environment, stdout=self._log, stderr=self._log
        )
        while time.monotonic() < began + _READY_WITHIN and self._process.poll() is None:
            at = self._venue.ask("ready", app=self.app, within=1.0)["at"]
            if at is not None:
                return float(at - began)
        self.stop()
        self._log.seek(0)
        raise BrokenRunError(f"{self.name} did not get READY. It said:\n{self._log.read()}")

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self._process.terminate()
            try:
                self._process.wait(_STOP_WITHIN)
            except psutil.TimeoutExpired:
                self._process.kill()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> psutil.Popen:
        """Its process."""
        if self._process is None:
            raise BrokenRunError(f"{self.name} is not running")
        return self._process

    @property
    def memory(self) -> float:
        """How much memory it holds now (RSS), in MB."""
        return float(self.running.memory_info().rss) / 1e6

    def wait_for_commands(self, *names: str) -> None:
        """Wait until it has registered these."""
        self._venue.ask("commands", app=self.app, names=list(names))

    def show(self, command: str, options: Sequence[Json] = (), person: int = 0) -> list[Json]:
        """The components of its answer to one person's use of a command."""
        answer = self._venue.ask("show", app=self.app, command=command, options=list(options), person=person)
        components: list[Json] = answer["components"]
        return components

    def load(self, uses: Sequence[tuple[str, Sequence[Json]]], count: int, at_once: int) -> Load:
        """Let the people use commands, in turn, as fast as it answers.

        Args:
            uses: Commands with their options.
            count: How many uses in all.
            at_once: How many are under way at the same time.
        """
        before = self.cpu()
        came = self._venue.ask("load", app=self.app, uses=list(uses), count=count, at_once=at_once)
        spent = self.cpu() - before
        seconds = came["seconds"]
        return Load(
            rate=count / seconds,
            times=came["times"],
            bot_share=spent / seconds,
            venue_share=came["cpu"] / seconds,
            bot_each=spent / count * 1000,
        )

    def keep_up(self, uses: Sequence[tuple[str, Sequence[Json]]], rate: float, seconds: float) -> Kept:
        """Let the people use commands, in turn, so many a second, whether or not others were answered."""
        before = self.cpu()
        came = self._venue.ask("come", app=self.app, uses=list(uses), rate=rate, seconds=seconds)
        spent = self.cpu() - before
        return Kept([(command, taken) for command, taken in came["times"]], spent / came["seconds"])

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        times = self.running.cpu_times()
        return float(times.user + times.system)
