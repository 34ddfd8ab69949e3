"""
GeefEigendomstoestanden 02.00: who owns one patrimonial parcel, straight from AAPD.

Rules of this file:

- The question is about a parcel, not about a person: nobody needs to be registered.
- By the parcel's own key, the present situation is told; by EigendomId, that one.
  Situatie1Jan chooses the situation on 1 January of that year instead of today's.
- Historiek 1 tells the earlier situations too, the newest first; GeschrapteToestand 1
  also those that were struck out, behind them.
- At most Resultaten situations are told, 0 meaning as many as there are; when there are
  more, 30040 says so. Source: our choice, because the sheet gives the number only.
- ToonAdres 1 also tells where the parties live. Source: our choice, because the address
  of a building is part of the parcel in every published example.

Source: contract sheet `magda-geefeigendomstoestanden-02.00`; MAGDA user wiki,
MG 584320222 and MG 587563720.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.property import Parcel, parcel_key
from kruispunt_simulator.services import (
    MagdaAnswer,
    Service,
    _cadastre_magda,
    _magda,
)
from kruispunt_simulator.services._cadastre import (
    Situation,
    parcels_having,
    situations,
    struck_situations,
)
from kruispunt_simulator.services._cadastre_owners import Shown
from kruispunt_simulator.services._datum import check_day
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    flag,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_PARCEL: Final = f"{_INHOUD}/Identificatie"
_YEAR: Final = f"{_INHOUD}/Situatie1Jan"
_PAGE: Final = "GeefEigendomstoestanden: 20004, 20006 (_behaviour.md 1.3)"


def subject(root: Element) -> str:
    """
    Tell that there is none.

    Raises:
        LookupError: Always; the question is about a parcel.
    """
    raise LookupError("a question about a parcel")


def period(root: Element) -> Period:
    """Give the day asked about; open where the question names none."""
    year = text(root, _YEAR)
    if year is None:
        return Period(begin=date.min.isoformat())
    return Period(begin=f"{year}-01-01", end=f"{year}-01-01")


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    year = text(root, _YEAR)
    return (
        *(check_day(f"{year}-01-01", today, _PAGE) if year else ()),
        *_magda.check_language(root, f"{_INHOUD}/Taal"),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every parcel that stands in the file, with all of its history."""
    return tuple(_everything(parcel) for parcel in person.parcels)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the cadastre holds about the parcel.

    Raises:
        SourceUnavailable: The cadastre does not answer.
    """
    found = _found(root, sources, today)
    if not found:
        return MagdaAnswer(findings=(_nothing_found(),))
    most = int(required(root, f"{_INHOUD}/Resultaten")) or len(found)
    remarks = (_more(most, len(found)),) if len(found) > most else ()
    shown = Shown(addresses=flag(root, f"{_INHOUD}/ToonAdres"), today=today)
    inhoud = _cadastre_magda.inhoud(found[:most], sources, shown)
    return MagdaAnswer(inhoud=inhoud, findings=remarks)


def _found(root: Element, sources: Sources, today: date) -> Sequence[Situation]:
    """Give what is asked for: the situation that was chosen first, then the others."""
    wanted = text(root, f"{_INHOUD}/EigendomId")
    kind, key = ("parcel", _key(root)) if wanted is None else ("parcel-state", wanted)
    parcels = parcels_having(sources, "aapd", kind, key)
    if not parcels:
        return ()
    (parcel,) = parcels
    known = situations(parcel, today)
    if wanted is not None:
        chosen = [s for s in known if str(s.state.id) == wanted]
    else:
        year = text(root, _YEAR)
        day = today if year is None else date(int(year), 1, 1)
        chosen = [s for s in known if s.overlaps(day, day, fiscal=False)]
    found = list(chosen)
    if flag(root, f"{_INHOUD}/Historiek"):
        last = known.index(chosen[0]) if chosen else len(known)
        found.extend(reversed(known[:last]))
    if flag(root, f"{_INHOUD}/GeschrapteToestand"):
        found.extend(
            struck
            for struck in struck_situations(parcel, today)
            if wanted is None or not chosen or str(struck.state.id) != wanted
        )
    return found


def _key(root: Element) -> str:
    def number(name: str) -> int | None:
        given = text(root, f"{_PARCEL}/{name}")
        return None if given is None else int(given)

    return parcel_key(
        int(required(root, f"{_PARCEL}/KadastraleAfdeling")),
        required(root, f"{_PARCEL}/Sectie"),
        int(required(root, f"{_PARCEL}/Grondnummer")),
        number("Bisnummer"),
        text(root, f"{_PARCEL}/Letterexponent"),
        number("Cijferexponent"),
        required(root, f"{_PARCEL}/Partitie"),
    )


def _nothing_found() -> Finding:
    return Finding(
        check="eigendomstoestanden.something-found",
        fault="property.nothing-found",
        requirement="_behaviour.md 2.10: 30001 of AAPD when nothing is found",
        expected="a parcel with this key, or a situation with this id",
        actual="none",
    )


def _more(most: int, found: int) -> Finding:
    return Finding(
        check="eigendomstoestanden.all-told",
        fault="property.more-results",
        severity=Severity.WARNING,
        requirement="GeefEigendomstoestanden: at most Resultaten situations",
        expected=f"at most {most}",
        actual=str(found),
    )


def _everything(parcel: Parcel) -> tuple[Element]:
    inhoud = element("Inhoud")
    key = add(inhoud, "Identificatie")
    for tag, value in (
        ("KadastraleAfdeling", parcel.division.number),
        ("Sectie", parcel.section),
        ("Grondnummer", parcel.ground),
        ("Bisnummer", parcel.bis),
        ("Cijferexponent", parcel.exponent_number),
        ("Letterexponent", parcel.exponent_letter),
        ("Partitie", parcel.partition),
    ):
        if value is not None:
            add(key, tag, value)
    for tag in ("GeschrapteToestand", "ToonAdres", "Historiek"):
        add(inhoud, tag, 1)
    add(inhoud, "Resultaten", 999)
    add(inhoud, "Taal", "nl")
    return (inhoud,)


SERVICES = (
    Service(
        service="GeefEigendomstoestanden",
        version="02.00.0000",
        operation="GeefEigendomstoestanden",
        flow="property",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("aapd",),
        impersonal=True,
    ),
)
