"""Persons dependent: R-PTL-01 to R-PTL-10, R-PTL-15, D-23."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kruispunt_client.housing import (
    Finding,
    NotKnown,
    PersonFacts,
    Scheme,
    count_dependants,
)
from kruispunt_client.housing.schemes import TERMS

from .answers import unhurried

KNOWN = st.sampled_from([True, False, None])
FACTS = (
    "child",
    "child_of_applicant",
    "child_of_member",
    "domiciled",
    "stays_regularly",
    "minor",
    "family_benefits",
    "severely_disabled",
    "severely_disabled_at_retirement",
)
PERSONS = st.builds(
    PersonFacts,
    label=st.just("person"),
    applicant=st.booleans(),
    **dict.fromkeys(FACTS, KNOWN),
)
NOBODY = PersonFacts(label="nobody", **dict.fromkeys(FACTS, False))
AT_HOME = replace(NOBODY, label="at home", child=True, domiciled=True)
ELSEWHERE = replace(
    NOBODY, label="elsewhere", child_of_applicant=True, stays_regularly=True
)
BOTH_WAYS = pytest.mark.parametrize(
    ("minor", "benefits"), [(True, True), (True, False), (False, True), (False, False)]
)
ALL = pytest.mark.parametrize("scheme", Scheme, ids=lambda scheme: scheme.name)


def _count(scheme: Scheme, *persons: PersonFacts) -> int | None:
    return count_dependants(scheme, persons).value


@ALL
@BOTH_WAYS
def test_a_domiciled_child_is_dependent_as_minor_or_by_benefits(
    scheme: Scheme, minor: bool, benefits: bool
) -> None:
    """R-PTL-01 to R-PTL-05, leg (a); R-PTL-04: for MijnVerbouwPremie it takes both."""
    person = replace(AT_HOME, minor=minor, family_benefits=benefits)
    both = scheme is Scheme.MIJN_VERBOUW_PREMIE
    assert _count(scheme, person) == (minor and benefits if both else minor or benefits)


@ALL
@BOTH_WAYS
def test_a_child_that_stays_regularly_is_dependent_as_minor_or_by_benefits(
    scheme: Scheme, minor: bool, benefits: bool
) -> None:
    """R-PTL-01 to R-PTL-05, leg (b); R-PTL-04 as note 4 of 22/004 has it."""
    person = replace(ELSEWHERE, minor=minor, family_benefits=benefits)
    assert _count(scheme, person) == (minor or benefits)
    away = replace(person, stays_regularly=False)
    assert _count(scheme, away) == 0


@ALL
def test_a_child_of_a_household_member_counts_for_social_rent_only(
    scheme: Scheme,
) -> None:
    """R-PTL-05, Protocol Zorgtoeslag 2021-05-07 art. 2 (6.1, 4°, b)."""
    person = replace(
        ELSEWHERE, child_of_applicant=False, child_of_member=True, minor=True
    )
    assert _count(scheme, person) == (scheme is Scheme.SOCIAL_RENT)


@ALL
def test_a_domiciled_child_of_18_needs_benefits_or_a_disability(scheme: Scheme) -> None:
    """R-PTL-09, Protocol Zorgtoeslag 2021-05-07 recital C1."""
    grown = replace(AT_HOME, minor=False)
    paid = replace(grown, family_benefits=True)
    disabled = replace(grown, severely_disabled=True)
    by_benefits = 0 if scheme is Scheme.MIJN_VERBOUW_PREMIE else 1
    assert _count(scheme, grown) == 0
    assert _count(scheme, paid) == by_benefits
    assert _count(scheme, disabled) == 1


@ALL
def test_a_dependent_child_that_is_severely_disabled_counts_for_two(
    scheme: Scheme,
) -> None:
    """R-PTL-06, Protocol Zorgtoeslag 2021-05-07 art. 2; 22/004 §10, §25."""
    person = replace(AT_HOME, minor=True, family_benefits=True, severely_disabled=True)
    assert _count(scheme, person) == 2
    assert _count(scheme, replace(person, severely_disabled=False)) == 1


@ALL
def test_who_is_only_severely_disabled_counts_for_one(scheme: Scheme) -> None:
    """R-PTL-01 to R-PTL-05, leg (c); R-SD-03: also at retirement."""
    now = replace(NOBODY, severely_disabled=True)
    then = replace(NOBODY, severely_disabled_at_retirement=True)
    assert _count(scheme, now) == 1
    assert _count(scheme, then) == 1


@ALL
def test_a_disabled_applicant_counts_where_the_texts_say_so(scheme: Scheme) -> None:
    """R-PTL-07 (rent subsidy), R-PTL-15 (MijnVerbouwPremie); elsewhere not known."""
    person = replace(AT_HOME, applicant=True, minor=True, severely_disabled=True)
    count = count_dependants(scheme, [person])
    said = scheme in (Scheme.RENT_SUBSIDY, Scheme.MIJN_VERBOUW_PREMIE)
    assert (count.least, count.most) == ((1, 1) if said else (0, 1))
    assert bool(count.why) is not said


@ALL
def test_an_applicant_is_no_child_dependent_on_himself(scheme: Scheme) -> None:
    """R-PTL-01 to R-PTL-05: a young tenant who gets benefits for himself."""
    person = replace(AT_HOME, applicant=True, minor=True, family_benefits=True)
    assert _count(scheme, person) == 0


@unhurried
@given(st.sampled_from(Scheme), st.lists(PERSONS, max_size=4))
def test_a_person_counts_for_none_one_or_two(
    scheme: Scheme, persons: list[PersonFacts]
) -> None:
    """R-PTL-06: and the count is the sum over the persons."""
    count = count_dependants(scheme, persons)
    assert count.most is not None
    assert 0 <= count.least <= count.most <= 2 * len(persons)
    alone = [count_dependants(scheme, [each]) for each in persons]
    assert count.least == sum(each.least for each in alone)
    assert count.most == sum(each.most or 0 for each in alone)


@unhurried
@given(st.sampled_from(Scheme), PERSONS, st.sampled_from(FACTS), st.booleans())
def test_to_know_more_never_widens_the_count(
    scheme: Scheme, person: PersonFacts, name: str, value: bool
) -> None:
    """R-PTL-01 to R-PTL-10: a fact that becomes known narrows least and most."""
    before = count_dependants(scheme, [person])
    known: Any = getattr(person, name)
    if name == "severely_disabled_at_retirement" and person.minor:
        value = False  # a minor has not retired
    if name == "minor" and person.severely_disabled_at_retirement:
        value = False
    told = person if known is not None else replace(person, **{name: value})
    assume(not (told.minor and told.severely_disabled_at_retirement))  # no such person
    after = count_dependants(scheme, [told])
    assert before.most is not None
    assert after.most is not None
    assert before.least <= after.least <= after.most <= before.most


@unhurried
@given(st.sampled_from(Scheme), PERSONS)
def test_the_count_of_what_is_known_is_that_of_the_formula(
    scheme: Scheme, person: PersonFacts
) -> None:
    """`Σ (1 if (a) or (b)) + (1 if (c))`, whatever is not known tried both ways."""
    if person.minor and person.severely_disabled_at_retirement is None:
        person = replace(person, severely_disabled_at_retirement=False)
    unknown = [name for name in FACTS if getattr(person, name) is None]
    totals = {
        _formula(scheme, replace(person, **dict(zip(unknown, values, strict=True))))
        for values in product([True, False], repeat=len(unknown))
    }
    count = count_dependants(scheme, [person])
    silent = person.applicant and TERMS[scheme].applicant is None
    if not silent:
        assert count.least <= min(totals)
        assert max(totals) <= (count.most or 0)
        if len(unknown) <= 1:
            assert (count.least, count.most) == (min(totals), max(totals))


def _formula(scheme: Scheme, person: PersonFacts) -> int:
    both = scheme is Scheme.MIJN_VERBOUW_PREMIE
    minor, paid = bool(person.minor), bool(person.family_benefits)
    here = minor and paid if both else minor or paid
    parent = person.child_of_applicant or (
        scheme is Scheme.SOCIAL_RENT and person.child_of_member
    )
    a = person.child and person.domiciled and here
    b = parent and not person.domiciled and person.stays_regularly and (minor or paid)
    c = person.severely_disabled or person.severely_disabled_at_retirement
    return int(bool((a or b) and not person.applicant)) + int(bool(c))


@unhurried
@given(st.sampled_from(Scheme), PERSONS)
def test_a_disability_more_is_never_a_dependant_less(
    scheme: Scheme, person: PersonFacts
) -> None:
    """R-PTL-06 is monotone in (c)."""
    less = count_dependants(scheme, [replace(person, severely_disabled=False)])
    more = count_dependants(scheme, [replace(person, severely_disabled=True)])
    assert less.least <= more.least


def test_nobody_is_taken_to_have_retired_in_good_health() -> None:
    """R-SD-03: not known, but a minor has not retired."""
    unknown = replace(NOBODY, severely_disabled_at_retirement=None)
    grown = count_dependants(Scheme.SOCIAL_RENT, [unknown])
    young = count_dependants(Scheme.SOCIAL_RENT, [replace(unknown, minor=True)])
    assert (grown.least, grown.most) == (0, 1)
    assert young.value == 0


def test_it_does_not_matter_where_a_child_lives_if_it_counts_either_way() -> None:
    """R-PTL-01: domiciled or staying regularly, a minor child of the tenant counts."""
    child = replace(AT_HOME, minor=True, child_of_applicant=True, stays_regularly=True)
    count = count_dependants(Scheme.RENT_SUBSIDY, [replace(child, domiciled=None)])
    assert count.value == 1


def test_a_list_that_may_not_be_whole_has_no_most() -> None:
    """R-PTL-01: who is not on the list may be dependent too."""
    person = replace(AT_HOME, minor=True)
    cut_off = Finding.of(None, "the list in the answer is cut off")
    count = count_dependants(Scheme.SOCIAL_RENT, [person], everybody=cut_off)
    assert (count.least, count.most, count.value) == (1, None, None)
    assert count.why == ("the list in the answer is cut off",)


def test_a_count_that_is_not_known_cannot_be_used_as_one() -> None:
    person = replace(AT_HOME, label="youngest", minor=True, severely_disabled=None)
    count = count_dependants(Scheme.SOCIAL_RENT, [person])
    with pytest.raises(NotKnown, match="youngest: severely disabled: nobody says"):
        _ = count.exact
    known = count_dependants(Scheme.SOCIAL_RENT, [replace(AT_HOME, minor=True)])
    assert known.exact == 1


@ALL
def test_a_count_cites_the_rules_of_its_scheme(scheme: Scheme) -> None:
    count = count_dependants(scheme, [AT_HOME])
    cited = {rule.id for rule in count.cited}
    assert {*TERMS[scheme].rules, "R-PTL-06", "R-PTL-09", "R-PTL-10"} <= cited
