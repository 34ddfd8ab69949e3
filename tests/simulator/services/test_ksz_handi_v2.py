from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services._handi import SUPPLIERS
from kruispunt_simulator.sources import SOURCES, SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "HandiService", "v2"
BY_DATE, BY_PERIOD, PAYMENTS = (
    "consultFilesByDate",
    "consultFilesByPeriod",
    "consultPayments",
)
PEOPLE = People.load()
JEF = PEOPLE.named("jef-wautersdal").ssin
AMINA = PEOPLE.named("amina-lenaertsen").ssin
LOTTE = PEOPLE.named("lotte-vandersmout").ssin
GODELIEVE = PEOPLE.named("godelieve-stalshof").ssin

ALL = "DGPH VSB KindEnGezin IrisCare NicCin AVIQ DSL MDG"
PAYING = "DGPH VSB IrisCare NicCin MDG"
ALL_PARTS = "evolutionOfRequest handicapRecognitions rights socialCards"
FILE = "results/dgphResult/file"


def flags(name: str, true: str, false: str = "") -> str:
    on = dict.fromkeys(true.split(), "true")
    off = dict.fromkeys(false.split(), "false")
    both = on | off
    order = [*ALL.split(), *ALL_PARTS.split()]
    inner = "".join(f"<{f}>{both[f]}</{f}>" for f in order if f in both)
    return f"<{name}>{inner}</{name}>"


def by_date(
    ssin: str,
    on: str = "2026-11-22",
    *,
    sources: str = ALL,
    parts: str = ALL_PARTS,
    extra: str = "",
) -> str:
    return (
        f"<ssin>{ssin}</ssin>{flags('handicapAuthenticSources', sources)}"
        f"<referenceDate>{on}</referenceDate>{flags('parts', parts)}{extra}"
    )


def in_period(
    ssin: str,
    begin: str = "2023-01-01",
    end: str = "2026-12-31",
    *,
    sources: str = ALL,
    parts: str | None = ALL_PARTS,
) -> str:
    asked = "" if parts is None else flags("parts", parts)
    return (
        f"<ssin>{ssin}</ssin>{flags('handicapAuthenticSources', sources)}"
        f"<period><beginDate>{begin}</beginDate><endDate>{end}</endDate></period>{asked}"
    )


def paid(
    ssin: str,
    begin: str = "2025-01-01",
    end: str = "2026-12-31",
    sources: str = PAYING,
) -> str:
    return in_period(ssin, begin, end, sources=sources, parts=None)


def ask(
    desk: Desk,
    operation: str,
    criteria: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_ksz(
        NAME,
        VERSION,
        operation,
        criteria,
        today=today,
        down=down.split(),
        people=people,
    )


def test_a_federal_file_holds_request_recognition_right_and_cards(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF, sources="DGPH"))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text("results/dgphResult/status/value") == "DATA_FOUND"
    assert reply.text(f"{FILE}/evolutionOfRequest/requestDate") == "2021-05-10"
    adult = f"{FILE}/handicapRecognitions/handicapRecognition/resultRecognitionAdult"
    assert reply.text(f"{adult}/diminuationIndependence/totalPoints") == "10"
    assert reply.text(f"{adult}/diminuationEarnings") == "true"
    assert reply.text(f"{adult}/unsuitability/physicalUnsuitability") == "66.50"
    assert reply.text(f"{FILE}/rights/monthAmount") == "1308.84"
    assert reply.text(f"{FILE}/rights/categoryIVT") == "A"
    assert reply.text(f"{FILE}/rights/categoryIT") == "2"
    assert reply.texts(f"{FILE}/socialCards/socialCard/cardCategory") == [
        "PARKINGCARD",
        "REDUCTIONCARD",
    ]


@pytest.mark.parametrize(
    "part", ["evolutionOfRequest", "handicapRecognitions", "rights", "socialCards"]
)
def test_only_the_parts_that_were_asked_come_back(desk: Desk, part: str) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF, sources="DGPH", parts=part))
    tags = [child.tag for child in reply.root.find(FILE)]
    assert tags == ["addressHandicappedPerson", part]


def test_the_address_goes_along_with_a_federal_file(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF, sources="DGPH", parts="rights"))
    address = f"{FILE}/addressHandicappedPerson"
    assert reply.text(f"{address}/lastName") == "Wautersdal"
    assert reply.text(f"{address}/address/postalCode") == "3530"
    assert reply.root.find(f"{address}/address").get("class") == "belgianAddress"


def test_an_address_alone_is_no_data(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF, "2020-01-01", sources="DGPH"))
    assert reply.status == ("NO_DATA_FOUND", "MSG00100")
    assert reply.root.find(FILE) is None


@pytest.mark.parametrize(
    ("on", "amount"), [("2023-12-31", "1485.97"), ("2024-01-01", "1547.42")]
)
def test_the_reference_date_chooses_the_right(desk: Desk, on: str, amount: str) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF, on, sources="DGPH", parts="rights"))
    assert reply.texts(f"{FILE}/rights/totalMonthAmount") == [amount]


def test_a_period_gives_every_right_that_it_touches(desk: Desk) -> None:
    criteria = in_period(JEF, "2023-12-31", "2024-01-01", parts="rights")
    reply = ask(desk, BY_PERIOD, criteria)
    assert reply.texts(f"{FILE}/rights/right/totalMonthAmount") == [
        "1485.97",
        "1547.42",
    ]


@pytest.mark.parametrize(
    ("extra", "present"),
    [
        pytest.param("", False, id="not asked"),
        pytest.param("<decisionStatus/>", False, id="empty means false"),
        pytest.param("<decisionStatus>true</decisionStatus>", True, id="asked"),
    ],
)
def test_the_older_sources_tell_the_decision_only_when_asked(
    desk: Desk, extra: str, present: bool
) -> None:
    for ssin, source in ((JEF, "dgphResult"), (GODELIEVE, "vsbResult")):
        reply = ask(desk, BY_DATE, by_date(ssin, extra=extra))
        right = reply.root.find(f"results/{source}/file/rights")
        assert (right.find("decisionStatus") is not None) is present


def test_the_newer_sources_always_tell_decision_and_legislation(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(AMINA))
    dsl = "results/dslResult/file/handicapRecognitions/handicapRecognition"
    assert reply.text(f"{dsl}/legislation") == "4"
    assert reply.text(f"{dsl}/decisionStatus") == "RECOGNITION_DETERMINED"
    assert reply.text("results/mdgResult/file/right/decisionStatus") == "POSITIVE"
    lotte = ask(desk, BY_DATE, by_date(LOTTE))
    child = "results/kindEnGezinResult/file/handicapRecognitions/handicapRecognition"
    assert lotte.text(f"{child}/legislation") == "2"
    assert lotte.text(f"{child}/decisionStatus") == "RECOGNITION_DETERMINED"


@pytest.mark.parametrize("enriched", [True, False])
def test_federal_recognitions_tell_their_legislation_only_when_asked(
    desk: Desk, enriched: bool
) -> None:
    extra = f"<enrichedRecognition>{str(enriched).lower()}</enrichedRecognition>"
    reply = ask(desk, BY_DATE, by_date(JEF, extra=extra))
    recognition = reply.root.find(f"{FILE}/handicapRecognitions/handicapRecognition")
    assert (recognition.find("legislation") is not None) is enriched
    assert reply.root.find(f"{FILE}/rights/legislation") is not None


def test_each_asked_source_has_a_status_of_its_own(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(GODELIEVE))
    codes = {
        result.tag: result.findtext("status/code")
        for result in reply.root.find("results")
    }
    assert codes == {
        "dgphResult": "MSG00000",
        "vsbResult": "MSG00000",
        "kindEnGezinResult": "MSG00021",
        "irisCareResult": "MSG00021",
        "nicCinResult": "MSG00021",
        "aviqResult": "MSG00021",
        "dslResult": "MSG00021",
        "mdgResult": "MSG00021",
    }


def test_a_source_with_nothing_of_what_was_asked_says_so(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(GODELIEVE, parts="rights"))
    assert reply.text("results/dgphResult/status/code") == "MSG00100"
    assert reply.text("results/vsbResult/status/code") == "MSG00000"
    assert reply.status == ("DATA_FOUND", "MSG00000")


def test_a_source_that_was_not_asked_has_no_result(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(AMINA, sources="DSL MDG"))
    assert [child.tag for child in reply.root.find("results")] == [
        "dslResult",
        "mdgResult",
    ]


def test_a_decision_of_tomorrow_is_not_known_today(desk: Desk) -> None:
    """Jef's recognition was decided on 2021-09-20, back to June."""
    criteria = by_date(JEF, "2021-07-01", sources="DGPH", parts="handicapRecognitions")
    before = ask(desk, BY_DATE, criteria, today=date(2021, 9, 19))
    since = ask(desk, BY_DATE, criteria, today=date(2021, 9, 20))
    assert before.status == ("NO_DATA_FOUND", "MSG00100")
    assert since.status == ("DATA_FOUND", "MSG00000")


def test_payments_are_those_of_the_months_of_the_period(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, paid(JEF, "2024-05-31", "2024-07-01", "DGPH"))
    payment = "results/dgphResult/payments/payment"
    assert reply.texts(f"{payment}/yearMonth") == ["2024-05", "2024-06", "2024-07"]
    assert reply.texts(f"{payment}/amount") == ["1547.42"] * 3
    assert reply.texts(f"{payment}/cancelledPayment") == ["false", "true", "false"]


def test_payments_of_months_to_come_are_not_told(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, paid(JEF, "2026-10-01", "2026-12-31", "DGPH"))
    months = reply.texts("results/dgphResult/payments/payment/yearMonth")
    assert months == ["2026-10", "2026-11"]


def test_of_25_months_in_two_years_the_newest_24_are_told(desk: Desk) -> None:
    reply = ask(desk, PAYMENTS, paid(JEF, "2023-01-15", "2025-01-14", "DGPH"))
    months = reply.texts("results/dgphResult/payments/payment/yearMonth")
    assert (len(months), months[0], months[-1]) == (24, "2023-02", "2025-01")


def test_the_schema_bounds_how_much_is_told(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    """`Desk` would refuse an answer with more than the schema has room for."""
    recognition = {
        "recognition_status": {
            "date_of_decision": date(2020, 1, 1),
            "start_date_recognition": date(2020, 1, 1),
        }
    }
    card = {
        "delivery_date": date(2020, 1, 1),
        "card_number": "4400000000",
        "card_category": "PARKINGCARD",
    }
    right = {
        "period": {"begin_date": date(2020, 1, 1)},
        "legislation": 4,
        "total_month_amount": 1,
    }
    person = somebody(
        disability={
            "dgph": {
                "handicap_recognitions": (recognition,) * 60,
                "social_cards": (card,) * 60,
            },
            "vsb": {"rights": (right,) * 60},
        }
    )
    people = People([person])
    at_once = ask(desk, BY_DATE, by_date(person.ssin), people=people)
    over_time = ask(desk, BY_PERIOD, in_period(person.ssin), people=people)
    recognitions = f"{FILE}/handicapRecognitions/handicapRecognition"
    cards = f"{FILE}/socialCards/socialCard"
    assert len(at_once.root.findall(recognitions)) == 10
    assert len(over_time.root.findall(recognitions)) == 50
    assert len(at_once.root.findall(cards)) == 2
    assert len(over_time.root.findall(cards)) == 10
    assert len(at_once.root.findall("results/vsbResult/file/rights")) == 1
    assert len(over_time.root.findall("results/vsbResult/file/rights/right")) == 50


# Sources that fail


def test_one_failing_source_makes_the_answer_incomplete(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(AMINA), down="mdg")
    assert reply.status == ("INCOMPLETE_DATA", "HAN20200")
    assert reply.text("status/information/fieldValue") == "MDG"
    assert reply.text("results/mdgResult/status/value") == "TECHNICAL_ERROR"
    assert reply.text("results/mdgResult/status/code") == "MSG00020"
    assert reply.root.find("results/mdgResult/file") is None
    assert reply.text("results/dslResult/status/value") == "DATA_FOUND"


def test_the_federal_source_fails_with_a_code_of_its_own(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(JEF), down="dgph")
    assert reply.text("results/dgphResult/status/code") == "HAN00031"


def test_an_answer_without_data_is_incomplete_too_when_a_source_failed(
    desk: Desk,
) -> None:
    wout = desk.people.named("wout-nijsdonk").ssin
    reply = ask(desk, BY_DATE, by_date(wout), down="vsb")
    assert reply.status == ("INCOMPLETE_DATA", "HAN20200")


def test_a_failing_source_that_was_not_asked_does_no_harm(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(AMINA, sources="DSL"), down="mdg")
    assert reply.status == ("DATA_FOUND", "MSG00000")


@pytest.mark.parametrize(
    ("operation", "criteria"),
    [
        (BY_DATE, by_date(JEF, sources="DGPH VSB")),
        (BY_PERIOD, in_period(JEF, sources="DGPH VSB")),
        (PAYMENTS, paid(JEF, sources="DGPH VSB")),
    ],
)
def test_when_no_asked_source_answers_there_is_no_answer(
    desk: Desk, operation: str, criteria: str
) -> None:
    with pytest.raises(SourceUnavailable, match="dgph"):
        ask(desk, operation, criteria, down="dgph vsb")


def test_every_supplier_is_a_source() -> None:
    assert {supplier.source for supplier in SUPPLIERS} <= set(SOURCES)


# Numbers


def test_a_replaced_number_is_refused_with_the_new_one(desk: Desk) -> None:
    old, new = (
        desk.people.named(name).ssin
        for name in ("hanne-bosteelsma-oud", "hanne-bosteelsma")
    )
    reply = ask(desk, BY_DATE, by_date(old))
    assert reply.status == ("NO_RESULT", "MSG00006")
    assert reply.text("status/information/fieldName") == "newSSIN"
    assert reply.text("status/information/fieldValue") == new
    assert reply.root.find("ssin").get("replacedBy") == new
    assert reply.root.find("results") is None
    assert ask(desk, BY_DATE, by_date(new)).status == ("DATA_FOUND", "MSG00000")


def test_a_cancelled_number_is_answered_and_marked(desk: Desk) -> None:
    reply = ask(desk, BY_DATE, by_date(desk.people.named("pieter-crabbemans").ssin))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.root.find("ssin").get("canceled") == "true"


def test_a_number_that_nobody_has_is_refused(desk: Desk) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    reply = ask(desk, BY_DATE, by_date(nobody))
    assert reply.status == ("NO_RESULT", "MSG00005")
    assert reply.root.find("results") is None


def test_after_a_death_nothing_is_found_and_the_date_is_told(desk: Desk) -> None:
    maria = desk.people.named("maria-tielensbroek").ssin
    after = ask(desk, BY_DATE, by_date(maria, "2024-04-01"))
    assert after.status == ("NO_DATA_FOUND", "MSG00009")
    assert after.text("status/information/fieldName") == "deceiseDate"
    assert after.text("status/information/fieldValue") == "2024-03-17"
    before = ask(desk, BY_DATE, by_date(maria, "2024-03-17"))
    assert before.status == ("DATA_FOUND", "MSG00000")


def test_a_person_without_any_file_has_no_data(desk: Desk) -> None:
    wout = desk.people.named("wout-nijsdonk").ssin
    reply = ask(desk, BY_DATE, by_date(wout))
    assert reply.status == ("NO_DATA_FOUND", "MSG00100")
    assert set(reply.texts("results/*/status/code")) == {"MSG00021"}


# Questions


@pytest.mark.parametrize(
    ("operation", "criteria", "fault"),
    [
        pytest.param(
            BY_DATE, by_date(JEF[:-2] + "00"), "ksz.ssin-invalid", id="check digits"
        ),
        pytest.param(
            BY_DATE, by_date(JEF, sources=""), "handi.nothing-asked", id="no source"
        ),
        pytest.param(
            BY_DATE, by_date(JEF, parts=""), "handi.nothing-asked", id="no part"
        ),
        pytest.param(
            BY_DATE,
            by_date(JEF).replace("<DGPH>true", "<DGPH>false").replace("true", "0"),
            "handi.all-flags-false",
            id="all flags false",
        ),
        pytest.param(
            BY_PERIOD,
            in_period(JEF, "2024-01-02", "2024-01-01"),
            "handi.period-order",
            id="period backwards",
        ),
        pytest.param(
            PAYMENTS,
            paid(JEF, "2024-01-02", "2024-01-01"),
            "handi.period-order",
            id="payment period backwards",
        ),
        pytest.param(
            PAYMENTS,
            paid(JEF, "2024-01-01", "2026-01-01"),
            "handi.period-too-long",
            id="two years and a day",
        ),
        pytest.param(
            PAYMENTS,
            paid(JEF, "2024-01-01", "2027-01-01"),
            "handi.period-too-long",
            id="three years",
        ),
        pytest.param(
            PAYMENTS, paid(JEF, sources=""), "handi.nothing-asked", id="nobody pays"
        ),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, operation: str, criteria: str, fault: str
) -> None:
    reply = ask(desk, operation, criteria)
    assert set(reply.faults) == {fault}
    assert reply.answer is None
    assert JEF[:-2] not in repr(reply.findings)


@pytest.mark.parametrize(
    ("operation", "criteria"),
    [
        pytest.param(BY_DATE, by_date(JEF, parts="rights"), id="one part"),
        pytest.param(
            BY_DATE, by_date(JEF, sources="DGPH", parts="rights"), id="one source"
        ),
        pytest.param(
            BY_PERIOD, in_period(JEF, "2000-01-01", "2050-01-01"), id="long period"
        ),
        pytest.param(
            PAYMENTS, paid(JEF, "2024-01-01", "2025-12-31"), id="exactly two years"
        ),
        pytest.param(
            PAYMENTS, paid(JEF, "2024-02-29", "2026-02-28"), id="from a leap day"
        ),
    ],
)
def test_its_twin_is_answered(desk: Desk, operation: str, criteria: str) -> None:
    reply = ask(desk, operation, criteria)
    assert reply.faults == []
    assert reply.status == ("DATA_FOUND", "MSG00000")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, BY_DATE)
    at_once = desk.ksz_request(NAME, VERSION, BY_DATE, by_date(JEF, "2024-05-06"))
    over_time = desk.ksz_request(NAME, VERSION, BY_PERIOD, in_period(JEF))
    assert service.subject(at_once) == JEF
    assert service.period(at_once) == Period(begin="2024-05-06", end="2024-05-06")
    assert service.period(over_time) == Period(begin="2023-01-01", end="2026-12-31")


def subset(names: str) -> st.SearchStrategy[str]:
    every = names.split()
    return st.sets(st.sampled_from(every), min_size=1).map(" ".join)


days = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=80)
@given(
    person=st.sampled_from(list(PEOPLE)),
    operation=st.sampled_from([BY_DATE, BY_PERIOD, PAYMENTS]),
    first=days,
    second=days,
    today=days,
    sources=subset(ALL),
    paying=subset(PAYING),
    parts=subset(ALL_PARTS),
    extra=st.sampled_from(["", "<decisionStatus>1</decisionStatus>"]),
    down=st.sampled_from(["", "dgph", "vsb", "mdg"]),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk,
    person: Person,
    operation: str,
    first: date,
    second: date,
    today: date,
    sources: str,
    paying: str,
    parts: str,
    extra: str,
    down: str,
) -> None:
    """`Desk` validates question and answer; here is what holds for all of them."""
    begin, end = sorted((first, second))
    asked = paying if operation == PAYMENTS else sources
    criteria = {
        BY_DATE: by_date(
            person.ssin, str(begin), sources=sources, parts=parts, extra=extra
        ),
        BY_PERIOD: in_period(
            person.ssin, str(begin), str(end), sources=sources, parts=parts
        ),
        PAYMENTS: paid(person.ssin, str(begin), str(end), paying),
    }[operation]
    try:
        reply = ask(desk, operation, criteria, today=today, down=down)
    except SourceUnavailable:
        assert asked.lower() == down
        return
    if reply.answer is None:
        assert reply.faults == ["handi.period-too-long"]
        return
    values = set(reply.texts("results/*/status/value"))
    if reply.status[0] == "DATA_FOUND":
        assert "DATA_FOUND" in values
        assert "TECHNICAL_ERROR" not in values
    if reply.status[0] == "NO_DATA_FOUND":
        assert values == {"NO_DATA_FOUND"}
    if reply.status[0] == "INCOMPLETE_DATA":
        assert "TECHNICAL_ERROR" in values
