"""
RegistreerUitschrijving 02.00 and 02.01: the asker keeps a file no longer.

Rules of this file:

- Periode names the days for which there is no file any more: an inscription is cut, or
  goes when nothing is left of it. Without Begin from its first day on; without Einde
  for good; without either, or without Periode, from today for good: the past stays as
  it was declared. Source: the official client of MAGDA-Mock calls them begin and end of
  the de-registration, all optional; the rest is our choice.
- The sheet of 02.00 says that Periode is required, its schema says it is not, and the
  official client may leave it out: the schema is followed.
- Where there is nothing to end, Resultaat is 0 with 40003. Source: our choice, because
  an asker who mistypes a number should hear of it.
- The KSZ's register is not asked whether it knows the number: who ends a file knew it.

Source: contract sheets `magda-registreeruitschrijving-02.00` and `-02.01`;
`_behaviour.md` 2.17; MAGDA user wiki, MG 1211498782.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding
from kruispunt_simulator.services import Asker, MagdaAnswer, Service
from kruispunt_simulator.services._repertory import (
    KSZ_REGISTER,
    Edition,
    failed,
    held,
    lines,
    offer,
    problem,
    result,
)
from kruispunt_simulator.services._xml import Element
from kruispunt_simulator.sources import Sources, SourceUnavailable
from kruispunt_simulator.store.periods import Span, common
from kruispunt_simulator.store.repertory import Withdraw


def _check(edition: Edition, root: Element) -> tuple[Finding, ...]:
    return ()


def _respond(
    edition: Edition, root: Element, asker: Asker, sources: Sources, today: date
) -> MagdaAnswer:
    gone = lines(edition, root, asker, _days(edition, root, today))
    if any(line.register == "ksz" for line in gone):
        try:
            sources.ask(KSZ_REGISTER, edition.key(root))
        except SourceUnavailable as error:
            told = problem("technical", "an answer of the KSZ's register", str(error))
            return MagdaAnswer(findings=(told,))
    there = [
        line
        for line in gone
        if any(common(span, line.span) for span in held(asker, line))
    ]
    if not there:
        return failed(problem("not-registered", "an inscription to end", "none"))
    changes = tuple(
        Withdraw(line, asker.qualities.get(line.register, frozenset()))
        for line in there
    )
    return MagdaAnswer(inhoud=result("1"), changes=changes)


def _days(edition: Edition, root: Element, today: date) -> Span:
    begin, end = edition.dates(root)
    if begin is None and end is None:
        return today, None
    return begin or date.min, end


EDITIONS: Final = tuple(
    Edition(
        service="RegistreerUitschrijving",
        version=version,
        block="Uitschrijving",
        by_subject=by_subject,
    )
    for version, by_subject in (("02.00.0000", False), ("02.01.0000", True))
)

SERVICES: Final[tuple[Service, ...]] = tuple(
    offer(edition, _respond, _check) for edition in EDITIONS
)
