"""
The cadastre as tables: every key of a parcel is told, the same at MAGDA and KSZ.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.yamlfile import read
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.property import Parcel
from kruispunt_simulator.rules.withholding import Whitelist, keep_only
from kruispunt_simulator.services import _cadastre_codes as codes
from kruispunt_simulator.services import _cadastre_rows as tables
from kruispunt_simulator.services._cadastre import (
    Row,
    party_id,
    situations,
    struck_situations,
)
from lxml import etree

from .conftest import Desk, Reply
from .grounds import LAW, Key, Told, content_of, whitelist_of

Element = Any

TODAY = date(2026, 11, 22)
FULL = Person.model_validate(
    read(Path(__file__).with_name("full_parcel.yaml").read_text("utf-8")).value
)

TABLES = {
    "MAGDA_STATE": "Eigendomstoestand/StatusInformatie",
    "MAGDA_PLACE": "Perceel",
    "MAGDA_PART": "Perceel/AlgemeneInformaties/AlgemeneInformatie",
    "MAGDA_PARCEL": "Perceel",
    "MAGDA_BUILDING": "Perceel/Gebouwen/Gebouw",
    "MAGDA_LAND": "Perceel/LijstOnbebouwd/Onbebouwd",
    "KSZ_PLACE": "parcel",
    "KSZ_BUILDING": "parcel/built",
    "KSZ_ENERGY": "parcel",
    "KSZ_INCOME": "parcel/informations/information",
    "KSZ_PART": "parcel/informations/information",
    "KSZ_PARCEL": "parcel",
    "KSZ_LAND": "parcel/notBuilt",
    "KSZ_VALUE": "property/state",
}
"""The element that each table is of."""

ONE_SIDED = {
    # MAGDA only
    "situation.validated",
    "situation.recorded",
    "details.description",
    "details.use",
    "details.full_sketch",
    "it.income.definitive",
    "it.income.first_use",
    "it.income.reason",
    "it.income.reason_codes",
    "it.x",
    "it.y",
    "unit.location",
    "main",
    # the KSZ only
    "it.version",
}
"""Attributes that one of the two has no element for, or writes outside its tables."""


def rows(name: str) -> tuple[Row, ...]:
    """The rows of a table, of all its parts."""
    table = getattr(tables, name)
    if isinstance(table[0], Row):
        return tuple(table)
    return tuple(row for part in table for row in part)


def every_row(platform: str) -> list[tuple[str, Row]]:
    return [
        (name, row)
        for name in TABLES
        if name.startswith(platform)
        for row in rows(name)
    ]


@pytest.fixture(scope="module")
def people(desk: Desk) -> People:
    return People([*(p for p in desk.people if p.ssin != FULL.ssin), FULL])


@pytest.fixture(scope="module")
def magda(desk: Desk, people: People) -> Reply:
    inner = (
        f"<Inhoud><Criteria><INSZ>{FULL.ssin}</INSZ><MedeEigenaars>1</MedeEigenaars>"
        "</Criteria><Taal>nl</Taal>"
        "<GestructureerdeRechtenWoontOp>1</GestructureerdeRechtenWoontOp>"
        "<Gebouwenregister>1</Gebouwenregister></Inhoud>"
    )
    return desk.ask_magda("ZoekEigendomstoestanden", "02.00.0000", inner, people=people)


@pytest.fixture(scope="module")
def ksz(desk: Desk, people: People) -> Reply:
    inner = (
        f"<searchCriteria><ssin>{FULL.ssin}</ssin><withCoOwners>true</withCoOwners>"
        "<language>FR</language></searchCriteria>"
    )
    return desk.ask_ksz(
        "PatrimonyService",
        "v1",
        "consultImmovableProperties",
        inner,
        people=people,
        bare=True,
    )


def found(reply: Reply, name: str, row: Row) -> list[str]:
    """What the row made of its value: texts, or codes."""
    code = {"M": "/Code", "K": "/code"}[name[0]] if row.codes is not None else ""
    return reply.texts(f".//{TABLES[name]}/{row.path}{code}")


# Nothing is left out


def keys_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a section and of those in it, with its value."""
    if isinstance(value, tuple):
        for item in value:
            yield from keys_of(item)
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            yield f"{type(value).__name__}.{name}", inner
            yield from keys_of(inner)


def test_the_full_parcel_has_every_key() -> None:
    given_: dict[str, bool] = {}
    for key, value in keys_of(FULL.parcels):
        given_[key] = given_.get(key, False) or value not in (None, ())
    assert [key for key, is_given in given_.items() if not is_given] == []


@pytest.mark.parametrize(("name", "row"), every_row("MAGDA"), ids=str)
def test_every_row_of_magda_is_told(magda: Reply, name: str, row: Row) -> None:
    assert found(magda, name, row) != []


@pytest.mark.parametrize(("name", "row"), every_row("KSZ"), ids=str)
def test_every_row_of_the_ksz_is_told(ksz: Reply, name: str, row: Row) -> None:
    assert found(ksz, name, row) != []


def test_no_text_of_the_parcel_is_lost(magda: Reply, ksz: Reply) -> None:
    """Every value that stands in the file once is somewhere on the wire."""
    said = {each.text for reply in (magda, ksz) for each in reply.root.iter()}
    values = [v for _, v in keys_of(FULL.parcels) if isinstance(v, str | int)]
    told_otherwise = {
        True,
        False,
        FULL.parcels[0].states[1].id,
        FULL.parcels[0].states[1].article,
        "known",
        "1/2",
        "1/4",
        "1/1",
        "53690411701",
    }
    lost = {v for v in values if v not in told_otherwise and str(v) not in said}
    assert lost == set()


def test_each_attribute_has_one_element_per_platform() -> None:
    for platform in ("MAGDA", "KSZ"):
        told = [(name[-8:], row.value) for name, row in every_row(platform)]
        assert len(told) == len(set(told))


# Both platforms say the same


def shared_attributes() -> list[str]:
    both = [{row.value for _, row in every_row(p)} for p in ("MAGDA", "KSZ")]
    return sorted(both[0] & both[1])


WHERE = {
    "MAGDA_LAND": "land",
    "KSZ_LAND": "land",
    "MAGDA_BUILDING": "building",
    "KSZ_BUILDING": "building",
}


def told(reply: Reply, platform: str, attribute: str) -> dict[str, list[str]]:
    """What a platform makes of an attribute, by what it is an attribute of."""
    return {
        WHERE.get(name, "parcel"): [_plain(text) for text in found(reply, name, row)]
        for name, row in every_row(platform)
        if row.value == attribute
    }


def _plain(text: str) -> str:
    return {"true": "1", "false": "0"}.get(text, text)


@pytest.mark.parametrize("attribute", shared_attributes())
def test_magda_and_the_ksz_tell_the_same(
    magda: Reply, ksz: Reply, attribute: str
) -> None:
    assert told(magda, "MAGDA", attribute) == told(ksz, "KSZ", attribute)


def test_what_only_one_of_them_tells_is_listed() -> None:
    """So that a row that was forgotten on one side is noticed."""
    magda_, ksz_ = (
        {row.value for _, row in every_row(platform)} for platform in ("MAGDA", "KSZ")
    )
    written_by_hand = {
        value
        for value in magda_ ^ ksz_
        if value.startswith(("division", "parcel.municipality", "situation."))
    } | {"id", "bis"}
    assert (magda_ ^ ksz_) - written_by_hand == ONE_SIDED - {
        "situation.validated",
        "situation.recorded",
    }


# What may leave


SEARCH = ("ZoekEigendomstoestanden", "02.00.0000", "ZoekEigendomstoestanden")
PARCEL = ("GeefEigendomstoestanden", "02.00.0000", "GeefEigendomstoestanden")
PATRIMONY = ("PatrimonyService", "v1", "consultImmovableProperties")


@pytest.fixture(scope="module")
def answers(
    desk: Desk, people: People, magda: Reply, ksz: Reply
) -> dict[Key, list[Element]]:
    """Answers in which every element is, of each operation."""
    key = (
        "<Identificatie><KadastraleAfdeling>71806</KadastraleAfdeling>"
        "<Sectie>B</Sectie><Grondnummer>412</Grondnummer><Bisnummer>2</Bisnummer>"
        "<Cijferexponent>3</Cijferexponent><Letterexponent>K</Letterexponent>"
        "<Partitie>P0001</Partitie></Identificatie>"
    )
    whole = desk.ask_magda(
        *PARCEL[:2],
        f"<Inhoud>{key}<GeschrapteToestand>1</GeschrapteToestand><ToonAdres>1"
        "</ToonAdres><Historiek>1</Historiek><Resultaten>0</Resultaten>"
        "<Taal>nl</Taal></Inhoud>",
        people=people,
    )
    history = desk.ask_ksz(
        *PATRIMONY,
        "<searchCriteria><ssin>57622320854</ssin><fullHistory>true</fullHistory>"
        "<language>NL</language></searchCriteria>",
        people=people,
        bare=True,
    )
    return {
        SEARCH: [magda.root],
        PARCEL: [whole.root],
        PATRIMONY: [ksz.root, history.root],
    }


every_operation = pytest.mark.parametrize(
    "key", [SEARCH, PARCEL, PATRIMONY], ids=lambda key: key[2]
)


def fits(desk: Desk, key: Key, root: Element) -> bool:
    """Whether an answer is valid, or a refusal because nothing is left."""
    if root.tag == "Inhoud":
        if len(root):
            desk.magda_reply(*key[:2], root)
        return True
    return desk.valid(*key[:2], root)


def leaves(root: Element) -> list[str]:
    """Paths of all that holds a text."""
    tree = etree.ElementTree(root)
    found = (
        re.sub(r"\[\d+\]", "", tree.getelementpath(each))
        for each in root.iterdescendants("*")
        if not len(each)
    )
    return list(dict.fromkeys(found))


def only(root: Element, key: Key, paths: Iterable[str]) -> Element:
    """A copy with what is at some paths, and what always leaves."""
    rest = copy.deepcopy(root)
    told = Whitelist(paths=(*LAW.places[key].always, *paths))
    keep_only(rest, told, content_of(key, rest), TODAY)
    return rest


@every_operation
def test_everything_may_leave(
    desk: Desk, answers: dict[Key, list[Element]], key: Key
) -> None:
    """The twin of what follows: nothing goes that need not."""
    for root in answers[key]:
        rest = only(root, key, ["*"])
        assert etree.tostring(rest) == etree.tostring(root)


@every_operation
def test_each_element_may_be_the_one_that_stays_behind(
    desk: Desk, answers: dict[Key, list[Element]], key: Key
) -> None:
    for root in answers[key]:
        paths = leaves(root)
        for path in paths:
            rest = only(root, key, [other for other in paths if other != path])
            always = path.split("/")[0] in LAW.places[key].always
            assert (rest.find(path) is not None) is always
            assert fits(desk, key, rest)


@every_operation
@settings(database=None, deadline=None, max_examples=40)
@given(data=st.data())
def test_whatever_stays_behind_the_rest_fits(
    desk: Desk, answers: dict[Key, list[Element]], key: Key, data: st.DataObject
) -> None:
    root = data.draw(st.sampled_from(answers[key]))
    gone = data.draw(st.sets(st.sampled_from(leaves(root))))
    rest = only(root, key, [path for path in leaves(root) if path not in gone])
    assert set(leaves(rest)) <= set(leaves(root))
    assert fits(desk, key, rest)


@pytest.mark.parametrize(
    ("grant", "key"),
    [
        ("wiv-property", SEARCH),
        ("wiv-property-of-a-parcel", PARCEL),
        ("magda-social-rent-patrimony", PATRIMONY),
    ],
)
def test_of_a_full_parcel_only_what_the_act_grants_leaves(
    desk: Desk, answers: dict[Key, list[Element]], grant: str, key: Key
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (real-estate rights)."""
    whitelist = whitelist_of(LAW.grant(grant), key)
    assert whitelist is not None
    for root in answers[key]:
        rest = copy.deepcopy(root)
        told = Told.of(rest, whitelist, TODAY)
        keep_only(rest, whitelist, content_of(key, rest), TODAY)
        assert told.without_ground(rest) == []
        assert len(leaves(rest)) < len(leaves(root)) / 2
        assert fits(desk, key, rest)


# Codes


def test_a_code_without_a_meaning_comes_bare(magda: Reply, ksz: Reply) -> None:
    perceel = magda.root.find(".//Perceel")
    assert perceel.findtext("Gebruik/Code") == "87"
    assert perceel.find("Gebruik/Omschrijving") is None
    dhm = ksz.root.find(".//parcel/dhm")
    assert [each.tag for each in dhm] == ["code"]


@pytest.mark.parametrize(
    ("code", "text"), [("0005", "van 1919 tot 1930"), ("1987", "1987")]
)
def test_a_year_means_itself_and_a_band_its_years(code: str, text: str) -> None:
    assert codes.meaning(codes.YEAR, code, "nl") == text


def test_every_code_has_its_meaning_in_three_languages() -> None:
    lists = [v for v in vars(codes).values() if isinstance(v, dict) and v]
    words = [w for each in lists for w in each.values() if isinstance(w, codes.Words)]
    assert len(words) > 50
    for each in words:
        assert all(each.text(language) for language in ("nl", "fr", "de"))
        assert max(len(each.nl), len(each.fr), len(each.de)) <= 200


# Which states there are on a day


@settings(database=None, deadline=None)
@given(
    begins=st.lists(
        st.dates(date(2000, 1, 1), date(2020, 1, 1)),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    delays=st.lists(st.integers(0, 900), min_size=5, max_size=5),
    today=st.dates(date(1999, 1, 1), date(2024, 1, 1)),
)
def test_every_day_since_the_first_known_state_has_exactly_one(
    begins: list[date], delays: list[int], today: date
) -> None:
    """No gap, no overlap, and nothing that was not recorded yet."""
    parcel = made(sorted(begins), delays)
    known = situations(parcel, today)
    assert all(s.state.recorded.date() <= today for s in known)
    for day in {*begins, today, date(2023, 12, 31)}:
        holding = [s for s in known if s.overlaps(day, day, fiscal=False)]
        expected = any(s.first(fiscal=False) <= day for s in known)
        assert len(holding) == int(expected)
    assert struck_situations(parcel, today) == ()


def made(begins: list[date], delays: list[int]) -> Parcel:
    """The full parcel, with other states."""
    first = FULL.parcels[0].states[0]
    states = tuple(
        first.model_copy(
            update={
                "id": number,
                "begin": begin,
                "fiscal_from": None,
                "recorded": first.recorded.fromordinal(begin.toordinal() + delay),
            }
        )
        for number, (begin, delay) in enumerate(zip(begins, delays, strict=False))
    )
    return FULL.parcels[0].model_copy(update={"states": states})


@settings(database=None, deadline=None)
@given(st.from_regex(r"[0-9]{10,11}", fullmatch=True))
def test_a_party_id_fits_and_does_not_tell_the_number(number: str) -> None:
    """The parties may be withheld, so it must not; nor look like a person's number."""
    assert 0 <= party_id(number) < 10**9
    assert str(party_id(number)) not in number
