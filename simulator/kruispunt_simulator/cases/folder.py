"""
A folder of test cases, looked into when a question comes and never before.

Nothing is kept but the meaning of `keys.yaml`, and that as long as its text stays the
same: so a folder may be of any size, and what changes on disk counts from the next
question on. A question costs some tens of `stat` and the reading of one file, about a
millisecond (`tests/benchmark/cases.py`): a cache would save half of that, could be
wrong, and would grow.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kruispunt_contracts.catalogue import Catalogue, Contract, Operation
from kruispunt_contracts.yamlfile import ConfigurationError

from kruispunt_simulator.cases.keys import (
    FILE,
    NONE,
    Keys,
    keys_of,
    load_keys,
    values_of,
)
from kruispunt_simulator.cases.near import nearest
from kruispunt_simulator.cases.places import Candidate, Place, candidates
from kruispunt_simulator.hops.prepared import (
    LIMITS,
    OtherReply,
    Prepared,
    UnusableReply,
    read_prepared,
)
from kruispunt_simulator.message import Element

MOST_LOOKED_AT: Final = 200_000
"""Entries of the folder that `knows` walks through; more is no folder of cases."""

_NO_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL})
"""How a file system says that no file can have such a name."""


class CaseFolder:
    """
    Test cases in the layout of the public MAGDA Mock; safe to share between threads.

    Args:
        folder: Where they are.
        catalogue: Every contract.

    Raises:
        ConfigurationError: Its `keys.yaml` is wrong.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder.absolute()
        self._catalogue = catalogue
        self._keys: tuple[bytes, Keys] = (b"", NONE)
        self.keys()

    def keys(self) -> Keys:
        """
        Give the keys of this folder, as they are now.

        Raises:
            ConfigurationError: Its `keys.yaml` is wrong.
        """
        path = self.folder / FILE
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return NONE
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be read: {error}") from error
        known, keys = self._keys
        if text != known:
            keys = load_keys(path)
            self._keys = (text, keys)
        return keys

    def named(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        """Find the case of what a question is about; see `Cases`."""
        return self._first(operation, payload, subject, named=True)

    def fallback(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        """Find the case for whoever has none; see `Cases`."""
        return self._first(operation, payload, subject, named=False)

    def nearest(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> str:
        """Tell where a case would have to stand; see `Cases`."""
        values = self._values(operation, payload)
        looked_for = [
            each.path
            for each in candidates(self.places(operation), values, subject)
            if each.named and each.place is not None
        ]
        return nearest(self.folder, operation.contract, values, looked_for)

    def knows(self, number: str) -> bool:
        """Find out whether some file is named after a person, or stands below that."""
        for count, path in enumerate(files_below(self.folder)):
            if count > MOST_LOOKED_AT:
                break
            *folders, name = path.removesuffix(".xml").split("/")
            if number in (*folders, *name.split("&")):
                return True
        return False

    def places(self, operation: Operation) -> tuple[Place, ...]:
        """
        Give the folders where files of an operation stand.

        Returns:
            That of its domain first, then those of other folders by name, the one
            without a domain last; of each, that of the operation before the version's.
            A folder that would be of its domain comes along when none is there.
        """
        contract = operation.contract
        several = len(contract.operations) > 1
        found = []
        for domain in (*self._domains(contract), ""):
            service = f"{domain}/{contract.service}" if domain else contract.service
            folder = f"{service}/{contract.version}"
            above = tuple(dict.fromkeys((service, domain, "")))
            if several:
                one = f"{folder}/{operation.name}"
                found.append(Place(folder=one, above=above))
            found.append(Place(folder=folder, above=above, shared=several))
        return tuple(found)

    def _domains(self, contract: Contract) -> tuple[str, ...]:
        try:
            with os.scandir(self.folder) as entries:
                there = sorted(
                    each.name
                    for each in entries
                    if not each.name.endswith(".xml")
                    and os.path.isdir(os.path.join(each.path, contract.service))
                )
        except OSError:
            there = []
        home = contract.domain or "KSZ"
        if home in there or not there:
            there = [home, *(name for name in there if name != home)]
        return tuple(there)

    def _values(self, operation: Operation, payload: Element) -> tuple[str, ...]:
        try:
            return values_of(keys_of(operation, self.keys()), payload)
        except ConfigurationError as error:
            raise UnusableReply(str(error)) from error

    def _first(
        self,
        operation: Operation,
        payload: Element,
        subject: str | None,
        *,
        named: bool,
    ) -> Prepared | None:
        values = self._values(operation, payload)
        for each in candidates(self.places(operation), values, subject):
            if each.named is named:
                found = self._read(each, operation)
                if found is not None:
                    return found
        return None

    def _read(self, candidate: Candidate, operation: Operation) -> Prepared | None:
        """Read a file, unless it is not there, or of somebody else higher up."""
        document = read_file(self.folder, candidate.path)
        if document is None:
            return None
        try:
            return read_prepared(
                document, operation, origin=candidate.path, kind="case"
            )
        except OtherReply as error:
            place = candidate.place
            if place is None:
                return None
            others = {each.response for each in operation.contract.operations}
            if place.shared and error.root in others:
                return None
            raise


def read_file(folder: Path, path: str) -> bytes | None:
    """
    Read a file of cases.

    Args:
        folder: Where the cases are.
        path: Below it, with slashes.

    Returns:
        None when no file is there with exactly that name.

    Raises:
        UnusableReply: It cannot be read.
    """
    place = os.path.join(folder, *path.split("/"))
    try:
        if not stat.S_ISREG(os.stat(place).st_mode) or not _is_spelled(folder, path):
            return None
        with open(place, "rb") as file:
            return file.read(LIMITS.size + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno in _NO_NAME:
            return None
        raise UnusableReply(f"{path}: cannot be read: {error.strerror}") from error


def _is_spelled(folder: Path, path: str) -> bool:
    """Find out whether a file that was found has this name, not one of other case."""
    above = str(folder)
    for part in path.split("/"):
        other = os.path.join(above, part.swapcase())
        if part != part.swapcase() and os.path.exists(other):
            with os.scandir(above) as entries:
                if not any(each.name == part for each in entries):
                    return False
        above = os.path.join(above, part)
    return True


def _leads_back(folder: str) -> bool:
    """Find out whether a link leads to a folder through which it was come to."""
    if not os.path.islink(folder):
        return False
    target = os.path.realpath(folder)
    return any(os.path.realpath(each) == target for each in Path(folder).parents)


def files_below(folder: Path) -> Iterator[str]:
    """
    Give the cases in a folder, by name: paths below it, with slashes.

    Those that end with `.XML` come along, for who checks them: no question finds them.
    Links to folders are followed, for questions follow them too; a folder inside itself
    is looked at once.
    """
    for above, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(
            name for name in folders if not _leads_back(os.path.join(above, name))
        )
        inside = Path(above).relative_to(folder).as_posix()
        for name in sorted(names):
            if name.lower().endswith(".xml"):
                yield name if inside == "." else f"{inside}/{name}"
