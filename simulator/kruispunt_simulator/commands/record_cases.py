"""`kruispunt cases record`: the exchanges of a run become cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Operation

from kruispunt_simulator.audit.query import EVERYTHING, Query
from kruispunt_simulator.cases.exchanges import FolderSource, LogSource, Source
from kruispunt_simulator.cases.fictitious import (
    FictitiousNumbers,
    fictitious_in,
    known_people,
)
from kruispunt_simulator.cases.folder import CaseFolder
from kruispunt_simulator.cases.keys import keys_of, values_of
from kruispunt_simulator.cases.places import candidates
from kruispunt_simulator.cases.record import PathOf, Recorder, Summary
from kruispunt_simulator.commands.reading import open_log
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.filelock import locked
from kruispunt_simulator.message import Element
from kruispunt_simulator.running import read_running

KEY_FILE: Final = ".record-key"
"""In the folder of cases, unless the user keeps it elsewhere."""

STILL_THERE: Final = (
    "Names, addresses, dates of birth and numbers of enterprises are still in the "
    "cases, if they were in the replies: see --blank, and read before you pass them on."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user asked for."""

    to: Path
    state: Path
    database: str | None = None
    exchanges: Path | None = None
    """Folder of pairs of files; None for the log."""
    query: Query = EVERYTHING
    """Which records of the log."""
    contracts: Path | None = None
    key_file: Path | None = None
    blank: tuple[str, ...] = ()
    replace: bool = False


def record(wanted: Wanted) -> Summary:
    """
    Make cases.

    Raises:
        ClickException: There is nothing to make them of.
        StateError: The log or the key file cannot be read, or a case not be written.
        ConfigurationError: The contracts or the keys cannot be used.
    """
    running = read_running(wanted.state) if wanted.exchanges is None else None
    own = wanted.contracts or (running.contracts if running else None)
    known = catalogue.load(own)
    path_of = _path_in(CaseFolder(wanted.to, known))
    try:
        with ExitStack() as opened:
            source = opened.enter_context(_source(wanted))
            if not any(True for _ in source):
                raise click.ClickException(_nothing(wanted))
            wanted.to.mkdir(parents=True, exist_ok=True)
            key_file = _key_file(wanted)
            lock = key_file.with_name(f"{key_file.name}.lock")
            opened.enter_context(locked(lock, wait=True))
            numbers = FictitiousNumbers.open(key_file, _taken(source, wanted.to))
            numbers.save(key_file)  # rather now than after cases that hang on it
            recorder = Recorder(
                wanted.to,
                known,
                path_of,
                numbers,
                blank=wanted.blank,
                replace=wanted.replace,
            )
            try:
                return recorder.record(source)
            finally:
                numbers.save(key_file)
    except OSError as error:
        raise StateError(f"cases cannot be recorded: {error}") from error


def row(summary: Summary) -> dict[str, Any]:
    """Give a summary as `--json` prints it."""
    return {
        "written": sorted(summary.written),
        "unchanged": sorted(summary.unchanged),
        "standing": sorted(summary.standing),
        "older": summary.older,
        "not_kept": [
            {"exchange": name, "reason": reason} for name, reason in summary.not_kept
        ],
        "remarks": [{"case": path, "remark": text} for path, text in summary.remarks],
    }


def lines(summary: Summary) -> Iterator[str]:
    """Tell a summary to people."""
    yield from summary.written
    for path in summary.standing:
        yield f"{path}: another reply stands there, and stays; --replace overwrites it"
    for path, text in summary.remarks:
        yield f"{path}: {text}"
    for name, reason in summary.not_kept:
        yield f"{name}: not kept: {reason}"
    yield (
        f"cases written {len(summary.written)}, unchanged {len(summary.unchanged)}, "
        f"left as they were {len(summary.standing)}; exchanges older than another "
        f"{summary.older}, not kept {len(summary.not_kept)}"
    )


@contextmanager
def _source(wanted: Wanted) -> Iterator[Source]:
    if wanted.exchanges is not None:
        yield FolderSource(wanted.exchanges)
        return
    with open_log(wanted.state, wanted.database) as engine:
        yield LogSource(engine, wanted.query)


def _nothing(wanted: Wanted) -> str:
    if wanted.exchanges is not None:
        return f"{wanted.exchanges}: no files NAME.request.xml and NAME.reply.xml"
    return "no message of such calls was kept; see `kruispunt up --keep-messages full`"


def _path_in(folder: CaseFolder) -> PathOf:
    """Give the file that `CaseFolder` looks for first, by all keys of a question."""

    def path_of(operation: Operation, question: Element) -> str | None:
        values = values_of(keys_of(operation, folder.keys()), question)
        first = next(candidates(folder.places(operation), values, None), None)
        return first.path if first is not None and first.named else None

    return path_of


def _key_file(wanted: Wanted) -> Path:
    if wanted.key_file is not None:
        return wanted.key_file
    ignored, line = wanted.to / ".gitignore", f"{KEY_FILE}*".encode()
    there = ignored.read_bytes() if ignored.is_file() else b""
    if line not in there.splitlines():
        begun = there and not there.endswith(b"\n")
        ignored.write_bytes(there + (b"\n" if begun else b"") + line + b"\n")
    return wanted.to / KEY_FILE


def _taken(source: Source, to: Path) -> Iterable[str]:
    """Give the fictitious numbers that somebody has: a case would be about both."""
    messages = (part for each in source for part in (each.request, each.reply) if part)
    standing = (path.read_bytes() for path in sorted(to.rglob("*.xml")))
    found = map(fictitious_in, chain(messages, standing))
    return chain(known_people(), chain.from_iterable(found))
