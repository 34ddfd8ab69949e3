"""Opens the database and brings its tables up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError, first_line
from kruispunt_simulator.store.address import SQLITE, parse_address, shown
from kruispunt_simulator.store.address import sqlite_url as sqlite_url
from kruispunt_simulator.store.postgresql import (
    check_server,
    postgresql_engine,
    wait_for_turn,
)
from kruispunt_simulator.store.sqlite import sqlite_engine
from kruispunt_simulator.store.tables import HEAD


def open_database(url: str | URL, *, create: bool = True) -> Engine:
    """
    Open a database, creating or upgrading its tables.

    Args:
        url: As `parse_address` takes it, such as `sqlite:////path/kruispunt.db`.
        create: Make the tables where there are none.

    Returns:
        An engine, for the caller to dispose of.

    Raises:
        StateError: It cannot be opened or upgraded: there is no such folder or server,
            it is no database, a newer version of ours made it, or it holds nothing of
            ours and shall not.
    """
    address = parse_address(url)
    make = sqlite_engine if address.drivername == SQLITE else postgresql_engine
    engine = make(address)
    try:
        _upgrade(engine, create=create)
    except (SQLAlchemyError, StateError) as error:
        engine.dispose()
        raise StateError(f"{shown(address)}: {first_line(error)}") from error
    return engine


def _upgrade(engine: Engine, *, create: bool) -> None:
    with engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            revision = connection.scalar(
                text("select version_num from alembic_version")
            )
            if revision == HEAD:
                return
        elif not create:
            raise StateError("holds no log")
        if engine.dialect.name != "sqlite":
            check_server(connection)
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    # With PostgreSQL no `kruispunt_write`: a change of a large table takes its time.
    write = engine.dialect.name == "sqlite"
    with engine.execution_options(kruispunt_write=write).begin() as connection:
        if engine.dialect.name != "sqlite":
            wait_for_turn(connection, "migrating")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:  # such as a revision that we do not know
            raise StateError(str(error)) from error
