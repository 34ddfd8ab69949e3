"""What distinguishes the three hops: a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from kruispunt_contracts.catalogue import Dialect

from kruispunt_simulator.dialects.magda import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class HopPlan:
    """One platform of the chain."""

    name: str
    title: str
    dialect: Dialect
    """How it speaks as long as no contract says otherwise."""
    operator: str
    """Party id under which this hop calls the next one."""
    next_hop: str | None
    """Hop that every question (`relays`) or some questions go on to."""
    patience: timedelta
    """How long it waits for the next hop; zero without one."""
    relays: bool
    """Whether questions go on unchanged but for the context, or are answered here."""
    user_required: bool
    """Whether a message must name the physical user also under policy `platform`."""
    platform: Platform
    """Afzender of replies in the MAGDA dialect."""
    faults: Mapping[str, str]
    """Wire fault by situation, for the checks that all hops share."""
    security_faults: Mapping[str, str] = field(default_factory=dict)
    """Wire fault by the begin of a check's id, where one is finer than `signature`."""
    single_path: str | None = None
    """Path that takes every service."""
    also: tuple[Dialect, ...] = ()
    """Dialects besides `dialect` in which it has contracts."""

    @property
    def dialects(self) -> tuple[Dialect, ...]:
        """Dialects of the contracts that it serves."""
        return (self.dialect, *self.also)

    def security_fault(self, check: str) -> str:
        """The wire fault of a security problem."""
        for begin, fault in self.security_faults.items():
            if check.startswith(begin):
                return fault
        return self.faults["signature"]


_MAGDA_FAULTS: Final = MappingProxyType(
    {
        "unreadable": "magda.unreadable",
        "unsigned": "magda.signature-missing",
        "signature": "magda.signature-invalid",
        "replay": "magda.signature-invalid",
        "operation": "magda.schema",
        "schema": "magda.schema",
        "context": "magda.context-differs",
        "sender": "magda.no-authorisation",
        "authorisation": "magda.no-authorisation",
        "closed": "magda.authorisation-error",
        "user-missing": "magda.user-missing",
        "user-unknown": "magda.user-unknown",
        "not-fictitious": "magda.insz-unknown",
        "not-registered": "magda.not-registered",
        "internal": "magda.internal",
        "source": "magda.source-unavailable",
        "source-late": "magda.source-no-answer",
    }
)

_KSZ_SECURITY: Final = MappingProxyType(
    {
        "security.": "ksz.security-invalid",
        "timestamp.": "ksz.message-expired",
        "token.trust": "ksz.security-token-refused",
        "token.": "ksz.security-token-invalid",
        "signature.algorithm": "ksz.security-algorithm",
    }
)

_KSZ_FAULTS: Final = MappingProxyType(
    {
        "unreadable": "ksz.unreadable",
        "unsigned": "ksz.security-invalid",
        "signature": "ksz.signature-invalid",
        "replay": "ksz.signature-invalid",
        "operation": "ksz.unknown-operation",
        "schema": "ksz.structure",
        "context": "ksz.not-implemented",
        "sender": "ksz.wrong-credentials",
        "authorisation": "ksz.no-right",
        "closed": "ksz.no-right-to-data",
        "user-missing": "ksz.user-no-right",
        "user-unknown": "ksz.user-no-right",
        "not-fictitious": "ksz.ssin-unknown",
        "not-registered": "ksz.not-integrated",
        "internal": "ksz.internal",
        "source": "ksz.supplier-unavailable",
        "source-late": "ksz.supplier-unreachable",
    }
)

SINGLE_PATH: Final = "/api/Magda-02.00/soap/WebService"
"""One path for all services, as the official mock has it (`_wire-facts.md` 1)."""

HOPS: Final[Mapping[str, HopPlan]] = MappingProxyType(
    {
        "wiv": HopPlan(
            name="wiv",
            title="Wonen in Vlaanderen",
            dialect=Dialect.MAGDA,
            operator="wonen-in-vlaanderen",
            next_hop="magda",
            patience=timedelta(seconds=25),
            relays=True,
            user_required=True,
            platform=Platform(identificatie="wonenvlaanderen.be", naam="WiV"),
            faults=_MAGDA_FAULTS,
            single_path=SINGLE_PATH,
        ),
        "magda": HopPlan(
            name="magda",
            title="Flemish service integrator",
            dialect=Dialect.MAGDA,
            operator="magda",
            next_hop="ksz",
            patience=timedelta(seconds=20),
            relays=False,
            user_required=True,
            platform=Platform(identificatie="vip.vlaanderen.be", naam="MAGDA"),
            faults=_MAGDA_FAULTS,
            single_path=SINGLE_PATH,
        ),
        "ksz": HopPlan(
            name="ksz",
            title="Crossroads Bank for Social Security",
            dialect=Dialect.KSZ,
            also=(Dialect.SSDN,),
            operator="ksz",
            next_hop=None,
            patience=timedelta(0),
            relays=False,
            user_required=False,
            platform=Platform(identificatie="", naam=""),
            faults=_KSZ_FAULTS,
            security_faults=_KSZ_SECURITY,
        ),
    }
)
"""
From the first asker inwards. The deeper, the less patient: the client waits 30 s, the
KSZ 15 s for its sources (`sources.PATIENCE`), so whoever gives up still has somebody to
tell. Source: our choice.
"""
