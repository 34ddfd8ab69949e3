"""
The citizen's question: who asked about me, when, and on what basis.

A question is told once, as it entered the chain, whatever number of hops it passed. The
employee behind it is told to nobody who does not ask for that expressly: a person has a
right to know when and for what purpose data about them were consulted, but not, in
general, by which employee of the body that did.

Source: GDPR art. 15; Court of Justice of the EU, 22 June 2023, C-579/21, Pankki S.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final, Self

from kruispunt_simulator.audit.query import Query
from kruispunt_simulator.audit.safe_text import printable
from kruispunt_simulator.audit.trail import Node, Row, Trail, grow, walk
from kruispunt_simulator.belgium import local_time
from kruispunt_simulator.numbers import as_printed
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import Population
from kruispunt_simulator.store.tables import exchange


class Answered(Enum):
    """Whether something about the person was told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """The hop that was asked has no record of how the question ended."""
    TOLD = "pushed"
    """Told of its own accord by the platform, without a question."""


_SAID: Final = {
    Answered.YES: "an answer was given",
    Answered.NO: "no answer was given",
    Answered.UNKNOWN: "whether an answer was given is not known",
    Answered.TOLD: "told without a question",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question about a person, or one message that was pushed about them."""

    at: datetime
    """In Belgian time."""
    party: str
    """Who asked, or to whom it was pushed: as the log has it."""
    name: str | None
    """Of that party; None for one that is not known."""
    user: str
    number: str
    """Under which the person was asked about, as the log has it."""
    about_other: bool
    """The question was about somebody else; a hop further on asked about the person."""
    route: tuple[str, ...]
    """The hops that it passed."""
    service: str
    version: str | None
    operation: str | None
    legal_basis: str | None
    """Act and paragraphs; None: there was no ground."""
    grant: str | None
    nearest: str | None
    """Where there was no ground: that which was nearest, if any."""
    outcome: str
    code: str | None
    answered: Answered
    trace: str

    @classmethod
    def of(cls, root: Node, person: Row, parties: Parties) -> Self:
        """
        Make it of the tree of a question.

        Args:
            root: The call as it entered the chain.
            person: The first record in the tree that is about the person.
            parties: For their names.
        """
        call = root.record
        party = parties.get(call["party"])
        return cls(
            at=local_time(datetime.fromisoformat(call["at"])),
            name=party.name if party else None,
            number=person["person"],
            about_other=person["person"] != call["person"],
            route=tuple(dict.fromkeys(each.record["hop"] for each in walk(root))),
            answered=_answered(call),
            **{name: call[name] for name in _AS_LOGGED},
        )

    def row(self, *, users: bool) -> dict[str, Any]:
        """
        Give the plain values, for JSON and CSV.

        Args:
            users: With the number of the employee.
        """
        row = {name: getattr(self, name) for name in columns(users=users)}
        return row | {
            "at": self.at.isoformat(timespec="seconds"),
            "route": list(self.route),
            "answered": self.answered.value,
        }

    def line(self, number: str, *, users: bool) -> str:
        """
        Write it as a line for people.

        Args:
            number: Under which the person was looked for.
            users: With the number of the employee.
        """
        what = [self.service, self.version]
        if self.operation != self.service:
            what.append(self.operation)
        parts = [
            f"{self.at:%Y-%m-%d %H:%M:%S}",
            f"{self.name} ({self.party})" if self.name else self.party,
            f"user {self.user}" if users else "",
            " → ".join(self.route),
            " ".join(filter(None, what)),
            self._ground(),
            f"{self.outcome} ({self.code})" if self.code else self.outcome,
            _SAID[self.answered],
            "in the course of a question about somebody else"
            if self.about_other
            else "",
            f"under number {self.number}"
            if self.number not in _spellings(number)
            else "",
            f"trace {self.trace}",
        ]
        return printable(" | ".join(filter(None, parts)))

    def _ground(self) -> str:
        if self.legal_basis is not None:
            return f"on {self.legal_basis}"
        return "no ground" + (f", nearest {self.nearest}" if self.nearest else "")


_AS_LOGGED: Final = (
    "party",
    "user",
    "service",
    "version",
    "operation",
    "legal_basis",
    "grant",
    "nearest",
    "outcome",
    "code",
    "trace",
)
"""What a question takes from the record of the call, under the same name."""


def columns(*, users: bool) -> tuple[str, ...]:
    """Name the values that `Question.row` gives, in their order."""
    names = tuple(field.name for field in fields(Question))
    return names if users else tuple(name for name in names if name != "user")


def numbers_of(people: Population, number: str) -> tuple[str, ...]:
    """
    Find the numbers that a person had or got besides one of them.

    Args:
        people: Who knows which number came in place of which.
        number: Eleven digits.

    Returns:
        That number first.
    """
    found = [number]
    for each in found:  # grows on the way
        found += [n for n in _beside(people, each) if n not in found]
    return tuple(found)


def _beside(people: Population, number: str) -> Iterator[str]:
    person = people.get(number)
    if person is not None:
        if person.identity.replaced_by is not None:
            yield person.identity.replaced_by
        # Files that were made by mistake; they do not refer back.
        yield from (file.ssin for file in person.registers.cancelled_files)
    yield from (other.ssin for other in people.having("replaced-by", number))


def questions(
    trail: Trail,
    numbers: tuple[str, ...],
    parties: Parties,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Question]:
    """
    Find who asked about a person.

    Args:
        trail: The log.
        numbers: Of the person, as `numbers_of` gives them.
        parties: For their names.
        since: Aware; only what entered the chain then or later.
        until: Aware; only what entered it before.

    Returns:
        In order of writing. What was refused too: an auditor wants to know who tried.
    """
    spellings = {text for number in numbers for text in _spellings(number)}
    # A push about thousands of people is one trail: of that, only what is wanted.
    others = exchange.c.outcome != "sent"
    for records in trail.trails(Query(person=tuple(sorted(spellings))), also=others):
        for root in grow(records):
            about = [n.record for n in walk(root) if n.record["person"] in spellings]
            if not about:
                continue
            question = Question.of(root, about[0], parties)
            # In UTC: of two Belgian times Python compares what the clock on the wall
            # says, which tells the same hour twice when summer time ends.
            at = question.at.astimezone(UTC)
            if (since is None or since <= at) and (until is None or at < until):
                yield question


def _spellings(number: str) -> tuple[str, str]:
    """As the log may have a number: it keeps what a refused message wrote."""
    return number, as_printed(number)


def _answered(call: Row) -> Answered:
    if call["direction"] == "in":
        return Answered.YES if call["outcome"] == "answered" else Answered.NO
    if call["outcome"] == "sent":
        return Answered.TOLD
    # Sent on by a hop that has no record of what it received.
    return Answered.UNKNOWN
