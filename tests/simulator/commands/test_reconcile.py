"""`kruispunt log reconcile`: what it prints, and the status it ends with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.client_log import JsonLinesLog, LogRecord
from kruispunt_client.database_log import DatabaseLog
from kruispunt_client.errors import References
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal

from .conftest import Run

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

RECORD = LogRecord(
    time=AT,
    party="fluvius",
    application="premies",
    service="GeefDossierHandicap",
    version="03.00.0000",
    operation="GeefDossierHandicap",
    user="79641706379",
    person="85643007594",
    hop="magda",
    trace="a" * 32,
    references=References(),
    outcome="answered",
    code=None,
    duration_ms=10,
    request_sha256="1" * 64,
    reply_sha256="2" * 64,
)

CALL = Exchange(
    trace="a" * 32,
    span="1" * 16,
    parent_span="2" * 16,
    hop="magda",
    direction="in",
    at=AT + timedelta(milliseconds=1),
    business_date=date(2026, 11, 22),
    duration_us=1000,
    party="fluvius",
    application="premies",
    service="GeefDossierHandicap",
    version="03.00.0000",
    operation="GeefDossierHandicap",
    user="79641706379",
    person="85643007594",
    outcome="answered",
    request_digest="1" * 64,
    reply_digest="2" * 64,
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder with one call in its log; nothing runs in it."""
    engine = open_database(sqlite_url(tmp_path / "kruispunt.db"))
    journal = Journal(engine)
    journal.write([CALL])
    journal.close()
    engine.dispose()
    return tmp_path


@pytest.fixture
def own(state: Path) -> JsonLinesLog:
    """The client's log, with the record of that call."""
    log = JsonLinesLog(state / "own.jsonl")
    log.write(RECORD)
    return log


def test_logs_that_agree_end_well(state: Path, own: JsonLinesLog, run: Run) -> None:
    result = run("log", "reconcile", own.path, "--state", state)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "compared 1 records of the client with 1 calls at the hops: gaps 0, remarks 0",
        "the client's records are of 2026-11-22T12:00:00.000+00:00 to "
        "2026-11-22T12:00:00.010+00:00",
    ]


def test_a_gap_is_a_line_with_kind_time_hop_and_trace(
    state: Path, own: JsonLinesLog, run: Run
) -> None:
    own.path.unlink()
    own.write(_other(RECORD))
    options = ("--from", "2026-11-22", "--to", "2026-11-22")
    result = run("log", "reconcile", own.path, "--state", state, *options)
    assert result.exit_code == 1
    first, second, summary, _ = result.stdout.splitlines()
    assert first.startswith("missing-at-hop    2026-11-22T12:00:00.000+00:00 magda bbb")
    assert second.startswith("missing-at-client 2026-11-22T12:00:00.001+00:00 magda aa")
    assert second.endswith("| GeefDossierHandicap 03.00.0000 of fluvius, answered")
    assert "gaps 2" in summary
    assert RECORD.person not in result.stdout


def test_as_json_it_is_an_object_a_line_and_a_summary(
    state: Path, own: JsonLinesLog, run: Run
) -> None:
    own.write(_other(RECORD))
    result = run("log", "reconcile", own.path, "--state", state, "--json")
    gap, summary = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert gap == {
        "kind": "missing-at-hop",
        "remark": False,
        "trace": "b" * 32,
        "at": "2026-11-22T12:00:00.000+00:00",
        "hop": "magda",
        "about": "GeefDossierHandicap 03.00.0000 of fluvius, answered",
        "differences": {},
    }
    assert summary["kind"] == "summary"
    assert (summary["records"], summary["calls"], summary["gaps"]) == (2, 1, 1)
    assert summary["parties"] == ["fluvius"]


def test_the_log_may_be_in_a_database(state: Path, run: Run) -> None:
    url = f"sqlite:///{state / 'own.db'}"
    log = DatabaseLog(url, table="vragen")
    log.write(RECORD)
    usual = run("log", "reconcile", url, "--state", state)
    assert usual.exit_code == 2
    assert "no such table: kruispunt_client_log" in usual.stderr
    named = run("log", "reconcile", url, "--state", state, "--table", "vragen")
    assert named.exit_code == 0


def test_calls_outside_the_clients_log_are_counted_and_not_hidden(
    state: Path, own: JsonLinesLog, run: Run
) -> None:
    own.path.unlink()
    late = RECORD.time + timedelta(hours=1)
    own.write(_other(RECORD, time=late, outcome="TimedOut", reply_sha256=None))
    result = run("log", "reconcile", own.path, "--state", state)
    assert result.exit_code == 0
    assert "not compared: 1 calls of the same parties before that" in result.stdout
    assert "1 had no reply and did not arrive" in result.stdout
    result = run(
        "log", "reconcile", own.path, "--state", state, "--from", "2026-11-22T13:00"
    )
    assert result.exit_code == 1, "13:00 in Belgium is 12:00 UTC"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--from", "2026-11-23", "--to", "2026-11-21"), "--from is after --to"),
        (("--from", "yesterday"), "neither YYYY-MM-DD nor a time of ISO 8601"),
        (("--to", "0001-01-01"), "not in 1900 to 2999"),
        (("--table", "x"), "--table is for a database"),
        (("--party",), "requires an argument"),
    ],
)
def test_a_mistake_in_the_command_has_a_status_of_its_own(
    state: Path, own: JsonLinesLog, run: Run, options: tuple[str, ...], told: str
) -> None:
    result = run("log", "reconcile", own.path, "--state", state, *options)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize("text", ["", "no log\n", "{}\n"])
def test_a_file_without_a_record_is_not_one_without_gaps(
    state: Path, own: JsonLinesLog, run: Run, text: str
) -> None:
    """A wrong file, or one of which all was taken out."""
    own.path.write_text(text)
    result = run("log", "reconcile", own.path, "--state", state)
    assert result.exit_code == 2
    assert "not one record; --party says whose to miss" in result.stderr
    options = ("--party", "fluvius", "--from", "2026-11-22")
    result = run("log", "reconcile", own.path, "--state", state, *options)
    assert result.exit_code == 1
    assert "missing-at-client" in result.stdout


def test_logs_of_hops_that_cannot_be_read_are_no_gap(
    state: Path, own: JsonLinesLog, run: Run
) -> None:
    (state / "kruispunt.db").write_bytes(b"no database at all" * 100)
    for rest in state.glob("kruispunt.db-*"):
        rest.unlink()
    result = run("log", "reconcile", own.path, "--state", state)
    assert result.exit_code == 2
    assert "file is not a database" in result.stderr


def _other(record: LogRecord, **changes: object) -> LogRecord:
    given: dict[str, Any] = {"trace": "b" * 32, **changes}
    return replace(record, **given)
