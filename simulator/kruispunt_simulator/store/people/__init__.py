"""The persons in the database: loaded from files, found by number, id or key."""

from __future__ import annotations

from kruispunt_simulator.store.people.load import Progress, Report, load_people
from kruispunt_simulator.store.people.source import unfinished_files
from kruispunt_simulator.store.people.stored import StoredPeople

__all__ = [
    "Progress",
    "Report",
    "StoredPeople",
    "load_people",
    "unfinished_files",
]
