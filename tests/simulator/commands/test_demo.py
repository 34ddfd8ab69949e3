"""The guided tour: every stop as the table says, and a surprise when it is not so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.demo import EXPLAINED, STOPS, TRAIL, Outcome, Tour
from kruispunt_simulator.commands.demo_acts import Acts

BY_NAME = {stop.name: stop for stop in STOPS}
REFUSALS = [stop for stop in STOPS if stop.check]


def test_the_tour_has_three_answers_and_six_refusals() -> None:
    """Issue 1."""
    assert len(BY_NAME) == len(STOPS) == 9
    assert len(REFUSALS) == 6
    assert {TRAIL, EXPLAINED} <= set(BY_NAME)
    for stop in STOPS:
        refusal = stop in REFUSALS
        assert (stop.expected.level is not None) is refusal
        assert bool(stop.because) is refusal


@pytest.mark.parametrize("stop", STOPS, ids=BY_NAME)
def test_every_stop_goes_as_the_table_says(
    simulator: Simulator, stop: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    tour = Tour(simulator)
    tour.visit(stop)
    assert tour.surprises == 0
    printed = capsys.readouterr().out
    assert "SURPRISE" not in printed
    if stop.check:
        assert f"{stop.expected}\n" in printed
        assert f"  because {stop.because}\n    {stop.check}\n" in printed
        assert "      expected:    " in printed


@pytest.mark.parametrize(
    ("wrong", "surprises"),
    [
        pytest.param({"hop": "magda"}, 2, id="another hop"),
        pytest.param({"level": "3"}, 2, id="another level"),
        pytest.param({"code": "13001"}, 2, id="another code"),
        pytest.param({"level": None, "code": None}, 2, id="an answer"),
        pytest.param({"check": "law.granted"}, 1, id="another finding in the log"),
    ],
)
def test_what_goes_otherwise_is_a_surprise(
    simulator: Simulator,
    capsys: pytest.CaptureFixture[str],
    wrong: dict[str, Any],
    surprises: int,
) -> None:
    """In the reply and in the log; the right row is the twin, above."""
    stop = BY_NAME["unknown-user"]
    check = wrong.pop("check", stop.check)
    tour = Tour(simulator)
    tour.visit(replace(stop, check=check, expected=replace(stop.expected, **wrong)))
    assert tour.surprises == surprises
    assert capsys.readouterr().out.count("  SURPRISE: ") == surprises


def test_an_answer_where_a_refusal_belongs_is_a_surprise(
    simulator: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chain that lets the unsigned message through, say."""
    stop = replace(BY_NAME["unknown-user"], act=BY_NAME["care-allowance"].act)
    tour = Tour(simulator)
    tour.visit(stop)
    assert tour.surprises == 3
    assert "answered by magda, where this was expected: refused by wiv at level 2" in (
        capsys.readouterr().out
    )


def test_a_line_that_broke_is_no_refused_handshake(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in the log: then it was not the hop that refused."""
    monkeypatch.setattr("kruispunt_simulator.commands.demo.LOG_SECONDS", 0.0)

    def nobody_there(acts: Acts) -> Any:
        from kruispunt_client.errors import ConnectionFailed

        error = ConnectionFailed("nobody there")
        error.hop = "wiv"
        raise error

    tour = Tour(simulator)
    tour.visit(replace(BY_NAME["foreign-certificate"], act=nobody_there))
    assert tour.surprises == 2


@pytest.mark.parametrize("wrong", [False, True])
def test_one_surprise_is_enough_for_exit_status_1(
    simulator: Simulator, capsys: pytest.CaptureFixture[str], wrong: bool
) -> None:
    stop = BY_NAME["unsigned"]
    if wrong:
        stop = replace(stop, expected=Outcome(hop="wiv", level="1", code="ERR_024"))
    stops = (BY_NAME[TRAIL], stop)
    assert Tour(simulator, stops).take() == int(wrong)
    printed = capsys.readouterr().out
    assert f"; {2 * wrong} surprises\n" in printed
    own_log = simulator.settings.profiles / "wonen-in-limburg.log.jsonl"
    assert str(own_log) in printed
    assert "  outcome:     answered\n" in printed
