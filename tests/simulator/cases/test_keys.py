"""
What files are named after.

Source: `_wire-facts.md` 3, how the official mocks choose data.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from kruispunt_contracts import ns
from kruispunt_contracts.catalogue import Operation
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.cases.keys import keys_of, load_keys, our_keys, values_of
from kruispunt_simulator.hops.stages import subject_of
from kruispunt_simulator.message import Element
from kruispunt_simulator.services import discover
from lxml import etree

from .conftest import CATALOGUE, VECTORS, question

QUESTIONS = sorted(
    path.relative_to(VECTORS).as_posix()
    for path in VECTORS.glob("*/*request*.xml")
    if "carried" not in path.name
)
SERVICES = discover()


def values(vector: str) -> tuple[str, ...]:
    operation, payload = question(vector)
    return values_of(keys_of(operation), payload)


@pytest.mark.parametrize(
    ("vector", "expected"),
    [
        ("geef_persoon/request.xml", ("RR", "82641700209")),
        ("geef_arbeidsongeschiktheid/request.xml", ("80610100139", "2026Q2")),
        ("geef_pensioen/request_rights.xml", ("51631411804", "1")),
        ("geef_pensioenrechten/request.xml", ("51631411804", "1")),
        (
            "geef_aanslagbiljet_personenbelasting/request_all_codes.xml",
            ("86711933441", "2024"),
        ),
        (
            "geef_dossier_handicap/request_by_period.xml",
            ("ConsultFilesByPeriodCriteria", "80610100139"),
        ),
        ("geef_eigendomstoestanden/request_by_id.xml", ("6041203",)),
        (
            "geef_eigendomstoestanden/request_by_parcel.xml",
            ("", "71806", "B", "412"),
        ),
        ("registreer_inschrijving_02_01/request.xml", ("PERS", "15661000318")),
        ("zoek_eigendomstoestanden/request_by_enterprise.xml", ("", "1900010165")),
        ("geef_volledig_dossier_handicap/request.xml", ("80610100139",)),
        ("tax_assessment_data_service/request_nothing.xml", ("86711933441",)),
        ("pension_register/request.xml", ("51631411804",)),
        ("test_connection_service_service/send_test_message_request.xml", ()),
    ],
)
def test_a_question_has_the_keys_of_the_public_mocks(
    vector: str, expected: tuple[str, ...]
) -> None:
    assert values(vector) == expected


@pytest.mark.parametrize("vector", QUESTIONS)
def test_the_person_asked_about_is_among_the_keys_of_every_service(vector: str) -> None:
    """So a case can be named after whoever a question is about."""
    operation, payload = question(vector)
    contract = operation.contract
    service = SERVICES[contract.service, contract.version, operation.name]
    subject = subject_of(service, payload)
    assert subject is None or subject in values(vector)


def test_every_operation_that_is_offered_has_keys() -> None:
    for contract in CATALOGUE.contracts:
        for operation in contract.operations:
            assert keys_of(operation), operation


def test_our_own_keys_name_services_that_are_there() -> None:
    known = {(c.service, c.version) for c in CATALOGUE.contracts}
    for name in set(our_keys().root) - {"*"}:
        service, _, version = name.partition("/")
        assert any(service == s and version in ("", v) for s, v in known), name


def test_only_the_question_is_looked_at_and_not_the_message_around_it() -> None:
    """What stands beside the Body was signed by nobody."""
    operation, payload = question("geef_zorgtoeslag/request_by_date.xml")
    message = etree.Element(f"{{{ns.SOAP}}}Envelope")
    header = etree.SubElement(message, f"{{{ns.SOAP}}}Header")
    etree.SubElement(header, "INSZ").text = "another"
    etree.SubElement(message, f"{{{ns.SOAP}}}Body").append(payload)
    assert values_of(("//INSZ",), payload) == ("15661000318",)
    assert values_of(("/*/*/INSZ", "count(//INSZ)"), payload) == ("", "1")
    assert payload.getparent() is not None, "the message itself is left alone"
    assert payload.tag == operation.request


# The user's keys


@pytest.fixture
def asked() -> tuple[Operation, Element]:
    return question("geef_arbeidsongeschiktheid/request.xml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GeefArbeidsongeschiktheid: [//ssin]", ("80610100139",)),
        ("GeefArbeidsongeschiktheid/01.00.0000: [//yearQuarter]", ("2026Q2",)),
        (
            "GeefArbeidsongeschiktheid: [//ssin]\n"
            "GeefArbeidsongeschiktheid/01.00.0000/GeefArbeidsongeschiktheid:"
            " [//Hoedanigheid]",
            ("1300",),
        ),
        ('GeefArbeidsongeschiktheid: ["//Criteria/*/name()"]', None),
        ("GeefArbeidsongeschiktheid: ['count(//ssin)']", ("1",)),
        ("GeefArbeidsongeschiktheid: ['//ssin=\"80610100139\"']", ("true",)),
        ("GeefArbeidsongeschiktheid: ['//ssin/@*']", ()),
        ("GeefArbeidsongeschiktheid: []", ()),
        ('"*": [//yearQuarter]', ("80610100139", "2026Q2")),
    ],
    ids=lambda value: str(value).splitlines()[0],
)
def test_the_keys_of_the_user_go_before_ours_and_the_nearest_before_others(
    asked: tuple[Operation, Element],
    tmp_path: Path,
    text: str,
    expected: tuple[str, ...] | None,
) -> None:
    path = tmp_path / "keys.yaml"
    path.write_text(text, "utf-8")
    operation, payload = asked
    found = values_of(keys_of(operation, load_keys(path)), payload)
    assert found == (expected if expected is not None else ("ConsultAttestCriteria",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GeefX: [//a[]", r"keys\.yaml:1: "),
        ("GeefX:\n  - //ssin\n  - '//a['", r"keys\.yaml:3: GeefX\.1: .*no XPath 1\.0"),
        ("GeefX: ['document(//a)']", "has no function document"),
        ("GeefX: ['//a[foo(.)]']", "has no function foo"),
        ("GeefX: ['re:test(//a, \"b\")']", "names without prefixes"),
        ("GeefX: ['$a']", "no variables"),
        ("GeefX: [//a, //b, //c, //d, //e, //f, //g]", "at most 6 items"),
        ("GeefX/1/2/3: [//a]", "service/version/operation"),
        ("GeefX: //a", r"write a list, such as \[//a\]"),
        ("- //a", "valid dictionary"),
        ("", "valid dictionary"),
    ],
)
def test_a_wrong_file_of_keys_is_refused_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "keys.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load_keys(path)
