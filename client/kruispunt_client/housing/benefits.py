"""
Whether family benefits are paid for a child, by month.

The right is that to the basic amount (R-PTL-08), before 2019 to the child benefit.
Supplements and bonuses prove nothing by themselves: a supplement for an orphan without
the basic amount beside it is not known.

Source: R-PTL-08, R-PTL-09, R-PTL-14.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from kruispunt_client.calls.child_benefits import ChildBenefits, PaymentCategory
from kruispunt_client.calls.kind_voordelen import Categorie, KindVoordelen
from kruispunt_client.housing.finding import Finding, any_of
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer, Month, StatusValue

RIGHT: Final = frozenset(
    {
        Categorie.BASIC,
        Categorie.CHILD_BENEFIT,
        PaymentCategory.BASIC,
        PaymentCategory.CHILD_BENEFIT,
    }
)
"""What the right consists of. Source: R-PTL-08."""

_RULES: Final = ("R-PTL-08", "R-PTL-14")


class _Paid(NamedTuple):
    """What a file tells of one child."""

    shown: frozenset[object]
    """Categories, in whatever month."""
    in_month: frozenset[object]


def gets_family_benefits(
    answer: Answer[KindVoordelen] | Answer[ChildBenefits],
    child: str,
    on: date,
    *,
    everywhere: bool = False,
) -> Finding:
    """
    Find out whether there is a right to family benefits for a child.

    Args:
        answer: Of `family_benefits.files` or `files_by_source`, asked about the child
            or who is paid, for a period with the month of `on` in it, and without a
            choice of categories.
        child: INSZ.
        on: The reference date; its month counts.
        everywhere: Whether every source that may pay for the child was asked. The
            answer does not tell it, and without it a no is not known.

    Source: R-PTL-08, R-PTL-09, R-PTL-14.
    """
    found = [_by_file(paid) for paid in _files(answer, child, Month.parse(on))]
    none = Finding.of(False, "no file is about the child", *_RULES)
    whole = any_of(*found) if found else none
    elsewhere = [] if everywhere else ["another source may pay for the child"]
    return whole.unless_known([*elsewhere, *gaps(answer)])


def _by_file(paid: _Paid) -> Finding:
    if paid.in_month & RIGHT:
        return Finding.of(True, "the basic amount is due in the month", *_RULES)
    if paid.shown & RIGHT:
        return Finding.of(False, "the basic amount is due in other months", *_RULES)
    why = "a file names the child, and no basic amount: none, not asked or withheld"
    return Finding.of(None, why, *_RULES)


def _files(
    answer: Answer[KindVoordelen] | Answer[ChildBenefits], child: str, month: Month
) -> Iterator[_Paid]:
    data = answer.data
    if isinstance(data, KindVoordelen):
        for each in data.kind_voordelen:
            for kind in each.kinderen:
                if kind.insz == child:
                    held = kind.betalingsperiodes
                    yield _Paid(
                        frozenset(p.categorie for p in held),
                        frozenset(p.categorie for p in held if p.covers(month)),
                    )
    elif isinstance(data, ChildBenefits):
        for result in data.results:
            if result.status.value is not StatusValue.DATA_FOUND:
                continue
            for file in result.files:
                for actor in file.children:
                    if actor.ssin == child:
                        yield _Paid(
                            frozenset(p.category for p in actor.payment_periods),
                            frozenset(
                                p.category
                                for p in actor.payment_periods
                                if p.covers(month)
                            ),
                        )
