"""
GeefSociaalStatuut 03.00: do social statuses apply to a person, yes or no.

Rules of this file:

- A status applies when at least one of the days asked about is one of its days. The
  person must live where the question says and have the age it says, on the first day
  asked about.
- A status that nobody knows gets 0, like one that does not apply. Source: MAGDA-Mock.
- The four statuses of a disability and their combination follow from the recognitions
  (`_harmonised.py`), asked live from their sources; the others stand in the file.
- Periods and details of a status are told with it; of the combination only yes or no
  (22/004 §23, rule R-HS-02).
- A family that holds errors gives 0 and a Status with SSH00047. Source: MG 1242923748;
  that the value is NO_RESULT is our choice.
- Somebody who died before everything that is asked is not found: 30001, SSH00048.
  Source: our choice, because the example of that code does not say what it means.
- A cancelled number is 30002, an unknown one 30003. About a replaced one the source
  refuses the whole question: one Status with the new number, and a warning. Source: our
  choice, because the contract has that form and no example shows it.

Source: contract sheet `magda-geefsociaalstatuut-03.00`; `_behaviour` 2.8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER, OpenPeriod
from kruispunt_simulator.people.social_statuses import SocialStatus, StatusName
from kruispunt_simulator.services import (
    KszStatus,
    MagdaAnswer,
    Service,
    _harmonised,
    _ksz,
    _magda,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    day,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

APPLIES: Final = ("1", "Van toepassing")
APPLIES_NOT: Final = ("0", "Niet van toepassing")
"""Code and text. Source: MAGDA-Mock (examples)."""

KNOWN: Final = (*get_args(StatusName), *_harmonised.NAMES)
"""Every status that can apply to somebody here."""

MAX_ASKED: Final = 8
"""The schema has room for no more in one question."""

FAMILY_IN_DOUBT: Final = KszStatus(
    value="NO_RESULT",
    code="SSH00047",
    description="Fouten in de gezinssamenstelling, het dossier is niet verwerkt",
)

_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_CRITERIA: Final = f"{_INHOUD}/Criteria"
_ASKED: Final = f"{_CRITERIA}/SocialeStatuten/SociaalStatuut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One status of the question."""

    name: str
    begin: date
    end: date
    """FOREVER for an open period."""
    place: str | None = None
    """Name of a municipality."""
    postal_codes: frozenset[str] = frozenset()
    youngest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of one status of one person."""

    period: OpenPeriod
    entry: SocialStatus | None = None
    """Where it stands in the file; None for one that was worked out."""


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Give the days that the statuses are asked about, from first to last."""
    asked = _asked(root)
    begin = min(each.begin for each in asked)
    end = max(each.end for each in asked)
    return Period(begin=begin.isoformat(), end=end.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question: the number, and periods in disorder."""
    return (
        *_magda.check_insz(subject(root)),
        *(
            Finding(
                check="sociaalstatuut.period-in-order",
                fault="magda.period-order",
                requirement="`_behaviour` 1.3: 20003, begin after end",
                expected="Begindatum not after Einddatum",
                actual=f"{each.name}: {each.begin} to {each.end}",
            )
            for each in _asked(root)
            if each.begin > each.end
        ),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """
    Ask for every known status, today and over the last years.

    Those of a disability first: an act grants one of them, on one day (22/004 §4).
    """
    known = KNOWN[::-1]
    questions = []
    for begin in (None, date(today.year - 12, 1, 1)):
        for first in range(0, len(known), MAX_ASKED):
            inhoud = element("Inhoud")
            criteria = add(inhoud, "Criteria")
            add(criteria, "INSZ", person.ssin)
            statuses = add(criteria, "SocialeStatuten")
            for name in known[first : first + MAX_ASKED]:
                status = add(statuses, "SociaalStatuut")
                add(status, "Naam", name)
                _ask_when(add(status, "Datum"), begin, today)
            questions.append((inhoud,))
    return tuple(questions)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer each status that was asked, in the order of the question.

    Raises:
        SourceUnavailable: The KSZ, or a source that it needs, does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return MagdaAnswer(findings=(_unknown(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    if person.identity.replaced_by is not None:
        return _refuse_replaced(person, person.identity.replaced_by)
    asked = _asked(root)
    deceased = person.identity.deceased
    if deceased is not None and all(each.begin > deceased for each in asked):
        return MagdaAnswer(findings=(_not_found(deceased),))
    held = _hold(person.ssin, {each.name for each in asked}, sources, today)
    inhoud, persoon = _persoon(person)
    statuses = add(persoon, "SocialeStatuten")
    for each in asked:
        fits = _fits(person, each)
        found = [one for one in held.get(each.name, ()) if _is_asked(one, each)]
        _write_status(statuses, each.name, found if fits else [])
    return MagdaAnswer(inhoud=inhoud)


def _hold(
    ssin: str, names: set[str], sources: Sources, today: date
) -> dict[str, tuple[Held, ...]]:
    """Ask the sources for what they hold of each status."""
    person = sources.ask("social-statuses", ssin)
    held: dict[str, tuple[Held, ...]] = {}
    if person is None:
        return held
    for entry in person.social_statuses:
        period = OpenPeriod(begin_date=entry.begin, end_date=entry.end)
        one = Held(period=period, entry=entry)
        held[entry.name] = (*held.get(entry.name, ()), one)
    derived = names & {*_harmonised.NAMES}
    if derived:
        files = [
            asked.disability_file(section)
            for source, section in _harmonised.SOURCES.items()
            if (asked := sources.ask(source, ssin)) is not None
        ]
        for name in derived:
            found = _harmonised.periods(name, files, person, today)
            held[name] = tuple(Held(period=period) for period in found)
    return held


def _asked(root: Element) -> tuple[Asked, ...]:
    return tuple(_read(each) for each in root.findall(_ASKED))


def _read(asked: Element) -> Asked:
    if asked.find("Datum/Datum") is not None:
        begin = end = day(asked, "Datum/Datum")
    else:
        begin = day(asked, "Datum/Periode/Begindatum")
        is_open = asked.find("Datum/Periode/Einddatum") is None
        end = FOREVER if is_open else day(asked, "Datum/Periode/Einddatum")
    return Asked(
        name=required(asked, "Naam"),
        begin=begin,
        end=end,
        place=text(asked, "Locatie/Naam"),
        postal_codes=frozenset(
            required(code, ".") for code in children(asked.find("Locatie/Postcodes"))
        ),
        youngest=_number(asked, "Leeftijd/Minimum"),
        oldest=_number(asked, "Leeftijd/Maximum"),
    )


def _number(asked: Element, path: str) -> int | None:
    found = text(asked, path)
    return None if found is None else int(found)


def _is_asked(held: Held, asked: Asked) -> bool:
    return held.period.overlaps(asked.begin, asked.end)


def _fits(person: Person, asked: Asked) -> bool:
    """Find out whether the person lives there and has that age, on the first day."""
    home = person.home(asked.begin)
    if asked.place is not None and (
        home is None or home.city.casefold() != asked.place.casefold()
    ):
        return False
    if asked.postal_codes and (
        home is None or home.postal_code not in asked.postal_codes
    ):
        return False
    age = _age(person.identity.born, asked.begin)
    return (asked.youngest is None or asked.youngest <= age) and (
        asked.oldest is None or age <= asked.oldest
    )


def _age(born: date, on: date) -> int:
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (0 if had_birthday else 1)


def _persoon(person: Person) -> tuple[Element, Element]:
    inhoud = element("Inhoud")
    persoon = add(inhoud, "Persoon")
    add(persoon, "INSZ", person.ssin)
    return inhoud, persoon


def _write_status(statuses: Element, name: str, found: list[Held]) -> None:
    status = add(statuses, "SociaalStatuut")
    add(status, "Naam", name)
    entries = [held.entry for held in found if held.entry is not None]
    in_doubt = any(entry.family_in_doubt for entry in entries)
    code, description = APPLIES if found and not in_doubt else APPLIES_NOT
    result = add(status, "Resultaat")
    add(result, "Code", code)
    add(result, "Omschrijving", description)
    if in_doubt:
        _write_ksz_status(status, FAMILY_IN_DOUBT)
    elif name != _harmonised.ANY_OF_FOUR:
        _write_periods(status, (held.period for held in found))
        _write_details(status, entries)


def _write_periods(status: Element, periods: Iterable[OpenPeriod]) -> None:
    made = element("Periodes")
    for held in periods:
        period = add(made, "Periode")
        add(period, "Begindatum", held.begin_date)
        if held.end_date is not None:
            add(period, "Einddatum", held.end_date)
    if len(made):
        status.append(made)


def _write_details(status: Element, entries: list[SocialStatus]) -> None:
    made = element("Details")
    for entry in entries:
        for held in entry.details:
            detail = add(made, "Detail")
            add(detail, "Naam", held.name)
            add(detail, "Waarde", held.value)
    if len(made):
        status.append(made)


def _write_ksz_status(parent: Element, status: KszStatus) -> None:
    made = add(parent, "Status")
    add(made, "Code", status.code)
    if status.description is not None:
        add(made, "Omschrijving", status.description)
    add(made, "Waarde", status.value)
    if status.information:
        list_ = add(made, "Informaties")
        for name, value in status.information:
            information = add(list_, "Informatie")
            add(information, "Naam", name)
            add(information, "Waarde", value)


def _refuse_replaced(person: Person, new: str) -> MagdaAnswer:
    inhoud, persoon = _persoon(person)
    _write_ksz_status(persoon, _ksz.status("ksz.ssin-replaced", ("newSSIN", new)))
    return MagdaAnswer(inhoud=inhoud, findings=(_magda.replaced(person.ssin, new),))


def _unknown() -> Finding:
    return Finding(
        check="sociaalstatuut.insz-known",
        fault="magda.insz-unknown",
        requirement="MAGDA-Mock (example): 30003 of the KSZ",
        expected="a number that somebody has",
        actual="nobody has it",
    )


def _not_found(deceased: date) -> Finding:
    return Finding(
        check="sociaalstatuut.something-found",
        fault="sociaalstatuut.nothing-found",
        requirement="MAGDA-Mock (example): 30001 of the KSZ, SSH00048",
        expected="a person who lived on a day that was asked",
        actual=f"died on {deceased}",
        detail="SSH00048",
    )


def _ask_when(when: Element, begin: date | None, today: date) -> None:
    if begin is None:
        add(when, "Datum", today)
        return
    asked = add(when, "Periode")
    add(asked, "Begindatum", begin)
    add(asked, "Einddatum", today)


SERVICES = (
    Service(
        service="GeefSociaalStatuut",
        version="03.00.0000",
        operation="GeefSociaalStatuut",
        flow="social-status",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("social-statuses", *_harmonised.SOURCES),
    ),
)
