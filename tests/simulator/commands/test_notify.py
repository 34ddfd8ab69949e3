"""
`kruispunt notify`: what is pushed to a party, or why nothing is.

Source: 23/058 §3, §5, §6 (what is pushed), §85, §88 (only under a grant, and only about
whom the party keeps a file of).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import click
import pytest
from kruispunt_law import Codes
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.cli import notify as command
from kruispunt_simulator.commands import notify
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.notifications import KINDS
from kruispunt_simulator.notifications.outbox import Outbox
from kruispunt_simulator.numbers import make
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.running import Running, write_running
from kruispunt_simulator.store.journal import Journal

from .conftest import Run

BRAM_FILE = People.load().named("bram-kestelijn")
BRAM, KARIM = BRAM_FILE.ssin, People.load().named("karim-vanhoutveld").ssin
DAY = date(2024, 11, 10)
"""On which Bram's attest of 2024Q3 was sent, and that of somebody whom RVA lacks."""
OWN = Path(__file__).parents[2] / "vectors" / "law" / "own-push.yaml"
"""Has the FSO told of incapacity, which no act that comes along does."""
Push = Callable[..., tuple[int, Any]]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that nobody made yet."""
    return tmp_path / "state"


@pytest.fixture
def push(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Push:
    """Push to RVA; gives exit status and what was printed, as JSON."""

    def run(**given: Any) -> tuple[int, Any]:
        options: dict[str, Any] = {
            "party": "rva",
            "kind": "period",
            "day": DAY,
            "quarter": None,
            "capacity": None,
            "to": tmp_path / "out",
            "state": state,
            "as_json": True,
        }
        capsys.readouterr()
        status = notify.run(**options | given)
        printed = capsys.readouterr()
        if options["as_json"] and printed.out.startswith("{"):
            return status, json.loads(printed.out)
        return status, printed.out + printed.err

    return run


# Pushing


def test_the_messages_are_put_into_the_folder_and_told(
    push: Push, tmp_path: Path
) -> None:
    status, told = push()
    assert status == 0
    assert told["messages"] == [
        {
            "file": "rva-000000000000001-notifyHdiIndemnityAllowancePeriod.xml",
            "sequence_number": 1,
            "notifications": 1,
            "persons": 1,
        }
    ]
    assert told["left_out"]["not_inscribed"] == 1
    assert (told["outcome"], told["grant"]) == ("sent", "rva-hdi-pushed-period")
    assert (told["party"], told["kind"], told["day"]) == ("rva", "period", "2024-11-10")
    text = (tmp_path / "out" / told["messages"][0]["file"]).read_text("utf-8")
    assert f"<ssin>{BRAM}</ssin>" in text


def test_without_json_the_same_is_told_in_lines(push: Push) -> None:
    status, told = push(as_json=False)
    assert status == 0
    first, file, left_out, trail = told.splitlines()
    assert first.startswith("1 messages to ")
    assert first.endswith(", on 23/058 §24-29/1, §88 (rva-hdi-pushed-period)")
    assert file.endswith(
        "notifyHdiIndemnityAllowancePeriod.xml: 1 notifications, 1 people"
    )
    assert left_out == "  1 people left out: not in the repertory for this receiver"
    assert "kruispunt explain" in trail
    assert BRAM not in told


def test_the_numbers_go_on_in_the_same_state_folder(push: Push) -> None:
    kinds = [("period", None), ("attest", "2024Q3"), ("period", None)]
    numbers = [
        message["sequence_number"]
        for kind, quarter in kinds
        for message in push(party="rjv", kind=kind, quarter=quarter)[1]["messages"]
    ]
    assert numbers == [1, 2, 3]


def test_without_quarter_the_corrections_of_the_month_are_pushed(
    push: Push, tmp_path: Path
) -> None:
    """23/058 §3: monthly. To Wonen in Vlaanderen, through MAGDA (§62-69)."""
    push(party="magda", kind="attest", day=date(2025, 7, 31))
    (file,) = (tmp_path / "out").iterdir()
    text = file.read_text("utf-8")
    assert KARIM in text
    assert "CANCELLATION" in text


def test_the_log_of_the_state_folder_tells_of_it(
    push: Push, run: Run, state: Path
) -> None:
    _, told = push()
    log = run("log", "--state", state, "--trace", told["trace"]).stdout
    assert f"person={BRAM}" in log
    assert run("log", "--state", state, "--basis", "rva-hdi-pushed").stdout == log


def test_people_of_ones_own_are_told_of(
    push: Push, run: Run, state: Path, tmp_path: Path
) -> None:
    born = date(1990, 1, 2)
    who = {"first_name": "Some", "last_name": "Body", "born": born, "sex": "M"}
    own = Person.model_validate(
        {
            "title": "Of one's own, with the attests and the files of another",
            "identity": who | {"ssin": make(born, 3)},
            "incapacity": BRAM_FILE.incapacity,
            "repertory": BRAM_FILE.repertory,
        }
    )
    (tmp_path / "own.yaml").write_text(as_yaml(own), "utf-8")
    imported = run("people", "import", "--state", state, tmp_path / "own.yaml")
    assert imported.exit_code == 0, imported.output
    _, told = push()
    assert told["messages"][0]["persons"] == 2


# Two at once


def test_pushes_on_one_state_take_turns(
    push: Push, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What one prepared and did not log yet is not taken for what a crash left.

    Source: Protocol WiV–Wonen in Limburg art. 6.4: what the log says was sent, was.
    """
    statuses: list[int] = []
    other = Thread(target=lambda: statuses.append(push()[0]))
    settled = Event()
    settle, write = Outbox.settle, Journal.write

    def watched(outbox: Outbox, last: int) -> None:
        settle(outbox, last)
        if current_thread() is other:
            settled.set()

    def interrupted(journal: Journal, *given: Any, **changes: Any) -> bool:
        if changes and current_thread() is not other:
            other.start()
            settled.wait(2)  # as long as it may take one that does not wait its turn
        return write(journal, *given, **changes)

    monkeypatch.setattr(Outbox, "settle", watched)
    monkeypatch.setattr(Journal, "write", interrupted)
    statuses.append(push(as_json=False)[0])
    other.join()
    assert statuses == [0, 0]
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [name[:19] for name in names] == [
        "rva-000000000000001",
        "rva-000000000000002",
    ]
    assert all(name.endswith(".xml") for name in names)


# The day


def test_the_day_is_that_of_the_simulator_that_runs(push: Push, state: Path) -> None:
    state.mkdir()
    shift = (DAY - belgian_date(datetime.now(UTC))).days
    write_running(state, Running(urls={}, shift_days=shift))
    _, told = push(day=None)
    assert told["day"] in (DAY.isoformat(), (DAY + timedelta(days=1)).isoformat())


def test_else_it_is_today(push: Push) -> None:
    before = belgian_date(datetime.now(UTC)).isoformat()
    _, told = push(day=None)
    assert before <= told["day"] <= belgian_date(datetime.now(UTC)).isoformat()


# The law and the codes of the chain that runs


def test_an_act_of_ones_own_has_pushed_what_ours_do_not(
    push: Push, state: Path, tmp_path: Path
) -> None:
    """simulator/README.md: `notify` goes by those of the chain on `--state`."""
    assert push(party="fso")[0] == 3
    write_running(state, Running(urls={}, shift_days=0, law=(OWN,)))
    status, told = push(party="fso")
    assert (status, told["grant"]) == (0, "own-fso-pushed")
    assert told["reason"] == "Own protocol art. 1"
    (file,) = (tmp_path / "out").iterdir()
    text = file.read_text("utf-8")
    assert f"<ssin>{BRAM}</ssin>" in text
    assert "<filteredElement>exitCode</filteredElement>" in text


def test_a_code_of_ones_own_stands_in_the_message_and_in_the_log(
    push: Push, run: Run, state: Path, tmp_path: Path
) -> None:
    """simulator/README.md: on the wire and in the log theirs; the order keeps ours."""
    codes = Codes(own={"ksz": {"VO:SOCIAL_RENT": "REAL-CONTEXT"}})
    state.mkdir()
    write_running(state, Running(urls={}, shift_days=0, codes=codes))
    order = {"party": "magda", "kind": "attest", "day": date(2025, 7, 31)}
    status, told = push(**order, capacity="VO:SOCIAL_RENT")
    assert (status, told["capacity"]) == (0, "VO:SOCIAL_RENT")
    (file,) = (tmp_path / "out").iterdir()
    assert "<legalContext>REAL-CONTEXT</legalContext>" in file.read_text("utf-8")
    lines = run("log", "--state", state, "--trace", told["trace"], "--json").stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    assert {row["capacity"] for row in rows} == {"REAL-CONTEXT"}
    assert push(**order, capacity="REAL-CONTEXT")[0] == 3


# Refusals


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param({"party": "nobody"}, "no party nobody", id="unknown party"),
        pytest.param(
            {"party": "fso"},
            "fso may not use HdiIndemnityAllowanceNotifications at ksz",
            id="who may only consult (§33)",
        ),
        pytest.param(
            {"party": "wonen-in-vlaanderen"},
            "wonen-in-vlaanderen has no grant at ksz",
            id="who receives through an integrator",
        ),
        pytest.param(
            {"kind": "indemnity-periods"},
            "may not use operation notifyHdiIndemnityAllowanceIndemnityPeriods",
            id="what no act has pushed (§4)",
        ),
        pytest.param(
            {"day": date(2024, 1, 23)},
            "no ground is in force on 2024-01-23",
            id="day before in force",
        ),
        pytest.param(
            {"capacity": "RVA:OTHER"}, "in capacity RVA:OTHER", id="other capacity"
        ),
    ],
)
def test_a_refusal_is_told_with_its_reason_and_logged(
    push: Push, run: Run, state: Path, tmp_path: Path, given: Any, reason: str
) -> None:
    status, told = push(**given)
    assert status == 3
    assert told["outcome"] == "refused"
    assert reason in told["reason"]
    assert not (tmp_path / "out").exists()
    explained = run("explain", told["trace"], "--state", state).stdout
    assert reason in explained


def test_a_refusal_is_one_line_for_people(
    run: Run, state: Path, tmp_path: Path
) -> None:
    options = ("--kind", "period", "--to", tmp_path / "out", "--state", state)
    result = run("notify", "nobody", *options)
    assert result.exit_code == 3
    first, trail = result.stdout.splitlines()
    assert first == "refused: no party nobody; `kruispunt parties` lists them"
    assert trail.startswith("  trace ")


# What makes no sense


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(
            {"quarter": "2024Q3"}, "period goes out daily", id="daily quarter"
        ),
        pytest.param(
            {"kind": "attest", "quarter": "2024Q4"},
            "2024Q4 is not over on 2024-11-10",
            id="running quarter",
        ),
    ],
)
def test_bad_arguments_are_told_and_nothing_is_made(
    push: Push, state: Path, given: Any, told: str
) -> None:
    status, printed = push(**given)
    assert status == 2
    assert told in printed
    assert not state.exists()


def test_of_several_capacities_one_is_to_be_named(push: Push) -> None:
    status, printed = push(party="magda")
    assert status == 2
    assert "--capacity VO:GROEIPAKKET or VO:SOCIAL_RENT" in printed
    status, told = push(party="magda", capacity="VO:SOCIAL_RENT")
    assert (status, told["grant"]) == (0, "magda-social-rent-hdi-pushed-period")


@pytest.mark.parametrize("quarter", ["2024", "2024Q5", "2024q1", "٢024Q1"])
def test_a_quarter_is_written_as_the_ksz_does(run: Run, quarter: str) -> None:
    result = run("notify", "rva", "--kind", "attest", "--quarter", quarter, "--to", "x")
    assert result.exit_code == 2
    assert "is no quarter of the form 2026Q3" in result.stderr


def test_the_kinds_of_the_command_are_those_that_there_are() -> None:
    (kind,) = (each for each in command.params if each.name == "kind")
    assert isinstance(kind.type, click.Choice)
    assert list(kind.type.choices) == list(KINDS)


def test_numbers_that_may_be_real_are_pushed_only_where_they_are_allowed(
    push: Push, run: Run, state: Path, tmp_path: Path
) -> None:
    """The guard of `up` and `people import`, here too."""
    nine = "900102009"
    file = tmp_path / "real.yaml"
    file.write_text(
        f'id: real\ntitle: x\nidentity:\n  ssin: "{nine}{97 - int(nine) % 97:02}"\n'
        "  first_name: Some\n  last_name: Body\n  born: 1990-01-02\n  sex: M\n",
        "utf-8",
    )
    run("people", "import", "--state", state, "--allow-real-numbers", file)
    with pytest.raises(StateError, match="numbers may be real"):
        push()
    running = Running(urls={}, shift_days=0, allow_real_numbers=True)
    write_running(state, running)
    assert push()[0] == 0
