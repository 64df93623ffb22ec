"""Traces are off unless a collector is named, and whoever lacks what they take is told so."""

import sys

import pytest

from mentorbot import config, traces
from mentorbot.errors import OperatorError


def test_nothing_is_traced_unless_a_collector_is_named() -> None:
    assert not config.load().traces
    with traces.span("change", kind="reminder") as work:
        work.note(outcome="sent")
    assert work is traces.OFF
    assert traces.begin("interaction") is traces.OFF


def test_whoever_lacks_what_traces_take_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(OperatorError, match=r"requirements/traces\.txt"):
        traces.send_to("http://127.0.0.1:4318/v1/traces", "1")
