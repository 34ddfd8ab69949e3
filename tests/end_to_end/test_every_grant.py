"""
Every grant of the acts over the real chain: allowed, and refused just outside.

For each grant a party asks with its own certificate, in the capacity that the grant is
for, about somebody of whom it keeps a file; then the same with one thing wrong: another
party, another capacity, another operation, the day before, a person of whom it keeps no
file. What a grant lets leave is shown in `simulator/services/test_whitelists.py`; that
no entry of the catalogue is without a grant, in `law/test_catalogue.py`.

Source of every row: the act that the grant cites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from kruispunt_contracts import catalogue
from kruispunt_law import Grant, law
from kruispunt_law.operations import operations_of
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.services import discover
from lxml import etree

from .envelopes import TOM, WOUT, Chain
from .every_service import Asker, Element, Key

SERVICES = discover()
PUSHED = {contract.service for contract in catalogue.load().pushed}
REPERTORIES = {"RegistreerInschrijving", "RegistreerUitschrijving"}
ASKED = [grant for grant in law().grants if grant.service not in PUSHED | REPERTORIES]
"""Registrations must repeat who asks: see `test_repertory.py`."""
each_grant = pytest.mark.parametrize("grant", ASKED, ids=lambda grant: grant.id)
each_file = pytest.mark.parametrize(
    "grant",
    [
        grant
        for grant in ASKED
        if grant.register_ != "none" and grant.service != "GeefEigendomstoestanden"
    ],
    ids=lambda grant: grant.id,
)
"""About a person; a parcel has no file."""


def may_ask(grant: Grant, **other: str) -> bool:
    """Whether the question of a grant is granted in other circumstances too."""
    asked = {
        "hop": grant.hop,
        "party": grant.party,
        "capacity": grant.capacity,
        "service": grant.service,
        "operation": next(operations_of(grant))[2],
    }
    asked |= other
    return any(
        (each.hop, each.party, each.capacity)
        == (asked["hop"], asked["party"], asked["capacity"])
        and each.covers(asked["service"], None, asked["operation"])
        for each in law().grants
    )


def lists_contexts(grant: Grant) -> bool:
    """Whether the contract itself says which legal contexts there are."""
    return (grant.service, grant.versions) == ("HandiService", ("v1",))


def as_if(grant: Grant, **other: str) -> Grant:
    """The same question by somebody else, or as something else."""
    anybody = {"roles": (), "confidentiality": False, "beneficiaries": ()}
    return grant.model_copy(update={**anybody, **other})


Ask = Callable[..., str | None]


@pytest.fixture(scope="module")
def lines() -> Iterator[dict[tuple[str, str], Asker]]:
    """Lines that stay open, by hop and party."""
    open_: dict[tuple[str, str], Asker] = {}
    yield open_
    for asker in open_.values():
        asker.caller.close()


@pytest.fixture(scope="module")
def ask(dated: Callable[[str], Chain], lines: dict[tuple[str, str], Asker]) -> Ask:
    """Asks under a grant, on its first day; gives the check that refuses, or None."""

    def asked(
        grant: Grant,
        *,
        key: Key | None = None,
        days: int = 0,
        who: str = WOUT,
        on: date | None = None,
        user: str | None = None,
    ) -> str | None:
        chain = dated("2026-11-22")
        asker = Asker(simulator=chain.simulator, grant=grant)
        if on is None:
            on = asker.since if days >= 0 else grant.from_ + timedelta(days=days)
        if user is not None:
            asker.__dict__["user"] = user
        line = lines.setdefault((grant.hop, grant.party), asker)
        asker.__dict__["caller"] = line.caller
        dated(on.isoformat())
        key = key or next(operations_of(grant))
        reply = asker.ask(key, opened(grant, key, chain, who, on))
        return refused_by(chain, reply.trace, grant.hop)

    return asked


def refused_by(chain: Chain, trace: str, hop: str) -> str | None:
    """The check that refused at the hop that was asked, or None."""
    (record,) = [
        each
        for each in chain.records(trace)
        if (each["hop"], each["direction"]) == (hop, "in")
    ]
    errors = [f["check"] for f in record["findings"] if f["severity"] == "error"]
    assert not [check for check in errors if check.startswith(BEFORE_THE_LAW)], errors
    of_the_law = [check for check in errors if check.startswith(GATES)]
    return of_the_law[0] if of_the_law else None


BEFORE_THE_LAW = ("internal.", "connection.", "xml.", "question.")
"""What refuses a question of which the law was not asked; none does here."""
GATES = ("contract.", "security.", "sender.", "law.granted", "law.asked", "user.")
GATES = (*GATES, "repertory.")
"""Checks before the sources are asked; what those answer is no matter of the law."""


def opened(
    grant: Grant, key: Key, chain: Chain, who: str, on: date
) -> tuple[Element, ...]:
    """A question about a person, or about what somebody owns, that the ground opens."""
    people = sorted(chain.simulator.people, key=lambda person: person.ssin != who)
    asked = next(
        question for person in people for question in SERVICES[key].ask_all(person, on)
    )
    question = etree.Element("question")
    question.extend(asked)
    for path in grant.closed:
        for part in question.findall(path):
            if part.text in ("1", "true"):
                part.text = {"1": "0", "true": "false"}[part.text]
            else:
                part.getparent().remove(part)
    return tuple(question)


@each_grant
def test_who_has_a_ground_may_ask_from_its_first_day(ask: Ask, grant: Grant) -> None:
    assert ask(grant) is None


@each_grant
def test_nobody_may_ask_the_day_before(ask: Ask, grant: Grant) -> None:
    """Source: the entry-into-force clauses of the acts (R-LC-02)."""
    earlier = [
        other
        for other in law().grants
        if (other.hop, other.party, other.capacity, other.service)
        == (grant.hop, grant.party, grant.capacity, grant.service)
        and other.in_force(grant.from_ - timedelta(days=1))
    ]
    assert earlier == [], "no older ground for the same question"
    assert ask(grant, days=-1) == "law.granted"


@pytest.mark.parametrize(
    "grant",
    [g for g in ASKED if "/" not in g.capacity and not lists_contexts(g)],
    ids=lambda grant: grant.id,
)
def test_no_other_party_may_use_the_ground(
    ask: Ask, chain: Chain, grant: Grant
) -> None:
    """
    Not even one of the same hop, with a certificate and a capacity of its own. No other
    party has a place in the SSDN; where the contract lists the legal contexts, its
    schema refuses all others.

    Source: Protocol WiV–Wonen in Limburg art. 6.1, 6.2; 23/058 §84-85 (R-LC-01).
    """
    party, capacity = next(
        (party.id, capacity)
        for party in chain.simulator.parties.all
        for door in party.connections
        for capacity in door.capacities
        if door.hop == grant.hop and party.id != grant.party
        if any(
            line.member.until is None
            for line in chain.simulator.parties.staff_of(door, party)
        )
        if not may_ask(grant, party=party.id, capacity=capacity)
    )
    assert ask(as_if(grant, party=party, capacity=capacity)) == "law.granted"


@pytest.mark.parametrize(
    ("grant", "capacity"),
    [
        pytest.param(grant, other, id=f"{grant.id} as {other}")
        for grant in ASKED
        for other in sorted(
            {each.capacity for each in law().grants if each.party == grant.party}
        )
        if other != grant.capacity and not may_ask(grant, capacity=other)
        if not lists_contexts(grant)
        if ("/" in other) is ("/" in grant.capacity)
        if grant.hop in {e.hop for e in law().grants if e.capacity == other}
    ],
)
def test_nobody_may_use_the_ground_in_another_capacity(
    ask: Ask, grant: Grant, capacity: str
) -> None:
    """Source: the purposes are listed restrictively: 23/058 §84, 22/004 §20."""
    assert ask(as_if(grant, capacity=capacity)) == "law.granted"


@pytest.mark.parametrize(
    ("grant", "key"),
    [
        pytest.param(grant, key, id=f"{grant.id} for {key[2]}")
        for grant in ASKED
        for key in SERVICES
        if key[0] == grant.service and key[1] in grant.versions
        if not may_ask(grant, operation=key[2])
    ],
)
def test_nobody_may_ask_another_operation(ask: Ask, grant: Grant, key: Key) -> None:
    """Source: 23/058 §4, §85; 22/004 §22 (R-LC-03)."""
    assert ask(grant, key=key) == "law.granted"


@each_file
def test_nobody_may_ask_about_a_person_of_whom_it_keeps_no_file(
    ask: Ask, grant: Grant
) -> None:
    """Source: 22/004 §6, §32; 23/058 §56/8, §79.11, §88 (R-LC-05)."""
    assert ask(grant, who=TOM) == "repertory.inscribed"


@pytest.mark.parametrize(
    "grant",
    [grant for grant in ASKED if ":INSPECTION" in grant.capacity],
    ids=lambda grant: grant.id,
)
def test_an_inspection_may_ask_about_anybody(ask: Ask, grant: Grant) -> None:
    """Source: 23/058 §14, §88 (R-LC-06): it cannot know whom it will meet."""
    assert ask(grant, who=TOM) is None


TODAY = date(2026, 11, 22)


def unfit() -> Iterator[tuple[Grant, str, str]]:
    """For each ground, who works there and may not ask for one reason, and why."""
    parties = Parties.load()
    for grant in ASKED:
        party = parties.get(grant.party)
        if party is None or not grant.in_force(TODAY):
            continue
        door = next(
            each
            for each in party.connections
            if each.hop == grant.hop and grant.capacity in each.capacities
        )
        served = parties.staff_of(door, party, grant.beneficiaries)
        known = {line.member.insz for line in served}
        why = {"of nobody served": "", "in another role": "", "not bound": ""}
        for line in parties.staff_of(door, party):
            member = line.member
            employer = line.processor
            if not member.active(TODAY) or (employer and not employer.in_force(TODAY)):
                continue
            is_bound = member.confidentiality or not grant.confidentiality
            if member.insz not in known:
                why["of nobody served"] = member.insz
            elif grant.roles and member.role not in grant.roles:
                why["in another role"] = member.insz if is_bound else ""
            elif not is_bound:
                why["not bound"] = member.insz
        yield from ((grant, reason, insz) for reason, insz in why.items() if insz)


UNFIT = [*unfit()]


def test_there_is_somebody_unfit_for_every_reason() -> None:
    assert {why for _, why, _ in UNFIT} == {
        "of nobody served",
        "in another role",
        "not bound",
    }


@pytest.mark.parametrize(
    ("grant", "why", "user"), UNFIT, ids=[f"{g.id}, {why}" for g, why, _ in UNFIT]
)
def test_nobody_else_who_works_there_may_ask_under_a_ground(
    ask: Ask, grant: Grant, why: str, user: str
) -> None:
    """
    Staff of whom the integrator asks for, in the role, bound to confidentiality.

    Source: Protocol WiV–Wonen in Limburg art. 4, 6.2; 22/004 §7, §14; 23/058 §85.
    """
    check = "user.on-staff-list" if why == "of nobody served" else "user.entitled"
    assert ask(grant, on=TODAY, user=user) == check
