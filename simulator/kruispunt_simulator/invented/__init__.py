"""
A population of invented people: as large as you want, the same for the same seed.

`generate` yields one *group* after another: one household, or two that share children.
A group is closed: whom its files name is in it. So groups can be checked, loaded and
forgotten one by one, and memory does not grow with their number.

`families.py` decides who lives together, `dossiers.py` what the sources know of whom;
`places.py` and `registry.py` give addresses and numbers. Names are Faker's (nl_BE).
"""

from __future__ import annotations

from kruispunt_simulator.invented.generate import Group, generate

__all__ = ["Group", "generate"]
