"""
What of the content of a prepared reply follows the question: of two services only.

Everybody else's content stays as it was written. Each function changes an `Inhoud` of
its own service, given the root of a verified question.

Source: `_wire-facts.md` 3, extra patches in the mocks. That a year which is there stays
is our choice, as the oldest mock does it: a case may tell of another year on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.message import Element
from kruispunt_simulator.services._xml import add

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria"

YEAR: Final = "AanslagbiljetPersonenbelasting/Inkomensjaar"
"""Where an assessment has its year, below `Inhoud`."""

NUMBER: Final = "Persoon/INSZ"
"""Where social statuses have the number of the person, below `Inhoud`."""

OPEN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "GeefAanslagbiljetPersonenbelasting": (YEAR, "2025"),
        "GeefSociaalStatuut": (NUMBER, "00000000000"),
    }
)
"""By service, the place that a prepared reply may leave empty, and what it may hold."""


def fit(service: str, question: Element, inhoud: Element) -> None:
    """
    Make the content of a prepared reply one to this question.

    Args:
        service: Whose, such as `GeefSociaalStatuut`.
        question: Root of the verified question.
        inhoud: Changed in place; a copy of what was prepared.
    """
    change = _CHANGES.get(service)
    if change is not None:
        change(question, inhoud)


def asked_year(question: Element, inhoud: Element) -> None:
    """Write the year that is asked where the reply has it open."""
    asked = question.findtext(f"{_CRITERIA}/Inkomensjaar")
    for year in inhoud.findall(YEAR):
        if asked and not (year.text or "").strip():
            year.text = asked


def asked_statuses(question: Element, inhoud: Element) -> None:
    """Tell of the person and the statuses that are asked; what nobody knows gets 0."""
    persoon = inhoud.find("Persoon")
    if persoon is None:
        return
    for insz in inhoud.findall(NUMBER):
        insz.text = question.findtext(f"{_CRITERIA}/INSZ")
    statuses = persoon.find("SocialeStatuten")
    if statuses is None:
        return
    path = f"{_CRITERIA}/SocialeStatuten/SociaalStatuut/Naam"
    asked = dict.fromkeys(name.text for name in question.findall(path))
    for status in statuses.findall("SociaalStatuut"):
        if status.findtext("Naam") not in asked:
            statuses.remove(status)
    told = {name.text for name in statuses.findall("SociaalStatuut/Naam")}
    for name in asked:
        if name not in told:
            status = add(statuses, "SociaalStatuut")
            add(status, "Naam", name)
            result = add(status, "Resultaat")
            add(result, "Code", "0")
            add(result, "Omschrijving", "Niet van toepassing")


_CHANGES: Final[Mapping[str, Callable[[Element, Element], None]]] = MappingProxyType(
    {
        "GeefAanslagbiljetPersonenbelasting": asked_year,
        "GeefSociaalStatuut": asked_statuses,
    }
)
"""By service. The mocks have no more of them, but for photographs."""
