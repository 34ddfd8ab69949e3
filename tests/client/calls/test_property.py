"""Real-estate rights: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.cadastre import PartijSoort
from kruispunt_client.calls.cadastre_codes import Nature, RightKind
from kruispunt_client.calls.cadastre_parcel import ParcelKey
from kruispunt_client.calls.patrimony_questions import (
    enterprise_divisions,
    enterprise_properties,
    properties,
)
from kruispunt_client.calls.property_situations import (
    OwnerView,
    PropertySearch,
    enterprise_situations,
    parcel_situations,
    property_situations,
)
from kruispunt_client.client_log import NOBODY, JsonLinesLog, LogRecord
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import PartialDate
from kruispunt_simulator.hops.call import UNKNOWN

from .examples import answering, ask_example, asked_texts, example, missing

ZOEK = "zoek_eigendomstoestanden/reply_data"
GEEF = "geef_eigendomstoestanden/reply_data"
PATRIMONY = "patrimony_service/consult_immovable_properties_response"
ENTERPRISE = "patrimony_service/consult_enterprise_immovable_properties_response"
DIVISIONS = "patrimony_service/find_division_by_enterprise_number_response"
INHOUD = "Verzoek/Vragen/Vraag/Inhoud"
ZANDVAST = "1900010165"
DAY, LATER = date(2026, 5, 4), date(2026, 5, 5)
KEY = ParcelKey(kadastrale_afdeling=71806, sectie="B", grondnummer=412)

# --- ZoekEigendomstoestanden ----------------------------------------------------------


def test_by_default_the_present_situation_is_asked_without_co_owners(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    ask_example(wiv, profile, ZOEK, property_situations(person), user=user)
    assert asked_texts(wiv, INHOUD) == [
        ("Criteria/INSZ", person),
        ("Criteria/MedeEigenaars", "0"),
        ("Taal", "nl"),
        ("GestructureerdeRechtenWoontOp", "0"),
        ("Gebouwenregister", "0"),
    ]


def test_every_criterion_of_a_search_can_be_given(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    search = PropertySearch(
        on=DAY,
        view=OwnerView.FISCAL,
        division=71806,
        municipality="71022",
        co_owners=True,
        structured_rights=True,
        building_register=True,
    )
    call = property_situations(person, search=search)
    ask_example(wiv, profile, ZOEK, call, user=user)
    assert asked_texts(wiv, INHOUD) == [
        ("Criteria/INSZ", person),
        ("Criteria/MedeEigenaars", "1"),
        ("Criteria/TypeZoekopdracht", "F"),
        ("Criteria/Referentie/Datum", "2026-05-04"),
        ("Criteria/KadastraleAfdeling", "71806"),
        ("Criteria/GemeenteNISCode", "71022"),
        ("Taal", "nl"),
        ("GestructureerdeRechtenWoontOp", "1"),
        ("Gebouwenregister", "1"),
    ]


@pytest.mark.parametrize(
    ("search", "asked"),
    [
        (PropertySearch(year=2024), [("Referentie/Jaar", "2024")]),
        (
            PropertySearch(period=(DAY, LATER)),
            [("Periode/Begin", "2026-05-04"), ("Periode/Einde", "2026-05-05")],
        ),
    ],
    ids=["on 1 January", "in a period"],
)
def test_an_enterprise_is_asked_about_by_its_number(
    wiv: Any, profile: Any, user: str, search: PropertySearch, asked: list[Any]
) -> None:
    call = enterprise_situations(ZANDVAST, search=search)
    ask_example(wiv, profile, ZOEK, call, user=user)
    assert asked_texts(wiv, f"{INHOUD}/Criteria") == [
        ("Ondernemingsnummer", ZANDVAST),
        ("MedeEigenaars", "0"),
        *asked,
    ]


def test_a_situation_is_read_whole(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """The example uses every element and attribute of the contract."""
    answer = ask_example(wiv, profile, ZOEK, property_situations(person), user=user)
    assert missing(example(ZOEK), answer.data) == []
    found = answer.data.eigendomstoestanden[0]
    right = found.eigenaars_rechten[0].zakelijk_recht.ongestructureerd[0]
    assert isinstance(right.type.code, RightKind)
    assert isinstance(right.aandeel.teller, int)
    assert found.eigenaars_rechten[0].lijst_id.type in PartijSoort
    assert isinstance(found.perceel.aard_kadastraal_perceel.code, Nature)
    assert isinstance(found.status_informatie.periode_juridisch.begin, PartialDate)
    assert isinstance(found.status_informatie.martk_waarde.berekende, Decimal)


def test_situations_of_one_source_come_with_a_remark_about_the_other(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `_behaviour` 1.3: FOUT per source together with Inhoud."""
    name = "zoek_eigendomstoestanden/reply_data_and_error"
    answer = ask_example(wiv, profile, name, property_situations(person), user=user)
    assert missing(example(name), answer.data) == []
    assert not answer.complete


@pytest.mark.parametrize(
    ("search", "named"),
    [
        (PropertySearch(on=DAY, year=2024), "at most one"),
        (PropertySearch(on=DAY, period=(DAY, DAY)), "at most one"),
        (PropertySearch(period=(LATER, DAY)), "period"),
        (PropertySearch(year=24), "year"),
        (PropertySearch(division=100000), "division"),
        (PropertySearch(municipality="Hasselt"), "municipality"),
        (PropertySearch(municipality="710220"), "municipality"),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    person: str, search: PropertySearch, named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        property_situations(person, search=search)


@pytest.mark.parametrize("number", ["190001016", "2900010165", "BE19000101", ""])
def test_an_enterprise_that_cannot_be_is_refused(number: str) -> None:
    for ask in (enterprise_situations, enterprise_divisions):
        with pytest.raises(InvalidRequest, match="enterprise"):
            ask(number)
    with pytest.raises(InvalidRequest, match="enterprise"):
        enterprise_properties(number, 72307)


# --- GeefEigendomstoestanden ----------------------------------------------------------


def test_by_default_only_the_present_owners_of_a_parcel_are_asked(
    wiv: Any, profile: Any, user: str
) -> None:
    ask_example(wiv, profile, GEEF, parcel_situations(100234567), user=user)
    assert asked_texts(wiv, INHOUD) == [
        ("EigendomId", "100234567"),
        ("GeschrapteToestand", "0"),
        ("ToonAdres", "0"),
        ("Historiek", "0"),
        ("Resultaten", "999"),
        ("Taal", "nl"),
    ]


def test_every_criterion_of_a_parcel_can_be_given(
    wiv: Any, profile: Any, user: str
) -> None:
    key = replace(
        KEY, bisnummer=2, cijferexponent=3, letterexponent="K", partitie="P0007"
    )
    call = parcel_situations(
        key, january=2024, history=True, struck_out=True, addresses=True, results=5
    )
    ask_example(wiv, profile, GEEF, call, user=user)
    assert asked_texts(wiv, INHOUD) == [
        ("Identificatie/KadastraleAfdeling", "71806"),
        ("Identificatie/Sectie", "B"),
        ("Identificatie/Grondnummer", "412"),
        ("Identificatie/Bisnummer", "2"),
        ("Identificatie/Cijferexponent", "3"),
        ("Identificatie/Letterexponent", "K"),
        ("Identificatie/Partitie", "P0007"),
        ("GeschrapteToestand", "1"),
        ("Situatie1Jan", "2024"),
        ("ToonAdres", "1"),
        ("Historiek", "1"),
        ("Resultaten", "5"),
        ("Taal", "nl"),
    ]


def test_a_parcel_is_read_whole_and_asked_for_again_by_its_key(
    wiv: Any, profile: Any, user: str
) -> None:
    answer = ask_example(wiv, profile, GEEF, parcel_situations(1), user=user)
    assert missing(example(GEEF), answer.data) == []
    identification = answer.data.eigendomstoestanden[0].perceel.identificatie
    ask_example(wiv, profile, GEEF, parcel_situations(identification.key), user=user)
    asked = dict(asked_texts(wiv, f"{INHOUD}/Identificatie"))
    told = identification.kadastrale_afdeling.code
    assert asked["KadastraleAfdeling"] == told
    assert asked["Grondnummer"] == str(identification.grondnummer)
    assert asked["Partitie"] == identification.partitie


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"parcel": replace(KEY, kadastrale_afdeling=100000)}, "division"),
        ({"parcel": replace(KEY, sectie="BB")}, "section"),
        ({"parcel": replace(KEY, sectie="")}, "section"),
        ({"parcel": replace(KEY, letterexponent="KK")}, "letter"),
        ({"parcel": replace(KEY, partitie="0000")}, "partition"),
        ({"parcel": replace(KEY, bisnummer=1)}, "bis number"),
        ({"january": 24}, "january"),
        ({"results": 1000}, "results"),
        ({"results": -1}, "results"),
    ],
)
def test_a_parcel_that_cannot_be_is_refused(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidRequest, match=named):
        parcel_situations(**{"parcel": KEY, **wrong})


def test_a_question_about_a_parcel_is_logged_about_nobody(
    wiv: Any, profile: Any, user: str, tmp_path: Any
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4; the hops write the same."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    wiv.answer_with(lambda request: answering(request, example(GEEF)))
    with connect(profile(wiv), via="wiv", user=user, log=log) as connection:
        connection.property.parcel(KEY)
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    assert (record.person, record.user) == (NOBODY, user)
    assert NOBODY == UNKNOWN, "else `kruispunt log reconcile` would find a difference"


# --- PatrimonyService -----------------------------------------------------------------


def test_by_default_the_ksz_is_asked_for_the_present_situation(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    ask_example(ksz, profile, PATRIMONY, properties(person), user=user)
    assert asked_texts(ksz, "searchCriteria") == [("ssin", person), ("language", "NL")]


def test_every_criterion_of_the_ksz_can_be_given(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    call = properties(person, full_history=True, co_owners=True)
    ask_example(ksz, profile, PATRIMONY, call, user=user)
    assert asked_texts(ksz, "searchCriteria") == [
        ("ssin", person),
        ("withCoOwners", "true"),
        ("fullHistory", "true"),
        ("language", "NL"),
    ]
    call = enterprise_properties(ZANDVAST, 72307, period=(DAY, LATER))
    ask_example(ksz, profile, ENTERPRISE, call, user=user)
    assert asked_texts(ksz, "searchCriteria") == [
        ("enterpriseNumber", ZANDVAST),
        ("division", "72307"),
        ("period/beginDate", "2026-05-04"),
        ("period/endDate", "2026-05-05"),
        ("language", "NL"),
    ]
    call = enterprise_divisions(ZANDVAST, history=True)
    ask_example(ksz, profile, DIVISIONS, call, user=user)
    assert asked_texts(ksz, "searchCriteria") == [
        ("enterpriseNumber", ZANDVAST),
        ("history", "true"),
        ("language", "NL"),
    ]


def test_properties_are_read_whole(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    """The examples use every element and attribute of the contract."""
    for name, call in (
        (PATRIMONY, properties(person)),
        (ENTERPRISE, enterprise_properties(ZANDVAST, 72307)),
        (DIVISIONS, enterprise_divisions(ZANDVAST)),
    ):
        answer = ask_example(ksz, profile, name, call, user=user)
        assert missing(example(name), answer.data) == []
    found = ask_example(ksz, profile, PATRIMONY, properties(person), user=user).data
    right = found[0].parties[0].rights[0]
    assert isinstance(right.type.code, RightKind)
    assert isinstance(found[0].parcel.parcel_nature.code, Nature)
    assert isinstance(found[0].state.calculated_market_value.on, date)


def test_no_division_is_an_answer_without_data(
    ksz: Any, profile: Any, user: str
) -> None:
    name = "patrimony_service/find_division_by_enterprise_number_no_data"
    call = enterprise_divisions(ZANDVAST)
    assert ask_example(ksz, profile, name, call, user=user).data is None


def test_period_and_history_do_not_go_together(person: str) -> None:
    """Source: `ksz-patrimonyservice-v1`: a choice."""
    with pytest.raises(InvalidRequest, match="full_history"):
        properties(person, period=(DAY, LATER), full_history=True)
    with pytest.raises(InvalidRequest, match="period"):
        properties(person, period=(LATER, DAY))
    with pytest.raises(InvalidRequest, match="division"):
        enterprise_properties(ZANDVAST, -1)
