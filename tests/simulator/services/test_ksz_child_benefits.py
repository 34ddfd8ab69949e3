from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services._benefit_codes import BONUSES, PAYMENTS
from kruispunt_simulator.services.ksz_child_benefits import REGISTERS
from kruispunt_simulator.sources import (
    Condition,
    Sources,
    SourceTimedOut,
    SourceUnavailable,
)

from .conftest import TODAY, Desk, Reply

NAME, VERSION, OPERATION = "ChildBenefitsService", "v1", "consultFilesBySsin"
PEOPLE = People.load()
LIESBETH = PEOPLE.named("liesbeth-ooststraete").ssin
FINN = PEOPLE.named("finn-zandbergen").ssin
INES = PEOPLE.named("ines-boisvert").ssin
IN_2023 = date(2023, 6, 15)
EVERY_SOURCE = (
    "opgroeien benefits-federal benefits-brussels benefits-wallonia "
    "benefits-east-belgium"
)


def question(
    ssin: str, begin: str = "2000-01", end: str = "", sources: str = ""
) -> str:
    asked = "".join(
        f"<authenticSource>{each}</authenticSource>" for each in sources.split()
    )
    return (
        f"<ssin>{ssin}</ssin><period><beginMonth>{begin}</beginMonth>"
        + (f"<endMonth>{end}</endMonth>" if end else "")
        + "</period>"
        + (f"<authenticSources>{asked}</authenticSources>" if asked else "")
    )


def ask(
    desk: Desk,
    criteria: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_ksz(
        NAME,
        VERSION,
        OPERATION,
        criteria,
        today=today,
        down=down.split(),
        people=people,
    )


def statuses(reply: Reply) -> dict[str, tuple[str, str]]:
    """Value and code by source."""
    return {
        result.get("authenticSource"): (
            result.findtext("status/value"),
            result.findtext("status/code"),
        )
        for result in reply.root.iterfind("results/resultByAuthenticSource")
    }


def file_of(reply: Reply, source: str) -> Any:
    return reply.root.find(
        f"results/resultByAuthenticSource[@authenticSource='{source}']/files/file"
    )


# --- sources --------------------------------------------------------------------------


def test_without_sources_all_are_asked(desk: Desk) -> None:
    """Source: `ksz-childbenefits-v1`, notes."""
    reply = ask(desk, question(INES))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert statuses(reply) == {
        "FEDERAL": ("NO_DATA_FOUND", "MSG00100"),
        "BRUSSELS": ("DATA_FOUND", "MSG00000"),
        "FLANDERS": ("DATA_FOUND", "MSG00000"),
        "WALLONIA": ("DATA_FOUND", "MSG00000"),
        "EASTBELGIUM": ("DATA_FOUND", "MSG00000"),
    }


def test_only_the_sources_that_were_asked_answer(desk: Desk) -> None:
    reply = ask(desk, question(INES, sources="WALLONIA FEDERAL"))
    assert list(statuses(reply)) == ["FEDERAL", "WALLONIA"]


def test_when_all_have_nothing_there_are_no_data(desk: Desk) -> None:
    reply = ask(desk, question(INES, end="2018-12"))
    assert reply.status == ("NO_DATA_FOUND", "MSG00100")
    assert set(statuses(reply).values()) == {("NO_DATA_FOUND", "MSG00100")}


@pytest.mark.parametrize(
    "down",
    [
        pytest.param("benefits-wallonia", id="one that has data"),
        pytest.param("benefits-federal", id="one that has none"),
    ],
)
def test_a_source_that_fails_makes_the_answer_incomplete(desk: Desk, down: str) -> None:
    """Source: `ksz-childbenefits-v1`, notes: INCOMPLETE_DATA, CHB00001."""
    reply = ask(desk, question(INES), down=down)
    assert reply.status == ("INCOMPLETE_DATA", "CHB00001")
    failed = down.removeprefix("benefits-").upper()
    assert reply.text("status/information/fieldValue") == failed
    assert statuses(reply)[failed] == ("TECHNICAL_ERROR", "MSG00020")
    assert statuses(reply)["FLANDERS"] == ("DATA_FOUND", "MSG00000")
    assert file_of(reply, failed) is None


def test_incomplete_goes_before_nothing_found(desk: Desk) -> None:
    reply = ask(desk, question(INES, end="2018-12"), down="benefits-federal")
    assert reply.status == ("INCOMPLETE_DATA", "CHB00001")


@pytest.mark.parametrize(
    ("sources", "down"),
    [("", EVERY_SOURCE), ("WALLONIA", "benefits-wallonia")],
)
def test_when_all_that_were_asked_fail_there_is_no_answer(
    desk: Desk, sources: str, down: str
) -> None:
    """Source: `ksz-childbenefits-v1`, notes: all failing is a SOAP fault."""
    with pytest.raises(SourceUnavailable):
        ask(desk, question(INES, sources=sources), down=down)


def test_a_source_that_is_too_slow_has_a_code_of_its_own(desk: Desk) -> None:
    slow = {"benefits-wallonia": Condition(delay_seconds=60)}
    sources = Sources(PEOPLE, slow, sleep=lambda _: None)
    service = desk.service(NAME, VERSION, OPERATION)
    assert service.answer is not None
    for named, raises in (("WALLONIA BRUSSELS", False), ("WALLONIA", True)):
        request = desk.ksz_request(
            NAME, VERSION, OPERATION, question(INES, sources=named)
        )
        if raises:
            with pytest.raises(SourceTimedOut):
                service.answer(request, sources, TODAY)
            continue
        answer = service.answer(request, sources, TODAY)
        assert [e.text for e in answer.content[0].iterfind(".//status/code")] == [
            "MSG00000",
            "MSG00002",
        ]


# --- content --------------------------------------------------------------------------


def test_a_flemish_file_has_its_payees_with_the_child(desk: Desk) -> None:
    file = file_of(ask(desk, question(FINN)), "FLANDERS")
    assert file.findtext("childBenefitsFund/enterpriseNumber") == "0692793497"
    assert [child.tag for child in file] == ["childBenefitsFund", "children"]
    basic = file.findall("children/child/paymentPeriods/paymentPeriod")[1]
    assert basic.findtext("category/code") == "BASIC"
    assert basic.findtext("beginMonth") == "2023-09"
    assert basic.find("endMonth") is None
    assert len(basic.findall("beneficiaries/beneficiary")) == 2


def test_a_federal_file_has_number_entitled_person_and_beneficiaries(
    desk: Desk,
) -> None:
    file = file_of(ask(desk, question(LIESBETH), today=IN_2023), "FEDERAL")
    assert file.findtext("childBenefitsFund/code") == "101"
    assert file.findtext("fileNumber") == "2007-004561"
    assert file.find("entitledPersonSsin") is not None
    mother = file.find("beneficiaries/beneficiary")
    assert mother.findtext("ssin") == LIESBETH
    codes = [e.text for e in mother.iterfind("bonuses/bonus/category/code")]
    assert codes == ["BIRTH", "PRE_PAYMENT_BIRTH"]
    assert len(file.findall("children/child")) == 2
    assert file.find("children/child//beneficiaries") is None


def test_a_category_is_described_in_three_languages(desk: Desk) -> None:
    file = file_of(ask(desk, question(INES)), "WALLONIA")
    words = file.findall("children/child//category")[0].findall("description")
    assert {each.get("language"): each.text for each in words} == {
        "NL": "basisbedrag",
        "FR": "montant de base",
        "DE": "Basisbetrag",
    }


def test_every_code_is_one_of_the_list_and_stands_for_one_concept() -> None:
    """Source: `_code-lists` 2; two codes are our choice."""
    codes = {code.ksz for code in PAYMENTS.values()}
    assert codes == {
        *("BASIC", "CHILD_ALLOWANCE", "SOCIAL", "SPECIAL_CARE", "ORPHAN_CARE"),
        *("FOSTER_CARE", "TODDLER", "UNIVERSAL_PARTICIPATION", "OTHER_PARTICIPATION"),
        *("CHILD_CARE", "SUPPORT"),
    }
    assert {code.ksz for code in BONUSES.values()} == {
        "BIRTH",
        "ADOPTION",
        "PRE_PAYMENT_BIRTH",
    }
    everything = [*PAYMENTS.values(), *BONUSES.values()]
    for name in ("ksz", "magda", "dutch", "french", "german"):
        assert len({getattr(code, name) for code in everything}) == len(everything)


# --- the question ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criteria", "fault"),
    [
        pytest.param(
            question(FINN[:-2] + "00"), "ksz.ssin-invalid", id="wrong check digits"
        ),
        pytest.param(
            question(FINN, "2024-02", "2024-01"), "ksz.invalid-data", id="backwards"
        ),
        pytest.param(question(FINN, "2026-12"), "ksz.invalid-data", id="in the future"),
        pytest.param(
            question(FINN, sources="FEDERAL FEDERAL"), "ksz.invalid-data", id="twice"
        ),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, criteria: str, fault: str) -> None:
    reply = ask(desk, criteria)
    assert reply.faults == [fault]
    assert reply.answer is None


@pytest.mark.parametrize(
    "criteria",
    [
        pytest.param(question(FINN, "2024-02", "2024-02"), id="one month"),
        pytest.param(question(FINN, "2026-11"), id="the month of today"),
        pytest.param(question(FINN, "2026-01", "2030-12"), id="an end in the future"),
        pytest.param(question(FINN, sources="FEDERAL FLANDERS"), id="once"),
        pytest.param(question(FINN, "2024-02Z", "2024-02+01:00"), id="with zones"),
    ],
)
def test_its_twin_is_answered(desk: Desk, criteria: str) -> None:
    assert ask(desk, criteria).status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize("begin", ["-2024-01", "12024-01"])
def test_a_month_that_no_calendar_of_ours_has_is_far_away(
    desk: Desk, begin: str
) -> None:
    reply = ask(desk, question(FINN, begin))
    expected = ["ksz.invalid-data"] if begin.startswith("1") else []
    assert reply.faults == expected


def test_a_comment_does_not_change_what_is_asked(desk: Desk) -> None:
    sources = "<authenticSources><authenticSource>FED<!-- -->ERAL</authenticSource>"
    criteria = question(FINN) + f"<!-- -->{sources}<!-- --></authenticSources>"
    assert list(statuses(ask(desk, criteria))) == ["FEDERAL"]


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, OPERATION)
    open_, closed = (
        desk.ksz_request(NAME, VERSION, OPERATION, question(FINN, "2024-02", end))
        for end in ("", "2024-02")
    )
    assert service.subject(open_) == FINN
    assert service.period(open_) == Period(begin="2024-02-01")
    assert service.period(closed) == Period(begin="2024-02-01", end="2024-02-29")


# --- the number -----------------------------------------------------------------------


def test_a_number_that_nobody_has_gives_no_result(desk: Desk) -> None:
    reply = ask(desk, question(numbers.make(date(2015, 1, 1), 998)))
    assert reply.status == ("NO_RESULT", "MSG00005")


def test_a_replaced_number_is_refused_with_the_new_one(desk: Desk) -> None:
    """Behaviour 1.5: the KSZ blocks on replaced numbers."""
    old = PEOPLE.named("hanne-bosteelsma-oud").ssin
    reply = ask(desk, question(old))
    assert reply.status == ("NO_RESULT", "MSG00006")
    new = PEOPLE.named("hanne-bosteelsma").ssin
    assert reply.root.find("ssin").get("replacedBy") == new


def test_a_cancelled_number_is_answered_and_marked(desk: Desk) -> None:
    """Behaviour 1.5: `canceled`, and the query is still executed."""
    reply = ask(desk, question(PEOPLE.named("pieter-crabbemans").ssin))
    assert reply.status == ("NO_DATA_FOUND", "MSG00100")
    assert reply.root.find("ssin").get("canceled") == "true"


@pytest.mark.parametrize(
    ("begin", "code"), [("2024-04", "MSG00009"), ("2024-03", "MSG00100")]
)
def test_nothing_after_a_death_says_so(
    desk: Desk, somebody: Callable[..., Person], begin: str, code: str
) -> None:
    """Behaviour 1.5: MSG00009, person deceased."""
    dead = somebody(identity={"deceased": date(2024, 3, 31)})
    reply = ask(desk, question(dead.ssin, begin), people=People([dead]))
    assert reply.status == ("NO_DATA_FOUND", code)


# --- every answer ---------------------------------------------------------------------

days = st.dates(date(2016, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    first=days,
    second=days,
    today=days,
    sources=st.sets(st.sampled_from(list(REGISTERS))),
    down=st.sets(st.sampled_from(EVERY_SOURCE.split()), max_size=2),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk,
    person: Person,
    first: date,
    second: date,
    today: date,
    sources: set[str],
    down: set[str],
) -> None:
    """`Desk` validates; here is that one result comes per source, and nothing early."""
    begin, end = sorted((first, second))
    criteria = question(
        person.ssin, f"{begin:%Y-%m}", f"{end:%Y-%m}", " ".join(sources)
    )
    try:
        reply = ask(desk, criteria, today=today, down=" ".join(down))
    except SourceUnavailable:
        assert sources
        return
    if reply.status[0] == "NO_RESULT":
        assert person.identity.replaced_by is not None
        return
    assert set(statuses(reply)) == (sources or set(REGISTERS))
    for told in reply.root.iter("beginMonth"):
        if told.getparent().tag == "paymentPeriod":
            assert told.text <= f"{today:%Y-%m}"
