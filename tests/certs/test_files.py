"""Private files: never half written, never readable by others."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kruispunt_certs.files import (
    fresh_folder,
    locked,
    make_folder,
    replace_file,
    write_file,
)

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no modes and no flock"
)


@pytest.fixture
def careless_umask() -> Iterator[None]:
    """Everybody may do everything, unless a program says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.usefixtures("careless_umask")
@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_a_file_is_born_with_its_mode(
    tmp_path: Path, private: bool, expected: int
) -> None:
    write_file(tmp_path / "new", b"x", private=private)
    replace_file(tmp_path / "replaced", b"x", private=private)
    assert mode(tmp_path / "new") == expected
    assert mode(tmp_path / "replaced") == expected


@posix
@pytest.mark.usefixtures("careless_umask")
def test_folders_are_for_the_owner_alone(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    with fresh_folder(tmp_path / "c" / "d", replace=False) as fresh:
        assert mode(fresh) == 0o700
    for path in ("a", "a/b", "c", "c/d"):
        assert mode(tmp_path / path) == 0o700


def test_a_file_that_exists_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"


@posix
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "link", b"key", private=True)
    assert not (tmp_path / "elsewhere").exists()


def test_replacing_leaves_nothing_else_behind(tmp_path: Path) -> None:
    replace_file(tmp_path / "file", b"old")
    replace_file(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "target"
    with fresh_folder(target, replace=False) as fresh:
        write_file(fresh / "file", b"x")
        assert not target.exists()
    assert (target / "file").read_bytes() == b"x"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize("before", ["nothing", "a folder"])
def test_a_failure_leaves_everything_as_it_was(tmp_path: Path, before: str) -> None:
    target = tmp_path / "target"
    if before == "a folder":
        make_folder(target)
        write_file(target / "old", b"old")
    names = sorted(tmp_path.rglob("*"))

    def work() -> None:
        with fresh_folder(target, replace=True) as fresh:
            write_file(fresh / "new", b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert sorted(tmp_path.rglob("*")) == names


def test_a_folder_comes_back_when_its_successor_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make_folder(tmp_path / "target")
    write_file(target / "old", b"old")
    rename = Path.rename

    def refuse_the_new(path: Path, to: Path) -> Path:
        if (path / "new").exists():
            raise PermissionError(path)
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refuse_the_new)

    def work() -> None:
        with fresh_folder(target, replace=True) as fresh:
            write_file(fresh / "new", b"new")

    with pytest.raises(PermissionError):
        work()
    assert [path.name for path in target.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_a_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    target = make_folder(tmp_path / "target")
    write_file(target / "old", b"old")
    with (
        pytest.raises(FileExistsError, match="not empty"),
        fresh_folder(target, replace=False) as fresh,
    ):
        write_file(fresh / "new", b"new")
    assert [path.name for path in target.iterdir()] == ["old"]
    with fresh_folder(target, replace=True) as fresh:
        write_file(fresh / "new", b"new")
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    target = make_folder(tmp_path / "target")
    with fresh_folder(target, replace=False) as fresh:
        write_file(fresh / "new", b"new")
    assert [path.name for path in target.iterdir()] == ["new"]


@posix
def test_a_lock_keeps_others_out_until_it_is_released(tmp_path: Path) -> None:
    import fcntl

    path = tmp_path / ".lock"
    with locked(path), open(path, "rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with open(path, "rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_lock_is_released_by_a_failure(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KeyError), locked(tmp_path / ".lock"):
            raise KeyError
