"""
Private files: never half written, and never readable by others, not for a moment.

A mode that is set after writing leaves a gap, so files are born with it. The umask can
only take rights away. Windows ignores the modes; there the folder of the user protects.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def make_folder(path: Path) -> Path:
    """Know that a folder exists; it and missing parents are for the owner alone."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """
    Write a file that does not exist yet.

    Args:
        path: In an existing folder.
        data: All of it.
        private: Mode 0600 instead of 0644.

    Raises:
        FileExistsError: Something is there, be it a link.
    """
    mode = 0o600 if private else 0o644
    with open(
        path, "xb", opener=lambda name, flags: os.open(name, flags, mode)
    ) as file:
        file.write(data)


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees all of the old one or all of the new one."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as folder:
        fresh = Path(folder, path.name)
        write_file(fresh, data, private=private)
        fresh.replace(path)


@contextmanager
def fresh_folder(target: Path, *, replace: bool) -> Iterator[Path]:
    """
    Fill a folder beside its place and move it there when it is complete.

    Args:
        target: Where the folder appears; missing parents are made.
        replace: Whether a folder with files in it may stand there already.

    Yields:
        An empty folder for the owner alone, on the same file system.

    Raises:
        FileExistsError: Files stand at the target, and `replace` is False. They are
            left as they are, also when they came while the new folder was filled.
    """
    make_folder(target.parent)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    old = fresh.with_name(f"{fresh.name}.old")
    try:
        yield fresh
        if target.exists():
            if not replace and any(target.iterdir()):
                raise FileExistsError(f"{target}: not empty")
            target.rename(old)
        fresh.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """
    Be the only thread of the only process that works here.

    The lock is the operating system's: it ends with its process, so that a crash
    leaves nothing to clean up. The file itself stays, and is empty.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
