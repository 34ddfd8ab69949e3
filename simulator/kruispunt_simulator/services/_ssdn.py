"""
What SSDN services have in common: where the question is, and how a result is summed up.

Everything here is qualified, so names are looked for in any namespace: the schema has
seen to it that they are in the right one.

Source: `ksz-pensionregister`, notes; `_error-codes` 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kruispunt_contracts import WIRE_FAULTS, Dialect, ns
from kruispunt_contracts.faults.ssdn import CBSS
from lxml import etree

from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.services._xml import Element, as_text

_OUTCOMES: Final = (
    (Severity.ERROR, "NO", 10000),
    (Severity.WARNING, "WARNING", 1),
)
"""From bad to better, with `ok` and ReturnCode; without such a finding YES and 0."""
_MOST_DETAILS: Final = 30
_MOST_INFORMATION: Final = 5


def any_namespace(path: str) -> str:
    """
    Make a path of local names find elements in whatever namespace.

    >>> any_namespace("Period/StartDate")
    '{*}Period/{*}StartDate'
    """
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def asked(root: Element) -> Element:
    """
    Give what the service is asked: what follows `Version`.

    Raises:
        LookupError: It is not there, so the question did not pass the schema.
    """
    version = root.find(any_namespace("ServiceRequest/Version"))
    question = None if version is None else version.getnext()
    if question is None:
        raise LookupError(f"{root.tag} asks nothing; was it validated?")
    return question


def add(parent: Element, tag: str, value: object = None) -> Element:
    """Add a child in the namespace of its parent, and give it back."""
    child = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    if value is not None:
        child.text = as_text(value)
    return child


def result_summary(findings: Iterable[Finding]) -> Element:
    """
    Sum up a result: how it fared, and a Detail for each finding that may leave.

    Args:
        findings: None at all is a good result.

    Source: `_code-lists` 6, ResultSummary; that the first thirty are told: the schema.
    """
    told = [finding for finding in findings if finding.fault is not None]
    severities = {finding.severity for finding in told}
    ok, code = next(
        ((ok, code) for severity, ok, code in _OUTCOMES if severity in severities),
        ("YES", 0),
    )
    summary = etree.Element(
        f"{{{ns.SSDN_COMMON}}}ResultSummary", ok=ok, nsmap={"com": ns.SSDN_COMMON}
    )
    add(summary, "ReturnCode", code)
    for finding in told[:_MOST_DETAILS]:
        _add_detail(summary, finding)
    return summary


def _add_detail(summary: Element, finding: Finding) -> None:
    row = WIRE_FAULTS[str(finding.fault)]
    detail = add(summary, "Detail")
    add(detail, "Severity", finding.severity.name)
    add(detail, "ReasonCode", row.code)
    add(detail, "Diagnostic", row.text)
    # A row of the KSZ has its author as a URI, which is how the newer services say it.
    add(detail, "AuthorCodeList", CBSS if row.dialect is Dialect.KSZ else row.origin)
    for name, value in list(finding.annotations.items())[:_MOST_INFORMATION]:
        information = add(detail, "Information")
        add(information, "FieldName", name)
        add(information, "FieldValue", value)
