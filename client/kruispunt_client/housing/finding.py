"""
What a rule finds: yes, no, or not known; always with why, and by which rule.

Not known is an answer of its own. Whoever uses it as yes or no gets `NotKnown`, so that
nobody guesses by accident:

>>> from kruispunt_client.housing.finding import Finding, any_of
>>> yes, unknown = Finding.of(True, "seen"), Finding.of(None, "not seen")
>>> any_of(yes, unknown).holds
True
>>> bool(unknown)
Traceback (most recent call last):
kruispunt_client.housing.finding.NotKnown: not known: not seen
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from kruispunt_client.errors import KruispuntError
from kruispunt_client.housing.law import Rule, cite, in_order


class NotKnown(KruispuntError):
    """What is not known was used as if it were."""


class Fact(NamedTuple):
    """Something that a rule looked at."""

    name: str
    value: object
    """As it was in the answer; None: it was not in there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether something holds, and why."""

    holds: bool | None
    """None: it is not known."""
    why: tuple[str, ...]
    """Sentences for people; never a person's number."""
    cited: tuple[Rule, ...] = ()
    facts: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, holds: bool | None, why: str, *rules: str, **facts: object) -> Finding:
        """
        Make a finding for one reason.

        Args:
            holds: None for not known.
            why: One sentence.
            rules: Ids, such as `R-ZT-01`.
            facts: What was looked at.
        """
        return cls(
            holds=holds,
            why=(why,),
            cited=cite(*rules),
            facts=tuple(Fact(name, value) for name, value in facts.items()),
        )

    @property
    def known(self) -> bool:
        """Whether it is a yes or a no."""
        return self.holds is not None

    def __bool__(self) -> bool:
        """
        Give the yes or no.

        Raises:
            NotKnown: There is none; look at `holds` or `known` first.
        """
        if self.holds is None:
            raise NotKnown("not known: " + "; ".join(self.why))
        return self.holds

    def __str__(self) -> str:
        word = {True: "yes", False: "no", None: "not known"}[self.holds]
        rules = ", ".join(rule.id for rule in self.cited)
        return f"{word}: {'; '.join(self.why)}" + (f" [{rules}]" if rules else "")

    def citing(self, *rules: str) -> Finding:
        """Give the same finding with more rules."""
        return replace(self, cited=in_order((*self.cited, *cite(*rules))))

    def unless_known(self, gaps: Iterable[str]) -> Finding:
        """
        Make a no into not known.

        Args:
            gaps: Sentences that say what was not seen; without any it stays a no.
        """
        missed = tuple(gaps)
        if self.holds is not False or not missed:
            return self
        return replace(self, holds=None, why=(*self.why, *missed))

    def opposite(self, why: str | None = None) -> Finding:
        """
        Give yes for no and no for yes; what is not known stays so.

        Args:
            why: The reason in its place; None: the same.
        """
        turned = None if self.holds is None else not self.holds
        return replace(self, holds=turned, why=self.why if why is None else (why,))


Known = Finding | bool | None
"""What a caller may give for a fact: a finding, what it says itself, or nothing."""


def finding_of(name: str, fact: Known) -> Finding:
    """Make a finding of what a caller gave."""
    if isinstance(fact, Finding):
        return fact
    said = {
        True: f"{name}: yes, as the caller says",
        False: f"{name}: no, as the caller says",
        None: f"{name}: nobody says",
    }
    return Finding.of(fact, said[fact], **{name.replace(" ", "_"): fact})


def any_of(*findings: Finding) -> Finding:
    """Give yes if one is a yes, no if all are a no, else not known."""
    return _joined(findings, decides=True)


def all_of(*findings: Finding) -> Finding:
    """Give no if one is a no, yes if all are a yes, else not known."""
    return _joined(findings, decides=False)


def _joined(findings: tuple[Finding, ...], *, decides: bool) -> Finding:
    """Join; the reasons of those that decided, the facts and rules of them all."""
    values = [finding.holds for finding in findings]
    if decides in values:
        holds: bool | None = decides
    else:
        holds = None if None in values else not decides
    telling = [f for f in findings if f.holds is holds] if findings else []
    return Finding(
        holds=holds,
        why=tuple(dict.fromkeys(line for f in telling for line in f.why)),
        cited=in_order(rule for f in findings for rule in f.cited),
        facts=tuple(dict.fromkeys(fact for f in findings for fact in f.facts)),
    )
