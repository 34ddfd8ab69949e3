"""
What of a prepared reply follows the question.

Source: `_wire-facts.md` 3, extra patches in the mocks.
"""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from kruispunt_contracts.parsing import parse
from kruispunt_simulator.hops.fitting import OPEN, fit
from kruispunt_simulator.message import Element
from lxml import etree

VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
TAX, STATUS = "geef_aanslagbiljet_personenbelasting", "geef_sociaal_statuut"
YEAR, _ = OPEN["GeefAanslagbiljetPersonenbelasting"]


def read(vector: str) -> Element:
    return parse((VECTORS / vector).read_bytes())


def inhoud(vector: str) -> Element:
    return copy.deepcopy(read(vector).find("Repliek/Antwoorden/Antwoord/Inhoud"))


@pytest.mark.parametrize(
    ("written", "left"), [("", "2024"), (" ", "2024"), ("1999",) * 2]
)
def test_an_assessment_has_the_asked_year_where_it_is_open(
    written: str, left: str
) -> None:
    content = inhoud(f"{TAX}/reply_joint.xml")
    content.find(YEAR).text = written
    question = read(f"{TAX}/request_all_codes.xml")
    fit("GeefAanslagbiljetPersonenbelasting", question, content)
    assert content.findtext(YEAR) == left


def test_social_statuses_are_those_that_were_asked() -> None:
    content = inhoud(f"{STATUS}/reply_statuses.xml")
    question = read(f"{STATUS}/request.xml")
    question.find(".//Criteria/INSZ").text = "85643007594"
    fit("GeefSociaalStatuut", question, content)
    told = [
        (each.findtext("Naam"), each.findtext("Resultaat/Code"))
        for each in content.findall("Persoon/SocialeStatuten/SociaalStatuut")
    ]
    assert told == [("BIM_BVT", "1"), ("LIVING_WAGES_PCSA_HELP", "0")]
    assert content.findtext("Persoon/INSZ") == "85643007594"
    assert content.find(".//Detail") is not None, "what is told of one stays"


@pytest.mark.parametrize(
    ("service", "vector", "asked"),
    [
        (
            "GeefSociaalStatuut",
            f"{STATUS}/reply_whole_question_refused.xml",
            f"{STATUS}/request.xml",
        ),
        (
            "GeefPersoon",
            "geef_persoon/reply_everything.xml",
            "geef_persoon/request.xml",
        ),
    ],
)
def test_everything_else_stays_as_it_was_written(
    service: str, vector: str, asked: str
) -> None:
    content = inhoud(vector)
    before = etree.tostring(content)
    fit(service, read(asked), content)
    number = b"80610100139"
    assert etree.tostring(content).replace(number, b"") == before.replace(number, b"")
