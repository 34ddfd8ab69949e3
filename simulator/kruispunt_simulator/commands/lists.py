"""`kruispunt services` and `parties`."""

from __future__ import annotations

from typing import Any

from kruispunt_contracts import catalogue

from kruispunt_simulator import services as service_modules
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.law.load import load_grants
from kruispunt_simulator.law.model import Grant
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.services import Service


def services() -> list[dict[str, Any]]:
    """Every operation: contract, paths, where its answer comes from, who may ask."""
    known = service_modules.discover()
    grants = load_grants()
    rows = []
    for contract in catalogue.load().contracts:
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
                    "answered": service is not None,
                    "source": _source_of(service),
                    "granted_to": sorted(
                        {
                            f"{grant.party}@{grant.hop}"
                            for grant in grants
                            if _covers(grant, contract.service, operation.name)
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


def parties() -> list[dict[str, Any]]:
    """Every party: connections, users, and what it may ask."""
    grants = load_grants()
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
        for party in Parties.load().all
    ]


def _covers(grant: Grant, service: str, operation: str) -> bool:
    return grant.service == service and (
        not grant.operations or operation in grant.operations
    )
