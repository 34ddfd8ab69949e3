"""YAML to plain, frozen values, and every mistake with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError, load_model, read
from pydantic import BaseModel, ConfigDict


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    amount: Decimal


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[Item, ...]


GOOD = """\
items:
  - name: one
    amount: 10.10
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shelf.yaml"
    path.write_text(GOOD, "utf-8")
    return path


def mistakes(path: Path) -> list[str]:
    """What is wrong with a file, less its name, which every line must have."""
    with pytest.raises(ConfigurationError) as caught:
        load_model(path, Shelf)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:").strip() for line in lines]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("# only a comment", None, id="a comment"),
        pytest.param("a: 1", {"a": 1}, id="a number"),
        pytest.param("a: 10.10", {"a": Decimal("10.10")}, id="euros, to the cent"),
        pytest.param("a: 1_000.5", {"a": Decimal("1000.5")}, id="grouped digits"),
        pytest.param("a: [1, 2]", {"a": (1, 2)}, id="a list is frozen"),
        pytest.param("a: 2024-01-24", {"a": date(2024, 1, 24)}, id="a date"),
        pytest.param("a: '0316'", {"a": "0316"}, id="quoted digits stay text"),
        pytest.param("a: yes", {"a": True}, id="YAML 1.1 has yes"),
        pytest.param("a: ~", {"a": None}, id="null"),
        pytest.param("7101: x", {"7101": "x"}, id="keys are text"),
        pytest.param("a: &x [1]\nb: *x", {"a": (1,), "b": (1,)}, id="an alias"),
    ],
)
def test_text_becomes_plain_values(text: str, value: Any) -> None:
    document = read(text)
    assert document.value == value
    assert document.problems == ()


def test_every_key_and_item_has_its_line() -> None:
    document = read(GOOD)
    assert document.line(("items",)) == 1
    assert document.line(("items", 0)) == 2
    assert document.line(("items", 0, "amount")) == 3


def test_a_place_that_is_not_there_has_the_line_of_what_holds_it() -> None:
    document = read(GOOD)
    assert document.line(("items", 0, "colour")) == 2
    assert document.line(("colour",)) == 1
    assert read("").line(("items",)) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("a: 1\na: 2", (2, "a stands here a second time"), id="twice"),
        pytest.param("a:\n\t- 1", (2, "YAML: "), id="a tab"),
        pytest.param(
            "a: 2024-02-30", (1, "cannot read '2024-02-30': "), id="no such day"
        ),
        pytest.param("a: .inf.", None, id="odd text is text"),
        pytest.param("x: &x [*x]", (1, "is nested too deep"), id="holds itself"),
        pytest.param(
            "x: &x [*x, *x]", (1, "is nested too deep"), id="holds itself, twice"
        ),
        pytest.param("a: !!python/object:os.x 1", (1, "cannot read '1': "), id="a tag"),
        pytest.param("a: 1\n---\nb: 2", (2, "YAML: "), id="two documents"),
    ],
)
def test_bad_text_is_told_and_never_raised(
    text: str, problem: tuple[int, str] | None
) -> None:
    problems = read(text).problems
    if problem is None:
        assert problems == ()
        return
    ((line, told),) = problems
    assert line == problem[0]
    assert told.startswith(problem[1])


def test_a_good_file_is_a_model(file: Path) -> None:
    shelf = load_model(file, Shelf)
    assert shelf == Shelf(items=(Item(name="one", amount=Decimal("10.10")),))


def test_every_mistake_is_told_on_its_own_line(file: Path) -> None:
    file.write_text("items:\n  - nam: one\n    amount: much\n", "utf-8")
    told = sorted(mistakes(file))
    assert [line.partition(": ")[0] for line in told] == ["2", "2", "3"]
    assert told[0] == "2: items.0.nam: Extra inputs are not permitted"
    assert told[1] == "2: items.0.name: Field required"
    assert told[2].startswith("3: items.0.amount: ")


def test_mistakes_of_yaml_come_before_those_of_the_model(file: Path) -> None:
    file.write_text("items: [\n", "utf-8")
    (told,) = mistakes(file)
    assert "YAML: " in told


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path / "nowhere.yaml")
    assert told.startswith("cannot be read: ")


def test_a_file_that_is_not_utf_8_is_told_by_name(file: Path) -> None:
    file.write_bytes(b"items: \xe9\n")
    (told,) = mistakes(file)
    assert told.startswith("cannot be read: ")


def test_an_empty_file_is_told_to_lack_everything(file: Path) -> None:
    file.write_text("", "utf-8")
    (told,) = mistakes(file)
    assert told.startswith("1: ")
