"""
Where exchanges come from that may become cases: the log of a chain, or a folder.

Both give the newest first, for that is the one which stays of several about the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from kruispunt_client.exchanges import REPLY, REQUEST
from sqlalchemy import Engine, Select, and_, select

from kruispunt_simulator.audit.query import Query
from kruispunt_simulator.store.messages import unpacked
from kruispunt_simulator.store.tables import exchange, message

ANSWERING: Final = ("magda", "ksz")
"""Hops that answer from sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what came back, as the octets were."""

    name: str
    """To find it by: `magda 12`, or the name of its files without the end."""
    request: bytes | None
    """None if it was not kept, or not as it was sent."""
    reply: bytes | None
    """None if there was none, or likewise."""


class Source(Protocol):
    """Gives exchanges, every time the same ones."""

    def __iter__(self) -> Iterator[Exchange]:
        """Give them one by one, the newest first."""


class LogSource:
    """
    The messages that `kruispunt up --keep-messages full` kept.

    Args:
        engine: Database with the log.
        query: Which records; those of questions that came in are looked at. If it names
            no hop, at those that answer: Wonen in Vlaanderen only passes on.
    """

    def __init__(self, engine: Engine, query: Query) -> None:
        self._engine = engine
        self._query = query if query.hop else replace(query, hop=ANSWERING)

    def __iter__(self) -> Iterator[Exchange]:
        """Read a few at a time."""
        with self._engine.connect() as connection:
            found = connection.execute(
                self._select(), execution_options={"yield_per": 100}
            )
            for row in found.mappings():
                yield Exchange(
                    name=f"{row['hop']} {row['position']}",
                    request=_unpacked(row["request"]),
                    reply=_unpacked(row["reply"]),
                )

    def _select(self) -> Select[Any]:
        request, reply = message.alias("request"), message.alias("reply")
        found = exchange.join(request, _of(request, "request")).join(
            reply, _of(reply, "reply"), isouter=True
        )
        return (
            select(
                exchange.c.hop,
                exchange.c.position,
                request.c.content.label("request"),
                reply.c.content.label("reply"),
            )
            .select_from(found)
            .where(self._query.condition, exchange.c.direction == "in")
            .order_by(exchange.c.id.desc())
        )


class FolderSource:
    """
    Pairs of files, `NAME.request.xml` and `NAME.reply.xml`, as the client keeps them.

    The last by name counts as the newest: the client begins them with the time.

    Args:
        folder: Looked into, not below.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[Exchange]:
        """Read pair by pair."""
        names = {
            path.name.removesuffix(end)
            for end in (REQUEST, REPLY)
            for path in self._folder.glob(f"*{end}")
        }
        for name in sorted(names, reverse=True):
            yield Exchange(
                name=name,
                request=_content(self._folder / f"{name}{REQUEST}"),
                reply=_content(self._folder / f"{name}{REPLY}"),
            )


def _of(table: Any, part: str) -> Any:
    return and_(
        table.c.hop == exchange.c.hop,
        table.c.position == exchange.c.position,
        table.c.part == part,
    )


def _unpacked(content: bytes | None) -> bytes | None:
    try:
        return None if content is None else unpacked(content)
    except ValueError:  # somebody changed it beyond reading
        return None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
