"""
How many persons are dependent on somebody who applies.

`count = Σ over persons of (1 if (a) or (b)) + (1 if (c))`: who is a dependent child and
severely disabled counts for two. Where a fact is not known the count has a least and a
most; where persons may be missing from the list it has no most.

>>> from kruispunt_client.housing import PersonFacts, Scheme, count_dependants
>>> child = PersonFacts(
...     label="youngest", child=True, domiciled=True, minor=True, severely_disabled=None
... )
>>> count = count_dependants(Scheme.SOCIAL_RENT, [child])
>>> count.least, count.most, count.value
(1, 2, None)

Source: R-PTL-01 to R-PTL-10, R-PTL-15.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kruispunt_client.housing.finding import (
    Finding,
    Known,
    NotKnown,
    all_of,
    any_of,
    finding_of,
)
from kruispunt_client.housing.law import Rule, cite, in_order
from kruispunt_client.housing.schemes import TERMS, Scheme, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """
    What is known of one person who may be dependent; None is not known.

    A fact is a finding of another rule, or a yes or no that you know yourself.
    """

    label: str
    """What you call the person; not a number, for it comes back in `why`."""
    applicant: bool = False
    """Whether it is the tenant, candidate, occupant or applicant: never a child, (c)
    only."""
    child: Known = None
    """For (a): whether this is "het kind" in the household, whoever's."""
    child_of_applicant: Known = None
    """For (b): by descent or adoption."""
    child_of_member: Known = None
    """For (b) in social rent: a child of a household member."""
    domiciled: Known = None
    """Whether the main residence is with the applicant."""
    stays_regularly: Known = None
    """For (b): `stays_regularly` finds it for some minors; else a proof of co-parenting
    shows it (R-PTL-16)."""
    minor: Known = None
    family_benefits: Known = None
    """Whether child or orphan benefit is paid, or the basic amount is due."""
    severely_disabled: Known = None
    severely_disabled_at_retirement: Known = None
    """False also for who has not retired; a minor has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCount:
    """What one person counts for."""

    label: str
    as_child: Finding
    """By (a) or (b): one."""
    as_disabled: Finding
    """By (c): one, or one more."""

    @property
    def least(self) -> int:
        """What the person surely counts for: 0, 1 or 2."""
        return [self.as_child.holds, self.as_disabled.holds].count(True)

    @property
    def most(self) -> int:
        """What the person can count for: 0, 1 or 2."""
        return 2 - [self.as_child.holds, self.as_disabled.holds].count(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many persons are dependent."""

    scheme: Scheme
    persons: tuple[PersonCount, ...]
    everybody: Finding
    """Whether every person who may be dependent is among `persons`."""
    cited: tuple[Rule, ...]

    @property
    def least(self) -> int:
        """How many there are surely."""
        return sum(person.least for person in self.persons)

    @property
    def most(self) -> int | None:
        """How many there can be; None when somebody may be missing."""
        if self.everybody.holds is not True:
            return None
        return sum(person.most for person in self.persons)

    @property
    def value(self) -> int | None:
        """How many there are; None when that is not known."""
        return self.least if self.least == self.most else None

    @property
    def exact(self) -> int:
        """
        How many there are.

        Raises:
            NotKnown: The least and the most differ.
        """
        value = self.value
        if value is None:
            raise NotKnown("not known: " + "; ".join(self.why))
        return value

    @property
    def why(self) -> tuple[str, ...]:
        """What keeps the count from being known; empty when it is."""
        open_ends = [
            f"{person.label}: {line}"
            for person in self.persons
            for finding in (person.as_child, person.as_disabled)
            if not finding.known
            for line in finding.why
        ]
        if self.everybody.holds is not True:
            open_ends += self.everybody.why
        return tuple(dict.fromkeys(open_ends))


def count_dependants(
    scheme: Scheme, persons: Iterable[PersonFacts], *, everybody: Known = True
) -> Count:
    """
    Count the persons dependent.

    Args:
        scheme: What is applied for.
        persons: Everybody who may be dependent, the applicant included; they may live
            elsewhere and outside Flanders (R-PTL-11).
        everybody: Whether that is everybody; `household_is_whole` finds it out for the
            household. Not known: the count has no `most`.

    Source: R-PTL-01 to R-PTL-10, R-PTL-15.
    """
    terms = TERMS[scheme]
    counted = tuple(
        PersonCount(
            label=person.label,
            as_child=_as_child(person, terms),
            as_disabled=_as_disabled(person, terms),
        )
        for person in persons
    )
    findings = [f for each in counted for f in (each.as_child, each.as_disabled)]
    rules = [rule for finding in findings for rule in finding.cited]
    return Count(
        scheme=scheme,
        persons=counted,
        everybody=finding_of("everybody is listed", everybody),
        cited=in_order((*rules, *cite(*terms.rules, "R-PTL-06", "R-PTL-10"))),
    )


def _as_child(person: PersonFacts, terms: Terms) -> Finding:
    """Go by (a) for who is domiciled there and by (b) for who is not."""
    if person.applicant:
        why = "who applies is no child dependent on himself"
        return Finding.of(False, why, *terms.rules)
    domiciled = finding_of("domiciled", person.domiciled)
    here, elsewhere = _by_a(person, terms), _by_b(person, terms)
    if here.holds is elsewhere.holds:  # wherever the child is domiciled
        found = all_of(here, elsewhere)
    elif domiciled.known:
        found = all_of(here) if domiciled.holds else all_of(elsewhere)
    else:
        found = domiciled
    return Finding(
        holds=found.holds,
        why=found.why,
        cited=found.cited,
        facts=(*domiciled.facts, *found.facts),
    ).citing(*terms.rules, "R-PTL-09")


def _by_a(person: PersonFacts, terms: Terms) -> Finding:
    minor = finding_of("minor", person.minor)
    benefits = finding_of("family benefits", person.family_benefits)
    join = all_of if terms.domiciled_needs_both else any_of
    return all_of(finding_of("child", person.child), join(minor, benefits))


def _by_b(person: PersonFacts, terms: Terms) -> Finding:
    parents = [finding_of("child of the applicant", person.child_of_applicant)]
    if terms.child_of_member:
        parents.append(finding_of("child of a member", person.child_of_member))
    return all_of(
        any_of(*parents),
        finding_of("stays regularly", person.stays_regularly),
        any_of(
            finding_of("minor", person.minor),
            finding_of("family benefits", person.family_benefits),
        ),
    )


def _as_disabled(person: PersonFacts, terms: Terms) -> Finding:
    retired = finding_of(
        "severely disabled at retirement", person.severely_disabled_at_retirement
    )
    if not retired.known and finding_of("minor", person.minor).holds:
        retired = Finding.of(False, "a minor has not retired")
    found = any_of(
        finding_of("severely disabled", person.severely_disabled), retired
    ).citing(*terms.rules, "R-SD-03", "R-PTL-10")
    if not person.applicant:
        return found
    if terms.applicant:
        return found.citing(terms.applicant)
    silence = Finding.of(
        None, "the texts do not say whether a disabled applicant counts", *terms.rules
    )
    return all_of(found, silence)
