"""The page of the docs that tells who may ask what: `docs/law-matrix.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kruispunt_law import Grant, Law, matrix

from kruispunt_simulator.commands.law import named_service
from kruispunt_simulator.parties import Parties

_PAGE: Final = """\
# Who may ask what

Every ground on which a party may ask a service, at which hop, and which act says so.
Made from the acts by `kruispunt law matrix --table`; do not edit it by hand.

How to read it:

- A hop checks for itself. `wonen-in-limburg` asks `wiv`, which asks `magda` in its own
  name, which asks `ksz` in its own name: each needs a line here.
- What is not here is refused: 13001 at `wiv` and `magda`, MSG00015 at `ksz`.
- *Capacity* is the `Hoedanigheid`, at `ksz` the `legalContext` or place in the SSDN. It
  is invented; `kruispunt up --codes FILE` puts your own in its place.
- *Repertory* is where the person must be inscribed beforehand; *for* is on whose behalf
  an integrator asks.
- `HdiIndemnityAllowanceNotifications` is what the KSZ sends of itself, unasked.
- *Until* is empty as long as no end is known.

Which fields, how long to keep them, which staff: `kruispunt law explain PARTY SERVICE`.
"""


def page(law: Law) -> str:
    """
    Write the matrix as a document.

    Returns:
        Markdown; `docs/law-matrix.md` is this text, and a test compares.
    """
    lines = [_PAGE, *_acts(law)]
    found = matrix(law)
    for hop in dict.fromkeys(row.grant.hop for row in found):
        lines += [f"## At `{hop}`", ""]
        lines += ["| party | service | capacity | ground | repertory | from | until |"]
        lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
        last = ""
        for row in found:
            if row.grant.hop == hop and row.through is None:
                party = "" if row.party == last else f"**{row.party}**"
                last = row.party
                lines.append(f"| {party} | {_cells(row.grant)} |")
        lines.append("")
    lines += ["## Through another", ""]
    lines += ["| party | asks through | service | ground |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += dict.fromkeys(
        f"| {row.party} | {row.through} at `{row.grant.hop}` | "
        f"{named_service(row.grant)} | {row.grant.citation} |"
        for row in found
        if row.through is not None
    )
    named = {row.party for row in found}
    named |= {each for row in found for each in row.grant.beneficiaries}
    silent = [p.id for p in Parties.load().all if p.id not in named]
    lines += ["", "## Nothing", "", "No act grants anything here to:", ""]
    return "\n".join([*lines, *(f"- {name}" for name in silent), ""])


def _acts(law: Law) -> Iterator[str]:
    yield "## The acts\n"
    yield "| act | what | decided | in force | amended |"
    yield "| --- | --- | --- | --- | --- |"
    for act in law.acts.values():
        if act.kind == "reference":
            continue
        amended = ", ".join(
            f"{each.decided.isoformat()}"
            + (f" (from {each.in_force.isoformat()})" if each.in_force else "")
            for each in act.amended
        )
        until = act.ended or act.in_force.until
        begin = act.in_force.from_.isoformat() if act.in_force.from_ else "unknown"
        decided = act.decided.isoformat() if act.decided else ""
        yield (
            f"| {act.cited} | {act.title} | {decided} | from {begin}"
            f"{f' until {until.isoformat()}' if until else ''} | {amended} |"
        )
    yield ""


def _cells(grant: Grant) -> str:
    service = named_service(grant)
    if grant.beneficiaries:
        service += f" *for {', '.join(grant.beneficiaries)}*"
    repertory = "" if grant.register_ == "none" else str(grant.register_)
    if grant.registrant not in (None, grant.party) and repertory:
        repertory += f" of {grant.registrant}"
    until = grant.until.isoformat() if grant.until else ""
    begin = grant.from_.isoformat()
    return " | ".join(
        (service, f"`{grant.capacity}`", grant.citation, repertory, begin, until)
    )
