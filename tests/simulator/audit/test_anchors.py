"""Seals that are noted outside of the database tell of a log that was cut."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.audit.anchors import Anchor, Notes
from kruispunt_simulator.store.address import database_in, parse_address
from kruispunt_simulator.store.chain import START
from kruispunt_simulator.store.seals import Seal
from kruispunt_simulator.store.tables import log_seal
from sqlalchemy import delete

from .test_verify import Log

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def seal(number: int, hop: str = "magda", **given: Any) -> Seal:
    fields: dict[str, Any] = {
        "hop": hop,
        "number": number,
        "first": number,
        "last": number,
        "chain": f"{number:064x}",
        "latest": NOW,
        "at": NOW,
        "previous": START,
        "signer": "0" * 64,
    }
    return Seal(**fields | given)


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path, database_in(tmp_path))


def told(notes: Notes) -> list[tuple[str, int, int, str]]:
    return [(each.hop, each.number, each.last, each.chain) for each in notes]


def test_the_newest_seal_of_each_log_is_noted(notes: Notes) -> None:
    for each in (seal(1), seal(2), seal(1, "ksz")):
        notes.keep(each)
    assert told(notes) == [("ksz", 1, 1, f"{1:064x}"), ("magda", 2, 2, f"{2:064x}")]


def test_a_log_that_begins_anew_wipes_out_no_note(notes: Notes) -> None:
    notes.keep(seal(7))
    notes.keep(seal(1, chain="f" * 64))
    assert told(notes) == [("magda", 7, 7, f"{7:064x}")]
    notes.keep(seal(8))
    assert told(notes) == [("magda", 8, 8, f"{8:064x}")]


def test_nothing_is_noted_at_first(notes: Notes) -> None:
    assert list(notes) == []


def test_each_database_of_a_folder_has_its_own_notes(tmp_path: Path) -> None:
    urls = [
        database_in(tmp_path),
        parse_address("sqlite:////elsewhere/log.db"),
        parse_address("postgresql+psycopg://me:secret@db/one"),
        parse_address("postgresql+psycopg://me:secret@db/two"),
    ]
    for number, url in enumerate(urls, start=1):
        Notes(tmp_path, url).keep(seal(number))
    found = [told(Notes(tmp_path, url))[0][1] for url in urls]
    assert found == [1, 2, 3, 4]
    assert not [path for path in tmp_path.rglob("*") if "secret" in path.name]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_folder_is_the_same_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "state")
    one, other = (
        Notes(each, database_in(each))
        for each in (tmp_path / "state", tmp_path / "link")
    )
    one.keep(seal(1))
    assert told(other) == told(one)
    (path,) = one.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"hop": "ksz"}'])
def test_a_note_that_makes_no_sense_is_named(notes: Notes, text: str) -> None:
    notes.keep(seal(1))
    (path,) = notes.folder.iterdir()
    path.write_text(text)
    with pytest.raises(OSError, match=r"magda\.json: no seal was noted there"):
        list(notes)


def test_a_log_that_lost_its_end_with_the_seals_is_found(
    log: Log, notes: Notes
) -> None:
    """Nothing in the database tells; the note does, and names the first record."""
    log.seal()
    for anchor in log.anchors():
        notes.keep(seal(anchor.number, last=anchor.last, chain=anchor.chain))
    assert log.flaws([*notes]) == []
    log.remove(*range(9, 13))
    log.relink()
    log.change(delete(log_seal).where(log_seal.c.number == 3))
    assert log.flaws() == []
    (flaw,) = log.flaws([*notes])
    assert (flaw.kind, flaw.position) == ("anchor", 9)
    assert str(notes.folder) in flaw.text


@pytest.fixture
def log(engine: Any, state: Path) -> Log:
    """Twelve records, sealed after the fourth and the eighth."""
    filled = Log(engine, state)
    for start in (0, 4):
        filled.fill(4, start=start)
        filled.seal()
    filled.fill(4, start=8)
    return filled


def test_an_anchor_says_where_it_was_noted() -> None:
    row = {"hop": "ksz", "number": 1, "last": 3, "chain": "a"}
    assert Anchor.of(row, "in a book").where == "in a book"
    with pytest.raises(TypeError):
        Anchor.of({**row, "last": "3"}, "in a book")
