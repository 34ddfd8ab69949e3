"""
Every refusal of a message that could be read, and its twin that is answered.

The rows stand in the order of the checks: contract, agreement of certificate, signature
and sender, authorisation, user, question, repertory, source. What is refused below that
is in `test_refusals_below_soap.py`; what is an attack, in `test_attacks.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from lxml import etree

from .envelopes import (
    AN,
    ATTEST,
    BRAM,
    CARE,
    COULD_BE_REAL,
    FILES,
    INCAPACITY,
    JEF,
    LORE,
    LOTTE,
    NORA,
    PERIODS,
    RAF,
    SOFIE,
    STRANGER,
    TOM,
    WOUT,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
)

Spoil = Callable[[Envelope], object]
SCHEMA = Refusal("1", "10001")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing changed in a question that is answered, and what comes of it."""

    name: str
    check: str
    refusal: Refusal
    source: str
    """The rule that is broken."""
    ask: str = CARE
    changes: dict[str, Any] = field(default_factory=dict)
    """Of the `Ask`."""
    spoil: Spoil = Envelope.unsigned
    """Before signing."""
    marks: pytest.MarkDecorator | tuple[()] = ()
    """The requirement that it shows."""

    @property
    def status(self) -> int:
        return 500 if self.refusal.level in ("1", "fault") else 200


def unknown_root(message: Envelope) -> None:
    message.payload.tag = "{urn:example:unknown}Vraag"


def text_after_the_question(message: Envelope) -> None:
    etree.SubElement(message.payload, "Extra").text = "x"


def second_question(message: Envelope) -> None:
    vragen = message.payload.find(".//Vragen")
    vragen.append(etree.fromstring(etree.tostring(vragen[0])))


def soap_encoding_reference(message: Envelope) -> None:
    """Point with `href` from the signed body to an unsigned header block."""
    message.payload.find(".//INSZ").set("href", "#elsewhere")
    block = etree.SubElement(message.header, "{urn:example:header}INSZ", id="elsewhere")
    block.text = WOUT


CONTRACT = [
    Row(
        name="a root that no contract has",
        check="contract.known",
        refusal=SCHEMA,
        spoil=unknown_root,
        source="_behaviour.md 1.1 step 2",
    ),
    Row(
        name="a root that no contract has, at the KSZ",
        ask=ATTEST,
        check="contract.known",
        refusal=Refusal("fault", "Client"),
        spoil=unknown_root,
        source="SOAP 1.1 section 4.4.1",
    ),
    Row(
        name="a question of the KSZ at MAGDA",
        ask=ATTEST,
        changes={"hop": "magda", "party": "wonen-in-vlaanderen"},
        check="contract.known",
        refusal=SCHEMA,
        spoil=lambda m: m.at_path("/api/Magda-02.00/soap/WebService"),
        source="the KSZ's contracts are not MAGDA's",
    ),
    Row(
        name="the path of another service",
        check="contract.path",
        refusal=SCHEMA,
        spoil=lambda m: m.at_path("/GeefDossierHandicapDienst-03.00/soap/WebService"),
        source="_wire-facts.md 1: one path per service",
    ),
    Row(
        name="the path of another service, at the KSZ",
        ask=ATTEST,
        check="contract.path",
        refusal=Refusal("fault", "Client"),
        spoil=lambda m: m.at_path("/HandiService/v2/consult"),
        source="one path per service",
    ),
    Row(
        name="another Naam in the context",
        check="contract.context",
        refusal=Refusal("2", "13101"),
        spoil=lambda m: m.put("Context/Naam", "GeefPersoon"),
        source="_wire-facts.md 1: Naam and Versie are the identity of the service",
    ),
    Row(
        name="another Versie in the context",
        check="contract.context",
        refusal=Refusal("2", "13101"),
        spoil=lambda m: m.put("Context/Versie", "01.00.0000"),
        source="_wire-facts.md 1: Naam and Versie are the identity of the service",
    ),
    Row(
        name="a missing element",
        check="contract.schema",
        refusal=SCHEMA,
        spoil=lambda m: m.drop("GewensteInformatie"),
        source="XSD of GeefZorgtoeslag",
    ),
    Row(
        name="an element too many",
        check="contract.schema",
        refusal=SCHEMA,
        spoil=text_after_the_question,
        source="XSD of GeefZorgtoeslag",
    ),
    Row(
        name="a word where a number should be",
        check="contract.schema",
        refusal=SCHEMA,
        spoil=lambda m: m.about("not a number"),
        source="XSD of GeefZorgtoeslag",
    ),
    Row(
        name="two questions in one message",
        check="contract.schema",
        refusal=SCHEMA,
        spoil=second_question,
        source="MAGDA wiki: the online variant takes exactly one Vraag",
    ),
    Row(
        name="a SOAP-encoding href to an unsigned header",
        check="contract.schema",
        refusal=SCHEMA,
        spoil=soap_encoding_reference,
        source="SOAP 1.1 section 5 is not used by document/literal contracts",
    ),
    Row(
        name="a quarter that is none, at wiv",
        ask=INCAPACITY,
        check="contract.schema",
        refusal=SCHEMA,
        spoil=lambda m: m.put("yearQuarter", "2024Q5"),
        source="XSD of GeefArbeidsongeschiktheid",
    ),
    Row(
        name="a quarter that is none, at the KSZ",
        ask=ATTEST,
        check="contract.schema",
        refusal=Refusal("fault", "MSG00004"),
        spoil=lambda m: m.put("yearQuarter", "2024Q5"),
        source="XSD of HdiIndemnityAllowanceService",
    ),
    Row(
        name="a broken informationCustomer, at the KSZ",
        ask=ATTEST,
        check="contract.schema",
        refusal=Refusal("fault", "MSG00004"),
        spoil=lambda m: m.put("cbeNumber", "somebody"),
        source="XSD of ksz-common-v3",
    ),
]

AGREEMENT = [
    Row(
        name="the sender of another party",
        check="agreement.sender-is-caller",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.put("Identificatie", "fluvius.be/mijnverbouwpremie-aip"),
        source="Protocol WiV–Wonen in Limburg art. 6.1, 6.3",
        marks=pytest.mark.requirement("S-TR-05"),
    ),
    Row(
        name="a sender that nobody has",
        check="agreement.sender-known",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.put("Identificatie", "nobody.example/aip"),
        source="MAGDA wiki page 485982282",
    ),
    Row(
        name="a Hoedanigheid that was not handed out",
        check="agreement.capacity-known",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.put("Hoedanigheid", "9999"),
        source="MAGDA wiki page 485982282",
    ),
    Row(
        name="the Hoedanigheid of its own other connection",
        check="agreement.capacity-known",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.put("Hoedanigheid", "7202"),
        source="MAGDA wiki page 485982282",
    ),
    Row(
        name="no Hoedanigheid",
        check="agreement.capacity-known",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.drop("Hoedanigheid"),
        source="Protocol WiV–Wonen in Limburg art. 6.1",
    ),
    Row(
        name="the sender of another housing company",
        ask=FILES,
        check="agreement.sender-is-caller",
        refusal=Refusal("2", "13001"),
        spoil=lambda m: m.put(
            "Identificatie", "woonmaatschappij-zonder-protocol.be/sociale-huur-aip"
        ),
        source="Protocol WiV–Wonen in Limburg art. 6.1, 6.3",
        marks=pytest.mark.requirement("S-TR-05"),
    ),
    Row(
        name="the number of another organisation, at the KSZ",
        ask=ATTEST,
        check="agreement.sender-is-caller",
        refusal=Refusal("fault", "MSG00014"),
        spoil=lambda m: m.put("cbeNumber", "0999000603"),
        source="KSZ MSG00014: credentials of another organisation",
    ),
    Row(
        name="the legal context of another organisation, at the KSZ",
        ask=ATTEST,
        check="agreement.capacity-known",
        refusal=Refusal("fault", "MSG00014"),
        spoil=lambda m: m.put("legalContext", "FIDUS:SOCIAL_RENT"),
        source="KSZ MSG00014: credentials of another organisation",
        marks=pytest.mark.requirement("S-IN-07"),
    ),
    Row(
        name="no legal context, at the KSZ",
        ask=PERIODS,
        check="contract.schema",
        refusal=Refusal("fault", "MSG00004"),
        spoil=lambda m: m.drop("legalContext"),
        source="23/058 §79.11: FIDUS passes a specific legal context",
        marks=pytest.mark.requirement("S-IN-07", "S-IN-09"),
    ),
    Row(
        name="a legal context that nobody has, at the KSZ",
        ask=PERIODS,
        check="agreement.capacity-known",
        refusal=Refusal("fault", "MSG00014"),
        spoil=lambda m: m.put("legalContext", "FIDUS:NO_SUCH_CONTEXT"),
        source="23/058 §79.11: from which the KSZ knows the deliberation",
        marks=pytest.mark.requirement("S-IN-09"),
    ),
]

AUTHORISATION = [
    Row(
        name="a party that no act grants anything",
        changes={"party": "vlaams-woningfonds", "capacity": "7501"},
        check="law.granted",
        refusal=Refusal("2", "13001"),
        source="Protocol WiV–Wonen in Limburg art. 6.2",
    ),
    Row(
        name="a housing company without protocol",
        ask=FILES,
        changes={"party": "woonmaatschappij-zonder-protocol"},
        check="law.granted",
        refusal=Refusal("2", "13001"),
        source="Protocol WiV–Wonen in Limburg art. 1 and 6.2",
    ),
    Row(
        name="a service that the party was not granted",
        changes={"party": "fluvius", "capacity": "7301", "user": SOFIE},
        check="law.granted",
        refusal=Refusal("2", "13001"),
        source="22/004 §4: the disability file only",
        marks=pytest.mark.requirement("S-AC-02"),
    ),
    Row(
        name="a granted service in another capacity",
        changes={"capacity": "7202"},
        check="law.granted",
        refusal=Refusal("2", "13001"),
        source="Protocol Zorgtoeslag 2021-05-07 art. 3",
    ),
    Row(
        name="an operation that the party was not granted",
        ask=PERIODS,
        changes={"party": "rva", "capacity": "RVA:ADMISSIBILITY", "user": NORA},
        check="law.granted",
        refusal=Refusal("fault", "MSG00015"),
        source="23/058 §24-29/1: consultAttest only",
        marks=pytest.mark.requirement("S-AC-02"),
    ),
]

USER = [
    Row(
        name="no user",
        changes={"user": None},
        check="user.named",
        refusal=Refusal("2", "13101"),
        source="Protocol WiV–Wonen in Limburg art. 6.2",
        marks=pytest.mark.requirement("S-AC-03"),
    ),
    Row(
        name="no user, at wiv",
        ask=FILES,
        changes={"user": None},
        check="user.named",
        refusal=Refusal("2", "13101"),
        source="Protocol WiV–Wonen in Limburg art. 6.2",
        marks=pytest.mark.requirement("S-AC-03"),
    ),
    Row(
        name="a user whom nobody knows",
        changes={"user": STRANGER},
        check="user.on-staff-list",
        refusal=Refusal("2", "40006"),
        source="Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13",
    ),
    Row(
        name="a user of another party",
        changes={"user": SOFIE},
        check="user.on-staff-list",
        refusal=Refusal("2", "40006"),
        source="14/088 §13; 22/004 §7",
    ),
    Row(
        name="a user who left",
        ask=FILES,
        changes={"user": LORE},
        check="user.on-staff-list",
        refusal=Refusal("2", "40006"),
        source="Protocol WiV–Wonen in Limburg art. 6.2: an up-to-date list",
    ),
    Row(
        name="a user whose employer is no processor any more",
        changes={"user": RAF},
        check="user.entitled",
        refusal=Refusal("2", "40006"),
        source="Protocol Zorgtoeslag 2021-05-07 art. 6: a contract with processors",
    ),
    Row(
        name="a user whom nobody knows, at the KSZ",
        ask=ATTEST,
        changes={"user": STRANGER},
        check="user.on-staff-list",
        refusal=Refusal("fault", "MSG00016"),
        source="Protocol WiV–Wonen in Limburg art. 6.2",
    ),
]


def wrong_check_digits(ssin: str) -> Spoil:
    wrong = f"{ssin[:9]}{int(ssin[9:]) % 96 + 1:02}"
    return lambda message: message.about(wrong)


def asks_nothing(message: Envelope) -> None:
    message.put("StatusAanvraag", "0").put("Erkenningen", "0")


QUESTION = [
    Row(
        name="wrong check digits",
        check="zorgtoeslag.insz-check-digits",
        refusal=Refusal("3", "20002"),
        spoil=wrong_check_digits(LOTTE),
        source="MAGDA wiki page 6208324471",
    ),
    Row(
        name="wrong check digits, at wiv",
        ask=INCAPACITY,
        check="magda.insz-check-digits",
        refusal=Refusal("3", "20002"),
        spoil=wrong_check_digits(BRAM),
        source="MAGDA wiki page 6208324471",
    ),
    Row(
        name="wrong check digits, at the KSZ",
        ask=ATTEST,
        check="ksz.ssin-check-digits",
        refusal=Refusal("status", "MSG00011"),
        spoil=wrong_check_digits(BRAM),
        source="_error-codes.md 3: MSG00011",
    ),
    Row(
        name="a reference date in the future",
        check="zorgtoeslag.reference-date-not-future",
        refusal=Refusal("3", "20006"),
        spoil=lambda m: m.put("Referentiedatum", "2999-01-01"),
        source="MAGDA wiki page 1021347842",
    ),
    Row(
        name="a quarter in the future",
        ask="incapacity at magda",
        check="arbeidsongeschiktheid.quarter-in-range",
        refusal=Refusal("3", "20006"),
        spoil=lambda m: m.put("yearQuarter", "2999Q1"),
        source="GeefArbeidsongeschiktheid: 20006",
    ),
    Row(
        name="a quarter too long ago",
        ask="incapacity at magda",
        check="arbeidsongeschiktheid.quarter-in-range",
        refusal=Refusal("3", "20006"),
        spoil=lambda m: m.put("yearQuarter", "2001Q1"),
        source="GeefArbeidsongeschiktheid: 20006",
    ),
    Row(
        name="a quarter in the future, at the KSZ",
        ask=ATTEST,
        check="hdi.quarter-not-future",
        refusal=Refusal("status", "MSG00008"),
        spoil=lambda m: m.put("yearQuarter", "2999Q1"),
        source="MG 6429442643: past quarters and the running one",
    ),
    Row(
        name="neither group of data",
        check="zorgtoeslag.something-asked",
        refusal=Refusal("3", "40102"),
        spoil=asks_nothing,
        source="MAGDA wiki page 1021347842",
    ),
    Row(
        name="French",
        check="magda.language",
        refusal=Refusal("3", "25001"),
        spoil=lambda m: m.put("Taal", "fr"),
        source="MAGDA wiki page 1207304415",
    ),
    Row(
        name="a number that a citizen could have",
        check="question.fictitious",
        refusal=Refusal("3", "30003"),
        spoil=lambda m: m.about(COULD_BE_REAL),
        source="guardrail: fictitious people only",
    ),
    Row(
        name="a number that a citizen could have, at wiv",
        ask=INCAPACITY,
        check="question.fictitious",
        refusal=Refusal("3", "30003"),
        spoil=lambda m: m.about(COULD_BE_REAL),
        source="guardrail: fictitious people only",
    ),
    Row(
        name="a number that a citizen could have, at the KSZ",
        ask=ATTEST,
        check="question.fictitious",
        refusal=Refusal("status", "MSG00005"),
        spoil=lambda m: m.about(COULD_BE_REAL),
        source="guardrail: fictitious people only",
    ),
]

REPERTORY = [
    Row(
        name="a person in no repertory",
        check="repertory.inscribed",
        refusal=Refusal("3", "13202"),
        spoil=lambda m: m.about(TOM),
        source="22/004 §6, §32; MAGDA wiki page 1204979049",
        marks=pytest.mark.requirement("S-IN-02"),
    ),
    Row(
        name="a person whose registration ended",
        check="repertory.inscribed",
        refusal=Refusal("3", "13202"),
        spoil=lambda m: m.about(AN),
        source="23/058 §88: a still open file",
        marks=pytest.mark.requirement("S-IN-03"),
    ),
    Row(
        name="a person whom only others registered",
        ask="disability at magda",
        check="repertory.inscribed",
        refusal=Refusal("3", "13202"),
        spoil=lambda m: m.about(BRAM),
        source="22/004 §6, §32",
        marks=pytest.mark.requirement("S-IN-06"),
    ),
    Row(
        name="a person whom the KSZ does not have for this party",
        ask=ATTEST,
        check="repertory.inscribed",
        refusal=Refusal("status", "MSG00012"),
        spoil=lambda m: m.about(JEF),
        source="23/058 §88",
        marks=pytest.mark.requirement("S-IN-02", "S-IN-04"),
    ),
    Row(
        name="a person whom FIDUS does not have for BGHM",
        ask=PERIODS,
        check="repertory.inscribed",
        refusal=Refusal("status", "MSG00012"),
        spoil=lambda m: m.about(JEF),
        source="23/058 §79.11",
        marks=pytest.mark.requirement("S-IN-08"),
    ),
]

ROWS = [*CONTRACT, *AGREEMENT, *AUTHORISATION, *USER, *QUESTION, *REPERTORY]
EVERY_ROW = pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.name, marks=row.marks) for row in ROWS]
)


@EVERY_ROW
def test_refused(chain: Chain, envelope: Callable[..., Envelope], row: Row) -> None:
    """`row.source` says which rule each row breaks."""
    message = envelope(row.ask, **row.changes)
    row.spoil(message)
    answer = message.signed().post()
    record = assert_refused(
        chain,
        answer,
        status=row.status,
        refusal=row.refusal,
        check=row.check,
        operation=message.operation,
    )
    assert errors_of(record) == [row.check]
    assert {r["direction"] for r in chain.records(answer.trace)} == {"in"}


@EVERY_ROW
def test_without_the_change_it_is_answered(
    chain: Chain, envelope: Callable[..., Envelope], row: Row
) -> None:
    """The twin of each row, through the same harness."""
    answer = envelope(row.ask).signed().post()
    assert (answer.status, answer.refusal) == (200, None)
    assert answer.has_data
    assert chain.arrival(answer)["outcome"] == "answered"


def test_names_of_rows_are_unique() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
