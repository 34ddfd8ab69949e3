"""
A provider ends a protocol by simple notice: from the next day on nothing flows.

Source: Protocol WiV–Wonen in Limburg art. 8; Protocol Zorgtoeslag 2021-05-07 art. 8.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from kruispunt_law import ACTS, Codes, Law, load_law
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.legal import Legal
from kruispunt_simulator.settings import Settings

from .conftest import ANY_PORT, MovableClock
from .envelopes import CARE, FILES, INCAPACITY, Chain, Refusal, errors_of

LAST_DAY = date(2026, 3, 31)
NEXT_DAY = date(2026, 4, 1)


def with_act_ended(folder: Path, act: str) -> Law:
    """The acts that come along, one of them with one line more."""
    shutil.copytree(ACTS, folder)
    path = folder / f"{act}.yaml"
    text = path.read_text("utf-8")
    assert text.count("\nnature:") == 1
    path.write_text(
        text.replace("\nnature:", f"\nended: {LAST_DAY.isoformat()}\nnature:"), "utf-8"
    )
    return load_law([folder])


@pytest.mark.requirement("S-NB-04")
@pytest.mark.parametrize(
    ("act", "stopped", "going_on"),
    [
        pytest.param(
            "p-wiv-wil-2024", [FILES, INCAPACITY], [CARE], id="of a housing company"
        ),
        pytest.param(
            "p-zorgtoeslag-2021", [CARE], [FILES, INCAPACITY], id="of the supplement"
        ),
    ],
)
def test_an_act_that_was_ended_stops_every_flow_under_it(
    folder: Callable[[], Path],
    tmp_path: Path,
    act: str,
    stopped: list[str],
    going_on: list[str],
) -> None:
    """On its last day all is answered, on the next only what rests on other acts."""
    law = with_act_ended(tmp_path / "acts", act)
    clock = MovableClock()
    settings = Settings(state=folder(), ports=ANY_PORT)
    legal = Legal(law=law, codes=Codes())
    with Simulator(settings, clock, legal=legal) as simulator:
        chain = Chain(simulator)
        clock.move_to(LAST_DAY)
        for name in (*stopped, *going_on):
            assert chain.envelope(name).signed().post().has_data
        clock.move_to(NEXT_DAY)
        for name in stopped:
            answer = chain.envelope(name).signed().post()
            assert answer.refusal == Refusal("2", "13001")
            (record,) = chain.records(answer.trace)
            assert errors_of(record) == ["law.granted"]
            assert law.acts[act].cited in record["nearest"]
        for name in going_on:
            assert chain.envelope(name).signed().post().has_data
