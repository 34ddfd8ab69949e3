"""
The chain with its log in PostgreSQL: on one host, and on two that share it.

`make test-postgresql` runs everything else this way too.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ConnectionProfile, connect
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands import people as people_command
from kruispunt_simulator.people import People
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.store.address import database_of, shown

from ..databases import Database
from ..postgresql import OwnServer, Server
from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    ERR_025,
    FILES,
    HANDI,
    INCAPACITY,
    LOTTE,
    MIEKE,
    SOON,
    TOM,
    Answer,
    Chain,
    Refusal,
    assert_refused,
)
from .programs import Program, up
from .test_repertory import AGENCY, IN, OUT, declare, files, resultaat

Start = Callable[..., Chain]


@pytest.fixture(scope="module")
def url(postgresql: Server) -> str:
    """The database that the hosts of this file share; empty before they start."""
    return postgresql.empty_database()


@pytest.fixture(scope="module")
def one(start: Start, url: str) -> Chain:
    """A host."""
    return start(database=url)


@pytest.fixture(scope="module")
def other(start: Start, one: Chain, url: str) -> Chain:
    """Another one, with a state folder of its own and the same certificates."""
    assert one.state
    return start(database=url)


def kruispunt(*arguments: str | Path) -> Any:
    """Run a command that prints JSON."""
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- one host ------------------------------------------------------------------------


@pytest.mark.requirement("S-LG-01")
@pytest.mark.parametrize("name", [CARE, FILES, INCAPACITY, ATTEST, HANDI])
def test_every_way_through_the_chain_is_answered_and_on_record(
    one: Chain, name: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: there when the reply is here."""
    answer = one.envelope(name).signed().post()
    assert answer.refusal is None
    rows = Database.of(one.simulator.engine).rows(
        "select hop, reply_digest from exchange where trace = ? and direction = 'in'",
        answer.trace,
    )
    ways = {each: {"wiv", "magda", "ksz"} for each in (INCAPACITY, FILES)}
    assert {row["hop"] for row in rows} == ways.get(name, {answer.hop})
    digests = {row["hop"]: row["reply_digest"] for row in rows}
    assert digests[answer.hop] == hashlib.sha256(answer.body).hexdigest()


def test_a_refusal_is_on_record_too(one: Chain) -> None:
    answer = one.envelope(ATTEST).about(TOM).signed().post()
    assert answer.refusal is not None
    assert one.arrival(answer)["outcome"] == "refused"


def test_commands_find_the_log_of_the_last_start(one: Chain) -> None:
    """Where it is, no user has to say again; and the state folder holds none."""
    trace = one.envelope(CARE).signed().post().trace
    (record, _) = kruispunt("log", "--state", one.state, "--trace", trace, "--json")
    assert record["person"] == LOTTE
    assert not (one.state / "kruispunt.db").exists()
    explained = CliRunner().invoke(main, ["explain", trace, "--state", str(one.state)])
    assert explained.exit_code == 0


def test_a_command_may_say_where_the_log_is(
    one: Chain, url: str, tmp_path: Path
) -> None:
    """By option or by environment; without, the folder has none."""
    trace = one.envelope(CARE).signed().post().trace
    asked = ["log", "--state", str(tmp_path), "--trace", trace]
    assert CliRunner().invoke(main, asked).exit_code == 1
    assert CliRunner().invoke(main, [*asked, "--database", url]).exit_code == 0
    said = CliRunner(env={"KRUISPUNT_DATABASE": url})
    assert said.invoke(main, asked).exit_code == 0


def test_a_database_that_is_not_there_is_told_without_the_password(
    tmp_path: Path,
) -> None:
    wrong = "postgresql+psycopg://me:s3cret@127.0.0.1:1/log"
    for command in (["log"], ["people"], ["explain", "--last"], ["up"]):
        result = CliRunner().invoke(
            main, [*command, "--state", str(tmp_path), "--database", wrong]
        )
        assert result.exit_code == 1
        assert "127.0.0.1:1/log: " in result.stderr
        assert "s3cret" not in result.output
        assert result.stderr.count("\n") == 1


# --- two hosts -----------------------------------------------------------------------


def test_the_calls_at_both_stand_in_one_log(one: Chain, other: Chain) -> None:
    traces = [each.envelope(CARE).signed().post().trace for each in (one, other)]
    for state in (one.state, other.state):
        records = kruispunt("log", "--state", state, "--json")
        assert set(traces) <= {record["trace"] for record in records}


def test_a_message_counts_once_at_both(one: Chain, other: Chain) -> None:
    """WSS 1.1.1 section 13; refused before anything is asked or sent on."""
    message = one.envelope(INCAPACITY).signed()
    assert message.post().refusal is None
    message.chain = other
    copy = message.post()
    assert_refused(other, copy, status=500, refusal=ERR_025, check="security.replay")
    assert {record["hop"] for record in other.records(copy.trace)} == {"wiv"}


def test_of_copies_that_come_to_both_together_one_is_answered(
    one: Chain, other: Chain
) -> None:
    ready = threading.Barrier(2)
    octets = [one.envelope(CARE).signed().octets for _ in range(5)]

    def post(chain: Chain) -> list[Answer]:
        answers = []
        for message in octets:
            envelope = chain.envelope(CARE)
            ready.wait(SOON)
            answers.append(envelope.post_octets(message))
        return answers

    with ThreadPoolExecutor(2) as pool:
        pairs = zip(*pool.map(post, (one, other)), strict=True)
        told = [{answer.refusal for answer in pair} for pair in pairs]
    assert told == [{None, ERR_025}] * len(octets)


def test_who_is_registered_at_one_is_known_at_the_other_at_once(
    one: Chain, other: Chain
) -> None:
    assert files(other, AGENCY, TOM).refusal == ("3", "13202")
    assert resultaat(declare(one, AGENCY, IN, TOM)) == ("1", [])
    assert files(other, AGENCY, TOM).refusal is None
    assert resultaat(declare(other, AGENCY, OUT, TOM)) == ("1", [])
    assert files(one, AGENCY, TOM).refusal == ("3", "13202")


def test_who_is_imported_at_one_is_known_at_the_other_at_once(
    one: Chain, other: Chain, tmp_path: Path
) -> None:
    """A file of one's own takes over from a built-in one."""
    lotte = as_yaml(People.load().named("lotte-vandersmout"))
    file = tmp_path / "lotte.yaml"
    file.write_text(lotte.replace("title: ", "title: Imported ", 1), "utf-8")
    before = other.simulator.people.get(LOTTE)
    assert before is not None
    assert not before.title.startswith("Imported")
    people_command.bring_in(one.state, [file], allow_real_numbers=False)
    after = other.simulator.people.get(LOTTE)
    assert after is not None
    assert after.title.startswith("Imported")


def test_two_hosts_that_start_together_on_an_empty_database_both_serve(
    postgresql: Server, folder: Callable[[], Path]
) -> None:
    """As programs: tables are made once, people are loaded once, both answer."""
    url = postgresql.empty_database()
    states = [folder(), folder()]

    def begin(state: Path) -> Program:
        return Program(state, "--database", url)

    with ThreadPoolExecutor(2) as pool:
        programs = list(pool.map(begin, states))
    try:
        for state, program in zip(states, programs, strict=True):
            assert program.ready["ready"] is True
            profile = ConnectionProfile.from_state(state, "wonen-in-limburg")
            with connect(profile, via="wiv") as wiv:
                answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
            assert answer.data is not None
    finally:
        for program in programs:
            program.process.kill()
            program.end()
    database = Database(url)
    assert database.query("select count(*) from person") == [(len(People.load()),)]
    arrived = "select count(*) from exchange where hop = 'wiv' and direction = 'in'"
    assert database.query(arrived) == [(2,)]


def test_the_password_of_a_running_chain_stands_in_no_output(
    url: str, folder: Callable[[], Path]
) -> None:
    """The server of the tests asks for none, so any will do."""
    state = folder()
    with_password = url.replace("postgres@", "postgres:s3cret@", 1)
    assert with_password != url
    with up(state, "--database", with_password) as program:
        assert program.ready["ready"] is True
        assert "s3cret" not in program.first_line
        assert program.ready["database"] == shown(database_of(state))
        assert "s3cret" not in shown(database_of(state))
        readable = {
            path.name: path.stat().st_mode & 0o077
            for path in state.rglob("*")
            if path.is_file() and b"s3cret" in path.read_bytes()
        }
        assert readable == {"database.url": 0}
        program.process.terminate()
        assert "s3cret" not in "".join(map(str, program.end()))


# --- the server away -----------------------------------------------------------------

AWAY = {
    CARE: Refusal("2", "99996"),
    INCAPACITY: Refusal("2", "99996"),
    ATTEST: Refusal("fault", "MSG00020"),
}


def test_while_the_server_is_away_nothing_is_answered_and_then_all_is(
    start: Start, postgresql_of_its_own: OwnServer
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: rather no data than data unlogged."""
    chain = start(database=postgresql_of_its_own.new_database())
    for name in AWAY:
        chain.still_answers(name)
    postgresql_of_its_own.stop()
    for name, refusal in AWAY.items():
        answer = chain.envelope(name).signed().post()
        assert answer.refusal == refusal
        assert not answer.has_data
        assert str(chain.simulator.engine.url.database).encode() not in answer.body
    lost = chain.envelope(CARE).at_path("/nowhere").signed().post()
    assert lost.status == 503
    postgresql_of_its_own.start()
    for name in AWAY:
        chain.still_answers(name)
    found = chain.envelope(CARE).at_path("/nowhere").signed().post()
    assert found.status == 404
    arrived = [r for r in chain.trail.records() if r["direction"] == "in"]
    assert {r["outcome"] for r in arrived} == {"answered", "refused"}
    chain.simulator.stop()
