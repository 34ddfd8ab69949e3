"""HdiIndemnityAllowanceService v1, consultIndemnityPeriods: without the risk."""

from __future__ import annotations

from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_client.calls.question import Line, Question
from kruispunt_client.calls.question import quarter as check_quarter
from kruispunt_client.calls.wire import read_at
from kruispunt_client.results import Answer


def consult_indemnity_periods(
    line: Line, ssin: str, quarter: str, *, user: str
) -> Answer[IndemnityPeriods]:
    """
    Ask the KSZ for the indemnity periods of a person in a quarter.

    Args:
        line: Via `ksz`.
        ssin: Of the person.
        quarter: Such as `2024Q3`; the running one gives a temporary attest.
        user: INSZ of the natural person who asks.

    Returns:
        The attest; `data` is None when the insurers have nothing.

    Raises:
        InvalidRequest: The quarter has another form.
    """
    question = Question(
        service="HdiIndemnityAllowanceService",
        version="v1",
        operation="consultIndemnityPeriods",
        content={"ssin": ssin, "yearQuarter": check_quarter(quarter)},
        subject=ssin,
        user=user,
    )
    return line.ask(
        question, lambda response: read_at(IndemnityPeriods, response, "attest")
    )
