"""Values from files that change while the simulator runs."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kruispunt_client.errors import InvalidSettings
from kruispunt_simulator.renewal import Renewed


class Files:
    """Two files that belong together, and what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.chain, self.key = folder / "chain", folder / "key"
        self.retired: list[str] = []
        self.made = 0
        self._ticks = 0
        self.write(self.chain, "a")
        self.write(self.key, "a")
        self.renewed = Renewed(
            self.make, self.chain, self.key, retire=self.retired.append
        )

    def write(self, path: Path, text: str) -> None:
        path.write_text(text)
        self._ticks += 1
        os.utime(path, (self._ticks, self._ticks))

    def make(self) -> str:
        self.made += 1
        chain, key = self.chain.read_text(), self.key.read_text()
        if chain != key:
            raise InvalidSettings("they do not belong together")
        return chain


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_value_is_made_once_while_its_files_stay(files: Files) -> None:
    with ThreadPoolExecutor(4) as pool:
        values = set(pool.map(lambda _: files.renewed.get(), range(40)))
    assert (values, files.made, files.retired) == ({"a"}, 1, [])


def test_changed_files_give_a_new_value_and_retire_the_former(files: Files) -> None:
    assert files.renewed.get() == "a"
    files.write(files.chain, "b")
    files.write(files.key, "b")
    assert files.renewed.get() == "b"
    assert files.retired == ["a"]


def test_the_former_value_stays_until_the_files_fit_together(files: Files) -> None:
    """One is written before the other."""
    files.renewed.get()
    files.write(files.chain, "b")
    assert files.renewed.get() == "a"
    assert files.retired == []
    files.write(files.key, "b")
    assert files.renewed.get() == "b"


def test_files_that_never_fitted_are_an_error(files: Files) -> None:
    files.write(files.chain, "b")
    with pytest.raises(InvalidSettings):
        files.renewed.get()


def test_the_end_retires_what_there_is(files: Files) -> None:
    files.renewed.close()
    assert files.retired == []
    files.renewed.get()
    files.renewed.close()
    assert files.retired == ["a"]
