"""What the commands that read the log share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.store.address import database_of, file_of
from kruispunt_simulator.store.database import open_database


@contextmanager
def open_trail(state: Path, database: str | None = None) -> Iterator[Trail]:
    """
    Open the log of a state folder, of a running simulator or an ended one; closes it.

    Args:
        state: The folder.
        database: Where the log is, when the user said so.

    Raises:
        ClickException: There is none.
        StateError: The database cannot be read.
    """
    with open_log(state, database) as engine:
        yield Trail(engine)


@contextmanager
def open_log(state: Path, database: str | None = None) -> Iterator[Engine]:
    """
    Open the database of a state folder as `open_trail` does.

    Raises:
        ClickException: There is none.
        StateError: The database cannot be read, now or by whoever has it open.
    """
    url = database_of(state, database)
    path = file_of(url)
    if path is not None and not path.is_file():
        raise click.ClickException(f"{path}: no log here; is --state right?")
    engine = open_database(url, create=False)
    try:
        yield engine
    except SQLAlchemyError as error:  # also of a table that somebody took away
        raise StateError(f"the log cannot be read: {first_line(error)}") from error
    finally:
        engine.dispose()
