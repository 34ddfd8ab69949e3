"""`kruispunt contracts check`: as text and JSON, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kruispunt_contracts import load
from kruispunt_contracts.yamlfile import ConfigurationError

from ...contracts.copies import copied, element, opened, set_to
from ...contracts.own_folders import ESCAPES, OWN, request, write
from ...contracts.own_folders import xsd as schema_of
from .conftest import Run

CONTRACT = load().contract("GeefZorgtoeslag", "02.00.0000")
TAAL = element("VraagInhoudType", "Taal")
PLACE = "GeefZorgtoeslag/Verzoek/Vragen/Vraag/Inhoud/Taal"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """An official copy of one contract of ours, and of no other."""
    folder = tmp_path / "official"
    copied(CONTRACT, folder)
    return folder


@pytest.fixture
def xsd(theirs: Path) -> Path:
    """Its XSD."""
    (file,) = theirs.rglob(CONTRACT.xsd.name)
    return file


def test_without_a_difference_the_status_is_0(run: Run, theirs: Path) -> None:
    result = run("contracts", "check", theirs)
    assert result.exit_code == 0
    first, absent = result.stdout.splitlines()
    assert first == "GeefZorgtoeslag 02.00.0000: the same"
    assert absent.startswith("not in the folder: ")
    assert "GeefPersoon 02.02.0000" in absent
    assert "GeefZorgtoeslag" not in absent


def test_a_difference_is_told_with_its_place_and_what_it_means(
    run: Run, theirs: Path, xsd: Path
) -> None:
    with opened(xsd) as root:
        set_to(TAAL, minOccurs="0")(root)
    result = run("contracts", "check", theirs, "--service", "GeefZorgtoeslag")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "GeefZorgtoeslag 02.00.0000: 1 difference",
        f"  {PLACE}",
        "      minOccurs: they accept more",
        "      ours:   1",
        "      theirs: 0..1",
    ]


def test_json_says_all_of_it(run: Run, theirs: Path, xsd: Path) -> None:
    with opened(xsd) as root:
        set_to(TAAL, minOccurs="0")(root)
    result = run("contracts", "check", theirs, "--service", "GeefZorgtoeslag", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "folder": str(theirs),
        "services": [
            {
                "service": "GeefZorgtoeslag",
                "version": "02.00.0000",
                "outcome": "different",
                "files": [
                    "magda/GeefZorgtoeslag/02.00.0000/GeefZorgtoeslag.wsdl",
                    "magda/GeefZorgtoeslag/02.00.0000/GeefZorgtoeslag.xsd",
                ],
                "differences": [
                    {
                        "kind": "minOccurs",
                        "path": PLACE,
                        "ours": "1",
                        "theirs": "0..1",
                        "effect": "they accept more",
                    }
                ],
                "problem": None,
            }
        ],
        "only_there": [],
        "problems": [],
    }


def test_one_difference_at_many_places_is_told_once(run: Run, theirs: Path) -> None:
    """A type of all services, say; JSON has every place."""
    with opened(theirs / "shared" / "generiek-02_00.xsd") as root:
        set_to("//x:simpleType[@name='ReferteType']//x:maxLength", value="40")(root)
    text = run("contracts", "check", theirs).stdout
    told = json.loads(run("contracts", "check", theirs, "--json").stdout)
    (service,) = (s for s in told["services"] if s["outcome"] == "different")
    places = [each["path"] for each in service["differences"]]
    assert len(places) > 3
    assert text.count("maxLength: they accept more") == 1
    assert f"and {len(places) - 3} more places" in text
    assert all(f"  {place}\n" in text for place in places[:3])


def test_what_cannot_be_read_makes_the_status_2(
    run: Run, theirs: Path, xsd: Path
) -> None:
    with opened(xsd) as root:
        set_to("/x:schema/x:import", schemaLocation="/x.xsd")(root)
    result = run("contracts", "check", theirs)
    assert result.exit_code == 2
    assert "GeefZorgtoeslag 02.00.0000: cannot be compared: " in result.stdout
    place = "magda/GeefZorgtoeslag/02.00.0000/GeefZorgtoeslag.xsd"
    assert f"cannot be used: {place}:" in result.stdout
    assert json.loads(run("contracts", "check", theirs, "--json").stdout)["problems"]


@pytest.mark.parametrize(
    ("location", "reason"), ESCAPES, ids=[e[0][:40] for e in ESCAPES]
)
def test_whoever_compares_a_folder_and_whoever_uses_it_is_refused_the_same(
    run: Run, tmp_path: Path, location: str, reason: str
) -> None:
    """Imports resolve inside DIR only; nothing is fetched from a network."""
    write(tmp_path, outside=schema_of(namespace="urn:b"))
    official = write(
        tmp_path / "own",
        a__x=schema_of(),
        first=request(f'<xs:import namespace="urn:b" schemaLocation="{location}"/>'),
    )
    check = run("contracts", "check", official)
    (told,) = (
        line.removeprefix("cannot be used: ")
        for line in check.stdout.splitlines()
        if line.startswith("cannot be used: ")
    )
    assert check.exit_code == 2
    assert told.startswith("first.xsd:2: ")
    assert reason in told
    with pytest.raises(ConfigurationError) as refused:
        load(official)  # as `up` does
    assert str(refused.value) == f"{official}{os.sep}{told}"


def test_both_offer_the_same_services_of_a_folder(run: Run) -> None:
    found = json.loads(run("contracts", "check", OWN, "--json").stdout)
    assert found["problems"] == []
    assert {(each["service"], each["version"]) for each in found["only_there"]} == {
        (c.service, c.version) for c in load(OWN).contracts if c.own
    }


def test_what_only_they_have_is_named(run: Run, theirs: Path, xsd: Path) -> None:
    for file in xsd.parent.iterdir():
        text = file.read_text("utf-8")
        text = text.replace("Dienst-02.00", "Dienst-09.00")
        file.write_text(text.replace("v02_00", "v09_00"), "utf-8")
    result = run("contracts", "check", theirs)
    assert result.exit_code == 0
    assert "only in the folder: GeefZorgtoeslag 09.00.0000 (magda/" in result.stdout


def test_a_service_that_nobody_has_is_refused(run: Run, theirs: Path) -> None:
    result = run("contracts", "check", theirs, "--service", "GeefNiets")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "no service GeefNiets" in result.stderr


def test_a_folder_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("contracts", "check", tmp_path / "nowhere").exit_code == 2
    empty = run("contracts", "check", tmp_path)
    assert empty.exit_code == 2
    assert "holds no .xsd and no .wsdl" in empty.stderr


def test_no_other_command_loads_what_this_one_needs() -> None:
    """It is slow to import, and a chain needs none of it."""
    code = (
        "import sys; from kruispunt_contracts import own; "
        "from kruispunt_simulator import app, cli; "
        "from kruispunt_simulator.commands import up; "
        "sys.exit('xmlschema' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
