"""
Which records of the log somebody wants: values that are combined, as SQL.

Each field narrows the choice (and); several values of one field widen it (or).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from kruispunt_simulator.store.tables import exchange

_c = exchange.c

_EXACT: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "trace": (_c.trace,),
    "hop": (_c.hop,),
    "direction": (_c.direction,),
    "party": (_c.party,),
    "user": (_c.user,),
    "person": (_c.person,),
    "service": (_c.service, _c.operation, _c.version),
    "outcome": (_c.outcome,),
    "code": (_c.code,),
}
"""By field, the columns of which one must hold one of its values."""

_GROUND: Final = (_c.legal_basis, _c.grant, _c.nearest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """
    A choice of records; without any value, all.

    Raises:
        ValueError: A moment has no time zone.
    """

    trace: tuple[str, ...] = ()
    hop: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    """Ids, as the log has them."""
    user: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    """Names of services or operations, or versions."""
    outcome: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    """Texts in the citation or the id of the legal ground or, of a call that had none,
    of the nearest; capitals or not."""
    since: datetime | None = None
    until: datetime | None = None
    """Aware; this moment itself is out."""

    def __post_init__(self) -> None:
        for moment in (self.since, self.until):
            if moment is not None and moment.utcoffset() is None:
                raise ValueError(f"{moment} has no time zone")

    @property
    def condition(self) -> ColumnElement[bool]:
        """What a row of `exchange` must fulfil."""
        parts: list[ColumnElement[bool]] = [true()]
        for name, columns in _EXACT.items():
            if values := getattr(self, name):
                parts.append(or_(*(column.in_(values) for column in columns)))
        if self.basis:
            parts.append(
                or_(
                    *(
                        column.icontains(text, autoescape=True)
                        for column in _GROUND
                        for text in self.basis
                    )
                )
            )
        # In UTC, for SQLite keeps no offset.
        if self.since is not None:
            parts.append(_c.at >= self.since.astimezone(UTC))
        if self.until is not None:
            parts.append(_c.at < self.until.astimezone(UTC))
        return and_(*parts)

    def select(self) -> Select[Any]:
        """The records, in the order in which they were written."""
        return select(exchange).where(self.condition).order_by(_c.id)


EVERYTHING: Final = Query()


def of_trace(trace: str) -> Query:
    """Ask for one trail."""
    return Query(trace=(trace,))
