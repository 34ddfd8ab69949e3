"""
The reference repertories: who declared to keep a file about whom, and when.

`vdi` is the Flemish integrator's, `ksz` the Crossroads Bank's, `fidus` the Brussels one
(23/058 §88; 22/004 §6; 23/058 §79.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import repertory

_ACTIVE = select(repertory.c.id).where(
    repertory.c.register == bindparam("register"),
    repertory.c.party == bindparam("party"),
    repertory.c.ssin == bindparam("ssin"),
    repertory.c.begin_date <= bindparam("on"),
    or_(repertory.c.end_date.is_(None), repertory.c.end_date >= bindparam("on")),
)
"""Built once: building costs more than running it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """One line of a repertory."""

    register: str
    party: str
    ssin: str
    begin_date: date
    end_date: date | None = None
    """Last day; None while the file is open."""
    quality: str | None = None


class Repertory:
    """
    The repertories in the database; thread-safe.

    Args:
        engine: An open database with its tables.

    Every method raises `StateError` when the database does not answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(kruispunt_write=True)
        self._reader = Reader(engine)

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._reader.close()

    def seed(self, inscriptions: Iterable[Inscription]) -> None:
        """
        Fill empty repertories; leave filled ones as they are.

        Args:
            inscriptions: All repertories together, in any order.
        """
        rows = [asdict(inscription) for inscription in inscriptions]
        with self._connected(write=True) as connection:
            if rows and not connection.scalar(
                select(func.count()).select_from(repertory)
            ):
                connection.execute(insert(repertory), rows)

    def find(self, register: str, party: str, ssin: str) -> tuple[Inscription, ...]:
        """Every line of a party about a person, in order of begin date."""
        query = (
            select(repertory)
            .where(
                repertory.c.register == register,
                repertory.c.party == party,
                repertory.c.ssin == ssin,
            )
            .order_by(repertory.c.begin_date)
        )
        with self._connected() as connection:
            return tuple(
                Inscription(
                    register=row.register,
                    party=row.party,
                    ssin=row.ssin,
                    begin_date=row.begin_date,
                    end_date=row.end_date,
                    quality=row.quality,
                )
                for row in connection.execute(query)
            )

    def is_active(self, register: str, party: str, ssin: str, on: date) -> bool:
        """
        Whether a party has an open file about a person on a day.

        Source: MAGDA wiki page 1204979049, variant "active"; 23/058 §88 (data flow only
        for persons with a still open file).
        """
        row = {"register": register, "party": party, "ssin": ssin, "on": on}
        return self._reader.first(_ACTIVE, row) is not None

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator[Connection]:
        try:
            with (self._writing if write else self._engine).begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            what = "written" if write else "read"
            raise StateError(f"the repertory cannot be {what}: {error}") from error
