"""
Whether a reply answers this question: what must come back of it, in each dialect.
"""

from __future__ import annotations

from typing import Final

from kruispunt_contracts import Dialect, Operation, ns
from lxml import etree

from kruispunt_client.envelope import Element, Value, text_at

_REQUEST_CONTEXT = "Verzoek/Context/Bericht/Afzender/Referte"
_REPLY_CONTEXT = "Repliek/Context/Bericht/Ontvanger/Referte"
_REQUEST_QUESTION = "Verzoek/Vragen/Vraag/Referte"
_REPLY_ANSWER = "Repliek/Antwoorden/Antwoord/Referte"
_CUSTOMER = "informationCustomer"
_TICKET = f"{_CUSTOMER}/ticket"


def echo_problems(
    operation: Operation, request: Element, reply: Element, *, lenient: bool = False
) -> tuple[str, ...]:
    """
    Find out whether a reply answers this request.

    Args:
        operation: Whose dialect decides which parts must come back.
        request: Payload that was sent.
        reply: Payload that came: a response element or a `soap:Fault`.
        lenient: An echo may be missing (a real platform); it may never differ.

    Returns:
        One line per part that differs or is missing; no values, for they may name a
        person.
    """
    if operation.contract.dialect is Dialect.KSZ:
        return _ksz_echo_problems(operation, request, reply, lenient=lenient)
    if reply.tag != operation.response:
        return ()  # a fault of MAGDA or the SSDN echoes nothing
    if operation.contract.dialect is Dialect.SSDN:
        return _ssdn_echo_problems(request, reply, lenient=lenient)
    expected = [(_REQUEST_CONTEXT, _REPLY_CONTEXT)]
    if reply.find("Repliek/Antwoorden/Antwoord") is not None:
        expected.append((_REQUEST_QUESTION, _REPLY_ANSWER))
    return tuple(
        problem
        for asked, answered in expected
        for problem in _compare(
            answered, text_at(request, asked), text_at(reply, answered), lenient
        )
    )


def _ksz_echo_problems(
    operation: Operation, request: Element, reply: Element, *, lenient: bool
) -> tuple[str, ...]:
    sent = text_at(request, _TICKET)
    if reply.tag == f"{{{ns.SOAP}}}Fault":
        # informationCustomer is optional in a fault, so only a difference counts.
        inner = reply.find("detail/*")
        got = None if inner is None else text_at(inner, _TICKET)
        return _compare(_TICKET, sent, got, True)
    return (
        *_compare(_TICKET, sent, text_at(reply, _TICKET), lenient),
        *(
            problem
            for name in operation.echoed
            if name != _CUSTOMER
            for problem in _compare(
                name,
                _content(request.find(name)),
                _content(reply.find(name)),
                lenient,
            )
        ),
    )


_SSDN_ECHOES: Final = (
    ("RequestContext/AuthorizedUser", "ReplyContext/AuthorizedUser"),
    ("RequestContext/Message/Reference", "ReplyContext/Message/Reference"),
    ("ServiceRequest/ServiceId", "ServiceReply/ServiceId"),
    ("ServiceRequest/Version", "ServiceReply/Version"),
)


def _ssdn_echo_problems(
    request: Element, reply: Element, *, lenient: bool
) -> tuple[str, ...]:
    """
    Compare who asked, under which reference, which service, and about whom what.

    A refusal may come from before any of that was read, so there only a difference
    counts. That a service repeats its question as `Question`: `ksz-pensionregister`.
    """
    lenient = lenient or any(
        summary.get("ok") == "NO" for summary in reply.iter("{*}ResultSummary")
    )
    several = len(reply.findall("{*}ServiceReply")) > 1
    return (
        *(("ServiceReply: more than one",) if several else ()),
        *(
            problem
            for asked, answered in _SSDN_ECHOES
            for problem in _compare(
                answered,
                _content(_at(request, asked)),
                _content(_at(reply, answered)),
                lenient,
            )
        ),
        *_compare(
            "Question",
            _below(_at(request, "ServiceRequest/Version").getnext()),
            _below(_at(reply, "ServiceReply/*/Question")),
            lenient,
        ),
    )


def _at(element: Element, path: str) -> Element:
    """Find by local names, or None; that the namespaces fit, the schema checks next."""
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _compare(name: str, sent: Value, got: Value, lenient: bool) -> tuple[str, ...]:
    if sent is None or got == sent:
        return ()
    if got is None:
        return () if lenient else (f"{name}: missing in the reply",)
    return (f"{name}: not what was asked",)


def _content(element: Element | None) -> tuple[Value, ...] | None:
    """Names and texts of a whole element, white space between elements left out."""
    if element is None:
        return None
    children = tuple(_content(child) for child in element.iterchildren(etree.Element))
    name = etree.QName(element).localname
    return (name, children or str(element.xpath("string()")).strip())


def _below(element: Element | None) -> tuple[Value, ...] | None:
    """Give the content of an element without its own name."""
    content = _content(element)
    return None if content is None else content[1:]
