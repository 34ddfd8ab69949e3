"""
The one door to the authentic sources: who is asked, and whether they answer.

Services ask by name and get a person or nothing. A source can be switched off or made
slow while the simulator runs; then every service that needs it notices. One that is
slower than the platform's patience counts as not answering.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from kruispunt_simulator.errors import SimulatorError
from kruispunt_simulator.message import Finding
from kruispunt_simulator.people import Person, Population

Element = Any
"""An lxml element; lxml brings no type hints."""

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rr": "National Register: persons with a national number",
        "ksz-registers": "Registers of the KSZ: bis numbers, households, and the rest",
        "opgroeien": "Opgroeien: care supplement for children, family benefits",
        "dgph": "FPS Social Security: federal disability file",
        "vsb": "Flemish social protection: help for the elderly",
        "kind-en-gezin": "Kind en Gezin: recognition of children",
        "iriscare": "Iriscare: disability file, Brussels",
        "niccin": "Health insurance funds: disability file",
        "aviq": "AVIQ: recognition of children, Wallonia",
        "dsl": "DSL: recognition, German-speaking Community",
        "mdg": "MDG: rights",
        "vaph": "VAPH: full disability file, budgets, care, Flanders",
        "social-statuses": "KSZ: harmonised social statuses",
        "insurers": "Insurance bodies: incapacity for work, maternity",
        "ksz-register": "KSZ: its register of inscriptions",
        "pod-mi": "POD MI: living wages of the public welfare centres",
        "fod-fin": "FPS Finance: assessments of the personal income tax",
        "rva": "RVA: unemployment benefits, rights, sanctions, activation",
        "vdab": "VDAB: job seekers, Flanders",
        "actiris": "Actiris: job seekers, Brussels",
        "forem": "Forem: job seekers, Wallonia",
        "adg": "ADG: job seekers, German-speaking Community",
        "benefits-federal": "Federal register of family benefits (CADAF), until 2018",
        "benefits-brussels": "Register of family benefits, Brussels",
        "benefits-wallonia": "Register of family benefits, Wallonia",
        "benefits-east-belgium": "Register of family benefits, Eastern Belgium",
        "pension-register": "Federal Pensions Service: pensions of both pillars",
        "aapd": "AAPD: the cadastre of FPS Finance, parcels and real rights",
        "vlabel": "VLABEL: Flemish tax administration, structured rights",
        "gebrg": "GEBRG: building register, what stands at an address",
        "kbi": "KBI: Integration and Civic Integration, language obligation",
    }
)
"""Every source by name, with what it holds."""

PATIENCE: Final = timedelta(seconds=15)
"""
How long a platform waits for its sources. Source: our choice; less than `HOPS` gives
the hops above, so that each can tell its asker why there is no answer.
"""

Record = Callable[[str, str], None]
"""Told of each ask: name of the source, and `answered` or `unavailable`."""

Consult = Callable[[str, str, str, Element], Element]
"""From service, version, operation and `criteria` to the response root of the KSZ."""


class SourceUnavailable(SimulatorError):
    """A source that the answer needs does not answer."""

    def __init__(self, source: str) -> None:
        super().__init__(f"source {source} does not answer")
        self.source = source


class SourceTimedOut(SourceUnavailable):
    """It may have answered yet, but nobody waited."""


class NoAnswer(SimulatorError):
    """The KSZ gave no response to read: it answered with a fault, or not at all."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings[0].check)
        self.findings = findings
        """What the hop refuses with, unless the service knows better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a source is doing."""

    available: bool = True
    delay_seconds: float = 0.0
    """How long it takes before it answers, or before it fails."""


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The present conditions, shared by all views; `lock` guards `by_source`."""

    by_source: dict[str, Condition]
    lock: threading.Lock = field(default_factory=threading.Lock)


class Sources:
    """All sources together."""

    def __init__(
        self,
        people: Population,
        conditions: Mapping[str, Condition] | None = None,
        *,
        patience: timedelta = PATIENCE,
        sleep: Callable[[float], object] = time.sleep,
        named: Callable[[str], bool] = lambda ssin: False,
    ) -> None:
        """
        Put the sources before `people`.

        Args:
            people: Everybody; each source reads its own section.
            conditions: By source; those not named are well.
            patience: Longest wait, for all sources of an answer together.
            sleep: How to wait for a slow source.
            named: Whether a test case tells of a number that is in nobody's file.

        Raises:
            LookupError: `conditions` names an unknown source.
        """
        self._people = people
        self._conditions = _Conditions({name: Condition() for name in SOURCES})
        self._patience = patience.total_seconds()
        self._sleep = sleep
        self._named = named
        self._record: Record | None = None
        self._consult: Consult | None = None
        self._waited = 0.0
        for source, condition in (conditions or {}).items():
            self.set_condition(source, condition)

    def asking(self, record: Record, consult: Consult | None = None) -> Sources:
        """
        Give a view on the same sources for one answer, in one thread.

        Args:
            record: Told of each ask.
            consult: How to ask the KSZ, where the hop can.

        Returns:
            Its sources are asked as if at the same time: the slowest decides how long
            the answer takes, as at the real platforms.
        """
        view = object.__new__(Sources)
        view._people = self._people
        view._conditions = self._conditions
        view._patience = self._patience
        view._sleep = self._sleep
        view._named = self._named
        view._record = record
        view._consult = consult
        view._waited = 0.0
        return view

    def ask(self, source: str, ssin: str) -> Person | None:
        """
        Ask a source about a person.

        Returns:
            The person, of which the caller reads the section of this source only; None
            when nobody has the number.

        Raises:
            LookupError: No such source.
            SourceTimedOut: It takes longer than the patience; raised after that.
            SourceUnavailable: It is switched off; raised after its delay.
        """
        self._reach(source)
        return self._people.get(ssin)

    def holding(self, source: str, kind: str, key: str) -> tuple[Person, ...]:
        """
        Ask a source about something else than a person, such as a parcel.

        Args:
            source: Name in `SOURCES`.
            kind: Kind of key, as `Person.keys` gives it.
            key: Which one.

        Returns:
            Everybody whose file names the key, by number; empty for none.

        Raises:
            LookupError: No such source.
            SourceUnavailable: As `ask`.
        """
        self._reach(source)
        return self._people.having(kind, key)

    def consult(
        self, service: str, version: str, operation: str, criteria: Element
    ) -> Element:
        """
        Ask the KSZ, in the name and capacity of the hop that answers.

        Args:
            service: Contract of the KSZ, such as `LivingWagesService`.
            version: Such as `v2`.
            operation: One of the contract.
            criteria: The `criteria` element, or what stands in its place.

        Returns:
            The response root, valid and verified; its status may be any.

        Raises:
            LookupError: The hop has no line to the KSZ.
            NoAnswer: There is no response; a service lets it pass, unless the KSZ is
                only one of several that it asks.
        """
        if self._consult is None:
            raise LookupError("no line to the KSZ from here")
        return self._consult(service, version, operation, criteria)

    def _reach(self, source: str) -> None:
        condition = self.condition(source)
        late = condition.delay_seconds > self._patience
        self._wait(min(condition.delay_seconds, self._patience))
        answers = condition.available and not late
        if self._record is not None:
            self._record(source, "answered" if answers else "unavailable")
        if late:
            raise SourceTimedOut(source)
        if not condition.available:
            raise SourceUnavailable(source)

    def _wait(self, seconds: float) -> None:
        left = seconds - self._waited
        if left > 0:
            self._sleep(left)
            if self._record is not None:  # a view; the others share this object
                self._waited = seconds

    def register(self, ssin: str) -> Person | None:
        """
        Look a number up in the registers of persons, which both platforms keep at hand.

        Returns:
            The person, of which the caller reads `identity` only; None when nobody has
            the number. Is no source: cannot fail and is not recorded.
        """
        return self._people.get(ssin)

    def in_cases(self, ssin: str) -> bool:
        """
        Find out whether a test case tells of a number, whoever has it or not.

        Whom cases tell of must be registered before anybody may ask for them.
        """
        return self._named(ssin)

    def registered(self, kind: str, key: str) -> tuple[Person, ...]:
        """
        Look up whose file names somebody or something, in the same registers.

        Args:
            kind: Kind of key, as `Person.keys` gives it, such as `parent`.
            key: Which one.

        Returns:
            By number; empty for none.
        """
        return self._people.having(kind, key)

    def household(self, key: str) -> tuple[Person, ...]:
        """Look up whose file names a household, now or in the past; by number."""
        return self.registered("household", key)

    def condition(self, source: str) -> Condition:
        """
        Tell how a source is doing.

        Raises:
            LookupError: No such source.
        """
        with self._conditions.lock:
            return self._conditions.by_source[_known(source)]

    def set_condition(self, source: str, condition: Condition) -> None:
        """
        Change how a source is doing, from now on and for all views.

        Raises:
            LookupError: No such source.
        """
        with self._conditions.lock:
            self._conditions.by_source[_known(source)] = condition


def _known(source: str) -> str:
    if source not in SOURCES:
        raise LookupError(f"no source {source!r}; known: {', '.join(SOURCES)}")
    return source
