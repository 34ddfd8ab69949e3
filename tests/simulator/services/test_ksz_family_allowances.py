from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.family_benefits import month_of
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply
from .grounds import leave

NAME, VERSION = "FamilyAllowancesConsultationService", "v1"
OPERATION = "familyAllowancesConsult"
PEOPLE = People.load()
LIESBETH, GERT, FINN, DAAN = (
    PEOPLE.named(name).ssin
    for name in (
        "liesbeth-ooststraete",
        "gert-zandbergen",
        "finn-zandbergen",
        "daan-zandbergen",
    )
)
IN_2023 = date(2023, 6, 15)
ACTORS = "cadafDossier/actorList"
RECIPIENT = f"{ACTORS}/recipientList/recipient"
CHILD = f"{ACTORS}/beneficiaryChildList/beneficiaryChild"


def question(ssin: str, begin: str = "2000-01", end: str = "") -> str:
    return (
        f"<ssin>{ssin}</ssin><searchPeriod><beginDate>{begin}</beginDate>"
        + (f"<endDate>{end}</endDate>" if end else "")
        + "</searchPeriod>"
    )


def ask(desk: Desk, asked: str, *, today: date = IN_2023, down: str = "") -> Reply:
    return desk.ask_ksz(
        NAME, VERSION, OPERATION, asked, today=today, down=down.split(), bare=True
    )


def test_a_dossier_has_fund_office_and_number(desk: Desk) -> None:
    reply = ask(desk, question(FINN))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert [child.text for child in reply.root.find("cadafDossier/cadafID")] == [
        "101",
        "02",
        "2007-004561",
    ]
    assert reply.text(f"{ACTORS}/entitledPerson/ssin") == GERT


def test_periods_are_days_of_the_months_that_were_paid(desk: Desk) -> None:
    reply = ask(desk, question(FINN))
    for actor, ssin in ((RECIPIENT, LIESBETH), (CHILD, FINN)):
        assert reply.text(f"{actor}/ssin") == ssin
        assert reply.text(f"{actor}/paymentPeriod/beginDate") == "2017-05-01"
        assert reply.text(f"{actor}/paymentPeriod/endDate") == "2018-12-31"
    assert reply.text(f"{RECIPIENT}/type") == "1"
    assert reply.text(f"{RECIPIENT}/birthBonus/paymentDate") == "2017-03-28"


def test_the_dossier_of_a_mother_holds_her_children(desk: Desk) -> None:
    reply = ask(desk, question(LIESBETH))
    assert reply.texts(f"{CHILD}/ssin") == [DAAN, FINN]
    assert reply.texts(f"{RECIPIENT}/ssin") == [LIESBETH]
    assert reply.texts(f"{RECIPIENT}/birthBonus/paymentDate") == [
        "2007-05-24",
        "2017-03-28",
    ]


def test_the_old_register_and_the_new_service_tell_the_same(desk: Desk) -> None:
    """CADAF and FEDERAL of ChildBenefitsService read the same section."""
    old = ask(desk, question(LIESBETH))
    new = desk.ask_ksz(
        "ChildBenefitsService",
        "v1",
        "consultFilesBySsin",
        f"<ssin>{LIESBETH}</ssin><period><beginMonth>2000-01</beginMonth></period>"
        "<authenticSources><authenticSource>FEDERAL</authenticSource></authenticSources>",
        today=IN_2023,
    )
    file = new.root.find("results/resultByAuthenticSource/files/file")
    assert file.findtext("fileNumber") == old.text("cadafDossier/cadafID/dossierID")
    assert file.findtext("entitledPersonSsin") == old.text(
        f"{ACTORS}/entitledPerson/ssin"
    )
    for there, here in (
        ("beneficiaries/beneficiary", RECIPIENT),
        ("children/child", CHILD),
    ):
        months = [
            (each.findtext("beginMonth"), each.findtext("endMonth"))
            for each in file.iterfind(f"{there}/paymentPeriods/paymentPeriod")
        ]
        dates = [
            (each.findtext("beginDate")[:7], each.findtext("endDate")[:7])
            for each in old.root.iterfind(f"{here}/paymentPeriod")
        ]
        assert months == dates != []


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2023, 12, 31), ("DATA_FOUND", "MSG00000")),
        (date(2024, 1, 1), ("NO_DATA_FOUND", "MSG00100")),
    ],
)
def test_the_register_is_kept_for_five_years(
    desk: Desk, today: date, status: tuple[str, str]
) -> None:
    """Behaviour 2.2: files from before 2019-01-01, to be kept 5 years."""
    assert ask(desk, question(FINN), today=today).status == status


def test_on_a_day_in_between_a_period_goes_on(desk: Desk) -> None:
    reply = ask(desk, question(FINN), today=date(2018, 5, 5))
    assert reply.text(f"{CHILD}/paymentPeriod/beginDate") == "2017-05-01"
    assert reply.root.find(f"{CHILD}/paymentPeriod/endDate") is None


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("2018-12", "2018-12", True),
        ("2019-01", "", False),
        ("2017-04", "2017-04", False),
        ("2017-03", "2017-03", True),
    ],
)
def test_only_what_was_in_the_search_period_is_told(
    desk: Desk, begin: str, end: str, found: bool
) -> None:
    """In March 2017 it is the birth bonus, paid before the first month."""
    reply = ask(desk, question(FINN, begin, end))
    assert (reply.root.find("cadafDossier") is not None) is found


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        pytest.param(question(FINN[:-2] + "00"), "ksz.ssin-invalid", id="digits"),
        pytest.param(question("٧٨٦٩١٢٠٠٥١٠"), "ksz.ssin-invalid", id="other digits"),
        pytest.param(
            question(FINN, "2018-02", "2018-01"), "ksz.invalid-data", id="backwards"
        ),
        pytest.param(question(FINN, "2023-07"), "ksz.invalid-data", id="in the future"),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, asked: str, fault: str) -> None:
    reply = ask(desk, asked)
    assert reply.faults == [fault]
    assert reply.answer is None


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(question(FINN, "2018-02", "2018-02"), id="one month"),
        pytest.param(question(FINN, "2018-01", "2030-01"), id="an end in the future"),
    ],
)
def test_its_twin_is_answered(desk: Desk, asked: str) -> None:
    assert ask(desk, asked).status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("hanne-bosteelsma-oud", ("NO_RESULT", "MSG00006")),
        ("pieter-crabbemans", ("NO_RESULT", "MSG00007")),
        ("gert-zandbergen", ("NO_DATA_FOUND", "MSG00100")),
    ],
)
def test_what_became_of_a_number_is_a_status(
    desk: Desk, person: str, status: tuple[str, str]
) -> None:
    """The contract has no place for it but there."""
    assert ask(desk, question(PEOPLE.named(person).ssin)).status == status


def test_a_number_that_nobody_has_gives_no_result(desk: Desk) -> None:
    nobody = numbers.make(date(2015, 1, 1), 998)
    assert ask(desk, question(nobody)).status == ("NO_RESULT", "MSG00005")


def test_without_the_register_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="benefits-federal"):
        ask(desk, question(FINN), down="benefits-federal")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, OPERATION)
    open_, closed = (
        desk.ksz_request(
            NAME, VERSION, OPERATION, question(FINN, "2018-02", end), bare=True
        )
        for end in ("", "2018-02")
    )
    assert service.subject(open_) == FINN
    assert service.period(open_) == Period(begin="2018-02-01")
    assert service.period(closed) == Period(begin="2018-02-01", end="2018-02-28")


def test_the_protocol_leaves_the_children_and_the_months(desk: Desk) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (family benefits): child, begin and end."""
    root = ask(desk, question(LIESBETH)).root
    key = (NAME, VERSION, OPERATION)
    assert leave("magda-social-rent-family-allowances", key, root, IN_2023) != ()
    assert desk.valid(NAME, VERSION, root)
    told = {
        each.tag: each.text
        for each in root.find("cadafDossier").iter()
        if not len(each)
    }
    assert {told[name] for name in ("cbfFundID", "officeNbr", "dossierID")} == {
        *("000", "00", "0")
    }
    assert root.findtext(f"{ACTORS}/entitledPerson/ssin") == "00000000000"
    assert [each.text for each in root.iterfind(f"{CHILD}/ssin")] == [DAAN, FINN]
    assert set(told) == {
        *("cbfFundID", "officeNbr", "dossierID", "ssin", "beginDate", "endDate")
    }


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from(list(PEOPLE)),
    first=st.dates(date(2007, 1, 1), date(2020, 12, 31)),
    second=st.dates(date(2007, 1, 1), date(2020, 12, 31)),
    today=st.dates(date(2016, 1, 1), date(2024, 12, 31)),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, first: date, second: date, today: date
) -> None:
    begin, end = sorted((first, second))
    reply = ask(
        desk,
        question(person.ssin, month_of(begin), month_of(end)),
        today=today,
    )
    assert today < TODAY
    for told in reply.root.iter("endDate"):
        if told.getparent().tag == "paymentPeriod":
            assert date.fromisoformat(told.text) >= begin.replace(day=1)
            assert told.text[:7] <= month_of(today)
