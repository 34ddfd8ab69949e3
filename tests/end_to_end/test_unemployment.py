"""Unemployment and job seekers over the whole chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kruispunt_contracts import load
from lxml import etree

from .envelopes import GRIET, MIEKE, TOM, Answer, Ask, Chain, Envelope, Refusal

NELE = "88631421406"
"""Fully unemployed since 2022-09, registered at the VDAB."""
IVO = "71621152305"
"""Unemployed until 2025-09-30, since then at work with activation allowances."""
ROGER = "68682133170"
"""Not registered at the VDAB any more."""
JASMIEN = "03710861822"
"""Young, registered, in a training that fits."""
REPLACED = "92631523044"

INCOME = "GeefVervangingsinkomenUitWerkloosheid"
REGISTRATION = "GeefInschrijvingWerkzoekende"
CATEGORY = "GeefWerkzoekende"
VERSIONS = {INCOME: "02.01.0000", REGISTRATION: "01.00.0000", CATEGORY: "02.00.0000"}

WAYS = {
    "wiv": ("wonen-in-limburg", "7101", MIEKE),
    "magda": ("wonen-in-vlaanderen", "7202", GRIET),
}
both_ways = pytest.mark.parametrize("hop", WAYS)

EVERYTHING = {
    "UitbetaaldeSommen": {
        "MaandBegin": "2025-08",
        "MaandEinde": "2025-09",
        "BeperkteUitkeringen": "0",
    },
    "Situatie": {"Datum": "2025-08-15"},
    "KwartaalActiveringsUitkering": {
        "MaandBegin": "2025-10",
        "MaandEinde": "2025-12",
        "TypeUitkering": "2",
    },
}


def income(insz: str, **parts: Any) -> dict[str, Any]:
    asked = {"INSZ": insz, "TypeOpvraging": parts or EVERYTHING}
    return {"Inhoud": {"Criteria": asked}}


def registration(ssin: str, *services: str) -> dict[str, Any]:
    named = {"publicEmploymentService": list(services or ("VDAB",))}
    return {"Criteria": {"ssin": ssin, "publicEmploymentServices": named}}


def category(insz: str) -> dict[str, Any]:
    groups = {
        "CategorieWZ": {"VolgensClassificatieType": "FIN_VO"},
        "PastInTrajectNaarWerk": {
            "CodeOpleiding": "4711",
            "NummerInstelling": "049999",
        },
    }
    return {"Inhoud": {"Criteria": {"INSZ": insz, "DataGroepen": groups}}}


def ask(chain: Chain, hop: str, service: str, content: dict[str, Any]) -> Answer:
    party, capacity, user = WAYS[hop]
    question = Ask(
        hop=hop,
        party=party,
        capacity=capacity,
        user=user,
        service=service,
        version=VERSIONS[service],
        operation=service,
        content=content,
    )
    return _valid(question, Envelope(chain, question).signed().post())


AMOUNTS = {"consultPaidSums", "consultActivationPaidSums", "consultPayments"}
"""What the protocol lists; the rest is granted by no act here, so only to be tried."""


def ask_ksz(chain: Chain, operation: str, ssin: str, **criteria: str) -> Answer:
    asked = etree.Element("searchCriteria")
    etree.SubElement(asked, "ssin").text = ssin
    parent = asked
    for name, text in criteria.items():
        if name in ("startMonth", "beginDate"):
            parent = etree.SubElement(asked, "period")
        etree.SubElement(parent, name).text = text
    for_rent = operation in AMOUNTS
    question = Ask(
        hop="ksz",
        party="magda",
        capacity="VO:SOCIAL_RENT" if for_rent else "VO:TRIAL",
        user=MIEKE if for_rent else GRIET,
        service="UnemploymentDataService",
        version="v3",
        operation=operation,
        content=asked,
    )
    return _valid(question, Envelope(chain, question).signed().post())


def _valid(question: Ask, answer: Answer) -> Answer:
    if not answer.is_fault:
        assert question.contract_operation.contract.validate(answer.payload) == ()
    return answer


def texts(answer: Answer, name: str) -> list[str | None]:
    return [each.text for each in answer.payload.iter(name)]


def names_in(answer: Answer) -> set[str]:
    return {etree.QName(each).localname for each in answer.payload.iter(etree.Element)}


def codes(answer: Answer) -> list[str | None]:
    return texts(answer, "Identificatie")[2:]  # behind those of sender and receiver


def withheld(chain: Chain, answer: Answer, hop: str) -> list[tuple[str, set[str]]]:
    """Citation and names of what a hop held back, call by call."""
    return [
        (
            finding["requirement"],
            set(finding["actual"].removeprefix("withheld: ").split(", ")),
        )
        for record in chain.records(answer.trace)
        if (record["hop"], record["direction"]) == (hop, "in")
        for finding in record["findings"]
        if finding["check"] == "law.fields"
    ]


# Benefits


def test_sums_read_the_same_at_every_hop(chain: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (unemployment): all seven fields."""
    wiv, magda = (ask(chain, hop, INCOME, income(IVO)) for hop in WAYS)
    ksz = ask_ksz(
        chain,
        "consultPaidSums",
        IVO,
        startMonth="2025-08",
        endMonth="2025-09",
    )
    paid = ksz.payload.findall("paidSums/paidSum")
    assert [each.findtext("relatedMonth") for each in paid] == ["2025-08", "2025-09"]
    for old, new in (
        ("paidAmount", "UitbetaaldBedrag"),
        ("acceptedAmount", "GoedgekeurdBedrag"),
    ):
        told = [each.findtext(old) for each in paid]
        assert told == texts(wiv, new) == texts(magda, new)
        assert all(told)
    statuses = [
        each.findtext("StatusDossier/Code")
        for each in wiv.payload.iter("UitbetaaldeSom")
    ]
    assert statuses == ["1", "1"]


@both_ways
def test_what_is_not_granted_stays_behind_at_the_ksz(chain: Chain, hop: str) -> None:
    """
    Protocol WiV–Wonen in Limburg art. 3 (unemployment): month, amounts, number and
    status; no amount per day, nature, regime or employer.
    """
    answer = ask(chain, hop, INCOME, income(IVO))
    assert answer.refusal is None
    assert {"Betaling", "ActiveringsUitkering", "AantalUitkeringen"} <= names_in(answer)
    assert not names_in(answer) & {"Uitkeringen", "Werkgever", "UitkeringsRegime"}
    assert texts(answer, "TheoretischDagBedrag") == ["0"]
    assert b"6240" not in answer.body  # Ivo's amount per day, in cents
    nature = next(answer.payload.iter("AardWerkloosheidRVA"))
    assert nature.findtext("Code") == "00"
    noted = withheld(chain, answer, "ksz")
    assert {name for _, names in noted for name in names} == {
        "allowances",
        "indemnificationRegime",
        "theoricDailyAllowanceAmount",
        "unemploymentCode",
    }
    assert all("art. 3 (unemployment)" in citation for citation, _ in noted)


def test_each_part_is_one_question_to_the_ksz(chain: Chain) -> None:
    answer = ask(chain, "magda", INCOME, income(IVO))
    asked = [
        record["operation"]
        for record in chain.records(answer.trace)
        if (record["hop"], record["direction"]) == ("ksz", "in")
    ]
    assert asked == ["consultPaidSums", "consultPayments", "consultActivationPaidSums"]


@both_ways
@pytest.mark.parametrize(
    ("insz", "refused", "code"),
    [
        pytest.param(ROGER, False, "70001", id="no payment in the period"),
        pytest.param(REPLACED, True, "13202", id="inscription that ended"),
        pytest.param(TOM, True, "13202", id="in no repertory"),
    ],
)
def test_benefits_that_are_not_there(
    chain: Chain, hop: str, insz: str, refused: bool, code: str
) -> None:
    answer = ask(chain, hop, INCOME, income(insz))
    assert code in codes(answer)
    assert answer.refusal == (Refusal("3", code) if refused else None)


def test_the_rva_that_is_down_is_a_fault_of_the_ksz(
    chain: Chain, source: Callable[..., None]
) -> None:
    """MAGDA wiki page 2104688821: a SOAP fault of the KSZ gives 70003."""
    source("rva", available=False)
    answer = ask(chain, "wiv", INCOME, income(NELE))
    assert answer.refusal == Refusal("3", "70003")
    assert texts(answer, "Omstandigheid") == ["MSG00020"]


def test_before_the_protocol_benefits_are_refused(
    dated: Callable[[str], Chain],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 11: in force since 2024-01-01."""
    parts = {"Situatie": {"LaatsteSituatie": "1"}}
    for day, refusal in (("2023-12-31", Refusal("2", "13001")), ("2024-01-01", None)):
        answer = ask(dated(day), "wiv", INCOME, income(NELE, **parts))
        assert answer.refusal == refusal


@pytest.mark.parametrize(
    "operation",
    [o.name for o in load().contract("UnemploymentDataService", "v3").operations],
)
def test_every_operation_of_the_ksz_answers_the_integrator(
    chain: Chain, operation: str
) -> None:
    criteria = {"startMonth": "2026-01", "endMonth": "2026-03"}
    contract = load().contract("UnemploymentDataService", "v3")
    root = etree.parse(str(contract.wsdl.with_suffix(".xsd"))).getroot()
    (declared,) = root.xpath("*[@name=$n]", n=f"{operation}Request")
    if "Period" in declared.get("type"):
        criteria = {"beginDate": "2000-01-01", "endDate": "2026-10-31"}
    elif "Month" not in declared.get("type"):
        criteria = {}
    answer = ask_ksz(chain, operation, JASMIEN, **criteria)
    assert answer.status == 200
    assert answer.refusal is None
    assert texts(answer, "ssin") == [JASMIEN, JASMIEN]


# Job seekers


@pytest.mark.parametrize(
    ("ssin", "status"),
    [
        pytest.param(NELE, "DATA_FOUND", id="registered"),
        pytest.param(ROGER, "NO_DATA_FOUND", id="not registered any more"),
    ],
)
def test_a_housing_company_gets_a_yes_or_a_no(
    chain: Chain, ssin: str, status: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB): binary, nothing behind it."""
    answer = ask(chain, "wiv", REGISTRATION, registration(ssin))
    (service,) = answer.payload.iter("pes")
    assert service.get("source") == "VDAB"
    assert service.findtext("status/value") == status
    assert [child.tag for child in service] == ["status"]
    assert answer.refusal is None
    expected = [("Protocol WiV–Wonen in Limburg art. 3 (VDAB)", {"result"})]
    assert withheld(chain, answer, "wiv") == (expected if ssin == NELE else [])


def test_the_agency_sees_the_registration_and_not_how_to_reach_somebody(
    chain: Chain,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB): what the yes or no rests on."""
    answer = ask(chain, "magda", REGISTRATION, registration(JASMIEN))
    assert "VDAB002" in texts(answer, "code")
    assert not names_in(answer) & {"contact", "emailAddress", "belgianAddress"}
    assert b"Studentenhof" not in answer.body


def test_each_service_is_asked_by_magda_itself(chain: Chain) -> None:
    answer = ask(chain, "magda", REGISTRATION, registration(NELE, "VDAB", "ADG"))
    peers = {record["peer"] for record in chain.records(answer.trace)}
    assert {"source:vdab", "source:adg"} <= peers
    assert "source:forem" not in peers


def test_a_service_that_is_down_leaves_the_others(
    chain: Chain, source: Callable[..., None]
) -> None:
    source("forem", available=False)
    answer = ask(chain, "wiv", REGISTRATION, registration(NELE, "VDAB", "FOREM"))
    assert codes(answer) == ["70001"]
    told = [each.findtext("status/value") for each in answer.payload.iter("pes")]
    assert told == ["DATA_FOUND"]


@both_ways
def test_only_the_vdab_gives_the_yes_or_no(chain: Chain, hop: str) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB): one binary answer."""
    every = registration(NELE, "VDAB", "ACTIRIS", "ADG", "FOREM")
    answer = ask(chain, hop, REGISTRATION, every)
    assert [each.get("source") for each in answer.payload.iter("pes")] == ["VDAB"]


def test_no_service_at_all_is_refused(
    chain: Chain, source: Callable[..., None]
) -> None:
    source("vdab", available=False)
    answer = ask(chain, "wiv", REGISTRATION, registration(NELE))
    assert answer.refusal == Refusal("3", "70003")
    whole = ask(chain, "wiv", CATEGORY, category(NELE))
    assert whole.refusal == Refusal("2", "99996")


def test_a_category_is_a_yes_for_a_housing_company_and_a_code_for_the_agency(
    chain: Chain,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB): binary; no training either."""
    company, agency = (ask(chain, hop, CATEGORY, category(JASMIEN)) for hop in WAYS)
    assert [each.findtext("Code") for each in company.payload.iter("CategorieWZ")] == [
        "-"
    ]
    assert [each.findtext("Code") for each in agency.payload.iter("CategorieWZ")] == [
        "VRIJ"
    ]
    for answer in (company, agency):
        assert "PastInTrajectNaarWerk" not in names_in(answer)


@both_ways
def test_no_category_is_a_no(chain: Chain, hop: str) -> None:
    answer = ask(chain, hop, CATEGORY, category(ROGER))
    assert answer.refusal == Refusal("3", "30001")
    assert texts(answer, "Oorsprong") == ["VDAB"]


@both_ways
@pytest.mark.parametrize(
    ("service", "content"),
    [(REGISTRATION, registration(TOM)), (CATEGORY, category(TOM))],
    ids=[REGISTRATION, CATEGORY],
)
def test_who_is_in_no_repertory_is_not_told_about(
    chain: Chain, hop: str, service: str, content: dict[str, Any]
) -> None:
    """MAGDA wiki page 1204979049; the twins above are inscribed."""
    assert ask(chain, hop, service, content).refusal == Refusal("3", "13202")
