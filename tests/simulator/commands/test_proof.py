"""`kruispunt log verify`, `log seals` and `log message`: what an auditor types."""

from __future__ import annotations

import json
import stat
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import Result
from kruispunt_client.identity import PrivateIdentity
from kruispunt_simulator.hops.call import digest
from kruispunt_simulator.settings import Keep, MessagePolicy
from kruispunt_simulator.store.chain import START, link
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.seals import Sealer
from kruispunt_simulator.store.tables import exchange, log_head, log_seal, message
from sqlalchemy import delete, select, text, update

from .conftest import Run

TRACE = "a" * 32
QUESTION, REPLY = "<question>é</question>".encode(), b"<reply/>"


@pytest.fixture
def log(folder: Path) -> Path:
    """A state folder with two sealed logs, of which one call kept its messages."""
    engine = open_database(sqlite_url(folder / "kruispunt.db"))
    full = MessagePolicy(keep=Keep.FULL)
    with closing(Journal(engine, messages=full)) as journal:
        for hop in ("magda", "ksz"):
            for number in range(3):
                journal.write([call(hop, number)])

    def identity(hop: str) -> PrivateIdentity:
        keys = folder / "pki" / "hops" / hop
        return PrivateIdentity.from_pem(keys / "chain.pem", keys / "key.pem")

    for hop in ("magda", "ksz"):
        Sealer(engine, identity).seal(hop, datetime.now(UTC))
    engine.dispose()
    return folder


def call(hop: str, number: int) -> Exchange:
    has_messages = (hop, number) == ("magda", 1)
    return Exchange(
        trace=TRACE if has_messages else f"{number:032x}",
        span="1" * 16,
        parent_span=None,
        hop=hop,
        direction="in",
        at=datetime.now(UTC),
        business_date=date(2026, 11, 22),
        duration_us=1,
        party="fluvius",
        application="mijnverbouwpremie",
        service="GeefDossierHandicap",
        user="79641706379",
        person="85643007594",
        outcome="answered",
        request=QUESTION if has_messages else None,
        reply=REPLY if has_messages else None,
        request_digest=digest(QUESTION) if has_messages else None,
        reply_digest=digest(REPLY) if has_messages else None,
    )


def tamper(folder: Path, position: int) -> None:
    engine = open_database(sqlite_url(folder / "kruispunt.db"))
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        connection.execute(
            update(exchange)
            .where(exchange.c.hop == "ksz", exchange.c.position == position)
            .values(user="80631402131")
        )
    engine.dispose()


def told(result: Result) -> list[str]:
    return result.stdout.splitlines()


def test_a_whole_log_is_told_so(log: Path, run: Run) -> None:
    result = run("log", "verify", "--state", log)
    assert result.exit_code == 0
    assert told(result) == [
        "ksz: 3 records, 1 to 3, 1 seal, sealed up to 3: whole",
        "magda: 3 records, 1 to 3, 1 seal, sealed up to 3: whole",
    ]


def test_the_first_bad_record_is_named_and_the_exit_status_is_1(
    log: Path, run: Run
) -> None:
    tamper(log, 2)
    tamper(log, 3)
    result = run("log", "verify", "--state", log)
    assert result.exit_code == 1
    first, bad, *_ = told(result)
    assert first.startswith("ksz: ")
    assert first.endswith("NOT WHOLE")
    assert bad.startswith("  first: changed: record 2 does not fit what is before it")
    assert f"(trace {1:032x}, " in bad
    assert told(result)[-1].endswith("whole"), "of the other hop"


def test_one_log_can_be_verified_by_itself(log: Path, run: Run) -> None:
    tamper(log, 2)
    assert run("log", "verify", "--hop", "magda", "--state", log).exit_code == 0
    assert run("log", "verify", "--hop", "ksz", "--state", log).exit_code == 1


def test_no_log_is_not_taken_for_a_whole_one(log: Path, run: Run) -> None:
    """One that never was, or one that is gone with everything about it."""
    result = run("log", "verify", "--hop", "guard", "--state", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "guard: no log, not even a seal" in result.stderr
    engine = open_database(sqlite_url(log / "kruispunt.db"))
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        for table in (exchange, log_head, log_seal):
            connection.execute(delete(table))
    engine.dispose()
    result = run("log", "verify", "--state", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no log of any hop" in result.stderr


def test_a_program_gets_an_object_per_log(log: Path, run: Run) -> None:
    tamper(log, 2)
    ksz, magda = map(json.loads, told(run("log", "verify", "--json", "--state", log)))
    assert (ksz["hop"], ksz["flaws"][0]["position"]) == ("ksz", 2)
    assert (magda["hop"], magda["flaws"], magda["sealed"]) == ("magda", [], 3)


def test_seals_that_were_noted_are_anchors(log: Path, run: Run, tmp_path: Path) -> None:
    noted = tmp_path / "anchors.jsonl"
    noted.write_text(run("log", "seals", "--json", "--state", log).stdout)
    arguments = ("log", "verify", "--anchors", noted, "--state", log)
    assert run(*arguments).exit_code == 0
    row = json.loads(noted.read_text().splitlines()[0])
    row["chain"] = "0" * 64
    noted.write_text(json.dumps(row) + "\n")
    result = run(*arguments)
    assert result.exit_code == 1
    assert "anchor: seal 1 is not the one noted elsewhere" in result.stdout


@pytest.mark.parametrize("text", ["no json", "[]", '{"hop": "ksz"}'])
def test_anchors_that_make_no_sense_are_told(
    log: Path, run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "anchors").write_text(text)
    arguments = ("--anchors", tmp_path / "anchors", "--state", log)
    result = run("log", "verify", *arguments)
    assert result.exit_code == 2
    assert "expected seals as `kruispunt log seals --json` prints" in result.stderr


def test_certificates_that_are_not_there_are_told(log: Path, run: Run) -> None:
    (log / "pki" / "trust" / "ksz.pem").unlink()
    result = run("log", "verify", "--state", log)
    assert result.exit_code == 2
    assert "ksz.pem" in result.stderr


def test_a_log_that_cannot_be_read_is_no_flaw_in_it(log: Path, run: Run) -> None:
    """Nor a traceback: whoever looks at the status must not cry wolf."""
    engine = open_database(sqlite_url(log / "kruispunt.db"))
    with engine.begin() as connection:
        connection.execute(text("alter table log_seal rename to away"))
    engine.dispose()
    result = run("log", "verify", "--state", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the log cannot be read: no such table: log_seal" in result.stderr
    assert run("log", "verify", "--state", log / "elsewhere").exit_code == 2
    assert run("log", "seals", "--state", log).exit_code == 1


def test_seals_are_listed_for_people(log: Path, run: Run) -> None:
    ksz, magda = told(run("log", "seals", "--state", log))
    assert " ksz        1  1 to 3  " in ksz
    assert " magda " in magda
    assert told(run("log", "seals", "--hop", "ksz", "--state", log)) == [ksz]


def test_messages_of_a_trail_are_printed_when_somebody_asks(
    log: Path, run: Run
) -> None:
    assert told(run("log", "message", TRACE, "--state", log)) == [
        "<!-- magda-2-in-request.xml -->",
        "<question>é</question>",
        "<!-- magda-2-in-reply.xml -->",
        "<reply/>",
    ]


def test_messages_are_written_octet_for_octet_for_their_owner_only(
    log: Path, run: Run, tmp_path: Path
) -> None:
    to = tmp_path / "messages"
    run("log", "message", TRACE, "--to", to, "--state", log)
    assert (to / "magda-2-in-request.xml").read_bytes() == QUESTION
    assert (to / "magda-2-in-reply.xml").read_bytes() == REPLY
    if sys.platform != "win32":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in to.iterdir()}
        assert modes == {0o600}


def test_a_trail_without_messages_is_told(log: Path, run: Run) -> None:
    result = run("log", "message", f"{0:032x}", "--state", log)
    assert result.exit_code == 1
    assert "kruispunt up --keep-messages" in result.stderr


def test_anchors_without_a_seal_prove_nothing(
    log: Path, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "anchors").write_text("\n")
    result = run("log", "verify", "--anchors", tmp_path / "anchors", "--state", log)
    assert result.exit_code == 2
    assert "not one seal was noted there" in result.stderr


def test_a_log_whose_seals_are_gone_fails_for_who_wants_them(
    log: Path, run: Run
) -> None:
    """Without, it looks like one that waits for its next seal, and is told so."""
    arguments = ("log", "verify", "--hop", "ksz", "--state", log)
    assert run(*arguments, "--sealed-within", "5").exit_code == 0
    engine = open_database(sqlite_url(log / "kruispunt.db"))
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        connection.execute(delete(log_seal).where(log_seal.c.hop == "ksz"))
        old = {"at": datetime(2026, 11, 22, tzinfo=UTC)}
        rows = update(exchange).where(exchange.c.hop == "ksz")
        connection.execute(rows.values(**old))
        previous = START
        for row in connection.execute(
            select(exchange).where(exchange.c.hop == "ksz").order_by(exchange.c.id)
        ).mappings():
            previous = link(previous, row)
            one = update(exchange).where(exchange.c.id == row["id"])
            connection.execute(one.values(chain=previous))
        head = update(log_head).where(log_head.c.hop == "ksz")
        connection.execute(head.values(chain=previous))
    engine.dispose()
    result = run(*arguments)
    assert result.exit_code == 0
    assert told(result) == [
        "ksz: 3 records, 1 to 3, no seals, sealed up to 0, "
        "in no seal since 2026-11-22T00:00:00+00:00: whole"
    ]
    result = run(*arguments, "--sealed-within", "5")
    assert result.exit_code == 1
    assert "unsealed: records 1 to 3 should be in a seal by now" in result.stdout


def test_a_message_that_was_changed_beyond_reading_is_told(log: Path, run: Run) -> None:
    engine = open_database(sqlite_url(log / "kruispunt.db"))
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        connection.execute(update(message).values(content=b"nothing packed"))
    engine.dispose()
    result = run("log", "message", TRACE, "--state", log)
    assert result.exit_code != 0
    assert "the request of record magda 2 is not as it was kept" in result.stderr
