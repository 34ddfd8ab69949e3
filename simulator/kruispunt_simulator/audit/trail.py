"""Reads the log back: trails as trees, and the explanation behind a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.audit.query import EVERYTHING, Query
from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.store.chain import aware
from kruispunt_simulator.store.tables import exchange

Row: TypeAlias = dict[str, Any]

ASKED: Final = "asked"
"""Outcome of a record that announces a question to the next hop, written before that
leaves. One with the same span says how it ended; without, nobody knows."""

_BELOW_SOAP: Final = ("tls", "http")
"""Levels of refusals of which little more than the other end of the line is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One record and the records of the calls that it led to, in time order."""

    record: Row
    children: list[Node] = field(default_factory=list)


PAGE_TRAILS: Final = 200
PAGE_RECORDS: Final = 2000
"""How many trails are read at once at most, unless one of them is longer by itself."""


class Trail:
    """
    The log, for reading.

    Args:
        engine: An open database with its tables.

    Every read raises `StateError` when the database does not answer. None stops those
    who write, but as long as one lasts SQLite cannot shorten its WAL.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The database, for what reads it in a way of its own."""
        return self._engine

    def records(self, query: Query = EVERYTHING) -> Iterator[Row]:
        """
        Read records in the order in which they were written, a few at a time.

        Args:
            query: Which.

        Returns:
            Plain values, ready for JSON; `findings` as a list. The log as it was when
            the first was read.
        """
        with self._reading() as connection:
            for row in _stream(connection, query.select()):
                yield plain(dict(row._mapping))

    def trails(
        self, query: Query = EVERYTHING, *, also: ColumnElement[bool] | None = None
    ) -> Iterator[list[Row]]:
        """
        Read records trail by trail; no more than a page of trails is in memory.

        A trail is as long as its caller wants: one that is longer than a page is in
        memory as a whole.

        Args:
            query: Which.
            also: Which other records of the same trails.

        Returns:
            For each trail its records, in the order in which they were written; trails
            in the order of their first record in `query`. An `asked` whose completion
            is in the log is left out, whether that is in `query` or not.
        """
        first = func.min(exchange.c.id)
        traces = select(exchange.c.trace, func.count()).where(query.condition)
        wanted = query.condition if also is None else or_(query.condition, also)
        with self._reading() as connection:
            found = _stream(
                connection, traces.group_by(exchange.c.trace).order_by(first)
            )
            for page in _pages(tuple(row) for row in found):
                rows = connection.execute(
                    select(exchange)
                    .where(exchange.c.trace.in_(page), wanted)
                    .order_by(exchange.c.id)
                )
                records = [plain(dict(row._mapping)) for row in rows]
                by_trace: dict[str, list[Row]] = {trace: [] for trace in page}
                for record in _without_ended(connection, records):
                    by_trace[record["trace"]].append(record)
                yield from filter(None, by_trace.values())

    def trees(self, query: Query = EVERYTHING) -> Iterator[Node]:
        """
        Read trails as trees: a call, what it was sent on as, and so on.

        Args:
            query: Which records; the others are in no tree.

        Returns:
            Calls without a parent among these records: trails in the order of their
            first record, in each of them in time order. Every record stands in one
            tree, once.
        """
        for records in self.trails(query):
            yield from grow(records)

    def newest(self) -> str | None:
        """Give the trace of the record that was written last; None: there is none."""
        last = select(exchange.c.trace).order_by(exchange.c.id.desc()).limit(1)
        with self._reading() as connection:
            trace: str | None = connection.scalar(last)
        return trace

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StateError(f"the log cannot be read: {first_line(error)}") from error
        except ValueError as error:  # SQLite keeps a word where a time belongs
            raise StateError(
                "the log holds what no hop writes; `kruispunt log verify` says where"
            ) from error


def _stream(connection: Connection, query: Select[Any]) -> Iterator[SqlRow[Any]]:
    """Leave the rows with the database until they are wanted."""
    # On PostgreSQL this is a cursor of the server's.
    result = connection.execute(query, execution_options={"yield_per": 500})
    try:
        yield from result
    finally:
        result.close()


def _pages(traces: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    page: list[str] = []
    records = 0
    for trace, count in traces:
        if page and (len(page) == PAGE_TRAILS or records + count > PAGE_RECORDS):
            yield page
            page, records = [], 0
        page.append(trace)
        records += count
    if page:
        yield page


def grow(records: Iterable[Row]) -> list[Node]:
    """
    Put records below the calls that led to them.

    Args:
        records: As `Trail.records` gives them, in any order.

    Returns:
        Calls without a parent among them, in time order. Every record stands in one
        tree, once; but an `asked` whose completion is there as well in none.
    """
    nodes = [Node(record) for record in settled(list(records))]
    nodes.sort(key=lambda node: node.record["at"])
    by_span: dict[tuple[str, str], Node] = {}
    for node in nodes:
        by_span.setdefault((node.record["trace"], node.record["span"]), node)
    parents = [
        by_span.get((node.record["trace"], node.record["parent_span"]))
        for node in nodes
    ]
    for node, parent in zip(nodes, parents, strict=True):
        # The caller chose the parent's id, so it may be anything, also our own.
        if parent is not None and parent is not node:
            parent.children.append(node)
    roots: list[Node] = []
    placed: set[int] = set()
    for node, parent in zip(nodes, parents, strict=True):
        if parent is None or parent is node:
            roots.append(node)
            placed.update(id(each) for each in walk(node))
    for node, parent in zip(nodes, parents, strict=True):
        # What hangs on no root hangs on itself: such a ring begins where time does.
        if parent is not None and id(node) not in placed:
            parent.children.remove(node)
            roots.append(node)
            placed.update(id(each) for each in walk(node))
    roots.sort(key=lambda node: node.record["at"])
    return roots


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all below it, each before its children."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def settled(records: Sequence[Row]) -> list[Row]:
    """Leave out announcements of questions of which these records tell the end."""
    ended = {
        _key(record)
        for record in records
        if record["direction"] == "out" and record["outcome"] != ASKED
    }
    return [r for r in records if r["outcome"] != ASKED or _key(r) not in ended]


def _without_ended(connection: Connection, records: Sequence[Row]) -> list[Row]:
    """Leave out announcements of questions of which the log tells the end."""
    left = settled(records)
    traces = {record["trace"] for record in left if record["outcome"] == ASKED}
    if not traces:
        return left
    # A second question, for some planners answer it by reading the whole log when it
    # stands in the first one.
    c = exchange.c
    ends = connection.execute(
        select(c.trace, c.hop, c.span).where(
            c.trace.in_(traces), c.direction == "out", c.outcome != ASKED
        )
    )
    ended = {tuple(row) for row in ends}
    return [r for r in left if r["outcome"] != ASKED or _key(r) not in ended]


def _key(record: Row) -> tuple[str, str, str]:
    return record["trace"], record["hop"], record["span"]


def render_tree(roots: Iterable[Node]) -> Iterator[str]:
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
            yield printable(f"trace {trace}, {root.record['at'][:10]} UTC")
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
    yield summary(record)
    for finding in record["findings"]:
        mark = {"error": "✗", "warning": "!", "note": "·"}[finding["severity"]]
        fault = f" → {finding['fault']}" if finding["fault"] else ""
        yield f"  {mark} {finding['check']}{fault}"
        for label in ("requirement", "expected", "actual"):
            if finding[label]:
                yield f"      {label + ':':<13}{finding[label]}"


def _lines(node: Node, indent: str, *, last: bool) -> Iterator[str]:
    yield f"{indent}{'└─' if last else '├─'} {printable(summary(node.record))}"
    deeper = indent + ("   " if last else "│  ")
    for child in node.children:
        yield from _lines(child, deeper, last=child is node.children[-1])


def summary(record: Row) -> str:
    """Write a record as one line for people, not yet safe for a terminal."""
    what = " ".join(
        str(record[key]) for key in ("service", "version") if record[key] is not None
    )
    if record["operation"] and record["operation"] != record["service"]:
        what += f" {record['operation']}"
    outcome = f"{ASKED}, no answer" if record["outcome"] == ASKED else record["outcome"]
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


def plain(row: Row) -> Row:
    """Make the values of a row fit for JSON."""
    row["at"] = aware(row["at"]).isoformat(timespec="microseconds")
    row["business_date"] = row["business_date"].isoformat()
    row["findings"] = json.loads(row["findings"])
    return row
