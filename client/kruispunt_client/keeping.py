"""
Until when an answer may be kept: the law, looked up for whoever asked.

The ground is what the profile names (`basis`); else the grant of the acts under which
this party asked this at this hop in this capacity. Where neither is there, nothing is
guessed: on a real platform the ids and capacities are others than those of the acts
that come with Kruispunt.

Imported late, at the first look at `Answer.retention`, for it reads the law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from kruispunt_contracts import catalogue
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import ACTS, Entry, Grant, Law, Retention, law, load_law
from kruispunt_law.retention import unknown_ground

from kruispunt_client.errors import InvalidRequest, InvalidSettings
from kruispunt_client.results import Asked
from kruispunt_client.settings import ConnectionProfile

_ADVICE = "name the act in the profile (`basis`)"


def keep_until(
    asked: Asked,
    *,
    events: Mapping[str, date],
    circumstances: Collection[str],
) -> Retention:
    """
    Work out until when an answer may be kept.

    Args:
        asked: By whom, and what.
        events: What is known of the file besides the receipt.
        circumstances: What holds.

    Raises:
        InvalidRequest: No act knows such an event or circumstance: a typing error,
            which must not pass for an event that did not happen.
        InvalidSettings: The profile names what is not there.
    """
    known = law_of(asked.acts, asked.contracts)
    _refuse_unknown(known, events, circumstances)
    ground, reason = ground_of(known, asked)
    if ground is None:
        return unknown_ground(asked.received, reason)
    return known.retention(
        ground, received=asked.received, events=events, circumstances=circumstances
    )


def check_profile(profile: ConnectionProfile, via: str) -> None:
    """
    Know that the acts of a profile can be read, and that its bases are in them.

    Raises:
        InvalidSettings: They are not; with file, line and reason.
    """
    known = law_of(profile.law.acts, profile.contracts.folder)
    for basis in sorted(profile.bases(via)):
        _named(known, basis)


def ground_of(known: Law, asked: Asked) -> tuple[Grant | Entry | None, str]:
    """
    Find the ground of a question, or the reason why none is known.

    Raises:
        InvalidSettings: The profile names what is not there.
    """
    if asked.basis is not None:
        named = _named(known, asked.basis)
        question = (asked.service, asked.version, asked.operation)
        if isinstance(named, Grant) and not named.covers(*question):
            return None, f"{named.id} is not about {' '.join(question)}; {_ADVICE}"
        return named, ""
    decision = known.decide(
        hop=asked.hop,
        party=asked.party,
        capacity=asked.capacity,
        service=asked.service,
        version=asked.version,
        operation=asked.operation,
        on=asked.received,
    )
    return decision.grant, f"{decision.reason}; {_ADVICE}"


def _named(known: Law, basis: str) -> Grant | Entry:
    if basis in known.entries:
        return known.entries[basis]
    try:
        return known.grant(basis)
    except KeyError:
        raise InvalidSettings(
            f"basis: no act has a grant or an entry {basis!r}"
        ) from None


@cache
def law_of(acts: tuple[Path, ...], contracts: Path | None = None) -> Law:
    """
    Give the law with the acts of a profile.

    Args:
        acts: Files and folders of them.
        contracts: Folder of the profile's own contracts, which its acts may name.

    Raises:
        InvalidSettings: They cannot be read; with file, line and reason.
    """
    try:
        return load_law((ACTS, *acts), catalogue.load(contracts)) if acts else law()
    except ConfigurationError as error:
        raise InvalidSettings(f"law.acts: {error}") from error


def _refuse_unknown(
    known: Law, events: Iterable[str], circumstances: Iterable[str]
) -> None:
    rules = [rule for act in known.acts.values() for rule in act.keep.values()]
    names = {event for rule in rules for event in rule.events}
    _refuse("event", {*events} - names, names)
    holding = {rule.circumstance for rule in rules} | {r.lengthened_by for r in rules}
    names = {each for each in holding if each is not None}
    _refuse("circumstance", {*circumstances} - names, names)


def _refuse(what: str, unknown: set[str], names: set[str]) -> None:
    if unknown:
        raise InvalidRequest(
            f"no act knows the {what} {min(unknown)!r}; known: "
            f"{', '.join(sorted(names))}"
        )
