"""`kruispunt cases check`: every file that no question could use is named, with why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kruispunt_contracts.parsing import parse
from kruispunt_simulator.cases.check import check
from kruispunt_simulator.cli import main
from lxml import etree

from .conftest import CATALOGUE, VECTORS, Cases

REPLY = "geef_zorgtoeslag/reply_data.xml"
HOME, PERSON = "Gezin/GeefZorgtoeslag/02.00.0000", "15661000318"
REAL = "00000000196"
"""Well formed, month 00: looks real, and is nobody's for want of a day."""


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["cases", "check", str(folder), *options])


def problems(cases: Cases) -> dict[str, tuple[str, ...]]:
    found = check(cases.folder, CATALOGUE)
    return {each.file: each.problems for each in found if not each.usable}


def test_the_example_replies_of_every_contract_are_usable_cases(cases: Cases) -> None:
    count = 0
    responses = {o.response: o for c in CATALOGUE.contracts for o in c.operations}
    for path in VECTORS.glob("*/*.xml"):
        operation = responses.get(parse(path.read_bytes()).tag)
        if operation is None or "carried" in path.name:
            continue
        contract = operation.contract
        folder = f"{contract.domain or 'KSZ'}/{contract.service}/{contract.version}"
        cases.put(f"{folder}/{path.stem}.xml", path.relative_to(VECTORS).as_posix())
        count += 1
    assert problems(cases) == {}
    assert count > 100
    result = run(cases.folder)
    assert (result.exit_code, result.exception) == (0, None)
    assert ", 0 cannot be used" in result.output


@pytest.mark.parametrize(
    ("path", "vector", "told"),
    [
        (f"{HOME}/{PERSON}.xml", "geef_persoon/reply_everything.xml", "root is "),
        (f"{HOME}/{PERSON}/2024/1.xml", REPLY, "no question has 3 keys"),
        (f"{HOME}/15661000319.xml", REPLY, "wrong check digits"),
        (f"{HOME}/nul.xml", REPLY, "no key is written so in a path"),
        (
            f"Gezin/GeefZorgtoeslag/02.01.0000/{PERSON}.xml",
            REPLY,
            "GeefZorgtoeslag has no version 02.01.0000; known: 02.00.0000",
        ),
        (
            f"Gezin/GeefZorgtoeslagen/02.00.0000/{PERSON}.xml",
            REPLY,
            "no contract of a service GeefZorgtoeslagen; nearest is GeefZorgtoeslag ",
        ),
        (f"{PERSON}.xml", "geef_zorgtoeslag/request_by_date.xml", "root is "),
        (
            f"resources/mock/{HOME}/{PERSON}.xml",
            REPLY,
            "GeefZorgtoeslag stands too deep to be found: give the folder "
            "resources/mock instead",
        ),
        (
            f"mock/GeefZorgtoeslag/02.00.0000/sub/{HOME}/{PERSON}.xml",
            REPLY,
            "no question has 5 keys",
        ),
        (f"{HOME}/{PERSON}.XML", REPLY, "must end with .xml, in small letters"),
        (f"Everybody/{PERSON}.xml", REPLY, "Everybody is no folder of a service"),
        (
            f"GeefZorgtoeslagDienst.02.00.0000/{PERSON}.xml",
            REPLY,
            "no contract of a service GeefZorgtoeslagDienst; nearest is GeefZorg",
        ),
        (
            "SocZek/GeefPensioen/02.00.0000/51631411804/1&2.xml",
            "geef_pensioen/reply_payments.xml",
            "no question has 3 keys",
        ),
    ],
)
def test_a_file_that_no_question_can_use_is_told_of(
    cases: Cases, path: str, vector: str, told: str
) -> None:
    cases.put(path, vector)
    (found,) = problems(cases)[path]
    assert told in found
    result = run(cases.folder)
    assert result.exit_code == 1
    assert f"{path}: {found}" in result.output


def test_what_the_contract_does_not_accept_is_told_with_its_line(cases: Cases) -> None:
    document = (VECTORS / REPLY).read_text("utf-8")
    lines = document.replace(">4</Pijler1>", ">many</Pijler1>").splitlines()
    (line,) = [at for at, text in enumerate(lines, 1) if "many" in text]
    cases.write(f"{HOME}/{PERSON}.xml", "\n".join(lines))
    (found, *_) = problems(cases)[f"{HOME}/{PERSON}.xml"]
    assert found.startswith(f"line {line}: GeefZorgtoeslagResponse/Repliek/")


def test_what_the_hop_writes_anew_need_not_be_right(cases: Cases) -> None:
    """Source: `_wire-facts.md` 3 and 5: context, references, year, number, echo."""
    root = parse((VECTORS / REPLY).read_bytes())
    context = root.find("Repliek/Context")
    context.getparent().remove(context)
    cases.write(f"{HOME}/{PERSON}.xml", etree.tostring(root))
    tax = "geef_aanslagbiljet_personenbelasting/reply_joint.xml"
    open_year = (
        (VECTORS / tax)
        .read_text("utf-8")
        .replace("<Inkomensjaar>2024<", "<Inkomensjaar><")
    )
    assert "<Inkomensjaar><" in open_year
    place = "Inkomen/GeefAanslagbiljetPersonenbelasting/02.00.0000"
    cases.write(f"{place}/86711933441.xml", open_year)
    statuses = parse((VECTORS / "geef_sociaal_statuut/reply_statuses.xml").read_bytes())
    statuses.find(".//Persoon/INSZ").text = ""
    place = "SocZek/GeefSociaalStatuut/03.00.0000"
    cases.write(f"{place}/default.xml", etree.tostring(statuses))
    files = parse(
        (VECTORS / "handi_service/consult_files_by_date_response.xml").read_bytes()
    )
    for name in ("informationCustomer", "informationCBSS", "legalContext"):
        files.remove(files.find(name))
    cases.write("KSZ/HandiService/v2/80610100139.xml", etree.tostring(files))
    assert problems(cases) == {}


def test_numbers_that_could_be_real_are_told_of_and_not_shown(cases: Cases) -> None:
    document = (VECTORS / REPLY).read_text("utf-8").replace(PERSON, REAL)
    cases.write(f"{HOME}/{REAL}.xml", document)
    result = run(cases.folder)
    assert result.exit_code == 1
    assert "named after a number that could be a real citizen's; write" in result.output
    assert "Zorgtoeslag/INSZ: a number that could be a real" in result.output
    assert REAL not in result.output
    assert REAL not in run(cases.folder, "--json").output


def test_keys_of_a_service_that_nobody_can_ask_are_told_of(cases: Cases) -> None:
    cases.write("keys.yaml", "GeefZorgtoeslg: [//INSZ]\nGeefPersoon: [//INSZ]")
    (found,) = problems(cases)["keys.yaml"]
    assert found.startswith(
        "GeefZorgtoeslg: no contract of a service GeefZorgtoeslg; n"
    )


def test_json_has_a_row_for_every_file(cases: Cases) -> None:
    cases.put(f"{HOME}/{PERSON}.xml", REPLY)
    cases.put("Gezin/notfound.xml", "geef_zorgtoeslag/reply_refused.xml")
    payments = "handi_service/consult_payments_response.xml"
    cases.put("KSZ/HandiService/v2/80610100139.xml", payments)
    result = run(cases.folder, "--json")
    assert result.exit_code == 0
    rows = {row.pop("file"): row for row in json.loads(result.output)}
    assert rows == {
        f"{HOME}/{PERSON}.xml": {
            "service": "GeefZorgtoeslag",
            "version": "02.00.0000",
            "operation": "GeefZorgtoeslag",
            "keys": [PERSON],
            "problems": [],
            "usable": True,
        },
        "Gezin/notfound.xml": {
            "service": "GeefZorgtoeslag",
            "version": "02.00.0000",
            "operation": "GeefZorgtoeslag",
            "keys": [],
            "problems": [],
            "usable": True,
        },
        "KSZ/HandiService/v2/80610100139.xml": {
            "service": "HandiService",
            "version": "v2",
            "operation": "consultPayments",
            "keys": ["80610100139"],
            "problems": [],
            "usable": True,
        },
    }


def test_wrong_keys_end_the_check(cases: Cases) -> None:
    cases.write("keys.yaml", "GeefPersoon: ['//a[']")
    result = run(cases.folder)
    assert result.exit_code == 1
    assert "keys.yaml:1: GeefPersoon.0: " in result.output
