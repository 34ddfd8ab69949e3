"""
Whether a person is incapacitated for work, as housing means it.

Incapacitated is who has a right to an incapacity benefit and no other taxable
professional income (R-HDI-15). An answer tells the periods of the benefit, never the
kind of risk: maternity is among them. Other income no service tells in time.
"""

from __future__ import annotations

from datetime import date

from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_client.housing.finding import Finding, Known, all_of, any_of, finding_of
from kruispunt_client.housing.reading import gaps, holds_on
from kruispunt_client.results import Answer


def is_incapacitated(
    answer: Answer[IndemnityPeriods], on: date, *, other_income: Known = None
) -> Finding:
    """
    Find out whether a person is incapacitated for work on a day.

    Args:
        answer: Of `incapacity.periods`, about the quarter of `on`.
        on: The day.
        other_income: Whether the person has other taxable professional income.

    Source: R-HDI-15.
    """
    other = finding_of("other taxable professional income", other_income)
    benefit = has_incapacity_benefit(answer, on)
    return all_of(benefit, other.opposite()).citing("R-HDI-15")


def more_may_follow(answer: Answer[IndemnityPeriods], day: date) -> bool:
    """
    Whether the quarter of a day had not ended when the answer came, or its attest was
    made: then a benefit that is not there may come yet.

    Source: contract sheet `ksz-hdiindemnityallowance-v1`: temporary attests.
    """
    received = answer.asked.received
    over = (day.year, (day.month - 1) // 3) < (received.year, (received.month - 1) // 3)
    return not over or (answer.data is not None and answer.data.attestation.temporary)


def has_incapacity_benefit(answer: Answer[IndemnityPeriods], on: date) -> Finding:
    """
    Find out whether a benefit period of the insurers covers a day.

    Args:
        answer: Of `incapacity.periods`, about the quarter of `on`.
        on: The day.

    Returns:
        Not known for another quarter than that of the answer; of one that was not over
        a yes is known, and a no is not.

    Source: R-HDI-15.
    """
    data = answer.data
    quarter = f"{on.year}Q{(on.month + 2) // 3}"
    if data is not None and data.attestation.year_quarter != quarter:
        why = f"the answer is about {data.attestation.year_quarter}, not {quarter}"
        return Finding.of(None, why, "R-HDI-15")
    periods = () if data is None else data.allowances
    found = [holds_on(each.begin_date, each.end_date, on) for each in periods]
    reasons = {
        True: "a benefit period covers the day",
        False: "a benefit period does not cover the day",
        None: "the days of a benefit period are not known",
    }
    none = Finding.of(False, "the insurers have no benefit period", "R-HDI-15")
    held = any_of(*(Finding.of(each, reasons[each], "R-HDI-15") for each in found))
    missing = list(gaps(answer))
    if more_may_follow(answer, on):
        missing.append("the quarter was not over: a benefit may follow")
    return (held if found else none).unless_known(missing)
