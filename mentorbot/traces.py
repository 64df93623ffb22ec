"""Traces of the bot's work, for OpenTelemetry; off unless a collector is named (``MENTORBOT_TRACES``).

As in what is counted, nothing in them is about a person, a community or what was said: only names that stand
in the code, numbers, and moments. Nothing of the library is loaded while they are off.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any, Final

from mentorbot import clock
from mentorbot.errors import OperatorError

Value = str | int | float | bool

NOT_THERE: Final = (
    "MENTORBOT_TRACES is set, and what sends traces is not installed. Run "
    "`pip install --require-hashes -r requirements/traces.txt`, or `pip install 'mentorbot[traces]'`."
)
_STOPS_WITHIN: Final = 3.0
"""Seconds in which what was not sent yet still is, when the bot stops."""


class Span:
    """A piece of work that is under way; while traces are off, nothing."""

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def note(self, **about: Value) -> None:
        """Say more of it; each value is one that stands in the code, or a number."""
        if self._span is not None:
            self._span.set_attributes({f"mentorbot.{name}": value for name, value in about.items()})

    def happened(self, what: str) -> None:
        """Note a moment within it."""
        if self._span is not None:
            self._span.add_event(what)

    def end(self) -> None:
        """It is over."""
        if self._span is not None:
            self._span.end()


OFF: Final = Span()
_NOTHING: Final = nullcontext(OFF)
_tracer: Any = None


def span(name: str, *, since: datetime | None = None, **about: Value) -> AbstractContextManager[Span]:
    """The scope of a piece of work, within the one that is under way.

    Args:
        name: What it is; a word of the code's own.
        since: When it began, of what was due at a moment; it is within nothing else.
        about: More of it, as for :meth:`Span.note`.
    """
    return _NOTHING if _tracer is None else _scope(name, since, about)


def begin(name: str, **about: Value) -> Span:
    """A piece of work that ends elsewhere; what follows in the running task is within it."""
    if _tracer is None:
        return OFF
    from opentelemetry import context, trace  # noqa: PLC0415 - it need not be installed

    made = _tracer.start_span(name)
    context.attach(trace.set_span_in_context(made))
    found = Span(made)
    found.note(**about)
    return found


def enable(tracer: Any) -> None:
    """Let work be traced by one of OpenTelemetry's tracers; by none any more, if it is None."""
    global _tracer  # noqa: PLW0603 - one a process, as what is counted
    _tracer = tracer


def send_to(address: str, version: str) -> Callable[[], None]:
    """Send traces to a collector from now on, in a thread of their own.

    Args:
        address: Where it takes OTLP over HTTP, such as ``http://127.0.0.1:4318/v1/traces``.
        version: Of the bot.

    Returns:
        What stops it, once all that is under way has been sent or three seconds have passed.

    Raises:
        OperatorError: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise OperatorError(NOT_THERE) from error
    about = Resource.create({"service.name": "mentorbot", "service.version": version})
    provider = TracerProvider(resource=about, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    enable(provider.get_tracer("mentorbot", version))

    def stop() -> None:
        enable(None)
        # A collector that does not answer holds nobody up: the thread ends with the process.
        stopping = threading.Thread(target=provider.shutdown, daemon=True)
        stopping.start()
        stopping.join(_STOPS_WITHIN)

    return stop


@contextmanager
def _scope(name: str, since: datetime | None, about: dict[str, Value]) -> Iterator[Span]:
    from opentelemetry.context import Context  # noqa: PLC0415 - it need not be installed

    began = None if since is None else time.time_ns() - int(_seconds_since(since) * 1e9)
    within = None if since is None else Context()
    # Not the library's way with exceptions: what one says may be what somebody typed.
    with _tracer.start_as_current_span(
        name, within, start_time=began, record_exception=False, set_status_on_exception=False
    ) as made:
        found = Span(made)
        found.note(**about)
        try:
            yield found
        except BaseException as error:
            found.note(raised=type(error).__name__)
            raise


def _seconds_since(moment: datetime) -> float:
    return max(0.0, (clock.now() - moment).total_seconds())
