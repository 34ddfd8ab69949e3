"""
Seals that were noted outside of the database, which a log must still agree with.

Whoever may write in the database could take out the newest records with the seals that
cover them, and nothing there would tell. So each simulator notes the newest seal of
every log that it seals in its state folder too, in `DIR/seals`, one small file per log;
an auditor may note all of them elsewhere (`kruispunt log seals --json`).

A folder may go by several databases, one after the other: each has its own notes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL

from kruispunt_simulator.running import write_private
from kruispunt_simulator.store.address import database_in, file_of, shown
from kruispunt_simulator.store.seals import Seal

FOLDER: Final = "seals"
"""In the state folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A seal as somebody noted it: the log must still be what it said."""

    hop: str
    number: int
    last: int
    chain: str
    where: str = "elsewhere"
    """Where it was noted, for people."""

    @classmethod
    def of(cls, row: dict[str, Any], where: str) -> Anchor:
        """
        Take what an anchor needs out of a row as `log seals --json` prints it.

        Raises:
            KeyError, TypeError: It is no such row.
        """
        hop, number, last, chain = (
            row[name] for name in ("hop", "number", "last", "chain")
        )
        if not (isinstance(number, int) and isinstance(last, int)):
            raise TypeError("number and last are whole numbers")
        return cls(
            hop=str(hop), number=number, last=last, chain=str(chain), where=where
        )


class Notes:
    """
    The notes in a state folder about the logs in a database.

    Args:
        state: The folder.
        url: Of the database.
    """

    def __init__(self, state: Path, url: URL) -> None:
        self.folder = state / FOLDER / _name(state, url)

    def keep(self, seal: Seal) -> None:
        """
        Note a seal, unless one with a higher number was noted before.

        A log that begins anew must not wipe out what was noted of the one before. Who
        wants that removes the folder.

        Raises:
            OSError: It cannot be noted.
        """
        path = self.folder / f"{seal.hop}.json"
        if path.exists() and _read(path).number >= seal.number:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, json.dumps(seal_row(seal)))

    def __iter__(self) -> Iterator[Anchor]:
        """
        Give what was noted.

        Raises:
            OSError: A note cannot be read, or makes no sense; the text names it.
        """
        yield from map(_read, sorted(self.folder.glob("*.json")))


def seal_row(seal: Seal) -> dict[str, Any]:
    """Give a seal as it is printed and noted: plain values, by name."""
    row = asdict(seal)
    for name in ("latest", "at"):
        row[name] = row[name].isoformat(timespec="microseconds")
    return row


def _read(path: Path) -> Anchor:
    try:
        return Anchor.of(json.loads(path.read_text("utf-8")), f"in {path}")
    except (ValueError, KeyError, TypeError) as error:
        raise OSError(f"{path}: no seal was noted there: {error}") from error


def _name(state: Path, url: URL) -> str:
    """Name a database in a word that holds no password, and no path."""
    file, own = file_of(url), file_of(database_in(state))
    if file is None or own is None:
        return hashlib.sha256(shown(url).encode()).hexdigest()[:16]
    if file.resolve() == own.resolve():
        return "own"
    return hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:16]
