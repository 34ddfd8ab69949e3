"""What a typed call gives back: the data, and everything needed to account for it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from kruispunt_client.errors import References

if TYPE_CHECKING:
    from kruispunt_law import Retention

    from kruispunt_client.provenance import Provenance

T = TypeVar("T")

NOTHING_FOUND: Final = frozenset({"30001", "40073"})
"""MAGDA codes that mean: no data about this person; the second in a period."""

_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})(?:-00)?", re.ASCII)


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


@dataclass(frozen=True, slots=True)
class PartialDate:
    """
    A date of which the register may not know the day, the month or the year either.

    Source: `_wire-facts.md`; registers write `00` for what they do not know.
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: object) -> PartialDate:
        """
        Read `1980-05-00`, `1980-00-00`, `1980-05-17`, or a date.

        Raises:
            ValueError: It is none of those.
        """
        year, month, day = (int(part) for part in str(text).split("-"))
        if (day and not month) or (month and not year):
            raise ValueError("a part of a date is known, and what it is a part of not")
        date(year or 4, month or 1, day or 1)
        return cls(year or None, month or None, day or None)

    @property
    def exact(self) -> date | None:
        """The date, if all of it is known."""
        return self.earliest if self.day else None

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year or MINYEAR, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        year, month = self.year or MAXYEAR, self.month or 12
        return date(year, month, self.day or monthrange(year, month)[1])

    def __str__(self) -> str:
        return f"{self.year or 0:04}-{self.month or 0:02}-{self.day or 0:02}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, such as `2026-05`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """
        Refuse a month that no calendar has.

        Raises:
            ValueError: Likewise.
        """
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, value: object) -> Month:
        """
        Read `2026-05`, `2026-05-00` (as the SSDN writes it), or the month of a date.

        Raises:
            ValueError: It is none of those.
        """
        if isinstance(value, Month):
            return value
        if isinstance(value, date):
            return cls(value.year, value.month)
        found = _MONTH.fullmatch(str(value))
        if found is None:
            raise ValueError("expected a month, such as 2026-05")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of a register, with the description that came with it."""

    code: str
    description: str | None = None


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
    elements: tuple[str, ...] = ()
    """`ElementReferenties`: elements of the question that it is about."""


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
class Asked:
    """Who asked what, and when the answer came: what the law is looked up by."""

    hop: str
    party: str
    capacity: str | None
    """`Hoedanigheid` towards MAGDA, `legalContext` towards the KSZ, as the acts have
    it."""
    service: str
    version: str
    operation: str
    received: date
    """Belgian date of the answer, as the answer says."""
    basis: str | None = None
    """Id of the grant, or of the entry of an act, that the profile names."""
    acts: tuple[Path, ...] = ()
    """Act files of the profile, beside those that come with Kruispunt."""
    contracts: Path | None = None
    """Folder of the profile's own contracts, which such acts may name."""


NOTHING: Final[Mapping[str, date]] = MappingProxyType({})


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
    asked: Asked = field(repr=False)
    raw: bytes = field(repr=False)
    """The reply as it came, signature and all: the evidence."""

    @property
    def retention(self) -> Retention:
        """Until when this may be kept, and why, as far as is known at its receipt."""
        return self.keep_until()

    def keep_until(
        self,
        *,
        events: Mapping[str, date] = NOTHING,
        circumstances: Collection[str] = (),
    ) -> Retention:
        """
        Work out again until when this may be kept, now that more is known.

        Args:
            events: What happened in the file, such as `lease-ended`; the names are
                those that `retention.waits_for` gives.
            circumstances: What holds, such as `dispute`.

        Raises:
            InvalidRequest: No act knows such an event or circumstance.
        """
        # The law takes its time to be read, and not every program looks at it.
        from kruispunt_client.keeping import keep_until

        return keep_until(self.asked, events=events, circumstances=circumstances)

    @property
    def provenance(self) -> Provenance:
        """Over which hops and on which ground it came, its tickets, its last day."""
        from kruispunt_client.provenance import Provenance, links_of

        links, basis = links_of(self.asked)
        return Provenance(
            asked=self.asked,
            links=links,
            legal_basis=basis,
            references=self.references,
            trace=self.trace,
            signer=self.signer,
            keep_until=self.retention.until,
        )

    @property
    def complete(self) -> bool:
        """Whether every source that was asked did answer."""
        if self.status and self.status.value is StatusValue.INCOMPLETE_DATA:
            return False
        return all(
            remark.type != "FOUT" or remark.code in NOTHING_FOUND
            for remark in self.warnings
        )

    def to_dict(self) -> dict[str, Any]:
        """
        Give everything but `raw` in the types of JSON; decimals become texts.

        `keep` is the `retention`, with the keys of `Retention.to_dict`.
        """
        plain: dict[str, Any] = as_plain(self)
        del plain["raw"], plain["asked"]
        keep = self.retention.to_dict()
        return {**plain, "complete": self.complete, "keep": keep}


def as_plain(value: Any) -> Any:
    """Turn a value of this package into what `json.dumps` takes."""
    if isinstance(value, PartialDate | Month):
        return str(value)
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
