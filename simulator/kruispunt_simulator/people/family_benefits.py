"""
What the registers of family benefits hold about a child: one file per register.

The file of a family stands with each of its children, for that child only: who was paid
in which months (`payees`), and what for (`paid`, `bonuses`). Whoever was paid is found
through the children; siblings share fund, number and entitled person, and become one
file again in an answer. Flemish files know no family: there is one per child.

The right to family benefits is the period in which the basic amount, or before 2019 the
child benefit, is paid. Source: rule R-PTL-08 (decree of 27 April 2018 art. 13).

| register     | fund   | number | entitled person | office | months     |
| ------------ | ------ | ------ | --------------- | ------ | ---------- |
| flanders     | number |        |                 |        | since 2019 |
| brussels     | number | yes    |                 |        | since 2019 |
| wallonia     | number | yes    |                 |        | since 2019 |
| east_belgium | number | yes    |                 |        | since 2019 |
| federal      | code   | yes    | yes             | yes    | until 2018 |

Source: contract sheets `ksz-childbenefits-v1` (notes), `ksz-familyallowances-v1`,
`magda-geefkindvoordelen-02.00`; `_behaviour` 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from kruispunt_simulator.people.base import Section, YearMonth
from kruispunt_simulator.people.care_allowance import CareRecognition
from kruispunt_simulator.people.identity import FictitiousSsin

REGIONAL_SINCE: Final = "2019-01"
"""First month of the regional registers; the federal one has what was before."""

MAX_PAYEES: Final = 2
"""A payment goes to at most two: both parents."""

Register = Literal["federal", "brussels", "flanders", "wallonia", "east_belgium"]

Category = Literal[
    "basic",
    "child_benefit",
    "childcare",
    "toddler",
    "support",
    "school_allowance",
    "school_bonus",
    "foster_care",
    "special_needs",
    "orphan",
    "social",
]
"""What is paid per month; `child_benefit` is what `basic` was called before 2019."""

RIGHT: Final = frozenset({"basic", "child_benefit"})
"""Categories of which the months are the right itself; the others come on top."""


def month_of(day: date) -> str:
    """
    Give the month of a day.

    >>> month_of(date(2026, 11, 22))
    '2026-11'
    """
    return f"{day.year:04}-{day.month:02}"


def shift(month: str, months: int) -> str:
    """
    Give the month so many later, or earlier.

    >>> shift("2019-12", 1), shift("2019-01", -1)
    ('2020-01', '2018-12')
    """
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{index // 12:04}-{index % 12 + 1:02}"


class Months(Section):
    """Whole months, the first and the last included."""

    begin: YearMonth = Field(alias="from")
    end: YearMonth | None = Field(default=None, alias="until")
    """None: goes on."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.begin:
            raise ValueError(f"ends in {self.end}, before it begins in {self.begin}")
        return self

    def overlaps(self, begin: str, end: str | None) -> bool:
        """Find out whether at least one month of `begin`..`end` is covered."""
        return (end is None or self.begin <= end) and (
            self.end is None or begin <= self.end
        )


class Fund(Section):
    """Who pays: an enterprise, or an old federal fund by its code and office."""

    number: str | None = Field(default=None, pattern=r"^[01][0-9]{9}$")
    code: str | None = Field(default=None, pattern=r"^[0-9]{3}$")
    office: str | None = Field(default=None, min_length=2, max_length=2)
    name: str | None = Field(default=None, min_length=1, max_length=100)


class Payee(Months):
    """Who was paid in these months, whatever the payment was for."""

    ssin: FictitiousSsin
    type_: Literal[1, 2] = Field(default=1, alias="type")
    """As CADAF has it; what 1 and 2 mean is not published."""


class Paid(Months):
    """What was paid in every one of these months."""

    category: Category
    social_type: str | None = Field(default=None, min_length=1, max_length=120)
    """Kind of social supplement; only the Flemish register tells."""

    @model_validator(mode="after")
    def _only_a_social_supplement_has_a_type(self) -> Self:
        if self.social_type is not None and self.category != "social":
            raise ValueError(f"social_type of category {self.category}")
        return self


class Bonus(Section):
    """What was paid once."""

    kind: Literal["birth", "prepaid_birth", "adoption"]
    paid: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Months in which the same payment went to the same payees."""

    category: Category
    begin: str
    end: str | None
    payees: tuple[str, ...]
    social_type: str | None = None


class FamilyFile(Section):
    """What one register holds about one child."""

    register_: Register = Field(alias="register")
    fund: Fund
    file_number: str | None = Field(default=None, min_length=1, max_length=18)
    entitled_person: FictitiousSsin | None = None
    """Who opened the right by working; federal files only."""
    payees: tuple[Payee, ...] = Field(min_length=1, max_length=50)
    """The history of who was paid."""
    paid: tuple[Paid, ...] = Field(default=(), max_length=50)
    bonuses: tuple[Bonus, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _has_what_its_register_knows(self) -> Self:
        wanted = KNOWN_BY[self.register_]
        held = {
            "number": self.fund.number,
            "code": self.fund.code,
            "office": self.fund.office,
            "file_number": self.file_number,
            "entitled_person": self.entitled_person,
        }
        for name, value in held.items():
            if (value is not None) is not (name in wanted):
                word = "needs" if name in wanted else "knows no"
                raise ValueError(f"a file of {self.register_} {word} {name}")
        return self

    @model_validator(mode="after")
    def _lies_on_its_side_of_2019(self) -> Self:
        federal = self.register_ == "federal"
        ends = [
            *((period.begin, period.end) for period in (*self.payees, *self.paid)),
            *((month_of(bonus.paid),) * 2 for bonus in self.bonuses),
        ]
        for begin, end in ends:
            if federal and (end is None or end >= REGIONAL_SINCE):
                raise ValueError(f"a federal file ends before {REGIONAL_SINCE}")
            if not federal and begin < REGIONAL_SINCE:
                raise ValueError(
                    f"a file of {self.register_} begins in {REGIONAL_SINCE} at the "
                    "earliest"
                )
        return self

    @model_validator(mode="after")
    def _every_payment_has_its_payees(self) -> Self:
        for spell in self.spells():
            self._refuse_payees(spell.payees, spell.begin)
        for bonus in self.bonuses:
            month = month_of(bonus.paid)
            self._refuse_payees(self.payees_in(month), month)
        return self

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        groups: dict[str, list[Months]] = {}
        for paid in self.paid:
            groups.setdefault(f"category {paid.category}", []).append(paid)
        for payee in self.payees:
            groups.setdefault(f"payee {payee.ssin}", []).append(payee)
        for what, periods in groups.items():
            ordered = sorted(periods, key=lambda period: period.begin)
            for one, other in pairwise(ordered):
                if one.overlaps(other.begin, other.end):
                    raise ValueError(f"{what} stands twice in {other.begin}")
        return self

    def payees_in(self, month: str) -> tuple[str, ...]:
        """Give the numbers of who was paid in a month, in the order of the file."""
        return tuple(
            payee.ssin for payee in self.payees if payee.overlaps(month, month)
        )

    def spells(self) -> tuple[Spell, ...]:
        """Cut what was paid where the payees change; in the order of the file."""
        return tuple(
            Spell(
                category=paid.category,
                begin=begin,
                end=end,
                payees=self.payees_in(begin),
                social_type=paid.social_type,
            )
            for paid in self.paid
            for begin, end in _cut(paid, self.payees)
        )

    def _refuse_payees(self, payees: tuple[str, ...], month: str) -> None:
        if not 1 <= len(payees) <= MAX_PAYEES:
            raise ValueError(
                f"paid to {len(payees)} in {month}; needs 1 or {MAX_PAYEES}"
            )


KNOWN_BY: Final = MappingProxyType(
    {
        "flanders": frozenset({"number"}),
        "brussels": frozenset({"number", "file_number"}),
        "wallonia": frozenset({"number", "file_number"}),
        "east_belgium": frozenset({"number", "file_number"}),
        "federal": frozenset({"code", "office", "file_number", "entitled_person"}),
    }
)
"""What a file of each register has, and others have not."""


def refuse_before_birth(files: Iterable[FamilyFile], born: date) -> None:
    """
    Refuse months in which the child was not born yet; a bonus may come before.

    Raises:
        ValueError: There are; pydantic adds where.
    """
    for paid in (paid for file in files for paid in file.paid):
        if paid.begin < month_of(born):
            raise ValueError(f"paid in {paid.begin}, before birth on {born}")


def refuse_unrecognised(
    files: Iterable[FamilyFile], recognitions: Iterable[CareRecognition]
) -> None:
    """
    Refuse a Flemish care supplement without a recognition with enough points.

    Args:
        files: Of one child; those of other registers rest on other recognitions.
        recognitions: Of the same child, by Opgroeien.

    Raises:
        ValueError: There is one; pydantic adds where.
    """
    recognised = [
        (month_of(each.begin), None if each.end is None else month_of(each.end))
        for each in recognitions
        if each.gives_supplement
    ]
    for file in files:
        for paid in file.paid if file.register_ == "flanders" else ():
            if paid.category == "special_needs" and not covered(paid, recognised):
                raise ValueError(
                    f"special_needs paid from {paid.begin} until {paid.end}, but "
                    f"recognised with enough points in {recognised or 'no month'}"
                )


def covered(months: Months, by: Iterable[tuple[str, str | None]]) -> bool:
    """Find out whether every one of some months lies in one of the periods `by`."""
    missing: str | None = months.begin
    for begin, end in sorted(by, key=lambda period: period[0]):
        if missing is None or begin > missing:
            break
        if end is None:
            missing = None
        elif end >= missing:
            missing = shift(end, 1)
    return missing is None or (months.end is not None and missing > months.end)


def _cut(
    whole: Months, parts: tuple[Months, ...]
) -> tuple[tuple[str, str | None], ...]:
    """Cut a period wherever one of `parts` begins or has ended."""
    cuts = {part.begin for part in parts}
    cuts |= {shift(part.end, 1) for part in parts if part.end is not None}
    inside = sorted(
        cut
        for cut in cuts
        if whole.begin < cut and (whole.end is None or cut <= whole.end)
    )
    begins = [whole.begin, *inside]
    ends = [*(shift(cut, -1) for cut in inside), whole.end]
    return tuple(zip(begins, ends, strict=True))
