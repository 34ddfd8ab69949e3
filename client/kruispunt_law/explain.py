"""
The law for a vendor's own tests: may this party have that, why, and on what terms.

    from datetime import date
    from kruispunt_law import explain, law

    told = explain(law(), "fluvius", "GeefDossierHandicap", on=date(2026, 1, 1))
    assert told.allowed, told.reason

Pure: no socket and no clock; only `check` reads files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kruispunt_contracts import catalogue
from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_law import names
from kruispunt_law.beyond import NotGranted
from kruispunt_law.explanation import Explanation, Ground
from kruispunt_law.ground import chain, ground
from kruispunt_law.load import ACTS, load_law
from kruispunt_law.model import Grant
from kruispunt_law.names import serves
from kruispunt_law.operations import operations_of
from kruispunt_law.rulebook import HOPS, Law


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    party: str
    service: str
    on: date
    hop: str | None
    operation: str | None
    capacity: str | None
    field: str | None


def explain(
    law: Law,
    party: str,
    service: str,
    *,
    on: date,
    hop: str | None = None,
    operation: str | None = None,
    capacity: str | None = None,
    field: str | None = None,
    parties: Collection[str] = (),
) -> Explanation:
    """
    Tell whether a party may have something on a day, why, and on what terms.

    Args:
        law: Of `law()`, or of `load_law` with acts of your own.
        party: Id of a party, or of an actor as the acts name it. Where it may not ask
            itself, what reaches it by the question of another counts.
        service: Name of a contract, or a service or module as the acts name it.
        on: Business date.
        hop: `wiv`, `magda` or `ksz`; None for any.
        operation: Of the service; None for any.
        capacity: `Hoedanigheid` or `legalContext`, as in the acts; None for any.
        field: Id of a field; None for whatever there is.
        parties: Ids of parties that no act knows, for they may ask nothing.

    Returns:
        Yes with every ground that fits, or no with the reason.

    Raises:
        UnknownName: Nothing has one of these names; the error lists what comes close.
    """
    names.find("party", party, {*names.parties(law), *parties})
    names.find("service", service, names.services(law))
    names.find("hop", hop, HOPS)
    names.find("operation", operation, names.operations(law, service))
    names.find("field", field, names.fields(law))
    asked = _Question(
        party=party,
        service=service,
        on=on,
        hop=hop,
        operation=operation,
        capacity=capacity,
        field=field,
    )
    reason, left = _narrow(law, asked)
    if reason is not None:
        return _no(law, asked, reason, nearest=left)
    grounds = tuple(
        ground(law, grant, party, on, operation=operation, field=field)
        for grant in left
    )
    telling = [g for g in grounds if g.standing is None or g.standing.allowed]
    if not telling:
        reason = "; ".join(dict.fromkeys(map(_why_not_told, grounds)))
        return _no(law, asked, reason, nearest=left, grounds=grounds)
    cited = dict.fromkeys(each.grant.citation for each in telling)
    return _explanation(asked, allowed=True, reason="; ".join(cited), grounds=grounds)


def check(path: Path, contracts: Path | None = None) -> tuple[str, ...]:
    """
    Find everything that is wrong with an act file of your own.

    It is read beside the acts that come with Kruispunt, so that a clash with one of
    those is told too.

    Args:
        path: A file, or a folder of `*.yaml` files.
        contracts: Folder of contracts of your own, which the file may name.

    Returns:
        A line per problem: file, line and reason; empty when all is well.
    """
    try:
        load_law([ACTS, path], catalogue.load(contracts))
    except ConfigurationError as error:
        return tuple(str(error).splitlines())
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cell of the matrix of parties and services: a ground, and whose it is."""

    party: str
    through: str | None
    """Who asks in its stead; None where it asks itself."""
    grant: Grant

    def to_dict(self) -> dict[str, Any]:
        """As plain data: JSON types only."""
        grant = self.grant
        return {
            "hop": grant.hop,
            "party": self.party,
            "through": self.through,
            "service": grant.service,
            "versions": list(grant.versions),
            "operations": list(grant.operations),
            "capacity": grant.capacity,
            "citation": grant.citation,
            "from": grant.from_.isoformat(),
            "until": None if grant.until is None else grant.until.isoformat(),
            "on_behalf_of": list(grant.beneficiaries),
            "repertory": grant.register_,
            "grant": grant.id,
        }


def matrix(law: Law, *, on: date | None = None) -> tuple[Row, ...]:
    """
    Tell who may ask what, at which hop, on which ground.

    Args:
        law: Whose grants.
        on: Only what is in force that day; None for whatever was, is or will be.

    Returns:
        By hop from the first asker inwards, party and service: a row per grant. Who has
        no grant of its own anywhere has the rows of who asks in its stead.
    """
    grants = [grant for grant in law.grants if on is None or grant.in_force(on)]
    askers = {grant.party for grant in law.grants}
    rows = [Row(party=grant.party, through=None, grant=grant) for grant in grants]
    for party in names.parties(law) - askers:
        served = (grant for grant in grants if _is_served(law, grant, party))
        rows += [Row(party=party, through=each.party, grant=each) for each in served]
    order = {hop: place for place, hop in enumerate(HOPS)}
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                order[row.grant.hop],
                row.party,
                row.grant.service,
                row.grant.capacity,
                row.grant.from_,
                row.grant.id,
            ),
        )
    )


def _narrow(law: Law, asked: _Question) -> tuple[str | None, Sequence[Grant]]:
    """
    Find the grants that fit.

    Returns:
        Why none does, and those that almost did; or None, and those that do.
    """
    party, service, day = asked.party, asked.service, asked.on.isoformat()
    at = f" at {asked.hop}" if asked.hop else ""
    steps: tuple[tuple[str, Callable[[Grant], bool]], ...] = (
        (
            f"{party} may not use {service}{at}",
            lambda g: _is_about(law, g, asked),
        ),
        (
            f"{party} may not use operation {asked.operation} of {service}{at}",
            lambda g: (
                asked.operation
                in (None, *(k[2] for k in operations_of(g, law.contracts)))
            ),
        ),
        (
            f"{party} may not use {service} in capacity {asked.capacity}{at}",
            lambda g: asked.capacity in (None, g.capacity),
        ),
        (f"no ground is in force on {day}", lambda g: g.in_force(asked.on)),
        (
            f"no ground is in force on {day} at the hop behind, which must be asked",
            lambda g: chain(law, g, asked.on) is not None,
        ),
    )
    left = _pool(law, asked)
    for reason, fits in steps:
        fitting = [grant for grant in left if fits(grant)]
        if not fitting:
            return reason, [g for g in left if serves(law, g, service)] or left
        left = fitting
    return None, left


def _pool(law: Law, asked: _Question) -> Sequence[Grant]:
    """Give a party's own grants, or where none is about it those that serve it."""
    own = [grant for grant in law.grants if grant.party == asked.party]
    if any(_is_about(law, grant, asked) for grant in own):
        return own
    served = [grant for grant in law.grants if _is_served(law, grant, asked.party)]
    about = any(_is_about(law, grant, asked) for grant in served)
    return served if about or not own else own


def _is_about(law: Law, grant: Grant, asked: _Question) -> bool:
    return asked.hop in (None, grant.hop) and serves(law, grant, asked.service)


def _is_served(law: Law, grant: Grant, party: str) -> bool:
    """Whether somebody else asks under a grant for a party."""
    return grant.party != party and (
        party in grant.beneficiaries
        or any(line.recipient == party for line in law.entries_of(grant))
    )


def _why_not_told(ground: Ground) -> str:
    standing, cited = ground.standing, ground.grant.citation
    field = standing.field if standing else ""
    if standing and standing.standing == "withheld":
        return f"{field} is expressly refused ({cited})"
    if standing and standing.standing == "beyond":
        return f"{field} is not on the list ({cited})"
    return f"{ground.grant.service} is not granted to tell {field} ({cited})"


def _no(
    law: Law,
    asked: _Question,
    reason: str,
    *,
    nearest: Sequence[Grant],
    grounds: tuple[Ground, ...] = (),
) -> Explanation:
    return _explanation(
        asked,
        allowed=False,
        reason=reason,
        grounds=grounds,
        nearest=tuple(nearest),
        refusals=tuple(
            refusal
            for refusal in _refusals(law, asked)
            if refusal.fields or not grounds
        ),
    )


def _refusals(law: Law, asked: _Question) -> Iterator[NotGranted]:
    """Find what the acts say expressly of what is asked."""
    terms = {asked.service}
    for grant in law.grants:
        in_question = asked.operation is None or asked.operation in grant.operations
        if grant.service == asked.service and in_question:
            for line in law.entries_of(grant):
                terms.update(names.terms_of(line))
    for refusal in law.not_granted.values():
        if refusal.fits(asked.party, terms, asked.field):
            yield refusal


def _explanation(
    asked: _Question,
    *,
    allowed: bool,
    reason: str,
    grounds: tuple[Ground, ...],
    nearest: tuple[Grant, ...] = (),
    refusals: tuple[NotGranted, ...] = (),
) -> Explanation:
    askers = dict.fromkeys(ground.grant.party for ground in grounds)
    return Explanation(
        party=asked.party,
        service=asked.service,
        on=asked.on,
        hop=asked.hop,
        operation=asked.operation,
        capacity=asked.capacity,
        field=asked.field,
        allowed=allowed,
        reason=reason,
        through=tuple(asker for asker in askers if asker != asked.party),
        grounds=grounds,
        nearest=nearest,
        refusals=refusals,
    )
