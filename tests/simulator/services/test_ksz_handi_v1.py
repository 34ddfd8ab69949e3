"""
HandiService v1, the HANDIFLUX of deliberation 14/088.

Source: contract sheet `ksz-handi-v1`; `_error-codes.md` 3; 14/088 §4.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.sources import SourceUnavailable
from lxml import etree

from .conftest import TODAY, Desk, Reply
from .grounds import LAW, leave

NAME, VERSION = "HandiService", "v1"
FILE, RIGHTS = "consultFile", "consultRightsAndPayments"
PEOPLE = People.load()
JEF = PEOPLE.named("jef-wautersdal").ssin
GREET = PEOPLE.named("greet-pallietersbos").ssin
YASMIN = PEOPLE.named("yasmin-elbrouckx").ssin
FIEN = PEOPLE.named("fien-wolvenburght").ssin
PARTS = "evolutionOfRequest handicapRecognition rights socialCards"

Element = Any


def on_a_day(on: str = "2026-11-22", parts: str = PARTS) -> str:
    flags = "".join(
        f"<{part}>{str(part in parts.split()).lower()}</{part}>"
        for part in PARTS.split()
    )
    return (
        f"<informationAtReferenceDate><referenceDate>{on}</referenceDate>{flags}"
        "</informationAtReferenceDate>"
    )


def paid(begin: str = "2025-01-01", end: str = "2025-12-31") -> str:
    return (
        f"<paymentsAtPeriod><startDate>{begin}</startDate><endDate>{end}</endDate>"
        "</paymentsAtPeriod>"
    )


def wanted(ssin: str, *blocks: str) -> str:
    inner = "".join(blocks)
    return f"<wantedInformation><ssin>{ssin}</ssin>{inner}</wantedInformation>"


def criteria(ssin: str, begin: str = "2025-01-01", end: str = "2025-12-31") -> str:
    return (
        f"<criteria><ssin>{ssin}</ssin><period><beginDate>{begin}</beginDate>"
        f"<endDate>{end}</endDate></period></criteria>"
    )


def ask(desk: Desk, operation: str, question: str, **how: Any) -> Reply:
    return desk.ask_ksz(NAME, VERSION, operation, question, bare=True, **how)


# A file on a day


def test_a_file_holds_every_part_that_was_asked(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted(JEF, on_a_day(), paid()))
    assert reply.status == ("DATA_FOUND", "MSG00000")
    assert reply.text("file/ssin") == JEF
    assert reply.text("file/addressHandicappedPerson/lastName") == "Wautersdal"
    assert reply.text("file/evolutionOfRequest/requestDate") == "2021-05-10"
    recognition = "file/handicapRecognition"
    assert reply.text(f"{recognition}/dateOfDecision") == "2021-09-20"
    assert reply.text(f"{recognition}/startDateRecognition") == "2021-06-01"
    assert reply.text(f"{recognition}/handicapRecognitionDetails/lowerLimbs50p") == (
        "true"
    )
    adult = f"{recognition}/resultRecognitionAdult"
    assert reply.text(f"{adult}/diminuationIndependence/totalPoints") == "10"
    assert reply.text(f"{adult}/diminuationEarnings") == "true"
    assert reply.text(f"{adult}/unsuitability/physicalUnsuitability") == "66.50"
    assert reply.text("file/rights/totalMonthAmount") == "1609.93"
    assert reply.text("file/rights/monthAmount") == "1308.84"
    assert reply.text("file/rights/categoryIVT") == "A"
    assert reply.texts("file/socialCards/cardType") == ["PARKINGCARD", "REDUCTIONCARD"]
    assert len(reply.texts("file/payments/yearMonth")) == 12


@pytest.mark.parametrize("part", PARTS.split())
def test_a_part_that_was_not_asked_says_so(desk: Desk, part: str) -> None:
    reply = ask(desk, FILE, wanted(JEF, on_a_day(parts=part)))
    for other in (*PARTS.split(), "payments"):
        reason = reply.text(f"file/{other}/noDataReason")
        assert reason == (None if other == part else "not requested"), other


def test_a_part_of_which_nothing_is_held_says_so(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted(GREET, on_a_day(), paid()))
    assert reply.text("file/evolutionOfRequest/noDataReason") == "no data in db"
    assert reply.text("file/socialCards/noDataReason") == "no data in db"
    assert reply.text("file/rights/noDataReason") is None


def test_points_that_nobody_gave_are_no_data(desk: Desk) -> None:
    dirk = PEOPLE.named("dirk-oudewaterveer").ssin
    reply = ask(desk, FILE, wanted(dirk, on_a_day(parts="handicapRecognition")))
    adult = "file/handicapRecognition/resultRecognitionAdult"
    assert reply.text(f"{adult}/diminuationIndependence/noDataReason") == (
        "no data in db"
    )
    assert reply.text(f"{adult}/unsuitability/physicalUnsuitability") == "66.00"


def test_a_recognition_of_which_only_the_dates_are_known(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    status = {
        "date_of_decision": date(2020, 1, 1),
        "start_date_recognition": date(2020, 1, 1),
    }
    person = somebody(
        disability={
            "dgph": {"handicap_recognitions": ({"recognition_status": status},)}
        }
    )
    question = wanted(person.ssin, on_a_day(parts="handicapRecognition"))
    reply = ask(desk, FILE, question, people=People([person]))
    recognition = "file/handicapRecognition"
    adult = f"{recognition}/resultRecognitionAdult/noDataReason"
    assert reply.text(adult) == "no data in db"
    details = reply.root.find(f"{recognition}/handicapRecognitionDetails")
    assert {child.text for child in details} == {"false"}


def test_a_child_is_told_with_its_points(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted(YASMIN, on_a_day("2020-06-01")))
    child = "file/handicapRecognition/resultRecognitionChild"
    assert reply.text(f"{child}/pillars/pillar1") == "6"
    assert reply.text(f"{child}/disabilityCode") == "3"
    assert reply.text(f"{child}/childPathology") == "true"


@pytest.mark.parametrize(
    ("on", "code"), [("2014-12-31", "1"), ("2015-01-01", "2"), ("2019-08-31", "2")]
)
def test_the_percentage_of_a_child_leaves_as_its_class(
    desk: Desk, on: str, code: str
) -> None:
    """14/088 §4 item 6; `_code-lists` 3: 65 % is class 1, 66 % class 2."""
    reply = ask(desk, FILE, wanted(FIEN, on_a_day(on)))
    child = "file/handicapRecognition/resultRecognitionChild"
    assert reply.text(f"{child}/disabilityCode") == code
    assert reply.root.find(f"{child}/incapacityPercentage") is None


def test_of_several_recognitions_the_one_that_began_last_is_told(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    def since(begin: date) -> dict[str, Any]:
        return {
            "recognition_status": {
                "date_of_decision": begin,
                "start_date_recognition": begin,
            }
        }

    held = tuple(since(date(year, 1, 1)) for year in (2021, 2024, 2022))
    person = somebody(disability={"dgph": {"handicap_recognitions": held}})
    question = wanted(person.ssin, on_a_day(parts="handicapRecognition"))
    reply = ask(desk, FILE, question, people=People([person]))
    starts = reply.texts("file/handicapRecognition/startDateRecognition")
    assert starts == ["2024-01-01"]


@pytest.mark.parametrize(
    ("on", "points"),
    [
        pytest.param("2023-12-31", "8", id="last day of the first recognition"),
        pytest.param("2024-01-01", "9", id="first day of the second"),
        pytest.param("2026-06-30", "9", id="last day of the second"),
        pytest.param("2026-07-01", None, id="the day after"),
    ],
)
def test_a_recognition_holds_on_its_first_and_last_day(
    desk: Desk, on: str, points: str | None
) -> None:
    """22/004 §4 (rule R-SD-02): both bounds included."""
    roel = PEOPLE.named("roel-zelzatermans").ssin
    reply = ask(desk, FILE, wanted(roel, on_a_day(on, "handicapRecognition")))
    total = "resultRecognitionAdult/diminuationIndependence/totalPoints"
    assert reply.text(f"file/handicapRecognition/{total}") == points
    assert reply.status[0] == ("DATA_FOUND" if points else "NO_DATA_FOUND")


@pytest.mark.parametrize(
    ("on", "total", "ivt", "integration"),
    [("2023-06-01", "1208.06", "1208.06", 0), ("2024-06-01", "1366.54", "1258.02", 1)],
)
def test_income_replacement_with_and_without_integration_allowance(
    desk: Desk, on: str, total: str, ivt: str, integration: int
) -> None:
    """14/088 §4 items 14 and 15; fields.md 7.7: the difference is the integration."""
    reply = ask(desk, FILE, wanted(GREET, on_a_day(on, "rights")))
    assert reply.text("file/rights/totalMonthAmount") == total
    assert reply.text("file/rights/monthAmount") == ivt
    assert reply.text("file/rights/categoryIT") == str(integration)
    assert (float(total) > float(ivt)) is bool(integration)


def test_at_most_two_cards(desk: Desk, somebody: Callable[..., Person]) -> None:
    """The schema has room for no more."""
    cards = tuple(
        {
            "delivery_date": date(2020, 1, number),
            "card_number": f"440000000{number}",
            "card_category": "PARKINGCARD",
        }
        for number in (1, 2, 3)
    )
    person = somebody(disability={"dgph": {"social_cards": cards}})
    question = wanted(person.ssin, on_a_day(parts="socialCards"))
    reply = ask(desk, FILE, question, people=People([person]))
    assert reply.texts("file/socialCards/cardNumber") == ["4400000001", "4400000002"]


# Rights and payments of a period


def test_each_right_of_a_period_is_a_file_with_its_own_payments(desk: Desk) -> None:
    reply = ask(desk, RIGHTS, criteria(JEF, "2024-11-01", "2025-02-28"))
    assert reply.texts("file/rights/totalMonthAmount") == ["1547.42", "1578.37"]
    first, second = reply.root.findall("file")
    months = [
        [each.findtext("yearMonth") for each in file.findall("payments")]
        for file in (first, second)
    ]
    assert months == [["2024-11", "2024-12"], ["2025-01", "2025-02"]]
    for part in ("evolutionOfRequest", "handicapRecognition", "socialCards"):
        assert set(reply.texts(f"file/{part}/noDataReason")) == {"not requested"}


def test_payments_without_a_right_stand_in_a_file_of_their_own(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    payments = ({"year_month": "2025-03", "amount": 10},)
    person = somebody(disability={"dgph": {"payments": payments}})
    reply = ask(desk, RIGHTS, criteria(person.ssin), people=People([person]))
    assert reply.texts("file/rights/noDataReason") == ["no data in db"]
    assert reply.texts("file/payments/yearMonth") == ["2025-03"]


def test_a_month_with_two_rights_is_paid_once(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    def right(begin: date, end: date | None) -> dict[str, Any]:
        return {
            "period": {"begin_date": begin, "end_date": end},
            "legislation": 3,
            "total_month_amount": 10,
            "month_amount": 0,
            "category_ivt": "-",
            "category_it": 1,
            "partner_income": False,
        }

    rights = (
        right(date(2025, 1, 1), date(2025, 3, 14)),
        right(date(2025, 3, 15), None),
    )
    payments = tuple({"year_month": f"2025-0{m}", "amount": m} for m in (2, 3, 4))
    person = somebody(disability={"dgph": {"rights": rights, "payments": payments}})
    reply = ask(desk, RIGHTS, criteria(person.ssin), people=People([person]))
    months = [
        [each.findtext("yearMonth") for each in file.findall("payments")]
        for file in reply.root.findall("file")
    ]
    assert months == [["2025-02", "2025-03"], ["2025-04"]]


def test_a_payment_that_was_withdrawn_is_marked(desk: Desk) -> None:
    """`hf_suspension`: nothing is paid for the months of a detention."""
    reply = ask(desk, RIGHTS, criteria(GREET))
    cancelled = {
        each.findtext("yearMonth")
        for each in reply.root.iterfind("file/payments")
        if each.findtext("cancelledPayment") == "true"
    }
    assert cancelled == {"2025-03", "2025-04", "2025-05"}


def test_payments_of_the_future_are_not_known(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted(JEF, paid("2026-01-01", "2026-12-31")))
    assert reply.texts("file/payments/yearMonth")[-1] == "2026-11"


def test_at_most_24_payments_the_newest(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted(JEF, paid("2024-02-15", "2026-02-14")))
    months = reply.texts("file/payments/yearMonth")
    assert (len(months), months[0], months[-1]) == (24, "2024-03", "2026-02")


# Nothing to tell


@pytest.mark.parametrize(
    ("persona", "on", "status"),
    [
        pytest.param(
            "wout-nijsdonk", "2026-11-22", ("NO_DATA_FOUND", "SSK00003"), id="unknown"
        ),
        pytest.param(
            "jef-wautersdal", "2020-01-01", ("NO_DATA_FOUND", "MSG00100"), id="not then"
        ),
        pytest.param(
            "maria-tielensbroek",
            "2025-01-01",
            ("NO_DATA_FOUND", "MSG00009"),
            id="deceased",
        ),
        pytest.param(
            "pieter-crabbemans",
            "2024-01-01",
            ("NO_RESULT", "MSG00007"),
            id="cancelled number",
        ),
        pytest.param(
            "hanne-bosteelsma-oud",
            "2024-01-01",
            ("NO_RESULT", "MSG00006"),
            id="replaced number",
        ),
    ],
)
def test_why_there_is_no_file(
    desk: Desk, persona: str, on: str, status: tuple[str, str]
) -> None:
    """`_error-codes.md` 3; `_behaviour.md` 1.5."""
    ssin = PEOPLE.named(persona).ssin
    for operation, question in (
        (FILE, wanted(ssin, on_a_day(on))),
        (RIGHTS, criteria(ssin, on, on)),
    ):
        reply = ask(desk, operation, question)
        assert reply.status == status
        assert reply.root.find("file") is None


def test_a_replaced_number_comes_with_the_new_one(desk: Desk) -> None:
    old = PEOPLE.named("hanne-bosteelsma-oud").ssin
    reply = ask(desk, FILE, wanted(old, on_a_day()))
    assert reply.text("status/information/fieldName") == "newSSIN"
    assert reply.text("status/information/fieldValue") == (
        PEOPLE.named("hanne-bosteelsma").ssin
    )


def test_nobodys_number(desk: Desk) -> None:
    reply = ask(desk, FILE, wanted("80610100139", on_a_day()))
    assert reply.status == ("NO_RESULT", "MSG00005")


def test_dgph_down_is_a_fault_and_no_other_source_matters(desk: Desk) -> None:
    """`_error-codes.md` 3: MSG00020 leaves as a fault."""
    for operation, question in (
        (FILE, wanted(JEF, on_a_day())),
        (RIGHTS, criteria(JEF)),
    ):
        with pytest.raises(SourceUnavailable, match="dgph"):
            ask(desk, operation, question, down=["dgph"])
        reply = ask(desk, operation, question, down=["iriscare", "opgroeien"])
        assert reply.status[0] == "DATA_FOUND"


# Questions that are refused, each with a twin that passes


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        pytest.param((), "handi.nothing-asked", id="HAN00022: no block"),
        pytest.param(
            (on_a_day(parts=""),), "handi.all-flags-false", id="HAN00023: all false"
        ),
        pytest.param((on_a_day(parts="rights"),), None, id="one part"),
        pytest.param((on_a_day(parts=""), paid()), None, id="payments only"),
        pytest.param((paid(),), None, id="no reference date"),
        pytest.param(
            (paid("2025-01-01", "2024-12-31"),),
            "handi.period-order",
            id="HAN00021: not ascending",
        ),
        pytest.param((paid("2025-01-01", "2025-01-01"),), None, id="one day"),
        pytest.param(
            (paid("2023-01-01", "2025-01-01"),),
            "handi.period-too-long",
            id="HAN00020: more than two years",
        ),
        pytest.param((paid("2023-01-01", "2024-12-31"),), None, id="two years"),
    ],
)
def test_a_question_must_ask_something_sensible(
    desk: Desk, blocks: tuple[str, ...], fault: str | None
) -> None:
    reply = ask(desk, FILE, wanted(JEF, *blocks))
    assert reply.faults == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("begin", "end", "fault"),
    [
        ("2025-01-01", "2024-12-31", "handi.period-order"),
        ("2023-01-01", "2025-01-01", "handi.period-too-long"),
        ("2023-01-01", "2024-12-31", None),
    ],
)
def test_a_period_of_rights_is_two_years_at_most(
    desk: Desk, begin: str, end: str, fault: str | None
) -> None:
    reply = ask(desk, RIGHTS, criteria(JEF, begin, end))
    assert reply.faults == ([fault] if fault else [])


def test_check_digits_are_checked(desk: Desk) -> None:
    """`_error-codes.md` 3: MSG00011."""
    wrong = f"{JEF[:9]}{(int(JEF[9:]) + 1) % 97:02}"
    assert ask(desk, FILE, wanted(wrong, on_a_day())).faults == ["ksz.ssin-invalid"]
    assert ask(desk, RIGHTS, criteria(wrong)).faults == ["ksz.ssin-invalid"]


def test_number_and_days_of_a_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, FILE)
    both = wanted(JEF, on_a_day("2024-05-06"), paid("2023-01-01", "2023-12-31"))
    root = desk.ksz_request(NAME, VERSION, FILE, both, bare=True)
    assert service.subject(root) == JEF
    assert service.period(root) == Period(begin="2023-01-01", end="2024-05-06")
    rights = desk.service(NAME, VERSION, RIGHTS)
    root = desk.ksz_request(NAME, VERSION, RIGHTS, criteria(JEF), bare=True)
    assert rights.period(root) == Period(begin="2025-01-01", end="2025-12-31")


# Both versions read one section


V2_FLAGS = (
    "<handicapAuthenticSources><DGPH>true</DGPH></handicapAuthenticSources>"
    "<referenceDate>{on}</referenceDate><parts><evolutionOfRequest>true"
    "</evolutionOfRequest><handicapRecognitions>true</handicapRecognitions><rights>true"
    "</rights><socialCards>true</socialCards></parts>"
)


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from([p for p in PEOPLE if p.disability.dgph is not None]),
    on=st.dates(date(2010, 1, 1), date(2027, 6, 30)),
    today=st.dates(date(2012, 1, 1), date(2027, 6, 30)),
)
def test_version_2_tells_the_same(
    desk: Desk, person: Person, on: date, today: date
) -> None:
    """What v1 tells of a person on a day, v2 tells too: one section, two contracts."""
    old = ask(desk, FILE, wanted(person.ssin, on_a_day(str(on))), today=today)
    asked = f"<ssin>{person.ssin}</ssin>{V2_FLAGS.format(on=on)}"
    new = desk.ask_ksz(NAME, "v2", "consultFilesByDate", asked, today=today)
    if person.identity.canceled:
        assert old.status == ("NO_RESULT", "MSG00007")
        return
    file = "results/dgphResult/file"
    assert (old.root.find("file") is None) is (new.root.find(file) is None)
    for first, second in (
        ("evolutionOfRequest/requestDate", "evolutionOfRequest/requestDate"),
        ("rights/period/beginDate", "rights/period/beginDate"),
        ("rights/monthAmount", "rights/monthAmount"),
        ("socialCards/cardNumber", "socialCards/socialCard/cardNumber"),
        ("addressHandicappedPerson/lastName", "addressHandicappedPerson/lastName"),
    ):
        assert old.texts(f"file/{first}") == new.texts(f"{file}/{second}")
    recognitions = "handicapRecognitions/handicapRecognition/recognitionStatus"
    assert old.text("file/handicapRecognition/startDateRecognition") in (
        None,
        *new.texts(f"{file}/{recognitions}/startDateRecognition"),
    )


# What 14/088 lets through


GRANTS = [grant.id for grant in LAW.grants if grant.act == "14/088"]

SIXTEEN = {
    "hf_ssin": "file/ssin",
    "hf_applicable_legislation": "file/rights/legislation",
    "hf_recognition_start_date": "file/handicapRecognition/startDateRecognition",
    "hf_recognition_end_date": "file/handicapRecognition/endDateRecognition",
    "hf_disability_nature": "file/handicapRecognition/handicapRecognitionDetails",
    "hf_incapacity_percentage": "file/handicapRecognition/resultRecognitionChild"
    "/disabilityCode",
    "hf_self_reliance": "file/handicapRecognition/resultRecognitionAdult"
    "/diminuationIndependence/mobility",
    "hf_total_points": "file/handicapRecognition/resultRecognitionAdult"
    "/diminuationIndependence/totalPoints",
    "hf_physical_incapacity_percentage": "file/handicapRecognition"
    "/resultRecognitionAdult/unsuitability/physicalUnsuitability",
    "hf_mental_incapacity_percentage": "file/handicapRecognition"
    "/resultRecognitionAdult/unsuitability/mentalUnsuitability",
    "hf_earning_capacity_reduction": "file/handicapRecognition"
    "/resultRecognitionAdult/diminuationEarnings",
    "hf_right_start_date": "file/rights/period/beginDate",
    "hf_right_end_date": "file/rights/period/endDate",
    "hf_total_monthly_amount": "file/rights/totalMonthAmount",
    "hf_monthly_ivt_amount": "file/rights/monthAmount",
    "hf_category": "file/rights/categoryIVT",
}
"""The items of 14/088 §4, in its order, and where an answer has them."""


def left_of_everybody(desk: Desk, grant: str) -> list[Element]:
    left = []
    for operation in (FILE, RIGHTS):
        service = desk.service(NAME, VERSION, operation)
        for person in PEOPLE:
            for reply in desk.ask_all(service, person, TODAY):
                leave(grant, (NAME, VERSION, operation), reply.root)
                assert desk.valid(NAME, VERSION, reply.root)
                left.append(reply.root)
    return left


@pytest.mark.parametrize("grant", GRANTS)
def test_the_sixteen_items_reach_somebody_and_nothing_else_does(
    desk: Desk, grant: str
) -> None:
    """14/088 §4 is the whitelist (decided, D-01)."""
    left = left_of_everybody(desk, grant)
    for item, path in SIXTEEN.items():
        assert any(root.find(path) is not None for root in left), item
    for part in ("evolutionOfRequest", "socialCards", "payments"):
        for block in (b for root in left for b in root.iterfind(f"file/{part}")):
            assert [child.tag for child in block] == ["noDataReason"]
            assert block.findtext("noDataReason") in ("not authorized", "not requested")
    for root in left:
        names = {element.tag for element in root.iter(etree.Element)}
        assert not names & {"lastName", "cardNumber", "yearMonth", "amount", "pillar2"}
        for path, value in (
            ("handicapRecognition/dateOfDecision", "1900-01-01"),
            ("rights/categoryIT", "0"),
            ("rights/partnerIncome", "false"),
        ):
            assert {e.text for e in root.iterfind(f"file/{path}")} <= {value}


def test_a_part_that_is_not_allowed_does_not_tell_whether_there_was_any(
    desk: Desk,
) -> None:
    """14/088 §4: with cards and without, and one block for however many."""
    told = []
    for ssin in (JEF, GREET):
        root = ask(desk, FILE, wanted(ssin, on_a_day(), paid())).root
        leave("vmsw-handiflux-candidate-tenant", (NAME, VERSION, FILE), root)
        told.append(
            [
                etree.tostring(each)
                for part in ("evolutionOfRequest", "socialCards", "payments")
                for each in root.iterfind(f"file/{part}")
            ]
        )
    assert told[0] == told[1]
    assert len(told[0]) == 3


def test_a_part_that_was_not_asked_stays_not_requested(desk: Desk) -> None:
    """That it is not allowed either tells nothing to who did not ask."""
    root = ask(desk, FILE, wanted(JEF, on_a_day(parts="rights socialCards"))).root
    leave("vmsw-handiflux-candidate-tenant", (NAME, VERSION, FILE), root)
    assert root.findtext("file/payments/noDataReason") == "not requested"
    assert root.findtext("file/evolutionOfRequest/noDataReason") == "not requested"
    assert root.findtext("file/socialCards/noDataReason") == "not authorized"
    assert root.findtext("file/rights/monthAmount") == "1308.84"
