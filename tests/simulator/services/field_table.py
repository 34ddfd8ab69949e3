"""
The table of `fields_of_law.yaml`, and how its paths are read.

A path starts below `Inhoud` (MAGDA), below the root of the response (KSZ) or below that
of the service's own reply in it (SSDN); in a question, at the elements that follow
`Referte` or `legalContext`. Its steps are local names, each perhaps with a condition of
XPath, or `*`; the last may be `@attribute`, or `name()` for what only the name of an
element tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from kruispunt_contracts.yamlfile import load_model
from lxml import etree
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

Element = Any
Key = tuple[str, str, str]

FORMS = {
    "ssin": r"\d{11}",
    "enterprise number": r"[01]\d{9}",
    "date": r"\d{4}-\d\d-\d\d",
    "partial date": r"\d{4}-\d\d-\d\d",
    "month": r"\d{4}-(0[1-9]|1[0-2])(-00)?",
    "year": r"\d{4}",
    "amount": r"-?\d+(\.\d{1,2})?",
    "number": r"\d+(\.\d+)?",
    "percentage": r"(\d{1,2}|100)(\.\d+)?",
    "yes or no": r"0|1|true|false",
    "code": r"[\w-]{1,40}",
    "text": r"(?s).*\S.*",
}
"""What the values of a field look like; of a block, all the text in it."""

_STEPS = re.compile(r"/(?=(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*$)")
"""A slash outside of a condition."""
_NAME = re.compile(r"^[^\[]+")


class Place(BaseModel):
    """One operation, and where in its messages a field is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: str
    path: str
    values: tuple[str, ...] = ()
    """Among what is found there must be all of these."""

    @property
    def key(self) -> Key:
        """Service, version and operation; one of MAGDA is named after its service."""
        service, version, *operation = self.operation.split()
        return service, version, *(operation or [service])  # type: ignore[return-value]

    def __str__(self) -> str:
        return f"{self.operation} {self.path}"


def _as_places(value: Any) -> Any:
    """Read `operation: path`, or several paths, each perhaps with values."""
    if not isinstance(value, Mapping):
        return value
    return tuple(
        {
            "operation": operation,
            **(where if isinstance(where, dict) else {"path": where}),
        }
        for operation, places in value.items()
        for where in (places if isinstance(places, tuple) else (places,))
    )


Places = Annotated[tuple[Place, ...], BeforeValidator(_as_places)]


class Field(BaseModel):
    """One field of the law, and how it reaches who asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    cited: str
    form: Literal[tuple(FORMS)] = "text"  # type: ignore[valid-type]
    answers: Places = ()
    """Where the field itself stands in an answer."""
    asked: Places = ()
    """Where it stands in a question."""
    follows_from: Places = ()
    """For what no message holds: what the asker, or the source, derives it from."""
    carried_by: Places = ()
    """For what is pushed and not asked: where an answer has the same fact."""
    kept_back: Places = ()
    """For what no act grants to anybody: where a service tells it all the same."""
    logged: str | None = None
    """Column of the log."""
    reason: str | None = None
    """Why no answer holds the field itself."""

    @model_validator(mode="after")
    def _explained(self) -> Self:
        indirect = self.follows_from or self.carried_by or self.logged
        if not (self.answers or self.asked or indirect):
            raise ValueError("reaches nobody")
        if bool(indirect) is not bool(self.reason):
            raise ValueError("needs a reason if, and only if, no answer holds it")
        if indirect and (self.answers or self.asked):
            raise ValueError("is in a message, so it needs no other way")
        if bool(self.carried_by) is not (self.reason or "").startswith("pushed"):
            raise ValueError(
                "says `pushed` if, and only if, an answer carries the fact"
            )
        return self

    def __str__(self) -> str:
        return self.id


class Part(BaseModel):
    """One section of the catalogue: which fields it lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    title: str
    count: int
    fields: tuple[str, ...]


class Table(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: tuple[Part, ...]
    total: int
    fields: tuple[Field, ...]


TABLE = load_model(Path(__file__).parent / "fields_of_law.yaml", Table)


def nodes_at(root: Element, path: str) -> list[tuple[Element, str]]:
    """
    Find what is at a path, in document order.

    Args:
        root: Where the path starts, below which are its first steps.
        path: As the table has it.

    Returns:
        Elements, and `@name` or `name()` where the path ends so; those without any
        text, or with an empty attribute, are not there.
    """
    last = _STEPS.split(path)[-1]
    last = last if last == "name()" or last.startswith("@") else ""
    return [
        (element, last)
        for element in _xpath(path.removesuffix(f"/{last}") if last else path)(root)
        if _value(element, last)
    ]


def values_at(root: Element, path: str) -> list[str]:
    """Read the values at a path, in document order; of a block, all the text in it."""
    return [_value(*node) for node in nodes_at(root, path)]


def _value(element: Element, last: str) -> str:
    if last == "name()":
        return str(etree.QName(element).localname)
    text = element.get(last[1:], "") if last else " ".join(element.itertext())
    return " ".join(text.split())


@cache
def _xpath(path: str) -> etree.XPath:
    """Compile a path: local names become names in any namespace."""
    return etree.XPath(
        "/".join(
            step
            if step[0] == "*"
            else _NAME.sub(lambda m: f"*[local-name()='{m[0]}']", step)
            for step in _STEPS.split(path)
        )
    )
