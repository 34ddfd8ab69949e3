"""
From a verified reply to a refusal, or to what stands beside the data.

| where | MAGDA | KSZ | becomes |
| --- | --- | --- | --- |
| level 1, fault | `soap:Fault` | `soap:Fault` with 1..30 `detail` | refusal |
| level 2 | `Repliek/Uitzonderingen`, FOUT or no `Antwoorden` | - | refusal |
| level 3, FOUT | `Antwoord/Uitzonderingen`, no `Inhoud` | status NO_RESULT | refusal |
| level 3, FOUT with `Inhoud` | one of several sources failed | - | remark |
| other types | WAARSCHUWING, INFORMATIE | - | remark |
| nothing there | 30001, 40073, 70001 | status NO_DATA_FOUND | answer without data |

Neither type nor presence of `Inhoud` follows from the other; both are looked at.
In the SSDN a ResultSummary with NO refuses, wherever it stands in the reply, and its
other details are remarks.

70002 and 70003 always refuse: they pass on a KSZ refusal, whose own code decides which
error is raised. So does 60003, unless it names the one source (`Bron`) that refused.

Source: contract facts, behaviour 1.3 and 1.5. That 30001 is an answer and not an error
is our choice, because the KSZ says NO_DATA_FOUND for the same thing, and MAGDA's own
mapping towards the KSZ says they are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kruispunt_contracts import WIRE_FAULTS, Dialect, Operation, WireFault
from lxml import etree

from kruispunt_client.caller import Reply, SoapFault
from kruispunt_client.envelope import Element, belgian_date, text_at
from kruispunt_client.errors import (
    RefusedByService,
    ReplyViolatesContract,
    new_number_in,
    refusal_class,
)
from kruispunt_client.results import NOTHING_FOUND, Person, Remark, Status, StatusValue

_PASSED_ON: Final = frozenset({"60003", "70002", "70003"})
"""MAGDA codes that carry a refusal of the KSZ."""

_FAULT_CODE = re.compile(r"\s*(ERR_\d+|\d{5})\b")
_KSZ_CODE = re.compile(r"[A-Z]{3,4}\d{4,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a reply says besides its data."""

    empty: bool
    """Handled well, and there is nothing."""
    remarks: tuple[Remark, ...] = ()
    status: Status | None = None
    person: Person | None = None
    filtered: tuple[str, ...] = ()
    reply_reference: str | None = None
    answered_on: date | None = None
    """Belgian date that the reply gives itself; None: it gives none."""


def read_outcome(reply: Reply, *, hop: str) -> Outcome:
    """
    Read a verified reply.

    Args:
        reply: From `Caller.call`.
        hop: Who gave it, for the error.

    Raises:
        RefusedByService: The most telling subclass for the code on the wire.
    """
    dialect = reply.operation.contract.dialect
    if dialect is Dialect.SSDN and reply.fault is None:
        return _ssdn(reply, hop)
    if dialect is Dialect.MAGDA:
        return _magda(reply, hop)
    return _ksz(reply, hop)


def _magda(reply: Reply, hop: str) -> Outcome:
    if reply.fault is not None:
        raise _magda_fault(reply.fault, hop)
    root = reply.payload
    whole, answer = root.find("Repliek"), root.find("Repliek/Antwoorden/Antwoord")
    inhoud = None if answer is None else answer.find("Inhoud")
    of_whole, of_answer = _remarks(whole), _remarks(answer)
    for remark in of_whole:
        if remark.code not in NOTHING_FOUND and (
            answer is None or remark.type == "FOUT"
        ):
            raise _refusal_of(remark, "2", hop)
    has_data = inhoud is not None and not _is_undone(inhoud)
    for remark in of_answer:
        if _refuses(remark, has_data=has_data):
            raise _refusal_of(remark, "3", hop)
    if inhoud is None and not (of_whole or of_answer):
        raise ReplyViolatesContract("The reply holds neither an answer nor a reason.")
    content = _embedded_ksz(inhoud)
    status = _dutch_status(inhoud)
    if content is not None:
        status = _status(content.find("status"))
    if status is not None and status.value is StatusValue.NO_RESULT:
        raise _status_refusal(status, hop)
    return Outcome(
        empty=inhoud is None or _is_empty(status),
        remarks=(*of_whole, *of_answer),
        status=status,
        person=_person(content) or _replaced((*of_whole, *of_answer)),
        filtered=_filtered(content),
        reply_reference=text_at(root, "Repliek/Context/Bericht/Afzender/Referte"),
        answered_on=_date(text_at(root, "Repliek/Context/Bericht/Tijdstip/Datum")),
    )


def _is_undone(inhoud: Element) -> bool:
    """
    Know a registration that was not made: why stands beside it.

    Source: `magda-registreerinschrijving-02.01`.
    """
    result = inhoud.find("Resultaat")
    return result is not None and result.text == "0"


def _dutch_status(inhoud: Element | None) -> Status | None:
    """
    Read the KSZ's status of a whole answer in MAGDA's words.

    Source: `magda-geefsociaalstatuut-03.00`: Persoon holds either statuses or, when the
    source refused the whole question, one Status.
    """
    element = None if inhoud is None else inhoud.find("Persoon/Status")
    value = None if element is None else text_at(element, "Waarde")
    if value not in {known.value for known in StatusValue}:
        return None  # the contract lets it be any text
    return Status(
        value=StatusValue(value),
        code=text_at(element, "Code") or "",
        description=text_at(element, "Omschrijving"),
        information=_pairs(element, "Informaties/Informatie", "Naam", "Waarde"),
    )


def _refuses(remark: Remark, *, has_data: bool) -> bool:
    if remark.type != "FOUT" or remark.code in NOTHING_FOUND:
        return False
    of_whole = remark.code in _PASSED_ON and "Bron" not in remark.annotations
    return of_whole or not has_data


def _magda_fault(fault: SoapFault, hop: str) -> RefusedByService:
    found = _FAULT_CODE.match(fault.faultstring)
    # A fault without a number comes from the gateway in front of the platform.
    code = found[1] if found else fault.faultcode.rpartition(":")[2]
    return _refusal(
        Dialect.MAGDA, code, hop=hop, level="1", diagnosis=fault.faultstring
    )


def _refusal_of(remark: Remark, level: str, hop: str) -> RefusedByService:
    return _refusal(
        Dialect.MAGDA,
        remark.code,
        hop=hop,
        level=level,
        origin=remark.origin,
        type=remark.type,
        diagnosis=remark.diagnosis,
        circumstance=remark.circumstance,
        annotations=remark.annotations,
        elements=remark.elements,
    )


def _ksz(reply: Reply, hop: str) -> Outcome:
    if reply.fault is not None:
        raise _ksz_fault(reply.fault, reply.operation, hop)
    root = reply.payload
    status = _status(root.find("status"))
    if status is not None and status.value is StatusValue.NO_RESULT:
        raise _status_refusal(status, hop)
    return Outcome(
        empty=_is_empty(status),
        status=status,
        person=_person(root),
        filtered=_filtered(root),
        reply_reference=text_at(root, "informationCBSS/ticketCBSS"),
        answered_on=_date(text_at(root, "informationCBSS/timestampReply")),
    )


def _ksz_fault(fault: SoapFault, operation: Operation, hop: str) -> RefusedByService:
    message = None
    if fault.detail is not None and fault.detail.tag == operation.fault:
        # Called `detail`; in older services `error`.
        message = fault.detail.find(operation.children(fault.detail.tag)[-1])
    if message is None:
        code = fault.faultcode.rpartition(":")[2]
        return _refusal(
            Dialect.KSZ, code, hop=hop, level="fault", diagnosis=fault.faultstring
        )
    return _refusal(
        Dialect.KSZ,
        text_at(message, "reasonCode") or "",
        hop=hop,
        level="fault",
        origin=text_at(message, "authorCode"),
        type=text_at(message, "severity"),
        diagnosis=text_at(message, "diagnostic"),
        annotations=_information(message),
    )


def _ssdn(reply: Reply, hop: str) -> Outcome:
    root = reply.payload
    summaries = list(root.iter("{*}ResultSummary"))
    remarks = [_detail(each) for each in root.iter("{*}Detail")]
    if any(summary.get("ok") == "NO" for summary in summaries):
        first = next((r for r in remarks if r.type == "ERROR"), _NO_DETAIL)
        raise _refusal(
            Dialect.SSDN,
            first.code,
            hop=hop,
            level="summary",
            origin=first.origin,
            type=first.type,
            diagnosis=first.diagnosis,
            annotations=first.annotations,
        )
    return Outcome(
        empty=False,
        remarks=tuple(remarks),
        reply_reference=text_at(root, "{*}ReplyContext/{*}Message/{*}Ticket"),
        answered_on=_date(text_at(root, "{*}ReplyContext/{*}Message/{*}TimeResponse")),
    )


_NO_DETAIL: Final = Remark(code="", origin="CBSS", type="ERROR", diagnosis="")


def _detail(element: Element) -> Remark:
    return Remark(
        code=text_at(element, "{*}ReasonCode") or "",
        origin=text_at(element, "{*}AuthorCodeList") or "",
        type=text_at(element, "{*}Severity") or "",
        diagnosis=text_at(element, "{*}Diagnostic") or "",
        annotations=_pairs(element, "{*}Information", "{*}FieldName", "{*}FieldValue"),
    )


def _status_refusal(status: Status, hop: str) -> RefusedByService:
    return _refusal(
        Dialect.KSZ,
        status.code,
        hop=hop,
        level="status",
        origin="KSZ",
        type=status.value.value,
        diagnosis=status.description,
        annotations=status.information,
    )


def _refusal(
    dialect: Dialect,
    code: str,
    *,
    hop: str,
    level: str,
    origin: str | None = None,
    type: str | None = None,
    diagnosis: str | None = None,
    circumstance: str | None = None,
    annotations: Mapping[str, str] | None = None,
    elements: tuple[str, ...] = (),
) -> RefusedByService:
    annotations = annotations or {}
    kind = refusal_class(dialect.value, code)
    meaning = _meaning(dialect, code, level, origin, type)
    if code in _PASSED_ON and dialect is Dialect.MAGDA:
        inner = _passed_on_code(annotations, circumstance)
        if inner:
            kind = refusal_class(Dialect.KSZ.value, inner)
            meaning = f"the KSZ said {inner}: {_meaning(Dialect.KSZ, inner)}"
    return kind(
        hop=hop,
        level=level,
        code=code,
        origin=origin,
        type=type,
        meaning=meaning,
        diagnosis=diagnosis,
        circumstance=circumstance,
        annotations=annotations,
        elements=elements,
    )


def _passed_on_code(
    annotations: Mapping[str, str], circumstance: str | None
) -> str | None:
    for text in (annotations.get("status code"), circumstance, *annotations.values()):
        if text and _KSZ_CODE.fullmatch(text.strip()):
            return text.strip()
    return None


def _meaning(dialect: Dialect, code: str, *shown: str | None) -> str:
    """
    Say a code in English, from the table of wire faults.

    One code can have several rows; the one that fits most of `shown` (level, origin,
    type) is taken.
    """
    spoken = {dialect, Dialect.KSZ} if dialect is Dialect.SSDN else {dialect}
    rows = [
        fault
        for fault in WIRE_FAULTS.values()
        if fault.dialect in spoken and code in (fault.code, _faultcode_of(fault))
    ]
    if not rows:
        return "a code that is not in our table."
    return max(rows, key=lambda row: _likeness(row, shown)).meaning


def _faultcode_of(fault: WireFault) -> str | None:
    if fault.code or fault.faultcode is None:
        return None
    return fault.faultcode.rpartition("}")[2]


def _likeness(fault: WireFault, shown: tuple[str | None, ...]) -> int:
    return sum(value in (fault.level, fault.origin, fault.type) for value in shown)


def _remarks(parent: Element | None) -> tuple[Remark, ...]:
    """Read the `Uitzonderingen` directly below an element."""
    if parent is None:
        return ()
    return tuple(
        Remark(
            code=text_at(each, "Identificatie") or "",
            origin=text_at(each, "Oorsprong") or "",
            type=text_at(each, "Type") or "",
            diagnosis=text_at(each, "Diagnose") or "",
            circumstance=text_at(each, "Omstandigheid"),
            annotations=_pairs(each, "Annotaties/Annotatie", "Naam", "Waarde"),
            elements=tuple(
                str(named.xpath("string()"))
                for named in each.findall("ElementReferenties/ElementReferentie")
            ),
        )
        for each in parent.findall("Uitzonderingen/Uitzondering")
    )


def _information(parent: Element) -> Mapping[str, str]:
    if parent.tag == "error":
        return _pairs(parent, "information", "code", "description")
    return _pairs(parent, "information", "fieldName", "fieldValue")


def _pairs(parent: Element, path: str, name: str, value: str) -> Mapping[str, str]:
    return {
        text_at(each, name) or "": text_at(each, value) or ""
        for each in parent.findall(path)
    }


def _status(element: Element | None) -> Status | None:
    if element is None:
        return None
    return Status(
        value=StatusValue(text_at(element, "value")),
        code=text_at(element, "code") or "",
        description=text_at(element, "description"),
        information=_information(element),
    )


def _date(text: str | None) -> date | None:
    """
    Read the Belgian date of a date or a moment; one without a zone is local time.

    The contracts say its form, but they let through more than a date can be.
    """
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return belgian_date(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return None


def _is_empty(status: Status | None) -> bool:
    return status is not None and status.value is StatusValue.NO_DATA_FOUND


def _embedded_ksz(inhoud: Element | None) -> Element | None:
    """Give the KSZ answer that some MAGDA services pass on whole, inside `Inhoud`."""
    if inhoud is None:
        return None
    for content in inhoud.iterchildren(etree.Element):
        if content.find("status/value") is not None:
            return content
    return None


def _person(content: Element | None) -> Person | None:
    ssin = None if content is None else content.find("ssin")
    if ssin is None:
        return None
    return Person(
        number=str(ssin.xpath("string()")),
        canceled=ssin.get("canceled") in ("true", "1"),
        replaced_by=ssin.get("replacedBy"),
        replaces=ssin.get("replaces"),
    )


def _replaced(remarks: tuple[Remark, ...]) -> Person | None:
    """Read the warning of MAGDA that the number has a successor (30004)."""
    for remark in remarks:
        old, new = remark.annotations.get("Oud INSZ"), new_number_in(remark.annotations)
        if old and new:
            return Person(number=old, replaced_by=new)
    return None


def _filtered(content: Element | None) -> tuple[str, ...]:
    if content is None:
        return ()
    found = content.findall("dataFilters/filteredElement")
    return tuple(str(each.xpath("string()")) for each in found)
