"""A grant: one line of an act, for one party at one hop."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Register = Literal["none", "vdi", "ksz", "fidus"]


def _without_nesting(paths: object) -> object:
    """Take the items of lists in a list: an act names a shared list among others."""
    if not isinstance(paths, tuple):
        return paths
    nested = (path if isinstance(path, tuple) else (path,) for path in paths)
    return tuple(path for each in nested for path in each)


Paths = Annotated[tuple[str, ...], BeforeValidator(_without_nesting)]
"""Paths of elements; a list of them may stand in a list, for what grants share."""


class Grant(BaseModel):
    """What one party may ask at one hop under one capacity, and on which ground."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """Stable, kebab case."""
    hop: Literal["wiv", "magda", "ksz"]
    party: str
    """Party id: who calls this hop."""
    capacity: str
    """`Hoedanigheid` at MAGDA and Wonen in Vlaanderen, `legalContext` at the KSZ, or
    `sector/institution` in its SSDN."""
    service: str
    operations: tuple[str, ...] = ()
    """Empty means every operation of the service."""
    act: str
    """As it is cited."""
    paragraphs: str
    from_: date = Field(alias="from")
    until: date | None = None
    """Last day in force; None while no end is known."""
    beneficiaries: tuple[str, ...] = ()
    """Party ids on whose behalf an integrator asks; empty means for itself."""
    register_: Register = Field(alias="register", default="none")
    """Repertory in which the person asked about must be inscribed."""
    registrant: str | None = None
    """Party whose inscription counts; None means `party`."""
    quality: str | None = None
    """Quality that such an inscription must have; None means `capacity`."""
    inscribes: dict[str, str] = Field(default_factory=dict)
    """Repertories in which a question under this grant may write, with the quality that
    the lines get there: that of the grants that will look for them."""
    closed: Paths = ()
    """
    Parts of a question that the act does not open, as paths from `Vraag` (MAGDA) or
    from the request (KSZ). A question that has one, and not as a flag that says no, is
    refused: what it brings up cannot be withheld by its path.
    """
    withheld: Paths = ()
    """Paths of elements that stay behind."""
    withheld_of_adults: tuple[str, ...] = ()
    """As `withheld`, when the person asked about is 18 or older."""
    neutral: dict[str, str] = Field(default_factory=dict)
    """Value that stands in for a withheld element which the contract demands."""
    history_years: int | None = Field(default=None, ge=0)
    """How many years back the party may see; None where the act sets no limit."""
    onward: str | None = None
    """Capacity under which this hop asks the next one for this grant."""

    @property
    def citation(self) -> str:
        """Act and paragraphs."""
        return f"{self.act} {self.paragraphs}"

    @property
    def file(self) -> tuple[str, str, str]:
        """The file that must be open: repertory, party that keeps it, purpose."""
        return (
            self.register_,
            self.registrant or self.party,
            self.quality or self.capacity,
        )

    def in_force(self, on: date) -> bool:
        """Whether the grant holds on a day."""
        return self.from_ <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The legal verdict, never without a reason."""

    grant: Grant | None
    """None when refused."""
    reason: str
    near: tuple[Grant, ...] = field(default=())
    """Grants that almost fit, to explain a refusal."""

    @property
    def allowed(self) -> bool:
        """Whether the question may be asked."""
        return self.grant is not None


class Successor(BaseModel):
    """A service that took over from a stopped one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: str
    version: str
    for_: str | None = Field(alias="for", default=None)
    """What it took over, in the words of the reply (Dutch); None: everything."""


class Discontinued(BaseModel):
    """A service that was stopped for everybody, and what came in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: str
    version: str
    """As in `Context/Versie`."""
    path: str
    """Where its callers still knock."""
    until: date
    """Last day on which it answered."""
    successors: tuple[Successor, ...]
    act: str
    paragraphs: str

    @property
    def citation(self) -> str:
        """Act and paragraphs."""
        return f"{self.act} {self.paragraphs}"

    @property
    def told(self) -> str:
        """The successors as the reply names them: one text, Dutch."""
        return "; ".join(
            f"{each.service} {each.version}" + (f" ({each.for_})" if each.for_ else "")
            for each in self.successors
        )
