"""Logs: for a person, for a machine, and never with the token in them."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mentorbot import logs
from mentorbot.config import Settings
from mentorbot.logs import LogFormat, LogLevel

TOKEN = "planted-id.planted.9a8b7c6d5e4f3a2b1c0d"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def written(style: LogFormat, level: LogLevel = LogLevel.DEBUG) -> io.StringIO:
    stream = io.StringIO()
    logs.setup(level, style, secrets=[TOKEN], stream=stream)
    return stream


def fail_with_the_token() -> None:
    token = TOKEN
    raise ValueError(f"cannot use {token}")


@pytest.mark.parametrize("style", [LogFormat.TEXT, LogFormat.JSON])
def test_a_planted_token_appears_nowhere(style: LogFormat) -> None:
    stream = written(style)
    log = logs.get("mentorbot.test")
    log.info("connecting", header={"Authorization": f"Bot {TOKEN}"}, token=TOKEN)
    log.info("in the text %s of the event", TOKEN)
    logging.getLogger("discord.http").debug("POST %s with %r", "/gateway", {"token": TOKEN})
    logging.getLogger("some.library").warning("the last part alone: %s", TOKEN.rpartition(".")[2])
    try:
        fail_with_the_token()
    except ValueError:
        log.exception("bug")
        logging.getLogger("some.library").exception("bug in a library")
    text = stream.getvalue()
    assert text.count("cannot use") >= 2
    assert TOKEN not in text
    assert TOKEN.rpartition(".")[2] not in text
    assert text.count(logs.HIDDEN) >= 6


def test_a_token_that_was_put_into_its_file_anew_is_hidden_as_the_one_before(tmp_path: Path) -> None:
    stream, file, other = written(LogFormat.TEXT), tmp_path / "token", "other-id.other.0f1e2d3c4b5a69788796"
    settings = Settings(token_file=file)
    for token in (TOKEN, other):
        file.write_text(token)
        assert settings.secret() == token
    logs.get("mentorbot.test").info("connecting", tokens=[TOKEN, other], last=other.rpartition(".")[2])
    assert stream.getvalue().count(logs.HIDDEN) == 3
    assert "0f1e2d3c" not in stream.getvalue()


@given(
    before=st.text(st.characters(codec="utf-8"), max_size=40),
    after=st.text(st.characters(codec="utf-8"), max_size=40),
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_token_is_found_wherever_it_stands(before: str, after: str) -> None:
    for style in (LogFormat.TEXT, LogFormat.JSON):
        stream = written(style)
        logs.get("x").info(before + TOKEN + after, value=[before, {after: TOKEN}])
        assert TOKEN not in stream.getvalue()


def test_a_machine_reads_one_object_a_line_from_the_bot_and_from_libraries() -> None:
    stream = written(LogFormat.JSON)
    with structlog.contextvars.bound_contextvars(reference="AB12"):
        logs.get("mentorbot.x").warning("something", count=3)
        logging.getLogger("discord.gateway").info("Shard ID %s has connected", 0)
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert ours | {"timestamp": ""} == {
        "event": "something",
        "count": 3,
        "level": "warning",
        "logger": "mentorbot.x",
        "reference": "AB12",
        "timestamp": "",
    }
    assert (theirs["event"], theirs["logger"]) == ("Shard ID 0 has connected", "discord.gateway")


def test_a_person_reads_a_traceback_as_python_prints_it() -> None:
    stream = written(LogFormat.TEXT)
    try:
        fail_with_the_token()
    except ValueError:
        logs.get("mentorbot.x").exception("bug", reference="AB12")
    text = stream.getvalue()
    assert "Traceback (most recent call last)" in text
    assert "AB12" in text


def test_auto_is_json_where_nobody_looks() -> None:
    stream = written(LogFormat.AUTO)
    logs.get("x").info("hello")
    assert json.loads(stream.getvalue())["event"] == "hello"


def test_less_than_the_level_is_not_written() -> None:
    stream = written(LogFormat.TEXT, LogLevel.WARNING)
    logs.get("x").info("quiet")
    logging.getLogger("discord").info("quiet")
    assert stream.getvalue() == ""


FORGED = "x\n2026-01-01T00:00:00Z [info     ] all is well\r\x1b[2J\x1b]0;owned\x07\x9b1m\u2028next\u202eback"


def test_nothing_typed_begins_a_line_of_the_text_log_or_acts_on_a_terminal() -> None:
    stream = written(LogFormat.TEXT)
    log = logs.get("mentorbot.test")
    log.info(FORGED)
    log.info("value", typed=FORGED, several=[FORGED], more={"a": FORGED})
    log.info("in the text %s of the event", FORGED)
    logging.getLogger("some.library").warning("said %s", FORGED)
    logging.getLogger(FORGED).warning("by this name")
    structlog.contextvars.bind_contextvars(bound=FORGED)
    log.info("bound")
    text = stream.getvalue()
    assert len(text.splitlines()) == 6
    assert not any(sign in text for sign in "\x1b\x07\x9b\r\u2028\u202e")


def test_words_of_an_error_pass_for_no_line_of_the_log() -> None:
    stream = written(LogFormat.TEXT)
    failed = ValueError(FORGED)
    logs.get("mentorbot.test").error("bug", exc_info=failed)
    logging.getLogger("some.library").error("bug in a library", exc_info=failed)
    text = stream.getvalue()
    assert "ValueError" in text
    assert not any(line.startswith(("2026-01-01T00:00:00Z", "next")) for line in text.splitlines())
    assert not any(sign in text for sign in "\x1b\x07\x9b\r\u2028\u202e")
