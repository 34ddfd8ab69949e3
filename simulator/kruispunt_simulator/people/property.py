"""
Parcels, and who holds which real right on them, as the cadastre (AAPD) knows it.

A parcel is one fact, even when several own it. It stands in the file of one of the
persons whom it concerns, with everybody's rights in it; the others find it by their
number, for `Person.keys` names every owner. An enterprise that owns is named in the
same way, so a parcel may be in the file of somebody who owns nothing of it.

A *state* (`Eigendomstoestand`) is a parcel with one set of owners during one period: a
sale, a death or a donation ends it and begins the next. It ends on the day before the
next one begins; only the last state of a parcel that ceased to exist has an end of its
own. What happened is known from the day on which AAPD recorded it; such moments are in
Belgian time, without a zone, as AAPD writes them.

Rights of one kind add up to at most the whole. Full ownership counts as bare ownership
and as usufruct, for it is both.

Source: contract sheets `magda-zoekeigendomstoestanden-02.00` and
`ksz-patrimonyservice-v1`; code lists, section 10. The codes BE, OPSTAL and BEWONING are
those of AAPD extracts, as public statistics of the city of Antwerp read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from kruispunt_simulator import numbers
from kruispunt_simulator.people.base import Number, Section
from kruispunt_simulator.people.buildings import (
    Building,
    Code,
    Count,
    Details,
    Energy,
    Land,
    Municipality,
    Part,
    Small,
)
from kruispunt_simulator.people.identity import FictitiousSsin

WHOLE: Final = Fraction(1)

_SHARE: Final = re.compile(r"([1-9][0-9]{0,9})/([1-9][0-9]{0,9})", re.ASCII)

RightCode = Literal["VE", "BE", "VG", "ERFP", "OPSTAL", "BEWONING"]
"""Full ownership, bare ownership, usufruct, long lease, building right, habitation."""

KINDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("ownership (VE and BE)", frozenset({"VE", "BE"})),
    ("enjoyment (VE and VG)", frozenset({"VE", "VG"})),
    ("long lease (ERFP)", frozenset({"ERFP"})),
    ("building right (OPSTAL)", frozenset({"OPSTAL"})),
    ("habitation (BEWONING)", frozenset({"BEWONING"})),
)
"""Which rights share one whole."""


def _at_most_the_whole(share: str) -> str:
    match = _SHARE.fullmatch(share)
    if match is None:
        raise ValueError("is not a fraction such as 1/2")
    if Fraction(share) > WHOLE:
        raise ValueError("is more than the whole")
    return share


Share = Annotated[str, AfterValidator(_at_most_the_whole)]
"""A fraction as the deed has it: 2/4 stays 2/4."""


def _refuse_real_enterprises(number: str) -> str:
    if not numbers.is_fictitious_enterprise(number):
        raise ValueError(
            "is not a fictitious enterprise number: ten digits from 19, with valid "
            "check digits"
        )
    return number


FictitiousEnterprise = Annotated[str, AfterValidator(_refuse_real_enterprises)]
"""A number that the enterprise register has not reached."""

Party = FictitiousSsin | FictitiousEnterprise


T = TypeVar("T")


def _not_empty(items: tuple[T, ...]) -> tuple[T, ...]:
    """Unlike `min_length`, silent when it is the items that are wrong."""
    if not items:
        raise ValueError("needs at least one")
    return items


NotEmpty = AfterValidator(_not_empty)


class Right(Section):
    """One real right and how much of it."""

    type: RightCode
    share: Share = "1/1"
    expires: date | Annotated[int, Field(ge=1800, le=2200)] | None = None
    """The end that the deed sets, such as that of a long lease: a day or a year."""
    undetermined: bool = False
    """`NietBepaald`: on a part that the deed does not delimit."""
    delimited: bool | None = None
    """`Afpaling`: on a part that is delimited on the ground."""
    surface: Count | None = None
    """Square metres of a part that is not delimited."""
    description: str | None = Field(default=None, min_length=1, max_length=255)

    @property
    def fraction(self) -> Fraction:
        """How much of the whole."""
        return Fraction(self.share)

    @property
    def numerator_and_denominator(self) -> tuple[int, int]:
        """As the deed has them, not reduced."""
        numerator, _, denominator = self.share.partition("/")
        return int(numerator), int(denominator)


class Enterprise(Section):
    """An enterprise that owns."""

    number: FictitiousEnterprise
    name: str = Field(min_length=1, max_length=120)


class Owner(Section):
    """Who owns together, as one party, and with which rights."""

    person: FictitiousSsin | None = None
    couple: tuple[FictitiousSsin, FictitiousSsin] | None = None
    """Two persons who own in community."""
    enterprise: Enterprise | None = None
    anonymous: str | None = Field(default=None, min_length=1, max_length=100)
    """Who is known by a description only, such as heirs who are not found."""
    rights: Annotated[tuple[Right, ...], NotEmpty]
    other_co_owners: str | None = Field(default=None, min_length=1, max_length=100)
    managed_by: Party | None = None
    concession_holder: Party | None = None
    inherited_from: FictitiousSsin | None = None
    """The deceased person by whose death this right came."""
    clause: int | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        kinds = ("person", "couple", "enterprise", "anonymous")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(kinds)}; has {given}")
        if self.couple is not None and self.couple[0] == self.couple[1]:
            raise ValueError("a couple of one person")
        return self

    @property
    def persons(self) -> tuple[str, ...]:
        """Numbers of the persons: none, one or two."""
        return self.couple or ((self.person,) if self.person else ())

    @property
    def parties(self) -> tuple[str, ...]:
        """Numbers of whoever owns; none when anonymous."""
        return self.persons or ((self.enterprise.number,) if self.enterprise else ())


class MarketValue(Section):
    """What the property was reckoned to fetch, in euros."""

    average: Number | None = None
    on: date | None = None
    minimum: Number | None = None
    maximum: Number | None = None


class State(Section):
    """A parcel with one set of owners during one period."""

    id: int = Field(ge=1, lt=10**18)
    """`EigendomId`: key of GeefEigendomstoestanden."""
    article: str = Field(pattern=r"^[0-9]{1,22}$")
    """Article of the cadastral matrix."""
    begin: date = Field(alias="from")
    """First day by law: of the deed, of the death."""
    end: date | None = Field(default=None, alias="until")
    """Last day, of a parcel that ceased to exist; else the next state tells."""
    fiscal_from: date | None = None
    """First day for the taxes; None: as by law."""
    recorded: datetime
    """When AAPD wrote it down; nobody knows of it before that day."""
    struck: datetime | None = None
    """When AAPD struck it out, because it should never have been written."""
    kind: Code | None = None
    doubtful: Small | None = None
    market_value: MarketValue | None = None
    owners: Annotated[tuple[Owner, ...], NotEmpty]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.begin:
            raise ValueError(f"ends on {self.end}, before it begins on {self.begin}")
        if self.struck is not None and self.struck < self.recorded:
            raise ValueError("is struck before it is recorded")
        return self

    @model_validator(mode="after")
    def _rights_add_up_to_at_most_the_whole(self) -> Self:
        rights = [right for owner in self.owners for right in owner.rights]
        for kind, codes in KINDS:
            total = total_of(rights, codes)
            if total > WHOLE:
                raise ValueError(f"{kind} adds up to {total}, more than the whole")
        return self

    @property
    def parties(self) -> frozenset[str]:
        """Numbers of everybody who owns."""
        return frozenset(number for owner in self.owners for number in owner.parties)

    def first_day(self, *, fiscal: bool) -> date:
        """Give the first day, for the taxes or by law."""
        return (self.fiscal_from if fiscal else None) or self.begin


def total_of(rights: Iterable[Right], codes: frozenset[str]) -> Fraction:
    """Add up the shares of some kinds of right."""
    return sum((right.fraction for right in rights if right.type in codes), Fraction())


class Division(Section):
    """A cadastral division."""

    number: int = Field(ge=1, le=99999)
    name: str = Field(min_length=1, max_length=200)


class ParcelSituation(Section):
    """The parcel as a piece of the plan (`LiggingIdPerceel`)."""

    id: int = Field(ge=1, lt=10**18)
    begin: date = Field(alias="from")
    end: date | None = Field(default=None, alias="until")
    status: Code = "4"
    """4: registered."""
    recorded: datetime | None = None
    validated: datetime | None = None


class Parcel(Section):
    """One patrimonial parcel: which, what it is, and who has owned it."""

    division: Division
    section: str = Field(pattern=r"^[A-Z]$")
    ground: int = Field(ge=1, le=99999)
    bis: int | None = Field(default=None, ge=2, le=99)
    exponent_letter: str | None = Field(default=None, pattern=r"^[A-Z]$")
    exponent_number: Small | None = None
    partition: str = Field(default="P0000", pattern=r"^P[0-9]{4}$")
    common_denominator: Count | None = None
    precad: Literal["s", "r", "S", "R"] | None = None
    municipality: Municipality
    situation: ParcelSituation
    nature: Code
    """200 house, 70 land, 78 building land …"""
    parts: tuple[Part, ...] = ()
    buildings: tuple[Building, ...] = ()
    land: tuple[Land, ...] = ()
    energy: Energy = Energy()
    details: Details = Details()
    states: Annotated[tuple[State, ...], NotEmpty]
    """Oldest first."""

    @model_validator(mode="after")
    def _states_follow_each_other(self) -> Self:
        kept = [state for state in self.states if state.struck is None]
        for before, after in pairwise(kept):
            for fiscal in (False, True):
                if after.first_day(fiscal=fiscal) <= before.first_day(fiscal=fiscal):
                    raise ValueError(f"state {after.id} is no later than {before.id}")
            if before.end is not None:
                raise ValueError(f"state {before.id} has an end and a successor")
        return self

    @property
    def key(self) -> str:
        """
        Name of the parcel, of the published shape.

        Source: MAGDA user wiki, MG 587563720: `11111_A_2222/33_B444_P0000`.
        """
        return parcel_key(
            self.division.number,
            self.section,
            self.ground,
            self.bis,
            self.exponent_letter,
            self.exponent_number,
            self.partition,
        )

    @property
    def parties(self) -> frozenset[str]:
        """Numbers of everybody who owns it or has owned it."""
        return frozenset(number for state in self.states for number in state.parties)

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What others look it up by: parcel, state and owner."""
        return frozenset(
            {
                ("parcel", self.key),
                *(("parcel-state", str(state.id)) for state in self.states),
                *(("owner", number) for number in self.parties),
            }
        )


def parcel_key(
    division: int,
    section: str,
    ground: int,
    bis: int | None,
    letter: str | None,
    exponent: int | None,
    partition: str,
) -> str:
    """
    Write the key of a parcel.

    >>> parcel_key(71057, "A", 123, 2, "B", 3, "P0000")
    '71057_A_0123/02_B003_P0000'
    >>> parcel_key(71057, "A", 123, None, None, None, "P0001")
    '71057_A_0123/00__000_P0001'
    """
    return (
        f"{division:05}_{section}_{ground:04}/{bis or 0:02}_{letter or '_'}"
        f"{exponent or 0:03}_{partition}"
    )


def percent(fraction: Fraction) -> Decimal:
    """
    Write a share in percent, rounded to two decimals.

    >>> percent(Fraction(1, 3))
    Decimal('33.33')
    """
    return (Decimal(fraction.numerator) * 100 / Decimal(fraction.denominator)).quantize(
        Decimal("0.01")
    )
