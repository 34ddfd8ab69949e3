"""
The third copy: what applications logged themselves, against the logs of the hops.

Protocol WiV–Wonen in Limburg art. 6.4: every call is logged at three places. Real
applications ask a real chain, answers and refusals, and each keeps its own log; then
`kruispunt log reconcile` finds nothing, or what somebody took away.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kruispunt_client import (
    ONCE,
    ConnectionProfile,
    DatabaseLog,
    JsonLinesLog,
    LogNotWritten,
    LogRecord,
    RefusedByService,
    TimedOut,
    connect,
)
from kruispunt_client.client_log import ReadableLog
from kruispunt_simulator.cli import main
from kruispunt_simulator.sources import Condition
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import create_engine, delete, insert, select, update

from .envelopes import BRAM, GRIET, JEF, LOTTE, MIEKE, NORA, STRANGER, TOM, Chain

ON = date(2024, 6, 1)
QUARTER = "2024Q1"
COMPANY = "wonen-in-limburg"

Open = Callable[[Path], ReadableLog]

LOGS: dict[str, tuple[Open, str]] = {
    "a file": (lambda folder: JsonLinesLog(folder / "own.jsonl"), "{}/own.jsonl"),
    "a database": (
        lambda folder: DatabaseLog(f"sqlite:///{folder / 'own.db'}"),
        "sqlite:///{}/own.db",
    ),
}


@pytest.fixture(scope="module", params=LOGS)
def asked(
    request: pytest.FixtureRequest,
    start: Callable[..., Chain],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Chain, ReadableLog, str]:
    """A chain of which everything was asked, the log of who asked, and its name."""
    make, where = LOGS[request.param]
    folder = tmp_path_factory.mktemp("application")
    chain, log = start(), make(folder)
    _ask(chain, log)
    return chain, log, where.format(folder)


def _ask(chain: Chain, log: ReadableLog) -> None:
    """Ask all hops, in the name of three parties: answers and refusals."""
    with chain.connect(COMPANY, "wiv", log=log) as wiv:
        for person, user in ((JEF, MIEKE), (TOM, MIEKE), (JEF, STRANGER)):
            with suppress(RefusedByService):
                wiv.disability.files(person, user=user, on=ON)
            with suppress(RefusedByService):
                wiv.incapacity.periods(BRAM, QUARTER, user=user)
    with chain.connect("wonen-in-vlaanderen", "magda", log=log) as magda:
        for person, user in ((LOTTE, GRIET), (TOM, GRIET), (LOTTE, STRANGER)):
            with suppress(RefusedByService):
                magda.care_allowance.supplement(person, user=user, on=ON)
    with chain.connect("rva", "ksz", log=log) as ksz:
        for person, user in ((BRAM, NORA), (TOM, NORA), (BRAM, STRANGER)):
            with suppress(RefusedByService):
                ksz.incapacity.attest(person, QUARTER, user=user)


def reconcile(chain: Chain, where: str, *options: str) -> Result:
    """Run the command on the state folder of a chain."""
    arguments = ["log", "reconcile", where, "--state", str(chain.state), *options]
    return CliRunner().invoke(main, arguments)


def found(chain: Chain, where: str, *options: str) -> list[dict[str, Any]]:
    """Give what the command finds, but the summary; its status must fit."""
    result = reconcile(chain, where, *options, "--json")
    *gaps, summary = map(json.loads, result.stdout.splitlines())
    assert summary["kind"] == "summary"
    assert summary["gaps"] == sum(not gap["remark"] for gap in gaps)
    assert result.exit_code == (1 if summary["gaps"] else 0)
    return gaps


@pytest.fixture
def without(
    asked: tuple[Chain, ReadableLog, str],
) -> Iterator[Callable[..., dict[str, Any]]]:
    """Takes a record out of the logs of the hops, and puts it back afterwards."""
    engine = asked[0].simulator.engine
    taken: list[dict[str, Any]] = []

    def take(**columns: Any) -> dict[str, Any]:
        chosen = [exchange.c[name] == value for name, value in columns.items()]
        with engine.begin() as connection:
            query = select(exchange).where(*chosen).limit(1)
            row = dict(connection.execute(query).mappings().one())
            connection.execute(delete(exchange).where(exchange.c.id == row["id"]))
        taken.append(row)
        return row

    yield take
    with engine.begin() as connection:
        connection.execute(insert(exchange), taken)


@pytest.mark.requirement("S-LG-01", "S-LG-02")
def test_logs_that_nobody_touched_have_no_gaps(
    asked: tuple[Chain, ReadableLog, str],
) -> None:
    chain, log, where = asked
    records = list(log.read())
    outcomes = {record.outcome for record in records if isinstance(record, LogRecord)}
    assert len(records) == 12
    assert {"answered", "PersonNotRegistered"} < outcomes
    assert found(chain, where) == []
    result = reconcile(chain, where)
    assert result.exit_code == 0
    assert "compared 12 records of the client" in result.stdout
    assert "gaps 0, remarks 0" in result.stdout


@pytest.mark.parametrize(
    ("hop", "direction", "kind"),
    [
        ("magda", "in", "missing-in"),
        ("magda", "out", "missing-out"),
        ("ksz", "in", "missing-in"),
        ("wiv", "out", "missing-out"),
        ("wiv", "in", "missing-at-hop"),
    ],
)
def test_a_record_that_was_taken_from_a_hop_is_named(
    asked: tuple[Chain, ReadableLog, str],
    without: Callable[..., dict[str, Any]],
    hop: str,
    direction: str,
    kind: str,
) -> None:
    """Exactly that one, although others hang below it."""
    chain, log, where = asked
    trace = next(
        each.trace
        for each in log.read()
        if isinstance(each, LogRecord) and each.service == "GeefArbeidsongeschiktheid"
    )
    without(trace=trace, hop=hop, direction=direction, outcome="answered")
    (gap,) = found(chain, where)
    assert (gap["kind"], gap["hop"], gap["trace"]) == (kind, hop, trace)
    line = reconcile(chain, where).stdout.splitlines()[0]
    assert line.startswith(kind)
    assert trace in line
    assert BRAM not in line, "a gap is about a call; the logs tell about whom"


def test_a_record_that_was_taken_from_the_client_is_named(
    asked: tuple[Chain, ReadableLog, str],
) -> None:
    """Also the first and the last, when the period is given."""
    chain, log, where = asked
    records = [each for each in log.read() if isinstance(each, LogRecord)]
    for taken in (records[0], records[5], records[-1]):
        with _without(log, taken):
            period = ("--from", _day(records[0], -1), "--to", _day(records[-1], 1))
            (gap,) = found(chain, where, *period)
            assert gap["kind"] == "missing-at-client"
            assert (gap["hop"], gap["trace"]) == (taken.hop, taken.trace)
    assert found(chain, where) == []


def test_only_one_party_may_be_compared(
    asked: tuple[Chain, ReadableLog, str],
) -> None:
    chain, log, where = asked
    records = [each for each in log.read() if isinstance(each, LogRecord)]
    with _without(log, records[7]):
        assert len(found(chain, where)) == 1
        assert found(chain, where, "--party", COMPANY) == []
        (gap,) = found(chain, where, "--party", "wonen-in-vlaanderen")
        assert gap["trace"] == records[7].trace


def test_a_person_who_was_changed_at_a_hop_is_named(
    asked: tuple[Chain, ReadableLog, str],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: each of the six elements counts."""
    chain, _, where = asked
    with chain.simulator.engine.connect() as connection:
        (row,) = connection.execute(
            select(exchange).where(
                exchange.c.hop == "wiv",
                exchange.c.direction == "in",
                exchange.c.person == TOM,
            )
        )
        change = update(exchange).where(exchange.c.id == row.id)
        connection.execute(change.values(person=LOTTE))
        connection.commit()
        try:
            first, *rest = found(chain, where)
        finally:
            connection.execute(change.values(person=TOM))
            connection.commit()
    assert first["kind"] == "differs"
    assert first["differences"] == {"person": [TOM, LOTTE]}
    assert {gap["kind"] for gap in rest} <= {"differs-within"}


def test_a_log_that_cannot_be_read_is_no_gap(
    asked: tuple[Chain, ReadableLog, str], tmp_path: Path
) -> None:
    """Status 2, so that a script does not take it for a gap."""
    chain, _, where = asked
    for nowhere in (
        str(tmp_path / "none.jsonl"),
        f"sqlite:///{tmp_path / 'none.db'}",
        "nothing://x",
    ):
        result = reconcile(chain, nowhere)
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: ")
    missing = CliRunner().invoke(
        main, ["log", "reconcile", where, "--state", str(tmp_path)]
    )
    assert missing.exit_code == 2
    assert "no log here" in missing.stderr
    for options in (("--from", "2026-01-02", "--to", "2026-01-01"), ("--from", "x")):
        assert reconcile(chain, where, *options).exit_code == 2
    assert not list(tmp_path.iterdir())


# --- what goes wrong on the way ------------------------------------------------------


def test_a_reply_that_the_client_did_not_wait_for_is_a_remark(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    """It gave up after the time of its profile; the hop answered all the same."""
    chain = start()
    log = JsonLinesLog(tmp_path / "own.jsonl")
    profile = _profile(chain, read_timeout=timedelta(seconds=0.3))
    chain.simulator.sources.set_condition("dgph", Condition(delay_seconds=1))
    with (
        connect(profile, via="wiv", log=log, retry=ONCE) as wiv,
        pytest.raises(TimedOut),
    ):
        wiv.disability.files(JEF, user=MIEKE, on=ON)
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    chain.simulator.stop()  # waits for calls that run
    (remark,) = found(chain, str(log.path))
    assert (remark["kind"], remark["remark"]) == ("not-received", True)
    assert remark["trace"] == record.trace


def test_a_question_that_no_hop_heard_is_no_gap(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    chain = start()
    profile = _profile(chain)
    log = JsonLinesLog(tmp_path / "own.jsonl")
    with connect(profile, via="wiv", log=log, retry=ONCE) as wiv:
        wiv.disability.files(JEF, user=MIEKE, on=ON)
        chain.simulator.stop()
        with suppress(Exception):
            wiv.disability.files(JEF, user=MIEKE, on=ON)
    assert len(list(log.read())) == 2
    assert found(chain, str(log.path)) == []
    assert "1 questions are at no hop" in reconcile(chain, str(log.path)).stdout


def test_an_answer_that_the_client_could_not_log_is_found(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    """The application got nothing; the hop, which answered, has the only record."""
    chain = start()
    folder = tmp_path / "own"
    folder.mkdir()
    log = JsonLinesLog(folder / "own.jsonl")
    with chain.connect(COMPANY, "wiv", log=log) as wiv:
        wiv.disability.files(JEF, user=MIEKE, on=ON)
        folder.rename(tmp_path / "away")
        with pytest.raises(LogNotWritten) as caught:
            wiv.disability.files(JEF, user=MIEKE, on=ON)
        (tmp_path / "away").rename(folder)
        wiv.disability.files(JEF, user=MIEKE, on=ON)
    (gap,) = found(chain, str(log.path))
    assert gap["kind"] == "missing-at-client"
    assert gap["trace"] == caught.value.trace


KILLED = """
import os, signal, sys
from datetime import date
from kruispunt_client import ONCE, ConnectionProfile, JsonLinesLog, connect

class Log(JsonLinesLog):
    def write(self, record):
        print(record.trace, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

profile = ConnectionProfile.from_state(sys.argv[1], sys.argv[2])
with connect(profile, via="wiv", log=Log(sys.argv[3]), retry=ONCE) as wiv:
    wiv.disability.files(sys.argv[4], user=sys.argv[5], on=date(2024, 6, 1))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
def test_an_application_that_was_killed_before_it_logged_is_found(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    """Between the reply and the record: the hops know what the client does not."""
    chain = start()
    log = JsonLinesLog(tmp_path / "own.jsonl")
    with chain.connect(COMPANY, "wiv", log=log) as wiv:
        wiv.disability.files(JEF, user=MIEKE, on=ON)
        killed = subprocess.run(
            [
                sys.executable,
                "-c",
                KILLED,
                *(str(chain.state), COMPANY, str(log.path), JEF, MIEKE),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert "not compared: 0 calls of the same parties before that, 1 after" in (
            reconcile(chain, str(log.path)).stdout
        )
        wiv.disability.files(JEF, user=MIEKE, on=ON)
    (gap,) = found(chain, str(log.path))
    assert gap["kind"] == "missing-at-client"
    assert gap["trace"] == killed.stdout.strip()


def test_a_record_that_a_crash_cut_off_is_told_with_what_the_hop_knows(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    chain = start()
    log = JsonLinesLog(tmp_path / "own.jsonl")
    with chain.connect(COMPANY, "wiv", log=log) as wiv:
        traces = []
        for cut in (0, 30, 0):
            answer = wiv.disability.files(JEF, user=MIEKE, on=ON)
            traces.append(answer.trace)
            os.truncate(log.path, log.path.stat().st_size - cut)
    remark, gap = found(chain, str(log.path))
    assert (remark["kind"], remark["about"]) == (
        "broken-line",
        "line 2: its end is missing",
    )
    assert (gap["kind"], gap["trace"]) == ("missing-at-client", traces[1])


# --- helpers -------------------------------------------------------------------------


def _profile(chain: Chain, **changes: Any) -> ConnectionProfile:
    """Give the profile of the housing company, with changes to its endpoint."""
    chain.identity(COMPANY)
    profile = ConnectionProfile.from_state(chain.state, COMPANY)
    wiv = replace(profile.endpoint("wiv"), **changes)
    return replace(profile, endpoints={**profile.endpoints, "wiv": wiv})


def _day(record: LogRecord, days: int) -> str:
    return (record.time + timedelta(days=days)).date().isoformat()


@contextmanager
def _without(log: ReadableLog, record: LogRecord) -> Iterator[None]:
    """Take a record out of a client's log for as long as the block lasts."""
    if isinstance(log, JsonLinesLog):
        whole = log.path.read_bytes()
        lines = whole.splitlines(keepends=True)
        kept = [line for line in lines if record.trace.encode() not in line]
        assert len(kept) == len(lines) - 1
        log.path.write_bytes(b"".join(kept))
        yield
        log.path.write_bytes(whole)
        return
    assert isinstance(log, DatabaseLog)
    engine = create_engine(log.url)
    chosen = log.table.c.trace == record.trace
    with engine.begin() as connection:
        row = connection.execute(select(log.table).where(chosen)).mappings().one()
        connection.execute(delete(log.table).where(chosen))
    yield
    with engine.begin() as connection:
        connection.execute(insert(log.table), [dict(row)])
    engine.dispose()
