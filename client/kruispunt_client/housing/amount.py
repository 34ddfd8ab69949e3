"""
A sum of money of which parts may not be known.

`value` is the sum only when every part is known. Otherwise it is None, `known` says how
much is sure and `unknown` names what is missing and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from kruispunt_client.housing.finding import NotKnown
from kruispunt_client.housing.law import Rule, cite, in_order


class Per(Enum):
    """What an amount is counted over."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a sum."""

    name: str
    value: Decimal | None
    """Euros; None: not known."""
    why: str
    """Where it comes from, or why it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Euros over a month or a year, in parts."""

    per: Per
    parts: tuple[Part, ...]
    cited: tuple[Rule, ...] = ()

    @classmethod
    def of(
        cls, per: Per, name: str, value: Decimal | None, why: str, *rules: str
    ) -> Amount:
        """Make an amount of one part; `rules` are ids, such as `R-INC-09`."""
        part = Part(name=name, value=value, why=why)
        return cls(per=per, parts=(part,), cited=cite(*rules))

    @property
    def value(self) -> Decimal | None:
        """The sum, in euros; None when a part is not known."""
        return None if self.unknown else self.known

    @property
    def known(self) -> Decimal:
        """The sum of the parts that are known, in euros."""
        return sum((p.value for p in self.parts if p.value is not None), Decimal(0))

    @property
    def unknown(self) -> tuple[Part, ...]:
        """The parts that are not known."""
        return tuple(part for part in self.parts if part.value is None)

    @property
    def exact(self) -> Decimal:
        """
        The sum, in euros.

        Raises:
            NotKnown: A part is not known.
        """
        value = self.value
        if value is None:
            missing = "; ".join(f"{part.name}: {part.why}" for part in self.unknown)
            raise NotKnown(f"not known: {missing}")
        return value

    def citing(self, *rules: str) -> Amount:
        """Give the same amount with more rules."""
        return replace(self, cited=in_order((*self.cited, *cite(*rules))))


def sum_of(per: Per, amounts: Iterable[Amount]) -> Amount:
    """
    Add amounts up; the parts stay apart.

    Args:
        per: Of all of them.
        amounts: Of none of them the sum is 0.

    Raises:
        NotKnown: One is counted over something else.
    """
    held = tuple(amounts)
    for amount in held:
        if amount.per is not per:
            raise NotKnown(f"an amount per {amount.per.value} in a sum per {per.value}")
    return Amount(
        per=per,
        parts=tuple(part for amount in held for part in amount.parts),
        cited=in_order(rule for amount in held for rule in amount.cited),
    )
