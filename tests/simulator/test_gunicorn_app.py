"""The same hop in several processes: same doors, same environ, same end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .tls_helpers import SERVER, Authority, Client, Identity, post, read_all, tcp

pytestmark = pytest.mark.skipif(os.name != "posix", reason="gunicorn needs fork")

SOON = 30.0
"""Only ends a hang."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def party(authority: Authority) -> Identity:
    return authority.issue("party")


class Program:
    """`gunicorn_hop.py`, running."""

    def __init__(self, authority: Authority, children: int = 2) -> None:
        source = Path(__file__).with_name("gunicorn_hop.py")
        self.process = subprocess.Popen(
            [sys.executable, source, authority.folder, str(children)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self.line()

    def line(self) -> str:
        """Wait for the next line of its output."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[int, str]:
        """Wait until it has ended; give its exit status and what it complained of."""
        _, complaints = self.process.communicate(timeout=SOON)
        return self.process.returncode, complaints


@pytest.fixture
def run(authority: Authority) -> Iterator[Callable[..., Program]]:
    authority.issue("hop", usage=SERVER)
    programs: list[Program] = []

    def start(children: int = 2) -> Program:
        programs.append(Program(authority, children))
        return programs[-1]

    yield start
    for program in programs:
        program.process.kill()
        program.process.communicate(timeout=SOON)


@pytest.fixture
def program(run: Callable[..., Program]) -> Program:
    return run()


def test_a_call_finds_the_same_environ_in_a_child(
    program: Program, authority: Authority, party: Identity
) -> None:
    with Client(program.url, authority.client_context(party)) as client:
        for question in (b"one", b"two"):
            answer = json.loads(client.call(question).body)
            assert answer == {
                "certificate": party.der.hex(),
                "multiprocess": True,
                "child": True,
                "read": question.decode(),
            }


def test_silent_clients_hold_up_no_child(
    program: Program, authority: Authority, party: Identity
) -> None:
    """Two children with one thread each: gunicorn's own workers would be full."""
    context = authority.client_context(party)
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(tcp(program.url))
            client = stack.enter_context(Client(program.url, context))
            client.send(post(b"hello")[:-1])
        caller = stack.enter_context(Client(program.url, context))
        assert caller.call().status == 200


def test_a_failure_of_tls_is_reported_by_the_child(
    program: Program, authority: Authority
) -> None:
    with tcp(program.url) as client:
        client.sendall(post())
        assert read_all(client).startswith(b"HTTP/1.1 400 ")
    assert program.line() == "magda plain-http"


def test_a_call_in_flight_ends_before_the_program_does(
    run: Callable[..., Program], authority: Authority, party: Identity
) -> None:
    program = run(children=1)
    context = authority.client_context(party)
    with (
        Client(program.url, context) as idle,
        Client(program.url, context) as client,
    ):
        client.send(post(b"slow", "/slow"))
        assert program.line() == "calling"
        program.process.send_signal(signal.SIGTERM)
        assert idle.socket.recv(1) == b""  # the child knows
        assert program.process.stdin is not None
        program.process.stdin.write("go on\n")
        program.process.stdin.flush()
        assert json.loads(client.receive().body)["read"] == "slow"
    assert program.end() == (0, "")


def test_a_wrong_file_fails_before_the_first_child(
    run: Callable[..., Program], authority: Authority
) -> None:
    (authority.folder / "hop.key").unlink()
    program = run()
    assert program.url == ""
    status, complaints = program.end()
    assert status == 1
    assert "hop.key" in complaints
