"""`kruispunt law`: what it says, as text and JSON, and its exit status."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kruispunt_law import explain, law, matrix
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.cli import main
from kruispunt_simulator.commands import law_page
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.running import Running, write_running

ROOT = Path(__file__).parents[3]
OWN = ROOT / "tests" / "vectors" / "law" / "own-act.yaml"
LAW = law()


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs `kruispunt law` where no chain runs."""

    def command(*arguments: str | Path) -> Result:
        given = list(map(str, arguments))
        if given[0] != "check":
            given += ["--state", str(tmp_path)]
        return CliRunner().invoke(main, ["law", *given])

    return command


# --- explain -------------------------------------------------------------------------


def test_a_yes_says_on_which_ground_and_on_what_terms(run: Any) -> None:
    """22/004: ground, lines, fields, repertory, purpose, staff, terms, passing on."""
    result = run("explain", "fluvius", "GeefDossierHandicap", "--on", "2026-01-01")
    assert result.exit_code == 0
    text = re.sub(r"\s+", " ", result.stdout)
    for said in (
        "yes: fluvius may have GeefDossierHandicap on 2026-01-01",
        "capacity 7301, from 2022-07-05",
        "ground 22/004 §4, §6, §23 (fluvius-disability)",
        "line of the act 22-004-fluvius-handiflux: §3, §4",
        "fields hf-ssin, hf-right-start-date",
        "not on the list hf-recognition-start-date",
        "repertory vdi, inscribed by fluvius in quality 7301; magda looks (22/004 §6",
        "purpose grant the MijnVerbouwPremie",
        "data-protection officer, bound to confidentiality",
        "keep at most P14M from storage of the data",
        "passing on third parties never have access (22/004 §14)",
        "asked next magda at ksz, HandiService v2",
    ):
        assert said in text, said


def test_a_no_says_what_is_missing_what_is_near_and_what_the_act_says(run: Any) -> None:
    result = run("explain", "shm", "HandiService", "--on", "2026-01-01")
    assert result.exit_code == 1
    assert result.stdout.startswith("no: no ground is in force on 2026-01-01\n")
    assert "candidate tenant, from 2014-10-07 until 2022-12-31" in result.stdout
    assert "direct call to KSZ: only through VMSW\n  (14/088 §3)" in result.stdout


def test_a_field_says_how_it_stands_and_where(run: Any) -> None:
    asked = ("explain", "fluvius", "GeefDossierHandicap", "--field")
    allowed = run(*asked, "hf-category")
    assert allowed.exit_code == 0
    key = ("GeefDossierHandicap", "03.00.0000", "GeefDossierHandicap")
    assert "hf-category: allowed" in allowed.stdout
    place = LAW.places[key].fields["hf-category"][0]
    assert "".join(place.split()) in "".join(allowed.stdout.split()), "lines break"
    refused = run(*asked, "hf-self-reliance")
    assert refused.exit_code == 1
    assert refused.stdout.startswith("no: hf-self-reliance is not on the list (22/004")


def test_who_asks_through_another_is_told_so(run: Any) -> None:
    result = run("explain", "bghm", "HdiIndemnityAllowanceService")
    assert result.exit_code == 0
    first = result.stdout.splitlines()[0]
    assert first.endswith(", through fidus")


def test_json_is_what_the_function_tells(run: Any) -> None:
    asked = {
        "hop": "ksz",
        "operation": "consultAttest",
        "capacity": "RVA:ADMISSIBILITY",
    }
    options = [text for name, value in asked.items() for text in (f"--{name}", value)]
    service = "HdiIndemnityAllowanceService"
    result = run("explain", "rva", service, *options, "--on", "2026-01-01", "--json")
    told = explain(LAW, "rva", service, on=date(2026, 1, 1), **asked)
    assert json.loads(result.stdout) == told.to_dict()
    assert told.allowed


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["fluvus", "GeefDossierHandicap"], "close to it: fluvius"),
        (["fluvius", "GeefDosierHandicap"], "GeefDossierHandicap"),
        (["fluvius", "GeefDossierHandicap", "--field", "hf-cat"], "hf-category"),
        (["fluvius", "GeefDossierHandicap", "--on", "soon"], "no date"),
        (["fluvius"], "Missing argument"),
    ],
)
def test_a_bad_argument_has_status_2_and_a_hint(
    run: Any, arguments: list[str], hint: str
) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_every_party_may_be_named(run: Any) -> None:
    """Also one that no act knows: then it is a no, not a mistake."""
    for party in Parties.load().all:
        assert run("explain", party.id, "GeefPersoon").exit_code in (0, 1)


def test_the_day_is_that_of_the_running_chain_or_today(
    run: Any, tmp_path: Path
) -> None:
    today = belgian_date(datetime.now(UTC))
    asked = ("explain", "vmsw", "HandiService", "--json")
    assert json.loads(run(*asked).stdout)["on"] in (
        today.isoformat(),
        belgian_date(datetime.now(UTC)).isoformat(),
    )
    days = (date(2020, 6, 1) - belgian_date(datetime.now(UTC))).days
    write_running(tmp_path, Running(urls={}, shift_days=days))
    told = run(*asked)
    assert told.exit_code == 0
    assert json.loads(told.stdout)["on"].startswith("2020-0")


# --- matrix --------------------------------------------------------------------------


def test_the_matrix_is_rows_that_other_programs_read(run: Any) -> None:
    everything = json.loads(run("matrix", "--json").stdout)
    assert everything == [row.to_dict() for row in matrix(LAW)]
    of_a_day = json.loads(run("matrix", "--on", "2022-12-31", "--json").stdout)
    assert of_a_day == [row.to_dict() for row in matrix(LAW, on=date(2022, 12, 31))]


def test_the_matrix_is_a_table_for_people(run: Any) -> None:
    lines = run("matrix", "--on", "2026-01-01").stdout.splitlines()
    assert lines[0].split()[:4] == ["HOP", "PARTY", "THROUGH", "SERVICE"]
    assert len(lines) == 1 + len(matrix(LAW, on=date(2026, 1, 1)))
    assert any("fluvius" in line and "22/004 §4, §6, §23" in line for line in lines)


@pytest.mark.parametrize("other", [["--json"], ["--on", "2026-01-01"]])
def test_the_page_is_of_every_day_and_no_json(run: Any, other: list[str]) -> None:
    assert run("matrix", "--table", *other).exit_code == 2


def test_the_page_in_the_docs_is_that_of_the_acts(run: Any) -> None:
    """Made anew by `kruispunt law matrix --table > docs/law-matrix.md`."""
    kept = (ROOT / "docs" / "law-matrix.md").read_text("utf-8")
    assert kept == law_page.page(LAW)
    assert run("matrix", "--table").stdout == kept


def test_the_page_holds_every_grant_act_and_party() -> None:
    page = law_page.page(LAW)
    for grant in LAW.grants:
        assert f"`{grant.capacity}` | {grant.citation} |" in page, grant.id
    for act in LAW.acts.values():
        assert f"| {act.cited} |" in page or act.kind == "reference"
        for change in act.amended:
            assert change.decided.isoformat() in page
    for party in Parties.load().all:
        assert party.id in page


# --- check ---------------------------------------------------------------------------


def test_a_good_file_has_status_0(run: Any) -> None:
    result = run("check", OWN)
    assert (result.exit_code, result.stdout) == (0, f"{OWN}: nothing is wrong\n")


def test_a_wrong_file_has_status_1_and_a_line_per_problem(
    run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    text = OWN.read_text("utf-8").replace("zt-points-total", "zt-points")
    path.write_text(text.replace("register: vdi\n", ""), encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 3
    assert all(re.match(re.escape(str(path)) + r":\d+: ", line) for line in lines)


def test_a_grant_that_nobody_here_can_use_is_a_problem(
    run: Any, tmp_path: Path
) -> None:
    """Certificate and capacity are checked before the law: protocol art. 6.1."""
    path = tmp_path / "own.yaml"
    path.write_text(
        OWN.read_text("utf-8").replace("party: fluvius", "party: bghm"),
        encoding="utf-8",
    )
    result = run("check", path)
    assert result.exit_code == 1
    assert "bghm was not given capacity 7301 at magda" in result.stdout


def test_a_file_that_is_not_there_has_status_2(run: Any, tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere.yaml").exit_code == 2
