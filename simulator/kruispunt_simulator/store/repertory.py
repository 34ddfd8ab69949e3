"""
The reference repertories: who declared to keep a file about whom, why, and when.

`vdi` is the Flemish integrator's, `ksz` the Crossroads Bank's, `fidus` the Brussels one
(23/058 §88; 22/004 §6; 23/058 §79.11).

A line has a quality: the purpose of the file. A line without one, which only the file
of a person can bring, stands for every purpose of its party. Source: our choice,
because such files are written by hand.

Changes are values (`Enrol`, `Withdraw`) that the journal applies together with the
record of the call that asked for them. They say what must hold afterwards and look at
what is there by then, so two that race leave the repertory sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    delete,
    insert,
    or_,
    select,
)

from kruispunt_simulator.store.periods import Span, common, cut, joined
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import repertory

_INSCRIBED = select(repertory.c.id).where(
    repertory.c.register == bindparam("register"),
    repertory.c.party == bindparam("party"),
    repertory.c.ssin == bindparam("ssin"),
    or_(repertory.c.quality.is_(None), repertory.c.quality == bindparam("quality")),
    repertory.c.begin_date <= bindparam("last"),
    or_(repertory.c.end_date.is_(None), repertory.c.end_date >= bindparam("first")),
)
_LINES = (
    select(repertory)
    .where(
        repertory.c.register == bindparam("register"),
        repertory.c.party == bindparam("party"),
        repertory.c.ssin == bindparam("ssin"),
    )
    .order_by(repertory.c.begin_date)
)
# Built once: building costs more than running.


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """One line of a repertory."""

    register: str
    party: str
    ssin: str
    """Number of a person; of an enterprise, where the repertory takes those."""
    begin_date: date
    end_date: date | None = None
    """Last day; None while the file is open."""
    quality: str | None = None
    """Purpose of the file; None for every purpose of the party."""

    @property
    def span(self) -> Span:
        """First and last day."""
        return self.begin_date, self.end_date

    def on(self, span: Span, quality: str | None) -> Inscription:
        """Give the same file with another period and purpose."""
        return replace(self, begin_date=span[0], end_date=span[1], quality=quality)


@dataclass(frozen=True, slots=True)
class Enrol:
    """
    Afterwards the party keeps a file in the whole period, for this purpose.

    Lines of the purpose that overlap or touch become one.

    Source: MAGDA wiki page 1211564325: registration also extends existing periods.
    """

    inscription: Inscription

    def apply(self, connection: Connection) -> None:
        """See `message.Change`."""
        new = self.inscription
        held = [
            line.span for line in _lines(connection, new) if line.quality == new.quality
        ]
        spans = joined([*held, new.span])
        if spans != sorted(held, key=lambda span: span[0]):
            _erase(connection, new, new.quality)
            _write(connection, [new.on(span, new.quality) for span in spans])


@dataclass(frozen=True, slots=True)
class Withdraw:
    """
    Afterwards the party keeps no file on any day of the period, for this purpose.

    A line that stands for every purpose keeps standing for the others.

    Source: MAGDA wiki page 1211498782: de-registration changes or removes.
    """

    inscription: Inscription
    """Its period is what goes."""
    qualities: frozenset[str]
    """Every purpose that the party can have in this repertory."""

    def apply(self, connection: Connection) -> None:
        """See `message.Change`."""
        gone = self.inscription
        for quality in (gone.quality, None):
            lines = [
                line for line in _lines(connection, gone) if line.quality == quality
            ]
            kept = [
                line.on(span, quality)
                for line in lines
                for span in cut(line.span, gone.span)
            ]
            if quality is None:
                kept += self._for_others(lines)
            _erase(connection, gone, quality)
            _write(connection, kept)

    def _for_others(self, lines: list[Inscription]) -> list[Inscription]:
        gone = self.inscription
        return [
            line.on(span, other)
            for line in lines
            if (span := common(line.span, gone.span)) is not None
            for other in sorted(self.qualities - {gone.quality})
        ]


class Repertory:
    """
    The repertories in the database; thread-safe.

    Args:
        engine: An open database with its tables.

    Every read raises `StateError` when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._reader = Reader(engine)

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._reader.close()

    def find(self, register: str, party: str, ssin: str) -> tuple[Inscription, ...]:
        """Every line of a party about a person, in order of begin date."""
        row = {"register": register, "party": party, "ssin": ssin}
        like = Inscription(
            register=register, party=party, ssin=ssin, begin_date=date.min
        )
        return tuple(_as_lines(like, self._reader.all(_LINES, row)))

    def is_inscribed(
        self,
        register: str,
        party: str,
        ssin: str,
        quality: str,
        period: tuple[date, date],
    ) -> bool:
        """
        Whether a party has a file about a person for a purpose.

        Args:
            register: Which repertory.
            party: Whose file.
            ssin: About whom.
            quality: Purpose; a line without one counts for each.
            period: First and last day, of which one must be in the file.

        Source: MAGDA wiki page 1204979049; 23/058 §88 (data flow only for persons with
        a still open file, under a meaningful quality code).
        """
        row = {
            "register": register,
            "party": party,
            "ssin": ssin,
            "quality": quality,
            "first": period[0],
            "last": period[1],
        }
        return self._reader.first(_INSCRIBED, row) is not None


def _lines(connection: Connection, like: Inscription) -> list[Inscription]:
    """Give the lines of the same repertory, party and person, of any purpose."""
    row = {"register": like.register, "party": like.party, "ssin": like.ssin}
    return _as_lines(like, connection.execute(_LINES, row).all())


def _as_lines(like: Inscription, rows: Iterable[Any]) -> list[Inscription]:
    return [like.on((row.begin_date, row.end_date), row.quality) for row in rows]


def _erase(connection: Connection, like: Inscription, quality: str | None) -> None:
    connection.execute(
        delete(repertory).where(
            repertory.c.register == like.register,
            repertory.c.party == like.party,
            repertory.c.ssin == like.ssin,
            repertory.c.quality.is_(None)
            if quality is None
            else repertory.c.quality == quality,
        )
    )


def _write(connection: Connection, lines: list[Inscription]) -> None:
    if lines:
        connection.execute(insert(repertory), [asdict(line) for line in lines])
