"""
Living wage and income, over every way through the chain, on 22 November 2026.

Source: Protocol WiV–Wonen in Limburg art. 3 (living wage, income); 22/004 §5, §24.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kruispunt_contracts.profile import REPLY_STRICT

from .envelopes import (
    GRIET,
    MIEKE,
    SOFIE,
    TOM,
    Answer,
    Ask,
    Chain,
    Envelope,
    Refusal,
    shape_problems,
    verified,
)

MIRA = "88631441202"
"""Shares a living wage with Joost; newest income year 2023."""
JOOST = "86710223370"
BEA = "71662511818"
"""Had a living wage; newest income year 2022."""
OMAR = "95610937729"
"""Had two, from two centres; never assessed."""
INGRID = "68720320486"

SOCIAL_RENT, PREMIUM = "VO:SOCIAL_RENT", "VO:MIJNVERBOUWPREMIE"

WAYS = {
    "housing company": ("wiv", "wonen-in-limburg", "7101", MIEKE),
    "agency for social rent": ("magda", "wonen-in-vlaanderen", "7202", GRIET),
    "agency for premiums": ("magda", "wonen-in-vlaanderen", "7201", GRIET),
    "network operator": ("magda", "fluvius", "7301", SOFIE),
    "integrator for social rent": ("ksz", "magda", SOCIAL_RENT, MIEKE),
    "integrator for premiums": ("ksz", "magda", PREMIUM, SOFIE),
}


@pytest.fixture
def ask(dated: Callable[[str], Chain]) -> Callable[..., Answer]:
    """Ask a question one of the `WAYS`; the reply is verified."""

    def post(way: str, service: str, content: Any, operation: str = "") -> Answer:
        chain = dated("2026-11-22")
        hop, party, capacity, user = WAYS[way]
        asked = Ask(
            hop=hop,
            party=party,
            capacity=capacity,
            user=user,
            service=service,
            version="v2" if hop == "ksz" else "02.00.0000",
            operation=operation or service,
            content=content,
        )
        answer = Envelope(chain, asked).signed().post()
        verified(chain, answer, REPLY_STRICT)
        assert shape_problems(answer, asked.contract_operation) == ()
        return answer

    return post


def amounts(insz: str, year: str = "2024") -> Any:
    return {"Inhoud": {"Criteria": {"INSZ": insz, "Jaar": year}}}


def periods(insz: str) -> Any:
    return {"Inhoud": {"Criteria": {"INSZ": insz, "Periode": {"Begin": "2020-01-01"}}}}


def assessment(insz: str, year: str) -> Any:
    criteria = {"INSZ": insz, "Inkomensjaar": year}
    return {"Inhoud": {"Criteria": criteria, "Bron": "FODFIN", "Taal": "nl"}}


def tax_data(ssin: str, year: dict[str, str], *groups: str) -> Any:
    return {
        "ssin": ssin,
        "referenceYear": year,
        "fiscalDataSelection": {"elements": {}, "groups": {"group": list(groups)}},
    }


def texts(answer: Answer, name: str) -> list[str]:
    return [element.text for element in answer.payload.iter(name)]


def remarks(answer: Answer) -> list[tuple[str, str, str]]:
    return [
        tuple(each.findtext(name) for name in ("Identificatie", "Oorsprong", "Type"))
        for each in answer.payload.iter("Uitzondering")
    ]


# Amounts: magda asks POD MI itself


@pytest.mark.parametrize("way", ["housing company", "agency for social rent"])
def test_amounts_for_social_rent_tell_no_partner_and_no_centre(
    ask: Callable[..., Answer], way: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage)."""
    answer = ask(way, "GeefLeefloonbedragen", amounts(MIRA))
    assert answer.refusal is None
    assert texts(answer, "Bedrag")[0] == "18786.84"
    assert JOOST.encode() not in answer.body
    assert b"2023-004417" not in answer.body
    assert answer.strange_numbers == {"00000000000"}


@pytest.mark.parametrize("way", ["network operator", "agency for premiums"])
def test_amounts_for_premiums_tell_partner_centre_and_file(
    ask: Callable[..., Answer], way: str
) -> None:
    """22/004 §5, §24; not the administrative remark."""
    answer = ask(way, "GeefLeefloonbedragen", amounts(MIRA))
    assert texts(answer, "Bedrag")[0] == "18786.84"
    assert JOOST.encode() in answer.body
    assert set(texts(answer, "Bestand")) == {"2023-004417"}
    assert b"vorige bestuur" not in answer.body


def test_the_log_names_the_source(
    ask: Callable[..., Answer], dated: Callable[[str], Chain]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: every link, with its six elements."""
    answer = ask("housing company", "GeefLeefloonbedragen", amounts(MIRA))
    records = dated("2026-11-22").records(answer.trace)
    peers = [r["peer"] for r in records if r["direction"] == "out"]
    assert "source:pod-mi" in peers
    arrived = [r for r in records if r["direction"] == "in"]
    assert {r["hop"] for r in arrived} == {"wiv", "magda"}
    assert {r["person"] for r in arrived} == {MIRA}
    assert {r["legal_basis"] for r in arrived} == {
        "Protocol WiV–Wonen in Limburg art. 3 (living wage)",
        "23/180 as cited in Protocol WiV–Wonen in Limburg art. 3 (living wage)",
    }


# Periods: through the KSZ


@pytest.mark.parametrize("way", ["housing company", "agency for social rent"])
def test_periods_for_social_rent_tell_the_kind_only(
    ask: Callable[..., Answer], way: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage)."""
    answer = ask(way, "GeefLeefloonperiodes", periods(OMAR))
    assert texts(answer, "Code") == ["EQUIVALENT_LIVING_WAGE", "LIVING_WAGE"]
    assert texts(answer, "OCMW") == texts(answer, "Begin") == []


@pytest.mark.parametrize("way", ["network operator", "agency for premiums"])
def test_periods_for_premiums_tell_period_and_centre(
    ask: Callable[..., Answer], way: str
) -> None:
    """22/004 §5, §24."""
    answer = ask(way, "GeefLeefloonperiodes", periods(BEA))
    assert texts(answer, "OCMW") == ["0999002105"]
    assert texts(answer, "Begin") + texts(answer, "Einde") == [
        "2022-10-01",
        "2024-06-14",
    ]


def test_nobody_with_a_living_wage_is_not_found(ask: Callable[..., Answer]) -> None:
    """`_behaviour` 1.5: the status of the KSZ, translated, at each hop alike."""
    answer = ask("housing company", "GeefLeefloonperiodes", periods(INGRID))
    assert answer.refusal == Refusal("3", "30001")
    assert remarks(answer) == [("30001", "KSZ", "FOUT")]


OPERATIONS = {
    "getLivingWagePeriods": ["2024-02-05", "2025-04-10"],
    "getLivingWagePeriodsPerPCSA": ["2024-02-05", "2025-04-10"],
    "getLivingWagePeriodsFlanders": ["2025-04-10"],
    "getLivingWagePeriodsPerPCSAFlanders": ["2025-04-10"],
    "getLivingWages": ["2024-02-05", "2025-04-10"],
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_of_the_ksz_for_premiums(
    ask: Callable[..., Answer], operation: str
) -> None:
    """22/004 §5, §24, §31."""
    asked = {"ssin": OMAR, "period": {"beginDate": "2020-01-01"}}
    answer = ask("integrator for premiums", "LivingWagesService", asked, operation)
    # The first is that of the question, which is echoed.
    assert texts(answer, "beginDate")[1:] == OPERATIONS[operation]
    if operation not in ("getLivingWagePeriods", "getLivingWagePeriodsFlanders"):
        assert "0999002006" in texts(answer, "pcsaCbeNumber")


def test_the_ksz_tells_no_centre_for_social_rent(ask: Callable[..., Answer]) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage)."""
    asked = {"ssin": OMAR, "period": {"beginDate": "2020-01-01"}}
    way = "integrator for social rent"
    answer = ask(way, "LivingWagesService", asked, "getLivingWages")
    assert set(texts(answer, "pcsaCbeNumber")) == {"0000000000"}
    refused = ask(way, "LivingWagesService", asked, "getLivingWagePeriods")
    assert refused.refusal == Refusal("fault", "MSG00015")


# Income: magda asks the finance service itself


@pytest.mark.parametrize("way", ["housing company", "agency for social rent"])
def test_an_assessment_holds_what_the_protocol_grants(
    ask: Callable[..., Answer], way: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (income): exactly three years old."""
    answer = ask(way, "GeefAanslagbiljetPersonenbelasting", assessment(MIRA, "2023"))
    codes = [e.findtext("Code") for e in answer.payload.iter("Item")]
    assert codes == ["A7555", "B7555", "B7557", "A0001"]
    official = ask(
        way, "GeefAanslagbiljetPersonenbelasting", assessment(INGRID, "2024")
    )
    codes = [e.findtext("Code") for e in official.payload.iter("Item")]
    assert codes == ["A7555", "A7557", "A0620", "A0210", "A0001"]


@pytest.mark.parametrize(
    ("insz", "year", "refusal", "said"),
    [
        pytest.param(
            BEA,
            "2022",
            Refusal("2", "15021"),
            ("15021", "MAGDA", "FOUT"),
            id="four years old, so kept back",
        ),
        pytest.param(
            OMAR,
            "2024",
            Refusal("2", "30001"),
            ("30001", "MAGDA", "FOUT"),
            id="never assessed",
        ),
        pytest.param(
            MIRA, "2026", None, ("45008", "MAGDA", "INFORMATIE"), id="not over yet"
        ),
    ],
)
def test_no_assessment_is_said_in_three_ways(
    ask: Callable[..., Answer],
    insz: str,
    year: str,
    refusal: Refusal | None,
    said: tuple[str, str, str],
) -> None:
    """R-INC-04; `_behaviour` 2.9: 30001 at level 2, 45008 without Inhoud."""
    question = assessment(insz, year)
    for way in ("housing company", "agency for social rent"):
        answer = ask(way, "GeefAanslagbiljetPersonenbelasting", question)
        assert answer.refusal == refusal
        assert remarks(answer) == [said]
        assert answer.payload.find(".//AanslagbiljetPersonenbelasting") is None


NEWEST, YEAR_2022 = {"derivedYear": "MOST_RECENT"}, {"year": "2022"}


@pytest.mark.parametrize(
    ("ssin", "year", "code", "elements"),
    [
        pytest.param(
            MIRA,
            NEWEST,
            "MSG00000",
            ["GLOBAL_TAXABLE_INCOME"],
            id="three years old; no children are told",
        ),
        pytest.param(BEA, NEWEST, "TAXA0007", [], id="none up to three years back"),
        pytest.param(BEA, YEAR_2022, "MSG00000", [], id="too old, so kept back"),
    ],
)
def test_tax_data_at_the_ksz(
    ask: Callable[..., Answer],
    ssin: str,
    year: dict[str, str],
    code: str,
    elements: list[str],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (income)."""
    question = tax_data(ssin, year, "GLOBAL_TAXABLE_INCOME", "CHILDREN_DEPENDENT")
    answer = ask(
        "integrator for social rent",
        "TaxAssessmentDataService",
        question,
        "consultTaxAssessmentData",
    )
    assert answer.payload.findtext("status/code") == code
    told = answer.payload.findall("result/fiscalDataList/fiscalData/element")
    assert [each.text for each in told] == elements
    assert answer.payload.findtext("ssinStatusData/requestedSsinStatus") == "ACTIVE"


# Trouble


@pytest.mark.parametrize(
    ("service", "question", "refusal"),
    [
        pytest.param(
            "GeefLeefloonbedragen", amounts(TOM), Refusal("3", "13202"), id="amounts"
        ),
        pytest.param(
            "GeefLeefloonperiodes", periods(TOM), Refusal("3", "13202"), id="periods"
        ),
        pytest.param(
            "GeefAanslagbiljetPersonenbelasting",
            assessment(TOM, "2024"),
            Refusal("3", "13202"),
            id="assessment",
        ),
    ],
)
def test_a_person_whom_nobody_registered_is_refused(
    ask: Callable[..., Answer], service: str, question: Any, refusal: Refusal
) -> None:
    """22/004 §6, §32; 23/058 §88."""
    assert ask("agency for social rent", service, question).refusal == refusal


@pytest.mark.parametrize(
    ("source", "service", "question", "refusal"),
    [
        pytest.param(
            "pod-mi",
            "GeefLeefloonbedragen",
            amounts(MIRA),
            Refusal("2", "99996"),
            id="asked by magda itself",
        ),
        pytest.param(
            "pod-mi",
            "GeefLeefloonperiodes",
            periods(MIRA),
            Refusal("3", "70003"),
            id="asked by the KSZ, which gives a fault",
        ),
        pytest.param(
            "fod-fin",
            "GeefAanslagbiljetPersonenbelasting",
            assessment(MIRA, "2023"),
            Refusal("2", "99996"),
            id="the finance service",
        ),
    ],
)
def test_a_source_that_is_down(
    ask: Callable[..., Answer],
    dated: Callable[[str], Chain],
    source: str,
    service: str,
    question: Any,
    refusal: Refusal,
) -> None:
    """`_behaviour` 1.3 and 1.5."""
    sources = dated("2026-11-22").simulator.sources
    well = sources.condition(source)
    sources.set_condition(source, type(well)(available=False))
    try:
        answer = ask("housing company", service, question)
    finally:
        sources.set_condition(source, well)
    assert answer.refusal == refusal
    assert ask("housing company", service, question).refusal is None
