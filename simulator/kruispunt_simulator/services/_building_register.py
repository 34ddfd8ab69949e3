"""
What the building register (GEBRG) makes of the addresses of the cadastre.

Source: MAGDA-Mock (examples of ZoekEigendomstoestanden): a warning or an error per
building, with the id of the situation and the address in the Annotaties, next to the
data of the cadastre. Which case gives which code is our choice where one code does not
say so itself: none fits 45719, several fit 45720.
"""

from __future__ import annotations

from collections.abc import Iterator

from kruispunt_contracts.faults import WIRE_FAULTS

from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.people.buildings import Building
from kruispunt_simulator.services._cadastre import Situation
from kruispunt_simulator.services._cadastre_magda import address_of


def check_building(
    situation: Situation, building: Building, *, answers: bool
) -> tuple[Finding, ...]:
    """
    Find what the register has to say about the address of a building.

    Args:
        situation: In whose answer the building stands.
        building: With or without an address.
        answers: Whether the register answers at all.

    Returns:
        Errors and warnings, none when all is well; codes that are no numbers keep the
        register from looking.
    """
    faults = _faults(situation, building) if answers else ("property.register-timeout",)
    address = dict(address_of(building, situation.parcel))
    return tuple(
        Finding(
            check="eigendomstoestanden.building-register",
            fault=fault,
            severity=Severity.WARNING
            if WIRE_FAULTS[fault].type == "WAARSCHUWING"
            else Severity.ERROR,
            requirement="_behaviour.md 2.10: what GEBRG says comes with the data",
            expected="one address of the register",
            actual=WIRE_FAULTS[fault].meaning,
            annotations={
                "Eigendomstoestand/EigendomId": str(situation.state.id),
                **address,
            },
        )
        for fault in faults
    )


def _faults(situation: Situation, building: Building) -> Iterator[str]:
    address, register = building.address, building.register_
    if address is not None:
        municipality = address.municipality or situation.parcel.municipality
        wrong = False
        if not municipality.nis_code.isdecimal():
            wrong = True
            yield "property.nis-not-numeric"
        if not address.street_code.isdecimal():
            wrong = True
            yield "property.street-code-not-numeric"
        if wrong:
            return
    if address is None or register is None or register.matches == 0:
        yield "property.register-no-match"
    elif register.matches > 1:
        yield "property.register-several-matches"
    if register is not None and register.street != "known":
        yield f"property.street-{register.street}"
