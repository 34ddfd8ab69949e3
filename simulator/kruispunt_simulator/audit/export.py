"""
Rows for other programs: JSON Lines, which is exact, and CSV, which is safe to open.

Much of a record was chosen by whoever sent a message. A spreadsheet would run a text
that begins like a formula, so in CSV such a text gets an apostrophe in front.

Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

_json: Final = json.JSONEncoder(ensure_ascii=False).encode
"""Made once: `json.dumps` would make one a record."""

_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula may begin with, also in the full width that some tables take."""


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write each row as a JSON object on a line of its own, line end included."""
    for row in rows:
        yield _json(row) + "\n"


def csv_lines(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str]
) -> Iterator[str]:
    """
    Write rows as CSV (RFC 4180).

    Args:
        rows: Each with these columns. None is written as nothing, a list as JSON.
        columns: For the first line.

    Returns:
        Lines, line ends included; a value may hold line ends as well.
    """
    # `writerow` gives what `write` gives.
    write = csv.writer(_Echo()).writerow
    yield str(write(columns))
    for row in rows:
        yield str(write([_cell(row[column]) for column in columns]))


class _Echo:
    def write(self, text: str) -> str:
        return text


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return _json(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
