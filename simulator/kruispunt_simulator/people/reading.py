"""
How a file of a person is read: which numbers may stand in it.

A `Reading` goes along as the context of pydantic, so that the guard against real people
is set where a file is loaded and not in a variable of the whole process.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationInfo


@dataclass(slots=True)
class Reading:
    """The rules for one or more files, and what was met in them."""

    allow_real_numbers: bool = False
    """Whether numbers may stand there that could belong to somebody."""
    real_numbers: int = 0
    """How many of those were met so far."""

    @classmethod
    def of(cls, info: ValidationInfo) -> Reading:
        """Give the rules of a validation; the strict ones where none were given."""
        return info.context if isinstance(info.context, cls) else cls()
