"""
How a hop comes to its answer: from its sources, or from the next hop.

First what a tester prepared: a stubbed reply, or a case (`prepared.py`). Else one of
three ways: `relay` (Wonen in Vlaanderen asks MAGDA the same question in its own name),
`through_ksz` (MAGDA passes the whole question to the KSZ, which holds the source) and
`from_sources` (this hop asks its sources, and MAGDA perhaps the KSZ as one of them).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_client.caller import Reply
from kruispunt_client.envelope import (
    build,
    magda_fields,
    new_references,
    question_fields,
)
from kruispunt_client.errors import (
    InvalidAnswer,
    InvalidRequest,
    TimedOut,
    TransportFailure,
)
from kruispunt_contracts.catalogue import Dialect, Operation

from kruispunt_simulator import numbers
from kruispunt_simulator.dialects import magda
from kruispunt_simulator.hops.call import Call, Refused, digest, findings_json
from kruispunt_simulator.hops.case_of import case_of
from kruispunt_simulator.hops.granted import within_grant
from kruispunt_simulator.hops.prepared import render
from kruispunt_simulator.hops.questions import capacity_of
from kruispunt_simulator.message import (
    Element,
    Finding,
    Rendered,
    Severity,
)
from kruispunt_simulator.services import Answer, Asker, KszAnswer, MagdaAnswer, _magda
from kruispunt_simulator.sources import (
    NoAnswer,
    Sources,
    SourceTimedOut,
    SourceUnavailable,
)
from kruispunt_simulator.store.exchange import Exchange

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop


def answer(hop: Hop, call: Call) -> Rendered:
    """
    Answer a question that passed every check.

    Raises:
        Refused: With the findings to refuse with.
    """
    assert call.service is not None
    prepared = call.prepared or case_of(hop, call)
    if prepared is not None:
        return render(hop, call, prepared)
    if hop.plan.relays:
        return _relay(hop, call)
    if call.service.onward is not None:
        return _through_ksz(hop, call)
    return _from_sources(hop, call)


def _relay(hop: Hop, call: Call) -> Rendered:
    operation, question = call.operation, call.question
    assert call.service is not None
    assert operation is not None
    assert question is not None
    assert call.payload is not None
    sender = hop.onward_sender(call)
    vraag = call.payload.find("Verzoek/Vragen/Vraag")
    asked = {child.tag: child for child in vraag if child.tag != "Referte"}
    if call.service.relay is not None:
        names = (sender.identificatie or "", sender.hoedanigheid or "")
        asked = {tag: call.service.relay(each, *names) for tag, each in asked.items()}
    fields = magda_fields(
        operation.contract,
        sender,
        asked,
        references=new_references(Dialect.MAGDA),
        user=question.user,
        now=call.business_time,
    )
    reply = _ask(hop, call, operation, build(operation, fields), user=None)
    if reply.fault is not None:
        raise Refused(
            _finding(
                "onward.fault",
                "magda.source-unexpected",
                f"{hop.plan.next_hop} answered with a SOAP fault",
                reply.fault.faultstring,
            )
        )
    repliek = reply.payload.find("Repliek")
    now = hop.clock.business_now()
    uitzonderingen = repliek.find("Uitzonderingen")
    _note_refusals(hop, call, uitzonderingen, "2")
    if uitzonderingen is not None:
        return magda.refuse_whole(
            question,
            operation.response,
            copy.deepcopy(uitzonderingen),
            platform=hop.plan.platform,
            now=now,
        )
    antwoord = repliek.find("Antwoorden/Antwoord")
    inhoud = antwoord.find("Inhoud")
    uitzonderingen = antwoord.find("Uitzonderingen")
    _note_refusals(hop, call, uitzonderingen, "3")
    return _magda_answer(
        hop, call, copy.deepcopy(inhoud), copy.deepcopy(uitzonderingen)
    )


def _note_refusals(
    hop: Hop, call: Call, uitzonderingen: Element | None, level: str
) -> None:
    """Leave in the trace what the next hop refused with; it is passed on as it is."""
    for each in () if uitzonderingen is None else uitzonderingen:
        if each.findtext("Type") == "FOUT":
            call.findings.append(
                _finding(
                    "onward.refused",
                    None,
                    "Protocol WiV–Wonen in Limburg recital C3: asked on its behalf",
                    f"{hop.plan.next_hop} refused: level {level}, "
                    f"{each.findtext('Identificatie')} of {each.findtext('Oorsprong')}",
                )
            )


def _through_ksz(hop: Hop, call: Call) -> Rendered:
    assert call.service is not None
    assert call.question is not None
    assert call.payload is not None
    onward = call.service.onward
    assert onward is not None
    response = _consult_ksz(
        hop,
        call,
        (onward.service, onward.version, onward.operation(call.payload)),
        onward.criteria(call.payload),
    )
    findings = list(_magda.ksz_remarks(response))
    if onward.refusals is not None:
        findings.extend(onward.refusals(response))
    call.findings.extend(findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise Refused(*findings)
    now = hop.clock.business_now()
    block = magda.block(findings, now) if findings else None
    return _magda_answer(hop, call, onward.inhoud(response), block)


def _consult_ksz(
    hop: Hop, call: Call, named: tuple[str, str, str], criteria: Element
) -> Element:
    """
    Ask one operation of the KSZ; give its response root.

    Raises:
        Refused: There is no response: a fault, or no answer at all.
    """
    assert call.question is not None
    service, version, name = named
    operation = hop.catalogue.contract(service, version).operation(name)
    fields = question_fields(
        operation,
        hop.onward_sender(call),
        criteria,
        references=new_references(operation.contract.dialect),
        user=call.question.user,
        now=call.business_time,
    )
    payload = build(operation, fields)
    reply = _ask(hop, call, operation, payload, user=call.question.user)
    if reply.fault is not None:
        # Fault details differ per service: MAGDA wiki page 2104688821.
        detail = reply.fault.detail
        code = None if detail is None else detail.findtext("*/reasonCode")
        raise Refused(
            replace(
                _finding(
                    "onward.ksz-fault",
                    "magda.ksz-fault",
                    "the KSZ answered with a SOAP fault",
                    f"{code or ''} {reply.fault.faultstring}".strip(),
                ),
                detail=code or reply.fault.faultstring,
            )
        )
    return reply.payload


def _from_sources(hop: Hop, call: Call) -> Rendered:
    assert call.operation is not None
    started = time.perf_counter()

    def asked(source: str, result: str) -> None:
        nonlocal started
        now = time.perf_counter()
        call.sent_on.append(
            _sent_on(
                hop,
                call,
                peer=f"source:{source}",
                at=hop.clock.now(),
                outcome="answered" if result == "answered" else "failed",
                duration_us=round((now - started) * 1e6),
            )
        )
        started = now

    def consult(service: str, version: str, operation: str, asked: Element) -> Element:
        try:
            return _consult_ksz(hop, call, (service, version, operation), asked)
        except Refused as error:
            raise NoAnswer(*error.findings) from error

    door = consult if hop.plan.next_hop == "ksz" else None
    try:
        content = _content(hop, call, hop.sources.asking(asked, door))
    except NoAnswer as error:
        raise Refused(*error.findings) from error
    except SourceUnavailable as error:
        late = isinstance(error, SourceTimedOut)
        raise Refused(
            Finding(
                check="source.in-time" if late else "source.available",
                fault=hop.plan.faults["source-late" if late else "source"],
                requirement="_behaviour.md 1.3 (60006, 99996), _error-codes.md 3",
                expected=f"an answer of the source {error.source}",
                actual="none in time" if late else str(error),
            )
        ) from error
    if not isinstance(content, KszAnswer):
        call.findings.extend(content.findings)
        failed = any(f.severity is Severity.ERROR for f in content.findings)
        if failed and content.is_empty:
            raise Refused(*content.findings)
    rendered = within_grant(hop, call, hop.speech(call).answer(hop.turn(call), content))
    if isinstance(content, MagdaAnswer):
        return replace(_with_remarks(call, rendered), changes=content.changes)
    return rendered


def _content(hop: Hop, call: Call, sources: Sources) -> Answer:
    service = call.service
    assert service is not None
    if service.answer_to is not None:
        return service.answer_to(call.payload, _asker(hop, call), sources, call.today)
    assert service.answer is not None
    return service.answer(call.payload, sources, call.today)


def _asker(hop: Hop, call: Call) -> Asker:
    """
    Tell a service who asks it.

    Without a grant (authorisation soft or off) only the Flemish repertory may be
    written in, with the capacity that was claimed.
    """
    assert call.party is not None
    assert call.question is not None
    assert call.certificate is not None
    capacity = capacity_of(hop, call) or ""
    inscribes: Mapping[str, str] = {"vdi": capacity}
    if call.grant is not None:
        inscribes = call.grant.inscribes
    qualities: dict[str, set[str]] = {}
    for register, keeper, quality in (grant.file for grant in hop.law.grants):
        if keeper == call.party.id:
            qualities.setdefault(register, set()).add(quality)
    return Asker(
        party=call.party.id,
        capacity=capacity,
        certificate=call.certificate.public_bytes(Encoding.PEM).decode(),
        repertory=hop.repertory,
        inscribes=inscribes,
        qualities={name: frozenset(each) for name, each in qualities.items()},
    )


def _magda_answer(
    hop: Hop, call: Call, inhoud: Element | None, uitzonderingen: Element | None
) -> Rendered:
    """Write what the next hop said, in its own blocks."""
    assert call.operation is not None
    assert call.question is not None
    rendered = magda.answer(
        call.question,
        call.operation.response,
        platform=hop.plan.platform,
        now=hop.clock.business_now(),
        inhoud=inhoud,
        uitzonderingen=uitzonderingen,
    )
    return _with_remarks(call, within_grant(hop, call, rendered))


def _with_remarks(call: Call, rendered: Rendered) -> Rendered:
    """Note that an error about one source beside what others tell refuses nothing."""
    refused = call.service is not None and call.service.refused
    if rendered.content is None or refused:
        return rendered
    return replace(rendered, outcome="answered")


def _ask(
    hop: Hop, call: Call, operation: Operation, payload: Element, *, user: str | None
) -> Reply:
    """Ask the next hop, log it, and turn what goes wrong on the way into a refusal."""
    caller = hop.next_caller()
    started = time.perf_counter()
    asked = replace(
        _sent_on(
            hop,
            call,
            peer=caller.endpoint.url_for(operation.contract),
            at=hop.clock.now(),
            outcome="asked",
            duration_us=0,
        ),
        service=operation.contract.service,
        version=operation.contract.version,
        operation=operation.name,
    )

    def about_to_send(message: bytes) -> None:
        nonlocal asked
        asked = replace(asked, request_digest=digest(message), request=message)
        hop.journal.write([asked])

    reply: Reply | None = None
    received: bytes | None = None
    try:
        reply = caller.call(
            operation,
            payload,
            trace=call.trace,
            span=asked.span,
            sampled=call.sampled,
            tracestate=call.tracestate,
            user=user,
            about_to_send=about_to_send,
        )
        received = reply.raw
    except InvalidRequest as error:
        if not numbers.is_bis(call.subject or ""):
            raise  # a mistake of ours
        # An invented bis number has no place in the contracts of the KSZ, which would
        # answer as to any structure that it does not know.
        finding = _line_finding("magda.ksz-fault", error)
        raise Refused(replace(finding, detail="MSG00004")) from error
    except TimedOut as error:
        raise Refused(_line_finding("magda.source-no-answer", error)) from error
    except TransportFailure as error:
        raise Refused(_line_finding("magda.service-unreachable", error)) from error
    except InvalidAnswer as error:
        received = error.reply_xml
        raise Refused(_line_finding("magda.source-unreadable", error)) from error
    finally:
        call.sent_on.append(
            replace(
                asked,
                outcome="failed" if reply is None else "answered",
                duration_us=round((time.perf_counter() - started) * 1e6),
                http_status=reply.http_status if reply else None,
                reply_digest=digest(received) if received else None,
                reply=received,
                request=None,  # kept with `asked`
            )
        )
    return reply


def _sent_on(
    hop: Hop, call: Call, *, peer: str, at: datetime, outcome: str, duration_us: int
) -> Exchange:
    return Exchange(
        trace=call.trace,
        span=Call.new_span(),
        parent_span=call.span,
        hop=hop.plan.name,
        direction="out",
        at=at.astimezone(UTC),
        business_date=call.today,
        duration_us=duration_us,
        peer=peer,
        outcome=outcome,
        findings=findings_json([]),
        **call.who_and_what(),
    )


def _line_finding(fault: str, error: Exception) -> Finding:
    return _finding("onward.line", fault, "an answer of the next hop", str(error))


def _finding(check: str, fault: str | None, requirement: str, actual: str) -> Finding:
    return Finding(check=check, fault=fault, requirement=requirement, actual=actual)
