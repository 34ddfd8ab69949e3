"""
The process's own log, in a process of its own: logging is configured once.

STYLE: logs are for operators and carry no person's number.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.process_log import (
    NUMBER as MASK,
)
from kruispunt_simulator.process_log import (
    QUOTED,
    keep_people_out,
    log_under,
    without_numbers,
)

NUMBER = "80631402131"

BEGIN = """
import logging, sys, threading
import structlog
from kruispunt_simulator.process_log import (
    LogStyle, configure_logging, log_under, tell_of_uncaught_errors
)

NUMBER = sys.argv[3]
as_json, level = sys.argv[1] == "json", getattr(logging, sys.argv[2])
configure_logging(LogStyle(as_json=as_json, level=level))
log_under("0af7", "wiv")
log = structlog.get_logger("kruispunt.test")
"""

EVENTS = """
log.info("below", detail="x")
log.warning("above", detail="é")

def fail(insz):
    raise ValueError("no reason")

try:
    fail(NUMBER)
except ValueError:
    log.exception("broken")
"""

LIBRARIES = """
logging.getLogger("kruispunt_simulator.server").info("of this project")
for name in ("sqlalchemy", "urllib3", "cheroot", "alembic", "zeep", "gunicorn.error"):
    logging.getLogger(name).info("too much")
    logging.getLogger(name).warning("trouble of %s", NUMBER)
"""

DATABASE = """
from sqlalchemy.exc import IntegrityError

class UniqueViolation(Exception):
    '''As psycopg tells of one.'''

reason = UniqueViolation(
    'duplicate key value violates unique constraint "person_pkey"\\n'
    f"DETAIL:  Failing row contains ({NUMBER}, Peeters,\\n\\nLotte)."
)
error = IntegrityError("INSERT", {"ssin": NUMBER}, reason, hide_parameters=True)
log.error("not logged", error=str(error))
try:
    raise error from reason
except IntegrityError:
    log.exception("not caught")
    logging.getLogger("sqlalchemy.pool").exception("not caught either")
"""

DYING = """
tell_of_uncaught_errors()
raise LookupError(f"nobody is {NUMBER}")
"""

THREAD = """
tell_of_uncaught_errors()

def die():
    log_under("1bf8", "magda")
    raise LookupError(f"nobody is {NUMBER}")

thread = threading.Thread(target=die, name="journal")
thread.start()
thread.join()
"""

LOST = """
logging.getLogger("urllib3").warning("%d tries", NUMBER + " Peeters")
"""


FULL = Path("/dev/full")
ON = """
print("on", flush=True)
"""


def run(
    form: str, level: str = "INFO", script: str = EVENTS, *, status: int = 0
) -> list[str]:
    """Standard error of a process that logs some events and ends with a status."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", BEGIN + script, form, level, NUMBER],
        capture_output=True,
        check=False,
        timeout=60,
        encoding="utf-8",
    )
    assert done.returncode == status, done.stderr
    assert done.stdout == "", "a log line on standard output would break --json"
    return done.stderr.splitlines()


def events(level: str = "INFO", script: str = EVENTS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("json", level, script)]


# Form


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


# Libraries


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_libraries_tell_of_trouble_only_in_the_same_form(level: str) -> None:
    """At DEBUG some of them would log whole messages, with everybody's numbers."""
    ours, *theirs = events(level, LIBRARIES)
    assert ours["event"] == "of this project"
    assert [event["logger"] for event in theirs] == [
        "sqlalchemy",
        "urllib3",
        "cheroot",
        "alembic",
        "zeep",
        "gunicorn.error",
    ]
    for event in theirs:
        assert event["event"] == f"trouble of {MASK}"
        assert (event["level"], event["trace"]) == ("warning", "0af7")


def test_the_end_of_a_thread_is_a_line_like_any_other() -> None:
    (event,) = events(script=THREAD)
    assert (event["event"], event["thread"]) == ("a thread died", "journal")
    assert (event["trace"], event["hop"]) == ("1bf8", "magda")
    assert event["exception"][0]["exc_value"] == f"nobody is {MASK}"


def test_the_end_of_the_process_is_a_line_too() -> None:
    (line,) = run("json", script=DYING, status=1)
    event = json.loads(line)
    assert (event["event"], event["level"]) == ("the process dies", "error")
    assert event["exception"][0]["exc_value"] == f"nobody is {MASK}"


def test_a_line_that_cannot_be_written_is_told_without_what_is_in_it() -> None:
    """`logging` would show message and arguments."""
    (line,) = run("json", script=LOST)
    assert line.startswith("kruispunt: a line of the log was lost (urllib3:")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_full_disk_under_standard_error_fails_no_call() -> None:
    """The line is lost, and so is what would tell that; the program goes on."""
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", BEGIN + EVENTS + ON, "text", "INFO", NUMBER],
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
        )
    assert done.stdout.split() == [b"on"]


# Persons


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_without_the_values_of_variables(form: str) -> None:
    """A person's number may sit in a local variable of any frame."""
    text = "\n".join(run(form))
    assert "no reason" in text
    assert "fail" in text
    assert NUMBER not in text


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_a_database_quotes_of_its_rows_is_left_out(form: str) -> None:
    text = "\n".join(run(form, script=DATABASE))
    assert text.count("duplicate key value violates unique constraint") >= 3
    assert "not caught either" in text
    assert QUOTED in text
    for quoted in (NUMBER, "Peeters", "Lotte"):
        assert quoted not in text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("4bf92f3577b34da6a3ce929d0e0e4736", id="a trace"),
        pytest.param("00000000000000000000080631402131", id="a trace of digits"),
        pytest.param("80631402-1318-0631-4021-318063140213", id="a UUID"),
        pytest.param("8063140213" * 6 + "abcd", id="a digest"),
        pytest.param("127.0.0.1:44312", id="an address and port"),
        pytest.param("192.168.100.100", id="an address of twelve digits"),
        pytest.param("2026-11-29T04:15:02.123456Z", id="a moment"),
        pytest.param("0999000504", id="an enterprise"),
    ],
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert without_numbers(f"at {text}, said") == f"at {text}, said"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("80631402131", id="invented"),
        pytest.param("00000000097", id="perhaps real"),
        pytest.param("80631402132", id="with a typing error"),
        pytest.param("80.63.14-021.31", id="as on a card"),
        pytest.param("8063 1402 131", id="in groups"),
        pytest.param("806.314.021.31", id="like an address"),
        pytest.param("180631402131", id="a digit too many"),
    ],
)
def test_every_number_of_a_person_goes(text: str) -> None:
    assert without_numbers(f"Key (ssin)=({text})") == f"Key (ssin)=({MASK})"


def test_what_is_no_text_stays_what_it_is() -> None:
    event = {"port": 8443, "took": 0.25, "last": True, "reason": None, "at": 1_000_097}
    assert keep_people_out(None, "info", dict(event)) == event


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """A number of somebody, invented or not, and how it is written."""
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    number = numbers.make(born, draw(st.integers(1, 998)), bis=draw(st.booleans()))
    if draw(st.booleans()):
        nine = f"{born:%y%m%d}{draw(st.integers(1, 998)):03}"
        number = f"{nine}{97 - int(nine) % 97:02}"
    between = draw(st.lists(st.sampled_from(["", "", *" ./-_"]), min_size=10))
    return number, number[0] + "".join(
        f"{mark}{digit}" for mark, digit in zip(between, number[1:], strict=False)
    )


@st.composite
def events_about(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An event in which a number stands somewhere, however deep, and that number."""
    number, written = draw(spelled())
    text = draw(st.text(max_size=12)) + written + draw(st.text(max_size=12))
    kinds = [text, text.encode(), ValueError(text)]
    if not number.startswith("0000"):
        kinds += [int(number), -int(number), float(number)]
    value: Any = draw(st.sampled_from(kinds))
    for _ in range(draw(st.integers(0, 4))):
        value = draw(
            st.sampled_from(
                [[value], (1, value), {"of": value}, {text: 1}, frozenset([text])]
            )
        )
    name = draw(st.sampled_from(["event", "exception", text]))
    return number, {name: value, "trace": "0af7"}


@given(events_about())
def test_no_number_survives_in_any_part_of_an_event(
    about: tuple[str, dict[str, Any]],
) -> None:
    number, event = about
    kept = keep_people_out(None, "info", event)
    assert kept["trace"] == "0af7"
    for part in parts(kept):
        assert number.lstrip("0") not in re.sub(r"[ ./_-]", "", part)


def parts(value: Any) -> Iterator[str]:
    """Every text and number within a value, names included."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from (*parts(name), *parts(each))
    elif isinstance(value, list):
        for each in value:
            yield from parts(each)
    else:
        assert value is None or isinstance(value, str | int | float)
        yield str(value)


# Context


def test_lines_of_a_thread_name_the_last_call_that_it_took_up() -> None:
    """Else a refused connection would be told under the call before it."""
    try:
        structlog.contextvars.bind_contextvars(left="over")
        for trace, hop in (("0af7", "wiv"), ("1bf8", "magda")):
            log_under(trace, hop)
            assert structlog.contextvars.get_contextvars() == {
                "trace": trace,
                "hop": hop,
            }
    finally:
        structlog.contextvars.clear_contextvars()
