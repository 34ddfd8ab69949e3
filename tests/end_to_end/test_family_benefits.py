"""Family benefits over the whole chain: two editions, five registers, two platforms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator.people import People
from kruispunt_simulator.settings import Authorisation
from lxml import etree

from .conftest import MovableClock
from .envelopes import (
    GRIET,
    MIEKE,
    TOM,
    Answer,
    Ask,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
)

Element = Any

PEOPLE = People.load()
LIESBETH, FINN, DAAN, KOBE, INES = (
    PEOPLE.named(name).ssin
    for name in (
        "liesbeth-ooststraete",
        "finn-zandbergen",
        "daan-zandbergen",
        "kobe-terwaele",
        "ines-boisvert",
    )
)
SERVICE = "GeefKindVoordelen"
MONTHS = {"02.00.0000": "BeginMaand", "02.01.0000": "Beginmaand"}
FILE = "Repliek/Antwoorden/Antwoord/Inhoud/KindVoordelen/KindVoordeel"
GRANTED = {"Bron", "INSZ", "KindVoordeelFonds", "Kinderen"}

editions = pytest.mark.parametrize("version", sorted(MONTHS))
at_both = pytest.mark.parametrize("hop", ["wiv", "magda"])


def magda(
    chain: Chain,
    insz: str,
    *,
    hop: str = "wiv",
    version: str = "02.00.0000",
    begin: str = "2019-01",
) -> Answer:
    """Ask as a housing company (`wiv`), or as the agency for it (`magda`)."""
    who = ("wonen-in-limburg", "7101", MIEKE)
    if hop == "magda":
        who = ("wonen-in-vlaanderen", "7202", GRIET)
    criteria = {"INSZ": insz, "Periode": {MONTHS[version]: begin}}
    ask = Ask(
        hop=hop,
        party=who[0],
        capacity=who[1],
        user=who[2],
        service=SERVICE,
        version=version,
        operation=SERVICE,
        content={"Inhoud": {"Criteria": criteria, "Taal": "nl"}},
    )
    return Envelope(chain, ask).signed().post()


def ksz(chain: Chain, operation: str, content: Any) -> Envelope:
    """Ask as the Flemish integrator for social rent."""
    service = {
        "consultFilesBySsin": "ChildBenefitsService",
        "familyAllowancesConsult": "FamilyAllowancesConsultationService",
    }[operation]
    return Envelope(
        chain,
        Ask(
            hop="ksz",
            party="magda",
            capacity="VO:SOCIAL_RENT",
            user=MIEKE,
            service=service,
            version="v1",
            operation=operation,
            content=content,
        ),
    ).signed()


def files(ssin: str, begin: str = "2019-01") -> Mapping[str, Any]:
    return {"ssin": ssin, "period": {"beginMonth": begin}}


def dossiers(ssin: str) -> list[Element]:
    """What stands where other services have `criteria`."""
    number, searched = etree.Element("ssin"), etree.Element("searchPeriod")
    number.text = ssin
    etree.SubElement(searched, "beginDate").text = "2000-01"
    return [number, searched]


def remarks(answer: Answer) -> list[tuple[str, str, str]]:
    """Code, origin and source of every level 3 exception."""
    return [
        (
            each.findtext("Identificatie"),
            each.findtext("Oorsprong"),
            each.findtext("Annotaties/Annotatie[Naam='Bron']/Waarde"),
        )
        for each in answer.payload.iterfind(
            "Repliek/Antwoorden/Antwoord/Uitzonderingen/Uitzondering"
        )
    ]


# --- what a housing company sees ------------------------------------------------------


@editions
@at_both
def test_a_housing_company_sees_persons_and_the_right_only(
    chain: Chain, hop: str, version: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (family benefits): four fields."""
    answer = magda(chain, FINN, hop=hop, version=version)
    assert answer.refusal is None
    (file,) = answer.payload.findall(FILE)
    assert {child.tag for child in file} == GRANTED
    assert file.findtext("Bron") == "VLAANDEREN"
    assert file.findtext("INSZ") == file.findtext("Kinderen/Kind/INSZ") == FINN
    fund = [child.tag for child in file.find("KindVoordeelFonds")]
    assert fund == ["Ondernemingsnummer"]
    assert file.findtext("KindVoordeelFonds/Ondernemingsnummer") == "0000000000"
    rights = file.findall("Kinderen/Kind/Betalingsperiodes/Betalingsperiode")
    assert [
        ([child.text for child in right[0]], right.findtext(".//Code"), len(right))
        for right in rights
    ] == [(["2019-01", "2023-08"], "BASIS", 2), (["2023-09"], "BASIS", 2)]
    assert LIESBETH not in answer.body.decode()


def test_a_supplement_for_care_is_withheld(chain: Chain) -> None:
    """Its category says something about the health of the child."""
    answer = magda(chain, INES)
    text = answer.body.decode()
    assert "BASIS" in text
    assert "ZORG_SPECIALE_NODEN" not in text
    assert "SOCIAAL" not in text
    assert [each.findtext("Bron") for each in answer.payload.iterfind(FILE)] == [
        "VLAANDEREN",
        "BRUSSEL",
        "WALLONIE",
        "OOST-BELGIE",
    ]


def test_a_parent_who_was_paid_leads_to_the_children(chain: Chain) -> None:
    """Rule R-PTL-14: insured person, child, begin and end of the right."""
    answer = magda(chain, LIESBETH, begin="2024-06")
    told = {
        each.findtext("Kinderen/Kind/INSZ"): each.findtext(".//Periode/EindeMaand")
        for each in answer.payload.iterfind(FILE)
    }
    assert told == {KOBE: "2024-06", DAAN: "2025-05", FINN: None}


def test_the_trail_leads_to_both_sources(chain: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: every link of the chain."""
    records = chain.records(magda(chain, INES).trace)
    assert [r["hop"] for r in records if r["direction"] == "in"] == [
        "ksz",
        "magda",
        "wiv",
    ]
    asked = {r["peer"] for r in records if r["direction"] == "out"}
    assert {
        "source:opgroeien",
        "source:benefits-federal",
        "source:benefits-brussels",
        "source:benefits-wallonia",
        "source:benefits-east-belgium",
    } < asked
    assert {r["person"] for r in records} == {INES}


def test_nothing_found_is_said_and_no_data_is_given(chain: Chain) -> None:
    answer = magda(chain, KOBE, begin="2024-07")
    assert remarks(answer) == [("30001", "MAGDA", None)]
    assert not answer.has_data


def test_somebody_who_is_not_registered_is_not_asked_about(chain: Chain) -> None:
    """R-LC-05: registered beforehand in the repertory of the integrator."""
    answer = magda(chain, TOM, hop="magda")
    assert_refused(
        chain,
        answer,
        status=200,
        refusal=Refusal("3", "13202"),
        check="repertory.inscribed",
    )


# --- sources that fail ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("down", "beside", "told"),
    [
        (
            ["benefits-wallonia"],
            ("60010", "KSZ", "WALLONIE"),
            {"VLAANDEREN", "BRUSSEL", "OOST-BELGIE"},
        ),
        (
            ["opgroeien"],
            ("60010", "KENG", "VLAANDEREN"),
            {"BRUSSEL", "WALLONIE", "OOST-BELGIE"},
        ),
        (
            [f"benefits-{r}" for r in ("federal", "brussels", "wallonia")]
            + ["benefits-east-belgium"],
            ("60010", "KSZ", "FEDERAAL, BRUSSEL, WALLONIE, OOST-BELGIE"),
            {"VLAANDEREN"},
        ),
    ],
    ids=["one at the KSZ", "Opgroeien", "all at the KSZ"],
)
def test_what_other_sources_tell_comes_along(
    chain: Chain,
    source: Callable[..., None],
    down: list[str],
    beside: tuple[str, str, str],
    told: set[str],
) -> None:
    """Behaviour 1.3 and 2.2: FOUT of one source beside the Inhoud of others."""
    for name in down:
        source(name, available=False)
    answer = magda(chain, INES)
    assert remarks(answer) == [beside]
    found = {each.findtext("Bron") for each in answer.payload.iterfind(FILE)}
    assert found == told
    assert chain.arrival(answer)["outcome"] == "answered"


def test_without_any_source_the_question_is_refused(
    chain: Chain, source: Callable[..., None]
) -> None:
    for name in ("opgroeien", "federal", "brussels", "wallonia", "east-belgium"):
        source(name if name == "opgroeien" else f"benefits-{name}", available=False)
    answer = magda(chain, INES)
    assert [code for code, _, _ in remarks(answer)] == ["60010", "60010"]
    assert not answer.has_data
    assert chain.arrival(answer)["outcome"] == "refused"


# --- the KSZ itself -------------------------------------------------------------------


def test_the_ksz_names_what_it_withheld(chain: Chain) -> None:
    answer = ksz(chain, "consultFilesBySsin", files(INES)).post()
    payload = answer.payload
    assert payload.findtext("status/code") == "MSG00000"
    assert {e.text for e in payload.iterfind("dataFilters/filteredElement")} == {
        *("childBenefitsFund", "fileNumber", "beneficiaries", "bonuses"),
        "paymentPeriod",
    }
    codes = {e.text for e in payload.iterfind("results//paymentPeriod/category/code")}
    assert codes == {"BASIC"}
    assert {e.text for e in payload.iter("enterpriseNumber")} == {"0000000000"}


def test_a_failing_register_makes_the_answer_of_the_ksz_incomplete(
    chain: Chain, source: Callable[..., None]
) -> None:
    source("benefits-wallonia", available=False)
    payload = ksz(chain, "consultFilesBySsin", files(INES)).post().payload
    assert payload.findtext("status/value") == "INCOMPLETE_DATA"
    assert payload.findtext("status/code") == "CHB00001"


def test_cadaf_answers_in_its_own_shape(chain: Chain) -> None:
    """Its files are gone since 2024, before the protocol was in force."""
    answer = ksz(chain, "familyAllowancesConsult", dossiers(FINN)).post()
    assert [child.tag for child in answer.payload] == [
        "informationCustomer",
        "informationCBSS",
        "ssin",
        "searchPeriod",
        "status",
    ]
    assert answer.payload.findtext("status/code") == "MSG00100"


def test_cadaf_says_error_where_others_say_detail(
    chain: Chain, source: Callable[..., None]
) -> None:
    source("benefits-federal", available=False)
    envelope = ksz(chain, "familyAllowancesConsult", dossiers(FINN))
    answer = envelope.post()
    assert_refused(
        chain,
        answer,
        status=500,
        refusal=Refusal("fault", "MSG00020"),
        check="source.available",
        operation=envelope.operation,
    )
    assert answer.fault_detail.findtext("error/diagnostic") == (
        WIRE_FAULTS["ksz.supplier-unavailable"].text
    )
    assert answer.fault_detail.find("detail") is None


def test_federal_files_are_told_while_they_are_kept(
    start: Callable[..., Chain],
) -> None:
    """
    CADAF and FEDERAAL tell the same in 2023; of 2024 there is nothing left.

    No act among ours grants anything so early, so nobody looks at the law here.
    """
    chain = start(clock=MovableClock(), authorisation=Authorisation.OFF)
    clock = chain.simulator.clock
    assert isinstance(clock, MovableClock)
    for day, kept in (("2023-12-31", True), ("2024-01-01", False)):
        clock.move_to(date.fromisoformat(day))
        old = ksz(chain, "familyAllowancesConsult", dossiers(LIESBETH)).post()
        new = magda(chain, LIESBETH, begin="2000-01")
        numbers = [e.text for e in old.payload.iterfind("cadafDossier/cadafID/*")]
        federal = new.payload.findall(f"{FILE}[Bron='FEDERAAL']")
        assert numbers == (["101", "02", "2007-004561"] if kept else [])
        assert len(federal) == int(kept)
        for file in federal:
            children = [e.text for e in file.iterfind("Kinderen/Kind/INSZ")]
            there = old.payload.iterfind(
                "cadafDossier/actorList/beneficiaryChildList/beneficiaryChild/ssin"
            )
            assert children == [e.text for e in there] == [DAAN, FINN]
