"""
A state folder to begin with: certificates, and a database with the built-in people.

To make one takes a second, most of it RSA keys and reading people. So it is kept in the
user's cache folder and copied, as long as the code that made it did not change; where
no such folder can be written, each start makes its own.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Final

import kruispunt_certs
from kruispunt_certs import Pki

from kruispunt_simulator.commands.state import hop_identity, identity_of
from kruispunt_simulator.filelock import locked
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties

CACHE_VARIABLE: Final = "KRUISPUNT_CACHE"
"""Folder of the cache; empty for none."""

UNUSED: Final = timedelta(days=30)
"""How long a template stays that nobody uses."""

_OURS: Final = Path(__file__).parents[1]
_MAKERS: Final = (
    Path(kruispunt_certs.__file__).parent,
    *(_OURS / name for name in ("people", "personas", "parties", "store")),
)
"""What a template is made by, or of."""


def lay_out(state: Path, cache: Path | None = None) -> None:
    """
    Fill a state folder.

    Args:
        state: Missing or empty.
        cache: Where templates are kept; None makes all anew.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    template = None if cache is None else _template(cache)
    if template is None:
        _make(state)
        return
    shutil.copytree(template, state, dirs_exist_ok=True)


def cache_folder() -> Path | None:
    """Where templates are kept on this machine; None for nowhere."""
    told = os.environ.get(CACHE_VARIABLE)
    if told is not None:
        return Path(told) if told else None
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA")
    else:
        above = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    usual = home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return (Path(above) if above else usual) / "kruispunt"


def _template(cache: Path) -> Path | None:
    """Give a template of this edition, made now if need be; None if it cannot be."""
    template = cache / _edition()
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Several test processes that start at once need not all make one.
        with locked(cache / ".lock", wait=True):
            if not template.is_dir():
                _forget_unused(cache)
                fresh = cache / f".{template.name}.{os.getpid()}"
                shutil.rmtree(fresh, ignore_errors=True)
                fresh.mkdir(mode=0o700)
                _make(fresh)
                fresh.replace(template)
            os.utime(template)  # so that nobody takes it for unused
    except OSError:
        return None
    return template


def _make(state: Path) -> None:
    # OpenSSL leaves the interpreter to others while it looks for primes; that is why
    # `_people` imports what it needs only then.
    with ThreadPoolExecutor(max_workers=1) as pool:
        certificates = pool.submit(_certificates, state)
        _people(state)
        certificates.result()


def _certificates(state: Path) -> None:
    """Make those without which no hop can start or ask; others when first needed."""
    askers = {plan.operator for plan in HOPS.values() if plan.next_hop is not None}
    Pki.create(
        state / "pki",
        hops=[hop_identity(name) for name in HOPS],
        parties=[identity_of(each) for each in Parties.load().all if each.id in askers],
    )


def _people(state: Path) -> None:
    from sqlalchemy import text

    from kruispunt_simulator.people import InvalidPersona
    from kruispunt_simulator.store.address import database_in
    from kruispunt_simulator.store.people import load_people
    from kruispunt_simulator.store.sqlite import sqlite_engine
    from kruispunt_simulator.store.tables import HEAD, metadata

    engine = sqlite_engine(database_in(state))
    try:
        # What the migrations make too, in a tenth of the time.
        with engine.execution_options(kruispunt_write=True).begin() as connection:
            metadata.create_all(connection)
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD}
            )
        report = load_people(engine)
        if report.problems:
            raise InvalidPersona(tuple(report.problems))
        with engine.connect() as connection:  # so that the file can be copied alone
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()


def _edition() -> str:
    digest = blake2b(digest_size=12)
    for maker in _MAKERS:
        for path in sorted(_files(maker)):
            digest.update(path.relative_to(maker).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for suffix in ("py", "yaml"):
        yield from folder.rglob(f"*.{suffix}")


def _forget_unused(cache: Path) -> None:
    oldest = time.time() - UNUSED.total_seconds()
    for folder in cache.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
