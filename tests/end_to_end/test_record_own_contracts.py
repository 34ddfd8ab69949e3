"""Exchanges of services that only the user's contracts know become cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ConnectionProfile, connect
from kruispunt_client.errors import PersonNotRegistered
from kruispunt_client.settings import ContractSettings, LogSettings
from kruispunt_simulator.cli import main
from kruispunt_simulator.settings import Keep, MessagePolicy

from .envelopes import LOTTE, MIEKE, Chain
from .test_own_contracts import LAW, OWN, letters


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, ("cases", "record", *arguments))))


def test_a_service_of_ones_own_is_recorded_and_replayed(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    """By the contracts of the chain that ran, or by those that are named."""
    first = start(contracts=OWN, law=(LAW,), messages=MessagePolicy(keep=Keep.FULL))
    with first.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        assert letters(wiv).data is None
    cases = tmp_path / "cases"
    result = run("--to", cases, "--state", first.state, "--json")
    assert result.exit_code == 0, result.output
    (path,) = json.loads(result.stdout)["written"]
    assert "/GeefBriefwisseling/02.00.0000/" in path
    assert Path(path).stem == LOTTE

    text = (cases / path).read_text("utf-8")
    (cases / path).write_text(text.replace("30001", "13202"), "utf-8")
    again = start(contracts=OWN, law=(LAW,), cases=cases)
    with (
        again.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(PersonNotRegistered),
    ):
        letters(wiv)


def test_without_its_contract_it_is_counted(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    messages = tmp_path / "kept"
    first = start(contracts=OWN, law=(LAW,))
    first.identity("wonen-in-limburg")
    profile = replace(
        ConnectionProfile.from_state(first.state, "wonen-in-limburg"),
        log=LogSettings(messages=messages),
        contracts=ContractSettings(folder=OWN),
    )
    with connect(profile, via="wiv", user=MIEKE) as wiv:
        letters(wiv)
    options = ("--to", tmp_path / "cases", "--exchanges", messages)
    result = run(*options)
    assert result.exit_code == 1
    assert "no contract has a question" in result.stdout
    assert run(*options, "--contracts", OWN).exit_code == 0
