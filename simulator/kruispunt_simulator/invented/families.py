"""
Who lives together: a table of kinds of households, and how each is made up.

The weights follow the mix of a social landlord's tenants, not that of all Flanders:
more people alone and more single parents. Source: our choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal, Protocol

from kruispunt_simulator.invented.places import address
from kruispunt_simulator.invented.registry import YEARS, Registry

Sex = Literal["F", "M"]

GROWN_UP: Final = 23
"""From this age on everybody has been taxed, and may be married."""


class Names(Protocol):
    """As much of Faker as is used."""

    def first_name_female(self) -> str:
        """Give a name for a woman."""

    def first_name_male(self) -> str:
        """Give a name for a man."""

    def last_name(self) -> str:
        """Give a family name."""


@dataclass(kw_only=True)
class Member:
    """One person who is being made up, and the file so far."""

    ssin: str
    born: date
    sex: Sex
    last_name: str
    role: Literal["head", "partner", "child", "parent"]
    document: dict[str, Any]
    partner: Member | None = None
    parents: tuple[Member, ...] = ()
    co_parent: Member | None = None
    """The parent at another address with whom a child also stays."""
    died: date | None = None

    def age(self, on: date) -> int:
        """Give the age in whole years."""
        return on.year - self.born.year - ((on.month, on.day) < self._birthday)

    @property
    def _birthday(self) -> tuple[int, int]:
        return self.born.month, self.born.day


@dataclass(kw_only=True)
class Household:
    """Members at one address, the head first."""

    key: str
    home: dict[str, Any]
    members: list[Member] = field(default_factory=list)


@dataclass(kw_only=True)
class Maker:
    """What making a household needs; the same for all of a population."""

    rng: Random
    names: Names
    registry: Registry
    today: date
    next_household: int = 0
    parcels: int = 0

    def household(self) -> Household:
        """Begin a household, without members yet."""
        self.next_household += 1
        return Household(key=f"p{self.next_household:07}", home=address(self.rng))

    def next_parcel(self) -> int:
        """Count the parcels: each has a number of its own."""
        self.parcels += 1
        return self.parcels

    def person(
        self, home: Household, age: int, role: Any, *, name: str | None = None, sex: Sex
    ) -> Member:
        """Add a person of about an age to a household."""
        wanted = self.today - timedelta(days=365 * age)
        born, ssin = self.registry.born(wanted, sex)
        first = (
            self.names.first_name_female()
            if sex == "F"
            else self.names.first_name_male()
        )
        last = name or self.names.last_name()
        member = Member(
            ssin=ssin,
            born=born,
            sex=sex,
            last_name=last,
            role=role,
            document={
                "id": f"p{ssin}",
                "title": f"Of a generated population, {role} of household {home.key}",
                "identity": {
                    "ssin": ssin,
                    "first_name": first[:24],
                    "last_name": last[:48],
                    "born": born,
                    "sex": sex,
                    "address": {**home.home, "since": None},
                },
            },
        )
        home.members.append(member)
        return member

    def sex(self) -> Sex:
        """Toss a coin."""
        return "F" if self.rng.random() < 0.5 else "M"


Build = Callable[[Maker], tuple[Household, ...]]


def _alone(maker: Maker) -> tuple[Household, ...]:
    home = maker.household()
    maker.person(home, maker.rng.randint(19, 88), "head", sex=maker.sex())
    return (home,)


def _couple(maker: Maker) -> tuple[Household, ...]:
    home = maker.household()
    _two(maker, home, maker.rng.randint(24, 84))
    return (home,)


def _widowed(maker: Maker) -> tuple[Household, ...]:
    """The partner died after they came to live here; the file remains."""
    home = maker.household()
    _, partner = _two(maker, home, maker.rng.randint(60, 88))
    partner.died = maker.today - timedelta(days=maker.rng.randint(31, 365 * 12))
    return (home,)


def _couple_with_children(maker: Maker) -> tuple[Household, ...]:
    home = maker.household()
    head, partner = _two(maker, home, maker.rng.randint(24, 52))
    _children(maker, home, (head, partner), head.last_name)
    return (home,)


def _single_parent(maker: Maker) -> tuple[Household, ...]:
    home = maker.household()
    sex: Sex = "F" if maker.rng.random() < 0.82 else "M"
    head = maker.person(home, maker.rng.randint(24, 54), "head", sex=sex)
    _children(maker, home, (head,), maker.names.last_name())
    return (home,)


def _co_parents(maker: Maker) -> tuple[Household, ...]:
    """Two addresses; the children are registered at one and stay at both."""
    first, second = maker.household(), maker.household()
    age = maker.rng.randint(26, 50)
    mother = maker.person(first, age, "head", sex="F")
    father = maker.person(second, age + maker.rng.randint(0, 5), "head", sex="M")
    for child in _children(maker, first, (mother, father), father.last_name):
        child.co_parent = father
    return first, second


def _with_grandparent(maker: Maker) -> tuple[Household, ...]:
    home = maker.household()
    age = maker.rng.randint(34, 52)
    head, partner = _two(maker, home, age)
    _children(maker, home, (head, partner), head.last_name)
    elder = maker.person(home, age + 26, "parent", sex="F")
    head.parents = (elder,)
    return (home,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table."""

    name: str
    weight: int
    build: Build


KINDS: Final = (
    Kind(name="alone", weight=44, build=_alone),
    Kind(name="couple", weight=14, build=_couple),
    Kind(name="widowed", weight=4, build=_widowed),
    Kind(name="couple with children", weight=16, build=_couple_with_children),
    Kind(name="single parent", weight=15, build=_single_parent),
    Kind(name="co-parents", weight=4, build=_co_parents),
    Kind(name="three generations", weight=3, build=_with_grandparent),
)


def make_family(maker: Maker) -> tuple[Household, ...]:
    """
    Make up the households of one group.

    Returns:
        One, or two that share children; with members whose files hold identity,
        household, descent and union.
    """
    kind = maker.rng.choices(KINDS, weights=[each.weight for each in KINDS])[0]
    homes = kind.build(maker)
    for home in homes:
        since = _since(maker, home)
        for member in home.members:
            _register(member, home, since)
    return homes


def _two(maker: Maker, home: Household, age: int) -> tuple[Member, Member]:
    first = maker.sex()
    other: Sex = "M" if first == "F" else "F"
    if maker.rng.random() < 0.06:
        other = first
    head = maker.person(home, age, "head", sex=first)
    about = max(GROWN_UP, age + maker.rng.randint(-6, 6))
    partner = maker.person(home, about, "partner", sex=other)
    head.partner, partner.partner = partner, head
    return head, partner


def _children(
    maker: Maker, home: Household, parents: tuple[Member, ...], name: str
) -> list[Member]:
    youngest = min(parent.age(maker.today) for parent in parents)
    number = maker.rng.choices((1, 2, 3, 4), weights=(42, 38, 15, 5))[0]
    # A birth date may come out some years earlier than was asked.
    oldest = max(0, min(27, youngest - 19 - YEARS))
    made = []
    for _ in range(number):
        child = maker.person(
            home, maker.rng.randint(0, oldest), "child", name=name, sex=maker.sex()
        )
        child.parents = tuple(p for p in parents if p.born < child.born)
        made.append(child)
    return made


def _since(maker: Maker, home: Household) -> date:
    """Give the day on which the household moved in: all its adults lived then."""
    adults = [m.born for m in home.members if m.role != "child"]
    earliest = max(adults) + timedelta(days=365 * 18 + 5)
    died = [m.died for m in home.members if m.died is not None]
    latest = min([maker.today, *died]) - timedelta(days=30)
    span = max(0, (latest - earliest).days)
    return latest - timedelta(days=maker.rng.randint(0, min(span, 365 * 20)))


def _unions(member: Member, partner: Member, since: date) -> Iterator[dict[str, Any]]:
    yield {"from": member.born, "status": "unmarried"}
    yield {"from": since, "status": "married", "partner": partner.ssin}
    if partner.died is not None:
        yield {"from": partner.died, "status": "widowed", "partner": partner.ssin}


def _register(member: Member, home: Household, since: date) -> None:
    document = member.document
    begin = max(since, member.born)
    document["identity"]["address"]["since"] = begin
    position = {"head": "01", "partner": "02", "child": "03", "parent": "06"}
    document["households"] = (
        {"household": home.key, "position": position[member.role], "from": begin},
    )
    registers: dict[str, Any] = {}
    if member.parents:
        registers["descent"] = (
            {
                "kind": "00",
                "from": member.born,
                "parents": tuple(parent.ssin for parent in member.parents),
            },
        )
    if member.co_parent in member.parents and member.co_parent is not None:
        registers["shared_stays"] = ({"with": member.co_parent.ssin, "from": begin},)
    if member.died is not None:
        document["identity"]["deceased"] = member.died
    if member.partner is not None:
        registers["civil_status"] = tuple(_unions(member, member.partner, since))
    if registers:
        document["registers"] = registers
