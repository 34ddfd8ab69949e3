"""What is said about unemployment and job seekers. Shape and sources: `faults`."""

from __future__ import annotations

from typing import Final

from kruispunt_contracts.faults.ksz import _status
from kruispunt_contracts.faults.magda import _uitzondering

_CODES: Final = "public KSZ client code for UnemploymentData; the value is inferred"

STATUS = (
    _status(
        "unemployment.no-payment",
        "NO_DATA_FOUND",
        "UDS00007",
        "No payment in the period",
        meaning="There were payments, but none in what was asked.",
        source=_CODES,
    ),
    _status(
        "unemployment.never-paid",
        "NO_DATA_FOUND",
        "UDS00010",
        "There is a file, but no payment",
        meaning="The RVA has a file about this person and never saw a payment.",
        source=_CODES,
    ),
    _status(
        "unemployment.invalid-date",
        "NO_RESULT",
        "UDS00016",
        "The date is invalid",
        meaning="A date or month lies in the future, too far back, or after the end.",
        source=_CODES,
    ),
)

UNEMPLOYMENT = (
    _uitzondering(
        "unemployment.period-too-long",
        "3",
        "20003",
        "De periode is langer dan 48 maanden.",
        meaning="Ask for at most 48 months at a time.",
        source="wiki diff 5732336409/5732533029 for the limit; the code is inferred",
    ),
    _uitzondering(
        "unemployment.month-out-of-range",
        "3",
        "20006",
        "De maand ligt buiten de toegelaten periode.",
        meaning="Months before 2008-01, and months to come, cannot be asked.",
        source="wiki diff 5732336409/5732533029 for the limit; the code is inferred",
    ),
)

JOB_SEEKER = (
    _status(
        "job-seeker.incomplete",
        "INCOMPLETE_DATA",
        "HAN20200",
        "Some sources could not be consulted",
        meaning="At least one service failed; its own status says TECHNICAL_ERROR.",
        source="our choice, because the central list of KSZ codes (wiki diff "
        "5491197246/5913935900) has no other code for INCOMPLETE_DATA",
    ),
    _status(
        "job-seeker.service-unavailable",
        "TECHNICAL_ERROR",
        "MSG00020",
        "The supplier is not available",
        meaning="Status of one service; ask again later.",
        source="our choice, because which code a failing service gets is not "
        "published; the meaning of MSG00020 fits",
    ),
    _uitzondering(
        "job-seeker.service-asked-twice",
        "3",
        "30032",
        "Een bron wordt tweemaal gevraagd.",
        meaning="Name every employment service at most once.",
        source="wiki, question page of DOSIS (level 3); MAGDA-Mock (level 2)",
    ),
    _uitzondering(
        "job-seeker.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The VDAB has nothing of what was asked.",
        source="wiki 1216708786 (the service next to this one)",
        origin="VDAB",
    ),
    _uitzondering(
        "job-seeker.date-out-of-range",
        "3",
        "20006",
        "De datum is geen dag of ligt in de toekomst.",
        meaning="DatumOp must be a whole date, today or earlier.",
        source="wiki 1216708786 (the service next to this one)",
        origin="VDAB",
    ),
)
