"""
What the registers tell about who may be dependent: household, descent, benefits.

Each function gives one fact of `PersonFacts`, or some of them for a whole household.
What no register tells stays None: fill it in from what the citizen shows (R-PTL-16).

Positions in a household are seen from its reference person. They say who is a child
there if the applicant is that person or the partner; of anybody else they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from kruispunt_client.calls.household import Gezinslid, Gezinssamenstelling
from kruispunt_client.calls.person import Persoon
from kruispunt_client.calls.persoon.codes import DescentKind, HouseholdPosition
from kruispunt_client.housing.age import is_minor
from kruispunt_client.housing.dependants import PersonFacts
from kruispunt_client.housing.finding import Finding
from kruispunt_client.housing.reading import gaps, holds_on, is_number
from kruispunt_client.results import Answer

_P = HouseholdPosition
HEADS: Final = frozenset(
    {_P.REFERENCE_PERSON, _P.SPOUSE, _P.PARTNER, _P.LEGAL_COHABITANT}
)
"""Who positions are seen from, and with whom that person lives as a couple."""

CHILDREN: Final = frozenset(
    {_P.CHILD, _P.STEPCHILD, _P.GRANDCHILD, _P.GREAT_GRANDCHILD}
)
"""Positions of a child: (a) asks where it is domiciled, not whose it is."""

NO_CHILDREN: Final = HEADS | {_P.PARENT, _P.UNCLE_OR_AUNT}
"""Positions of somebody else. Of all other codes nothing is said."""

_DOUBTFUL: Final = (
    DescentKind.ADOPTION_REVOKED,
    DescentKind.UNKNOWN,
    DescentKind.UNDETERMINED,
)


def household_facts(
    answer: Answer[Gezinssamenstelling], applicant: str, on: date
) -> Mapping[str, PersonFacts]:
    """
    Give what the household of an applicant tells about each member.

    Args:
        answer: Of `household.now`, about the applicant.
        applicant: INSZ of the tenant, candidate or occupant.
        on: The reference date.

    Returns:
        By INSZ: whether a child, domiciled and minor; the label is the position.
        Members without a real number are there under `fictitious 1` and so on.

    Source: R-PTL-01 to R-PTL-05.
    """
    members = () if answer.data is None else answer.data.gezinsleden
    if answer.person is not None and answer.person.number == applicant:
        applicant = answer.person.replaced_by or applicant
    me = next((each for each in members if each.insz == applicant), None)
    seen_from_head = me is not None and me.positie.code in HEADS
    return {
        name: PersonFacts(
            label=f"member {index} ({_position(each)})",
            applicant=each is me,
            child=_child(each, seen_from_head=seen_from_head),
            domiciled=_member(each, on),
            minor=is_minor(each.geboortedatum, on),
        )
        for index, (name, each) in enumerate(_named(members), start=1)
    }


def household_is_whole(answer: Answer[Gezinssamenstelling], on: date) -> Finding:
    """
    Find out whether every member of the household on a day is in the answer.

    Returns:
        Never no: not known when nothing was found, a source failed, the list was cut
        off (30030), or the day is before that of the answer: who left since is not
        there.
    """
    missing = list(gaps(answer))
    if answer.data is None:
        missing.append("no household was found")
    if on < answer.asked.received:
        missing.append(f"the household is that of {answer.asked.received}, not of {on}")
    if missing:
        return Finding(holds=None, why=tuple(missing))
    return Finding.of(True, "every member of the household is in the answer")


def is_child_of(answer: Answer[Persoon], child: str) -> Finding:
    """
    Find out whether somebody has a child, by the descent in the register.

    Args:
        answer: Of `person.now` about the parent, with `PersonPart.CHILDREN`.
        child: INSZ.

    Returns:
        No only if the answer names other children and each by number.

    Source: R-PTL-01 to R-PTL-05, leg (b).
    """
    lines = () if answer.data is None else answer.data.afstammingen_dalende_lijn
    mine = [line for line in lines if line.kind.insz == child]
    if any(line.type.code not in _DOUBTFUL for line in mine):
        return Finding.of(True, "the register names the child", "R-PTL-01")
    if mine:
        return Finding.of(None, "the descent is in doubt or was revoked", "R-PTL-01")
    if not lines:
        why = "the answer names no children: none, not asked or withheld"
        return Finding.of(None, why, "R-PTL-01")
    nameless = [line for line in lines if not is_number(line.kind.insz)]
    found = Finding.of(False, "the register names other children only", "R-PTL-01")
    unnamed = ["a child is in the register without a number"] if nameless else []
    return found.unless_known([*unnamed, *gaps(answer)])


def stays_regularly(answer: Answer[Persoon], child: str, on: date) -> Finding:
    """
    Find out whether a minor also stays with a parent, by the register.

    Args:
        answer: Of `person.now` about the parent who is not the one that the minor is
            registered with.
        child: INSZ of the minor.
        on: The reference date.

    Returns:
        Yes or not known: not every stay is registered (`GedeeldVerblijf`).

    Source: R-PTL-01 to R-PTL-05, leg (b); R-PTL-16.
    """
    stays = () if answer.data is None else answer.data.gedeelde_verblijven
    mine = [stay for stay in stays if stay.insz == child]
    if any(holds_on(stay.datum_begin, stay.datum_einde, on) for stay in mine):
        return Finding.of(True, "a shared stay is registered", "R-PTL-01")
    why = "no shared stay is registered; a proof of co-parenting can show it"
    return Finding.of(None, why, "R-PTL-01", "R-PTL-16")


def _named(members: Iterable[Gezinslid]) -> Iterable[tuple[str, Gezinslid]]:
    fictitious = 0
    for each in members:
        if each.is_fictief or not is_number(each.insz):
            fictitious += 1
            yield f"fictitious {fictitious}", each
        else:
            yield each.insz, each


def _position(member: Gezinslid) -> str:
    code = member.positie.code
    return code if isinstance(code, str) else code.name.lower().replace("_", " ")


def _child(member: Gezinslid, *, seen_from_head: bool) -> Finding:
    code = member.positie.code
    if not seen_from_head:
        why = "positions are seen from somebody else than the applicant or partner"
        return Finding.of(None, why, position=code)
    if code in CHILDREN:
        return Finding.of(True, "a child of the household", position=code)
    if code in NO_CHILDREN:
        return Finding.of(False, "no child of the household", position=code)
    return Finding.of(None, "the position does not say so", position=code)


def _member(member: Gezinslid, on: date) -> Finding:
    begin, end = member.datum_begin, member.datum_einde
    holds = holds_on(begin, end, on)
    why = {
        True: "a member of the household on the day",
        False: "no member of the household on the day",
        None: "since when it is a member is not known",
    }
    return Finding.of(holds, why[holds], begin=begin, end=end)
