"""
Loads files of persons into the database: what changed, and nothing else.

A file is skipped when its digest is that of the last time; of a file that changed,
every document that did not. What is left is read, checked and written in small
transactions, so a simulator that runs on the same database hardly notices, and memory
does not grow with the file. At last what changed is checked against the files around it
(`together`).

- A person belongs to the file that brought it last. A file that no longer holds a
  person takes it away; so does a folder that no longer holds the file.
- Of files that are loaded together no two may hold the same person. Else the newer one
  takes over, but never a built-in person one of the user's own.
- A wrong document is not taken, the others are. A file of which something is wrong is
  not `finished`: next time all of it is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.people import PERSONAS, PersonaProblem
from kruispunt_simulator.people.documents import Chunk
from kruispunt_simulator.people.load import (
    Entry,
    chunks_of,
    problem_at,
)
from kruispunt_simulator.people.together import Problem
from kruispunt_simulator.store.people import write
from kruispunt_simulator.store.people.check import Checks
from kruispunt_simulator.store.people.owner import Document, Ownership
from kruispunt_simulator.store.people.source import (
    Seen,
    Source,
    Sources,
    document_digest,
)
from kruispunt_simulator.store.people.stored import StoredPeople
from kruispunt_simulator.store.reader import for_reading
from kruispunt_simulator.store.tables import person
from kruispunt_simulator.store.turns import taking_turns

BATCH: Final = 200
"""Documents that one transaction takes: a quarter of a second of work, most of it
before the transaction begins."""

MOST_PROBLEMS: Final = 100
"""After so many nobody reads on, and no file is."""

Progress = Callable[[str, int, int], object]
"""Told what is being done (`reading`, `checking`), how far it is, and of how much."""

_KNOWN = select(person.c.source, person.c.digest, person.c.ssin).where(
    person.c.source.in_(bindparam("sources", expanding=True)),
    person.c.digest.in_(bindparam("digests", expanding=True)),
)


@dataclass(slots=True, kw_only=True)
class Report:
    """What a load did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    """Of files that changed; what is in a file that did not is not counted."""
    removed: int = 0
    files_read: int = 0
    files_skipped: int = 0
    problems: list[PersonaProblem] = field(default_factory=list)

    @property
    def is_too_wrong(self) -> bool:
        """Whether to go on makes no sense."""
        return len(self.problems) >= MOST_PROBLEMS


def load_people(
    engine: Engine,
    paths: Iterable[Path] = (PERSONAS,),
    *,
    allow_real_numbers: bool = False,
    keep_partial: bool = False,
    progress: Progress | None = None,
) -> Report:
    """
    Bring files, and folders of `*.yaml` files, into the database.

    Args:
        engine: An open database with its tables.
        paths: Are loaded together.
        allow_real_numbers: Whether numbers may stand there that could be somebody's.
        keep_partial: Keep what was right of a file in which something is wrong, so that
            the next load is short; else nothing of it stays.
        progress: Told how far it is.

    Returns:
        What was done, and what is wrong.

    Raises:
        StateError: The database does not answer.
    """
    try:
        with for_reading(engine).connect() as scratch:
            run = _Run(engine, scratch, allow_real_numbers, progress)
            return run.load(list(paths), keep_partial=keep_partial)
    except SQLAlchemyError as error:
        raise StateError(f"the people cannot be written: {error}") from error


def _items(
    files: Iterable[Source],
) -> Iterator[tuple[Source, Chunk | PersonaProblem]]:
    for file in files:
        for item in chunks_of(file.path):
            yield file, item


class _Run:
    """One load."""

    def __init__(
        self,
        engine: Engine,
        scratch: Connection,
        allow_real_numbers: bool,
        progress: Progress | None,
    ) -> None:
        self._engine = engine
        self._writing = engine.execution_options(kruispunt_write=True)
        self._scratch = scratch
        self._allow_real_numbers = allow_real_numbers
        self._progress = progress or (lambda *_: None)
        self._sources = Sources(scratch)
        self._people = StoredPeople(engine, allow_real_numbers=True)
        self._report = Report()

    def load(self, paths: Sequence[Path], *, keep_partial: bool) -> Report:
        if self._find_work(paths):
            with taking_turns(self._engine, "loading"):
                self._load(paths, keep_partial=keep_partial)
        self._people.close()
        return self._report

    def _find_work(self, paths: Sequence[Path]) -> bool:
        self._files = self._sources.of(paths)
        self._vanished = self._sources.vanished(paths, self._files)
        self._stale = self._sources.stale(self._files)
        self._todo = [file for file in self._files if not file.is_as_before]
        self._report.files_skipped = len(self._files) - len(self._todo)
        return bool(self._todo or self._vanished or self._stale)

    def _load(self, paths: Sequence[Path], *, keep_partial: bool) -> None:
        # Another process may have done it while this one waited for its turn.
        if self._find_work(paths):
            self._checks = Checks(self._scratch, self._people)
            self._seen = Seen(self._scratch)
            self._ownership = Ownership(self._scratch, self._writing, self._seen)
            settled = (file.id for file in self._files if file.is_as_before)
            self._ownership.settled.update(settled)
            self._ownership.open.update(file.id for file in self._vanished)
            try:
                self._bring_up_to_date()
                self._finish(self._todo, keep_partial=keep_partial)
            finally:
                self._seen.close()
                self._checks.close()

    def _bring_up_to_date(self) -> None:
        for source in self._stale:
            self._refresh(source)
        self._read(self._todo)
        if not self._report.problems:
            for file in self._todo:
                while gone := self._seen.unmet_of(file, BATCH):
                    self._remove(gone)
        for source in self._vanished:
            self._forget(source)
        if not self._report.problems:
            self._check()

    # Reading

    def _read(self, files: Sequence[Source]) -> None:
        if files:
            with self._writing.begin() as connection:
                for file in files:
                    self._ownership.open.add(self._sources.begin(connection, file))
        total = sum(file.size for file in files)
        done = 0
        items = _items(files)
        while (batch := list(islice(items, BATCH))) and not self._report.is_too_wrong:
            self._take(batch)
            done += sum(len(i.text) for _, i in batch if isinstance(i, Chunk))
            self._progress("reading", min(done, total), total)
        self._progress("reading", total, total)
        self._report.files_read = len(files)

    def _take(self, batch: Sequence[tuple[Source, Chunk | PersonaProblem]]) -> None:
        problems = self._report.problems
        problems += [item for _, item in batch if isinstance(item, PersonaProblem)]
        documents = [
            Document(file, document_digest(item.text), item)
            for file, item in batch
            if isinstance(item, Chunk)
        ]
        known = self._known(documents)
        met = self._seen.where(known.values())
        entries: list[tuple[Document, Entry]] = []
        unchanged: list[tuple[str, Source]] = []
        for document in documents:
            ssin = known.get(document.key)
            if ssin is None:
                found = document.read(self._allow_real_numbers)
                if isinstance(found, Entry):
                    entries.append((document, found))
                else:
                    problems += found
            elif ssin in met:
                problems.append(document.taken(ssin, self._sources.name_of(met[ssin])))
            else:
                met[ssin] = document.key[0]
                unchanged.append((ssin, document.file))
        self._seen.add(unchanged)
        self._report.unchanged += len(unchanged)
        self._checks.add(ssin for ssin, file in unchanged if not file.was_finished)
        self._write(self._ownership.settle(entries, problems))

    def _known(self, documents: Sequence[Document]) -> dict[tuple[int, str], str]:
        asked = {
            "sources": sorted({document.key[0] for document in documents}),
            "digests": [document.digest for document in documents],
        }
        rows = self._scratch.execute(_KNOWN, asked)
        return {(row.source, row.digest): row.ssin for row in rows}

    def _write(self, entries: Sequence[tuple[Document, Entry]]) -> None:
        if not entries:
            return
        rows = [write.Row(*document.key, entry) for document, entry in entries]
        with self._writing.begin() as connection:
            written = write.put(connection, rows)
        for row in rows:  # `_check` asks for them at once
            self._people.keep(row.digest, row.entry.person)
        self._report.changed += written.changed
        self._report.added += len(entries) - written.changed
        self._seen.add((e.person.ssin, document.file) for document, e in entries)
        self._checks.add(
            [*(row.entry.person.ssin for row in rows), *written.neighbours]
        )
        self._checks.add_groups(written.groups)

    # Taking away

    def _remove(self, ssins: Sequence[str]) -> None:
        for ssin in ssins:
            self._checks.add(self._checks.namers(ssin))
        with self._writing.begin() as connection:
            written = write.remove(connection, ssins)
        self._report.removed += len(ssins)
        self._checks.add(written.neighbours)
        self._checks.add_groups(written.groups)

    def _forget(self, source: Source) -> None:
        """Take away a file with all its persons."""
        while ssins := self._seen.all_of(source, BATCH):
            self._remove(ssins)
        with self._writing.begin() as connection:
            self._sources.drop(connection, source)

    def _refresh(self, source: Source) -> None:
        """Find anew the keys of what an earlier edition loaded."""
        try:
            for ssins in self._sources.pages_of(source, BATCH):
                found = [self._people.get(ssin) for ssin in ssins]
                with self._writing.begin() as connection:
                    write.forget_keys(connection, ssins)
                    write.put_keys(connection, filter(None, found))
        except StateError:  # this edition cannot read it: it must be imported again
            with self._writing.begin() as connection:
                self._sources.unfinish(connection, source)
        with self._writing.begin() as connection:
            self._sources.refreshed(connection, source)

    # At last

    def _check(self) -> None:
        total, done = self._checks.count(), 0

        def step() -> None:
            nonlocal done
            done += 1
            if done % BATCH == 0 or done == total:
                self._progress("checking", done, total)

        told: dict[str, PersonaProblem] = {}
        for problem in self._checks.run(step):
            found = self._place(problem)
            told[str(found)] = found
            if len(told) >= MOST_PROBLEMS:
                break
        self._report.problems += told.values()

    def _place(self, problem: Problem) -> PersonaProblem:
        """Find where in which file it is; only then a file is read again."""
        source, line = self._sources.place_of(problem.person.ssin)
        for chunk in chunks_of(source.path):
            if isinstance(chunk, Chunk) and chunk.line == line:
                return problem_at(source.path, chunk, problem.location, problem.text)
        key = ".".join(map(str, problem.location))
        return PersonaProblem(
            file=source.path, line=line, key=key, problem=problem.text
        )

    def _finish(self, files: Sequence[Source], *, keep_partial: bool) -> None:
        """
        Say of all files that they are right, or of none.

        A contradiction is told where it was noticed; which file made it is not known.
        """
        if self._report.problems and not keep_partial:
            for file in files:
                self._forget(file)
            return
        with self._writing.begin() as connection:
            for file in files:
                if self._report.problems:
                    self._sources.unfinish(connection, file)
                else:
                    self._sources.finish(connection, file)
