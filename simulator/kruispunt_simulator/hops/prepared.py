"""
Prepared replies: what somebody wrote down to be answered, fitted to a question.

A prepared reply comes from a test case or from a stub. What is about the source stays
as it stands (`Inhoud`, `Uitzonderingen`, the results of the KSZ, a fault); what is
about the exchange is written anew: names, references, times, sender and receiver, echo
and ticket. Then it goes the way of every answer: only what the ground lets leave, valid
against the contract, signed and logged.

Source: `_wire-facts.md` 3 (which fields the mocks patch) and 5 (echo, informationCBSS).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kruispunt_client.caller import REPLY_LIMITS
from kruispunt_contracts import ns
from kruispunt_contracts.carrier import unpack
from kruispunt_contracts.catalogue import Dialect, Operation, SchemaError
from kruispunt_contracts.parsing import RefusedXml, parse, soap_parts
from lxml import etree

from kruispunt_simulator.dialects import ksz, magda, soap11, ssdn
from kruispunt_simulator.dialects.soap11 import FAULT
from kruispunt_simulator.hops.call import Call, Refused
from kruispunt_simulator.hops.fitting import fit
from kruispunt_simulator.hops.granted import within_grant
from kruispunt_simulator.message import Element, Finding, Rendered
from kruispunt_simulator.numbers import holds_real
from kruispunt_simulator.services import SsdnAnswer
from kruispunt_simulator.services._ssdn import any_namespace, asked

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop

LIMITS: Final = REPLY_LIMITS
"""As wide as what the client takes in."""


class UnusableReply(ValueError):
    """A prepared reply is no reply of the operation; the text says what is wrong."""


class OtherReply(UnusableReply):
    """It is XML, and perhaps a reply, but not of this operation."""

    def __init__(self, text: str, root: str) -> None:
        super().__init__(text)
        self.root = root
        """Clark name of what stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A reply that somebody wrote down."""

    payload: Element
    """Root of the reply, or a `soap:Fault`; not changed."""
    origin: str
    """Where it comes from, for the log: `Persoon/GeefPersoon/02.02.0000/….xml`."""
    kind: str
    """`case` or `stub`."""


def read_root(document: bytes, *, origin: str) -> Element:
    """
    Read what a prepared reply is the reply of.

    Args:
        document: XML: an envelope, its payload, or a `soap:Fault`.
        origin: Where it comes from.

    Returns:
        Root of the reply, or a `soap:Fault`; its comments go.

    Raises:
        UnusableReply: It is no XML that a hop would take in.
    """
    try:
        root = parse(document, limits=LIMITS)
        if root.tag == f"{{{ns.SOAP}}}Envelope":
            root = soap_parts(root).payload
        root = unpack(root, limits=LIMITS)
    except RefusedXml as error:
        raise UnusableReply(f"{origin}: {error}") from error
    etree.strip_tags(root, etree.Comment)  # they may cut a number in two, or hold one
    return root


def read_prepared(
    document: bytes, operation: Operation, *, origin: str, kind: str
) -> Prepared:
    """
    Read a prepared reply.

    Args:
        document: XML: an envelope, its payload, or a `soap:Fault`.
        operation: Whose reply it shall be.
        origin: Where it comes from.
        kind: `case` or `stub`.

    Raises:
        OtherReply: It is of another operation, or no reply.
        UnusableReply: It cannot be read.
    """
    root = read_root(document, origin=origin)
    if root.tag not in (operation.response, FAULT):
        raise OtherReply(
            f"{origin}: root is {root.tag}; a reply of {operation.name} has "
            f"{operation.response}, or is a soap:Fault",
            root.tag,
        )
    return Prepared(payload=root, origin=origin, kind=kind)


def problems_of(prepared: Prepared, operation: Operation) -> tuple[SchemaError, ...]:
    """Find where a prepared reply does not follow its contract; a fault may be any."""
    if prepared.payload.tag == FAULT:
        return ()
    return operation.contract.validate(prepared.payload)


def described(
    problems: Sequence[SchemaError], prepared: Prepared, operation: Operation
) -> Iterator[str]:
    """
    Tell where a reply does not follow its contract: line, place and why.

    Args:
        problems: Of the reply, fitted to a question.
        prepared: As it was written, which has lines.
        operation: Whose reply it is.
    """
    if not problems:
        return
    written = {(p.path, p.message): p.line for p in problems_of(prepared, operation)}
    for each in problems:
        line = written.get((each.path, each.message))
        yield f"{f'line {line}: ' if line else ''}{each.path}: {each.message}"


def real_numbers_in(payload: Element) -> Iterator[str]:
    """
    Name the elements and attributes whose text holds what could be a citizen's number.

    Args:
        payload: Any element.

    Returns:
        Paths of local names, without the numbers.
    """
    for element in payload.iter(etree.Element):
        texts = (element.text, *(each.tail for each in element))
        named = [("", text) for text in texts if text]
        named += [(f"/@{name}", str(text)) for name, text in element.attrib.items()]
        for suffix, text in named:
            if holds_real(text):
                above = [*reversed([*element.iterancestors()]), element]
                path = "/".join(etree.QName(each).localname for each in above)
                yield f"{path}{suffix}"


def render(hop: Hop, call: Call, prepared: Prepared) -> Rendered:
    """
    Answer a question with a prepared reply.

    Raises:
        Refused: The reply holds numbers that could be somebody's, or has no place for
            what must be in it, or nothing of it may leave.
    """
    assert call.operation is not None
    call.note(
        f"{prepared.kind}.answered",
        "a tester prepared the reply",
        "",
        prepared.origin,
    )
    if not hop.allow_real_numbers and (found := [*real_numbers_in(prepared.payload)]):
        raise unusable(
            hop,
            prepared.kind,
            f"{prepared.origin}: numbers that could belong to real citizens, at "
            f"{', '.join(dict.fromkeys(found))}",
            "fictitious numbers (`kruispunt up --allow-real-numbers` lifts this)",
        )
    if prepared.payload.tag == FAULT:
        return _fault(hop, call, prepared.payload)
    write = _WRITERS[call.operation.contract.dialect]
    rendered = write(hop, call, prepared)
    problems = call.operation.contract.validate(rendered.payload)
    if problems:
        told = "; ".join(described(problems[:3], prepared, call.operation))
        raise unusable(
            hop,
            prepared.kind,
            f"{prepared.origin}: {told}",
            f"a reply that {call.operation.contract.xsd.name} accepts",
        )
    rendered = within_grant(hop, call, rendered)
    # An error about one source beside what others tell refuses nothing.
    refused = call.service and call.service.refused
    if rendered.content is None or refused or rendered.level != "3":
        return rendered
    return replace(rendered, outcome="answered")


def says_done(prepared: Prepared) -> bool:
    """Find out whether a reply of a repertory says that something was changed."""
    done: bool = prepared.payload.findtext(".//Inhoud/Resultaat") == "1"
    return done


def unusable(hop: Hop, kind: str, actual: str, expected: str) -> Refused:
    """The refusal of a question for which a reply is prepared that cannot leave."""
    return Refused(
        Finding(
            check=f"{kind}.usable",
            fault=hop.plan.faults["internal"],
            requirement="what leaves follows the contract, and is about nobody real",
            expected=expected,
            actual=actual,
        )
    )


def _fault(hop: Hop, call: Call, payload: Element) -> Rendered:
    code = (payload.findtext("faultcode") or "").rpartition(":")[2].strip()
    detail = payload.find("detail")
    inner = None if detail is None else next(detail.iterchildren(etree.Element), None)
    reason = None if inner is None else inner.findtext(".//reasonCode")
    ticket = None
    if inner is not None:
        now = hop.clock.business_now()
        inner, ticket = ksz.prepared_detail(
            call.payload, inner, received=call.business_time, now=now
        )
    made = soap11.fault(code or "Server", payload.findtext("faultstring") or "", inner)
    return Rendered(
        payload=made,
        http_status=500,  # SOAP 1.1 section 6.2
        outcome="refused",
        level="1" if inner is None else "fault",
        code=reason or code or "Server",
        platform_reference=ticket,
    )


def _magda(hop: Hop, call: Call, prepared: Prepared) -> Rendered:
    assert call.question is not None
    operation = call.operation
    assert operation is not None
    rendered = magda.prepared(
        call.question,
        operation.response,
        prepared.payload,
        platform=hop.plan.platform,
        now=hop.clock.business_now(),
        fit=lambda inhoud: fit(operation.contract.service, call.payload, inhoud),
    )
    if rendered is None:
        raise unusable(
            hop,
            prepared.kind,
            f"{prepared.origin}: neither Antwoord nor Uitzonderingen",
            "a Repliek with one of them",
        )
    return rendered


def _ksz(hop: Hop, call: Call, prepared: Prepared) -> Rendered:
    assert call.operation is not None
    return ksz.prepared(
        call.payload,
        call.operation,
        prepared.payload,
        received=call.business_time,
        now=hop.clock.business_now(),
    )


def _ssdn(hop: Hop, call: Call, prepared: Prepared) -> Rendered:
    def written(path: str) -> Element | None:
        return prepared.payload.find(any_namespace(path))

    version = written("ServiceReply/Version")
    reply = None if version is None else next(version.itersiblings(etree.Element), None)
    rendered = ssdn.answer(
        call.payload,
        SsdnAnswer(reply=None if reply is None else _asked_anew(call.payload, reply)),
        received=call.business_time,
        now=hop.clock.business_now(),
    )
    if written("ServiceReply") is None:  # refused before any service was asked
        service = rendered.payload.find(any_namespace("ServiceReply"))
        service.getparent().remove(service)
    for block in ("ReplyContext", "ServiceReply"):
        summary = written(f"{block}/ResultSummary")
        place = rendered.payload.find(any_namespace(f"{block}/ResultSummary"))
        if summary is None or place is None:
            continue
        place.getparent().replace(place, _copy(summary))
        if (summary.get("ok") or "").upper() == "NO":
            code = summary.findtext(any_namespace("Detail/ReasonCode"))
            rendered = replace(rendered, outcome="refused", level="summary", code=code)
    return rendered


def _asked_anew(question: Element, reply: Element) -> Element:
    """Copy the reply of a service, which repeats the question that is asked now."""
    made = _copy(reply)
    repeated = made.find(any_namespace("Question"))
    if repeated is None:
        repeated = etree.Element(f"{{{etree.QName(made).namespace}}}Question")
        summary = made.find(any_namespace("ResultSummary"))
        made.insert(0 if summary is None else made.index(summary) + 1, repeated)
    repeated[:] = [_copy(each) for each in asked(question).iterchildren("*")]
    return made


_WRITERS: Final = {Dialect.MAGDA: _magda, Dialect.KSZ: _ksz, Dialect.SSDN: _ssdn}


def _copy(element: Element) -> Element:
    """Copy an element without what followed it."""
    made = copy.deepcopy(element)
    made.tail = None
    return made
