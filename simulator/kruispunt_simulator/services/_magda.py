"""
What MAGDA services have in common: checks on numbers and on the language, and the words
for what became of a number or of a question to the KSZ.
"""

from __future__ import annotations

from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.services._xml import Element, required, text


def check_insz(insz: str) -> tuple[Finding, ...]:
    """
    Find out whether the INSZ has valid check digits; one finding or none.

    Source: MAGDA user wiki, MG 6208324471: 20002, processing stops.
    """
    if numbers.has_valid_check_digits(insz):
        return ()
    return (
        Finding(
            check="magda.insz-check-digits",
            fault="magda.insz-check-digits",
            requirement="Validatiemethodes (MG 6208324471): INSZ",
            expected="97 minus the first nine digits modulo 97",
            actual="other check digits",
        ),
    )


def check_language(root: Element, path: str) -> tuple[Finding, ...]:
    """
    Find out whether the language is one MAGDA speaks; one finding or none.

    Source: MAGDA user wiki, MG 1207304415: only `nl` for now, else 25001.
    """
    language = text(root, path)
    if language in (None, "nl"):
        return ()
    return (
        Finding(
            check="magda.language",
            fault="magda.language",
            requirement="Question pages (MG 1207304415): Taal",
            expected="nl",
            actual=str(language),
        ),
    )


def replaced(
    old: str,
    new: str,
    *,
    fault: str = "magda.insz-replaced",
    severity: Severity = Severity.WARNING,
) -> Finding:
    """
    Say that a number was replaced, with both numbers in the annotations.

    Args:
        old: The number that was asked.
        new: The number that came in its place.
        fault: Row of this service, where it has one.
        severity: ERROR in services that do not answer about the new number.
    """
    return Finding(
        check="magda.insz-current",
        fault=fault,
        severity=severity,
        requirement="`_error-codes` 1: 30004, INSZ was replaced",
        expected="the present number of the person",
        actual="a number that was replaced",
        annotations={"Oud INSZ": old, "Nieuw INSZ": new},
    )


def cancelled() -> Finding:
    """Say that a number was cancelled without another in its place."""
    return Finding(
        check="magda.insz-current",
        fault="magda.insz-cancelled",
        requirement="`_error-codes` 1: 30002, INSZ cancelled",
        expected="a number in use",
        actual="a number that was cancelled",
    )


KSZ_RESULTS: Final = {
    "NO_DATA_FOUND": ("magda.ksz-warning", Severity.WARNING),
    "INCOMPLETE_DATA": ("magda.ksz-warning", Severity.WARNING),
    "NO_RESULT": ("magda.ksz-refused", Severity.ERROR),
}
"""Source: MAGDA wiki page 2104688821; DATA_FOUND brings no Uitzondering."""


def ksz_remarks(response: Element) -> tuple[Finding, ...]:
    """
    Find what MAGDA says about the `status` of a KSZ response; one finding or none.

    Args:
        response: Response root, with a `status`.

    Source: MAGDA user wiki, MG 2104688821.
    """
    value = required(response, "status/value")
    if value not in KSZ_RESULTS:
        return ()
    fault, severity = KSZ_RESULTS[value]
    code = required(response, "status/code")
    return (
        Finding(
            check="onward.ksz-status",
            fault=fault,
            severity=severity,
            requirement="MAGDA wiki page 2104688821: KSZ status passed on",
            expected="DATA_FOUND",
            actual=f"{value} {code}",
            detail=value,
            annotations={
                "status code": code,
                "status description": text(response, "status/description") or "",
            },
        ),
    )
