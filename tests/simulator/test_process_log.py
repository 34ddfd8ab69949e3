"""
The process's own log, in a process of its own: structlog is configured once.

STYLE: logs are for operators and carry no person's number.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

NUMBER = "80631402131"

SCRIPT = """
import logging, sys
import structlog
from kruispunt_simulator.process_log import configure_logging

configure_logging(as_json=sys.argv[1] == "json", level=getattr(logging, sys.argv[2]))
structlog.contextvars.bind_contextvars(trace="0af7", hop="wiv")
log = structlog.get_logger("test")
log.info("below", detail="x")
log.warning("above", detail="é")

def fail(insz):
    raise ValueError("no reason")

try:
    fail(sys.argv[3])
except ValueError:
    log.exception("broken")
"""


def run(form: str, level: str = "INFO") -> list[str]:
    """Standard error of a process that logs three events."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SCRIPT, form, level, NUMBER],
        capture_output=True,
        check=True,
        timeout=60,
        encoding="utf-8",
    )
    assert done.stdout == "", "a log line on standard output would break --json"
    return done.stderr.splitlines()


def events(level: str = "INFO") -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("json", level)]


def test_as_json_every_line_is_one_event_with_its_context() -> None:
    below, above, broken = events()
    assert (below["event"], below["level"], below["detail"]) == ("below", "info", "x")
    assert (above["event"], above["level"], above["detail"]) == (
        "above",
        "warning",
        "é",
    )
    assert (broken["event"], broken["level"]) == ("broken", "error")
    for event in (below, above, broken):
        assert (event["trace"], event["hop"]) == ("0af7", "wiv")
        assert event["timestamp"].endswith("Z")


def test_as_text_the_same_events_are_readable() -> None:
    text = "\n".join(run("text"))
    for word in ("below", "above", "broken", "trace=0af7", "ValueError: no reason"):
        assert word in text
    assert "\x1b[" not in text, "colours are for terminals"


def test_events_below_the_level_are_left_out() -> None:
    assert [event["event"] for event in events("WARNING")] == ["above", "broken"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_without_the_values_of_variables(form: str) -> None:
    """A person's number may sit in a local variable of any frame."""
    text = "\n".join(run(form))
    assert "no reason" in text
    assert "fail" in text
    assert NUMBER not in text
