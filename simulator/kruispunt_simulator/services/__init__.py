"""
One module per service: how a question is read, checked and answered.

A module declares `SERVICES`, a tuple of `Service`. `discover` finds all modules; one
without `SERVICES` fails at start.

A service comes to its answer in one of three ways. `answer` asks sources, and perhaps
the KSZ as one of them (`Sources.consult`). `onward` passes the whole question to one
operation of the KSZ and rewrites what comes back: for services of MAGDA that do no
more. `answer_to` is `answer` for the few services to which it matters who asks: those
that change the repertories, and the test of a connection.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kruispunt_simulator.message import Change, Finding, Period, StandIn

if TYPE_CHECKING:
    from kruispunt_simulator.people import Person
    from kruispunt_simulator.sources import Sources
    from kruispunt_simulator.store.repertory import Repertory

Element = Any

FLOWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "persons and households",
        "disability": "disability",
        "care-allowance": "care supplement of a child",
        "family-benefits": "family benefits",
        "living-wage": "living wage",
        "incapacity": "incapacity for work",
        "pension": "pension",
        "unemployment": "unemployment",
        "social-status": "social statuses",
        "income": "income",
        "property": "real estate",
        "language": "language requirement",
        "job-seeker": "registration as a job seeker",
        "repertory": "repertories",
        "technical": "technical",
        "own": "service of your own contracts",
    }
)
"""Data flows of social housing, as the acts group them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KszStatus:
    """`status` of a KSZ answer (C3.Status)."""

    value: str
    """DATA_FOUND, NO_DATA_FOUND, NO_RESULT or INCOMPLETE_DATA."""
    code: str
    description: str | None = None
    information: tuple[tuple[str, str], ...] = ()
    """At most 15 (fieldName, fieldValue) pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KszAnswer:
    """What a KSZ operation answers, without the echo of the question."""

    status: KszStatus | None
    """None only where the response has no `status` (TestConnectionService)."""
    ssin: str | None = None
    """None leaves the element out."""
    canceled: bool = False
    replaced_by: str | None = None
    """The number that came in place of `ssin`."""
    replaces: str | None = None
    """The number that `ssin` came in place of; some contracts tell it so."""
    content: tuple[Element, ...] = ()
    """Elements that follow `ssin` and `dataFilters` (`results`, `attest`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MagdaAnswer:
    """
    What a MAGDA service answers itself: content, level 3 findings, or both.

    A service with several sources may give errors about one together with the content
    of another (`_behaviour.md` 1.3).
    """

    inhoud: Element | None = None
    """The `Inhoud` element, complete."""
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    """What the answer promises to have changed: written with its record, or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but its findings can leave."""
        return self.inhoud is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, for an answer that depends on it."""

    party: str
    """Party id."""
    capacity: str
    """`Hoedanigheid` or `legalContext` in our codes; empty where there is none."""
    certificate: str
    """Client certificate of the connection, PEM."""
    repertory: Repertory
    """To look in; changes go into the answer."""
    inscribes: Mapping[str, str]
    """By repertory in which this asker may write: the quality of its lines there."""
    qualities: Mapping[str, frozenset[str]]
    """By repertory: every quality of the party's lines that some act asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SsdnAnswer:
    """What a service of the SSDN answers, without the document around it."""

    reply: Element | None = None
    """What follows `Version` in `ServiceReply`, complete; None when the KSZ refuses
    before it asks the source."""
    findings: tuple[Finding, ...] = ()
    """Errors and remarks for the summary of the service."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but its findings can leave."""
        return self.reply is None


Answer = MagdaAnswer | KszAnswer | SsdnAnswer
"""What a service answers, by the dialect of its contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """How a MAGDA question becomes a KSZ question, and the answer an `Inhoud`."""

    service: str
    version: str
    operation: Callable[[Element], str]
    """From the MAGDA request root to the KSZ operation name."""
    criteria: Callable[[Element], Element]
    """From the MAGDA request root to a new KSZ `criteria` element."""
    inhoud: Callable[[Element], Element]
    """From the KSZ response root to a new MAGDA `Inhoud` element."""
    refusals: Callable[[Element], tuple[Finding, ...]] | None = None
    """From the KSZ response root to level 3 findings that MAGDA adds itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One operation of one contract, at the platform that holds it."""

    service: str
    version: str
    operation: str
    flow: str
    """Key in `FLOWS`."""
    subject: Callable[[Element], str]
    """From the request root to the INSZ/SSIN asked about."""
    period: Callable[[Element], Period]
    """From the request root to the period asked about, for dated checks."""
    check: Callable[[Element, date], tuple[Finding, ...]]
    """Functional checks on the question at the simulated date; level 3 findings."""
    ask_all: Callable[[Person, date], tuple[tuple[Element, ...], ...]]
    """From a person and the simulated date to valid questions that together ask all
    that this service can tell of the person. A question is what follows `Referte` in
    `Vraag` (MAGDA), `legalContext` (KSZ) or `Version` (SSDN)."""
    answer: Callable[[Element, Sources, date], Answer] | None = None
    """From request root, sources and simulated date to the answer; None if onward."""
    answer_to: Callable[[Element, Asker, Sources, date], Answer] | None = None
    """As `answer`, told who asks."""
    sources: tuple[str, ...] = ()
    """Names in `sources.SOURCES` that the answer may ask."""
    consults: tuple[tuple[str, str, str], ...] = ()
    """Service, version and operation of the KSZ that `answer` may ask."""
    onward: Onward | None = None
    relay: Callable[[Element, str, str], Element] | None = None
    """What Wonen in Vlaanderen makes of the content of a question that it passes on in
    its own name: from that element and the agency's `Identificatie` and `Hoedanigheid`
    to another. None: it goes on as it is."""
    refused: Callable[[], Element] | None = None
    """The `Inhoud` beside the errors of a refusal of level 3; None for none."""
    overlap: bool = False
    """Whether an inscription counts that has a day of `period` in it; else one of
    today. Source: `_behaviour.md` 1.6, the two variants of the check."""
    numbers_in: Callable[[Element], Iterable[str]] | None = None
    """From the request root to every text that may be the number of a person, in
    services of which nobody knows where those stand; None: `subject` is all of them."""
    impersonal: bool = False
    """Whether a question may be about no person: an enterprise, a parcel, a line. Then
    `subject` raises LookupError."""
    telling: frozenset[str] = field(default_factory=frozenset)
    """Paths of statuses that are an answer by themselves (yes or no), so that a reply
    from which all else was withheld is not empty."""
    ages: Mapping[str, str] = field(default_factory=dict)
    """Path of a block that may be too old for a party, and below it that of its year or
    date."""
    stand_ins: Mapping[str, StandIn] = field(default_factory=dict)
    """By path, what stands in a block of which all is withheld, where the contract
    demands the block and has a word for that."""


def discover() -> dict[tuple[str, str, str], Service]:
    """
    Find every service of this package.

    Returns:
        By (service, version, operation).

    Raises:
        LookupError: A module declares no `SERVICES`, or two declare the same one.
    """
    found: dict[tuple[str, str, str], Service] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        services: Iterable[Service] | None = getattr(module, "SERVICES", None)
        if not services:
            raise LookupError(f"{module.__name__} declares no SERVICES")
        for service in services:
            key = (service.service, service.version, service.operation)
            if key in found:
                raise LookupError(f"{module.__name__}: {key} is declared twice")
            found[key] = service
    return found
