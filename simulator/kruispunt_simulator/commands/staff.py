"""
`kruispunt parties staff`: who may ask for a party, on a day.

Source: 14/088 §13, a list that is kept up to date and can be given to the committee at
any time; 22/004 §7, who is bound to confidentiality; 22/004 §33, who works for a
processor.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import click

from kruispunt_simulator.parties import Parties, Party

_COLUMNS: Final = (
    "insz",
    "name",
    "role",
    "from",
    "until",
    "confidentiality",
    "employer",
)


def find(party_id: str) -> Party:
    """
    Find a party by its id.

    Raises:
        BadParameter: There is none.
    """
    party = Parties.load().get(party_id)
    if party is None:
        raise click.BadParameter(f"no party {party_id}; `kruispunt parties` lists them")
    return party


def rows(party: Party, on: date | None) -> list[dict[str, Any]]:
    """
    The list of staff of a party itself, not of those behind it.

    Args:
        party: Whose.
        on: Who is on it that day; None for everybody who ever was or will be.

    Returns:
        Dates as ISO 8601; `until` None while no end is known, `confidentiality` None
        for who was never bound to it, `employer` None for the party itself.
    """
    found = []
    for line in party.positions:
        member = line.member
        if on is not None and not member.active(on):
            continue
        values = (
            member.insz,
            member.name,
            member.role.value,
            _iso(member.from_),
            _iso(member.until),
            _iso(member.confidentiality),
            line.processor.name if line.processor else None,
        )
        found.append(dict(zip(_COLUMNS, values, strict=True)))
    return found


def title(party: Party, on: date | None, *, count: int) -> str:
    """What the rows are, in a line for people."""
    when = f"on {on.isoformat()}" if on else "on any day"
    if not count:
        return f"nobody is on the list of {party.name} {when}"
    return f"staff of {party.name} ({party.number}) {when}"


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows as CSV with a head; what is None stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
