"""
The calls that the hops received in this run, read from their log.

The log is the only memory: what is in it when a call is answered is here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from kruispunt_contracts.catalogue import Catalogue, Dialect
from sqlalchemy import ColumnElement, Engine, or_, select
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.audit.query import EVERYTHING, Query
from kruispunt_simulator.audit.trail import Row, plain, settled
from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.hops.stubs import CHECK, MISSED, Asked, Count, Stub
from kruispunt_simulator.store.reader import for_reading
from kruispunt_simulator.store.tables import exchange

_c = exchange.c

NOTES: Final = (MISSED, "case.found")
"""Checks that note of a question that no stub, or no case, was for it."""

_LOOKED_AT: Final = 1000
"""Calls among which the nearest are sought, the newest."""

_GOT: Final = (CHECK, "stub.answered", "stub.usable")
"""Checks whose finding begins with the stub that a call got."""

_STUB: Final = re.compile(r"stub ([0-9a-f]+)\b")


class Near(NamedTuple):
    """A call that a stub might have been meant for."""

    row: Row
    differs: tuple[str, ...]
    why: str


class CallLog:
    """
    The log of a chain from now on; thread-safe.

    Args:
        engine: An open database with its tables.
        contracts: Those that the hops serve.

    Every read raises `StateError` when the database does not answer.
    """

    def __init__(self, engine: Engine, contracts: Catalogue) -> None:
        self._engine = for_reading(engine)
        self._dialects = {
            (c.service, c.version): c.dialect for c in contracts.contracts
        }
        newest = self._rows(EVERYTHING, limit=1, begin=0)
        self._begin = newest[0]["id"] if newest else 0

    def received(self, wanted: Query, *, limit: int) -> list[Row]:
        """
        Read calls that hops received.

        Args:
            wanted: Which.
            limit: At most so many.

        Returns:
            Newest first.
        """
        return self._rows(wanted, _c.direction == "in", limit=limit)

    def trail(self, trace: str) -> list[Row]:
        """
        Read all that was logged of one question.

        Args:
            trace: 32 hex digits.

        Returns:
            In the order in which it was written; nothing when this run has no such
            trail.
        """
        rows = self._rows(Query(trace=(trace,)), limit=_LOOKED_AT)
        return settled(rows[::-1])

    def without(self, *, limit: int) -> list[Row]:
        """Read calls for which there was no stub or no case, newest first."""
        noted = or_(*(_c.findings.contains(f'"check": "{check}"') for check in NOTES))
        return self._rows(EVERYTHING, _c.direction == "in", noted, limit=limit)

    def nearest(
        self, stubs: Mapping[Stub, Count], *, limit: int = 5
    ) -> dict[Stub, list[Near]]:
        """
        Find the calls that were nearest to what stubs are for, and did not get them.

        Args:
            stubs: Which, and what became of each. The log is read once for all.
            limit: At most so many of each; of a trail the nearest call only.

        Returns:
            Of each the nearest first, of those the newest.
        """
        if not stubs:
            return {}
        rows = self.received(EVERYTHING, limit=_LOOKED_AT)
        origins = {row["trace"]: row["party"] for row in by_time(rows)[::-1]}
        asked = [(row, self._asked(row), origins[row["trace"]]) for row in rows]
        return {
            stub: self._nearest(asked, stub, count)[:limit]
            for stub, count in stubs.items()
        }

    def _nearest(
        self, calls: Sequence[tuple[Row, Asked, str]], stub: Stub, count: Count
    ) -> list[Near]:
        found: dict[str, Near] = {}
        for row, asked, origin in calls:
            near = self._near(row, asked, origin, stub, count)
            if near is None:
                continue
            before = found.get(row["trace"])
            if before is None or len(near.differs) < len(before.differs):
                found[row["trace"]] = near
        return sorted(found.values(), key=lambda near: len(near.differs))

    def _near(
        self, row: Row, asked: Asked, origin: str, stub: Stub, count: Count
    ) -> Near | None:
        if stub_of(row) == stub.id:
            return None
        pattern = stub.pattern
        differs = pattern.differences(asked, origin)
        if not differs:
            return Near(row, differs, _why_not(row, stub, count))
        telling = [name for name in pattern.parts if name != "hop"]
        if telling and set(telling) <= set(differs):
            return None  # nothing but the hop is the same
        return Near(row, differs, pattern.compared(asked, origin))

    def _asked(self, row: Row) -> Asked:
        known = {
            name: None if row[name] == UNKNOWN else row[name]
            for name in ("user", "person")
        }
        key = (row["service"], row["version"])
        return Asked(
            hop=row["hop"],
            dialect=self._dialects.get(key, Dialect.MAGDA),
            trace=row["trace"],
            service=row["service"],
            version=row["version"] or "",
            operation=row["operation"] or "",
            party=row["party"],
            **known,
        )

    def _rows(
        self,
        wanted: Query,
        *also: ColumnElement[bool],
        limit: int,
        begin: int | None = None,
    ) -> list[Row]:
        after = self._begin if begin is None else begin
        query = (
            select(exchange)
            .where(wanted.condition, _c.id > after, *also)
            .order_by(_c.id.desc())
            .limit(limit)
        )
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(query).fetchall()
        except SQLAlchemyError as error:
            raise StateError(f"the log cannot be read: {first_line(error)}") from error
        return [plain(dict(row._mapping)) for row in rows]


def by_time(rows: Iterable[Row]) -> list[Row]:
    """Sort records by when their call began; one is written when it ends."""
    return sorted(rows, key=lambda row: str(row["at"]))


def stub_of(row: Row) -> str | None:
    """Give the id of the stub that a call got; None when it got none."""
    for told in _told(row, _GOT):
        if found := _STUB.match(told):
            return found[1]
    return None


def case_of(row: Row) -> str | None:
    """Give the file of the test case that answered a call; None when none did."""
    return next(iter(_told(row, ("case.answered",))), None)


def notes_of(row: Row) -> list[str]:
    """Give what a call left about the stubs and cases that were not for it."""
    return _told(row, NOTES)


def _told(row: Row, checks: Sequence[str]) -> list[str]:
    findings: list[dict[str, Any]] = row["findings"]
    return [each["actual"] for each in findings if each["check"] in checks]


def _why_not(row: Row, stub: Stub, count: Count) -> str:
    """Tell why a call that a stub means did not get it."""
    if datetime.fromisoformat(row["at"]) < count.added:
        return "all the same, but it came before the stub was added"
    if other := stub_of(row):
        return f"all the same, but stub {other} got it"
    errors = [each for each in row["findings"] if each["severity"] == "error"]
    if errors:
        told = f"{row['code'] or row['level']}, {errors[0]['check']}"
        return f"all the same, but refused before any stub was looked at: {told}"
    return f"all the same, but not its turn: {stub.turns}"
