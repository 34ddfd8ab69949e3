"""
`kruispunt parties staff`: the list that the committee may want to see at any time.

Source: 14/088 §13; 22/004 §7.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.parties import Parties, Party
from kruispunt_simulator.running import Running, business_date, write_running

from .conftest import Run

LORE = "90662104429"
"""On the list of Wonen in Limburg from 2024-01-01 to 2025-06-30."""
COLUMNS = ["insz", "name", "role", "from", "until", "confidentiality", "employer"]

Staff = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def staff(run: Run, tmp_path: Path) -> Staff:
    """Give the rows of a list, where nothing runs."""

    def rows(*arguments: str) -> list[dict[str, Any]]:
        result = run("parties", "staff", *arguments, "--json", "--state", tmp_path)
        assert (result.exit_code, result.stderr) == (0, "")
        found: list[dict[str, Any]] = json.loads(result.stdout)
        return found

    return rows


@pytest.mark.requirement("S-AC-11")
@pytest.mark.parametrize("party", Parties.load().all, ids=lambda party: party.id)
def test_every_party_has_a_list_that_can_be_given(party: Party, staff: Staff) -> None:
    """Source: 14/088 §13."""
    rows = staff(party.id, "--all")
    assert [row["insz"] for row in rows] == [member.insz for member in party.staff]


@pytest.mark.requirement("S-AC-11")
@pytest.mark.parametrize(
    ("on", "listed"),
    [
        pytest.param("2023-12-31", False, id="the day before the first"),
        pytest.param("2024-01-01", True, id="the first day"),
        pytest.param("2025-06-30", True, id="the last day"),
        pytest.param("2025-07-01", False, id="the day after the last"),
    ],
)
def test_the_list_is_that_of_the_day(on: str, listed: bool, staff: Staff) -> None:
    """Source: 14/088 §13 (systematically kept up to date)."""
    rows = staff("wonen-in-limburg", "--on", on)
    assert (LORE in [row["insz"] for row in rows]) is listed


@pytest.mark.requirement("S-AC-12", "S-PR-01")
def test_a_row_tells_role_days_confidentiality_and_employer(staff: Staff) -> None:
    """Source: 22/004 §7, §33; 14/088 §13."""
    agency = {row["name"]: row for row in staff("wonen-in-vlaanderen", "--all")}
    assert agency["Raf Nalatenschap"] == {
        "insz": "83671609783",
        "name": "Raf Nalatenschap",
        "role": "IT maintenance",
        "from": "2021-05-17",
        "until": None,
        "confidentiality": "2021-05-17",
        "employer": "VMSW",
    }
    assert agency["Griet De Testere"]["employer"] is None
    assert agency["Walter Weleer"]["until"] == "2022-12-31"
    operator = {row["name"]: row for row in staff("fluvius", "--all")}
    assert operator["Sofie Fictief"]["confidentiality"] == "2022-07-05"
    assert operator["Kaat Ongebonden"]["confidentiality"] is None


def test_who_stands_behind_a_party_has_a_list_of_its_own(staff: Staff) -> None:
    """Source: 14/088 §13: of VMSW, of the companies and of the offices."""
    lists = [{row["insz"] for row in staff(p, "--all")} for p in ("vmsw", "shm", "svk")]
    assert all(lists)
    assert len(set.union(*lists)) == sum(map(len, lists))


def test_csv_holds_what_json_holds(run: Run, staff: Staff) -> None:
    result = run("parties", "staff", "wonen-in-limburg", "--all", "--csv")
    assert result.exit_code == 0
    read = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(read[0]) == COLUMNS
    assert read == [
        {name: value or "" for name, value in row.items()}
        for row in staff("wonen-in-limburg", "--all")
    ]


def test_text_says_whose_list_it_is_and_of_which_day(run: Run) -> None:
    on = ("--on", "2025-07-01")
    lines = run("parties", "staff", "wonen-in-limburg", *on).stdout.splitlines()
    assert lines[0] == "staff of Wonen in Limburg (0401314140) on 2025-07-01"
    assert lines[1].split() == [name.upper() for name in COLUMNS]
    assert lines[2].startswith("80631402131  Mieke Vandersmissen  case handler")
    everybody = run("parties", "staff", "wonen-in-limburg", "--all").stdout
    assert everybody.splitlines()[0].endswith("on any day")
    assert LORE in everybody
    assert LORE not in "".join(lines)


@pytest.mark.parametrize(
    ("option", "output"),
    [
        ("--json", "[]\n"),
        ("--csv", f"{','.join(COLUMNS)}\n"),
        ("--all", "nobody is on the list of FIDUS, Brussels service integrator on any"),
    ],
)
def test_a_list_without_people_is_empty(run: Run, option: str, output: str) -> None:
    """An integrator asks for the staff of others only."""
    result = run("parties", "staff", "fidus", option)
    assert result.exit_code == 0
    assert result.stdout.startswith(output)
    assert len(result.stdout.splitlines()) == 1


def test_where_a_simulator_runs_its_business_date_counts(
    run: Run, tmp_path: Path
) -> None:
    """As for `kruispunt ask`."""
    shift = (date(2025, 6, 29) - business_date(tmp_path)).days
    write_running(tmp_path, Running(urls={}, shift_days=shift))
    where = ("--state", tmp_path, "--json")
    assert LORE in run("parties", "staff", "wonen-in-limburg", *where).stdout
    write_running(tmp_path, Running(urls={}, shift_days=shift + 3))
    assert LORE not in run("parties", "staff", "wonen-in-limburg", *where).stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nobody"], "no party nobody; `kruispunt parties` lists them"),
        (["wonen-vlaanderen"], "no party wonen-vlaanderen"),
        (["fluvius", "--on", "June"], "June is no date"),
        (["fluvius", "--all", "--on", "2024-01-01"], "--on or --all"),
        (["fluvius", "--json", "--csv"], "--json or --csv"),
        ([], "Missing argument 'PARTY'"),
    ],
)
def test_what_cannot_be_listed_is_told_with_status_2(
    run: Run, arguments: list[str], complaint: str
) -> None:
    result = run("parties", "staff", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_parties_without_more_lists_them_all(run: Run) -> None:
    rows = json.loads(run("parties", "--json").stdout)
    assert [row["id"] for row in rows] == [party.id for party in Parties.load().all]
