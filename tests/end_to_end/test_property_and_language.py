"""
Real estate and the language obligation over the whole chain.

Source: Protocol WiV–Wonen in Limburg art. 3 (real-estate rights) and (language).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kruispunt_simulator.settings import Authorisation
from lxml import etree

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
    assert_refused,
)

Element = Any

ROZA, LIEN, BJORN, FEMKE, ZOHRA = (
    "57622320854",
    "89713014659",
    "82651733373",
    "91680947293",
    "75631461808",
)
ZANDVAST = "1900010165"
TOESTAND = "Eigendom/Eigendomstoestanden/Eigendomstoestand"
ANTWOORD = "Repliek/Antwoorden/Antwoord"


def zoek(
    insz: str,
    *,
    co_owners: bool = False,
    structured: bool = False,
    register: bool = False,
) -> dict[str, Any]:
    kind = "INSZ" if len(insz) == 11 else "Ondernemingsnummer"
    return {
        "Inhoud": {
            "Criteria": {kind: insz, "MedeEigenaars": str(int(co_owners))},
            "Taal": "nl",
            "GestructureerdeRechtenWoontOp": str(int(structured)),
            "Gebouwenregister": str(int(register)),
        }
    }


def geef(id_: int) -> dict[str, Any]:
    flags = {"Historiek": "1", "Resultaten": "0", "Taal": "nl"}
    return {"Inhoud": {"EigendomId": str(id_), **flags}}


LIMBURG = Ask(
    hop="wiv",
    party="wonen-in-limburg",
    capacity="7101",
    user=MIEKE,
    service="ZoekEigendomstoestanden",
    version="02.00.0000",
    operation="ZoekEigendomstoestanden",
    content=zoek(LIEN),
)
AGENCY = replace(
    LIMBURG, hop="magda", party="wonen-in-vlaanderen", capacity="7202", user=GRIET
)
WAYS = pytest.mark.parametrize(
    "way", [LIMBURG, AGENCY], ids=["housing company via wiv", "agency via magda"]
)


def post(chain: Chain, way: Ask, content: dict[str, Any] | None = None) -> Answer:
    ask = way if content is None else replace(way, content=content)
    return Envelope(chain, ask).signed().post()


def parcel_of(way: Ask, id_: int) -> Ask:
    name = "GeefEigendomstoestanden"
    return replace(way, service=name, operation=name, content=geef(id_))


def file_of(way: Ask, insz: str) -> Ask:
    name = "GeefDossierVMSW"
    return replace(
        way,
        service=name,
        version="01.00.0000",
        operation=name,
        content={"Inhoud": {"INSZ": insz}},
    )


def patrimony(
    chain: Chain, inner: dict[str, str], operation: str = "consultImmovableProperties"
) -> Answer:
    """Ask the KSZ, whose criteria have a name of their own here."""
    ask = Ask(
        hop="ksz",
        party="magda",
        capacity="VO:SOCIAL_RENT",
        user=MIEKE,
        service="PatrimonyService",
        version="v1",
        operation=operation,
        content={"searchCriteria": inner},
    )
    return Envelope(chain, ask).signed().post()


def inhoud(answer: Answer) -> Element:
    assert answer.refusal is None
    found = answer.payload.find(f"{ANTWOORD}/Inhoud")
    assert found is not None, etree.tostring(answer.payload)
    return found


def leaves(root: Element) -> set[str]:
    """Names of the elements that say something."""
    return {each.tag for each in root.iter() if not len(each)}


# --- real-estate rights ---------------------------------------------------------------


@WAYS
def test_parcel_right_and_nature_reach_the_asker(chain: Chain, way: Ask) -> None:
    """The three items of the row: identification, real rights, nature."""
    told = inhoud(post(chain, way))
    assert told.findtext(f"{TOESTAND}/Perceel/Identificatie/Grondnummer") == "412"
    recht = told.find(
        f"{TOESTAND}/EigenaarsRechten/EigenaarRecht/ZakelijkRecht/Ongestructureerd"
        "/Rechten/Recht"
    )
    assert recht.findtext("Type/Code") == "BE"
    assert recht.findtext("Aandeel/Teller") == "1"
    assert recht.findtext("Aandeel/Noemer") == "2"
    assert told.findtext(f"{TOESTAND}/Perceel/AardKadastraalPerceel/Code") == "200"
    assert told.findtext(f"{TOESTAND}/Perceel/Gebouwen/Gebouw/PUR/Aard/Code") == "200"


GRANTED = {
    # which parcel
    "Code",
    "Omschrijving",
    "Sectie",
    "Grondnummer",
    "Bisnummer",
    "Cijferexponent",
    "Letterexponent",
    "Partitie",
    "LiggingIdPerceel",
    # which situation, since when
    "Huidig",
    "Voorgaand",
    "EigendomId",
    "Begin",
    "JaarBegin",
    # which rights; the numbers of parties are the cadastre's own
    "PartijId",
    "Afkorting",
    "Teller",
    "Noemer",
    "NietBepaald",
    # whether it is a dwelling
    "AantalWoongelegenheden",
}


@WAYS
@pytest.mark.parametrize("who", [LIEN, ROZA])
def test_nothing_else_reaches_the_asker(chain: Chain, way: Ask, who: str) -> None:
    """R-LC-11; no name, address, income, value, construction or comfort."""
    answer = post(chain, way, zoek(who))
    assert leaves(inhoud(answer)) <= GRANTED
    assert answer.strange_numbers == set()
    assert b"Hagendorenstraat" not in answer.body
    assert b"231000" not in answer.body


@WAYS
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zoek(LIEN, co_owners=True), id="co-owners"),
        pytest.param(zoek(LIEN, register=True), id="the building register"),
        pytest.param(zoek(LIEN, structured=True), id="who lives there"),
        pytest.param(zoek(ZANDVAST), id="an enterprise"),
    ],
)
def test_more_than_the_row_opens_is_refused(
    chain: Chain, way: Ask, content: dict[str, Any]
) -> None:
    """The row is about (potential) (candidate) tenants, not about others."""
    answer = post(chain, way, content)
    record = assert_refused(
        chain,
        answer,
        status=200,
        refusal=Refusal("2", "40006"),
        check="law.asked",
        operation=way.contract_operation,
    )
    assert "art. 3 (real-estate rights)" in record["legal_basis"]
    assert post(chain, way).refusal is None


def test_the_trail_names_hops_source_and_ground(chain: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: the six elements, at every link."""
    answer = post(chain, LIMBURG)
    records = chain.records(answer.trace)
    assert {(r["hop"], r["direction"]) for r in records} >= {
        ("wiv", "in"),
        ("wiv", "out"),
        ("magda", "in"),
        ("magda", "out"),
    }
    assert [r["peer"] for r in records if r["peer"].startswith("source:")] == [
        "source:aapd"
    ]
    assert {r["person"] for r in records} == {LIEN}
    assert not any(r["hop"] == "ksz" for r in records)


def test_the_cadastre_says_the_same_at_every_hop(chain: Chain) -> None:
    """One fact: MAGDA and the KSZ read the same parcel."""
    at_ksz = patrimony(chain, {"ssin": LIEN, "language": "NL"}).payload
    assert at_ksz.findtext("status/value") == "DATA_FOUND"
    right = at_ksz.find("properties/property/parties/party/rights/right")
    for way in (LIMBURG, AGENCY):
        told = inhoud(post(chain, way))
        pairs = (
            ("Perceel/AardKadastraalPerceel/Code", "parcel/parcelNature/code"),
            ("Perceel/LiggingIdPerceel", "parcel/parcelStatus/parcelSituationId"),
            ("StatusInformatie/EigendomId", "state/identifiers/current"),
            ("StatusInformatie/PeriodeJuridisch/Begin", "state/legalDate/begin"),
        )
        for ours, theirs in pairs:
            assert told.findtext(f"{TOESTAND}/{ours}") == at_ksz.findtext(
                f"properties/property/{theirs}"
            )
        recht = next(told.iter("Recht"))
        assert recht.findtext("Type/Code") == right.findtext("type/code")
        assert recht.findtext("Aandeel/Noemer") == right.findtext("fractDenom")


@WAYS
def test_a_parcel_is_told_without_its_owners(chain: Chain, way: Ask) -> None:
    """Who owns it need not be a tenant; what it is may be known."""
    told = inhoud(post(chain, parcel_of(way, 6041203)))
    assert len(told.findall(TOESTAND)) == 2
    assert told.findtext(f"{TOESTAND}/Perceel/AardKadastraalPerceel/Code") == "200"
    assert told.find(f"{TOESTAND}/EigenaarsRechten") is None
    assert told.find("Eigendom/Partijen") is None


def test_the_partner_in_community_is_not_named_at_the_ksz(chain: Chain) -> None:
    """The contract demands the two numbers; a neutral one stands for both."""
    answer = patrimony(chain, {"ssin": FEMKE, "language": "NL"})
    ssins = [
        each.text for each in answer.payload.iterfind(".//properties//community/ssin")
    ]
    assert ssins == ["00600000000", "00600000000"]
    assert answer.payload.find(".//properties//addressState") is None
    assert answer.payload.find(".//parcelNature") is not None


def test_co_owners_are_closed_at_the_ksz_too(chain: Chain) -> None:
    criteria = {"ssin": LIEN, "withCoOwners": "true", "language": "NL"}
    answer = patrimony(chain, criteria)
    assert answer.refusal == Refusal("status", "MSG00027")
    allowed = patrimony(chain, criteria | {"withCoOwners": "false"})
    assert allowed.refusal is None


def test_enterprises_are_granted_to_nobody_at_the_ksz(chain: Chain) -> None:
    answer = patrimony(
        chain,
        {"enterpriseNumber": ZANDVAST, "language": "NL"},
        "findDivisionByEnterpriseNumber",
    )
    assert answer.refusal == Refusal("fault", "MSG00015")


@WAYS
def test_whoever_is_not_inscribed_is_refused(chain: Chain, way: Ask) -> None:
    """`_behaviour.md` 1.6: 13202, level 3."""
    assert post(chain, way, zoek(TOM)).refusal == Refusal("3", "13202")
    assert post(chain, way, zoek(LIEN)).refusal is None


@WAYS
def test_a_cadastre_that_is_down_is_told_all_the_way(
    chain: Chain, source: Callable[..., None], way: Ask
) -> None:
    source("aapd", available=False)
    assert post(chain, way).refusal == Refusal("2", "99996")
    source("aapd", available=True)
    assert post(chain, way).refusal is None


@WAYS
def test_who_owns_nothing_gets_30001(chain: Chain, way: Ask) -> None:
    assert post(chain, way, zoek(ZOHRA)).refusal == Refusal("3", "30001")


# --- with the law looking away: what no act here grants -------------------------------


@pytest.fixture(scope="module")
def lenient(start: Callable[..., Chain]) -> Chain:
    return start(authorisation=Authorisation.OFF)


@WAYS
def test_errors_of_the_building_register_come_with_the_data(
    lenient: Chain, way: Ask
) -> None:
    """`_behaviour.md` 2.10: beside the AAPD data, even when typed FOUT."""
    content = zoek(FEMKE, co_owners=True, structured=True, register=True)
    answer = post(lenient, way, content)
    antwoord = answer.payload.find(ANTWOORD)
    codes = antwoord.findall("Uitzonderingen/Uitzondering/Identificatie")
    assert [code.text for code in codes] == [
        "45713",
        "45710",
        "45712",
        "45719",
        "45707",
    ]
    eerste = antwoord.find("Uitzonderingen/Uitzondering")
    assert eerste.findtext("Oorsprong") == "GEBRG"
    assert eerste.findtext("Annotaties/Annotatie/Waarde") == "11100902"
    told = antwoord.find("Inhoud")
    assert told.findtext("Eigendom/Partijen/Ondernemingen/Onderneming/Naam") == (
        "Zandvast BV (verzonnen)"
    )
    assert told.find(".//Gestructureerd/Rechten/Recht") is not None


def test_an_enterprise_is_found_over_the_chain(lenient: Chain) -> None:
    told = inhoud(post(lenient, LIMBURG, zoek(ZANDVAST)))
    assert len(told.findall(TOESTAND)) == 2
    divisions = patrimony(
        lenient,
        {"enterpriseNumber": ZANDVAST, "language": "NL"},
        "findDivisionByEnterpriseNumber",
    ).payload
    numbers = [each.text for each in divisions.iterfind("divisions/division/number")]
    assert numbers == ["72307", "73111"]
    for division in numbers:
        properties = patrimony(
            lenient,
            {"enterpriseNumber": ZANDVAST, "division": division, "language": "FR"},
            "consultEnterpriseImmovableProperties",
        ).payload
        assert len(properties.findall("properties/property")) == 1


# --- language -------------------------------------------------------------------------


@WAYS
@pytest.mark.parametrize(
    ("who", "codes"),
    [
        pytest.param(LIEN, ["VOLDAAN"], id="A2"),
        pytest.param(FEMKE, ["NIET_VOLDAAN_A1"], id="A1 only"),
        pytest.param(BJORN, ["NIET_VOLDAAN"], id="failed"),
        pytest.param(ZOHRA, ["VRIJGESTELD", "UITGESTELD"], id="exempt and postponed"),
    ],
)
def test_the_standing_of_a_tenant_reaches_the_asker(
    dated: Callable[[str], Chain], way: Ask, who: str, codes: list[str]
) -> None:
    """Whether the obligation is met, the highest score, and reasons (D-09)."""
    told = inhoud(post(dated("2026-11-22"), file_of(way, who)))
    path = "SHMDossiers/SHMDossier/StatusHuurder/Code"
    assert [each.text for each in told.iterfind(path)] == codes


@WAYS
@pytest.mark.parametrize(
    ("who", "levels"),
    [
        pytest.param(LIEN, ["A2"], id="both levels and a part of one"),
        pytest.param(FEMKE, ["A1"], id="A1 only"),
        pytest.param(BJORN, [], id="failed"),
    ],
)
def test_of_tests_only_the_highest_level_is_told(
    chain: Chain, way: Ask, who: str, levels: list[str]
) -> None:
    """
    `a2_highest_score`, A1 or A2: not where, not when, no other test.

    Source: Protocol WiV–Wonen in Limburg art. 3 (language); fields.md 7.10.
    """
    told = inhoud(post(chain, file_of(way, who)))
    assert [each.text for each in told.iterfind(".//AfgelegdeTest/Type/Code")] == levels
    for test in told.iterfind(".//AfgelegdeTest"):
        assert test.findtext("Geslaagd") == "1"
        assert test.findtext("DatumTijd") == "1900-01-01T00:00:00"
        assert [each.text for each in test.iterfind("Instantie/*")] == ["-", "-"]
    assert told.find(".//Maatschappij/KBOnummer") is not None


def test_language_data_are_not_for_premiums(chain: Chain) -> None:
    """R-PUR-05; 22/004 §20."""
    fluvius = replace(AGENCY, party="fluvius", capacity="7301", user=SOFIE)
    answer = post(chain, file_of(fluvius, LIEN))
    assert answer.refusal == Refusal("2", "13001")
    assert post(chain, file_of(AGENCY, LIEN)).refusal is None


def test_the_name_in_the_context_may_carry_the_domain(chain: Chain) -> None:
    """MAGDA wiki page 1901822529: `Inburgering.GeefDossierVMSW`."""
    message = Envelope(chain, file_of(AGENCY, LIEN))
    message.payload.find("Verzoek/Context/Naam").text = "Inburgering.GeefDossierVMSW"
    assert message.signed().post().refusal is None


def test_an_agency_that_is_down_is_told_all_the_way(
    chain: Chain, source: Callable[..., None]
) -> None:
    source("kbi", available=False)
    answer = post(chain, file_of(LIMBURG, LIEN))
    assert answer.refusal == Refusal("2", "99996")
