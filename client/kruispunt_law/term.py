"""What one rule about keeping comes to, once some events are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from kruispunt_law.duration import after
from kruispunt_law.model import KeepRule


class State(Enum):
    """How far a rule is."""

    RUNNING = "running"
    """There is a last day."""
    WAITING = "waiting"
    """No event that starts it is known."""
    NO_NUMBER = "no-number"
    """The act says how long, and it is no number of years."""
    SILENT = "silent"
    """The act says nothing."""
    NOT_APPLICABLE = "not-applicable"
    """It is for another circumstance, or another rule took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What one rule comes to."""

    name: str
    """Of the rule, in its act."""
    rule: KeepRule
    state: State
    until: date | None = None
    """Last day, when it runs."""
    event: str | None = None
    """That started it."""
    since: date | None = None
    """Day of that event."""
    bounded_by: str | None = None
    """Name of the rule about something else that lets it end sooner; None: none."""

    @property
    def citation(self) -> str:
        """Act and paragraphs."""
        return self.rule.cited

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Events of which the first would start it."""
        return self.rule.events if self.state is State.WAITING else ()

    @property
    def concerns_answer(self) -> bool:
        """Whether it says something of the data that an answer tells."""
        return not self.rule.metadata_only and self.state is not State.NOT_APPLICABLE

    def to_dict(self) -> dict[str, Any]:
        """Give it in the types of JSON; the keys are stable."""
        return {
            "rule": self.name,
            "citation": self.citation,
            "state": self.state.value,
            "until": iso(self.until),
            "at_most": self.rule.at_most,
            "event": self.event,
            "since": iso(self.since),
            "waits_for": list(self.waits_for),
            "about": self.rule.about,
            "metadata_only": self.rule.metadata_only,
            "then": self.rule.then,
        }


def term_of(
    name: str,
    rule: KeepRule,
    events: Mapping[str, date],
    circumstances: Collection[str],
) -> Term:
    """Work out one rule, whatever the others say."""
    if rule.circumstance is not None and rule.circumstance not in circumstances:
        return Term(name=name, rule=rule, state=State.NOT_APPLICABLE)
    if rule.lengthened_by is not None and rule.lengthened_by in circumstances:
        return Term(name=name, rule=rule, state=State.NO_NUMBER)
    if not rule.events:
        state = State.NO_NUMBER if rule.stated else State.SILENT
        return Term(name=name, rule=rule, state=state)
    told = [event for event in rule.events if event in events]
    if not told:
        return Term(name=name, rule=rule, state=State.WAITING)
    event = told[0] if rule.first_named else min(told, key=lambda each: events[each])
    since = events[event]
    return Term(
        name=name,
        rule=rule,
        state=State.RUNNING,
        until=after(since, rule.at_most) if rule.at_most else since,
        event=event,
        since=since,
    )


def last_day(term: Term) -> date:
    """Give the last day of a term, for comparing: one without any comes last."""
    return term.until or date.max


def by_subject(terms: Iterable[Term]) -> dict[str | None, list[Term]]:
    """Put together what is about the same in an answer, the earliest end first."""
    found: dict[str | None, list[Term]] = {}
    for term in terms:
        if term.concerns_answer:
            found.setdefault(term.rule.about, []).append(term)
    return {about: sorted(group, key=last_day) for about, group in found.items()}


def iso(day: date | None) -> str | None:
    """Give a day as JSON has it."""
    return day.isoformat() if day else None
