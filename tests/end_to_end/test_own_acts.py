"""
Acts of the user's own beside those that come along: `kruispunt up --law FILE`.

Issue 4: a user's own authorisation file is checked, and invalid law data fails at the
start with file, line and reason.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ConnectionProfile, connect
from kruispunt_simulator.cli import main

from .envelopes import CARE, LOTTE, SOFIE, TOM, Chain, Refusal
from .programs import up
from .test_repertory import IN, Who, declare, resultaat
from .test_server_behaviour import NO_SIGNALS, free_ports

OWN = Path(__file__).parents[1] / "vectors" / "law" / "own-act.yaml"
"""Grants Fluvius the care supplement, which no act that comes along does."""
FLUVIUS: Who = (
    "magda",
    "fluvius",
    "fluvius.be/mijnverbouwpremie-aip",
    "7301",
    SOFIE,
)
AS_FLUVIUS = {"party": "fluvius", "capacity": "7301", "user": SOFIE}


@pytest.fixture(scope="module")
def own_chain(start: Callable[..., Chain]) -> Chain:
    """A chain that goes by the act of the user's own too."""
    return start(law=(OWN,))


def here(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_a_question_that_only_the_own_act_grants_is_answered(
    chain: Chain, own_chain: Chain
) -> None:
    """And refused as ever where that act is not there: 13001."""
    question = {"name": CARE, **AS_FLUVIUS}
    asked = own_chain.envelope(**question).signed().post()
    assert asked.refusal is None, own_chain.arrival(asked)
    record = own_chain.arrival(asked)
    assert (record["grant"], record["legal_basis"]) == (
        "own-fluvius-care",
        "Own protocol art. 1",
    )
    refused = chain.envelope(**question).signed().post()
    assert refused.refusal == Refusal("2", "13001")


def test_only_the_fields_that_the_own_act_lists_are_told(own_chain: Chain) -> None:
    """The total of the points, and not those of the first pillar."""
    answer = own_chain.envelope(CARE, **AS_FLUVIUS).signed().post()
    (pillars,) = answer.payload.iter("Pijlers")
    assert [each.tag for each in pillars] == ["Totaal"]


def test_the_repertory_that_the_own_act_demands_is_looked_into(
    own_chain: Chain,
) -> None:
    """The rule that the act names: 22/004 §6, §32."""

    def ask() -> Refusal | None:
        question = own_chain.envelope(CARE, **AS_FLUVIUS).about(TOM)
        return question.signed().post().refusal

    assert ask() == Refusal("3", "13202")
    assert resultaat(declare(own_chain, FLUVIUS, IN, TOM))[0] == "1"
    assert ask() is None


def test_explanations_and_lists_know_the_act_while_the_chain_runs(
    own_chain: Chain, tmp_path: Path
) -> None:
    asked = ("law", "explain", "fluvius", "GeefZorgtoeslag", "--state")
    told = here(*asked, own_chain.state, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["reason"] == "Own protocol art. 1"
    assert here(*asked, tmp_path).exit_code == 1
    rows = json.loads(here("parties", "--state", own_chain.state, "--json").stdout)
    (fluvius,) = (row for row in rows if row["id"] == "fluvius")
    assert "GeefZorgtoeslag" in fluvius["may_ask"]
    matrix = json.loads(
        here("law", "matrix", "--state", own_chain.state, "--json").stdout
    )
    assert "own-fluvius-care" in [row["grant"] for row in matrix]


NO_PORTS = ("--wiv-port", "0", "--magda-port", "0", "--ksz-port", "0")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("[zt-child-ssin", "[zt-child"), "no field zt-child in fields.yaml"),
        (("    register: vdi\n", ""), "demands the repertory vdi"),
        (("party: fluvius", "party: fluvia"), "no party fluvia"),
        (
            ('capacity: "7301"', 'capacity: "7399"'),
            "fluvius was not given capacity 7399 at magda; those it has there: 7301",
        ),
        (("hop: magda", "hop: ksz"), "those it has there: none"),
    ],
)
def test_an_act_that_is_wrong_stops_the_start_with_file_line_and_reason(
    folder: Callable[[], Path], tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    """Also one that nobody here could ever ask under."""
    path = tmp_path / "own.yaml"
    text = OWN.read_text("utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change), encoding="utf-8")
    result = here("up", "--state", folder(), *NO_PORTS, "--law", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"kruispunt: {path}:")
    assert reason in result.stderr
    checked = here("law", "check", path)
    assert checked.exit_code == 1
    assert reason in checked.stdout


def test_codes_that_are_wrong_stop_the_start_with_file_line_and_reason(
    folder: Callable[[], Path], tmp_path: Path
) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text('codes:\n  magda: {"7299": "1"}\n', encoding="utf-8")
    result = here("up", "--state", folder(), *NO_PORTS, "--codes", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{path}:2: codes.magda.7299: no code of ours at magda" in result.stderr


def test_a_file_that_is_not_there_is_a_bad_argument(folder: Callable[[], Path]) -> None:
    for option in ("--law", "--codes"):
        result = here("up", "--state", folder(), *NO_PORTS, option, "nowhere.yaml")
        assert result.exit_code == 2
        assert "nowhere.yaml" in result.stderr


@NO_SIGNALS
def test_the_processes_of_a_chain_go_by_the_same_law_and_codes(
    folder: Callable[[], Path], tmp_path: Path
) -> None:
    """`--server gunicorn`: whatever becomes of the files once the chain is up."""
    state, law, codes = folder(), tmp_path / "own.yaml", tmp_path / "codes.yaml"
    law.write_text(OWN.read_text("utf-8"), encoding="utf-8")
    codes.write_text('codes: {magda: {"7301": "54321"}}', encoding="utf-8")
    ports = zip(("wiv", "magda", "ksz"), free_ports(3), strict=True)
    options = [text for hop, port in ports for text in (f"--{hop}-port", str(port))]
    options += ["--server", "gunicorn", "--workers", "1"]
    options += ["--law", str(law), "--codes", str(codes)]
    with up(state, *options) as program:
        assert program.ready["ready"]
        profile = ConnectionProfile.from_state(state, "fluvius")
        assert profile.endpoint("magda").hoedanigheid == "54321"
        with connect(profile, via="magda") as magda:
            answer = magda.care_allowance.supplement(
                LOTTE, user=SOFIE, on=date(2024, 6, 1)
            )
        law.unlink()
        codes.unlink()
        program.process.send_signal(signal.SIGTERM)
        assert program.end()[0] == 0
    assert answer.data is not None
