"""
Pensions over the whole chain, and the SSDN that only the KSZ speaks.

Source: `_behaviour` 2.6; `ksz-pensionregister`; `_wire-facts.md` section 5, SSDN.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from kruispunt_contracts import ns
from kruispunt_contracts.carrier import XML_STRING
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_simulator.services import ksz_pension_register as register
from kruispunt_simulator.settings import Policy
from lxml import etree

from .envelopes import (
    AN,
    GRIET,
    MIEKE,
    STRANGER,
    TOM,
    WOUT,
    Answer,
    Ask,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
    verified,
)

Element = Any

ROSA = "51631447832"
"""Pensions of both pillars."""
OCTAAF = "47710253318"
"""Registered with the Flemish integrator, not at the KSZ."""
YVETTE = "60692161216"
"""Demands only."""
MARCEL = "55683091708"
"""Known at the register for no purpose that may be asked for."""

RIGHTS, PAYMENTS = "GeefPensioenrechten", "GeefPensioen"
WAYS = {
    "wiv": ("wonen-in-limburg", "7101", MIEKE),
    "magda": ("wonen-in-vlaanderen", "7202", GRIET),
}
both_ways = pytest.mark.parametrize("hop", WAYS)
both_services = pytest.mark.parametrize("service", [RIGHTS, PAYMENTS])

JANUARY = ("2025-01-01", "2025-01-31")
PLACE = "40/7"
"""Of the Flemish integrator for social rent, in the SSDN."""


def ask(
    chain: Chain,
    hop: str,
    service: str,
    insz: str,
    *,
    days: tuple[str, str] = JANUARY,
    paid: str | None = None,
    **who: str,
) -> Answer:
    """Ask at MAGDA or Wonen in Vlaanderen; `paid` is Minimum or Maximum."""
    party, capacity, user = WAYS[hop]
    criteria: dict[str, Any] = {
        "INSZ": insz,
        "Periode": {"Begin": days[0], "Einde": days[1]},
        "Pijler": "3",
    }
    if service == RIGHTS:
        content: dict[str, Any] = {"Criteria": criteria | {"Taal": "nl"}}
    else:
        wanted: dict[str, Any] = {"EnkelRechten": "1"}
        if paid is not None:
            kind = {f"RechtenMet{paid}Betalingen": "1", "ZoekOpReferteperiode": "1"}
            wanted = {"RechtenMetBetalingen": kind}
        content = {"Criteria": criteria | {"GewensteInformatie": wanted}, "Taal": "nl"}
    question = Ask(
        hop=hop,
        service=service,
        version="02.00.0000",
        operation=service,
        content={"Inhoud": content},
        **{"party": party, "capacity": capacity, "user": user} | who,
    )
    return _valid(question, Envelope(chain, question).signed().post())


def at_ksz(
    chain: Chain, ssin: str = ROSA, information: str = "RightsOnly", **changes: Any
) -> Envelope:
    """Make a question of the Flemish integrator for a housing company."""
    about = {"party": "magda", "capacity": PLACE, "user": MIEKE} | changes
    content = register.make_question(
        ssin,
        (date.fromisoformat(JANUARY[0]), date.fromisoformat(JANUARY[1])),
        pillar="FirstSecond",
        information=information,
    )
    return Envelope(
        chain,
        Ask(
            hop="ksz",
            service=register.SERVICE,
            version=register.VERSION,
            operation=register.OPERATION,
            content=content,
            **about,
        ),
    )


def _valid(question: Ask, answer: Answer) -> Answer:
    if not answer.is_fault:
        assert question.contract_operation.contract.validate(answer.payload) == ()
    return answer


def texts(answer: Answer, name: str) -> list[str]:
    return [each.text for each in answer.payload.iter(f"{{*}}{name}")]


def names_in(answer: Answer) -> set[str]:
    return {etree.QName(each).localname for each in answer.payload.iter(etree.Element)}


def codes(answer: Answer) -> list[str]:
    return texts(answer, "Identificatie")[2:]  # behind those of sender and receiver


# What is told


def test_rights_read_the_same_at_every_hop_and_in_both_services(chain: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (pension)."""
    ksz = at_ksz(chain).signed().post()
    assert ksz.refusal is None
    files = texts(ksz, "PensionFileId")
    assert files == ["2016.0314.A", "2021.0622.S", "2016.0314.A", "RK/5512"]
    for hop in WAYS:
        rights = ask(chain, hop, RIGHTS, ROSA)
        payments = ask(chain, hop, PAYMENTS, ROSA)
        assert texts(rights, "PensioenDossierId") == texts(payments, "DossierId")
        assert texts(rights, "DossierId") + texts(rights, "PensioenDossierId") == files
        assert rights.refusal is payments.refusal is None
        assert not names_in(rights) & {"Betalingen", "BedragBruto"}


def test_payments_read_the_same_at_every_hop(chain: Chain) -> None:
    """pen_total_gross_amount and the payment history."""
    ksz = at_ksz(chain, information="RightsMinimumPayments").signed().post()
    totals = texts(ksz, "TotalGrossAmount")
    assert totals == ["1531.48", "402.17", "1041.55", "96.30"]
    for hop in WAYS:
        answer = ask(chain, hop, PAYMENTS, ROSA, paid="Minimum")
        found = answer.payload.findall(".//Bedragen/BedragBruto")
        assert [each.text for each in found] == totals
        assert texts(answer, "MaandBetaling") == [
            month[:7] for month in texts(ksz, "MonthOfPayment")
        ]


@both_ways
def test_what_only_maximum_payments_tell_is_not_granted(chain: Chain, hop: str) -> None:
    """
    Protocol WiV–Wonen in Limburg art. 3 (pension): payer, right, periods and amounts;
    not the person's taxes, contributions, anomalies and demands.
    """
    answer = ask(chain, hop, PAYMENTS, ROSA, paid="Maximum")
    assert answer.refusal is None
    assert "HistoriekBetaling" in names_in(answer)
    assert not names_in(answer) & {
        "FiscaleSituatie",
        "SpecialeRegels",
        "Bijdragen",
        "Anomalieen",
    }
    (finding,) = (
        finding
        for record in chain.records(answer.trace)
        if (record["hop"], record["direction"]) == ("ksz", "in")
        for finding in record["findings"]
        if finding["check"] == "law.fields"
    )
    assert "art. 3 (pension)" in finding["requirement"]
    withheld = finding["actual"].removeprefix("withheld: ").split(", ")
    assert set(withheld) == {
        "LegalData",
        "FiscalSituation",
        "SpecialRule",
        "Contributions",
        "Anomaly",
    }


def test_the_ksz_tells_no_name_and_no_demand(chain: Chain) -> None:
    """Idem; that there is a demand is no more told than what it is about."""
    answer = at_ksz(chain, YVETTE).signed().post()
    assert answer.refusal is None
    assert texts(answer, "SocialSecurityUser") == [YVETTE]
    assert not names_in(answer) & {"LegalData", "PensionItem", "PensionDemand"}


# What is refused


@both_ways
@both_services
@pytest.mark.parametrize(
    ("insz", "code"),
    [
        pytest.param(TOM, "13202", id="in no repertory"),
        pytest.param(OCTAAF, "40140", id="not in that of the KSZ"),
        pytest.param(WOUT, "40141", id="unknown to the register"),
        pytest.param(MARCEL, "40142", id="not there in this context"),
        pytest.param(YVETTE, "40073", id="nothing in the period"),
    ],
)
def test_a_person_of_whom_nothing_can_be_told(
    chain: Chain, hop: str, service: str, insz: str, code: str
) -> None:
    """Source: `_behaviour` 2.6; 1.6 for 13202."""
    answer = ask(chain, hop, service, insz)
    assert answer.refusal == Refusal("3", code)
    assert codes(answer) == [code]
    assert answer.strange_numbers == set()


def test_an_inscription_that_overlaps_the_period_counts_for_payments(
    chain: Chain,
) -> None:
    """Source: `_behaviour` 1.6: active, or overlap, which GeefPensioen has."""
    before = ("2023-12-31", "2024-06-30")
    after = ("2024-01-01", "2024-06-30")
    assert codes(ask(chain, "magda", RIGHTS, AN, days=before)) == ["13202"]
    assert codes(ask(chain, "magda", PAYMENTS, AN, days=after)) == ["13202"]
    # The KSZ looks for an inscription of today, so it is the next to refuse.
    assert codes(ask(chain, "magda", PAYMENTS, AN, days=before)) == ["40140"]


@both_services
@pytest.mark.parametrize("condition", [{"available": False}, {}])
def test_the_register_that_is_down_is_told_at_level_3(
    chain: Chain,
    source: Callable[..., None],
    service: str,
    condition: dict[str, bool],
) -> None:
    """Source: `_behaviour` 2.6: 99996."""
    source("pension-register", **condition)
    answer = ask(chain, "wiv", service, ROSA)
    assert answer.refusal == (Refusal("3", "99996") if condition else None)


@both_services
def test_before_the_protocol_pensions_are_refused(
    dated: Callable[[str], Chain], service: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 11: in force since 2024-01-01."""
    days = ("2023-01-01", "2024-01-01")
    for day, refusal in (("2023-12-31", Refusal("2", "13001")), ("2024-01-01", None)):
        answer = ask(dated(day), "wiv", service, ROSA, days=days)
        assert answer.refusal == refusal


# The record


def test_the_call_to_the_ksz_is_recorded_by_the_name_of_the_service(
    chain: Chain,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: who asked what about whom."""
    answer = ask(chain, "wiv", PAYMENTS, ROSA, paid="Minimum")
    arrivals = [r for r in chain.records(answer.trace) if r["direction"] == "in"]
    assert {record["hop"] for record in arrivals} == {"wiv", "magda", "ksz"}
    (record,) = (record for record in arrivals if record["hop"] == "ksz")
    assert (record["service"], record["version"], record["operation"]) == (
        "OCMWCPASPensionRegisterConsult",
        "20090706",
        "sendXML",
    )
    assert (record["user"], record["outcome"]) == (MIEKE, "answered")
    assert (record["person"], record["capacity"]) == (ROSA, PLACE)
    assert "art. 3 (pension)" in record["legal_basis"]
    (sent,) = (
        r
        for r in chain.records(answer.trace)
        if (r["hop"], r["direction"]) == ("magda", "out") and r["outcome"] != "asked"
    )
    assert (sent["service"], sent["outcome"]) == (record["service"], "answered")


# The SSDN itself


def test_a_reply_is_a_signed_text_with_all_of_the_asker_in_it(chain: Chain) -> None:
    """Source: `_wire-facts.md` section 5: request and reply have one root element."""
    question = at_ksz(chain)
    answer = question.signed().post()
    assert (answer.status, answer.refusal) == (200, None)
    body = soap_parts(parse(answer.body)).payload
    assert (body.tag, len(body)) == (XML_STRING, 0)
    verified(chain, answer)
    assert answer.payload.tag == f"{{{ns.SSDN_SERVICE}}}SSDNReply"
    assert texts(answer, "UserID") == [MIEKE]
    assert texts(answer, "Reference") == [question.references.ticket]
    assert texts(answer, "MatrixSubID") == ["7"]


@pytest.mark.parametrize(
    ("path", "text", "check", "code"),
    [
        pytest.param("UserID", STRANGER, "user.on-staff-list", "MSG00016", id="user"),
        pytest.param(
            "OrgUnit",
            "0999000603",
            "agreement.sender-is-caller",
            "MSG00014",
            id="sender",
        ),
        pytest.param(
            "MatrixSubID", "6", "agreement.capacity-known", "MSG00014", id="place"
        ),
    ],
)
def test_user_sender_and_place_must_be_those_of_the_certificate(
    chain: Chain, path: str, text: str, check: str, code: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1, 6.2: refused, not a fault."""
    question = at_ksz(chain)
    document = question.document
    document.find(f".//{{*}}AuthorizedUser/{{*}}{path}").text = text
    answer = question.carry(document).signed().post()
    assert answer.status == 200
    assert answer.refusal == Refusal("summary", code)
    assert texts(answer, "ReturnCode")[0] == "10000"
    assert texts(answer, "AuthorCodeList")[0] == "CBSS"
    assert errors_of(chain.arrival(answer)) == [check]
    assert "PensionItem" not in names_in(answer)


def test_another_party_may_not_use_the_place_of_the_integrator(chain: Chain) -> None:
    """Source: Protocol WiV–Wonen in Limburg recital C: only through the integrator."""
    answer = at_ksz(chain, party="fidus").signed().post()
    assert answer.refusal is not None
    assert answer.refusal.level == "summary"
    assert at_ksz(chain).signed().post().refusal is None


def test_an_unsigned_document_is_taken_under_platform_only(
    chain: Chain, start: Callable[..., Chain]
) -> None:
    """
    Source: `_wire-facts.md` section 5: the KSZ must not require WS-Security.

    Refused it is a fault: what is wrong below the document is no SSDN (our choice).
    """
    answer = at_ksz(chain).unsigned().post()
    assert answer.refusal is None
    notes = [finding["check"] for finding in chain.arrival(answer)["findings"]]
    assert "security.unsigned" in notes
    strict = start(policy=Policy.STRICT)
    refused = at_ksz(strict).unsigned().post()
    assert refused.refusal == Refusal("fault", "InvalidSecurity")
    assert errors_of(strict.arrival(refused)) == ["security.missing"]
    assert at_ksz(strict).signed().post().refusal is None


def test_a_document_changed_after_signing_is_noticed(chain: Chain) -> None:
    """The signature covers the text, so also what is inside it."""
    question = at_ksz(chain).signed()
    document = question.document
    document.find(".//{*}TargetSSIN").text = WOUT
    answer = question.carry(document).post()
    assert answer.is_fault
    assert errors_of(chain.arrival(answer)) == ["signature.digest"]


def test_a_replayed_document_is_refused(chain: Chain) -> None:
    question = at_ksz(chain).signed()
    assert question.post().refusal is None
    answer = question.post()
    assert answer.is_fault
    assert errors_of(chain.arrival(answer)) == ["security.replay"]


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param('<!ENTITY a "aa">', id="an entity"),
        pytest.param('<!ENTITY a SYSTEM "file:///etc/passwd">', id="a file"),
    ],
)
def test_a_document_inside_is_as_untrusted_as_the_message(
    chain: Chain, declared: str
) -> None:
    """However well it is signed, a text with a DTD is not read."""
    question = at_ksz(chain)
    plain = etree.tostring(question.document, encoding="unicode")
    spoiled = f"<!DOCTYPE x [{declared}]>{plain.replace(f'>{ROSA}<', '>&a;<')}"
    answer = question.carry(spoiled).signed().post()
    assert answer.refusal == Refusal("summary", "MSG00004")
    assert errors_of(chain.arrival(answer)) == ["document.doctype"]
    assert b"root:" not in answer.body
    assert not names_in(answer) & {"CitizenPK", "PensionItem"}
    assert at_ksz(chain).carry(plain).signed().post().refusal is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("no XML at all", id="no XML"),
        pytest.param("<SSDNRequest/>", id="another namespace"),
        pytest.param("&lt;SSDNRequest/&gt;", id="escaped twice"),
    ],
)
def test_something_else_than_a_document_is_refused(chain: Chain, text: str) -> None:
    answer = at_ksz(chain).carry(text).signed().post()
    assert answer.refusal is not None
    assert errors_of(chain.arrival(answer))


def test_a_document_that_the_schema_refuses_gets_a_reply(chain: Chain) -> None:
    """Source: our choice: it is a document, so it is answered as one."""
    question = at_ksz(chain)
    document = question.document
    element = document.find(".//{*}Pillar")
    element.text = "ThirdOnly"
    answer = question.carry(document).signed().post()
    assert_refused(
        chain,
        answer,
        status=200,
        refusal=Refusal("summary", "MSG00004"),
        check="contract.schema",
    )


def test_the_connector_describes_itself(chain: Chain) -> None:
    """Source: `_wire-facts.md` section 5: the WSDL says nothing of the documents."""
    question = at_ksz(chain)
    path = question.operation.contract.paths[0]
    told = chain.send(
        "ksz", b"", identity=chain.identity("magda"), path=f"{path}?wsdl", method="GET"
    )
    root = parse(told.body)
    assert told.status == 200
    assert root.xpath("//@name[. = 'sendXML']")
    assert root.xpath("//@element[substring-after(., ':') = 'xmlString']")
