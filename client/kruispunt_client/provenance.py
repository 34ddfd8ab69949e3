"""
Where an answer comes from: over which hops it was asked for, on which ground at each.

Worked out from who asked what and when, and the acts, as `keeping.py` does; nothing of
it is sent. The hops behind the first are those that the acts prescribe (R-LC-04: 14/088
§3; 22/004 §6, §31; 23/058 §79.11, §87; Protocol WiV–Wonen in Limburg recital C).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kruispunt_law import Grant
from kruispunt_law.ground import chain

from kruispunt_client.errors import References
from kruispunt_client.keeping import ground_of, law_of
from kruispunt_client.results import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One question in the chain."""

    party: str
    """Who asks."""
    hop: str
    """Who is asked."""
    service: str
    citation: str
    """Act and paragraphs under which it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What accounts for one answer."""

    asked: Asked
    links: tuple[Link, ...]
    """From the asker inwards; empty when the ground is not known. Authentic sources
    stand behind the last."""
    legal_basis: str | None
    """Act and paragraphs under which we asked; None when they are not known."""
    references: References
    """The tickets of this exchange."""
    trace: str
    """Key of this exchange in the log of every hop."""
    signer: str | None
    keep_until: date | None
    """Last day; None while no event that starts a term is known."""

    @property
    def hops(self) -> tuple[str, ...]:
        """The hops of the chain, such as `("wiv", "magda", "ksz")`."""
        return tuple(dict.fromkeys((self.asked.hop, *(k.hop for k in self.links))))


def links_of(asked: Asked) -> tuple[tuple[Link, ...], str | None]:
    """
    Give the questions of a chain, and the legal basis of the first.

    Args:
        asked: By whom, and what.

    Raises:
        InvalidSettings: The profile names what is not there.
    """
    known = law_of(asked.acts, asked.contracts)
    ground, _ = ground_of(known, asked)
    if ground is None:
        return (), None
    cited = known.cited(ground)
    if not isinstance(ground, Grant):
        return (), cited
    behind = chain(known, ground, asked.received) or ()
    return tuple(map(_link, (ground, *behind))), cited


def _link(grant: Grant) -> Link:
    return Link(
        party=grant.party,
        hop=grant.hop,
        service=grant.service,
        citation=grant.citation,
    )
