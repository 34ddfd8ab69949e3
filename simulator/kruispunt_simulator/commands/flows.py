"""The data flows that `ask` knows: a table from flow and hop to a typed call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kruispunt_client.calls import handicap


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Arguments of one question, as the command line gives them."""

    insz: str
    user: str
    on: date | None
    period: tuple[date, date] | None
    quarter: str | None
    today: date

    def day_or_period(self) -> dict[str, Any]:
        """As the typed calls take it; the business date when nothing was given."""
        if self.period is not None:
            return {"period": self.period}
        return {"on": self.on or self.today}

    def quarters(self) -> tuple[str, ...]:
        """
        The quarter given, or those of the day, or of both ends of the period.

        Returns:
            One quarter, or two for a period that no quarter holds.
        """
        if self.quarter:
            return (self.quarter,)
        days = self.period or (self.on or self.today,)
        return tuple(dict.fromkeys(map(quarter_of, days)))

    def the_quarter(self) -> str:
        """The one quarter; `Flow.problem` has said that there is no other."""
        (quarter,) = self.quarters()
        return quarter


def quarter_of(day: date) -> str:
    """The quarter that holds a day, such as `2024Q1`."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


Ask = Callable[[Any, Asked], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One flow at one dialect of hops."""

    name: str
    service: str
    """Name of the contract: by it the grant, and so the connection, is found."""
    operations: tuple[str, ...]
    """Other names that mean this flow."""
    hops: frozenset[str]
    ask: Ask
    quarterly: bool = False
    """Asked about one quarter; else about a day or a period."""

    def problem(self, asked: Asked) -> str | None:
        """Say what of the dates this flow cannot ask; None when it can ask all."""
        if self.quarterly and len(asked.quarters()) > 1:
            return (
                f"{self.name} is asked about one quarter: give --quarter, such as "
                f"{asked.quarters()[0]}, or --on, or --from and --to inside one"
            )
        if not self.quarterly and asked.quarter:
            return (
                f"{self.name} is asked about a day or a period: give --on, or --from "
                "and --to, and no --quarter"
            )
        return None


_MAGDA: Final = frozenset({"wiv", "magda"})
_KSZ: Final = frozenset({"ksz"})


def _zorgtoeslag(connection: Any, asked: Asked) -> Any:
    return connection.care_allowance.supplement(
        asked.insz, user=asked.user, **asked.day_or_period()
    )


def _files_of(sources: Sequence[handicap.HandicapSource]) -> Ask:
    """Ask these sources for everything."""

    def ask(connection: Any, asked: Asked) -> Any:
        return connection.disability.files(
            asked.insz,
            user=asked.user,
            sources=sources,
            parts=list(handicap.FilePart),
            **asked.day_or_period(),
        )

    return ask


def _arbeidsongeschiktheid(connection: Any, asked: Asked) -> Any:
    return connection.incapacity.periods(
        asked.insz, asked.the_quarter(), user=asked.user
    )


def _consult_attest(connection: Any, asked: Asked) -> Any:
    return connection.incapacity.attest(
        asked.insz, asked.the_quarter(), user=asked.user
    )


FLOWS: Final = (
    Flow(
        name="zorgtoeslag",
        service="GeefZorgtoeslag",
        operations=("GeefZorgtoeslag",),
        hops=_MAGDA,
        ask=_zorgtoeslag,
    ),
    Flow(
        name="dossier-handicap",
        service="GeefDossierHandicap",
        operations=("GeefDossierHandicap",),
        hops=_MAGDA,
        ask=_files_of([s for s in handicap.HandicapSource if s.value != "KindEnGezin"]),
    ),
    Flow(
        name="dossier-handicap",
        service="HandiService",
        operations=("HandiService", "consultFilesByDate", "consultFilesByPeriod"),
        hops=_KSZ,
        ask=_files_of([*handicap.HandicapSource]),
    ),
    Flow(
        name="arbeidsongeschiktheid",
        service="GeefArbeidsongeschiktheid",
        operations=("GeefArbeidsongeschiktheid",),
        hops=_MAGDA,
        ask=_arbeidsongeschiktheid,
        quarterly=True,
    ),
    Flow(
        name="arbeidsongeschiktheid",
        service="HdiIndemnityAllowanceService",
        operations=("consultIndemnityPeriods",),
        hops=_KSZ,
        ask=_arbeidsongeschiktheid,
        quarterly=True,
    ),
    Flow(
        name="attest",
        service="HdiIndemnityAllowanceService",
        operations=("consultAttest",),
        hops=_KSZ,
        ask=_consult_attest,
        quarterly=True,
    ),
)


def find_flow(name: str, via: str | None, reachable: frozenset[str]) -> Flow | None:
    """
    Find a flow by its name or that of a service or operation.

    Args:
        name: Case, dashes and underscores do not count.
        via: Hop that was asked for; None for any that is reachable.
        reachable: Hops to which the party is connected.
    """
    wanted = _plain(name)
    for flow in FLOWS:
        if wanted not in map(_plain, (flow.name, *flow.operations)):
            continue
        hops = flow.hops & (frozenset({via}) if via else reachable)
        if hops:
            return flow
    return None


def names() -> Mapping[str, str]:
    """Flow names and the hops at which each can be asked, for messages."""
    found: dict[str, set[str]] = {}
    for flow in FLOWS:
        found.setdefault(flow.name, set()).update(flow.hops)
    return {name: "/".join(sorted(hops)) for name, hops in found.items()}


def _plain(name: str) -> str:
    return re.sub(r"[-_ ]", "", name).lower()
