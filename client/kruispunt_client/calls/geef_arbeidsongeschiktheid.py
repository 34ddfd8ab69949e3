"""
GeefArbeidsongeschiktheid 01.00: indemnity periods of one quarter, through MAGDA.

The element is called `ConsultAttestResponse`, but its content is that of the KSZ
operation consultIndemnityPeriods: periods and payments, never the kind of risk.
"""

from __future__ import annotations

from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_client.calls.question import Line, Question
from kruispunt_client.calls.question import quarter as check_quarter
from kruispunt_client.calls.wire import read_at
from kruispunt_client.results import Answer


def geef_arbeidsongeschiktheid(
    line: Line, insz: str, quarter: str, *, user: str
) -> Answer[IndemnityPeriods]:
    """
    Ask for the indemnity periods of a person in a quarter.

    Args:
        line: Via `wiv` or `magda`.
        insz: Of the person.
        quarter: Such as `2024Q3`; the running one gives a temporary attest.
        user: INSZ of the natural person who asks.

    Returns:
        The attest; `data` is None when the insurers have nothing.

    Raises:
        InvalidRequest: The quarter has another form.
    """
    criteria = {"ssin": insz, "yearQuarter": check_quarter(quarter)}
    question = Question(
        service="GeefArbeidsongeschiktheid",
        version="01.00.0000",
        operation="GeefArbeidsongeschiktheid",
        content={"Criteria": {"ConsultAttestCriteria": criteria}},
        subject=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/ConsultAttestResponse/attest"
    return line.ask(question, lambda repliek: read_at(IndemnityPeriods, repliek, path))
