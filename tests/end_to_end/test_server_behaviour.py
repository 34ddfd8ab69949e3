"""The server under clients that are many, silent, rude, slow, or there at its end."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from kruispunt_client import ONCE, ConnectionProfile, connect
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.server import Server, ServerLimits
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.sources import Condition

from .conftest import ANY_PORT
from .envelopes import BRAM, GRIET, LOTTE, MIEKE, SOON, Chain, Envelope
from .programs import Program, up


def tcp(url: str) -> socket.socket:
    """Connect, and say nothing."""
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port), timeout=SOON)


def tls(chain: Chain, hop: str, party: str, url: str | None = None) -> ssl.SSLSocket:
    """Connect and shake hands, and say nothing more."""
    context = chain.tls(hop, chain.identity(party))
    plain = tcp(url or chain.simulator.urls[hop])
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


def head(message: Envelope, *more: str) -> bytes:
    """Write the request line and fields of a message."""
    lines = (
        f"POST {message.operation.contract.paths[0]} HTTP/1.1",
        "Host: x",
        "Content-Type: text/xml",
        f"Content-Length: {len(message.octets)}",
        *more,
    )
    return "\r\n".join((*lines, "", "")).encode()


def read_reply(line: ssl.SSLSocket) -> tuple[int, bytes]:
    """Read one reply: status and body."""
    with closing(HTTPResponse(line)) as response:
        response.begin()
        return response.status, response.read()


# --- many ----------------------------------------------------------------------------


def test_two_clients_ask_side_by_side_over_kept_connections(chain: Chain) -> None:
    """Issue 1: two parallel clients with keep-alive, through all three hops."""
    calls = 6
    together = threading.Barrier(2)

    def ask(party: str, via: str, question: Callable[[Any], Any]) -> list[str]:
        with chain.connect(party, via) as connection:
            together.wait(SOON)
            return [question(connection).trace for _ in range(calls)]

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(
            ask,
            "wonen-in-limburg",
            "wiv",
            lambda c: c.incapacity.periods(BRAM, "2024Q1", user=MIEKE),
        )
        second = pool.submit(
            ask,
            "wonen-in-vlaanderen",
            "magda",
            lambda c: c.care_allowance.supplement(
                LOTTE, user=GRIET, on=date(2024, 6, 1)
            ),
        )
        traces = [first.result(SOON), second.result(SOON)]
    for own, hop in zip(traces, ("wiv", "magda"), strict=True):
        assert len(set(own)) == calls
        arrivals = [
            record
            for trace in own
            for record in chain.records(trace)
            if (record["hop"], record["direction"]) == (hop, "in")
        ]
        assert [record["outcome"] for record in arrivals] == ["answered"] * calls
        assert len({record["peer"] for record in arrivals}) == 1


# --- silent --------------------------------------------------------------------------


@pytest.fixture
def patient(start: Callable[..., Chain]) -> Iterator[Chain]:
    """A chain whose server gives nobody up while a test runs."""
    chain = start()
    limits = ServerLimits(handshake_seconds=600, request_seconds=600, idle_seconds=600)
    listeners = [chain.simulator.listener(name) for name in HOPS]
    with Server(listeners, limits=limits) as server:
        chain.simulator.serve_at(server.urls)
        chain.simulator.write_profiles()
        yield chain


def test_fifty_silent_connections_delay_nobody(patient: Chain) -> None:
    """
    Issue 1: a server that shakes hands in its accept loop stalls on one of them.

    At every hop: 25 that never begin TLS and 25 that are through with it. They are
    still open when the good call is answered, for afterwards they can ask too.
    """
    chain = patient
    callers = {"wiv": "wonen-in-limburg", "magda": "wonen-in-vlaanderen", "ksz": "rva"}
    with ExitStack() as stack:
        mute: dict[str, list[socket.socket]] = {}
        idle: dict[str, list[ssl.SSLSocket]] = {}
        for hop, url in chain.simulator.urls.items():
            mute[hop] = [stack.enter_context(tcp(url)) for _ in range(25)]
            idle[hop] = [
                stack.enter_context(tls(chain, hop, callers[hop])) for _ in range(25)
            ]
        chain.still_answers("incapacity at wiv")
        chain.still_answers("care allowance at magda")
        chain.still_answers("attest at ksz")
        message = chain.envelope("care allowance at magda").signed()
        idle["magda"][0].sendall(head(message) + message.octets)
        assert read_reply(idle["magda"][0])[0] == 200
        context = chain.tls("magda", chain.identity("wonen-in-vlaanderen"))
        message = chain.envelope("care allowance at magda").signed()
        with context.wrap_socket(mute["magda"][0], server_hostname="127.0.0.1") as late:
            late.sendall(head(message) + message.octets)
            assert read_reply(late)[0] == 200


# --- rude ----------------------------------------------------------------------------


def garbage_before_tls(chain: Chain) -> None:
    with tcp(chain.simulator.urls["magda"]) as line:
        line.sendall(b"\x16\x03\x01\xff\xff" + bytes(range(256)) * 8)


def garbage_after_tls(chain: Chain) -> None:
    with tls(chain, "magda", "fluvius") as line:
        line.sendall(bytes(range(256)) * 300)
        line.recv(65536)


def half_a_request(chain: Chain) -> None:
    with tls(chain, "magda", "fluvius") as line:
        line.sendall(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")


def reset_in_the_handshake(chain: Chain) -> None:
    with tcp(chain.simulator.urls["magda"]) as line:
        # Linger zero: closing sends a reset instead of a goodbye.
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        line.sendall(b"\x16\x03\x01")


def gone_before_the_reply(chain: Chain) -> None:
    message = chain.envelope("care allowance at magda").signed()
    with tls(chain, "magda", "wonen-in-vlaanderen") as line:
        line.sendall(head(message) + message.octets)


def two_lengths(chain: Chain) -> None:
    with tls(chain, "magda", "fluvius") as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
        )
        assert line.recv(65536).startswith(b"HTTP/1.1 400 ")


RUDE = (
    garbage_before_tls,
    garbage_after_tls,
    half_a_request,
    reset_in_the_handshake,
    gone_before_the_reply,
    two_lengths,
)


@pytest.mark.parametrize("rudely", RUDE, ids=[each.__name__ for each in RUDE])
def test_process_keeps_serving(chain: Chain, rudely: Callable[[Chain], None]) -> None:
    for _ in range(3):
        rudely(chain)
    chain.still_answers("incapacity at wiv")


# --- at the end ----------------------------------------------------------------------


def test_call_in_flight_is_answered_before_the_end(folder: Callable[[], Path]) -> None:
    """
    Issue 1: clean shutdown with calls in flight.

    The source answers only when the chain already no longer takes connections.
    """
    asked, go_on = threading.Event(), threading.Event()

    def wait(_: float) -> None:
        asked.set()
        assert go_on.wait(SOON)

    simulator = Simulator(Settings(state=folder(), ports=ANY_PORT))
    simulator.sources._sleep = wait
    simulator.sources.set_condition("insurers", Condition(delay_seconds=1))
    with ThreadPoolExecutor(2) as pool, simulator:
        chain = Chain(simulator)
        message = chain.envelope("incapacity at wiv").signed()
        with tls(chain, "magda", "fluvius") as idle:
            call = pool.submit(message.post)
            assert asked.wait(SOON)
            url = simulator.urls["wiv"]
            stopping = pool.submit(simulator.stop, SOON)
            _wait_until_closed(url)
            go_on.set()
            answer = call.result(SOON)
            stopping.result(SOON)
            assert idle.recv(1) == b""
        assert answer.has_data
    with Simulator(Settings(state=simulator.settings.state, ports=ANY_PORT)) as again:
        assert Chain(again).arrival(answer)["outcome"] == "answered"


def _wait_until_closed(url: str) -> None:
    """Return once nobody listens any more; each try waits for the other side."""
    for _ in range(1000):
        try:
            with tcp(url) as line:
                line.settimeout(0.05)
                line.recv(1)
        except TimeoutError:
            continue
        except OSError:
            return
    raise AssertionError("the hop still listens")


NO_SIGNALS = pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM")


def end_during_a_call(
    program: Program, chain: Chain, number: signal.Signals = signal.SIGTERM
) -> None:
    """
    Know that a call through three hops gets its answer, and the program ends well.

    The hop has said 100 (Continue), so it has the call; the signal comes before it can
    ask the next hop, which must still be there then.
    """
    message = chain.envelope("incapacity at wiv").signed()
    caller = (chain, "wiv", "wonen-in-limburg", program.url("wiv"))
    with tls(*caller) as idle, tls(*caller) as line:
        line.sendall(head(message, "Expect: 100-continue"))
        assert line.recv(65536).startswith(b"HTTP/1.1 100 ")
        program.process.send_signal(number)
        assert idle.recv(1) == b""  # the hop knows
        line.sendall(message.octets)
        status, body = read_reply(line)
    assert status == 200
    assert b"attestationId" in body
    status, output, complaints = program.end()
    assert (status, output) == (0, ""), complaints


@NO_SIGNALS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_lets_a_call_in_flight_end_and_the_program_exit_well(
    chain: Chain, folder: Callable[[], Path], number: signal.Signals
) -> None:
    """`kruispunt up`, with a source that takes its time."""
    with up(folder(), "--source-slow", "insurers=0.2") as program:
        end_during_a_call(program, chain, number)


@NO_SIGNALS
def test_gunicorn_answers_through_three_hops_and_stops(
    chain: Chain, folder: Callable[[], Path]
) -> None:
    """`kruispunt up --server gunicorn`: the same chain, in processes."""
    state = folder()
    ports = dict(zip(HOPS, free_ports(3), strict=True))
    options = [
        text for hop, port in ports.items() for text in (f"--{hop}-port", str(port))
    ]
    with up(state, *options, "--server", "gunicorn", "--workers", "1") as program:
        assert program.ready["endpoints"] == {
            hop: {"url": f"https://127.0.0.1:{port}"} for hop, port in ports.items()
        }
        profile = ConnectionProfile.from_state(state, "wonen-in-limburg")
        with connect(profile, via="wiv", retry=ONCE) as wiv:
            answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
        assert answer.data is not None
        end_during_a_call(program, chain)
    for port in ports.values():
        with pytest.raises(ConnectionRefusedError):
            tcp(f"https://127.0.0.1:{port}")
    with Simulator(Settings(state=state, ports=ANY_PORT)) as simulator:
        records = Chain(simulator).records(answer.trace)
    assert {record["hop"] for record in records} == {"wiv", "magda", "ksz"}


def free_ports(count: int) -> list[int]:
    """Give ports that were free a moment ago."""
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _ in range(count)
        ]
        return [each.getsockname()[1] for each in sockets]
