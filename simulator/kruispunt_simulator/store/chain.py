"""
The chain of a log: each record carries a digest of itself and of all before it.

Each hop keeps one log, so has one chain. Position 1 is its first record, and no
position is left out. A record's link is the SHA-256, in hex, of

    <link of the position before> LF <record>

in UTF-8, where the first record has `START` before it, and a record is its columns as
JSON: keys sorted, no spaces, no escapes but those that JSON demands, times as
`2026-11-29T08:15:00.000123+00:00`, days as `2026-11-29`, and columns that are empty
left out, so that a column that later versions add changes no link of before. The number
of the row (`id`) and the link itself are no part of it.

So whoever changes, inserts, moves or takes out a record must write every later link
anew, and signed heads (`seals.py`) tell that this was done. Anybody can do the same sum
from an export, with another program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

START: Final = "0" * 64
"""Stands before the first record."""

OUTSIDE: Final = frozenset({"id", "chain"})
"""Columns that are no part of a record."""


def link(previous: str, record: Mapping[str, Any]) -> str:
    """
    Give the link of a record.

    Args:
        previous: Link of the position before, or `START`.
        record: Columns by name, as `canonical` takes them; those `OUTSIDE` are no part.

    Returns:
        64 hex digits.
    """
    told = {
        name: value
        for name, value in record.items()
        if value is not None and name not in OUTSIDE
    }
    return hashlib.sha256(f"{previous}\n{_encode(told)}".encode()).hexdigest()


def canonical(values: Mapping[str, Any]) -> str:
    """
    Write values in the one way that a digest or a signature is taken of.

    Args:
        values: By name: text, whole numbers, days and times; a time without an offset
            is UTC, for SQLite keeps none. None is left out.
    """
    return _encode({name: value for name, value in values.items() if value is not None})


def aware(at: datetime) -> datetime:
    """Give a time of the database in UTC: SQLite keeps no offset, and all are."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _as_text(value: date) -> str:
    if isinstance(value, datetime):
        return aware(value).isoformat(timespec="microseconds")
    return value.isoformat()


_encode = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,
    default=_as_text,
).encode
"""Made once: a million records are written with it."""
