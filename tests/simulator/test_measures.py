"""
The measures that organisations declare: complete, cited, and given on simple request.

They are evidence and nothing more: a hop looks at none of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.cli import main
from kruispunt_simulator.measures import Measure, load_measures
from kruispunt_simulator.parties import Parties

MEASURES = load_measures()
OFFICER = "data-protection officer"


def declared(party: str, cited: str) -> dict[str, bool]:
    """What a party declared under an act: in place or not."""
    return {
        each.what: each.in_place
        for each in MEASURES
        if party in each.of and cited in each.cited
    }


def request(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["parties", "measures", *arguments])


@pytest.mark.requirement("S-OR-01")
def test_the_central_register_is_of_class_4() -> None:
    """Protocol WiV–Wonen in Limburg art. 6; nothing else is classified."""
    (one,) = (each for each in MEASURES if each.information_class is not None)
    assert (one.of, one.information_class) == (("wonen-in-vlaanderen",), 4)
    assert "central register" in one.what


@pytest.mark.requirement("S-OR-02", "S-OR-06")
@pytest.mark.parametrize(
    ("party", "act", "count"),
    [
        ("wonen-in-limburg", "Protocol WiV–Wonen in Limburg art. 6", 19),
        ("wonen-in-vlaanderen", "Protocol Zorgtoeslag 2021-05-07 art. 6", 4),
    ],
)
def test_measures_are_given_on_simple_request(party: str, act: str, count: int) -> None:
    """Every one with the act that it is from, and since when; as text and as JSON."""
    rows = json.loads(request(party, "--json").stdout)
    of_the_act = [row for row in rows if row["cited"].startswith(act)]
    assert len(of_the_act) == count
    assert all(row["since"] and row["in_place"] in (True, False) for row in rows)
    text = request(party).stdout
    assert all(row["measure"] in text and row["cited"] in text for row in rows)


def test_nothing_is_given_of_somebody_who_is_not_known() -> None:
    result = request("nobody")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no party nobody" in result.stderr


@pytest.mark.requirement("S-OR-03")
def test_annex_2_says_how_the_company_is_organised() -> None:
    """Nine boxes are ticked, the one of the information-security cell is not."""
    part = declared("wonen-in-limburg", "annex 2 part 1")
    assert len(part) == 10
    assert [what for what, in_place in part.items() if not in_place] == [
        "information-security cell"
    ]
    assert {"security policy", OFFICER, "procedure for data breaches"} < set(part)


@pytest.mark.requirement("S-OR-04")
def test_annex_2_says_which_technology_the_company_has() -> None:
    """Eight boxes are ticked, that of the management of keys is not."""
    part = declared("wonen-in-limburg", "annex 2 part 2")
    assert len(part) == 9
    assert [what for what, in_place in part.items() if not in_place] == [
        "central management of encryption keys"
    ]
    kinds = {each.kind for each in MEASURES if "annex 2 part 2" in each.cited}
    assert kinds == {"technical"}


@pytest.mark.requirement("S-OR-05")
@pytest.mark.parametrize(
    ("party", "renewed", "registered"),
    [("wonen-in-vlaanderen", ", renewed on 2020-12-15", 1), ("opgroeien-regie", "", 0)],
)
def test_both_parties_of_the_care_supplement_look_after_security(
    party: str, renewed: str, registered: int
) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 6; one of them keeps the register."""
    measures = declared(party, "Zorgtoeslag 2021-05-07 art. 6")
    plan = f"security policy with a plan{renewed}"
    assert {plan, "security adviser", "information-security cell"} <= set(measures)
    assert all(measures.values())
    assert sum("register of processing" in what for what in measures) == registered


@pytest.mark.requirement("S-OR-07")
def test_vmsw_has_an_adviser_who_is_its_officer_too() -> None:
    assert set(declared("vmsw", "14/088 §11")) == {
        "security adviser who carries out the policy",
        OFFICER,
    }


@pytest.mark.requirement("S-OR-08")
@pytest.mark.parametrize(
    ("cited", "recipients"),
    [
        ("14/088 §12", {"vmsw", "shm", "svk"}),
        ("22/004 §35", {"wonen-in-vlaanderen", "fluvius", "veka"}),
    ],
)
def test_recipients_keep_the_norms_of_the_network(
    cited: str, recipients: set[str]
) -> None:
    (line,) = (each for each in MEASURES if each.cited == cited)
    assert set(line.of) == recipients
    assert line.what.startswith("minimal security norms")
    assert line.in_place


NO_OFFICER = {
    "magda": "an integrator receives nothing",
    "fidus": "an integrator receives nothing",
    "fluvius": "22/004 names its officers among the staff, §13",
    "veka": "22/004 names its officers among the staff, §13",
    "shm": "14/088 §11 asks it of VMSW",
    "svk": "14/088 §11 asks it of VMSW",
    "woonmaatschappij-zonder-protocol": "signed nothing",
    "vlaams-woningfonds": "no act grants it anything",
}
"""Parties of whom no act tells that they have one, with the reason."""


@pytest.mark.requirement("S-OR-09")
@pytest.mark.parametrize("party", [party.id for party in Parties.load().all])
def test_whoever_receives_data_has_an_officer(party: str) -> None:
    """23/058 §90; recitals of both protocols. A new party must say whether it has."""
    officers = {
        each.cited for each in MEASURES if each.what == OFFICER and party in each.of
    }
    assert bool(officers) is (party not in NO_OFFICER)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: f"{m.what} ({m.cited})")
def test_a_line_says_of_whom_since_when_and_where(measure: Measure) -> None:
    assert any(act in measure.cited for act in ("Protocol", "14/088", "22/", "23/"))
    assert len(set(measure.of)) == len(measure.of)


LINE = '{of: [fluvius], what: a, kind: technical, since: 2024-01-01, cited: "22/004"}'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(LINE, None, id="a good line"),
        pytest.param(
            LINE.replace("fluvius", "nobody"), "a: no party nobody", id="nobody"
        ),
        pytest.param(LINE.replace("technical", "magic"), "kind", id="another kind"),
        pytest.param(LINE.replace("[fluvius]", "[]"), "of", id="of nobody"),
    ],
)
def test_a_mistake_in_the_file_is_told(
    tmp_path: Path, text: str, problem: str | None
) -> None:
    file = tmp_path / "measures.yaml"
    file.write_text(f"measures:\n  - {text}\n", "utf-8")
    if problem is None:
        assert len(load_measures(file)) == 1
        return
    with pytest.raises(ConfigurationError, match=problem) as caught:
        load_measures(file)
    assert str(file) in str(caught.value)
