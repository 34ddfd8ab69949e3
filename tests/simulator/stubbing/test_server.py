"""How the API begins and ends, where it is announced, and that it costs nothing."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.running import read_running
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.stubbing.desk import Desk
from kruispunt_simulator.stubbing.server import StubsApi

from ...end_to_end.programs import run, up
from ...snippets import ANY_PORT
from .conftest import SOON, Api

Folder = Callable[[], Path]


def settings(state: Path, **others: Any) -> Settings:
    return Settings(state=state, ports=ANY_PORT, **{"stubs_port": 0, **others})


def test_where_it_is_stands_in_the_state_folder_for_its_owner(folder: Folder) -> None:
    """Who knows the port may steer the chain: mode 0600."""
    state = folder()
    with Simulator(settings(state)) as simulator:
        running = read_running(state)
        assert running is not None
        assert running.stubs == simulator.stubs_url
        assert Api(str(running.stubs)).get("/stubs") == []
        if sys.platform != "win32":
            mode = stat.S_IMODE((state / "running.json").stat().st_mode)
            assert mode == 0o600


def test_an_answer_does_not_wait_for_the_one_before_to_be_acknowledged(
    folder: Folder,
) -> None:
    """asyncio sets TCP_NODELAY where it sees TCP only; else 40 ms over a kept line."""
    with Simulator(settings(folder())) as simulator:
        assert simulator._stubs_api is not None
        assert simulator._stubs_api._socket.proto == socket.IPPROTO_TCP


def test_without_a_port_there_is_none(folder: Folder) -> None:
    state = folder()
    with Simulator(settings(state, stubs_port=None)) as simulator:
        assert simulator.stubs_url is None
        running = read_running(state)
        assert running is not None
        assert running.stubs is None


def test_without_a_port_the_web_server_is_not_even_loaded(folder: Folder) -> None:
    """A start must not wait for what nobody wants."""
    program = f"""
import sys
from pathlib import Path
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.testing import scope
ports = {{"wiv": 0, "magda": 0, "ksz": 0}}
with Simulator(Settings(state=Path({str(folder())!r}), ports=ports)):
    pass
print(sorted({{"fastapi", "starlette", "uvicorn", "h11", "anyio"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_port_that_is_taken_is_told_and_nothing_stays_open(folder: Folder) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        simulator = Simulator(settings(folder(), stubs_port=port))
        try:
            told = f"the stubs cannot listen on 127.0.0.1:{port}"
            with pytest.raises(OSError, match=told):
                simulator.start()
        finally:
            simulator.stop()


def test_it_ends_with_the_chain_and_its_port_is_free_again(folder: Folder) -> None:
    with Simulator(settings(folder())) as simulator:
        port = urlsplit(str(simulator.stubs_url)).port or 0
        line = requests.Session()
        assert line.get(f"{simulator.stubs_url}/stubs", timeout=SOON).ok  # stays open
        simulator.stop()
        with pytest.raises(requests.ConnectionError):
            line.get(f"http://127.0.0.1:{port}/stubs", timeout=SOON)
        line.close()
        simulator.stop()
    with Simulator(settings(folder(), stubs_port=port)) as again:
        assert Api(str(again.stubs_url)).get("/stubs") == []


def test_a_request_that_is_going_on_is_answered_before_the_end(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, ending, may_go_on = (threading.Event() for _ in range(3))
    list_all, close = Desk.all, StubsApi.close

    def slowly(self: Desk) -> Any:
        arrived.set()
        assert may_go_on.wait(SOON)
        return list_all(self)

    def told(self: StubsApi) -> None:
        ending.set()
        close(self)

    monkeypatch.setattr(Desk, "all", slowly)
    monkeypatch.setattr(StubsApi, "close", told)
    simulator = Simulator(settings(folder()))
    simulator.start()
    replies: list[requests.Response] = []
    url = f"{simulator.stubs_url}/stubs"
    asking = threading.Thread(
        target=lambda: replies.append(requests.get(url, timeout=SOON))
    )
    asking.start()
    assert arrived.wait(SOON)
    stopping = threading.Thread(target=simulator.stop)
    stopping.start()
    assert ending.wait(SOON)
    may_go_on.set()
    stopping.join(SOON)
    asking.join(SOON)
    assert not stopping.is_alive()
    assert [reply.status_code for reply in replies] == [200]


@pytest.mark.parametrize(
    "begin",
    [b"", b"GET /stubs HT", b"GET /stubs HTTP/1.1\r\nHost: localhost\r\n"],
    ids=["nothing", "a line", "headers"],
)
def test_a_request_that_never_ends_does_not_hold_up_the_end(
    folder: Folder, begin: bytes
) -> None:
    simulator = Simulator(settings(folder()))
    simulator.start()
    where = urlsplit(str(simulator.stubs_url))
    with socket.create_connection((str(where.hostname), where.port), SOON) as line:
        line.sendall(begin)
        simulator.stop()
        assert line.recv(1) == b""


def test_a_body_that_never_ends_is_given_up(folder: Folder) -> None:
    simulator = Simulator(settings(folder()))
    simulator.start()
    where = urlsplit(str(simulator.stubs_url))
    with socket.create_connection((str(where.hostname), where.port), SOON) as line:
        line.sendall(
            b"POST /stubs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
            b"Content-Type: application/json\r\n\r\n{"
        )
        simulator.stop()  # gives it up after a while
        assert b"201" not in line.recv(4096)


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends it otherwise there")
def test_the_ready_line_names_it(folder: Folder) -> None:
    with up(folder(), "--stubs-port", "0") as program:
        url = program.ready["stubs"]["url"]
        assert Api(url).get("/stubs") == []
        program.process.send_signal(signal.SIGTERM)
        status, _, complaints = program.end()
    assert status == 0
    assert all(json.loads(line)["level"] == "info" for line in complaints.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends it otherwise there")
def test_the_ready_line_for_people_names_it_too(folder: Folder) -> None:
    with up(folder(), "--stubs-port", "0", as_json=False) as program:
        url = program.first_line.partition("  stubs ")[2].strip()
        assert Api(url).get("/stubs") == []
        program.process.send_signal(signal.SIGTERM)
        assert program.end()[0] == 0


def test_it_is_refused_with_several_processes(tmp_path: Path) -> None:
    """Each process would have stubs of its own."""
    options = ["--server", "gunicorn", "--stubs-port", "0"]
    result = run("up", "--state", tmp_path / "s", *options)
    assert result.returncode == 1
    assert "--stubs-port: stubs are of one process" in result.stderr
    assert not (tmp_path / "s").exists()
