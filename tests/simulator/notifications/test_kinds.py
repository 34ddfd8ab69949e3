"""
What a notification says, and of which attests there is one.

Source: 23/058 §3 (an attest per quarter, changes and cancellations monthly, a daily
notification of who has a new or changed one), §5 (risk and period), §6 (the blocks).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from kruispunt_simulator.people import People

from .conftest import DAY, QUARTER, Office, allowance, attest, grant, insured, told

WHOLE = ["attest", "indemnity-periods"]
BRAM, KARIM = (
    People.load().named(name) for name in ("bram-kestelijn", "karim-vanhoutveld")
)
RISK = "socialRisk"
ALLOWANCE = "allowances/allowance"
IDENTIFICATION = "attestationIdentification"

whole = pytest.mark.parametrize("kind", WHOLE)


# Daily


def test_a_new_attest_is_notified_on_the_day_that_it_was_sent(office: Office) -> None:
    """23/058 §3."""
    office.insure(insured())
    office.push("period", day=DAY)
    (notification,) = office.notifications()
    assert notification.tag == "hiaPeriodNotification"
    assert told([notification]) == [office.people[0].ssin]
    assert notification.findtext(f"{IDENTIFICATION}/creationDate") == "2026-08-10"
    assert notification.findtext(f"{IDENTIFICATION}/attestationStatus") == "CREATION"


@pytest.mark.parametrize("days", [-1, 1])
def test_and_not_the_day_before_or_after(office: Office, days: int) -> None:
    office.insure(insured())
    report = office.push("period", day=DAY + timedelta(days=days))
    assert report.decision.allowed
    assert report.sent == ()
    assert office.notifications() == []


def test_a_changed_attest_is_notified_as_it_has_become(office: Office) -> None:
    """23/058 §3: "new or changed"; a version that was followed that day is not told."""
    later = allowance("general_breast_feeding")
    office.insure(insured(1, attest(0, allowance()), attest(1, later)))
    office.push("period")
    (notification,) = office.notifications()
    assert notification.findtext(f"{IDENTIFICATION}/attestationVersion") == "1"
    assert notification.findtext(f"{RISK}/socialRiskCategory") == "GeneralBreastFeeding"


def test_a_daily_notification_tells_risk_and_period_and_nothing_else(
    office: Office,
) -> None:
    """23/058 §5: number, period, risk, reason of the end of the period."""
    office.insure(insured())
    office.push("period")
    (notification,) = office.notifications()
    said = {each.tag: each.text for each in notification.iter("*") if len(each) == 0}
    assert said == {
        "ssin": office.people[0].ssin,
        "creationDate": "2026-08-10",
        "attestationId": "0b9f3c52-1d2e-4f3a-8b4c-5d6e7f809100",
        "attestationVersion": "0",
        "attestationStatus": "CREATION",
        "socialRiskCategory": "GeneralIncapacityForWorkAllowance",
        "beginDate": "2026-04-01",
        "endDate": "2026-06-30",
        "exitCode": "1",
    }


def test_each_risk_of_an_attest_has_a_daily_notification_of_its_own(
    office: Office,
) -> None:
    """The contract has a place for one risk."""
    risks = allowance(), allowance("general_breast_feeding")
    office.insure(insured(1, attest(0, *risks)))
    (sent,) = office.push("period").sent
    assert (sent.notifications, sent.persons) == (2, 1)
    assert [
        n.findtext(f"{RISK}/socialRiskCategory") for n in office.notifications()
    ] == [
        "GeneralIncapacityForWorkAllowance",
        "GeneralBreastFeeding",
    ]


def test_a_risk_without_period_gets_that_of_its_payments_and_no_reason_of_its_end(
    office: Office,
) -> None:
    """Source: our choice, because the contract demands both; 0 is "no data"."""
    office.insure(insured(1, attest(0, allowance("general_breast_feeding"))))
    office.push("period")
    (notification,) = office.notifications()
    assert notification.findtext(f"{RISK}/period/beginDate") == "2026-05-01"
    assert notification.findtext(f"{RISK}/exitCode") == "0"


def test_a_cancelled_attest_is_notified_without_risk(office: Office) -> None:
    """Of a cancellation there is no social risk any more (MG 6429442643)."""
    office.grants = [grant(quality="k")]
    office.people = [KARIM]
    office.inscribe(KARIM, quality="k")
    office.push("period", day=date(2025, 7, 7))
    (notification,) = office.notifications()
    assert notification.findtext(f"{IDENTIFICATION}/attestationStatus") == (
        "CANCELLATION"
    )
    assert notification.find(RISK) is None


# Quarterly and monthly


@whole
def test_the_attests_of_a_quarter_are_pushed_when_it_is_over(
    office: Office, kind: str
) -> None:
    """23/058 §3, §6."""
    office.insure(insured())
    office.push(kind, quarter=QUARTER)
    (notification,) = office.notifications()
    assert notification.findtext(f"{IDENTIFICATION}/yearQuarter") == QUARTER
    assert notification.find(f"{IDENTIFICATION}/temporaryAttest") is None
    assert notification.findtext(f"{ALLOWANCE}/payments/payment/amount") == "1500.00"


@whole
@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        pytest.param(DAY, "2026Q1", id="another quarter"),
        pytest.param(DAY - timedelta(days=1), QUARTER, id="not sent yet"),
    ],
)
def test_and_no_others(office: Office, kind: str, day: date, quarter: str) -> None:
    office.insure(insured())
    assert office.push(kind, day=day, quarter=quarter).sent == ()


@whole
def test_an_attest_of_the_running_quarter_is_not_pushed(
    office: Office, kind: str
) -> None:
    """What is not over is consulted only. On the day after, it is pushed."""
    office.insure(insured(1, attest(0, allowance(), created=date(2026, 6, 30))))
    before = office.push(kind, day=date(2026, 6, 30), quarter=QUARTER)
    after = office.push(kind, day=date(2026, 7, 1), quarter=QUARTER)
    assert (before.sent, len(after.sent)) == ((), 1)


def test_an_attest_is_pushed_with_the_risk_and_the_payments(office: Office) -> None:
    """23/058 §6, as a consultation answers it (§7)."""
    office.people = [BRAM]
    office.inscribe(BRAM)
    office.push("attest", day=date(2024, 6, 1), quarter="2024Q1")
    (notification,) = office.notifications()
    branch = f"{ALLOWANCE}/{RISK}/generalIncapacityForWork"
    assert notification.findtext(f"{branch}/socialStatus") == "3"
    assert notification.findtext(f"{branch}/invalidity/startDate") == "2024-02-06"
    assert len(notification.findall(f"{ALLOWANCE}/payments/payment")) == 4


def test_indemnity_periods_tell_the_payments_and_never_the_kind_of_risk(
    office: Office,
) -> None:
    """23/058 §71, §79.5: the list of those who may not know the risk."""
    office.people = [BRAM]
    office.inscribe(BRAM)
    office.push("indemnity-periods", day=date(2024, 6, 1), quarter="2024Q1")
    (notification,) = office.notifications()
    assert notification.find(f"{ALLOWANCE}/{RISK}") is None
    assert notification.findtext(f"{ALLOWANCE}/period/beginDate") == "2024-01-01"
    assert len(notification.findall(f"{ALLOWANCE}/payments/payment")) == 4


@whole
@pytest.mark.parametrize(
    ("day", "version", "status"),
    [
        (date(2025, 6, 8), None, None),
        (date(2025, 6, 9), "1", "MODIFICATION"),
        (date(2025, 6, 30), "1", "MODIFICATION"),
        (date(2025, 7, 6), None, None),
        (date(2025, 7, 7), "2", "CANCELLATION"),
        (date(2025, 8, 7), None, None),
    ],
)
def test_changes_and_cancellations_are_pushed_in_the_month_that_brought_them(
    office: Office, kind: str, day: date, version: str | None, status: str | None
) -> None:
    """23/058 §3: monthly. Karim's attest of 2025Q1 was changed, and then cancelled."""
    office.people = [KARIM]
    office.inscribe(KARIM)
    office.push(kind, day=day)
    found = [
        (
            notification.findtext(f"{IDENTIFICATION}/attestationVersion"),
            notification.findtext(f"{IDENTIFICATION}/attestationStatus"),
        )
        for notification in office.notifications()
    ]
    assert found == ([] if version is None else [(version, status)])


@whole
def test_a_new_attest_is_no_correction(office: Office, kind: str) -> None:
    office.insure(insured())
    assert office.push(kind).sent == ()


# Numbers of persons


def test_a_replaced_or_cancelled_number_is_marked(office: Office) -> None:
    """As in a consultation: contract sheet `ksz-hdiindemnityallowance-v1`."""
    new = insured(3).ssin
    office.insure(insured(1, replaced_by=new), insured(5, canceled=True))
    office.push("period")
    marks = [dict(each.find("ssin").attrib) for each in office.notifications()]
    assert marks == [{"replacedBy": new}, {"canceled": "true"}]
