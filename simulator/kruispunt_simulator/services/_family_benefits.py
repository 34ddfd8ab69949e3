"""
What the registers of family benefits tell: from files of children to files of families.

The same facts leave through three contracts, so they are first put in a form that knows
none of them: `File`, with `Actor`s who were paid or are paid for.

Rules of this file:

- The person asked about is a child or somebody who was paid. Of a child everything is
  told; of who was paid only what that person was paid. Source: our choice, because an
  answer is about one person.
- Whole payment periods are told when one of their months was asked for.
- Nothing is told of after the simulated day: a period that goes on, or ends later, has
  no end yet.
- Flemish files name the payees of each payment with the child; files of the other
  registers list them apart, where a birth bonus stands with the payee and an adoption
  bonus with the child, as in CADAF.
- The federal register keeps its files for five years, counted from 2019-01-01 on.
  Source: our choice of the first day, because the page says how long and not from when.

Source: `_behaviour` 2.2; contract sheets `ksz-childbenefits-v1` (notes),
`ksz-familyallowances-v1`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, TypeVar

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.family_benefits import (
    FamilyFile,
    Fund,
    Months,
    Register,
    Spell,
    month_of,
    shift,
)
from kruispunt_simulator.sources import Sources

M = TypeVar("M", bound=Months)

FEDERAL_KEPT_UNTIL: Final = date(2023, 12, 31)
"""Last day on which the federal register still has its files."""

MOST: Final = 100
"""The contract of the KSZ has room for so many of everything."""

SOURCE_OF: Final = MappingProxyType(
    {
        "federal": "benefits-federal",
        "brussels": "benefits-brussels",
        "flanders": "opgroeien",
        "wallonia": "benefits-wallonia",
        "east_belgium": "benefits-east-belgium",
    }
)
"""Name in `sources.SOURCES` by register."""

_WITH_CHILD: Final = frozenset({"adoption"})
"""Bonuses that stand with the child where payees are listed apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question wants to know."""

    ssin: str
    begin: str
    end: str
    """First and last month, `yyyy-mm`."""
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """A bonus and who got it."""

    kind: str
    paid: date
    payees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A child, or somebody who was paid, with what was paid."""

    ssin: str
    payouts: tuple[Payout, ...] = ()
    spells: tuple[Spell, ...] = ()
    type_: int = 1
    """Of who was paid, as CADAF has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file as it is told."""

    fund: Fund
    file_number: str | None = None
    entitled_person: str | None = None
    beneficiaries: tuple[Actor, ...] = ()
    """Empty in Flemish files."""
    children: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What of one child's file is told."""

    child: str
    file: FamilyFile
    payouts: tuple[Payout, ...]
    spells: tuple[Spell, ...]


def ask(sources: Sources, register: Register, asked: Asked) -> tuple[File, ...]:
    """
    Ask a register for its files about a child or somebody who was paid.

    Returns:
        At most 100; empty when it has nothing of what was asked.

    Raises:
        SourceUnavailable: The register does not answer.
    """
    children = sources.holding(SOURCE_OF[register], "benefit-file", asked.ssin)
    return tell(children, register, asked)[:MOST]


def tell(
    children: Iterable[Person], register: Register, asked: Asked
) -> tuple[File, ...]:
    """
    Select from the files of some children what was asked.

    Args:
        children: Whose files name the person asked about.
        register: Whose files; others are passed over.
        asked: Whom, when, and what is known by now.
    """
    if register == "federal" and asked.today > FEDERAL_KEPT_UNTIL:
        return ()
    parts = [
        part
        for child in children
        for file in child.family_benefits
        if file.register_ == register
        for part in (_part(child.ssin, known(file, asked.today), asked),)
        if part.payouts or part.spells
    ]
    if register == "flanders":
        return tuple(_file_of_child(part) for part in parts)
    families: dict[tuple[Fund, str | None, str | None], list[_Part]] = {}
    for part in parts:
        file = part.file
        key = (file.fund, file.file_number, file.entitled_person)
        families.setdefault(key, []).append(part)
    return tuple(_file_of_family(family) for family in families.values())


def known(file: FamilyFile, today: date) -> FamilyFile:
    """Give a file as it was on a day: nothing later, and no end that is yet to come."""
    month = month_of(today)
    return file.model_copy(
        update={
            "payees": tuple(_begun(file.payees, month)),
            "paid": tuple(_begun(file.paid, month)),
            "bonuses": tuple(bonus for bonus in file.bonuses if bonus.paid <= today),
        }
    )


def merge(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """
    Put months of the same category together, whoever was paid.

    Returns:
        By category in the order of their first month, then by month; no payees, and no
        two of a category that overlap or follow upon each other.
    """
    by_category: dict[str, list[Spell]] = {}
    for spell in sorted(spells, key=lambda spell: spell.begin):
        bare = replace(spell, payees=(), social_type=None)
        merged = by_category.setdefault(spell.category, [])
        last = merged[-1] if merged else None
        if last is None or (last.end is not None and shift(last.end, 1) < spell.begin):
            merged.append(bare)
        elif last.end is not None and (spell.end is None or spell.end > last.end):
            merged[-1] = replace(last, end=spell.end)
    return tuple(spell for group in by_category.values() for spell in group)


def first_day(month: str) -> date:
    """Give the first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    """
    Give the last day of a month.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    if month == "9999-12":
        return date.max
    return first_day(shift(month, 1)) - timedelta(days=1)


def _begun(periods: Iterable[M], month: str) -> Iterable[M]:
    for period in periods:
        if period.begin > month:
            continue
        is_over = period.end is not None and period.end <= month
        yield period if is_over else period.model_copy(update={"end": None})


def _part(child: str, file: FamilyFile, asked: Asked) -> _Part:
    month = month_of(asked.today)
    payouts = (
        Payout(
            kind=bonus.kind,
            paid=bonus.paid,
            payees=file.payees_in(month_of(bonus.paid)),
        )
        for bonus in file.bonuses
        if asked.begin <= month_of(bonus.paid) <= asked.end
    )
    spells = (
        spell
        for spell in file.spells()
        if spell.begin <= min(asked.end, month)
        and (spell.end is None or spell.end >= asked.begin)
    )
    of_all = asked.ssin == child
    return _Part(
        child=child,
        file=file,
        payouts=tuple(p for p in payouts if of_all or asked.ssin in p.payees),
        spells=tuple(s for s in spells if of_all or asked.ssin in s.payees),
    )


def _file_of_child(part: _Part) -> File:
    child = Actor(ssin=part.child, payouts=part.payouts, spells=part.spells)
    return File(fund=part.file.fund, children=(child,))


def _file_of_family(family: list[_Part]) -> File:
    first = family[0].file
    return File(
        fund=first.fund,
        file_number=first.file_number,
        entitled_person=first.entitled_person,
        beneficiaries=_beneficiaries(family),
        children=tuple(
            Actor(
                ssin=part.child,
                payouts=tuple(
                    replace(payout, payees=())
                    for payout in part.payouts
                    if payout.kind in _WITH_CHILD
                ),
                spells=merge(part.spells),
            )
            for part in family
        ),
    )


def _beneficiaries(family: list[_Part]) -> tuple[Actor, ...]:
    types = {
        payee.ssin: payee.type_
        for part in family
        for payee in sorted(part.file.payees, key=lambda payee: payee.begin)
    }
    actors = (
        Actor(
            ssin=ssin,
            type_=type_,
            payouts=tuple(
                replace(payout, payees=())
                for part in family
                for payout in part.payouts
                if ssin in payout.payees and payout.kind not in _WITH_CHILD
            ),
            spells=merge(
                spell
                for part in family
                for spell in part.spells
                if ssin in spell.payees
            ),
        )
        for ssin, type_ in types.items()
    )
    return tuple(actor for actor in actors if actor.payouts or actor.spells)
