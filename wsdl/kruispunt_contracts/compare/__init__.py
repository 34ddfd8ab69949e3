"""
Our contracts next to official ones: what differs on the wire.

`check_folder` does a whole folder, which `kruispunt_contracts.own` reads;
`compare_files` two XSDs. Needs xmlschema, so only who compares imports this.
"""

from __future__ import annotations

from kruispunt_contracts.compare.check import (
    Check,
    Compared,
    Foreign,
    Outcome,
    check_folder,
    compare_files,
)
from kruispunt_contracts.compare.difference import Difference, Effect, Kind
from kruispunt_contracts.compare.schemas import UnreadableFile

__all__ = [
    "Check",
    "Compared",
    "Difference",
    "Effect",
    "Foreign",
    "Kind",
    "Outcome",
    "UnreadableFile",
    "check_folder",
    "compare_files",
]
