"""`kruispunt law`: what the acts grant, explained and as a matrix; own acts checked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from kruispunt_contracts import catalogue
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import (
    Demand,
    Explanation,
    FieldStanding,
    Grant,
    Ground,
    KeepRule,
    Law,
    explain,
    matrix,
)

from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.legal import in_use, law_with
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.running import read_running

_WIDTH: Final = 100
_COLUMNS: Final = (
    "hop",
    "party",
    "through",
    "service",
    "capacity",
    "citation",
    "from",
    "until",
)
_MOST_NEAR: Final = 5
"""Grants that a refusal names as text; JSON has them all."""

Line = tuple[str, str]
"""Label and text; a label that is empty goes on below the last one."""


def law_of(state: Path) -> Law:
    """The law of the chain that runs on a state folder, or ours."""
    return in_use(read_running(state)).law


def explanation(
    state: Path, party: str, service: str, *, on: date | None, **asked: str | None
) -> Explanation:
    """
    Explain what a party may have.

    Args:
        state: Whose chain, if one runs there, tells law and date.
        party: See `kruispunt_law.explain`, as for the rest.
        service: Likewise.
        on: None is the business date.
        asked: `hop`, `operation`, `capacity`, `field`.

    Raises:
        UnknownName: Nothing has one of the names.
    """
    running = read_running(state)
    today = running.today() if running else belgian_date(datetime.now(UTC))
    return explain(
        in_use(running).law,
        party,
        service,
        on=on or today,
        parties=[each.id for each in Parties.load().all],
        **asked,
    )


def problems(path: Path, contracts: Path | None = None) -> tuple[str, ...]:
    """
    Find what is wrong with an act file, also that nobody here can ask under it.

    Args:
        path: A file, or a folder of those.
        contracts: Folder of contracts of the user's own, which it may name.

    Returns:
        A line each, with file, line and reason.
    """
    try:
        law_with([path], Parties.load(), catalogue.load(contracts))
    except ConfigurationError as error:
        return tuple(str(error).splitlines())
    return ()


def rows(law: Law, on: date | None, *, short: bool = False) -> list[dict[str, Any]]:
    """The matrix as plain rows, all of each or what fits on a line."""
    found = [row.to_dict() for row in matrix(law, on=on)]
    if not short:
        return found
    return [{name: row[name] for name in _COLUMNS} for row in found]


def described(told: Explanation) -> Iterator[str]:
    """An explanation as lines for people."""
    day = told.on.isoformat()
    if told.allowed:
        through = f", through {', '.join(told.through)}" if told.through else ""
        yield f"yes: {told.party} may have {told.service} on {day}{through}"
    else:
        yield f"no: {told.reason}"
    for ground in told.grounds:
        yield from _block(_title(ground.grant), _about(ground))
    if told.allowed:
        return
    near = [(_title(grant), grant.citation) for grant in told.nearest[:_MOST_NEAR]]
    if near and not told.grounds:
        more = len(told.nearest) - len(near)
        yield "nearest:" if not more else f"nearest (and {more} more):"
        yield from (f"  {title}: {cited}" for title, cited in near)
    for refusal in told.refusals:
        yield f"the act says: {refusal.who}, {refusal.what}: {refusal.why}"
        yield f"  ({refusal.cited})"


def _title(grant: Grant) -> str:
    where = f"{grant.party} at {grant.hop}, {named_service(grant)}"
    return f"{where}, capacity {grant.capacity}, {_in_force(grant)}"


def named_service(grant: Grant) -> str:
    """Service, versions and operations of a grant, in a line."""
    operations = f" {', '.join(grant.operations)}" if grant.operations else ""
    return f"{grant.service} {'/'.join(grant.versions)}{operations}"


def _in_force(grant: Grant) -> str:
    until = f" until {grant.until.isoformat()}" if grant.until else ""
    return f"from {grant.from_.isoformat()}{until}"


def _about(ground: Ground) -> Iterator[Line]:
    grant = ground.grant
    yield "ground", f"{grant.citation} ({grant.id})"
    for line in ground.lines:
        yield "line of the act", f"{line.id}: {', '.join(line.paragraphs)}"
    if ground.standing is not None:
        yield from _field(ground.standing)
    else:
        yield from _fields(ground)
    for demand in ground.repertories:
        yield "repertory", _demanded(demand)
    if ground.exempt is not None:
        yield "repertory", f"exempt: {ground.exempt}"
    for name, quality in grant.inscribes.items():
        yield "inscribes", f"{name}, in quality {quality}"
    if grant.beneficiaries:
        yield "on behalf of", ", ".join(grant.beneficiaries)
    for purpose in ground.purposes.values():
        yield "purpose", f"{purpose.for_} ({purpose.cited})"
    if grant.roles:
        bound = ", bound to confidentiality" if grant.confidentiality else ""
        yield "staff", f"{', '.join(grant.roles)}{bound}"
    yield from _history(ground)
    for rule in ground.keep.values():
        yield "keep", _kept(rule)
    for each in ground.passed_on:
        yield "passing on", f"{each.rule} ({each.cited})"
    for further in ground.onward:
        yield "asked next", f"{_title(further)}: {further.citation}"


def _fields(ground: Ground) -> Iterator[Line]:
    if ground.fields is not None:
        yield "fields", ", ".join(ground.fields)
    elif ground.lines:
        yield "fields", "all that the service tells"
    else:
        yield "fields", "none: the service tells nothing of anybody"
    if ground.withheld:
        yield "refused", ", ".join(ground.withheld)
    if ground.beyond:
        yield "not on the list", ", ".join(ground.beyond)


def _field(standing: FieldStanding) -> Iterator[Line]:
    said = {
        "allowed": "allowed",
        "withheld": "expressly refused",
        "beyond": "not on the list",
        "not told": "not a matter of this service",
    }[standing.standing]
    yield "field", f"{standing.field}: {said}"
    for key, paths in standing.places.items():
        yield "on the wire", f"{key[2]}: {', '.join(paths)}"


def _demanded(demand: Demand) -> str:
    return (
        f"{demand.repertory}, inscribed by {demand.party} in quality "
        f"{demand.quality}; {demand.hop} looks ({demand.cited})"
    )


def _history(ground: Ground) -> Iterator[Line]:
    if ground.grant.history_years is not None:
        yield "history", f"{ground.grant.history_years} years back at most"
    for text in dict.fromkeys(line.history for line in ground.lines):
        yield "history", text


def _kept(rule: KeepRule) -> str:
    begin = rule.from_ or "no term stated"
    parts = (
        f"at most {rule.at_most} from {begin}" if rule.at_most else begin,
        rule.scope,
        rule.applies_when,
        rule.combine,
        rule.then,
        rule.note,
    )
    return f"{'; '.join(part for part in parts if part)} ({rule.cited})"


def _block(head: str, lines: Iterable[Line]) -> Iterator[str]:
    """Write a head, and below it labels with their texts."""
    yield f"  {head}"
    last = ""
    for name, text in lines:
        label = f"    {'' if name == last else name:<15} "
        last = name
        yield textwrap.fill(
            label + text,
            width=_WIDTH,
            subsequent_indent=" " * len(label),
            break_long_words=False,
            break_on_hyphens=False,
        )
