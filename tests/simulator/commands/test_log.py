"""`kruispunt log`: filters, forms, and the citizen's question."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal

from .conftest import Run

MIDNIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
"""Begin of 22 November 2026 in Belgium."""
ME, EMPLOYEE = "85643007594", "80631402131"

KRUISPUNT = (sys.executable, "-m", "kruispunt_simulator")

CALL = Exchange(
    trace="a" * 32,
    span="1" * 16,
    parent_span=None,
    hop="wiv",
    direction="in",
    at=MIDNIGHT,
    business_date=MIDNIGHT.date(),
    duration_us=1500,
    party="wonen-in-limburg",
    application="huurdossier",
    service="GeefDossierHandicap",
    version="03.00.0000",
    operation="GeefDossierHandicap",
    user=EMPLOYEE,
    person=ME,
    legal_basis="23/058 §62-69",
    grant="wiv-attest",
    outcome="answered",
)
CALLS = (
    CALL,
    replace(
        CALL,
        trace="b" * 32,
        at=MIDNIGHT - timedelta(microseconds=1),
        hop="ksz",
        party="fluvius",
        user="79641706379",
        person="80610100139",
        service="HandiService",
        version="v2",
        operation="consultFilesByDate",
        legal_basis=None,
        grant=None,
        nearest="22/004 §4 (fluvius-disability)",
        outcome="refused",
        code="MSG00015",
    ),
    replace(CALL, trace="c" * 32, at=MIDNIGHT + timedelta(hours=24)),
)


def fill(state: Path, *batches: list[Exchange]) -> Path:
    """Write a log into a folder."""
    engine = open_database(sqlite_url(state / "kruispunt.db"))
    with closing(Journal(engine)) as journal:
        for batch in batches:
            journal.write(batch)
    engine.dispose()
    return state


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A folder with a log of three calls: one on 22 November, before it, after it."""
    return fill(tmp_path, list(CALLS))


def traces(text: str) -> str:
    """First digits of the traces in JSON Lines."""
    return "".join(json.loads(line)["trace"][0] for line in text.splitlines())


FILTERS: dict[str, tuple[list[str], str]] = {
    "trace": (["--trace", "b" * 32], "b"),
    "hop": (["--hop", "wiv"], "ac"),
    "direction": (["--direction", "in"], "abc"),
    "party": (["--party", "fluvius"], "b"),
    "user": (["--user", EMPLOYEE], "ac"),
    "person": (["--person", ME], "ac"),
    "person as on a card": (["--person", "85.64.30-075.94"], "ac"),
    "service": (["--service", "HandiService"], "b"),
    "operation": (["--service", "consultFilesByDate"], "b"),
    "version": (["--service", "03.00.0000"], "ac"),
    "basis": (["--basis", "23/058"], "ac"),
    "nearest": (["--basis", "FLUVIUS"], "b"),
    "outcome": (["--outcome", "refused"], "b"),
    "code": (["--code", "MSG00015"], "b"),
    "a day": (["--from", "2026-11-22", "--to", "2026-11-22"], "a"),
    "from a day": (["--from", "2026-11-22"], "ac"),
    "to a day": (["--to", "2026-11-22"], "ab"),
    "from a moment": (["--from", "2026-11-22T00:00:00.000001"], "c"),
    "from a moment in UTC": (["--from", "2026-11-21T23:00:00Z"], "ac"),
    "to just before a moment": (["--to", "2026-11-22T00:00"], "b"),
    "either of two": (["--trace", "a" * 32, "--trace", "b" * 32], "ab"),
    "both of two": (["--hop", "wiv", "--to", "2026-11-22"], "a"),
}


@pytest.mark.parametrize(("given", "found"), FILTERS.values(), ids=FILTERS)
def test_the_log_is_searched(
    run: Run, state: Path, given: list[str], found: str
) -> None:
    result = run("log", "--state", state, "--json", *given)
    assert result.exit_code == 0, result.output
    assert traces(result.stdout) == found
    tree = run("log", "--state", state, *given).stdout.splitlines()
    heads = [line.split()[1][0] for line in tree if line.startswith("trace ")]
    assert "".join(heads) == found


WRONG: dict[str, tuple[list[str], str]] = {
    "no date": (["--from", "22/11/2026"], "neither YYYY-MM-DD nor a time"),
    "no such day": (["--to", "2026-02-30"], "neither YYYY-MM-DD nor a time"),
    "no year of ours": (["--to", "9999-12-31"], "not in 1900 to 2999"),
    "backwards": (
        ["--from", "2026-11-23", "--to", "2026-11-22"],
        "--from is after --to",
    ),
    "two forms": (["--json", "--csv"], "either --json or --csv"),
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("command", [["log"], ["log", "person", ME]])
def test_what_makes_no_sense_is_refused(
    run: Run, state: Path, command: list[str], given: list[str], told: str
) -> None:
    result = run(*command, "--state", state, *given)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_csv_is_a_table_of_the_records(run: Run, state: Path) -> None:
    given = ("log", "--state", state, "--party", "wonen-in-limburg")
    rows = list(csv.DictReader(io.StringIO(run(*given, "--csv").stdout_bytes.decode())))
    records = [json.loads(line) for line in run(*given, "--json").stdout.splitlines()]
    assert len(rows) == 2
    for row, record in zip(rows, records, strict=True):
        assert list(row) == list(record)
        assert (row["at"], row["person"]) == (record["at"], record["person"])
        assert row["legal_basis"] == "23/058 §62-69"


def test_what_programs_read_is_utf_8_whatever_the_console_is(
    state: Path,
) -> None:
    """A paragraph sign in one octet would be read as something else later."""
    for form in ("--json", "--csv"):
        octets = subprocess.run(
            [
                sys.executable,
                "-m",
                "kruispunt_simulator",
                "log",
                form,
                "--state",
                state,
            ],
            env={**_environment(), "PYTHONIOENCODING": "latin-1"},
            capture_output=True,
            check=True,
        ).stdout
        assert "23/058 §62-69" in octets.decode("utf-8")
        assert octets.count(b"\r") == (4 if form == "--csv" else 0)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize("given", [["--json"], ["--csv"], [], ["person", ME]])
def test_a_reader_that_has_enough_ends_it_quietly(
    tmp_path: Path, given: list[str]
) -> None:
    """`kruispunt log | head`: more than a pipe holds is still to come."""
    records = [
        replace(CALL, trace=f"{n:032x}", at=MIDNIGHT + timedelta(seconds=n))
        for n in range(2000)
    ]
    fill(tmp_path, records)
    with subprocess.Popen(
        [*KRUISPUNT, "log", "--state", tmp_path, *given],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in (0, 1)


# Options before and after a command below


@pytest.mark.parametrize(
    "words",
    [
        "log --state STATE --from 2026-11-22 --to 2026-11-22 --json person INSZ",
        "log --from 2026-11-22 --json person INSZ --to 2026-11-22 --state STATE",
        "log person INSZ --json --from 2026-11-22 --to 2026-11-22 --state STATE",
        "log --state elsewhere person INSZ --state STATE --json --to 2026-11-22",
    ],
)
@pytest.mark.parametrize("elsewhere", [None, "nowhere"])
def test_an_option_may_stand_before_a_command_or_after_it(
    run: Run,
    state: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    elsewhere: str | None,
) -> None:
    """What is nearest counts most; the environment least."""
    if elsewhere is not None:
        monkeypatch.setenv("KRUISPUNT_STATE", elsewhere)
    named = {"STATE": str(state), "INSZ": ME}
    result = run(*(named.get(word, word) for word in words.split()))
    assert result.exit_code == 0, result.output
    assert traces(result.stdout) == "a"


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (["--party", "fluvius"], "--party"),
        (["--trace", "a" * 32], "--trace"),
        (["--outcome", "refused", "--outcome", "failed"], "--outcome"),
    ],
)
def test_an_option_that_the_command_below_does_not_know_is_not_ignored(
    run: Run, state: Path, given: list[str], option: str
) -> None:
    result = run("log", *given, "person", ME, "--state", state)
    assert result.exit_code == 2
    assert f"{option} does not go with person" in result.stderr


# The citizen's question


@pytest.mark.parametrize("number", [ME, "85.64.30-075.94", "856430 075 94"])
def test_who_asked_about_a_person_is_told(run: Run, state: Path, number: str) -> None:
    """The employee is not: CJEU, 22 June 2023, C-579/21."""
    result = run("log", "person", number, "--state", state)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith("2026-11-22 00:00:00 | ")
    assert second.startswith("2026-11-23 00:00:00 | ")
    for part in ("wonen-in-limburg", "GeefDossierHandicap", "on 23/058 §62-69"):
        assert part in first
    assert EMPLOYEE not in result.stdout
    result = run("log", "person", number, "--users", "--state", state)
    assert result.stdout.count(f"user {EMPLOYEE}") == 2


def test_the_answer_is_there_for_programs(run: Run, state: Path) -> None:
    given = ("log", "person", ME, "--state", state)
    rows = [json.loads(line) for line in run(*given, "--json").stdout.splitlines()]
    assert [row["at"] for row in rows] == [
        "2026-11-22T00:00:00+01:00",
        "2026-11-23T00:00:00+01:00",
    ]
    assert {row["answered"] for row in rows} == {"yes"}
    assert all("user" not in row for row in rows)
    table = list(csv.DictReader(io.StringIO(run(*given, "--csv").stdout)))
    assert [list(row) for row in table] == [list(row) for row in rows]
    (row, _) = map(json.loads, run(*given, "--json", "--users").stdout.splitlines())
    assert row["user"] == EMPLOYEE


def test_nobody_asked_is_an_answer_too(run: Run, state: Path) -> None:
    given = ("log", "person", "79641706379", "--state", state)
    result = run(*given)
    assert result.exit_code == 0
    assert result.stdout == "nobody asked about 79641706379\n"
    assert result.stderr == ""
    assert run(*given, "--json").stdout == ""
    assert run(*given, "--csv").stdout.count("\n") == 1
    other = run("log", "person", ME, "--to", "2026-11-20", "--state", state)
    assert other.stdout == f"nobody asked about {ME} in that time\n"


def test_a_number_that_the_log_does_not_keep_is_not_said_to_be_unasked(
    run: Run, state: Path
) -> None:
    """Nobody may take silence for an answer: such a number is kept out."""
    result = run("log", "person", "00000000196", "--state", state)
    assert result.exit_code == 0
    assert "so the log may not tell" in result.stderr
    assert "00000000196" not in result.stderr


@pytest.mark.parametrize(
    "number", ["85643007595", "8564300759", "856430075940", "85.64.30-075.9x"]
)
def test_what_is_no_number_of_a_person_is_refused_without_repeating_it(
    run: Run, state: Path, number: str
) -> None:
    result = run("log", "person", number, "--state", state)
    assert result.exit_code == 2
    assert "eleven digits with valid check digits" in " ".join(result.stderr.split())
    assert number not in result.output


def test_a_folder_without_a_log_has_no_answer(run: Run, tmp_path: Path) -> None:
    result = run("log", "person", ME, "--state", tmp_path)
    assert result.exit_code == 1
    assert "no log here" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_explain_takes_the_trail_that_was_written_last(run: Run, state: Path) -> None:
    """Whatever its time: a clock may go back."""
    fill(state, [replace(CALL, trace="d" * 32, at=MIDNIGHT - timedelta(days=1))])
    result = run("explain", "--last", "--state", state, "--json")
    assert {record["trace"] for record in json.loads(result.stdout)} == {"d" * 32}


def test_explain_shows_a_question_once_and_json_both_of_its_records(
    run: Run, state: Path
) -> None:
    """A hop writes `asked` before a question leaves, and then how it ended."""
    sent = replace(CALL, direction="out", span="2" * 16, parent_span=CALL.span)
    fill(state, [replace(sent, outcome="asked")], [sent])
    given = ("explain", CALL.trace, "--state", state)
    assert "asked" not in run(*given).stdout
    outcomes = [
        record["outcome"] for record in json.loads(run(*given, "--json").stdout)
    ]
    assert outcomes == ["answered", "asked", "answered"]
