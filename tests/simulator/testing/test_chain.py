"""Without pytest: a `with` block, its settings, and what it takes from its process."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from kruispunt_client import ConnectionProfile
from kruispunt_client.connection import Connection
from kruispunt_simulator.testing import Chain, running_chain

from ...end_to_end.envelopes import BRAM, FILES, HANDI, JEF
from ...end_to_end.envelopes import Chain as Messages
from .conftest import LIMBURG, disability

ASK = """
import sys
from datetime import date
from kruispunt_client import ConnectionProfile, connect
with connect(ConnectionProfile.from_environment(), via="wiv") as wiv:
    print(wiv.hop, wiv.sender.id)
"""


def test_a_with_block_has_a_chain() -> None:
    with running_chain() as kruispunt:
        state = kruispunt.state
        assert set(kruispunt.urls) == {"wiv", "magda", "ksz"}
        assert disability(kruispunt.connect(LIMBURG), JEF) is not None
        kruispunt.trail.assert_called(service="GeefDossierHandicap", times=1)
        assert (state / "running.json").is_file()
    assert not state.exists()


def test_a_state_folder_of_ones_own_stays(tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    with running_chain(state=state, today="2025-01-02") as kruispunt:
        assert kruispunt.today == date(2025, 1, 2)
    assert (tmp_path / "state" / "kruispunt.db").is_file()
    assert not (tmp_path / "state" / "running.json").exists()


def test_every_party_has_a_certificate_when_it_needs_one(tmp_path: Path) -> None:
    """Only the hops have theirs at the start: to make a key takes time."""
    with running_chain() as kruispunt:
        before = {each.name for each in (kruispunt.state / "pki/parties").iterdir()}
        assert before == {"magda", "wonen-in-vlaanderen"}
        for party in ("fluvius", "rva", LIMBURG):
            profile = kruispunt.profile(party)
            assert profile.certificate.key is not None
            assert profile.certificate.key.is_file()


def test_a_party_that_is_not_there_is_told() -> None:
    with running_chain() as kruispunt:
        with pytest.raises(LookupError, match="no party nobody"):
            kruispunt.profile("nobody")
        with pytest.raises(LookupError, match="no party nobody"):
            kruispunt.environment("nobody")
        with pytest.raises(LookupError, match="wonen-in-vlaanderen has several"):
            kruispunt.connect("wonen-in-vlaanderen")
        assert kruispunt.connect("rva").hop == "ksz"


def test_connections_are_closed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a suite of thousands of tests would run out of sockets."""
    closed: list[Connection] = []
    close = Connection.close

    def noted(connection: Connection) -> None:
        closed.append(connection)
        close(connection)

    monkeypatch.setattr(Connection, "close", noted)
    with running_chain() as kruispunt:
        opened = [kruispunt.connect(LIMBURG), kruispunt.connect("rva")]
        assert closed == []
    assert closed == opened[::-1]


def test_another_program_asks_by_its_environment() -> None:
    with running_chain() as kruispunt:
        environment = kruispunt.environment(LIMBURG)
        assert set(environment) == {"KRUISPUNT_STATE", "KRUISPUNT_PARTY"}
        ran = subprocess.run(
            [sys.executable, "-c", ASK],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.stdout.split(), ran.stderr) == (["wiv", LIMBURG], "")
        profile = ConnectionProfile.from_state(kruispunt.state, LIMBURG)
        assert profile == kruispunt.profile(LIMBURG)


def test_people_of_the_chain_are_there_for_every_test(tmp_path: Path) -> None:
    with running_chain() as kruispunt:
        from kruispunt_simulator.people.write import as_yaml

        text = as_yaml(kruispunt.person(last_name="Altijd").file)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with Chain(people=[tmp_path / "one.yaml"]) as chain:
        for _ in range(2):
            with chain.isolated() as kruispunt:
                assert kruispunt.people["Noor Altijd"].insz
                kruispunt.person(first_name="Ander")


@pytest.mark.parametrize(("policy", "refused"), [("platform", False), ("strict", True)])
def test_the_policy_is_chosen(policy: str, refused: bool) -> None:
    """The KSZ must not require WS-Security (`_wire-facts.md` 5), but may be told to."""
    with Chain(policy=policy) as chain:
        answer = Messages(chain.simulator).envelope(HANDI).post()
    assert (answer.refusal is not None) == refused


def test_authorisation_may_be_off() -> None:
    with Chain(authorisation="off") as chain, chain.isolated() as kruispunt:
        stranger = kruispunt.person(inscribed=False)
        message = Messages(chain.simulator).envelope(FILES).about(stranger.insz)
        assert message.signed().post().refusal is None


def test_a_chain_starts_once_at_a_time() -> None:
    chain = Chain()
    for told in (lambda: chain.state, lambda: chain.isolated().__enter__()):
        with pytest.raises(RuntimeError, match="does not run"):
            told()
    with chain:
        with pytest.raises(RuntimeError, match="runs already"):
            chain.start()
        first = chain.state
    chain.stop()
    with chain, chain.isolated() as kruispunt:
        assert chain.state != first
        assert BRAM in kruispunt.people


def test_two_chains_run_beside_each_other() -> None:
    with running_chain() as one, running_chain(today=date(2024, 1, 2)) as two:
        only_here = one.person()
        assert only_here.insz not in two.people
        assert not {*one.urls.values()} & {*two.urls.values()}
        assert one.today != two.today


def test_what_is_wrong_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: nobody\n", encoding="utf-8")
    chain = Chain(people=[wrong], state=tmp_path / "state")
    with pytest.raises(ValueError, match=r"wrong.yaml:1: identity: Field required"):
        chain.start()
    with pytest.raises(RuntimeError, match="does not run"):
        _ = chain.urls


def test_the_process_is_left_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    """A chain lives in a process that is somebody else's."""
    with not_configured():
        with running_chain() as kruispunt:
            assert gc.isenabled()
            disability(kruispunt.connect(LIMBURG), JEF)
        assert not structlog.is_configured()
    assert capfd.readouterr() == ("", "")


def test_an_application_that_uses_structlog_keeps_its_settings() -> None:
    lines: list[Any] = []

    def keep(*event: Any) -> Any:
        lines.append(event)
        raise structlog.DropEvent

    with configured(processors=[keep]):
        with running_chain() as kruispunt:
            disability(kruispunt.connect(LIMBURG), JEF)
        assert structlog.get_config()["processors"] == [keep]
    assert lines


@contextmanager
def not_configured() -> Iterator[None]:
    """As in a process of an application that has no structlog."""
    was, before = structlog.is_configured(), structlog.get_config()
    structlog.reset_defaults()
    try:
        yield
    finally:
        if was:
            structlog.configure(**before)


@contextmanager
def configured(**settings: Any) -> Iterator[None]:
    structlog.configure(**settings)
    try:
        yield
    finally:
        structlog.reset_defaults()
