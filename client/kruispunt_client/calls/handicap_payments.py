"""
GeefBetalingenHandicap 03.00 (MAGDA), consultPayments of HandiService v2 (KSZ): what was
paid to a person with a handicap, month by month.

One call for both, because MAGDA passes question and answer of the KSZ on whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kruispunt_client.calls.handicap import (
    RESULTS,
    HandicapSource,
    information_of,
)
from kruispunt_client.calls.question import Call, Period, Question, Way, moment
from kruispunt_client.calls.wire import at, read, several_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, StatusValue

PAYING: Final = (
    HandicapSource.DGPH,
    HandicapSource.VSB,
    HandicapSource.IRIS_CARE,
    HandicapSource.NIC_CIN,
    HandicapSource.MDG,
)
"""The sources that pay, in the order of the contract."""

_INNER = "Antwoorden/Antwoord/Inhoud/ConsultPaymentsResponse"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandicapPayment:
    """What was paid for one month."""

    year_month: Month
    amount: Decimal
    """Euros."""
    cancelled_payment: bool
    """True: it was withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePayments:
    """What one source said."""

    source: HandicapSource
    status: StatusValue
    code: str
    description: str | None
    information: Mapping[str, str]
    """What the source adds to its status."""
    payments: tuple[HandicapPayment, ...]
    """At most 24; empty unless the source found data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandicapPayments:
    """Every source that answered, in the order of the contract."""

    results: tuple[SourcePayments, ...]

    def of(self, source: HandicapSource) -> SourcePayments | None:
        """Give what one source said; None if it was not asked."""
        return next((r for r in self.results if r.source is source), None)


def handicap_payments(
    insz: str,
    *,
    period: Period,
    sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
    user: str | None = None,
) -> Call[HandicapPayments]:
    """
    Ask what was paid to a person with a handicap.

    Via `wiv` or `magda` GeefBetalingenHandicap 03.00; via `ksz` HandiService v2,
    consultPayments.

    Args:
        insz: Of the person.
        period: First and last day; more than two years is refused (HAN00020).
        sources: Whom to ask, of those that pay (`PAYING`); no more than you need.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A result per source; `data` is None when no source has anything.

    Raises:
        InvalidRequest: Nobody is asked, a source does not pay, or the period is in
            disorder.

    Source: `magda-geefbetalingenhandicap-03.00`, `ksz-handi-v2`.
    """
    begin, end = _in_order(period)
    asked = {
        "ssin": insz,
        "handicapAuthenticSources": _flags(sources),
        "period": {"beginDate": begin, "endDate": end},
    }
    magda = Question(
        service="GeefBetalingenHandicap",
        version="03.00.0000",
        operation="GeefBetalingenHandicap",
        content={"Criteria": {"ConsultPaymentsCriteria": asked}},
        subject=insz,
        user=user,
    )
    ksz = Question(
        service="HandiService",
        version="v2",
        operation="consultPayments",
        content=asked,
        subject=insz,
        user=user,
    )
    return Call(
        (
            Way(question=magda, read=lambda repliek: _read(at(repliek, _INNER))),
            Way(question=ksz, read=_read),
        )
    )


def _in_order(period: Period) -> Period:
    chosen = moment(None, period)
    assert isinstance(chosen, tuple)  # noqa: S101 - for mypy
    return chosen


def _flags(sources: Iterable[HandicapSource | str]) -> dict[str, bool]:
    try:
        asked = {HandicapSource(source) for source in sources}
    except ValueError as error:
        raise InvalidRequest(str(error)) from error
    if not asked:
        raise InvalidRequest("sources: ask at least one")
    idle = sorted(source.value for source in asked - set(PAYING))
    if idle:
        raise InvalidRequest(f"sources: {', '.join(idle)} does not pay")
    return {source.value: True for source in PAYING if source in asked}


def _read(response: Any) -> HandicapPayments:
    results = at(response, "results")
    found = ((source, at(results, name)) for name, source in RESULTS.items())
    return HandicapPayments(
        results=tuple(_result(source, each) for source, each in found if each)
    )


def _result(source: HandicapSource, value: Any) -> SourcePayments:
    paid = several_at(value, "payments/payment")
    return SourcePayments(
        source=source,
        status=StatusValue(at(value, "status/value")),
        code=at(value, "status/code"),
        description=at(value, "status/description"),
        information=information_of(value),
        payments=tuple(read(HandicapPayment, each) for each in paid),
    )
