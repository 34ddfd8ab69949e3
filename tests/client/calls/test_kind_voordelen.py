"""
GeefKindVoordelen 02.01 and 02.00: what is on the wire, and what becomes of the answer.

Source: `magda-geefkindvoordelen-02.01`, `magda-geefkindvoordelen-02.00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.kind_voordelen import (
    BonusCategorie,
    Bron,
    Categorie,
    kind_voordelen,
)
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, PartialDate

from ...completeness import lost
from .examples import answer, content, leaves

CHILD, MOTHER, FATHER = "15661000219", "85661000403", "83622000718"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Iterator[Connection]:
    wiv.answer_with(answer("geef_kind_voordelen_02_01/reply_partial.xml"))
    with connect(profile(wiv), via="wiv", user=user) as opened:
        yield opened


def asked(wiv: Any) -> dict[str, str]:
    return leaves(wiv.asked[-1].payload.find(".//Vraag/Inhoud"))


def test_the_least_is_a_month_at_the_flemish_source(
    wiv: Any, line: Connection, person: str
) -> None:
    line.family_benefits.files(person, on=date(2026, 5, 4))
    assert asked(wiv) == {
        "Criteria/INSZ": person,
        "Criteria/Periode/Beginmaand": "2026-05",
        "Criteria/Periode/Eindmaand": "2026-05",
        "Criteria/Bronnen/Bron": "VLAANDEREN",
        "Taal": "nl",
    }


def test_everything_can_be_asked(wiv: Any, line: Connection, person: str) -> None:
    line.family_benefits.files(
        person,
        period=(Month(2018, 7), None),
        sources=reversed(Bron),
        categories=["SOCIAAL", Categorie.BASIC],
        social="MET_TYPE_SOCIAAL",
        language="fr",
    )
    shown = "Criteria/BetalingsperiodeWeergaveOpties/BetalingsperiodeFilter"
    assert asked(wiv) == {
        "Criteria/INSZ": person,
        "Criteria/Periode/Beginmaand": "2018-07",
        f"{shown}[1]/TypeFilter": "BASIS",
        f"{shown}[2]/SociaalFilter/TypeSociaalInvoegen": "MET_TYPE_SOCIAAL",
        "Criteria/Bronnen/Bron[1]": "FEDERAAL",
        "Criteria/Bronnen/Bron[2]": "VLAANDEREN",
        "Criteria/Bronnen/Bron[3]": "BRUSSEL",
        "Criteria/Bronnen/Bron[4]": "WALLONIE",
        "Criteria/Bronnen/Bron[5]": "OOST-BELGIE",
        "Taal": "fr",
    }


def test_the_older_edition_has_other_names(
    wiv: Any, line: Connection, person: str
) -> None:
    wiv.answer_with(answer("geef_kind_voordelen_02_00/reply_partial.xml"))
    found = line.family_benefits.files(
        person, period=("2018-07", "2026-06"), version="02.00"
    )
    assert asked(wiv) == {
        "Criteria/INSZ": person,
        "Criteria/Periode/BeginMaand": "2018-07",
        "Criteria/Periode/EindeMaand": "2026-06",
        "Criteria/Bronnen/Bron": "VLAANDEREN",
        "Taal": "nl",
    }
    assert found.asked.version == "02.00.0000"


def test_a_flemish_file_has_who_was_paid_with_each_payment(line: Connection) -> None:
    data = line.family_benefits.files(CHILD, on="2026-05", sources=Bron).data
    assert data is not None
    (flemish,) = data.of(Bron.FLANDERS)
    assert flemish.insz == CHILD
    assert flemish.fonds.ondernemingsnummer == "0692793497"
    assert (flemish.fonds.code, flemish.fonds.omschrijving) == (None, "FONS")
    assert flemish.dossiernummer is flemish.rechthebbende is None
    assert flemish.begunstigden == ()
    (child,) = flemish.kinderen
    assert child.insz == CHILD
    (bonus,) = child.bonussen
    assert bonus.betalingsdatum == PartialDate(2015, 5, 20)
    assert bonus.categorie.code is BonusCategorie.BIRTH_IN_ADVANCE
    assert bonus.categorie.omschrijving == "startbedrag, vooraf betaald"
    assert bonus.categorie.taal == "nl"
    assert bonus.begunstigden == (MOTHER,)
    basic, social = child.betalingsperiodes
    assert (basic.beginmaand, basic.eindmaand) == (Month(2019, 1), None)
    assert basic.code is basic.categorie is Categorie.BASIC
    assert basic.begunstigden == (MOTHER, FATHER)
    assert social.covers(Month(2026, 5))
    assert not social.covers(Month(2026, 6))
    assert not social.covers(Month(2024, 8))
    assert basic.covers(Month(2030, 1))


def test_an_older_file_has_who_was_paid_apart(line: Connection) -> None:
    data = line.family_benefits.files(CHILD, on="2018-07", sources=Bron).data
    assert data is not None
    (federal,) = data.of(Bron.FEDERAL)
    assert (federal.fonds.code, federal.fonds.ondernemingsnummer) == ("101", None)
    assert federal.dossiernummer == "0123-45"
    assert federal.rechthebbende == FATHER
    (payee,), (child,) = federal.begunstigden, federal.kinderen
    assert (payee.insz, child.insz) == (MOTHER, CHILD)
    assert payee.bonussen[0].categorie.code is BonusCategorie.BIRTH
    (paid,) = child.betalingsperiodes
    assert paid.categorie is Categorie.CHILD_BENEFIT
    assert paid.begunstigden == ()


@pytest.mark.parametrize(
    ("version", "code", "kind"),
    [("02.01", None, "GEZIN_MET_TWEE_KINDEREN"), ("02.00", Categorie.SOCIAL, None)],
)
def test_a_social_supplement_reads_the_same_in_both_editions(
    wiv: Any, line: Connection, version: str, code: Any, kind: str | None
) -> None:
    """It is a branch of its own in one, a code in the other."""
    folder = f"geef_kind_voordelen_{version.replace('.', '_')}"
    wiv.answer_with(answer(f"{folder}/reply_partial.xml"))
    data = line.family_benefits.files(CHILD, on="2026-05", version=version).data
    assert data is not None
    social = data.kind_voordelen[0].kinderen[0].betalingsperiodes[1]
    assert social.categorie is Categorie.SOCIAL
    assert (social.code, social.type_sociale_toeslag) == (code, kind)
    assert social.omschrijving == "sociale toeslag"


def test_a_category_that_no_list_has_stays_a_text(
    wiv: Any, line: Connection, person: str
) -> None:
    """Source: `magda-geefkindvoordelen-02.00`: the list is open."""

    def renamed(request: Any) -> Any:
        made = answer("geef_kind_voordelen_02_00/reply_partial.xml")(request)
        made.find(".//Betalingsperiode/Categorie/Code").text = "NEW_ONE"
        return made

    wiv.answer_with(renamed)
    data = line.family_benefits.files(person, on="2026-05", version="02.00").data
    assert data is not None
    assert data.kind_voordelen[0].kinderen[0].betalingsperiodes[0].code == "NEW_ONE"


@pytest.mark.parametrize("version", ["02.01", "02.00"])
def test_nothing_that_is_told_is_lost(
    wiv: Any, line: Connection, person: str, version: str
) -> None:
    name = f"geef_kind_voordelen_{version.replace('.', '_')}/reply_partial.xml"
    wiv.answer_with(answer(name))
    found = line.family_benefits.files(person, on="2026-05", version=version)
    assert lost(content(name), found.data) == []


def test_a_source_that_failed_is_a_warning(line: Connection, person: str) -> None:
    """Source: `_behaviour` 2.2: it stands beside what the others tell."""
    found = line.family_benefits.files(person, on="2026-05", sources=Bron)
    (warning,) = found.warnings
    assert warning.annotations == {"Bron": "WALLONIE"}
    assert not found.complete


def test_nothing_at_any_source_is_no_data(
    wiv: Any, line: Connection, person: str
) -> None:
    wiv.answer_with(answer("geef_kind_voordelen_02_01/reply_nothing_found.xml"))
    assert line.family_benefits.files(person, on="2026-05").data is None


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({}, "`on`"),
        ({"on": "2026-05", "period": ("2026-05", None)}, "`on`"),
        ({"on": "2026-13"}, "month"),
        ({"on": "May"}, "month"),
        ({"period": ("2026-05", "2026-04")}, "before it begins"),
        ({"on": "2026-05", "sources": ()}, "sources"),
        ({"on": "2026-05", "sources": ["MARS"]}, "sources"),
        ({"on": "2026-05", "categories": ["MARS"]}, "categories"),
        ({"on": "2026-05", "categories": ["KINDERBIJSLAG"]}, "KINDERBIJSLAG"),
        ({"on": "2026-05", "social": "MARS"}, "social"),
        ({"on": "2026-05", "version": "03.00"}, "version"),
        ({"on": "2026-05", "version": "02.00", "categories": ["BASIS"]}, "02.00"),
    ],
)
def test_what_no_edition_knows_is_not_asked(
    person: str, how: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        kind_voordelen(person, **how)
