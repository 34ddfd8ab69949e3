"""
Where the database is: the URLs that are taken, how they are told, which one is meant.

A URL may hold a password, so nothing here ever repeats one: not even a wrong one.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.running import write_private

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql+psycopg"

FORMS: Final = (
    "write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
)

_REMEMBERED: Final = "database.url"
"""In the state folder, readable by its owner only; stays when nothing runs there."""


def sqlite_url(path: Path) -> str:
    """Give the URL of a SQLite file, whatever characters its path has."""
    return URL.create(SQLITE, database=str(path)).render_as_string()


def parse_address(text: str | URL) -> URL:
    """
    Read the URL of a database.

    Args:
        text: A SQLite file is relative to the working directory.

    Returns:
        With an absolute path, if it is a file.

    Raises:
        StateError: It is none of the forms that are taken, or its driver is missing.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # whose text holds the URL
        raise StateError(f"the database is no URL: {FORMS}") from None
    if url.drivername == SQLITE:
        return _sqlite(url)
    if url.drivername == POSTGRESQL:
        return _postgresql(url)
    if url.drivername.partition("+")[0] in ("postgresql", "postgres", "psycopg"):
        raise StateError(
            f"{url.drivername}:// is not taken: write {POSTGRESQL}:// instead"
        )
    raise StateError(f"{url.drivername} is no database that is known here: {FORMS}")


def shown(url: URL) -> str:
    """Name a database to people: a path, or host and name without user and password."""
    if url.drivername == SQLITE:
        return str(url.database)
    host = url.host or _one(url, "host") or "localhost"
    port = url.port or _one(url, "port")
    return f"{host}{f':{port}' if port else ''}/{url.database}"


def database_of(state: Path, given: str | None = None) -> URL:
    """
    Find out which database a state folder goes by.

    Args:
        state: A state folder, or a path where there is none.
        given: What the user said now; goes before what is remembered.

    Returns:
        That of the last `kruispunt up` when nothing is said; without one, a SQLite file
        in the folder, which need not be there.

    Raises:
        StateError: As `parse_address`.
    """
    if given:
        return parse_address(given)
    try:
        return parse_address((state / _REMEMBERED).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return database_in(state)


def database_in(state: Path) -> URL:
    """Give the SQLite file in a state folder, which need not be there."""
    return parse_address(sqlite_url(state / "kruispunt.db"))


def remember_database(state: Path, url: URL) -> None:
    """
    Let the commands on a state folder that are told nothing go by this database.

    Args:
        state: The state folder, which exists.
        url: The SQLite file in it needs no remembering.
    """
    if url == database_in(state):
        (state / _REMEMBERED).unlink(missing_ok=True)
        return
    write_private(state / _REMEMBERED, url.render_as_string(hide_password=False))


def file_of(url: URL) -> Path | None:
    """Give the file of a database; None for one that a server keeps."""
    return Path(str(url.database)) if url.drivername == SQLITE else None


def _sqlite(url: URL) -> URL:
    path = url.database
    if url.host or url.query or not path or path == ":memory:":
        raise StateError("of SQLite, only a file is taken: write sqlite:///FILE")
    return url.set(database=str(Path(path).absolute()))


def _postgresql(url: URL) -> URL:
    if not url.database:
        raise StateError(
            f"which database of the server? write {POSTGRESQL}://HOST/DATABASE"
        )
    if find_spec("psycopg") is None:
        raise StateError(
            "PostgreSQL needs its driver: pip install 'kruispunt[postgresql]'"
        )
    return url


def _one(url: URL, name: str) -> str | None:
    """Give a parameter of a URL; the first, where there are several."""
    found = url.query.get(name)
    return found if found is None or isinstance(found, str) else found[0]
