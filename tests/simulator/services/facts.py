"""
Facts about fictitious people, read in the answers of the services.

A *look* says which service is asked and where its answer tells something; a *fact* is
a line such as `pillar 1 >= 4`: what a look must find. The file of a person is never
read: whatever is true here, who asks gets to see.

Source of the rules that the facts stand for: the table in `rules_of_law.yaml`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.yamlfile import load_model
from kruispunt_simulator.people import Person
from kruispunt_simulator.store.repertory import Repertory
from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, model_validator

from .conftest import TODAY, Desk, Reply, contract_of

TABLE: Final = Path(__file__).parents[1] / "rules_of_law.yaml"

Element = Any
Take = Literal["text", "count", "sum", "years", "months", "days"]


class Strict(BaseModel):
    """A part of the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Look(Strict):
    """Where an answer tells something."""

    ask: str = ""
    """Service and version; the operation too, where it has another name."""
    repertory: str | None = None
    """Instead: in which repertory is looked, for a file of `party` with `quality`."""
    party: str = ""
    quality: str = ""
    question: str | None = None
    """What follows `Referte` (MAGDA) or `legalContext` (KSZ), with {ssin}, {on} and
    {asked}; None: all that the service can be asked about a person."""
    each: str = "."
    """XPath to what holds for some time; may use $ssin, $month, $quarter, $year."""
    since: str | None = None
    until: str | None = None
    """XPaths from there to the first and the last day or month."""
    tells: str = "."
    """XPath from there to the texts; an expression gives its value."""
    take: Take = "text"
    """`count` counts texts that differ; `years` and `months` are those between a date
    that is told and the day; `days` those from `since` to `until`, both included."""

    @property
    def operation(self) -> tuple[str, str, str]:
        """Key of the service."""
        name, version, *operation = self.ask.split()
        return name, version, operation[0] if operation else name


class Case(Strict):
    """One person on one day, and what answers show."""

    who: str
    on: date = TODAY
    """The day that the rule looks at."""
    asked: date | None = None
    """When the question is put; None: that day, but not before it is `TODAY`."""
    shows: tuple[str, ...] = Field(min_length=1)

    @property
    def when(self) -> date:
        """The day on which the question is put."""
        return self.asked or max(self.on, TODAY)

    @property
    def people(self) -> frozenset[str]:
        """The ids of everybody who is named."""
        facts = [Fact.read(line) for line in self.shows]
        others = {fact.who for fact in facts if fact.who is not None}
        named = {fact.value[1:] for fact in facts if fact.value.startswith("@")}
        return frozenset({self.who} | others | named)

    def __str__(self) -> str:
        return f"{self.who} on {self.on}"


class Rule(Strict):
    """One rule of the law, and who stands on either side of its boundary."""

    boundary: str = Field(min_length=10)
    source: str = Field(min_length=5)
    about: Literal["person", "asker", "law"] = "person"
    because: str | None = None
    """Why no person's file can show it."""
    holds: tuple[Case, ...] = ()
    just_not: tuple[Case, ...] = Field(alias="just-not", default=())

    @model_validator(mode="after")
    def _both_sides_or_a_reason(self) -> Rule:
        is_shown = bool(self.holds and self.just_not)
        is_excused = not self.holds and not self.just_not and bool(self.because)
        if is_shown != (self.about == "person") or is_excused == is_shown:
            raise ValueError("needs persons on both sides, or else a reason for none")
        return self


class Table(Strict):
    """The looks and the rules."""

    looks: dict[str, Look]
    """A look may be `like` another, and differ in what it says itself."""
    rules: dict[str, Rule]

    @model_validator(mode="before")
    @classmethod
    def _looks_are_like_others(cls, value: Any) -> Any:
        looks = value["looks"]
        made = {
            name: {**looks.get(look.get("like"), {}), **look}
            for name, look in looks.items()
        }
        for look in made.values():
            look.pop("like", None)
        return {**value, "looks": made}


def load() -> Table:
    """Read the table."""
    return load_model(TABLE, Table)


FACT: Final = re.compile(
    r"(?:(?P<who>[a-z-]+): )?(?P<look>.+?) "
    r"(?P<how>is present|is absent|lacks|>=|<=|=|<|>)(?: (?P<value>.+))?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table, read."""

    who: str | None
    look: str
    how: str
    value: str

    @classmethod
    def read(cls, line: str) -> Fact:
        """Read a line such as `pillar 1 >= 4`, or `jef-wautersdal: pillar 1 = 3`."""
        match = FACT.fullmatch(line)
        assert match is not None, f"no fact: {line}"
        assert (match["value"] is None) is match["how"].startswith("is "), line
        return cls(match["who"], match["look"], match["how"], match["value"] or "")


COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "=": lambda a, b: bool(a == b),
        "<": lambda a, b: bool(a < b),
        "<=": lambda a, b: bool(a <= b),
        ">": lambda a, b: bool(a > b),
        ">=": lambda a, b: bool(a >= b),
    }
)


@dataclass
class Court:
    """Finds out whether facts are true."""

    desk: Desk
    repertory: Repertory
    looks: Mapping[str, Look]
    replies: dict[Any, list[Element]] = field(default_factory=dict)

    def is_true(self, line: str, case: Case) -> bool:
        """Find out whether the answers about a case show a fact."""
        read = Fact.read(line)
        found = self.values(read, case)
        if read.how.startswith("is "):
            return bool(found) is (read.how == "is present")
        wanted = self._number_of(read.value)
        if read.how == "lacks":
            return bool(found) and wanted not in found
        return any(_compare(read.how, value, wanted) for value in found)

    def values(self, fact: Fact, case: Case) -> list[str]:
        """Give all that the look of a fact finds, in the order of the answers."""
        which = self.looks[fact.look]
        person = self.desk.people.named(fact.who or case.who)
        on, asked = case.on, case.when
        if which.repertory is not None:
            return self._file(which, which.repertory, person, on)
        names = {
            "ssin": person.ssin,
            "month": f"{on:%Y-%m}",
            "quarter": f"{on.year}Q{(on.month + 2) // 3}",
            "year": str(on.year),
        }
        found: list[str] = []
        for root in self._replies(which, person, on, asked):
            for item in root.xpath(which.each, **names):
                if _holds(which, item, on):
                    found += _told(which, item, names, on)
        if which.take == "count":
            return [str(len(set(found)))]
        if which.take == "sum":
            return [str(sum(map(Decimal, found), Decimal()))]
        return list(dict.fromkeys(found))

    def _file(self, look: Look, register: str, person: Person, on: date) -> list[str]:
        found = self.repertory.is_inscribed(
            register, look.party, person.ssin, look.quality, (on, on)
        )
        return ["open"] if found else []

    def _replies(
        self, look: Look, person: Person, on: date, asked: date
    ) -> list[Element]:
        # What the question does not mention cannot change the answer.
        about = (look.operation, look.question, person.id, asked)
        key = (*about, on) if look.question and "{on}" in look.question else about
        if key not in self.replies:
            self.replies[key] = self._ask(look, person, on, asked)
        return self.replies[key]

    def _ask(self, look: Look, person: Person, on: date, asked: date) -> list[Element]:
        service = self.desk.service(*look.operation)
        if look.question is None:
            replies = self.desk.ask_all(service, person, asked)
        else:
            inner = look.question.format(ssin=person.ssin, on=on, asked=asked)
            replies = [self._ask_one(look.operation, inner, asked)]
        for reply in replies:
            # Who is refused an answer does not know that something is absent.
            assert reply.answer is not None or len(reply.root), reply.findings
        return [_without_namespaces(reply.root) for reply in replies]

    def _ask_one(self, which: tuple[str, str, str], inner: str, asked: date) -> Reply:
        name, version, operation = which
        if contract_of(name, version).dialect is Dialect.MAGDA:
            return self.desk.ask_magda(name, version, inner, today=asked)
        return self.desk.ask_ksz(
            name, version, operation, inner, today=asked, bare=True
        )

    def _number_of(self, value: str) -> str:
        """Read `@somebody` as the number of that person."""
        return self.desk.people.named(value[1:]).ssin if value[0] == "@" else value


def _without_namespaces(root: Element) -> Element:
    made = copy.deepcopy(root)
    for each in made.iter(etree.Element):
        each.tag = etree.QName(each).localname
    return made


def _text(found: Any) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, float):
        return f"{found:.2f}".rstrip("0").rstrip(".")
    return str(found if isinstance(found, str) else found.text or "").strip()


def _all(item: Element, path: str, names: Mapping[str, str]) -> list[str]:
    found = item.xpath(path, **names)
    return [_text(each) for each in (found if isinstance(found, list) else [found])]


def _holds(look: Look, item: Element, on: date) -> bool:
    """A day or month that is not told is no limit."""
    begins = _all(item, look.since, {}) if look.since else []
    ends = _all(item, look.until, {}) if look.until else []
    day = on.isoformat()
    return all(begin <= day[: len(begin)] for begin in begins) and all(
        day[: len(end)] <= end for end in ends
    )


def _told(look: Look, item: Element, names: Mapping[str, str], on: date) -> list[str]:
    if look.take == "days":
        assert look.since is not None
        assert look.until is not None
        (begin,), (end,) = _all(item, look.since, {}), _all(item, look.until, {})
        return [str((date.fromisoformat(end) - date.fromisoformat(begin)).days + 1)]
    texts = _all(item, look.tells, names)
    if look.take == "months":
        return [str(_months(date.fromisoformat(text[:10]), on)) for text in texts]
    if look.take == "years":
        return [str(_months(date.fromisoformat(text[:10]), on) // 12) for text in texts]
    return texts


def _months(begin: date, end: date) -> int:
    """Whole months between two days."""
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return months - (end.day < begin.day)


def _compare(how: str, found: str, wanted: str) -> bool:
    try:
        return COMPARISONS[how](Decimal(found), Decimal(wanted))
    except InvalidOperation:
        return COMPARISONS[how](found, wanted)
