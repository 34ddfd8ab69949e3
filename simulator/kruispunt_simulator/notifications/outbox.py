"""
The folder into which messages leave, as whole files or not at all.

A message is written beside its place first. Between that and the moment at which it
gets its name its record goes into the log; so what is found beside its place after a
crash either was logged, and leaves at the next push to the receiver into this folder,
or never happened. That holds while nobody else pushes from the same state.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from kruispunt_simulator.errors import StateError

_PART = ".part"


class Outbox:
    """
    The files to one receiver.

    Args:
        folder: Made when it is not there, for its owner only: the files are about
            people.
        party: Id of the receiver.

    Raises:
        StateError: The folder cannot be made; every method, that a file cannot be
            written or moved.
    """

    def __init__(self, folder: Path, party: str) -> None:
        self._folder = folder
        self._party = party
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _failed(error) from error

    def name(self, number: int, operation: str) -> str:
        """Give the name of the file of a message; in order of number."""
        return f"{self._party}-{number:015}-{operation}.xml"

    def settle(self, last: int) -> None:
        """
        Finish what a crash left in this folder.

        One push at a time: what another one prepared and did not log yet would go.

        Args:
            last: Number of the last message in the log.
        """
        pattern = re.compile(rf"{re.escape(self._party)}-([0-9]{{15}})-\w+\.xml{_PART}")
        try:
            for path in sorted(self._folder.iterdir()):
                match = pattern.fullmatch(path.name)
                if match and int(match[1]) <= last:
                    path.replace(path.with_suffix(""))
                elif match:
                    path.unlink()
        except OSError as error:
            raise _failed(error) from error

    def prepare(self, name: str, document: bytes) -> None:
        """
        Write a message beside its place, on disk.

        Raises:
            StateError: The place is taken, or see the class.
        """
        if (self._folder / name).exists():
            raise StateError(f"{self._folder / name}: is there already")
        try:
            with open(self._part(name), "xb", opener=_private) as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _failed(error) from error

    def release(self, name: str) -> None:
        """Give a prepared message its name."""
        try:
            self._part(name).replace(self._folder / name)
        except OSError as error:
            raise _failed(error) from error

    def discard(self, name: str) -> None:
        """Take a prepared message away."""
        self._part(name).unlink(missing_ok=True)

    def _part(self, name: str) -> Path:
        return self._folder / f"{name}{_PART}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _failed(error: OSError) -> StateError:
    return StateError(f"{error.filename}: {error.strerror}")
