"""
The living wage of a person over a year.

The texts name the living wage. Whether its equivalent for who falls under another law
counts as well they do not say, so an equivalent that was paid is not known to count.
The family supplement of a welfare centre is neither.

An allowance that is shared with a partner is in the answer about either of them: count
it once.

Source: R-INC-01; 22/004 §5, §24; Protocol WiV–Wonen in Limburg art. 3 (living wage).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from kruispunt_client.calls.leefloon import (
    JaarTotaal,
    Leefloonbedrag,
    Leefloonbedragen,
)
from kruispunt_client.housing.amount import Amount, Per, sum_of
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer

_NAME: Final = "living wage"


def living_wage_of_year(answer: Answer[Leefloonbedragen], year: int) -> Amount:
    """
    Give the living wage that a person was paid over a year.

    Args:
        answer: Of `living_wage.amounts`, asked for the year.
        year: The income year.

    Returns:
        Per year. 0 when no centre has a file or nothing was paid; not known when the
        year was not asked, its total is withheld, or the source failed, nor when it is
        not over: then what was paid so far is sure.
    """
    found = _so_far(answer, year)
    if year < answer.asked.received.year:
        return found
    why = "the year is not over: more may follow"
    return sum_of(Per.YEAR, [found, _whole(None, why)])


def _so_far(answer: Answer[Leefloonbedragen], year: int) -> Amount:
    missing = gaps(answer)
    if missing:
        return _whole(None, "; ".join(missing))
    if answer.data is None:
        return _whole(Decimal(0), "no welfare centre has a file")
    held = answer.data.of(year)
    if held is None:
        return _whole(None, f"the year {year} is not in the answer")
    return _of_year(held)


def _of_year(held: Leefloonbedrag) -> Amount:
    totals = held.jaarlijks
    if totals is None:
        nothing = held.uitbetaling is False and not held.maandelijks
        why = "nothing was paid" if nothing else "the total of the year is withheld"
        return _whole(Decimal(0) if nothing else None, why)
    equivalent = totals.equivalent_leefloon
    parts = [_total(totals.leefloon)]
    if equivalent is not None and equivalent.bedrag:
        why = f"{equivalent.bedrag} was paid; the texts do not say whether it counts"
        parts.append(Amount.of(Per.YEAR, "equivalent living wage", None, why))
    return sum_of(Per.YEAR, parts).citing("R-INC-01")


def _total(total: JaarTotaal | None) -> Amount:
    if total is None:
        return _whole(Decimal(0), "no living wage among what was paid")
    shared = "; shared with a partner" if total.tweede_gerechtigde else ""
    return _whole(total.bedrag, f"total of the year{shared}")


def _whole(value: Decimal | None, why: str) -> Amount:
    return Amount.of(Per.YEAR, _NAME, value, why, "R-INC-01")
