"""Persons and their files, made for one test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.people import InvalidPersona, People, Person

ANN = numbers.make(date(1980, 3, 4), 2)
BOB = numbers.make(date(1978, 5, 6), 1)
KIM = numbers.make(date(2010, 7, 8), 4)
NOBODY = numbers.make(date(1950, 1, 1), 3)


def file(name: str, ssin: str, born: str, sex: str, rest: str = "") -> str:
    """A file; `rest` follows the identity, and may begin inside it."""
    return (
        f"id: {name}\ntitle: {name} to test with\nidentity:\n"
        f'  ssin: "{ssin}"\n  first_name: {name.title()}\n  last_name: Body\n'
        f"  born: {born}\n  sex: {sex}\n{rest}"
    )


def ann(rest: str = "") -> str:
    return file("ann", ANN, "1980-03-04", "F", rest)


def bob(rest: str = "") -> str:
    return file("bob", BOB, "1978-05-06", "M", rest)


def kim(rest: str = "") -> str:
    return file("kim", KIM, "2010-07-08", "F", rest)


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., People]:
    """Load files of these texts: `load(ann(), bob())`."""

    def load_(*texts: str) -> People:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        return People.load([tmp_path])

    return load_


@pytest.fixture
def problems(load: Callable[..., People]) -> Callable[..., list[str]]:
    """What is wrong with these texts, as `line: key: problem`."""

    def problems_(*texts: str) -> list[str]:
        with pytest.raises(InvalidPersona) as caught:
            load(*texts)
        return [f"{p.line}: {p.key}: {p.problem}" for p in caught.value.problems]

    return problems_


@pytest.fixture
def somebody() -> Callable[..., Person]:
    """Make a person out of sections."""

    def make(**sections: Any) -> Person:
        identity = {
            "ssin": "85643007594",
            "first_name": "Some",
            "last_name": "Body",
            "born": date(1985, 4, 30),
            "sex": "unknown",
        } | sections.pop("identity", {})
        return Person.model_validate(
            {"id": "somebody", "title": "For one test", "identity": identity} | sections
        )

    return make
