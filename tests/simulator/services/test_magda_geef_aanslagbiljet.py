"""
GeefAanslagbiljetPersonenbelasting 02.00: items of an assessment.

Source: contract sheet `magda-geefaanslagbiljetpersonenbelasting-02.00`; `_behaviour`
2.9.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.income import IPCAL, ROLL_DATE
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.services.magda_geef_aanslagbiljet import (
    OLDEST_YEAR,
    SERVICE,
)
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply
from .grounds import LAW, leave

NAME, VERSION = SERVICE, "02.00.0000"
PEOPLE = People.load()
MIRA = PEOPLE.named("mira-overlinden").ssin
JOOST = PEOPLE.named("joost-klaverbeke").ssin
BEA = PEOPLE.named("bea-stroobantsveld").ssin
INGRID = PEOPLE.named("ingrid-marsmansberg").ssin
TINE = PEOPLE.named("tine-elderweert").ssin
BILJET = "AanslagbiljetPersonenbelasting"
ITEM = f"{BILJET}/Items/Item"


def question(
    insz: str,
    year: str = "2023",
    *,
    codes: tuple[str, ...] | None = None,
    inscribed: str = "",
    bron: str = "FODFIN",
    language: str = "nl",
) -> str:
    wanted = ""
    if codes is not None:
        inner = "".join(f"<IPCALCode>{code}</IPCALCode>" for code in codes)
        wanted = f"<IPCALCodes>{inner}</IPCALCodes>"
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ><Inkomensjaar>{year}</Inkomensjaar>"
        f"{inscribed}{wanted}</Criteria><Bron>{bron}</Bron><Taal>{language}</Taal>"
        "</Inhoud>"
    )


def inscribed(begin: str, end: str) -> str:
    return (
        f"<Inschrijvingsperiode><Begin>{begin}</Begin><Einde>{end}</Einde>"
        "</Inschrijvingsperiode>"
    )


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(NAME, VERSION, vraag, today=today, down=down.split())


def items(reply: Reply) -> dict[str, str]:
    return {
        each.findtext("Code"): each.findtext("Waarde")
        for each in reply.root.findall(ITEM)
    }


def test_a_person_taxed_alone_has_everything_under_a(desk: Desk) -> None:
    reply = ask(desk, question(BEA, "2022"))
    assert reply.findings == ()
    assert reply.text(f"{BILJET}/GevraagdePersoon/INSZ") == BEA
    assert reply.text(f"{BILJET}/GevraagdePersoon/FiscaleStatus/Code") == "A"
    assert reply.root.find(f"{BILJET}/GerelateerdePersoon") is None
    assert reply.text(f"{BILJET}/Inkomensjaar") == "2022"
    assert reply.text(f"{BILJET}/Artikelnummer") == "723200111"
    assert items(reply) == {
        "A7555": "624075",
        "A7557": "185020",
        "A1030": "0",
        "A0001": "2023-12-01",
    }


JOINT = {
    "A7555": "1836055",
    "B7555": "395000",
    "B7557": "12033",
    "A7270": "2231055",
    "A1030": "2",
    "A1031": "1",
    "A0001": "2024-10-21",
}
"""Joost is the holder; shared items stand under A."""


@pytest.mark.parametrize(
    ("insz", "letter", "other", "theirs"),
    [(MIRA, "B", JOOST, "A"), (JOOST, "A", MIRA, "B")],
)
def test_a_joint_assessment_is_told_whole_whoever_is_asked_about(
    desk: Desk, insz: str, letter: str, other: str, theirs: str
) -> None:
    reply = ask(desk, question(insz))
    assert reply.text(f"{BILJET}/GevraagdePersoon/INSZ") == insz
    assert reply.text(f"{BILJET}/GevraagdePersoon/FiscaleStatus/Code") == letter
    assert reply.text(f"{BILJET}/GerelateerdePersoon/INSZ") == other
    assert reply.text(f"{BILJET}/GerelateerdePersoon/FiscaleStatus/Code") == theirs
    assert items(reply) == JOINT


def test_codes_are_described_by_the_finance_service(desk: Desk) -> None:
    reply = ask(desk, question(MIRA, codes=("7555", "7270")))
    first, _, last = reply.root.findall(ITEM)
    described = first.find("Omschrijving")
    assert first.find("Code").get("Beschrijving") == described.text
    assert described.text == "Gezamenlijk belastbaar inkomen"
    assert (described.get("Oorsprong"), described.get("TaalCode")) == ("FODFIN", "nl")
    assert last.findtext("Code") == "A7270"
    assert last.find("Omschrijving") is None  # of which no meaning is published


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        pytest.param(("7555",), {"A7555", "B7555"}, id="both letters"),
        pytest.param(("7557", "7557"), {"B7557"}, id="twice, and one of the two"),
        pytest.param(("0001",), {"A0001"}, id="the roll date"),
        pytest.param(("9999",), set(), id="a code that nobody has"),
    ],
)
def test_codes_are_asked_without_the_letter(
    desk: Desk, codes: tuple[str, ...], found: set[str]
) -> None:
    reply = ask(desk, question(MIRA, codes=codes))
    assert set(items(reply)) == found
    assert reply.text(f"{BILJET}/Artikelnummer") == "724100419"


def test_an_official_has_status_codes_and_a_roll_date(desk: Desk) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (income); R-INC-15."""
    reply = ask(desk, question(INGRID, "2024"))
    assert items(reply)["A0620"] == items(reply)["A0210"] == "1"
    assert items(reply)[f"A{ROLL_DATE}"] == "2025-09-15"
    assert items(reply)["A1062"] == "8421000"
    twin = items(ask(desk, question(BEA, "2022")))
    assert not {"A0620", "A0210", "A1062"} & set(twin)


@pytest.mark.parametrize(
    ("today", "found"),
    [(date(2026, 12, 9), False), (date(2026, 12, 10), True)],
)
def test_an_assessment_is_known_once_it_is_on_the_roll(
    desk: Desk, today: date, found: bool
) -> None:
    """`_behaviour` 2.9: not (yet) assessed is 30001."""
    reply = ask(desk, question(TINE, "2025"), today=today)
    assert (reply.root.find(BILJET) is not None) is found
    assert reply.faults == ([] if found else ["aanslagbiljet.nothing-found"])


@pytest.mark.parametrize(
    ("year", "faults"),
    [
        pytest.param("2026", ["aanslagbiljet.no-such-year"], id="not over yet"),
        pytest.param(
            str(OLDEST_YEAR - 1), ["aanslagbiljet.no-such-year"], id="too long ago"
        ),
        pytest.param(",024", ["aanslagbiljet.no-such-year"], id="no year"),
        pytest.param(
            "2025", ["aanslagbiljet.nothing-found"], id="the last that is over"
        ),
        pytest.param(str(OLDEST_YEAR), ["aanslagbiljet.nothing-found"], id="the first"),
    ],
)
def test_a_year_that_does_not_exist_is_another_thing_than_nothing_found(
    desk: Desk, year: str, faults: list[str]
) -> None:
    """`_behaviour` 2.9: 45008 for information, 30001 as an error at level 2."""
    reply = ask(desk, question(MIRA, year))
    assert reply.faults == faults
    assert isinstance(reply.answer, MagdaAnswer)
    assert reply.answer.inhoud is None


def test_the_two_differ_in_code_level_and_type() -> None:
    """`_behaviour` 2.9."""
    rows = [
        WIRE_FAULTS[f"aanslagbiljet.{k}"] for k in ("no-such-year", "nothing-found")
    ]
    assert [(row.code, row.level, row.type, row.origin) for row in rows] == [
        ("45008", "3", "INFORMATIE", "MAGDA"),
        ("30001", "2", "FOUT", "MAGDA"),
    ]


@pytest.mark.parametrize("person", ["wout-nijsdonk", "omar-zandhovel"])
def test_nobody_without_an_assessment_is_found(desk: Desk, person: str) -> None:
    reply = ask(desk, question(desk.people.named(person).ssin))
    assert reply.faults == ["aanslagbiljet.nothing-found"]
    assert reply.findings[0].severity is Severity.ERROR


def test_a_number_that_nobody_has_is_not_found(desk: Desk) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    assert ask(desk, question(nobody)).faults == ["aanslagbiljet.nothing-found"]


def test_a_replaced_number_is_asked_under_the_new_one(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    assert ask(desk, question(old)).faults == [
        "magda.insz-replaced",
        "aanslagbiljet.nothing-found",
    ]


def test_a_cancelled_number_is_refused(desk: Desk) -> None:
    cancelled = desk.people.named("pieter-crabbemans").ssin
    assert ask(desk, question(cancelled)).faults == ["magda.insz-cancelled"]


@pytest.mark.parametrize(
    ("vraag", "fault"),
    [
        pytest.param(
            question(BEA[:-2] + "00"), "magda.insz-check-digits", id="check digits"
        ),
        pytest.param(
            question(BEA, bron="RVA"), "aanslagbiljet.unknown-source", id="another Bron"
        ),
        pytest.param(question(BEA, language="fr"), "magda.language", id="language"),
        pytest.param(
            question(BEA, inscribed=inscribed("2024-02-01", "2024-01-31")),
            "magda.period-order",
            id="inscription backwards",
        ),
        pytest.param(
            question(BEA, inscribed=inscribed("2024-13-01", "2024-01-31")),
            "magda.period-invalid",
            id="inscription in month 13",
        ),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, vraag: str, fault: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert BEA[:-2] + "00" not in repr(reply.findings)


def test_its_twin_is_answered(desk: Desk) -> None:
    vraag = question(BEA, "2022", inscribed=inscribed("2024-01-00", "2024-00-00"))
    assert ask(desk, vraag).faults == []


def test_without_the_finance_service_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="fod-fin"):
        ask(desk, question(BEA), down="fod-fin")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(BEA, "2022"))
    assert service.subject(root) == BEA
    assert service.period(root) == Period(begin="2022-01-01", end="2022-12-31")
    given_ = question(BEA, "2022", inscribed=inscribed("2024-01-05", "2024-02-00"))
    root = desk.magda_request(NAME, VERSION, given_)
    assert service.period(root) == Period(begin="2024-01-05", end="2024-02-29")


# What the act grants of it

GRANTED = {"7555", "7557", "0620", "0210", ROLL_DATE}
"""Source: Protocol WiV–Wonen in Limburg art. 3 (income)."""


@pytest.mark.parametrize("id_", ["wil-income", "wiv-income"])
def test_only_items_that_the_protocol_names_are_told(desk: Desk, id_: str) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income); a new code needs a row."""
    key = (NAME, VERSION, NAME)
    all_, told = set(), set()
    for person in PEOPLE:
        for reply in desk.ask_all(desk.service(*key), person, TODAY):
            if reply.root.tag != "none":
                all_ |= set(items(reply))
                leave(id_, key, reply.root)
                told |= set(items(reply))
    assert told == {code for code in all_ if code[1:] in GRANTED}
    assert {code[1:] for code in told} == GRANTED


@pytest.mark.parametrize("id_", ["wil-income", "wiv-income"])
def test_an_assessment_of_more_than_three_years_is_kept_back(id_: str) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income); R-INC-04."""
    assert LAW.grant(id_).history_years == 3


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    year=st.integers(2018, 2027),
    codes=st.none() | st.lists(st.sampled_from([*IPCAL, ROLL_DATE]), min_size=1),
    today=st.dates(date(2021, 1, 1), date(2028, 12, 31)),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, year: int, codes: list[str] | None, today: date
) -> None:
    """`Desk` validates question and answer; here is what holds for all of them."""
    wanted = tuple(codes) if codes is not None else None
    reply = ask(desk, question(person.ssin, str(year), codes=wanted), today=today)
    assert (reply.root.find(BILJET) is None) is bool(
        set(reply.faults) - {"magda.insz-replaced"}
    )
    for code in items(reply):
        assert wanted is None or code[1:] in wanted
    letters = {
        reply.text(f"{BILJET}/{who}/FiscaleStatus/Code")
        for who in ("GevraagdePersoon", "GerelateerdePersoon")
    }
    if any(code.startswith("B") for code in items(reply)):
        assert letters == {"A", "B"}
