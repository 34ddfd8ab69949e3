"""`kruispunt services` and `parties`, and the table of data flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Dialect
from kruispunt_law import Grant, law

from kruispunt_simulator import services as service_modules
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.legal import in_use
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.running import read_running
from kruispunt_simulator.services import Service
from kruispunt_simulator.services._own import with_own


def services(state: Path | None = None) -> list[dict[str, Any]]:
    """
    Every operation: contract, paths, where its answer comes from, who may ask.

    Args:
        state: Folder of a chain, whose contracts and acts count while it runs; None
            for what comes along.
    """
    running = None if state is None else read_running(state)
    contracts = catalogue.load(None if running is None else running.contracts)
    known = with_own(service_modules.discover(), contracts)
    grants = in_use(running).law.grants
    rows = []
    for contract in contracts.contracts:
        for operation in contract.operations:
            service = known.get((contract.service, contract.version, operation.name))
            hops = [h for h, plan in HOPS.items() if contract.dialect in plan.dialects]
            rows.append(
                {
                    "service": contract.service,
                    "version": contract.version,
                    "operation": operation.name,
                    "hops": hops,
                    "paths": list(contract.paths),
                    "own": contract.own,
                    "answered": service is not None,
                    "flow": service.flow if service else None,
                    "source": _source_of(service),
                    "asks": _asks(service) if service else [],
                    "granted_to": sorted(
                        {
                            f"{grant.party}@{grant.hop}"
                            for grant in grants
                            if grant.covers(
                                contract.service, contract.version, operation.name
                            )
                        }
                    ),
                }
            )
    return rows


def _source_of(service: Service | None) -> str:
    """Where an answer comes from: the KSZ, by contract, or the hop's own source."""
    if service is None:
        return "own source"
    asked = {(name, version) for name, version, _ in service.consults}
    if service.onward:
        asked.add((service.onward.service, service.onward.version))
    of_the_ksz = [f"ksz {name} {version}" for name, version in sorted(asked)]
    own = ["own source"] if service.sources or not asked else []
    return ", ".join([*of_the_ksz, *own])


def data_flows() -> str:
    """
    Write the table of data flows: which service, along which hops, on which ground.

    Returns:
        A Markdown document; `docs/data-flows.md` is this text, and a test compares.
    """
    grants = law().grants
    known = service_modules.discover()
    lines = [_DATA_FLOWS]
    for flow, title in service_modules.FLOWS.items():
        rows = [service for service in known.values() if service.flow == flow]
        if not rows:
            continue
        lines += [
            f"## {title[0].upper()}{title[1:]}",
            "",
            "| service | chain | legal basis |",
            "| --- | --- | --- |",
        ]
        rows.sort(key=lambda row: (_dialect(row), row.service, row.version))
        for row in rows:
            grounds = _grounds(
                grant
                for grant in grants
                if grant.covers(row.service, row.version, row.operation)
            )
            lines.append(
                f"| {_named(row)} | {_chain(row)} | "
                f"{'<br>'.join(grounds) or 'nobody here'} |"
            )
        lines.append("")
    return "\n".join(lines)


def parties(state: Path | None = None) -> list[dict[str, Any]]:
    """
    Every party: connections, users, and what it may ask.

    Args:
        state: Of a chain; while it runs, its acts and codes count.
    """
    legal = in_use(read_running(state) if state else None)
    grants = legal.law.grants
    return [
        {
            "id": party.id,
            "name": party.name,
            "hops": sorted({c.hop for c in party.connections}),
            "number": party.number,
            "users": [member.insz for member in party.staff],
            "may_ask": sorted({g.service for g in grants if g.party == party.id}),
            "connections": [
                {"hop": c.hop, "sender": c.sender, "capacities": list(c.capacities)}
                for c in party.connections
            ],
            "description": party.description,
        }
        for party in Parties.load().with_codes(legal.codes).all
    ]


_DATA_FLOWS = """\
# Data flows

Which service tells what, along which hops the question goes, and on which ground which
party may ask. Made from the services and the acts by `kruispunt services --table`; do
not edit it by hand.

A chain reads from the asker inwards: `wiv` asks `magda` the same question in its own
name; what stands behind `magda` or `ksz` is what that hop asks. Names without a hop are
authentic sources; `kruispunt up --source-off NAME` switches one off.
"""


def _dialect(service: Service) -> str:
    contract = catalogue.load().contract(service.service, service.version)
    return "0" if contract.dialect is Dialect.MAGDA else "1"


def _named(service: Service) -> str:
    name = f"{service.service} {service.version}"
    if service.operation != service.service:
        name += f" {service.operation}"
    return name


def _asks(service: Service) -> list[str]:
    """What the hop that answers asks: sources, and operations of the KSZ."""
    asks = list(service.sources)
    asks += [f"ksz {name} {operation}" for name, _, operation in service.consults]
    if service.onward is not None:
        asks.append(f"ksz {service.onward.service} {service.onward.version}")
    return list(dict.fromkeys(asks))


def _chain(service: Service) -> str:
    hops = "`wiv` → `magda`" if _dialect(service) == "0" else "`ksz`"
    behind = ", ".join(_asks(service)).replace("ksz ", "`ksz` ")
    return f"{hops} → {behind}" if behind else hops


def _grounds(grants: Iterable[Grant]) -> Iterator[str]:
    """Who asks where on which ground: one line for all who share both."""
    parties: dict[tuple[str, str], list[str]] = {}
    for grant in sorted(grants, key=lambda each: list(HOPS).index(each.hop)):
        parties.setdefault((grant.hop, grant.citation), []).append(grant.party)
    for (hop, citation), who in parties.items():
        yield f"{', '.join(dict.fromkeys(who))} at `{hop}`: {citation}"
