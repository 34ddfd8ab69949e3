"""
GeefLeefloonbedragen 02.00: what the welfare centres paid, per year and per month.

Rules of this file:

- `Jaar` is asked, and with `AantalJaarTerug` as many years before it; newest first.
  With `@Huidig` 1 the running year is meant, whatever `Jaar` says. Source: our choice,
  because neither is documented; the names and the public client code say as much.
- A year without any payment is told as such (`Uitbetaling` 0) as long as the source
  has a file about the person; without a file there is 30001.
- Totals, interruptions and the month of the last payment follow from the months.
- A replaced number is answered about the new one, with a warning, and a cancelled one
  is refused. Source: our choice, as in the other services of which MAGDA asks the
  source itself.

Source: contract sheet `magda-geefleefloonbedragen-02.00`; `_behaviour` 2.4. No sheet of
the KSZ carries amounts, so the source is asked directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.living_wage import PaidMonth
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services._living_wage import (
    SOURCE,
    Entitlement,
    entitlements,
    last_paid,
    year_total,
)
from kruispunt_simulator.services._xml import Element, add, element, required, text
from kruispunt_simulator.sources import Sources

CATEGORIES: Final = {"COHABITING": "1", "SINGLE": "2", "WITH_FAMILY": "3"}
"""Source: `_behaviour` 2.5, the categories of the general law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """How one kind of allowance is told."""

    kind: str
    yearly: str
    monthly: str
    """Block in `Maand`."""
    entry: str
    """Block in that, once per period."""
    is_wage: bool
    """A supplement knows no maximum and no months of interruption."""


KINDS: Final = (
    KindWords(
        kind="LIVING_WAGE",
        yearly="Leefloon",
        monthly="LeefloonPerPeriode",
        entry="LeefloonPeriode",
        is_wage=True,
    ),
    KindWords(
        kind="EQUIVALENT_LIVING_WAGE",
        yearly="EquivalentLeefloon",
        monthly="EquivalentLeefloonPerPeriode",
        entry="EquivalentLeefloonPeriode",
        is_wage=True,
    ),
    KindWords(
        kind="FAMILY_SUPPLEMENT",
        yearly="Kinderbijslag",
        monthly="KinderbijslagPerPeriode",
        entry="KinderbijslagPeriode",
        is_wage=False,
    ),
)
"""In the order of the contract."""

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria"
_SHEET: Final = "GeefLeefloonbedragen 02.00 (contract sheet)"


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """
    Give the years asked about, as one period.

    With `@Huidig` the year as it stands there: the running one is not known here.
    """
    year = _year(root) or 1
    first = max(year - _years_back(root), 1)
    return Period(begin=f"{first:04}-01-01", end=f"{year:04}-12-31")


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with the question; none to two findings.

    Source: our choice for the year, because nothing can have been paid in a year to
    come and 20006 is the general code for a date outside the range.
    """
    findings = list(_magda.check_insz(subject(root)))
    year = _asked_year(root, today)
    if year is None or year > today.year:
        findings.append(
            Finding(
                check="leefloonbedragen.year-not-future",
                fault="magda.date-out-of-range",
                requirement=f"{_SHEET}: Jaar",
                expected=f"a year, at most {today.year}",
                actual=required(root, f"{_CRITERIA}/Jaar"),
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the last years, four at a time."""
    return tuple(
        (ask_years(person.ssin, year),) for year in range(today.year, 2014, -4)
    )


def ask_years(ssin: str, year: int) -> Element:
    """Make a question about a year and the three before it."""
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", ssin)
    add(criteria, "Jaar", year).set("Huidig", "0")
    add(criteria, "AantalJaarTerug", 3)
    return inhoud


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what was paid in the years asked.

    Raises:
        SourceUnavailable: The source does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return MagdaAnswer(findings=(_nothing_found(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    warnings: tuple[Finding, ...] = ()
    new = person.identity.replaced_by
    if new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.register(new) or person
    known = entitlements(sources, person, today)
    if known is None:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    inhoud = element("Inhoud")
    bedragen = add(inhoud, "Leefloonbedragen")
    newest = _asked_year(root, today) or 0
    oldest = max(newest - _years_back(root), 0)
    for year in range(newest, oldest - 1, -1):
        _add_year(bedragen, known, year, today)
    return MagdaAnswer(inhoud=inhoud, findings=warnings)


def _year(root: Element) -> int | None:
    jaar = required(root, f"{_CRITERIA}/Jaar")
    return int(jaar) if jaar.isdecimal() else None


def _asked_year(root: Element, today: date) -> int | None:
    is_current = root.find(f"{_CRITERIA}/Jaar").get("Huidig") == "1"
    return today.year if is_current else _year(root)


def _years_back(root: Element) -> int:
    return int(text(root, f"{_CRITERIA}/AantalJaarTerug") or 0)


def _nothing_found() -> Finding:
    return Finding(
        check="leefloonbedragen.something-found",
        fault="magda.nothing-found",
        requirement=f"{_SHEET}: 30001 when there are no data",
        expected="a file at a welfare centre",
        actual="none",
    )


def _add_year(
    bedragen: Element, known: tuple[Entitlement, ...], year: int, today: date
) -> None:
    in_year = [each for each in known if any(_months(each, year))]
    bedrag = add(bedragen, "Leefloonbedrag")
    add(bedrag, "Jaar", f"{year:04}")
    uitbetaling = add(bedrag, "Uitbetaling", int(bool(in_year)))
    if not in_year:
        uitbetaling.set("Beschrijving", "Geen uitbetaling")
        return
    remarks = dict.fromkeys(e.file.remark for e in in_year if e.file.remark)
    if remarks:
        uitbetaling.set("Beschrijving", "; ".join(remarks)[:4000])
    begunstigden = add(bedrag, "Begunstigden")
    for ssin in dict.fromkeys(s for each in in_year for s in _entitled(each)):
        add(begunstigden, "Begunstigde", ssin)
    tegemoetkoming = add(bedrag, "Tegemoetkoming")
    _add_totals(tegemoetkoming, known, year, today)
    _add_months(tegemoetkoming, known, year)


def _months(entitlement: Entitlement, year: int) -> tuple[PaidMonth, ...]:
    return tuple(m for m in entitlement.paid if m.month.startswith(f"{year:04}-"))


def _entitled(entitlement: Entitlement) -> tuple[str, ...]:
    partner = entitlement.allowance.partner
    return (entitlement.beneficiary, *((partner,) if partner else ()))


def _of_kind(
    known: tuple[Entitlement, ...], words: KindWords
) -> tuple[Entitlement, ...]:
    return tuple(each for each in known if each.allowance.kind == words.kind)


def _add_totals(
    parent: Element, known: tuple[Entitlement, ...], year: int, today: date
) -> None:
    jaarlijks = add(parent, "Jaarlijks")
    jaarlijks.set("Jaar", f"{year:04}")
    for words in KINDS:
        same = _of_kind(known, words)
        if not any(_months(each, year) for each in same):
            continue
        total = year_total(same, year, today)
        block = add(jaarlijks, words.yearly)
        add(block, "Bedrag", total.amount)
        add(block, "TweedeGerechtigde", int(total.shared))
        if words.is_wage:
            add(block, "AantalMaandenZonderToelage", total.interrupted)
            add(block, "MaximumLeefloonGekregen", int(total.maximum))


def _add_months(parent: Element, known: tuple[Entitlement, ...], year: int) -> None:
    maandelijks = add(parent, "Maandelijks")
    names = {m.month for each in known for m in _months(each, year)}
    for name in sorted(names):
        maand = add(maandelijks, "Maand")
        maand.set("JaarMaand", name)
        for words in KINDS:
            _add_kind(maand, _of_kind(known, words), name, words)


def _add_kind(
    maand: Element, known: tuple[Entitlement, ...], name: str, words: KindWords
) -> None:
    paid = [(each, m) for each in known for m in each.paid if m.month == name]
    if not paid:
        return
    group = add(maand, words.monthly)
    group.set("LaatsteUitbetaling", str(int(last_paid(known) == name)))
    for number, (entitlement, month) in enumerate(paid, start=1):
        entry = add(group, words.entry)
        entry.set("ID", str(number))
        _fill_month(entry, entitlement, month)
        if words.is_wage:
            add(entry, "MaximumLeefloonGekregen", int(month.maximum))


def _fill_month(entry: Element, entitlement: Entitlement, month: PaidMonth) -> None:
    allowance, file = entitlement.allowance, entitlement.file
    add(entry, "Bedrag", month.amount)
    begin, end = entitlement.days_in(month.month)
    periode = add(entry, "Periode")
    add(periode, "Begin", begin)
    add(periode, "Einde", end)
    begunstigde = add(entry, "Begunstigde")
    add(begunstigde, "INSZ", entitlement.beneficiary)
    if allowance.category is not None:
        add(begunstigde, "Categorie", CATEGORIES[allowance.category])
    partner = add(entry, "Partner")
    if allowance.partner is not None:
        add(partner, "INSZ", allowance.partner)
    else:
        add(partner, "TweedeGerechtigde", int(allowance.shared))
    ocmw = add(entry, "OCMW")
    add(ocmw, "Ondernemingsnummer", file.centre)
    add(ocmw, "Bestand", file.file_number)
    add(ocmw, "Suffix", file.suffix)


SERVICES = (
    Service(
        service="GeefLeefloonbedragen",
        version="02.00.0000",
        operation="GeefLeefloonbedragen",
        flow="living-wage",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=(SOURCE,),
    ),
)
