"""
Why data may be kept until a day, in sentences that name events, terms and citations.

One sentence for each place or use that the rules distinguish. In it first the rule that
decides, then those that would end sooner if their event came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kruispunt_law.duration import in_words
from kruispunt_law.term import State, Term, by_subject

NO_RULE = "unknown: the acts here do not say how long"


def why(terms: Sequence[Term], ground: str | None = None) -> str:
    """
    Say until when and why; never empty.

    Args:
        terms: What each rule comes to.
        ground: Citation for when there is no rule to cite.
    """
    groups = by_subject(terms)
    if not groups:
        return _capital(f"{NO_RULE}{f' ({ground})' if ground else ''}.")
    said = [_sentence(group) for group in groups.values()]
    known = any(group[0].until for group in groups.values())
    waiting = any(term.waits_for for term in terms)
    return " ".join(said if known or not waiting else ["No date yet.", *said])


def summary(terms: Sequence[Term]) -> str:
    """Say what fits after "keep until": the dates, or what they depend on."""
    groups = by_subject(terms)
    known = [group[0] for group in groups.values() if group[0].until]
    if known and len(groups) == 1:
        return str(known[0].until)
    if known:
        return ", ".join(
            f"{each.until} ({each.rule.about})" if each.rule.about else f"{each.until}"
            for each in known
        )
    said = [_phrase(term) for group in groups.values() for term in group]
    return "; ".join(said).removeprefix(_UNTIL) or NO_RULE


def _sentence(group: Sequence[Term]) -> str:
    """Say a group of terms about the same, the earliest end first."""
    first, *rest = group
    parts = [_phrase(first), *(_otherwise(first, other) for other in rest)]
    citations = {term.citation for term in group}
    if len(citations) > 1:
        parts = [
            f"{part} ({term.citation})" for part, term in zip(parts, group, strict=True)
        ]
    text = ", ".join(parts)
    if rest and first.until is None:
        text += ", whichever is earlier"
    if len(citations) == 1:
        text += f" ({first.citation})"
    remarks = dict.fromkeys(each for term in group for each in _remarks(term))
    about = f"{first.rule.scope}: " if first.rule.scope else ""
    return _capital(f"{'; '.join((about + text, *remarks))}.")


def _otherwise(first: Term, other: Term) -> str:
    if first.until is None:
        return f"or {_phrase(other)}"
    if other.until is None:
        return f"or if that is earlier {_phrase(other)}"
    return f"and not {_phrase(other)}"


_UNTIL = "until "


def _phrase(term: Term) -> str:
    """Say a term alone: until when, from which event, how long."""
    rule = term.rule
    case = f" in case of {rule.applies_when}" if rule.applies_when else ""
    if term.state is State.SILENT:
        return "unknown: the act does not say how long"
    if term.state is State.NO_NUMBER:
        lasting = f"as long as the {rule.lengthened_by} lasts"
        return lasting if rule.events else f"{rule.from_}{case}"
    on = f" on {term.since}" if term.since else ""
    event = f"{term.event or _one_of(rule.events)}{on}{case}"
    counted = f"{in_words(rule.at_most)} after {event}" if rule.at_most else event
    if term.until is None:
        return counted if rule.at_most else f"{_UNTIL}{counted}"
    cut = f", cut short by {term.bounded_by}" if term.bounded_by else ""
    return f"{_UNTIL}{term.until}, {counted}{cut}"


def _remarks(term: Term) -> Iterator[str]:
    rule = term.rule
    if rule.events and not rule.stated:
        yield "the act does not say from when"
    if rule.exceptions:
        yield f"exceptions: {rule.exceptions}"
    if rule.then:
        yield f"then: {rule.then}"


def _one_of(events: Sequence[str]) -> str:
    *most, last = events
    return f"{', '.join(most)} or {last}" if most else last


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
