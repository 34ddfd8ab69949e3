"""From records to elements: shapes that the built-in persons do not all show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_contracts import catalogue
from kruispunt_simulator.people import People
from kruispunt_simulator.people.registers import Registers
from kruispunt_simulator.services._persoon.blocks import HISTORY
from kruispunt_simulator.services._persoon.derived import SexChange
from kruispunt_simulator.services._persoon.write import Pen, country
from kruispunt_simulator.services._xml import element
from kruispunt_simulator.sources import Sources
from lxml import etree

SINCE = date(2020, 1, 2)


@pytest.fixture
def pen() -> Pen:
    return Pen(sources=Sources(People()), today=date(2026, 11, 22))


def held(name: str, **fields: Any) -> Any:
    """One record of a list of the registers."""
    section = Registers.model_validate({name: ({"from": SINCE, **fields},)})
    return getattr(section, name)[0]


def written(made: Any) -> str:
    return etree.tostring(made, encoding="unicode")


def test_a_country_without_a_name_is_named_by_its_code() -> None:
    made = element("Land")
    country(made, "999")
    assert written(made) == "<Land><NISCode>999</NISCode><Naam>999</Naam></Land>"


def test_days_are_attributes(pen: Pen) -> None:
    made = pen.write(
        "WettelijkeWoonplaats", held("legal_domiciles", until="2021-00-00", text="x")
    )
    assert dict(made.attrib) == {"DatumBegin": "2020-01-02", "DatumEinde": "2021-00-00"}


def test_a_code_is_remembered_when_nobody_describes_it(pen: Pen) -> None:
    made = pen.write("TypeVluchteling", held("refugee_types", type="7"))
    assert made.find("Omschrijving") is None
    assert list(pen.undescribed) == [("TypeVluchteling", "7")]
    made = pen.write("TypeVluchteling", held("refugee_types", type="1"))
    assert made.findtext("Omschrijving") == "Kandidaat-vluchteling"
    assert made.find("Omschrijving").get("Taal") == "nl"
    assert len(pen.undescribed) == 1


def test_a_judgment_on_death_is_written_in_full(pen: Pen) -> None:
    death = Registers.model_validate(
        {
            "death": {
                "decision": {
                    "kind": {"code": "1", "label": "Overlijden"},
                    "transcription": {"day": "2021-05-00", "place": {"country": "111"}},
                    "reference": "21/114",
                }
            }
        }
    ).death
    assert death is not None
    made = pen.write("Overlijden", death)
    assert [child.tag for child in made.iter()] == [
        "Overlijden",
        "Beslissing",
        "Type",
        "Code",
        "Omschrijving",
        "OverschrijvingRegister",
        "Datum",
        "Plaats",
        "Land",
        "NISCode",
        "ISOCode",
        "Naam",
        "Referentienummer",
    ]


def test_an_address_without_codes_is_not_standard(pen: Pen) -> None:
    address = {
        "street": "Oude Baan",
        "house_number": "1",
        "postal_code": "3600",
        "city": "Genk",
    }
    standard = pen.write("Hoofdverblijfplaats", held("addresses", **address))
    assert standard.findtext("Straatnaam/String") == "Oude Baan"
    assert standard.find("NietGestandaardiseerdeStraatnaam") is None
    other = pen.write(
        "Hoofdverblijfplaats", held("addresses", **address, not_standard=True)
    )
    assert other.find("Straatnaam") is None
    assert other.findtext("NietGestandaardiseerdeStraatnaam/String") == "Oude Baan"
    assert other.findtext("NietGestandaardiseerdeGemeentenaam/String") == "Genk"


@pytest.mark.parametrize(("language", "told"), [("NL", "nl"), ("FR", "fr")])
def test_an_address_is_told_in_its_language(pen: Pen, language: str, told: str) -> None:
    address = {
        "street": "Rue Haute",
        "house_number": "1",
        "postal_code": "4700",
        "city": "Eupen",
        "language": language,
    }
    made = pen.write("Hoofdverblijfplaats", held("addresses", **address))
    assert {part.text for part in made.iter("Taal")} == {told}


def test_the_street_code_is_the_end_of_that_of_the_ksz(pen: Pen) -> None:
    address = {
        "street": "A",
        "street_code": "7100001234",
        "house_number": "1",
        "postal_code": "3600",
        "city": "Genk",
    }
    made = pen.write("Hoofdverblijfplaats", held("addresses", **address))
    assert made.findtext("StraatCode") == "1234"


def test_a_derived_record_writes_what_it_was_given(pen: Pen) -> None:
    change = SexChange.model_validate(
        {"from": SINCE, "sex": {"code": "2"}, "text": "Akte"}
    )
    made = pen.write("Geslachtsverandering", change)
    assert made.findtext("Geslacht/Omschrijving") == "Vrouwelijk"
    assert made.findtext("Tekst") == "Akte"


def test_every_block_is_an_element_of_the_schema() -> None:
    """The table of blocks names nothing that the contract does not know."""
    contract = catalogue.load().contract("GeefHistoriekPersoon", "02.02.0000")
    person = "Repliek/Antwoorden/Antwoord/Inhoud/HistoriekPersoon"
    for block in HISTORY:
        within = f"/Historiek{block.within}" if block.within else ""
        path = f"{person}{within}/{block.history}"
        response = contract.operations[0].response
        assert contract.schema.content(response, path) is not None
