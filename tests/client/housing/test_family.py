"""Facts about who may be dependent, from the registers: R-PTL-01 to R-PTL-05."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.household import Gezinslid, Gezinssamenstelling
from kruispunt_client.calls.person import Persoon
from kruispunt_client.calls.persoon.burgerlijk import AfstammingDalendeLijn, Ouder
from kruispunt_client.calls.persoon.codes import (
    AfstammingType,
    DescentKind,
    HouseholdPosition,
    Positie,
)
from kruispunt_client.calls.persoon.dossier import GedeeldVerblijf
from kruispunt_client.housing import (
    Scheme,
    count_dependants,
    household_facts,
    household_is_whole,
    is_child_of,
    is_minor,
    stays_regularly,
)
from kruispunt_client.results import Answer, Code, PartialDate, Person, Remark

from .answers import CHILD, DAY, FAILED, NOTHING_FOUND, PARENT, answer, filled

P = HouseholdPosition
CUT_OFF = Remark(code="30030", origin="KSZ", type="WAARSCHUWING", diagnosis="")


def _lid(
    insz: str,
    position: HouseholdPosition | str,
    born: str = "1980-01-01",
    since: str | None = "2020-01-01",
    **parts: Any,
) -> Gezinslid:
    return filled(
        Gezinslid,
        insz=insz,
        positie=Positie(code=position, description=None),
        geboortedatum=PartialDate.parse(born),
        datum_begin=None if since is None else PartialDate.parse(since),
        **parts,
    )


def _household(*members: Gezinslid) -> Answer[Gezinssamenstelling]:
    return answer(Gezinssamenstelling(gezinsleden=members))


HEAD = _lid(PARENT, P.REFERENCE_PERSON)


@pytest.mark.parametrize(
    ("position", "child"),
    [
        (P.CHILD, True),
        (P.STEPCHILD, True),
        (P.GRANDCHILD, True),
        (P.SPOUSE, False),
        (P.PARENT, False),
        (P.SIBLING, None),
        (P.NOT_RELATED, None),
        ("99", None),
    ],
)
def test_the_position_says_who_is_a_child(
    position: HouseholdPosition | str, child: bool | None
) -> None:
    """R-PTL-01 to R-PTL-05, leg (a): the child that is domiciled there."""
    facts = household_facts(_household(HEAD, _lid(CHILD, position)), PARENT, DAY)
    fact = facts[CHILD].child
    assert fact is not None
    assert not isinstance(fact, bool)
    assert fact.holds is child


@pytest.mark.parametrize("head", [P.SPOUSE, P.PARTNER, P.LEGAL_COHABITANT])
def test_the_partner_of_the_reference_person_sees_the_same_children(
    head: HouseholdPosition,
) -> None:
    """R-PTL-01, leg (a)."""
    other = _lid("00000000001", P.REFERENCE_PERSON)
    held = _household(other, _lid(PARENT, head), _lid(CHILD, P.CHILD, "2015-06-01"))
    facts = household_facts(held, PARENT, DAY)
    assert count_dependants(Scheme.SOCIAL_RENT, [facts[CHILD]]).least == 1


def test_positions_seen_from_somebody_else_say_nothing() -> None:
    """R-PTL-01: the brother of a candidate who still lives with his parents."""
    held = _household(
        _lid("00000000001", P.REFERENCE_PERSON),
        _lid(PARENT, P.CHILD),
        _lid(CHILD, P.CHILD, "2015-06-01"),
    )
    count = count_dependants(
        Scheme.SOCIAL_RENT,
        [replace(household_facts(held, PARENT, DAY)[CHILD], severely_disabled=False)],
    )
    assert (count.least, count.most) == (0, 1)


@pytest.mark.parametrize(
    ("since", "holds"),
    [("2026-05-04", True), ("2026-05-05", False), ("2026-05-00", None), (None, None)],
)
def test_who_came_later_was_not_domiciled_on_the_day(
    since: str | None, holds: bool | None
) -> None:
    """R-PTL-01, leg (a)."""
    held = _household(HEAD, _lid(CHILD, P.CHILD, since=since))
    fact = household_facts(held, PARENT, DAY)[CHILD].domiciled
    assert fact is not None
    assert not isinstance(fact, bool)
    assert fact.holds is holds


@pytest.mark.parametrize(
    ("born", "minor"),
    [
        ("2008-05-05", True),
        ("2008-05-04", False),
        ("2008-05-00", None),
        ("2008-00-00", None),
        ("2009-00-00", True),
        ("0000-00-00", None),
    ],
)
def test_who_is_not_yet_18_is_a_minor(born: str, minor: bool | None) -> None:
    """R-PTL-01 to R-PTL-05: "minderjarig", on the reference date."""
    assert is_minor(PartialDate.parse(born), DAY).holds is minor


def test_who_is_born_on_29_february_is_18_on_1_march() -> None:
    assert is_minor(date(2008, 2, 29), date(2026, 2, 28)).holds is True
    assert is_minor(date(2008, 2, 29), date(2026, 3, 1)).holds is False


def test_members_without_a_number_are_counted_too_and_labels_hold_none() -> None:
    """R-PTL-01: no number of a person stands in what is told to people."""
    held = _household(
        HEAD,
        _lid("15000000000", P.CHILD, "2015-01-01", is_fictief=True),
        _lid("00000000000", P.CHILD, "2016-01-01"),
    )
    facts = household_facts(held, PARENT, DAY)
    assert set(facts) == {PARENT, "fictitious 1", "fictitious 2"}
    assert facts[PARENT].applicant
    labels = " ".join(person.label for person in facts.values())
    assert PARENT not in labels
    assert labels.startswith("member 1 (reference person) member 2 (child)")


def test_a_household_that_may_not_be_whole_is_told() -> None:
    """R-PTL-01: cut off, failed, not found, or of another day."""
    held = Gezinssamenstelling(gezinsleden=(HEAD,))
    assert household_is_whole(answer(held), DAY).holds is True
    for partly in (
        answer(held, CUT_OFF),
        answer(held, FAILED),
        answer(None, NOTHING_FOUND),
        answer(held, received=date(2026, 5, 5)),
    ):
        assert household_is_whole(partly, DAY).holds is None


def _line(child: str | None, kind: DescentKind | str) -> AfstammingDalendeLijn:
    return filled(
        AfstammingDalendeLijn,
        type=AfstammingType(code=kind, description=None),
        kind=filled(Ouder, insz=child),
    )


def _parent(**parts: Any) -> Answer[Persoon]:
    empty = {"afstammingen_dalende_lijn": (), "gedeelde_verblijven": ()}
    return answer(filled(Persoon, **{**empty, **parts}))


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ([(CHILD, DescentKind.CHILD)], True),
        ([(CHILD, DescentKind.ADOPTED_CHILD)], True),
        ([(CHILD, "10")], True),
        ([(CHILD, DescentKind.ADOPTION_REVOKED)], None),
        ([("15000000001", DescentKind.CHILD)], False),
        ([("15000000001", DescentKind.CHILD), (None, DescentKind.CHILD)], None),
        ([], None),
    ],
)
def test_descent_says_whose_child_it_is(
    lines: list[tuple[str | None, DescentKind | str]], holds: bool | None
) -> None:
    """R-PTL-01 to R-PTL-05, leg (b): the child of the tenant or occupant."""
    told = _parent(
        afstammingen_dalende_lijn=tuple(_line(child, kind) for child, kind in lines)
    )
    assert is_child_of(told, CHILD).holds is holds


def _stay(insz: str, begin: str, end: str | None = None) -> GedeeldVerblijf:
    return filled(
        GedeeldVerblijf,
        rol=Code(code="2"),
        insz=insz,
        datum_begin=PartialDate.parse(begin),
        datum_einde=None if end is None else PartialDate.parse(end),
    )


def test_a_registered_shared_stay_is_a_regular_stay() -> None:
    """R-PTL-01 to R-PTL-05, leg (b)."""
    told = _parent(gedeelde_verblijven=(_stay(CHILD, "2019-01-01"),))
    assert stays_regularly(told, CHILD, DAY).holds is True


def test_no_registered_stay_is_not_a_no() -> None:
    """R-PTL-16: then a proof of co-parenting shows it."""
    over = _parent(gedeelde_verblijven=(_stay(CHILD, "2019-01-01", "2025-01-01"),))
    other = _parent(gedeelde_verblijven=(_stay("15000000001", "2019-01-01"),))
    for told in (over, other, _parent()):
        assert stays_regularly(told, CHILD, DAY).holds is None


def test_an_applicant_with_a_new_number_is_found_by_it() -> None:
    """R-PTL-05: MAGDA answers about the successor, with 30004."""
    old = "57690234613"
    told = replace(
        _household(HEAD, _lid(CHILD, P.CHILD)),
        person=Person(number=old, replaced_by=PARENT),
    )
    facts = household_facts(told, old, DAY)
    without = household_facts(_household(HEAD, _lid(CHILD, P.CHILD)), PARENT, DAY)
    assert facts[PARENT].applicant
    assert facts == without
