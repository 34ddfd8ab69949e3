"""
What GeefPensioenrechten and GeefPensioen share: the line to the pension register.

Rules of this file:

- MAGDA asks the KSZ over the SSDN and keeps nothing of its own, so both services tell
  the same of a person. What the KSZ or the register refuses with becomes a code of the
  service, at level 3 and of MAGDA itself (`_behaviour` 2.6).
- Demands for a pension, who the person is, and anomalies of a right have no place in
  either contract and are left out. An answer with nothing but those is as one without
  anything: 40073. Source: our choice for GeefPensioen, whose own codes are not public.
- The language is read without regard to case, because the contract takes both.
- Numbers of enterprises get the leading zero back that the register has not.

Source: contract sheets `magda-geefpensioenrechten-02.00`, `magda-geefpensioen-02.00`;
`_behaviour` 2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.services import MagdaAnswer, _datum, _ksz, _magda
from kruispunt_simulator.services._pensioen_codes import ATTRIBUTES, TEXTS
from kruispunt_simulator.services._xml import Element, add, element, required, text
from kruispunt_simulator.services.ksz_pension_register import (
    OPERATION,
    SERVICE,
    VERSION,
    make_question,
)
from kruispunt_simulator.sources import NoAnswer, Sources

CONSULTS: Final = ((SERVICE, VERSION, OPERATION),)

INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
CRITERIA: Final = f"{INHOUD}/Criteria"
PILLARS: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "FirstOnly", "2": "SecondOnly", "3": "FirstSecond"}
)
"""From `Pijler` to what the register is asked for."""

_PAGE: Final = "GeefPensioenrechten (MG 1208811526)"

_REFUSALS: Final[Mapping[tuple[str | None, str | None], str]] = MappingProxyType(
    {
        ("CBSS", "MSG00005"): "pensioen.insz-unknown",
        ("CBSS", "MSG00006"): "pensioen.insz-replaced",
        ("CBSS", "MSG00007"): "pensioen.insz-cancelled",
        ("CBSS", "MSG00008"): "pensioen.period-invalid",
        ("CBSS", "MSG00011"): "magda.insz-check-digits",
        ("CBSS", "MSG00012"): "pensioen.not-known-for-client",
        **{
            ("CBSS", f"MSG000{n}"): "magda.no-legal-context"
            for n in (13, 14, 15, 16, 27)
        },
        **{
            ("CBSS", f"MSG000{n}"): "pensioen.source-unavailable"
            for n in ("01", "02", "03", "20")
        },
        ("CBSS", "MSG00023"): "pensioen.source-content",
        ("PENSKAD", "MSG00021"): "pensioen.not-at-register",
        ("PENSKAD", "MSG00012"): "pensioen.not-in-context",
    }
)
"""
From author and code of a refusal. Any other is an answer that cannot be read (60007).

Source: `_behaviour` 2.6 for the codes of MAGDA; the pairs are our choice, because those
of the SSDN are not public, and follow the meaning of the codes of the KSZ.
"""
_NO_ANSWERS: Final[Mapping[str | None, str]] = MappingProxyType(
    {
        "magda.source-no-answer": "pensioen.source-unavailable",
        "magda.service-unreachable": "pensioen.source-unavailable",
        "magda.source-unreadable": "pensioen.answer-unreadable",
    }
)
"""What other services say at level 2 of a line that fails, this one says at level 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How one of the services names what both tell."""

    answer: str
    """Element in `Inhoud`."""
    right: tuple[tuple[str, str], ...]
    """Elements of `Recht` in their order, and what of `RightInformation` each holds:
    an element, an attribute (`@`) or `Periode`."""
    text_beside: bool
    """Words in `Omschrijving` beside a code; else in an attribute of the code."""
    payments: Callable[[Element, Element, Remarks], None] | None = None
    """Adds the payments to a `Recht`."""


class Remarks:
    """Findings about codes without words, each code once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}

    def note(self, node: str, code: str) -> None:
        """Say that a code in `node` is not in its list."""
        self._found[node, code] = Finding(
            check="pensioen.code-known",
            fault="pensioen.code-without-text",
            severity=Severity.WARNING,
            requirement="MG 1209631018, MG 1977123695: 99984, a code without words",
            expected="a code of the list",
            actual=f"{node} {code}",
            annotations={node: code},
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order in which the codes stand in the answer."""
        return tuple(self._found.values())


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Read the period asked about; the widest that its texts may mean."""
    return _ksz.as_period(*_datum.period_at(root, f"{CRITERIA}/Periode"))


def check(root: Element, language: str) -> tuple[Finding, ...]:
    """
    Find what is wrong with the question; none to four findings.

    Args:
        root: Request root.
        language: Path of `Taal`.

    Source: `_behaviour` 2.6; 1.4 for the language; 1.3 for an unknown code (99982).
    """
    return (
        *_magda.check_insz(subject(root)),
        *_check_period(root),
        *_check_pillar(root),
        *_check_language(root, language),
    )


def ask(root: Element, information: str, focus: str | None = None) -> Element:
    """
    Make the question for the register.

    Args:
        root: Request root of MAGDA, checked.
        information: How much is wanted, in words of the register.
        focus: Likewise, what the period is about.
    """
    return make_question(
        subject(root),
        _datum.period_at(root, f"{CRITERIA}/Periode"),
        pillar=PILLARS[required(root, f"{CRITERIA}/Pijler")],
        information=information,
        focus=focus,
    )


def answer(
    root: Element, question: Element, sources: Sources, wording: Wording
) -> MagdaAnswer:
    """
    Ask the register by way of the KSZ, and tell in words of MAGDA what it says.

    Args:
        root: Request root of MAGDA.
        question: For the register.
        sources: Has the line to the KSZ.
        wording: Of the service.
    """
    try:
        reply = sources.consult(SERVICE, VERSION, OPERATION, question)
    except NoAnswer as error:
        return MagdaAnswer(findings=tuple(_as_here(each) for each in error.findings))
    refusal = _refusal(reply, subject(root))
    if refusal is not None:
        return MagdaAnswer(findings=(refusal,))
    remarks = Remarks()
    inhoud = element("Inhoud")
    told = add(inhoud, wording.answer)
    add(told, "INSZ", subject(root))
    institutions = [
        institution
        for item in reply.iter("{*}PensionItem")
        if (institution := _institution(item, wording, remarks)) is not None
    ]
    if not institutions:
        return MagdaAnswer(findings=(_nothing(root),))
    add(told, "Instellingen").extend(institutions)
    return MagdaAnswer(inhoud=inhoud, findings=remarks.findings)


def add_code(
    parent: Element,
    tag: str,
    holder: Element | None,
    remarks: Remarks,
    *,
    text_beside: bool,
) -> None:
    """
    Add a code of the register with its words; nothing where there is no code.

    Args:
        parent: Gets the element.
        tag: Its name.
        holder: Element of the register with the code, which also names the list.
        remarks: Told of a code that is not in the list.
        text_beside: As in `Wording`.
    """
    if holder is None:
        return
    code, list_ = required(holder, "."), _local(holder)
    made = add(parent, tag)
    holds = add(made, "Code", code)
    if code not in TEXTS[list_]:
        remarks.note(tag, code)
    words = TEXTS[list_].get(code)
    if words is None:
        return
    if text_beside:
        add(made, "Omschrijving", words).set("TaalCode", "nl")
    else:
        holds.set("Beschrijving", words)


def _check_period(root: Element) -> tuple[Finding, ...]:
    path = f"{CRITERIA}/Periode"
    return tuple(
        replace(each, fault="pensioen.period-invalid")
        if each.fault == "magda.period-invalid"
        else each
        for each in _datum.check_period(root, path, f"{_PAGE}: 20003, 40004")
    )


def _check_pillar(root: Element) -> tuple[Finding, ...]:
    pillar = required(root, f"{CRITERIA}/Pijler")
    if pillar in PILLARS:
        return ()
    return (
        Finding(
            check="pensioen.pillar-known",
            fault="pensioen.code-unknown",
            requirement="general code 99982: unknown code in the question",
            expected=" or ".join(PILLARS),
            actual=pillar,
        ),
    )


def _check_language(root: Element, path: str) -> tuple[Finding, ...]:
    is_dutch = required(root, path).lower() == "nl"
    return () if is_dutch else _magda.check_language(root, path)


def _as_here(finding: Finding) -> Finding:
    return replace(finding, fault=_NO_ANSWERS.get(finding.fault, finding.fault))


def _refusal(reply: Element, insz: str) -> Finding | None:
    """Read the first error; None when the register answered."""
    summaries = list(reply.iter("{*}ResultSummary"))
    if all(summary.get("ok") != "NO" for summary in summaries):
        return None
    details = reply.iter("{*}Detail")
    detail = next((d for d in details if text(d, "{*}Severity") == "ERROR"), None)
    if detail is None:
        author, code, told = None, None, {}
    else:
        author, code = text(detail, "{*}AuthorCodeList"), text(detail, "{*}ReasonCode")
        told = {
            required(each, "{*}FieldName"): required(each, "{*}FieldValue")
            for each in detail.findall("{*}Information")
        }
    fault = _REFUSALS.get((author, code), "pensioen.answer-unreadable")
    if "newSSIN" in told:
        return _magda.replaced(
            insz, told["newSSIN"], fault=fault, severity=Severity.ERROR
        )
    return Finding(
        check="onward.register-result",
        fault=fault,
        requirement=_PAGE,
        expected="an answer of the pension register",
        actual=f"{author} {code}",
    )


def _nothing(root: Element) -> Finding:
    asked = period(root)
    return Finding(
        check="pensioen.something-found",
        fault="pensioen.nothing-in-period",
        requirement=f"{_PAGE}: 40073, no data for the period",
        expected="a right in the period",
        actual=f"none from {asked.begin} to {asked.end}",
    )


def _institution(item: Element, wording: Wording, remarks: Remarks) -> Element | None:
    """Make an `Instelling`; None for one that only has demands."""
    rights = list(item.iter("{*}RightInformation"))
    if not rights:
        return None
    payer = "{*}PayingInstitution/{*}"
    made = element("Instelling")
    number = text(item, f"{payer}DebtorInstitutionCompanyId")
    if number is not None:
        add(made, "Ondernemingsnummer", number.zfill(10))
    add(made, "Naam", required(item, f"{payer}InstitutionName"))
    affiliation = text(item, f"{payer}DebtorInstitutionImmatriculation")
    if affiliation is not None:
        add(made, "Immatriculatienummer", affiliation)
    rechten = add(made, "Rechten")
    for information in rights:
        recht = add(rechten, "Recht")
        for tag, origin in wording.right:
            _add_fact(recht, tag, origin, information, wording, remarks)
        if wording.payments is not None:
            wording.payments(recht, information.getparent(), remarks)
    return made


def _add_fact(
    recht: Element,
    tag: str,
    origin: str,
    information: Element,
    wording: Wording,
    remarks: Remarks,
) -> None:
    if origin == "Periode":
        _add_period(recht, information)
        return
    if origin.startswith("@"):
        add(recht, tag, ATTRIBUTES[information.get(origin[1:])])
        return
    holder = information.find(f"{{*}}{origin}")
    if origin in TEXTS:
        add_code(recht, tag, holder, remarks, text_beside=wording.text_beside)
    elif holder is not None:
        add(recht, tag, required(holder, "."))


def _add_period(recht: Element, information: Element) -> None:
    days = {
        "Begin": text(information, "{*}RightStartDate"),
        "Einde": text(information, "{*}RightCloseDate"),
    }
    known = {name: day for name, day in days.items() if day is not None}
    if known:
        periode = add(recht, "Periode")
        for name, day in known.items():
            add(periode, name, day)


def _local(holder: Element) -> str:
    return str(holder.tag).rpartition("}")[2]
