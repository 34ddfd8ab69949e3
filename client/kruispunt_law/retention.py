"""
Until when data may be kept, and why: the `keep` rules of the acts, worked out.

    keep_until(rules, received=date(2026, 5, 4), events={"lease-ended": ...})

Each rule counts a term from an event. The day of receipt is always known; other events
are facts of a file that only its keeper knows, so a rule waits until they are told.

1. The first of its events that happened starts a rule, unless the rule prefers those it
   names first (`first_named`: D-22).
2. Rules about the same bound one another: the earliest known date decides. So the
   two-limit rule combines (R-RET-05, R-RET-18, R-RET-19) and a hard cap caps; one that
   is about nothing in particular caps all.
3. A rule that is `followed_by` another ends at the latest when that one does: what is
   destroyed in the archive is destroyed in the file too (22/004 §12, §30).
4. Rules about different places or uses stand side by side. `until` is the latest date
   among them that is known *now*; a rule that still waits may bring a later one.
5. A rule for a circumstance (`circumstance`) does not apply without it, and may then
   take the place of another. A circumstance such as a dispute may lift a last day.
6. A rule about the metadata of a file says nothing of the data of an answer.

No clock, no files: what is known comes in as arguments.

Source: `keep` in `acts/*.yaml`, each rule with its citation; rules R-RET-01 to R-RET-23
and decisions D-21, D-22 and D-31.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kruispunt_law import reasons
from kruispunt_law.model import KeepRule
from kruispunt_law.term import State, Term, by_subject, iso, last_day, term_of

RECEIVED: Final = "data-received"
"""The event that every keeper of an answer knows."""
NOTHING: Final[Mapping[str, date]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Until when data may be kept, as far as is known now, and why."""

    received: date
    until: date | None = None
    """Last day on which they may be there. None: no date is known; `why` says more."""
    rule: str | None = None
    """Name of the rule that sets `until`."""
    citation: str | None = None
    """Of all rules that set a date, or without one of those that say something. None:
    it is not known here under which act the data came."""
    why: str
    """In sentences."""
    summary: str
    """What fits after "keep until": the dates, or what they depend on."""
    terms: tuple[Term, ...] = ()
    """What each rule comes to, in the order of the act."""
    ground: str | None = None
    """Id of the grant, or of the entry of an act, under which the data came; None: not
    known here."""

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Events that are not known, and would bring a date or change it."""
        waiting = (term for term in self.terms if term.concerns_answer)
        return tuple(dict.fromkeys(e for term in waiting for e in term.waits_for))

    def until_for(self, about: str) -> date | None:
        """Give the last day in one place or use, such as `file`; None: not known."""
        group = by_subject(self.terms).get(about)
        return group[0].until if group else None

    def overdue(self, on: date) -> bool:
        """Whether the last day that is known is over on a day."""
        return self.until is not None and on > self.until

    def to_dict(self) -> dict[str, Any]:
        """Give it in the types of JSON; the keys are stable."""
        return {
            "until": iso(self.until),
            "why": self.why,
            "citation": self.citation,
            "rule": self.rule,
            "ground": self.ground,
            "received": iso(self.received),
            "waits_for": list(self.waits_for),
            "terms": [term.to_dict() for term in self.terms],
        }


def keep_until(
    rules: Mapping[str, KeepRule],
    *,
    received: date,
    events: Mapping[str, date] = NOTHING,
    circumstances: Collection[str] = (),
) -> Retention:
    """
    Work out until when data may be kept.

    Args:
        rules: By name; those under which the data came.
        received: The day on which they came.
        events: What else is known, by the names in `KeepRule.events`; others have no
            effect. May hold `RECEIVED`, which then wins over `received`.
        circumstances: Those that hold, by the names in `KeepRule.circumstance` and
            `KeepRule.lengthened_by`.

    Returns:
        The latest date that is known, and what each rule comes to.
    """
    known = {RECEIVED: received, **events}
    terms = [term_of(name, rule, known, circumstances) for name, rule in rules.items()]
    terms = _bounded(_set_aside(terms))
    groups = by_subject(terms).values()
    setting = [group[0] for group in groups if group[0].until]
    latest = max(setting, key=last_day, default=None)
    cited = setting or [term for group in groups for term in group]
    return Retention(
        received=received,
        until=latest.until if latest else None,
        rule=latest.name if latest else None,
        citation="; ".join(dict.fromkeys(term.citation for term in cited)) or None,
        why=reasons.why(terms),
        summary=reasons.summary(terms),
        terms=tuple(terms),
    )


def unknown_ground(received: date, reason: str) -> Retention:
    """Say that it is not known here under which act the data came."""
    said = f"unknown: {reason}"
    return Retention(received=received, why=f"U{said[1:]}.", summary=said)


def _set_aside(terms: Iterable[Term]) -> list[Term]:
    """Leave out what another rule takes the place of."""
    terms = list(terms)
    replaced = {
        term.rule.instead_of
        for term in terms
        if term.state is not State.NOT_APPLICABLE and term.rule.instead_of
    }
    return [
        Term(name=term.name, rule=term.rule, state=State.NOT_APPLICABLE)
        if term.name in replaced
        else term
        for term in terms
    ]


def _bounded(terms: Iterable[Term]) -> list[Term]:
    """Let no term end after the one that follows it, or after a cap on everything."""
    terms = list(terms)
    running = {term.name: term for term in terms if term.until is not None}
    caps = [t for t in running.values() if t.rule.hard_cap and t.rule.about is None]

    def bounded(term: Term) -> Term:
        after_it = running.get(term.rule.followed_by or "")
        ends = [*(caps if term.rule.about else ()), *([after_it] if after_it else ())]
        first = min(ends, key=last_day, default=term)
        if term.until is None or last_day(term) <= last_day(first):
            return term
        return replace(term, until=first.until, bounded_by=first.name)

    return [bounded(term) for term in terms]
