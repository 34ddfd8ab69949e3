"""What one grant comes down to for one party: fields, repertories, purposes, term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from kruispunt_law.explanation import Demand, FieldStanding, Ground, Standing
from kruispunt_law.model import Entry, Grant
from kruispunt_law.operations import operations_of
from kruispunt_law.rulebook import Law

_PLATFORM: Final = {
    "vdi": "no act among ours; MAGDA wiki page 1204979049",
    "ksz": "no act among ours; law of 1990-01-15 art. 6",
    "fidus": "23/058 §79.11",
}
"""Why a repertory is looked into of which the lines of the acts say nothing."""


def chain(law: Law, grant: Grant, on: date) -> tuple[Grant, ...] | None:
    """
    Give the grants under which the hops behind a grant go on asking.

    Args:
        law: Holds all grants.
        grant: In force on `on`.
        on: Business date.

    Returns:
        None: a hop behind must be asked, and no grant is in force there.
    """
    if grant.onward is None:
        return ()
    found: dict[str, Grant] = {}
    for further in law.onward(grant):
        behind = chain(law, further, on) if further.in_force(on) else None
        if behind is not None:
            found |= {each.id: each for each in (further, *behind)}
    return tuple(found.values()) or None


def ground(
    law: Law,
    grant: Grant,
    party: str,
    on: date,
    *,
    operation: str | None = None,
    field: str | None = None,
) -> Ground:
    """
    Tell what a grant comes down to.

    Args:
        law: Holds it.
        grant: In force on `on`.
        party: Who asks under it, or is served by it.
        on: Business date.
        operation: Of which the places of the field are told; None for all.
        field: Of which the standing is told; None for none.
    """
    rests_on = law.entries_of(grant)
    lines = tuple(e for e in rests_on if e.recipient == party) or rests_on
    fields = _fields(grant, lines, for_itself=grant.party == party)
    said = {*(fields or ())}
    withheld = _unique(n for e in lines for n in e.withheld if n not in said)
    beyond = _unique(n for e in lines for n in e.beyond if n not in said)
    onward = chain(law, grant, on) or ()
    acts = {line.act for line in lines}
    names = {party, grant.party, *(line.recipient for line in lines)}
    return Ground(
        grant=grant,
        lines=lines,
        onward=onward,
        fields=fields,
        withheld=withheld,
        beyond=beyond,
        repertories=tuple(_demands(law, (grant, *onward))),
        exempt=_exemption(law, lines),
        purposes={n: law.acts[e.act].purposes[n] for e in lines for n in e.purposes},
        keep={n: law.acts[e.act].keep[n] for e in lines for n in e.keep},
        passed_on=tuple(
            each
            for each in law.passed_on
            if each.act in acts and names & {*each.from_actor}
        ),
        standing=None
        if field is None
        else FieldStanding(
            field=field,
            standing=_standing(field, lines, fields, withheld, beyond),
            lines=tuple(
                line.id
                for line in lines
                if field in (*line.allowed, *line.withheld, *line.beyond) or line.whole
            ),
            places={
                key: law.places[key].fields[field]
                for key in operations_of(grant, law.contracts)
                if operation in (None, key[2]) and field in law.places_of(key).fields
            },
        ),
    )


def _fields(
    grant: Grant, lines: Sequence[Entry], *, for_itself: bool
) -> tuple[str, ...] | None:
    """
    Give what may be told, in the order of the lines.

    Of what somebody else may ask for it, a party gets what its own lines say. Source:
    14/088 §3; 22/004 §31; 23/058 §79.11, §87.
    """
    if grant.fields is None:
        return None
    listed = _unique(n for e in lines for n in e.allowed if n in grant.fields)
    rest = sorted(grant.fields.difference(listed)) if for_itself else ()
    return (*listed, *rest)


def _standing(
    field: str,
    lines: Sequence[Entry],
    fields: Sequence[str] | None,
    withheld: Sequence[str],
    beyond: Sequence[str],
) -> Standing:
    everything = fields is None and bool(lines)
    if everything or field in (fields or ()):
        return "allowed"
    if field in withheld:
        return "withheld"
    return "beyond" if field in beyond else "not told"


def _demands(law: Law, grants: Iterable[Grant]) -> Iterator[Demand]:
    for grant in grants:
        if grant.register_ == "none":
            continue
        repertory, party, quality = grant.file
        rules = [law.registers[line.register_] for line in law.entries_of(grant)]
        cited = _unique(
            rule.cited
            for rule in rules
            if rule.required and rule.repertory == repertory
        )
        yield Demand(
            hop=grant.hop,
            repertory=repertory,
            party=party,
            quality=quality,
            cited="; ".join(cited) or _PLATFORM[repertory],
        )


def _exemption(law: Law, lines: Iterable[Entry]) -> str | None:
    for line in lines:
        rule = law.registers[line.register_]
        if rule.required is False:
            return f"{rule.exception} ({rule.cited})"
    return None


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
