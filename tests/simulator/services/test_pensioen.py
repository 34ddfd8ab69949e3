"""
What GeefPensioenrechten and GeefPensioen share: checks, codes of refusals, words.

Source: contract sheets `magda-geefpensioenrechten-02.00`, `magda-geefpensioen-02.00`;
`_behaviour` 2.6.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import _pensioen
from kruispunt_simulator.services import ksz_pension_register as register
from kruispunt_simulator.services._pensioen_codes import TEXTS
from kruispunt_simulator.services._pension_register import CODES
from kruispunt_simulator.services._ssdn import any_namespace
from kruispunt_simulator.sources import NoAnswer, Sources
from lxml import etree

from .conftest import TODAY, Desk, Reply

Element = Any

VERSION = "02.00.0000"
PEOPLE = People.load()
ROSA = PEOPLE.named("rosa-vlierbosch").ssin
LEA = PEOPLE.named("lea-boomgaardt").ssin

RIGHTS, PAYMENTS = "GeefPensioenrechten", "GeefPensioen"
EACH = pytest.mark.parametrize("service", [RIGHTS, PAYMENTS])

MINIMUM = (
    "<RechtenMetBetalingen><RechtenMetMinimumBetalingen>1</RechtenMetMinimumBetalingen>"
    "<ZoekOpReferteperiode>1</ZoekOpReferteperiode></RechtenMetBetalingen>"
)
MAXIMUM = MINIMUM.replace("Minimum", "Maximum")
YEAR = ("2026-01-01", "2026-12-31")


def question(
    service: str,
    insz: str,
    days: tuple[str, str] = YEAR,
    pillar: str = "3",
    *,
    wanted: str = "<EnkelRechten>1</EnkelRechten>",
    language: str = "nl",
) -> str:
    """What follows `Referte`, for either service."""
    taal = f"<Taal>{language}</Taal>"
    asked = (
        f"<INSZ>{insz}</INSZ><Periode><Begin>{days[0]}</Begin><Einde>{days[1]}</Einde>"
        f"</Periode><Pijler>{pillar}</Pijler>"
    )
    if service == RIGHTS:
        return f"<Inhoud><Criteria>{asked}{taal}</Criteria></Inhoud>"
    information = f"<GewensteInformatie>{wanted}</GewensteInformatie>"
    return f"<Inhoud><Criteria>{asked}{information}</Criteria>{taal}</Inhoud>"


def ask(
    desk: Desk,
    service: str,
    insz: str,
    days: tuple[str, str] = YEAR,
    pillar: str = "3",
    *,
    wanted: str = "<EnkelRechten>1</EnkelRechten>",
    language: str = "nl",
    **about: Any,
) -> Reply:
    asked = question(service, insz, days, pillar, wanted=wanted, language=language)
    return desk.ask_magda(service, VERSION, asked, **about)


def codes(reply: Reply) -> list[str]:
    return [WIRE_FAULTS[str(each.fault)].code for each in reply.findings]


def recht(service: str) -> str:
    root = "Pensioenrechten" if service == RIGHTS else "Pensioen"
    return f"{root}/Instellingen/Instelling/Rechten/Recht"


# The question


@EACH
def test_subject_and_period_are_those_of_the_question(desk: Desk, service: str) -> None:
    asked = question(service, ROSA, ("2026-02-00", "2026-00-00"))
    request = desk.magda_request(service, VERSION, asked)
    known = desk.service(service, VERSION, service)
    assert known.subject(request) == ROSA
    assert known.period(request) == Period(begin="2026-02-01", end="2026-12-31")


@EACH
@pytest.mark.parametrize(
    ("about", "found"),
    [
        pytest.param({}, [], id="nothing wrong"),
        pytest.param({"language": "NL"}, [], id="capitals, which the contract takes"),
        pytest.param({"insz": ROSA[:-2] + "00"}, ["20002"], id="check digits"),
        pytest.param({"days": ("2026-01-02", "2026-01-01")}, ["20003"], id="order"),
        pytest.param({"days": ("2026-02-30", "2026-03-01")}, ["40004"], id="no date"),
        pytest.param({"days": ("2026-02-00", "2026-02-00")}, [], id="a whole month"),
        pytest.param({"pillar": "1"}, [], id="the first pillar"),
        pytest.param({"pillar": "0"}, ["99982"], id="no pillar"),
        pytest.param({"pillar": "4"}, ["99982"], id="a fourth pillar"),
        pytest.param({"language": "fr"}, ["25001"], id="another language"),
    ],
)
def test_the_question_is_looked_at_before_anybody_is_asked(
    desk: Desk, service: str, about: dict[str, Any], found: list[str]
) -> None:
    """Source: `_behaviour` 2.6; 1.3 (99982); 1.4 (25001)."""
    reply = ask(desk, service, **{"insz": ROSA} | about)
    assert codes(reply) == found


@EACH
@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(("1970-01-01", "1980-10-01"), ["40073"], id="its last day counts"),
        pytest.param(("1970-01-01", "1980-09-30"), ["40004"], id="before the register"),
        pytest.param(("2026-11-22", "2030-01-01"), [], id="begins today"),
        pytest.param(("2026-11-23", "2030-01-01"), ["40004"], id="begins tomorrow"),
    ],
)
def test_a_period_that_the_register_cannot_know_is_not_valid(
    desk: Desk, service: str, days: tuple[str, str], found: list[str]
) -> None:
    """Source: MG 1208811526 (40004, 40073)."""
    assert codes(ask(desk, service, ROSA, days)) == found


# The number


@EACH
@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("pieter-crabbemans", "30002", id="cancelled"),
        pytest.param("hanne-bosteelsma-oud", "30004", id="replaced"),
        pytest.param("wout-nijsdonk", "40141", id="unknown to the register"),
        pytest.param("marcel-hoeckwerf", "40142", id="not there in this context"),
        pytest.param("yvette-molendal", "40073", id="demands only"),
    ],
)
def test_a_person_of_whom_nothing_can_be_told(
    desk: Desk, service: str, name: str, code: str
) -> None:
    """Source: `_behaviour` 2.6: all at level 3, errors of MAGDA itself."""
    reply = ask(desk, service, desk.people.named(name).ssin)
    assert codes(reply) == [code]
    assert reply.root.tag == "none"
    (row,) = (WIRE_FAULTS[str(each.fault)] for each in reply.findings)
    assert (row.level, row.origin, row.type) == ("3", "MAGDA", "FOUT")


@EACH
def test_a_number_that_nobody_has_does_not_exist(desk: Desk, service: str) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    assert codes(ask(desk, service, nobody)) == ["30003"]


@EACH
def test_a_replaced_number_is_refused_with_both_numbers(
    desk: Desk, service: str
) -> None:
    """Source: `_behaviour` 1.3: FOUT for pension, not a warning with data."""
    old, new = (
        desk.people.named(name).ssin
        for name in ("hanne-bosteelsma-oud", "hanne-bosteelsma")
    )
    (finding,) = ask(desk, service, old).findings
    assert finding.annotations == {"Oud INSZ": old, "Nieuw INSZ": new}


@EACH
def test_a_register_that_does_not_answer_is_told_at_level_3(
    desk: Desk, service: str
) -> None:
    """Source: `_behaviour` 2.6: 99996."""
    assert codes(ask(desk, service, ROSA, down=("pension-register",))) == ["99996"]
    assert codes(ask(desk, service, ROSA)) == []


# What the KSZ and the register may say


def refused(author: str | None, code: str, *, ok: str = "NO") -> Element:
    """An SSDN reply with one error, or with nothing but `ok`."""
    detail = (
        f"<Detail><Severity>ERROR</Severity><ReasonCode>{code}</ReasonCode>"
        f"<Diagnostic>x</Diagnostic><AuthorCodeList>{author}</AuthorCodeList></Detail>"
    )
    return etree.fromstring(
        f'<SSDNReply xmlns="urn:x"><ReplyContext><ResultSummary ok="{ok}">'
        f"<ReturnCode>10000</ReturnCode>{detail if author else ''}</ResultSummary>"
        "</ReplyContext></SSDNReply>"
    )


def told(desk: Desk, consult: Any) -> list[str]:
    root = desk.magda_request(RIGHTS, VERSION, question(RIGHTS, ROSA))
    sources = Sources(desk.people).asking(lambda *_: None, consult)
    answer = desk.service(RIGHTS, VERSION, RIGHTS).answer
    assert answer is not None
    reply: Any = answer(root, sources, TODAY)
    assert reply.inhoud is None
    return [WIRE_FAULTS[str(each.fault)].code for each in reply.findings]


@pytest.mark.parametrize(
    ("author", "code", "expected"),
    [
        ("CBSS", "MSG00001", "99996"),
        ("CBSS", "MSG00002", "99996"),
        ("CBSS", "MSG00003", "99996"),
        ("CBSS", "MSG00020", "99996"),
        ("CBSS", "MSG00005", "30003"),
        ("CBSS", "MSG00006", "30004"),
        ("CBSS", "MSG00007", "30002"),
        ("CBSS", "MSG00008", "40004"),
        ("CBSS", "MSG00011", "20002"),
        ("CBSS", "MSG00012", "40140"),
        ("CBSS", "MSG00013", "40001"),
        ("CBSS", "MSG00014", "40001"),
        ("CBSS", "MSG00015", "40001"),
        ("CBSS", "MSG00016", "40001"),
        ("CBSS", "MSG00027", "40001"),
        ("CBSS", "MSG00023", "40083"),
        ("PENSKAD", "MSG00012", "40142"),
        ("PENSKAD", "MSG00021", "40141"),
        ("PENSKAD", "MSG00005", "60007"),
        ("CBSS", "12345678", "60007"),
        (None, "", "60007"),
    ],
)
def test_every_refusal_has_a_code_of_magda(
    desk: Desk, author: str | None, code: str, expected: str
) -> None:
    """Source: `_behaviour` 2.6; which refusal has which code is our choice."""
    assert told(desk, lambda *_: refused(author, code)) == [expected]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("magda.source-no-answer", "99996"),
        ("magda.service-unreachable", "99996"),
        ("magda.source-unreadable", "60007"),
        ("magda.ksz-fault", "70003"),
    ],
)
def test_a_line_that_fails_is_told_at_level_3(
    desk: Desk, fault: str, expected: str
) -> None:
    """Source: `_behaviour` 2.6: 60007 and 99996; 1.5: 70003 for a SOAP fault."""

    def fails(*_: Any) -> Element:
        raise NoAnswer(
            Finding(check="x", fault=fault, requirement="x", expected="x", actual="x")
        )

    assert told(desk, fails) == [expected]
    assert WIRE_FAULTS[_pensioen._NO_ANSWERS.get(fault, fault)].level == "3"


# Words


def test_every_code_that_the_file_can_hold_has_a_text() -> None:
    """Source: `_code-lists` 6."""
    lists = {
        "category": "AdvantageType",
        "kind": "PensionType",
        "periodicity": "Periodicity",
        "household": "HouseholdCode",
        "family_charge": "FamilyChargeType",
        "employer": "EmployerType",
        "situation": "AdministrativeSituation",
    }
    for field, name in lists.items():
        assert set(TEXTS[name]) == set(CODES[field].values())
        assert all(TEXTS[name].values())


def with_benefit(somebody: Any, benefit: str) -> Person:
    right = {
        "pillar": "first",
        "file": "A",
        "benefit": benefit,
        "from": date(2025, 1, 1),
    }
    person: Person = somebody(
        pension={
            "institutions": (
                {
                    "name": "Kas",
                    "enterprise_number": "0999001002",
                    "affiliation_number": 1,
                    "rights": (right, right),
                },
            )
        }
    )
    return person


@pytest.mark.parametrize(
    ("benefit", "words", "found"),
    [
        pytest.param("01", "Rustpensioen werknemer", [], id="in the list"),
        pytest.param("00", None, [], id="in the list, its meaning not public"),
        pytest.param("ZZ", None, ["99984"], id="new"),
    ],
)
def test_a_code_that_is_in_no_list_goes_on_without_words_and_is_told_of_once(
    desk: Desk, somebody: Any, benefit: str, words: str | None, found: list[str]
) -> None:
    """Source: MG 1209631018; MG 1977123695 (99984, with node and code)."""
    person = with_benefit(somebody, benefit)
    about = {"people": People([person])}
    rights = ask(desk, RIGHTS, person.ssin, **about)
    assert codes(rights) == found
    held = rights.root.find(f"{recht(RIGHTS)}/CodeVoordeel/Code")
    assert (held.text, held.get("Beschrijving")) == (benefit, words)
    payments = ask(desk, PAYMENTS, person.ssin, **about)
    assert codes(payments) == found
    assert payments.text(f"{recht(PAYMENTS)}/Voordeelcode/Code") == benefit
    assert payments.text(f"{recht(PAYMENTS)}/Voordeelcode/Omschrijving") == words
    for finding in payments.findings:
        assert finding.annotations == {"Voordeelcode": benefit}


@pytest.mark.parametrize(
    ("pillar", "names"),
    [("1", {"Eerste"}), ("2", {"Tweede"}), ("3", {"Eerste", "Tweede"})],
)
@EACH
def test_only_the_pillars_that_were_asked_are_told(
    desk: Desk, service: str, pillar: str, names: set[str]
) -> None:
    reply = ask(desk, service, ROSA, ("2016-01-01", "2026-11-22"), pillar)
    assert set(reply.texts(f"{recht(service)}/Pijler")) == names


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    days=st.tuples(
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
    ),
    today=st.dates(date(2016, 1, 1), date(2028, 1, 1)),
    pillar=st.sampled_from("123"),
)
def test_both_services_tell_the_rights_that_the_register_tells(
    desk: Desk, person: Person, days: tuple[date, date], today: date, pillar: str
) -> None:
    """`Desk` validates every message."""
    begin, end = (day.isoformat() for day in sorted(days))
    asked = register.make_question(
        person.ssin,
        (min(days), max(days)),
        pillar=_pensioen.PILLARS[pillar],
        information="RightsOnly",
    )
    source = desk.ask_ssdn(
        register.SERVICE,
        register.VERSION,
        etree.tostring(asked, encoding="unicode"),
        today=today,
    )
    path = any_namespace("PensionItem/PayingInstitutionItem/RightOnly/RightInformation")
    rights = source.root.findall(path)
    expected = [
        (
            each.findtext("{*}PensionFileId"),
            each.findtext("{*}RightStartDate"),
            each.findtext("{*}AdvantageCode"),
        )
        for each in rights
    ]
    for service, file, benefit in (
        (RIGHTS, "PensioenDossierId", "CodeVoordeel"),
        (PAYMENTS, "DossierId", "Voordeelcode"),
    ):
        reply = ask(desk, service, person.ssin, (begin, end), pillar, today=today)
        assert bool(expected) is (codes(reply) == [])
        found = [
            (each.findtext(file), each.findtext("Periode/Begin"), each.findtext(path))
            for each in reply.root.findall(recht(service))
            for path in (f"{benefit}/Code",)
        ]
        assert found == expected
