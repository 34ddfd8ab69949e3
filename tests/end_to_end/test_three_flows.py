"""The three flows, each over each way, from question to data and trail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client import Answer, HandicapSource, Remark, StatusValue
from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_contracts import parse, soap_parts
from lxml import etree

from .envelopes import (
    AMELIE,
    ASKS,
    BRAM,
    GRIET,
    HILDE,
    JEF,
    LOTTE,
    MIEKE,
    NORA,
    SOFIE,
    WOUT,
    Chain,
    Envelope,
)

ON = date(2024, 6, 1)
PERIOD = (date(2023, 1, 1), date(2024, 12, 31))
EVERY_PART = ("evolutionOfRequest", "handicapRecognitions", "rights", "socialCards")
ART_6_4 = ("at", "party", "application", "service", "user", "person")
"""The six elements of a log record; `service` has version and operation beside it."""


def names_in(answer: Answer[Any]) -> set[str]:
    """Give every element name of the reply as it came."""
    payload = soap_parts(parse(answer.raw)).payload
    return {etree.QName(each).localname for each in payload.iter(etree.Element)}


# --- care allowance: MAGDA to Opgroeien ----------------------------------------------


def test_care_allowance_on_a_day(chain: Chain) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 3: child, period, pillar 1 and total."""
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        answer = magda.care_allowance.supplement(LOTTE, user=GRIET, on=ON)
    assert answer.hop == "magda"
    assert answer.signer == "magda.kruispunt.test"
    assert answer.data is not None
    assert answer.data.insz == LOTTE
    (erkenning,) = answer.data.erkenningen
    assert erkenning.begindatum == date(2024, 2, 1)
    assert erkenning.pijlers is not None
    assert (erkenning.pijlers.pijler1, erkenning.pijlers.totaal) == (6, 26)


def test_care_allowance_over_a_period(chain: Chain) -> None:
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        answer = magda.care_allowance.supplement(LOTTE, user=GRIET, period=PERIOD)
    assert answer.data is not None
    points = [
        (each.begindatum, each.pijlers and each.pijlers.pijler1)
        for each in answer.data.erkenningen
    ]
    assert points == [(date(2020, 1, 1), 4), (date(2024, 2, 1), 6)]


@pytest.mark.requirement("S-OR-11")
def test_care_allowance_withholds_what_the_protocol_does_not_grant(
    chain: Chain,
) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 3: nothing of pillars 2, 3 and request."""
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        answer = magda.care_allowance.supplement(LOTTE, user=GRIET, on=ON)
    names = names_in(answer)
    assert "Pijler1" in names
    assert not names & {
        "StatusAanvraag",
        "Pijler2",
        "Pijler3",
        "SubpijlerPijler2",
        "SubpijlerPijler3",
    }


def test_child_without_a_file_gets_a_warning_and_no_data(chain: Chain) -> None:
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        answer = magda.care_allowance.supplement(WOUT, user=GRIET, on=ON)
    assert answer.data is None
    assert [(w.code, w.type, w.origin) for w in answer.warnings] == [
        ("30001", "WAARSCHUWING", "KENG")
    ]


# --- disability file: to the KSZ and DG Personen met een Handicap ---------------------

DISABILITY_WAYS = pytest.mark.parametrize(
    ("party", "via", "user"),
    [
        pytest.param("wonen-in-limburg", "wiv", MIEKE, id="housing company via wiv"),
        pytest.param("wonen-in-vlaanderen", "magda-7202", GRIET, id="agency via magda"),
        pytest.param("fluvius", "magda", SOFIE, id="network operator via magda"),
    ],
)


DAY_OR_PERIOD = pytest.mark.parametrize(
    "when", [{"on": ON}, {"period": PERIOD}], ids=["on a day", "over a period"]
)


@DISABILITY_WAYS
@DAY_OR_PERIOD
def test_disability_file(
    chain: Chain, party: str, via: str, user: str, when: dict[str, Any]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (disability); 22/004 §4, §23."""
    with chain.connect(party, via) as connection:
        answer = connection.disability.files(JEF, user=user, parts=EVERY_PART, **when)
    assert answer.status is not None
    assert answer.status.value is StatusValue.DATA_FOUND
    assert answer.data is not None
    result = answer.data.of(HandicapSource.DGPH)
    assert result is not None
    assert result.file is not None
    amounts = [right.month_amount for right in result.file.rights]
    assert Decimal("1258.02") in amounts
    assert len(amounts) == (1 if "on" in when else 2)


@DAY_OR_PERIOD
def test_housing_company_does_not_see_name_kind_request_and_cards(
    chain: Chain, when: dict[str, Any]
) -> None:
    """
    Protocol WiV–Wonen in Limburg art. 3 (disability): the status, and the right with
    amounts, legislation and category of the income replacement. The KSZ names the
    filters. The status follows from the totals; points per aspect are more than that.
    """
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.disability.files(JEF, user=MIEKE, parts=EVERY_PART, **when)
    gone = {
        "addressHandicappedPerson",
        "evolutionOfRequest",
        "handicapRecognitionDetails",
        "socialCards",
    }
    aspects = {
        "mobility",
        "nourishment",
        "hygiene",
        "household",
        "supervision",
        "socialSkills",
        "unsuitability",
    }
    neutral = {"categoryIT", "dateOfDecision", "partnerIncome"}
    assert set(answer.filtered) == gone | aspects | neutral
    assert not names_in(answer) & (gone | aspects | {"lastName", "cardNumber"})
    assert b"Wautersdal" not in answer.raw
    assert "handicapRecognitions" in names_in(answer)


@DAY_OR_PERIOD
def test_network_operator_sees_ivt_amount_and_category_only(
    chain: Chain, when: dict[str, Any]
) -> None:
    """22/004 §4, §23; what the contract makes mandatory is there, but neutral."""
    with chain.connect("fluvius", "magda") as magda:
        answer = magda.disability.files(JEF, user=SOFIE, parts=EVERY_PART, **when)
    gone = {
        "addressHandicappedPerson",
        "evolutionOfRequest",
        "handicapRecognitions",
        "socialCards",
    }
    neutral = {"categoryIT", "partnerIncome", "totalMonthAmount"}
    assert set(answer.filtered) == gone | neutral
    assert not names_in(answer) & gone
    assert answer.data is not None
    result = answer.data.of(HandicapSource.DGPH)
    assert result is not None
    assert result.file is not None
    for right in result.file.rights:
        assert right.category_ivt == "A"
        assert right.month_amount
        assert (right.category_it, right.partner_income) == (0, False)
        assert right.total_month_amount == 0
    assert b"1547.42" not in answer.raw


def test_file_reads_the_same_at_every_hop(chain: Chain) -> None:
    with (
        chain.connect("wonen-in-limburg", "wiv") as wiv,
        chain.connect("wonen-in-vlaanderen", "magda-7202") as magda,
        chain.connect("magda", "ksz") as ksz,
    ):
        answers = [
            wiv.disability.files(JEF, user=MIEKE, on=ON, parts=EVERY_PART),
            magda.disability.files(JEF, user=GRIET, on=ON, parts=EVERY_PART),
            ksz.disability.files(JEF, on=ON, user=MIEKE, parts=EVERY_PART),
        ]
    first, second, third = (answer.data for answer in answers)
    assert first == second == third is not None


def test_regional_sources_answer_beside_the_federal_one(chain: Chain) -> None:
    """Contract sheet `ksz-handi-v2`: each source has its own status."""
    amina = "90671934883"
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.disability.files(
            amina,
            user=MIEKE,
            on=ON,
            sources=[
                s for s in HandicapSource if s is not HandicapSource.KIND_EN_GEZIN
            ],
            parts=EVERY_PART,
        )
    assert answer.data is not None
    found = {
        result.source
        for result in answer.data.results
        if result.status is StatusValue.DATA_FOUND
    }
    assert len(found) >= 3
    assert len(answer.data.results) == 7


# --- incapacity: to the KSZ and the insurance bodies ---------------------------------

INCAPACITY_WAYS = pytest.mark.parametrize(
    ("party", "via", "user"),
    [
        pytest.param("wonen-in-limburg", "wiv", MIEKE, id="housing company via wiv"),
        pytest.param("opgroeien-regie", "magda", HILDE, id="Opgroeien via magda"),
    ],
)


@INCAPACITY_WAYS
def test_incapacity_of_a_closed_quarter(
    chain: Chain, party: str, via: str, user: str
) -> None:
    """23/058 §62-69 (housing) and §70-79 (family benefits)."""
    with chain.connect(party, via) as connection:
        answer = connection.incapacity.periods(BRAM, "2024Q1", user=user)
    data = answer.data
    assert data is not None
    assert data.attestation.attestation_id == "1d2c94e9-bc1e-5823-840d-772c427fe7f7"
    (allowance,) = data.allowances
    assert [payment.amount for payment in allowance.payments] == [
        Decimal("1847.07"),
        Decimal("273.64"),
        Decimal("1554.42"),
        Decimal("1924.52"),
    ]


@pytest.mark.parametrize(
    ("party", "via", "user", "withheld"),
    [
        pytest.param(
            "wonen-in-limburg",
            "wiv",
            MIEKE,
            {
                "initialStartDate",
                "invalidityStartDate",
                "incapacityCategory",
                "familySituation",
            },
            id="housing company, 23/058 §64 and §79.5",
        ),
        pytest.param(
            "opgroeien-regie",
            "magda",
            HILDE,
            {
                "initialStartDate",
                "invalidityStartDate",
                "document",
                "incapacityCategory",
                "familySituation",
            },
            id="Opgroeien, 23/058 §71",
        ),
        pytest.param(
            "fidus",
            "ksz",
            AMELIE,
            {"document", "incapacityCategory", "familySituation"},
            id="Brussels housing company, 23/058 §79.5 and §79.6",
        ),
    ],
)
def test_incapacity_withholds_what_is_not_granted(
    chain: Chain, party: str, via: str, user: str, withheld: set[str]
) -> None:
    """
    23/058 §85: a reply holds only granted fields; the log says which stayed behind.

    MAGDA's contract has no `dataFilters` here, so only the KSZ names them on the wire.
    """
    with chain.connect(party, via) as connection:
        answer = connection.incapacity.periods(BRAM, "2024Q1", user=user)
    elements = names_in(answer) - {"filteredElement"}
    assert not elements & withheld
    assert "allowanceCode" in elements
    assert set(answer.filtered) == (withheld if via == "ksz" else set())
    (noted,) = (
        finding
        for record in chain.records(answer.trace)
        for finding in record["findings"]
        if (finding["check"], record["hop"]) == ("law.fields", "ksz")
        and record["direction"] == "in"
    )
    assert set(noted["actual"].removeprefix("withheld: ").split(", ")) == withheld
    assert noted["requirement"].startswith("23/058 §")


def test_attest_with_the_kind_of_risk_directly_at_the_ksz(chain: Chain) -> None:
    """23/058 §24-29/1: the RVA sees the social risk, and not when it first began."""
    with chain.connect("rva", "ksz") as ksz:
        answer = ksz.incapacity.attest(BRAM, "2024Q1", user=NORA)
    assert answer.data is not None
    (allowance,) = answer.data.allowances
    assert allowance.social_risk is not None
    category = allowance.social_risk.social_risk_category
    assert category.value == "GeneralIncapacityForWorkAllowance"
    assert set(answer.filtered) == {"initialStartDate", "invalidity"}


def test_periods_directly_at_the_ksz_for_a_party_behind_an_integrator(
    chain: Chain,
) -> None:
    """23/058 §79.1-79.11: BGHM asks through FIDUS, and its user is named."""
    with chain.connect("fidus", "ksz") as ksz:
        answer = ksz.incapacity.periods(BRAM, "2024Q1", user=AMELIE)
    assert answer.data is not None
    (allowance,) = answer.data.allowances
    assert allowance.invalidity_start_date == date(2024, 2, 6)
    (record,) = (r for r in chain.records(answer.trace) if r["direction"] == "in")
    assert (record["party"], record["user"]) == ("fidus", AMELIE)


def test_running_quarter_gives_a_temporary_attest(
    dated: Callable[[str], Chain],
) -> None:
    """MG 6429442643: what is known that day, without id or version."""
    chain = dated("2024-03-15")
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
    assert answer.data is not None
    assert answer.data.attestation.temporary
    assert answer.data.attestation.creation_date == date(2024, 3, 15)


def test_quarter_without_data_is_an_answer_with_a_warning(chain: Chain) -> None:
    """MAGDA wiki page 2104688821: NO_DATA_FOUND becomes 70001 with Inhoud."""
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.incapacity.periods(WOUT, "2024Q1", user=MIEKE)
    assert answer.data is None
    assert answer.status is not None
    assert answer.status.value is StatusValue.NO_DATA_FOUND
    assert [warning.code for warning in answer.warnings] == ["70001"]


def test_attest_reads_the_same_at_every_hop(chain: Chain) -> None:
    """One source, three ways: only what is granted differs, never what is told."""
    with (
        chain.connect("wonen-in-limburg", "wiv") as wiv,
        chain.connect("opgroeien-regie", "magda") as magda,
        chain.connect("fidus", "ksz") as fidus,
        chain.connect("rva", "ksz") as rva,
    ):
        periods = [
            wiv.incapacity.periods(BRAM, "2024Q3", user=MIEKE).data,
            magda.incapacity.periods(BRAM, "2024Q3", user=HILDE).data,
            fidus.incapacity.periods(BRAM, "2024Q3", user=AMELIE).data,
        ]
        attest = rva.incapacity.attest(BRAM, "2024Q3", user=NORA).data
    assert attest is not None
    told = {told_to_all(each) for each in periods if each is not None}
    assert len(told) == 1
    (told_to_everybody,) = told
    assert told_to_everybody == (
        attest.attestation,
        tuple(
            (payment.begin_date, payment.end_date, payment.amount, payment.days)
            for allowance in attest.allowances
            for payment in allowance.payments
        ),
    )
    assert attest.attestation.attestation_version == 1


def told_to_all(data: IndemnityPeriods) -> tuple[Any, ...]:
    payments = tuple(
        (payment.begin_date, payment.end_date, payment.amount, payment.days)
        for allowance in data.allowances
        for payment in allowance.payments
    )
    return data.attestation, payments


# --- references, trail, log ----------------------------------------------------------

EVERY_WAY = pytest.mark.parametrize("name", ASKS)


@EVERY_WAY
def test_references_come_back(envelope: Callable[..., Envelope], name: str) -> None:
    """MAGDA wiki page 1207304415; KSZ: informationCustomer is echoed whole."""
    message = envelope(name).signed()
    answer = message.post()
    payload = answer.payload
    if message.ask.hop == "ksz":
        assert payload.findtext("informationCustomer/ticket") == (
            message.references.ticket
        )
        ticket = payload.findtext("informationCBSS/ticketCBSS")
        assert re.fullmatch(r"[0-9a-f-]{36}", ticket)
        for echoed in ("informationCustomer", "legalContext", "criteria"):
            assert canonical(payload.find(echoed)) == canonical(
                message.payload.find(echoed)
            )
        return
    context = payload.find("Repliek/Context/Bericht")
    assert context.findtext("Ontvanger/Referte") == message.references.context
    reference = payload.findtext("Repliek/Antwoorden/Antwoord/Referte")
    assert reference == message.references.question
    own = context.findtext("Afzender/Referte")
    assert own not in (message.references.context, message.references.question)
    assert context.findtext("Ontvanger/Gebruiker") == message.ask.user


def canonical(element: Any) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True))


@EVERY_WAY
def test_reply_is_valid_against_its_contract(
    envelope: Callable[..., Envelope], name: str
) -> None:
    message = envelope(name).signed()
    payload = message.post().payload
    assert payload.tag == message.operation.response
    assert message.operation.contract.validate(payload) == ()


WAYS = {
    "care allowance at magda": ["magda in", "magda out source:opgroeien"],
    "disability at magda": [
        "magda in",
        "magda out ksz",
        "ksz in",
        "ksz out source:dgph",
    ],
    "incapacity at wiv": [
        "wiv in",
        "wiv out magda",
        "magda in",
        "magda out ksz",
        "ksz in",
        "ksz out source:insurers",
    ],
    "periods at ksz": ["ksz in", "ksz out source:insurers"],
}


@pytest.mark.requirement("S-LG-01", "S-LG-02")
@pytest.mark.parametrize("name", WAYS)
def test_one_trail_joins_every_hop(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    answer = envelope(name).signed().post()
    (root,) = chain.trees(answer.trace)
    seen: list[str] = []
    node = root
    while True:
        record = node.record
        seen.append(f"{record['hop']} {record['direction']}")
        if record["direction"] == "out":
            seen[-1] += f" {callee(chain, record['peer'])}"
        if not node.children:
            break
        (node,) = node.children
    assert seen == WAYS[name]


def callee(chain: Chain, peer: str) -> str:
    """Give the hop behind a URL, or the source as it is."""
    hops = [hop for hop, url in chain.simulator.urls.items() if peer.startswith(url)]
    return hops[0] if hops else peer


@pytest.mark.requirement("S-LG-03")
@pytest.mark.parametrize("name", WAYS)
def test_every_record_of_a_trail_has_the_six_elements(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4; the user stays the same at each hop."""
    message = envelope(name).signed()
    answer = message.post()
    records = chain.records(answer.trace)
    assert {record["hop"] for record in records} == {
        way.split()[0] for way in WAYS[name]
    }
    for record in records:
        missing = [element for element in ART_6_4 if not record[element]]
        assert not missing
        assert record["version"]
        assert record["operation"]
        assert record["user"] == message.ask.user
        assert record["person"] in (LOTTE, JEF, BRAM)
        announced = record["outcome"] == "asked" and record["direction"] == "out"
        assert announced or record["outcome"] == "answered"
    for record in (each for each in records if each["direction"] == "in"):
        assert record["legal_basis"]
        assert record["reference"]
        assert record["platform_reference"]


def test_each_hop_asks_the_next_in_its_own_name(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Protocol WiV–Wonen in Limburg recital C3: the agency asks for the company."""
    answer = envelope("incapacity at wiv").signed().post()
    asked = {r["hop"]: r for r in chain.records(answer.trace) if r["direction"] == "in"}
    assert {hop: (r["party"], r["capacity"]) for hop, r in asked.items()} == {
        "wiv": ("wonen-in-limburg", "7101"),
        "magda": ("wonen-in-vlaanderen", "7202"),
        "ksz": ("magda", "VO:SOCIAL_RENT"),
    }
    assert asked["magda"]["application"] == "woonmaatschappijen-doorgifte"
    references = {record["reference"] for record in asked.values()}
    assert len(references) == 3


def test_a_trace_of_the_caller_is_continued(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """W3C Trace Context: the parent of the first record is the caller's span."""
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = envelope().signed().post(trace=trace)
    assert answer.trace == trace
    assert chain.arrival(answer)["parent_span"] == "1" * 16


def test_one_failing_source_leaves_the_others(
    chain: Chain, source: Callable[..., None]
) -> None:
    """MAGDA wiki page 2104688821: INCOMPLETE_DATA becomes 70001, with what is left."""
    source("vsb", available=False)
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.disability.files(
            JEF, user=MIEKE, on=ON, parts=EVERY_PART, sources=["DGPH", "VSB"]
        )
    assert not answer.complete
    assert answer.data is not None
    statuses = {r.source.value: r.status.value for r in answer.data.results}
    assert statuses == {"DGPH": "DATA_FOUND", "VSB": "TECHNICAL_ERROR"}
    (warning,) = answer.warnings
    assert replace(warning, annotations={}, diagnosis="") == Remark(
        code="70001",
        origin="KSZ",
        type="WAARSCHUWING",
        diagnosis="",
        circumstance="INCOMPLETE_DATA",
    )
