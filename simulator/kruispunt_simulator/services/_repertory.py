"""
What RegistreerInschrijving and RegistreerUitschrijving have in common.

Rules:

- Identificatie and Hoedanigheid repeat those of the Context (20005). When Wonen in
  Vlaanderen passes a question on in its own name, both change in both places.
- 02.00 is about a person (INSZ); 02.01 about one subject, PERS or OND. An enterprise is
  inscribed in the repertory of MAGDA only: that of the KSZ is of persons (S-I605).
- A failure is Resultaat 0 with its Uitzonderingen; only 60009 comes alone.
- The grant says in which repertories the question may write, and with which quality.

Source: `_behaviour.md` 2.17, 1.6, 1.12; MAGDA user wiki, MG 1211564325, MG 1211498782.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Asker, MagdaAnswer, Service, _magda
from kruispunt_simulator.services._xml import (
    Element,
    children,
    copy,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources
from kruispunt_simulator.store.periods import Span
from kruispunt_simulator.store.repertory import Inscription

PAGE: Final = "repertory services (MG 1211564325)"
KSZ_REGISTER: Final = "ksz-register"
"""The source behind the inscriptions at the KSZ."""

_SENDER: Final = "Verzoek/Context/Bericht/Afzender"
_INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
_PERSON, _ENTERPRISE = "PERS", "OND"
_DESCRIBED: Final[Mapping[str, str]] = {"1": "Wel geslaagd", "0": "Niet geslaagd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of one of the two services."""

    service: str
    version: str
    block: str
    """`Inschrijving` or `Uitschrijving`."""
    by_subject: bool
    """Whether the question names a BetrokkenSubject; else an INSZ."""

    def at(self, path: str) -> str:
        """Give the path of a part of the block, from the request root."""
        return f"{_INHOUD}/{self.block}/{path}"

    @property
    def subjects(self) -> str:
        """Path of the subjects in 02.01."""
        return self.at("BetrokkenSubject/Subjecten/Subject")

    def kind(self, root: Element) -> str:
        """Tell what the first subject is: `PERS`, `OND`, or whatever was written."""
        if not self.by_subject:
            return _PERSON
        return required(root, f"{self.subjects}/Type")

    def key(self, root: Element) -> str:
        """Read the number of the first subject."""
        path = f"{self.subjects}/Sleutel" if self.by_subject else self.at("INSZ")
        return required(root, path)

    def person(self, root: Element) -> str:
        """
        Read the INSZ.

        Raises:
            LookupError: The question is about something else than a person.
        """
        if self.kind(root) != _PERSON:
            raise LookupError("not about a person")
        return self.key(root)

    def period(self, root: Element) -> Period:
        """Read the period; what is not given is open."""
        begin, end = (text(root, self.at(f"Periode/{n}")) for n in ("Begin", "Einde"))
        return Period(begin=begin or date.min.isoformat(), end=end)

    def dates(self, root: Element) -> tuple[date | None, date | None]:
        """Read begin and end of a question that passed `check`; None: not given."""
        begin, end = (_day(root, self.at(f"Periode/{n}")) for n in ("Begin", "Einde"))
        return begin, end


Respond = Callable[[Edition, Element, Asker, Sources, date], MagdaAnswer]
Check = Callable[[Edition, Element], tuple[Finding, ...]]


def offer(edition: Edition, respond: Respond, check_more: Check) -> Service:
    """
    Make the service of an edition.

    Args:
        edition: Which one.
        respond: Finds the changes, for a question that passed the checks.
        check_more: Checks of one of the two services only.
    """

    def check(root: Element, today: date) -> tuple[Finding, ...]:
        return (*_check(edition, root), *check_more(edition, root))

    def answer_to(
        root: Element, asker: Asker, sources: Sources, today: date
    ) -> MagdaAnswer:
        try:
            return respond(edition, root, asker, sources, today)
        except StateError as error:
            return failed(problem("internal", "a repertory that answers", str(error)))

    return Service(
        service=edition.service,
        version=edition.version,
        operation=edition.service,
        flow="repertory",
        subject=edition.person,
        period=edition.period,
        check=check,
        ask_all=ask_nothing,
        answer_to=answer_to,
        sources=(KSZ_REGISTER,),
        relay=in_the_name_of,
        refused=lambda: result("0"),
        impersonal=edition.by_subject,
    )


def ask_nothing(person: Person, today: date) -> tuple[tuple[Element, ...], ...]:
    """These services tell nothing of anybody."""
    return ()


def in_the_name_of(inhoud: Element, identificatie: str, hoedanigheid: str) -> Element:
    """Make the same declaration that of another party."""
    made = copy(inhoud)
    for block in children(made):
        for tag, value in (
            ("Identificatie", identificatie),
            ("Hoedanigheid", hoedanigheid),
        ):
            block.find(tag).text = value
    return made


def result(value: str) -> Element:
    """Make an Inhoud with Resultaat `1` or `0`."""
    inhoud = element("Inhoud")
    child = element("Resultaat", value)
    child.set("Beschrijving", _DESCRIBED[value])
    inhoud.append(child)
    return inhoud


def failed(*findings: Finding) -> MagdaAnswer:
    """Say that nothing was changed, and why."""
    return MagdaAnswer(inhoud=result("0"), findings=findings)


def problem(name: str, expected: str, actual: str) -> Finding:
    """
    Make a finding of these services.

    Args:
        name: Of the row `repertory.<name>`, and of the check.
        expected: What was demanded.
        actual: What was there.
    """
    return Finding(
        check=f"repertory.{name}",
        fault=f"repertory.{name}",
        requirement=PAGE,
        expected=expected,
        actual=actual,
    )


def warning(name: str, expected: str, actual: str) -> Finding:
    """Make a remark: as `problem`, but what was asked holds."""
    return Finding(
        check=f"repertory.{name}",
        fault=f"repertory.{name}",
        requirement=PAGE,
        expected=expected,
        actual=actual,
        severity=Severity.WARNING,
    )


def lines(
    edition: Edition, root: Element, asker: Asker, span: Span
) -> tuple[Inscription, ...]:
    """Give the line that the question is about in each repertory where it may write."""
    return tuple(
        Inscription(
            register=register,
            party=asker.party,
            ssin=edition.key(root),
            begin_date=span[0],
            end_date=span[1],
            quality=quality,
        )
        for register, quality in sorted(asker.inscribes.items())
        if register != "ksz" or edition.kind(root) == _PERSON
    )


def held(asker: Asker, line: Inscription) -> list[Span]:
    """Give the periods in which the party has a file for the purpose of a line."""
    return [
        each.span
        for each in asker.repertory.find(line.register, line.party, line.ssin)
        if each.quality in (None, line.quality)
    ]


def _check(edition: Edition, root: Element) -> tuple[Finding, ...]:
    findings = list(_check_sender(edition, root))
    if edition.by_subject:
        findings.extend(_check_subjects(edition, root))
    if edition.kind(root) == _PERSON:
        findings.extend(_magda.check_insz(edition.key(root)))
    findings.extend(_check_period(edition, root))
    return tuple(findings)


def _check_sender(edition: Edition, root: Element) -> tuple[Finding, ...]:
    for tag in ("Identificatie", "Hoedanigheid"):
        in_context = text(root, f"{_SENDER}/{tag}") or ""
        in_body = text(root, edition.at(tag)) or ""
        if in_context != in_body:
            return (
                Finding(
                    check="repertory.sender",
                    fault="magda.identity-differs",
                    requirement=f"{PAGE}: {tag} is that of the Context",
                    expected=in_context or "(none)",
                    actual=in_body or "(none)",
                ),
            )
    return ()


def _check_subjects(edition: Edition, root: Element) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    count = len(root.findall(edition.subjects))
    if count > 1:
        findings.append(problem("one-subject", "one Subject", f"{count} of them"))
    kind, around = (
        edition.kind(root),
        required(root, edition.at("BetrokkenSubject/Type")),
    )
    if kind not in (_PERSON, _ENTERPRISE) or kind != around:
        findings.append(
            problem(
                "validation",
                "PERS or OND, in BetrokkenSubject/Type and in Subject/Type",
                f"{around} and {kind}",
            )
        )
    if kind == _ENTERPRISE and not numbers.has_valid_enterprise_check(
        edition.key(root)
    ):
        findings.append(
            problem(
                "enterprise-check-digits",
                "97 minus the first eight digits modulo 97",
                "other check digits",
            )
        )
    return tuple(findings)


def _check_period(edition: Edition, root: Element) -> tuple[Finding, ...]:
    try:
        begin, end = edition.dates(root)
    except ValueError as error:
        return (problem("validation", "dates that exist", str(error)),)
    if begin is None or end is None or begin <= end:
        return ()
    return (
        Finding(
            check="repertory.period-order",
            fault="magda.period-order",
            requirement=f"{PAGE}: Begin is not after Einde",
            expected=f"an end from {begin.isoformat()} on",
            actual=end.isoformat(),
        ),
    )


def _day(root: Element, path: str) -> date | None:
    """Read a `DATUM`: its pattern also takes days that do not exist."""
    value = text(root, path)
    return None if value is None else date.fromisoformat(value)
