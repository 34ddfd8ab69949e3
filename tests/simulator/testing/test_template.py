"""What a chain begins with: made once for an edition, copied by all others."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from kruispunt_certs import Pki
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.testing import template
from kruispunt_simulator.testing.template import (
    CACHE_VARIABLE,
    UNUSED,
    cache_folder,
    lay_out,
)


def templates(cache: Path) -> list[Path]:
    return [each for each in cache.iterdir() if each.is_dir()]


def keys(state: Path) -> bytes:
    return (state / "pki" / "hops" / "magda" / "key.pem").read_bytes()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that was laid out with a cache beside it, where none was."""
    folder = tmp_path_factory.mktemp("first")
    lay_out(folder / "state", folder / "cache")
    return folder


def test_a_template_is_made_once_and_copied(first: Path, tmp_path: Path) -> None:
    lay_out(tmp_path / "two", first / "cache")
    (made,) = templates(first / "cache")
    assert keys(first / "state") == keys(tmp_path / "two") == keys(made)
    assert Pki.open(tmp_path / "two" / "pki").legs()


def test_without_a_cache_all_is_made_anew(first: Path, tmp_path: Path) -> None:
    lay_out(tmp_path / "two")
    assert keys(first / "state") != keys(tmp_path / "two")


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should")
    lay_out(tmp_path / "one", tmp_path / "cache")
    assert Pki.open(tmp_path / "one" / "pki").legs()


def test_another_edition_has_another_template(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(first / "cache", tmp_path / "cache")
    changed = tmp_path / "personas"
    changed.mkdir()
    (changed / "somebody.yaml").write_text("title: new\n", encoding="utf-8")
    monkeypatch.setattr(template, "_MAKERS", (*template._MAKERS, changed))
    lay_out(tmp_path / "two", tmp_path / "cache")
    assert len(templates(tmp_path / "cache")) == 2
    assert keys(first / "state") != keys(tmp_path / "two")


def test_a_template_that_nobody_used_for_long_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    old, new = cache / "old", cache / "new"
    for folder, days in ((old, UNUSED.days + 1), (new, UNUSED.days - 1)):
        folder.mkdir()
        then = time.time() - days * 86400
        os.utime(folder, (then, then))
    lay_out(tmp_path / "one", cache)
    assert not old.exists()
    assert new.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_keys_are_readable_by_their_owner_only(first: Path) -> None:
    cache, state = first / "cache", first / "state"
    folders = (cache, *templates(cache), state)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    key = state / "pki" / "hops" / "magda" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_its_tables_are_those_that_migrations_make(first: Path, tmp_path: Path) -> None:
    """They are made without the migrations, for those take longer."""
    open_database(sqlite_url(tmp_path / "migrated.db")).dispose()
    assert columns(first / "state" / "kruispunt.db") == columns(
        tmp_path / "migrated.db"
    )


def columns(path: Path) -> dict[str, object]:
    """Give tables with their columns, in any order, and indexes with theirs."""
    with sqlite3.connect(path) as connection:
        names = connection.execute("SELECT name, type FROM sqlite_master").fetchall()
        found: dict[str, object] = {}
        for name, kind in names:
            rows = connection.execute(f"PRAGMA {kind}_info({name})")
            if kind == "table":
                found[name] = sorted(tuple(row)[1:] for row in rows)
            else:
                found[name] = [row[2] for row in rows]
    connection.close()
    # Alembic names the key of its table; SQLite makes an index for it.
    return {name: found[name] for name in found if "alembic" not in name}


@pytest.mark.parametrize("told", ["", None, "elsewhere"])
def test_where_the_cache_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str | None
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    if told is not None:
        monkeypatch.setenv(CACHE_VARIABLE, told)
    found = cache_folder()
    if told:
        assert found == Path(told)
    elif told is None:
        assert found is not None
        assert found.name == "kruispunt"
    else:
        assert found is None
