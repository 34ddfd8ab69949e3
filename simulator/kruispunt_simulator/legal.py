"""The law of a chain and the codes on its wire: ours, and the user's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Catalogue
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import ACTS, Codes, Grant, Law, law, load_codes, load_law

from kruispunt_simulator.parties import Parties
from kruispunt_simulator.running import Running


@dataclass(frozen=True, slots=True, kw_only=True)
class Legal:
    """What a chain goes by; the same in every process of it."""

    law: Law
    codes: Codes


def load_legal(
    acts: Sequence[Path],
    codes: Path | None,
    parties: Parties,
    contracts: Catalogue | None = None,
) -> Legal:
    """
    Read the user's own acts beside ours, and the user's own codes.

    Args:
        acts: Files of one act, or folders of those.
        codes: File of codes; None for none.
        parties: In our codes.
        contracts: What can be asked; None for what comes along.

    Raises:
        ConfigurationError: A file is wrong: file, line and reason of everything that
            is.
    """
    found = law_with(acts, parties, contracts)
    if codes is None:
        return Legal(law=found, codes=Codes())
    known: dict[str, set[str]] = {}
    for party in parties.all:
        for connection in party.connections:
            known.setdefault(connection.hop, set()).update(connection.capacities)
    for grant in found.grants:
        known.setdefault(grant.hop, set()).add(grant.capacity)
    return Legal(law=found, codes=load_codes(codes, known))


def law_with(
    acts: Sequence[Path], parties: Parties, contracts: Catalogue | None = None
) -> Law:
    """
    Read the user's own acts beside ours.

    Args:
        acts: Files of one act, or folders of those.
        parties: In our codes.
        contracts: What can be asked; None for what comes along.

    Raises:
        ConfigurationError: A file is wrong, or grants what nobody can ask here.
    """
    if not acts and contracts in (None, catalogue.load()):
        return law()
    found = load_law([ACTS, *acts], contracts)
    ours = {grant.id for grant in law().grants}
    problems = [
        f"{found.where[grant.id]}: {grant.id}: {problem}"
        for grant in found.grants
        if grant.id not in ours
        for problem in _nobody(grant, parties)
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return found


def in_use(running: Running | None) -> Legal:
    """What a running chain goes by; without one, what comes along."""
    if running is None:
        return Legal(law=law(), codes=Codes())
    found = law_with(running.law, Parties.load(), catalogue.load(running.contracts))
    return Legal(law=found, codes=running.codes)


def _nobody(grant: Grant, parties: Parties) -> Iterator[str]:
    """Find why nobody here can ask under a grant: a check before the law refuses."""
    for name in (grant.party, *grant.beneficiaries, *filter(None, [grant.registrant])):
        if parties.get(name) is None:
            yield f"no party {name}; `kruispunt parties` lists them"
    party = parties.get(grant.party)
    if party is None:
        return
    doors: Collection[str] = {
        capacity
        for connection in party.connections
        if connection.hop == grant.hop
        for capacity in connection.capacities
    }
    if grant.capacity not in doors:
        there = ", ".join(sorted(doors)) or "none"
        yield (
            f"{grant.party} was not given capacity {grant.capacity} at {grant.hop}; "
            f"those it has there: {there}"
        )
