"""Persons and households over the whole chain, for the agency and for a company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from kruispunt_simulator.people import People
from kruispunt_simulator.rules.ages import years_before
from kruispunt_simulator.sources import Condition
from lxml import etree

from .envelopes import GRIET, MIEKE, TOM, Answer, Ask, Chain, Envelope, Refusal

PEOPLE = People.load()
WAYS = {
    "wiv": ("wonen-in-limburg", "7101", MIEKE),
    "magda": ("wonen-in-vlaanderen", "7202", GRIET),
}
EVERY_WAY = pytest.mark.parametrize("hop", WAYS)
Asking = Callable[[Chain, str, str], Answer]
ANSWER = "Repliek/Antwoorden/Antwoord"


def ssin(id_: str) -> str:
    return PEOPLE.named(id_).ssin


def ask(chain: Chain, hop: str, service: str, who: str, inner: str) -> Answer:
    """Ask one of the four services; `inner` follows the number."""
    insz = who if who.isdigit() else ssin(who)
    inhoud = etree.fromstring(
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ>{inner}<Taal>nl</Taal></Inhoud>"
    )
    party, capacity, user = WAYS[hop]
    asked = Ask(
        hop=hop,
        party=party,
        capacity=capacity,
        user=user,
        service=service,
        version="02.02.0000",
        operation=service,
        content={"Inhoud": inhoud},
    )
    return Envelope(chain, asked).signed().post()


def person(chain: Chain, hop: str, who: str, bron: str = "RR") -> Answer:
    flags = ""
    if bron == "KSZ":
        names = ("BasisPersoonsgegevens", "AfstammingDalendeLijn")
        inner = "".join(f"<{name}>1</{name}>" for name in names)
        flags = f"<OpvragingenKSZ>{inner}</OpvragingenKSZ>"
    rest = f"{flags}</Criteria><Bron>{bron}</Bron>"
    return ask(chain, hop, "GeefPersoon", who, rest)


def history(chain: Chain, hop: str, who: str, since: str) -> Answer:
    rest = f"<Datum>{since}</Datum></Criteria><Bron>RR</Bron>"
    return ask(chain, hop, "GeefHistoriekPersoon", who, rest)


def household(chain: Chain, hop: str, who: str) -> Answer:
    return ask(chain, hop, "GeefGezinssamenstelling", who, "</Criteria>")


def households(chain: Chain, hop: str, who: str, since: str) -> Answer:
    rest = f"<Datum>{since}</Datum></Criteria>"
    return ask(chain, hop, "GeefHistoriekGezinssamenstelling", who, rest)


def told(answer: Answer, path: str) -> list[str]:
    return [each.text for each in answer.payload.findall(f"{ANSWER}/Inhoud/{path}")]


def codes(answer: Answer) -> list[tuple[str, str, str]]:
    """Code, type and origin of each Uitzondering of level 3."""
    return [
        tuple(each.findtext(n) for n in ("Identificatie", "Type", "Oorsprong"))
        for each in answer.payload.findall(f"{ANSWER}/Uitzonderingen/Uitzondering")
    ]


@EVERY_WAY
def test_a_person_is_told_as_far_as_the_protocol_grants(chain: Chain, hop: str) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (identification 1 and 2)."""
    answer = person(chain, hop, "ruben-zonderwijk")
    assert (answer.status, answer.refusal) == (200, None)
    persoon = answer.payload.find(f"{ANSWER}/Inhoud/Persoon")
    assert [child.tag for child in persoon] == [
        "INSZ",
        "Naam",
        "Geslacht",
        "Register",
        "Nationaliteiten",
        "Geboorte",
        "BurgerlijkeStaten",
        "Adressen",
        "AfstammingenDalendeLijn",
        "Gezinsleden",
        "WettelijkeSamenwoning",
        "JuridischeStatuten",
        "GedeeldeVerblijven",
    ]
    assert [child.tag for child in persoon.find("Geboorte")] == ["Datum"]
    state = persoon.find("BurgerlijkeStaten/BurgerlijkeStaat")
    assert [child.tag for child in state] == ["Code", "Omschrijving"]
    # The contract demands a place of the cohabitation, the protocol does not grant it.
    place = persoon.find("WettelijkeSamenwoning/Plaats")
    assert [each.text for each in place.iter("NISCode")] == ["000"]


@EVERY_WAY
def test_the_place_of_birth_of_a_child_is_told(chain: Chain, hop: str) -> None:
    """Source: R-BIN-06, Protocol WiV–Wonen in Limburg art. 3 (identification 2)."""
    place = "Persoon/Geboorte/Plaats/Gemeente/Naam"
    assert told(person(chain, hop, "nele-zonderwijk"), place) == ["Tongeren"]
    assert told(person(chain, hop, "georgette-oudewater"), place) == []


@EVERY_WAY
def test_history_reaches_back_five_years(chain: Chain, hop: str) -> None:
    """Source: R-BIN-07, Protocol WiV–Wonen in Limburg art. 3 (identification 3)."""
    today = datetime.now(UTC).date()
    oldest = years_before(today, 5).isoformat()
    for answer in (
        history(chain, hop, "ruben-zonderwijk", "1985-06-14"),
        households(chain, hop, "ruben-zonderwijk", "1985-06-14"),
    ):
        assert answer.refusal is None
        ends = [e.get("DatumEinde") for e in answer.payload.iter()]
        assert all(end is None or end >= oldest for end in ends)
    towns = "HistoriekPersoon/HistoriekAdressen/HistoriekHoofdverblijfplaats"
    found = told(
        history(chain, hop, "ruben-zonderwijk", "1985-06-14"),
        f"{towns}/Hoofdverblijfplaats/Gemeentenaam/String",
    )
    assert found[-1] == "Diepenbeek"
    assert "Bilzen" not in found


@EVERY_WAY
def test_a_household_is_told_with_positions(chain: Chain, hop: str) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (identification 2)."""
    answer = household(chain, hop, "mil-zonderwijk")
    member = "Gezinsleden/Gezinslid"
    assert told(answer, f"{member}/INSZ") == [
        ssin("ruben-zonderwijk"),
        ssin("femke-brandhoeve"),
        ssin("mil-zonderwijk"),
    ]
    assert told(answer, f"{member}/Positie/Code") == ["01", "22", "03"]
    for hidden in ("Bron", "Beheerder", "Status"):
        assert answer.payload.find(f".//Gezinslid/{hidden}") is None


@EVERY_WAY
def test_a_replaced_number_is_answered_with_a_warning(chain: Chain, hop: str) -> None:
    """Source: `_behaviour` 2.15, 2.16: 30004 WAARSCHUWING with the data."""
    old, new = "esperance-lukasuma-bis", ssin("esperance-lukasuma")
    for answer, path in (
        (person(chain, hop, old), "Persoon/INSZ"),
        (household(chain, hop, old), "Gezinsleden/Gezinslid/INSZ"),
    ):
        assert codes(answer) == [("30004", "WAARSCHUWING", "MAGDA")]
        assert told(answer, path)[0] == new


@EVERY_WAY
@pytest.mark.parametrize(
    ("who", "bron", "code"),
    [
        ("esperance-lukasuma-dubbel", "RR", ("30002", "FOUT", "RR")),
        ("tesfa-woldebruk", "RR", ("40101", "FOUT", "RR")),
    ],
)
def test_a_number_that_gives_no_person(
    chain: Chain, hop: str, who: str, bron: str, code: tuple[str, str, str]
) -> None:
    answer = person(chain, hop, who, bron)
    assert answer.refusal == Refusal("3", code[0])
    assert codes(answer) == [code]


@EVERY_WAY
def test_a_bis_number_is_told_by_the_ksz(chain: Chain, hop: str) -> None:
    answer = person(chain, hop, "tesfa-woldebruk", "KSZ")
    assert answer.refusal is None
    assert told(answer, "Persoon/Register/Code") == ["BIS"]


@EVERY_WAY
def test_the_dead_are_told_but_belong_to_no_household(chain: Chain, hop: str) -> None:
    """Source: `_behaviour` 2.16: 40099."""
    day = "Persoon/Overlijden/Datum"
    assert told(person(chain, hop, "albert-kruidenhof"), day) == ["2023-10-05"]
    assert codes(household(chain, hop, "albert-kruidenhof")) == [
        ("40099", "FOUT", "KSZ")
    ]


@EVERY_WAY
def test_a_person_must_be_registered_first(chain: Chain, hop: str) -> None:
    """Source: `_behaviour` 2.15: otherwise 13202, level 3."""
    assert person(chain, hop, TOM).refusal == Refusal("3", "13202")
    assert household(chain, hop, TOM).refusal == Refusal("3", "13202")


@contextmanager
def down(chain: Chain, source: str) -> Iterator[None]:
    sources = chain.simulator.sources
    sources.set_condition(source, Condition(available=False))
    try:
        yield
    finally:
        sources.set_condition(source, Condition())


@pytest.mark.parametrize(
    ("source", "fails", "answers"),
    [("rr", person, household), ("ksz-registers", household, person)],
)
def test_a_register_that_is_down_fails_those_who_need_it(
    chain: Chain, source: str, fails: Asking, answers: Asking
) -> None:
    """Source: `_behaviour` 1.3: 99996."""
    with down(chain, source):
        failed = fails(chain, "wiv", "ruben-zonderwijk")
        answered = answers(chain, "wiv", "ruben-zonderwijk")
    assert failed.refusal == Refusal("2", "99996")
    assert answered.refusal is None
    assert fails(chain, "wiv", "ruben-zonderwijk").refusal is None


def test_the_register_that_was_asked_is_in_the_log(chain: Chain) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: at every link."""
    answer = person(chain, "wiv", "ruben-zonderwijk")
    records = chain.records(answer.trace)
    asked = [r["peer"] for r in records if str(r["peer"]).startswith("source:")]
    assert asked == ["source:rr"]
