"""
Invented persons, one YAML file each, shared by all services.

`person.py` is the table of contents: one section per concept, one module per section.
Only numbers that can belong to nobody are accepted (`numbers.is_fictitious`).
"""

from __future__ import annotations

from kruispunt_simulator.people.load import (
    PERSONAS,
    InvalidPersona,
    People,
    PersonaProblem,
)
from kruispunt_simulator.people.person import Person
from kruispunt_simulator.people.population import Population

__all__ = [
    "PERSONAS",
    "InvalidPersona",
    "People",
    "Person",
    "PersonaProblem",
    "Population",
]
