"""Reads the log back: trails as trees, and the explanation behind a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Engine, or_, select

from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.store.tables import exchange

Row: TypeAlias = dict[str, Any]

_BELOW_SOAP: Final = ("tls", "http")
"""Levels of refusals of which little more than the other end of the line is known."""


@dataclass(frozen=True, slots=True)
class Node:
    """One record and the records of the calls that it led to, in time order."""

    record: Row
    children: list[Node] = field(default_factory=list)


class Trail:
    """
    The log, for reading.

    Args:
        engine: An open database with its tables.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def records(
        self, trace: str | None = None, basis: str | None = None
    ) -> Iterator[Row]:
        """
        Read records in the order in which they were written.

        Args:
            trace: Only this trail; None for the whole log.
            basis: Only calls with this text in the citation or the id of their legal
                ground or, where they had none, of the nearest; capitals or not.

        Returns:
            Plain values, ready for JSON; `findings` as a list.
        """
        query = select(exchange).order_by(exchange.c.id)
        if trace is not None:
            query = query.where(exchange.c.trace == trace)
        if basis is not None:
            columns = (exchange.c.legal_basis, exchange.c.grant, exchange.c.nearest)
            query = query.where(
                or_(*(each.icontains(basis, autoescape=True) for each in columns))
            )
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=500).execute(query):
                yield _plain(dict(row._mapping))

    def trees(self, trace: str | None = None, basis: str | None = None) -> list[Node]:
        """
        Read trails as trees: a call, what it was sent on as, and so on.

        Args:
            trace: As for `records`.
            basis: As for `records`.

        Returns:
            Calls without a parent in the log, in time order. Every record stands in
            one tree, once.
        """
        return grow(self.records(trace, basis))


def grow(records: Iterable[Row]) -> list[Node]:
    """
    Put records below the calls that led to them.

    Args:
        records: As `Trail.records` gives them, in any order.

    Returns:
        As `Trail.trees`.
    """
    nodes = [Node(record) for record in records]
    nodes.sort(key=lambda node: node.record["at"])
    by_span: dict[tuple[str, str], Node] = {}
    for node in nodes:
        by_span.setdefault((node.record["trace"], node.record["span"]), node)
    roots: list[Node] = []
    for node in nodes:
        parent = by_span.get((node.record["trace"], node.record["parent_span"]))
        # The caller chose the parent's id, so it may be anything, also our own.
        siblings = roots if parent is None or parent is node else parent.children
        siblings.append(node)
    return roots


def render_tree(roots: Sequence[Node]) -> Iterator[str]:
    """
    Write trails as lines for people.

    Args:
        roots: As `Trail.trees` gives them.

    Returns:
        One line a record, children below their parent; a heading line per trail.
    """
    trace = None
    for root in roots:
        if root.record["trace"] != trace:
            trace = root.record["trace"]
            yield printable(f"trace {trace}")
        yield from _lines(root, "", last=True)


def render_explanation(records: Sequence[Row]) -> Iterator[str]:
    """
    Write what every hop noticed about a trail, as lines for people.

    Args:
        records: Of one trail, as `Trail.records` gives them.

    Returns:
        First, if a hop refused, why the deepest one did: the others passed that on.
        Then, root first and indented by depth, a line for each record and for each of
        its findings, and what was required, expected and seen, where the finding says
        so.
    """
    walk = list(_depths(grow(records)))
    refusals = [
        (depth, record)
        for depth, record in walk
        if (record["direction"], record["outcome"]) == ("in", "refused")
    ]
    if refusals:
        _, deepest = max(refusals, key=lambda refusal: refusal[0])
        yield printable(_verdict(deepest))
    for depth, record in walk:
        for line in _details(record):
            yield "  " * depth + printable(line)


def _depths(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[int, Row]]:
    for node in nodes:
        yield depth, node.record
        yield from _depths(node.children, depth + 1)


def _verdict(record: Row) -> str:
    errors = [each for each in record["findings"] if each["severity"] == "error"]
    reasons = [
        ": ".join(filter(None, (each["check"], each["actual"]))) for each in errors[:1]
    ]
    return f"refused by {record['hop']}: {(reasons or [record['code']])[0]}"


def _details(record: Row) -> Iterator[str]:
    yield _summary(record)
    for finding in record["findings"]:
        mark = {"error": "✗", "warning": "!", "note": "·"}[finding["severity"]]
        fault = f" → {finding['fault']}" if finding["fault"] else ""
        yield f"  {mark} {finding['check']}{fault}"
        for label in ("requirement", "expected", "actual"):
            if finding[label]:
                yield f"      {label + ':':<13}{finding[label]}"


def _lines(node: Node, indent: str, *, last: bool) -> Iterator[str]:
    yield f"{indent}{'└─' if last else '├─'} {printable(_summary(node.record))}"
    deeper = indent + ("   " if last else "│  ")
    for child in node.children:
        yield from _lines(child, deeper, last=child is node.children[-1])


def _summary(record: Row) -> str:
    what = " ".join(
        str(record[key]) for key in ("service", "version") if record[key] is not None
    )
    if record["operation"] and record["operation"] != record["service"]:
        what += f" {record['operation']}"
    outcome = record["outcome"]
    if record["code"] or record["level"]:
        outcome += f" (level {record['level']}, {record['code'] or 'no code'})"
    parts = [
        f"{record['at'][11:23]} {record['hop']:<5} {record['direction']:<3}",
        what or "(no question)",
        f"party={record['party'] or '-'}",
        f"application={record['application'] or '-'}",
        f"user={record['user'] or '-'}",
        f"person={record['person'] or '-'}",
        *_ground(record),
        outcome,
        f"{record['duration_us'] / 1000:.1f} ms",
    ]
    if record["direction"] == "out":
        parts.insert(1, f"→ {record['peer']}")
    elif record["level"] in _BELOW_SOAP:
        parts.insert(1, f"← {record['peer']}")
    return " | ".join(parts)


def _ground(record: Row) -> Iterator[str]:
    """Of a call that came in: its legal ground, or that it has none."""
    if record["direction"] != "in":
        return
    if record["grant"] is not None:
        yield f"ground={record['legal_basis']} ({record['grant']})"
    elif record["nearest"] is not None:
        yield f"no ground, nearest={record['nearest']}"


def _plain(row: Row) -> Row:
    at: datetime = row["at"]
    if at.tzinfo is None:  # SQLite keeps no offset; all times are UTC
        at = at.replace(tzinfo=UTC)
    row["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    row["business_date"] = row["business_date"].isoformat()
    row["findings"] = json.loads(row["findings"])
    return row
