"""
The kinds of notification: which attests are told of, and what is said of each.

- Daily, `period`: the attests that were sent that day, new or changed, with risk and
  period only. The contract has a place for one risk, so an attest with several gives
  several notifications; one that was cancelled has none and gives one without.
- Quarterly, `attest` and `indemnity-periods`: the attests of a quarter that is over,
  with or without the kind of risk, in the newest version that was sent.
- Monthly, the same two kinds: of such attests, what was changed or cancelled in the
  month of the day, until that day.

Source: 23/058 §3, §5, §6; MG 6429442643. What a risk without a period or a reason of
its end gets instead is our choice, because the contract demands both: the period of its
payments, and 0 (no data).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from kruispunt_contracts import PushedContract, load

from kruispunt_simulator.people.incapacity import Attest
from kruispunt_simulator.services import _ksz
from kruispunt_simulator.services._xml import Element, add, element, fill
from kruispunt_simulator.services.ksz_hdi_indemnity_allowance import (
    is_temporary,
    newest,
    write_attest,
    write_identification,
    write_periods,
    write_risk,
)

SERVICE: Final = "HdiIndemnityAllowanceNotifications"
VERSION: Final = "v1"

NO_EXIT_CODE: Final = 0
"""No data, or end of the quarter (code lists, section 4)."""

Content = tuple[Element, ...]
"""What follows `ssin` in one notification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of the three messages."""

    name: str
    operation: str
    """Name of its root."""
    items: str
    """Element that holds the notifications."""
    item: str
    write: Callable[[Attest], Iterator[Content]]
    """From an attest to its notifications."""
    is_daily: bool = False

    def select(
        self, attests: tuple[Attest, ...], day: date, quarter: str | None
    ) -> tuple[Attest, ...]:
        """
        Choose the attests of a person that are told of.

        Args:
            attests: All versions of all quarters.
            day: Of the push.
            quarter: Which one is due; None for what the day or its month brought. A
                daily kind has none.

        Returns:
            At most one version for each quarter, in order of quarter.
        """
        sent = tuple(_sent(attests, day))
        if self.is_daily:
            return tuple(each for each in sent if each.created == day)
        closed = (each for each in sent if not is_temporary(each, day))
        if quarter is not None:
            return tuple(each for each in closed if each.quarter == quarter)
        return tuple(each for each in closed if _is_corrected_in_month_of(day, each))


@cache
def contract() -> PushedContract:
    """Give the contract of these messages."""
    return load().push(SERVICE, VERSION)


def is_over(quarter: str, day: date) -> bool:
    """Find out whether a quarter ended before a day."""
    return quarter < _ksz.quarter_of(day)


def before(attest: Attest, attests: tuple[Attest, ...]) -> Attest | None:
    """
    Find what a cancelled attest said.

    Returns:
        The newest older version that has allowances; None when there is none.
    """
    older = [
        each
        for each in attests
        if each.quarter == attest.quarter
        and each.version < attest.version
        and each.allowances
    ]
    return max(older, key=lambda each: each.version, default=None)


def _sent(attests: tuple[Attest, ...], day: date) -> Iterator[Attest]:
    """Give the newest version of each quarter that was sent by the day."""
    for quarter in sorted({attest.quarter for attest in attests}):
        found = newest(attests, quarter, day)
        if found is not None and found.created <= day:
            yield found


def _is_corrected_in_month_of(day: date, attest: Attest) -> bool:
    same_month = (attest.created.year, attest.created.month) == (day.year, day.month)
    return same_month and attest.status != "CREATION"


def _with_risks(attest: Attest) -> Iterator[Content]:
    yield tuple(write_attest(attest, date.max, write_risk))


def _with_periods(attest: Attest) -> Iterator[Content]:
    yield tuple(write_attest(attest, date.max, write_periods))


def _risk_by_risk(attest: Attest) -> Iterator[Content]:
    for allowance in attest.allowances:
        risk = element("socialRisk")
        add(risk, "socialRiskCategory", allowance.social_risk.category)
        fill(add(risk, "period"), allowance.period)
        branch = getattr(allowance.social_risk, allowance.social_risk.kind)
        add(risk, "exitCode", getattr(branch, "exit_code", NO_EXIT_CODE))
        yield _identification(attest), risk
    if not attest.allowances:
        yield (_identification(attest),)


def _identification(attest: Attest) -> Element:
    """Make the identification of a daily notification, which names no quarter."""
    made = write_identification(attest, date.max)
    made.remove(made.find("yearQuarter"))
    return made


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                name="period",
                operation="notifyHdiIndemnityAllowancePeriod",
                items="hiaPeriodNotifications",
                item="hiaPeriodNotification",
                write=_risk_by_risk,
                is_daily=True,
            ),
            Kind(
                name="attest",
                operation="notifyHdiIndemnityAllowanceAttest",
                items="hiaAttestNotifications",
                item="hiaAttestNotification",
                write=_with_risks,
            ),
            Kind(
                name="indemnity-periods",
                operation="notifyHdiIndemnityAllowanceIndemnityPeriods",
                items="hiaIndemnityPeriodsNotifications",
                item="hiaIndemnityPeriodsNotification",
                write=_with_periods,
            ),
        )
    }
)
"""By name."""
