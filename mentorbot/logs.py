"""What the bot writes about its work: text for a person, JSON for a machine, a secret for nobody."""

import logging
import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from io import StringIO
from typing import Any, Final, TextIO

import structlog
from structlog.types import EventDict, ExcInfo, Processor


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How log lines look; auto is text on a terminal, JSON otherwise."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


HIDDEN: Final = "[secret]"


# With the end of such an address anyone can answer in the bot's name for a while; discord.py writes it out
# when it is told to slow down, and Slack's libraries when something fails.
_ANSWERING: Final = re.compile(
    r"(/(?:interactions|webhooks)/\d+/)[^/\s\"'?\\]{20,}|(hooks\.slack\.com/\w+/)[^\s\"'?\\]{20,}"
    r"|xox[a-z](?:\.xox[a-z])?-[\w-]{8,}"
)


class _Redacting(logging.Formatter):
    """Formats as structlog does, then blots out every secret in what was written: values, tracebacks, all."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets: list[str] = []
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({*self._secrets, *_forms(secrets)}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        text = self._inner.format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _ANSWERING.sub(lambda found: f"{found[1] or found[2] or ''}{HIDDEN}", text)


def _forms(secrets: Iterable[str]) -> set[str]:
    """Each secret whole, and its last part, the one that may be shown without the rest."""
    forms = set()
    for secret in filter(None, secrets):
        forms.add(secret)
        last = secret.rpartition(".")[2]
        if len(last) >= 16:
            forms.add(last)
    return forms


def setup(
    level: LogLevel = LogLevel.INFO,
    style: LogFormat = LogFormat.AUTO,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send everything that is logged, by the bot or by a library, to one stream in one form.

    Args:
        level: The least that is logged.
        style: Text, JSON, or auto: text if the stream is a terminal.
        secrets: What must never be written, such as the token; it is replaced wherever it turns up.
        stream: Where to; standard error if it is not given.
    """
    out = stream or sys.stderr
    text = style is LogFormat.TEXT or (style is LogFormat.AUTO and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_ending(text, out)],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Redacting(formatter, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # discord.py's information is of reconnections, worth a line; aiohttp's is of every single request.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    # At debug these write whole messages and statements: what people typed, and tokens to answer them with.
    for library in ("discord", "slack_bolt", "slack_sdk"):
        logging.getLogger(library).setLevel(max(logging.INFO, root.level))
    # SQLAlchemy's information is a line for every statement, which costs more than the statement.
    for library in ("aiosqlite", "sqlalchemy"):
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))


def hide_secrets(*secrets: str) -> None:
    """Replace these too wherever they turn up from now on: a token may be put into its file anew."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Redacting):
            handler.formatter.hide(secrets)


# What would begin a line, move the cursor, or turn the direction of what follows.
_ACTING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_TRACED: Final = "    | "
"""Begins each line of a traceback, so that nothing in an error's words passes for a line of the log."""


def _still(text: str) -> str:
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _make_still(_: object, __: str, said: EventDict) -> EventDict:
    """Write out what would act on a terminal, or look like a line of its own."""
    for name in list(said):
        value = said[name]
        if name == "exc_info" or isinstance(value, (int, float)) or value is None:
            continue
        said[name] = _traced(value) if name in {"exception", "stack"} else _still(_text(value))
    return said


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _traced(text: object) -> str:
    return "\n".join(f"{_TRACED}{_still(line)}" for line in str(text).split("\n"))


def _write_traceback(out: TextIO, failed: ExcInfo) -> None:
    written = StringIO()
    structlog.dev.plain_traceback(written, failed)
    out.write(f"\n{_traced(written.getvalue().rstrip())}")


def _ending(text: bool, out: TextIO) -> list[Processor]:
    if text:
        show = structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=_write_traceback)
        return [_make_still, show]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def get(name: str) -> Any:
    """A logger: ``log.info("what happened", key=value)``.

    Args:
        name: The module's ``__name__``.
    """
    return structlog.stdlib.get_logger(name)
