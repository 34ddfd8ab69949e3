"""What a typed call gives back: the data, and everything needed to account for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from kruispunt_client.errors import References

T = TypeVar("T")


class StatusValue(Enum):
    """`status/value` of the KSZ, for a whole answer or for one source."""

    DATA_FOUND = "DATA_FOUND"
    NO_DATA_FOUND = "NO_DATA_FOUND"
    """Handled well, and there is nothing."""
    NO_RESULT = "NO_RESULT"
    """Refused; for a whole answer this is raised, not returned."""
    INCOMPLETE_DATA = "INCOMPLETE_DATA"
    """At least one of several sources failed."""
    TECHNICAL_ERROR = "TECHNICAL_ERROR"
    """Of one source only: it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`status` of the KSZ."""

    value: StatusValue
    code: str
    description: str | None = None
    information: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """An `Uitzondering` that did not stop the answer."""

    code: str
    origin: str
    """`Oorsprong`: who raised it."""
    type: str
    """FOUT, WAARSCHUWING or INFORMATIE."""
    diagnosis: str
    circumstance: str | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The number that the answer is about, and what the register says of it."""

    number: str
    canceled: bool = False
    replaced_by: str | None = None
    """If set, correct your own file: the person goes by this number now."""
    replaces: str | None = None
    """The older number, where the answer is about the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """The verified answer to one question."""

    data: T | None
    """None: handled well, and there is nothing about this person."""
    hop: str
    """Who answered us."""
    trace: str
    """Key of this exchange in the log of every hop."""
    references: References
    signer: str | None
    """Common name in the certificate that signed; None for an unsigned reply."""
    warnings: tuple[Remark, ...] = ()
    """Worth reading even when there are data."""
    status: Status | None = None
    """Of the KSZ, if the answer comes from there."""
    person: Person | None = None
    filtered: tuple[str, ...] = ()
    """Names of elements that this party may not see, as the KSZ lists them."""
    raw: bytes = field(repr=False)
    """The reply as it came, signature and all: the evidence."""

    @property
    def complete(self) -> bool:
        """Whether every source that was asked did answer."""
        if self.status and self.status.value is StatusValue.INCOMPLETE_DATA:
            return False
        return all(remark.type != "FOUT" for remark in self.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Give everything but `raw` in the types of JSON; decimals become texts."""
        plain: dict[str, Any] = as_plain(self)
        del plain["raw"]
        return {**plain, "complete": self.complete}


def as_plain(value: Any) -> Any:
    """Turn a value of this package into what `json.dumps` takes."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): as_plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [as_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
