"""
GeefArbeidsongeschiktheid 01.00 (MAGDA), consultIndemnityPeriods (KSZ): one quarter.

The element that MAGDA passes on is called `ConsultAttestResponse`, but its content is
that of consultIndemnityPeriods: periods and payments, never the kind of risk.
"""

from __future__ import annotations

from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_client.calls.question import Call, Question, Way
from kruispunt_client.calls.question import quarter as check_quarter
from kruispunt_client.calls.wire import read_at

_INNER = "Antwoorden/Antwoord/Inhoud/ConsultAttestResponse/attest"


def indemnity_periods(
    insz: str, quarter: str, *, user: str | None = None
) -> Call[IndemnityPeriods]:
    """
    Ask for the indemnity periods of a person in a quarter.

    Via `wiv` or `magda` GeefArbeidsongeschiktheid 01.00; via `ksz`
    HdiIndemnityAllowanceService v1, consultIndemnityPeriods.

    Args:
        insz: Of the person.
        quarter: Such as `2024Q3`; the running one gives a temporary attest.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The attest; `data` is None when the insurers have nothing.

    Raises:
        InvalidRequest: The quarter has another form.

    Source: `magda-geefarbeidsongeschiktheid-01.00`, `ksz-hdiindemnityallowance-v1`.
    """
    criteria = {"ssin": insz, "yearQuarter": check_quarter(quarter)}
    magda = Question(
        service="GeefArbeidsongeschiktheid",
        version="01.00.0000",
        operation="GeefArbeidsongeschiktheid",
        content={"Criteria": {"ConsultAttestCriteria": criteria}},
        subject=insz,
        user=user,
    )
    ksz = Question(
        service="HdiIndemnityAllowanceService",
        version="v1",
        operation="consultIndemnityPeriods",
        content=criteria,
        subject=insz,
        user=user,
    )
    return Call(
        (
            Way(question=magda, read=lambda r: read_at(IndemnityPeriods, r, _INNER)),
            Way(question=ksz, read=lambda r: read_at(IndemnityPeriods, r, "attest")),
        )
    )
