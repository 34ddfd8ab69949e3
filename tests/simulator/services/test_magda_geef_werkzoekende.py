from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefWerkzoekende", "02.00.0000"
CATEGORY = "Werkzoekende/CategorieWZ"
FIT = "Werkzoekende/PastInTrajectNaarWerk"
PEOPLE = People.load()
NELE = PEOPLE.named("nele-stempelmans").ssin
JASMIEN = PEOPLE.named("jasmien-wachttijdinck").ssin
IVO = PEOPLE.named("ivo-herstartels").ssin
NURSE, OTHER, INSTITUTION = 4711, 815, "049999"


def category(type_: str = "FIN_VO", on: str | None = None) -> str:
    day = "" if on is None else f"<DatumOp>{on}</DatumOp>"
    inner = f"<VolgensClassificatieType>{type_}</VolgensClassificatieType>{day}"
    return f"<CategorieWZ>{inner}</CategorieWZ>"


def training(
    code: int = NURSE, institution: str = INSTITUTION, on: str | None = None
) -> str:
    day = "" if on is None else f"<DatumOp>{on}</DatumOp>"
    return (
        f"<PastInTrajectNaarWerk><CodeOpleiding>{code}</CodeOpleiding>"
        f"<NummerInstelling>{institution}</NummerInstelling>{day}"
        "</PastInTrajectNaarWerk>"
    )


def question(insz: str, *groups: str) -> str:
    asked = f"<DataGroepen>{''.join(groups)}</DataGroepen>"
    return f"<Inhoud><Criteria><INSZ>{insz}</INSZ>{asked}</Criteria></Inhoud>"


def ask(desk: Desk, insz: str, *groups: str, today: date = TODAY, **how: Any) -> Reply:
    return desk.ask_magda(NAME, VERSION, question(insz, *groups), today=today, **how)


@pytest.mark.parametrize(
    ("type_", "on", "code"),
    [
        ("FIN_VO", "2026-08-31", "NWWZ"),
        ("FIN_VO", "2026-09-01", "VRIJ"),
        ("DGB", "2026-09-01", "JONG"),
        ("FIN_VO", None, "VRIJ"),
    ],
)
def test_the_category_is_that_of_the_day_and_the_classification(
    desk: Desk, type_: str, on: str | None, code: str
) -> None:
    reply = ask(desk, JASMIEN, category(type_, on))
    assert reply.findings == ()
    assert reply.text("Werkzoekende/INSZ") == JASMIEN
    assert reply.text(f"{CATEGORY}/Code") == code
    assert reply.text(f"{CATEGORY}/Omschrijving")
    assert reply.root.find(FIT) is None


@pytest.mark.parametrize(("on", "found"), [("2025-09-30", True), ("2025-10-01", False)])
def test_only_who_is_registered_has_a_category(
    desk: Desk, on: str, found: bool
) -> None:
    """Ivo left the VDAB on 2025-09-30, though his class of over 50 goes on."""
    reply = ask(desk, IVO, category("DGB", on))
    assert (reply.root.find(CATEGORY) is not None) is found
    assert reply.faults == ([] if found else ["job-seeker.nothing-found"])


@pytest.mark.parametrize(("code", "result"), [(NURSE, "JA"), (OTHER, "NEE"), (1, None)])
def test_whether_a_training_fits(desk: Desk, code: int, result: str | None) -> None:
    reply = ask(desk, JASMIEN, training(code))
    assert reply.text(f"{FIT}/Resultaat/Code") == result
    assert reply.root.find(CATEGORY) is None
    if code == NURSE:
        assert reply.text(f"{FIT}/PeriodeGeldigheid/Begin") == "2026-09-01"
        assert reply.text(f"{FIT}/PeriodeGeldigheid/Einde") == "2027-06-30"
    if code == OTHER:
        assert reply.root.find(f"{FIT}/PeriodeGeldigheid/Einde") is None
    if result is None:
        assert reply.faults == ["job-seeker.nothing-found"]


def test_the_institution_counts_too(desk: Desk) -> None:
    assert ask(desk, JASMIEN, training(institution="1")).root.tag == "none"


@pytest.mark.parametrize(
    ("on", "today", "found"),
    [
        pytest.param("2026-08-31", TODAY, False, id="the day before it holds"),
        pytest.param("2026-09-01", TODAY, True, id="its first day"),
        pytest.param("2027-06-30", date(2027, 8, 1), True, id="its last day"),
        pytest.param("2027-07-01", date(2027, 8, 1), False, id="the day after"),
    ],
)
def test_an_assessment_holds_from_a_day_until_another(
    desk: Desk, on: str, today: date, found: bool
) -> None:
    reply = ask(desk, JASMIEN, training(on=on), today=today)
    assert (reply.root.find(FIT) is not None) is found


def test_both_groups_may_be_asked_and_one_may_be_missing(desk: Desk) -> None:
    both = ask(desk, JASMIEN, category(), training())
    one = ask(desk, NELE, category(), training())
    assert [child.tag for child in both.root[0]] == [
        "INSZ",
        "CategorieWZ",
        "PastInTrajectNaarWerk",
    ]
    assert [child.tag for child in one.root[0]] == ["INSZ", "CategorieWZ"]
    assert one.findings == ()


@pytest.mark.parametrize(
    "insz",
    [
        pytest.param(PEOPLE.named("wout-nijsdonk").ssin, id="no file"),
        pytest.param(numbers.make(date(1980, 1, 1), 998), id="nobody's number"),
    ],
)
def test_nothing_found_is_an_error_of_the_vdab(desk: Desk, insz: str) -> None:
    """`_behaviour` 2.12: 30001, Oorsprong VDAB."""
    reply = ask(desk, insz, category(), training())
    assert reply.faults == ["job-seeker.nothing-found"]
    assert reply.root.tag == "none"
    row = WIRE_FAULTS["job-seeker.nothing-found"]
    assert (row.code, row.origin, row.type, row.level) == ("30001", "VDAB", "FOUT", "3")


def test_a_cancelled_number_has_no_answer(desk: Desk) -> None:
    pieter = desk.people.named("pieter-crabbemans").ssin
    assert ask(desk, pieter, category()).faults == ["magda.insz-cancelled"]


def test_a_replaced_number_is_answered_about_the_new_one(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    reply = ask(desk, old, category())
    assert reply.faults == ["magda.insz-replaced", "job-seeker.nothing-found"]


def test_without_the_vdab_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="vdab"):
        ask(desk, NELE, category(), down=["vdab"])


@pytest.mark.parametrize(
    ("groups", "faults"),
    [
        pytest.param((), ["magda.combination-not-allowed"], id="nothing asked"),
        pytest.param(
            (category(on="2026-11-23"),),
            ["job-seeker.date-out-of-range"],
            id="tomorrow",
        ),
        pytest.param(
            (category(on="2026-00-00"),),
            ["job-seeker.date-out-of-range"],
            id="a year only",
        ),
        pytest.param(
            (category(on="2026-02-30"),),
            ["job-seeker.date-out-of-range"],
            id="no day of the calendar",
        ),
        pytest.param(
            (category(on="2027-01-01"), training(on="2027-01-01")),
            ["job-seeker.date-out-of-range"] * 2,
            id="both dates",
        ),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, groups: tuple[str, ...], faults: list[str]
) -> None:
    """`_behaviour` 2.12: 20006."""
    reply = ask(desk, NELE, *groups)
    assert reply.faults == faults
    assert reply.answer is None


def test_today_and_the_last_day_of_february_may_be_asked(desk: Desk) -> None:
    """The twins of the refusals."""
    assert ask(desk, NELE, category(on="2026-11-22")).faults == []
    assert ask(desk, NELE, category(on="2026-02-28")).faults == []


def test_wrong_check_digits_are_refused(desk: Desk) -> None:
    wrong = NELE[:-2] + "00"
    reply = ask(desk, wrong, category())
    assert reply.faults == ["magda.insz-check-digits"]
    assert wrong not in repr(reply.findings)


@pytest.mark.parametrize(
    ("groups", "period"),
    [
        ((category(on="2026-01-02"),), Period(begin="2026-01-02", end="2026-01-02")),
        (
            (category(on="2026-01-02"), training(on="2025-01-02")),
            Period(begin="2025-01-02", end="2026-01-02"),
        ),
        ((category(),), Period(begin="0001-01-01")),
    ],
)
def test_subject_and_period_are_those_of_the_question(
    desk: Desk, groups: tuple[str, ...], period: Period
) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(NELE, *groups))
    assert service.subject(root) == NELE
    assert service.period(root) == period


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    type_=st.sampled_from(["FIN_VO", "DGB"]),
    on=st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    later=st.integers(0, 1000),
)
def test_a_category_says_that_somebody_is_registered(
    desk: Desk, person: Person, type_: str, on: date, later: int
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (VDAB): so it is a yes by itself."""
    today = date.fromordinal(on.toordinal() + later)
    reply = ask(desk, person.ssin, category(type_, on.isoformat()), today=today)
    file = person.job_seeker.vdab
    if reply.root.find(CATEGORY) is not None:
        assert file is not None
        assert file.registered(on, on)
