"""Puts families and dossiers together, group after group."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from random import Random
from typing import Any

from faker import Faker

from kruispunt_simulator.invented.dossiers import add_dossiers
from kruispunt_simulator.invented.families import Maker, make_family
from kruispunt_simulator.invented.registry import Registry

Group = tuple[dict[str, Any], ...]
"""The files of one or two households, as `Person` reads them; none names another."""


def generate(
    households: int, *, seed: int, today: date, taken: Container[str] = ()
) -> Iterator[Group]:
    """
    Make up a population.

    Args:
        households: How many, at least; the last group may bring one more.
        seed: The same seed and date give the same people, and a larger population
            begins with the smaller one.
        today: Business date: nobody is born, moves or is decided about after it.
        taken: Numbers that others have already.

    Returns:
        Groups, made while you iterate.

    Raises:
        OverflowError: There are no numbers left (`registry.MOST`).
    """
    names = Faker("nl_BE", use_weighting=False)
    names.seed_instance(seed)
    maker = Maker(
        rng=Random(seed),  # noqa: S311 - the same people for the same seed
        names=names,
        registry=Registry(taken),
        today=today,
    )
    while maker.next_household < households:
        homes = make_family(maker)
        members = [member for home in homes for member in home.members]
        add_dossiers(maker, members)
        yield tuple(member.document for member in members)
