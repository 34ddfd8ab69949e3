"""
What the registers of persons know: one module per group of concepts.

`section.py` is the table of contents; `common.py` says how days, codes, places and
other persons are written down.
"""

from __future__ import annotations

from kruispunt_simulator.people.registers.agreement import contradictions
from kruispunt_simulator.people.registers.common import (
    Record,
    first_day,
    in_turn,
    last_day,
)
from kruispunt_simulator.people.registers.section import Registers

__all__ = ["Record", "Registers", "contradictions", "first_day", "in_turn", "last_day"]
