"""
GeefGezinssamenstelling and GeefHistoriekGezinssamenstelling 02.02: households.

Source: `magda-geefgezinssamenstelling-02.02`,
`magda-geefhistoriekgezinssamenstelling-02.02`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.adressen import ContactAdres, Hoofdverblijfplaats
from kruispunt_client.calls.persoon.codes import (
    Gedateerd,
    Geslacht,
    HouseholdPosition,
    Positie,
    Status,
    Woonvorm,
)
from kruispunt_client.calls.persoon.common import Beheerder, Naam
from kruispunt_client.calls.persoon.question import Language, of_the_past, question
from kruispunt_client.calls.question import Call, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.results import Code, PartialDate

_INHOUD = "Antwoorden/Antwoord/Inhoud"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gezinslid(Gedateerd):
    """A member of a household; the dates are those of the membership."""

    insz: Annotated[str, Wire("INSZ/_value_1")]
    is_fictief: Annotated[bool | None, Wire("INSZ/IsFictief")]
    """True: not a real number, the register knows none."""
    naam: Naam | None
    geslacht: Geslacht | None
    geboortedatum: PartialDate | None
    positie: Positie
    woonvorm: Woonvorm | None
    hoofdverblijfplaats: Annotated[
        Hoofdverblijfplaats | None, Wire("Adressen/Hoofdverblijfplaats")
    ]
    contact_adres: Annotated[ContactAdres | None, Wire("Adressen/ContactAdres")]
    bron: Code | None
    """The register that knows the member: RR or BIS."""
    beheerder: Beheerder | None
    status: Status | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gezinssamenstelling:
    """One household, as seen from its reference person."""

    gezinsleden: Annotated[tuple[Gezinslid, ...], Wire("Gezinsleden/Gezinslid")]
    """Everybody, the person asked about too; at least one. The platform may cut off
    long lists: then `answer.warnings` holds 30030."""

    @property
    def referentiepersoon(self) -> Gezinslid | None:
        """The member from whom the positions are seen; None if nobody is marked so."""
        head = HouseholdPosition.REFERENCE_PERSON
        return next((m for m in self.gezinsleden if m.positie.code is head), None)

    def lid(self, insz: str) -> Gezinslid | None:
        """Give the member with a number; None if nobody has it."""
        return next((m for m in self.gezinsleden if m.insz == insz), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriekGezinssamenstelling:
    """The households of a person over time."""

    gezinssamenstellingen: Annotated[
        tuple[Gezinssamenstelling, ...],
        Wire("HistoriekGezinssamenstelling/Gezinssamenstelling"),
    ]
    """In the order of time; for one day there are one or two."""


def household(
    insz: str,
    *,
    language: Language | str = Language.DUTCH,
    user: str | None = None,
) -> Call[Gezinssamenstelling]:
    """
    Ask who belongs to the household of a person today.

    Via `wiv` or `magda` GeefGezinssamenstelling 02.02.

    Args:
        insz: Of the person.
        language: Of the descriptions beside codes.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The household; `data` is None when the registers know none.

    Raises:
        InvalidRequest: The language is unknown.

    Source: `magda-geefgezinssamenstelling-02.02`.
    """
    asked = question(
        "GeefGezinssamenstelling",
        insz,
        {},
        source=None,
        language=language,
        user=user,
    )
    return one_way(
        asked, lambda repliek: read_at(Gezinssamenstelling, repliek, _INHOUD)
    )


def household_history(
    insz: str,
    *,
    on: date | None = None,
    since: date | None = None,
    language: Language | str = Language.DUTCH,
    user: str | None = None,
) -> Call[HistoriekGezinssamenstelling]:
    """
    Ask who belonged to the household of a person on a day, or from a day until today.

    Via `wiv` or `magda` GeefHistoriekGezinssamenstelling 02.02.

    Args:
        insz: Of the person.
        on: The household on that day; or `since`.
        since: Every household from that day until today; ask no further back than you
            need.
        language: Of the descriptions beside codes.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The households; `data` is None when the registers know none.

    Raises:
        InvalidRequest: Not exactly one of `on` and `since` is given, or the language is
            unknown.

    Source: `magda-geefhistoriekgezinssamenstelling-02.02`.
    """
    asked = question(
        "GeefHistoriekGezinssamenstelling",
        insz,
        of_the_past(on, since),
        source=None,
        language=language,
        user=user,
    )
    return one_way(
        asked, lambda repliek: read_at(HistoriekGezinssamenstelling, repliek, _INHOUD)
    )
