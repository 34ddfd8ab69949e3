"""
The order of checks, as two tables: on the message, and on the question in it.

Between the two stands Spyne, which routes the verified payload and has it validated
against the contract. A stage returns findings and leaves what it learned in the call;
the first stage with an error ends the walk.

Source: `_behaviour.md` 1.1 (order of processing at MAGDA). That the check digits come
before the registration is inferred there, and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kruispunt_client import wss
from kruispunt_client.trust import Usage
from kruispunt_contracts import ns
from kruispunt_contracts.carrier import unpack
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.parsing import RefusedXml, parse, soap_parts
from kruispunt_law import Discontinued
from lxml import etree

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.call import Call, common_name
from kruispunt_simulator.hops.questions import (
    check_agreement,
    check_authorisation,
    check_context,
    check_named_user,
    check_question,
    check_registration,
    no_contract,
)
from kruispunt_simulator.message import Element, Finding, Severity
from kruispunt_simulator.process_log import log_under
from kruispunt_simulator.rules.agreement import check_signer_is_caller
from kruispunt_simulator.rules.basic import check_basic
from kruispunt_simulator.services import Service
from kruispunt_simulator.store.journal import Claim

if TYPE_CHECKING:
    from kruispunt_simulator.hops.hop import Hop

REPLAY_MEMORY: Final = timedelta(days=3653)
"""
How long a message without Timestamp is remembered.

Source: our choice. A Referte must be new for every call, so it is remembered for good;
ten years stand for that.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of the walk."""

    name: str
    run: Callable[[Hop, Call], Iterable[Finding]]
    source: str
    waivable: bool = False
    """Whether authorisation mode `soft` or `off` lets a refusal of it pass."""


def check_connection(hop: Hop, call: Call) -> Iterable[Finding]:
    """
    The client certificate still holds: its connection may be older than its revocation.

    Also what protects an unsigned message at the KSZ, for which nothing else speaks.
    """
    if call.certificate is None:
        return
    for problem in hop.trust.check(
        call.certificate, (), at=call.business_time, usage=Usage.CLIENT_TLS
    ):
        yield Finding(
            check=f"connection.{problem.check.removeprefix('trust.')}",
            fault=hop.plan.security_fault("token.trust"),
            requirement="Protocol WiV–Wonen in Limburg art. 6.1: a valid certificate",
            expected=problem.expected,
            actual=problem.actual,
        )


def keep_trails_apart(hop: Hop, call: Call) -> Iterable[Finding]:
    """
    Go on with a trace that the caller gave, unless it is another party's at this hop.

    The header that gives it is not signed, so nobody may write into a trail with it.
    """
    if call.parent_span and (reason := _not_to_go_on(hop, call)):
        call.note(
            "trace.foreign",
            "_behaviour.md 1.11: the trail belongs to who asked",
            "a trace of the caller's own",
            f"{reason}; this call got its own",
        )
        call.start_own_trace()
        log_under(call.trace, call.hop)
    return ()


def _not_to_go_on(hop: Hop, call: Call) -> str | None:
    party = call.who_and_what()["party"]
    try:
        if hop.journal.is_trace_of_other(call.trace, call.hop, party):
            return f"trace {call.trace} is another party's"
    except StateError:
        # Not refused here, where nothing is known yet in which words to: the check for
        # replays asks the same database, once the message was read.
        return f"whose trace {call.trace} is could not be asked"
    return None


def read_xml(hop: Hop, call: Call) -> Iterable[Finding]:
    """Parse within bounds; the message must be a SOAP 1.1 envelope."""
    try:
        call.envelope = parse(call.body)
        parts = soap_parts(call.envelope)
    except RefusedXml as error:
        yield Finding(
            check=f"xml.{error.reason}",
            fault=hop.plan.faults["unreadable"],
            requirement="SOAP 1.1 section 4; no DTD, bounded size, depth and nodes",
            expected="a SOAP 1.1 envelope",
            actual=str(error),
        )
        return
    call.header, call.payload = parts.header, parts.payload


def verify_signature(hop: Hop, call: Call) -> Iterable[Finding]:
    """From here on, only what the signature covers is used."""
    profile = hop.security
    if not wss.is_signed(call.envelope) and profile.unsigned_allowed:
        call.note(
            "security.unsigned",
            "_wire-facts.md section 5: the KSZ must not require WS-Security",
            "a signature (required by policy strict)",
            "none; the connection's certificate alone says who asks",
        )
        call.payload = _without_comments(call.payload)
        call.user = _claimed_user(call)
        if call.user is not None:
            call.note(
                "user.claimed",
                "Protocol WiV–Wonen in Limburg art. 6.2, 6.3",
                "a signed User block",
                "an unsigned one, which anybody on the way could have written",
            )
        yield from check_basic(
            call.party, call.authorization, hop.plan.name, hop.plan.faults["sender"]
        )
        return
    try:
        signed = wss.verify(
            call.envelope,
            profile=profile,
            trust=hop.trust,
            now=call.received,
            trust_time=call.business_time,
        )
    except wss.VerificationError as error:
        for problem in error.problems:
            unsigned = problem.check == "security.missing"
            yield Finding(
                check=problem.check,
                fault=hop.plan.faults["unsigned"]
                if unsigned
                else hop.plan.security_fault(problem.check),
                requirement=problem.requirement,
                expected=problem.expected,
                actual=problem.actual,
            )
        if error.certificate is not None:
            call.note(
                "security.certificate-seen",
                "as claimed by the message; not verified",
                "",
                error.certificate.subject.rfc4514_string(),
            )
        return
    call.signed = signed
    call.payload = signed.body[0]
    call.user = signed.user
    for warning in signed.warnings:
        call.note(warning.check, warning.requirement, warning.expected, warning.actual)
    signer = common_name(signed.signer) or ""
    yield from check_signer_is_caller(
        call.party,
        hop.parties.by_common_name(signer),
        tls_name=common_name(call.certificate) or "",
        signer_name=signer,
        fault=hop.plan.faults["signature"],
    )


def refuse_replay(hop: Hop, call: Call) -> Iterable[Finding]:
    """
    Each message counts once, from now on: before anything is asked or sent on.

    A message with a signed Timestamp is remembered until it would be stale. One
    without, or without any signature, also by its Referte, which must be new for every
    call.
    """
    signed = call.signed
    reference = call.question.reference if call.question else None
    keys = []
    expires = call.received + REPLAY_MEMORY
    if signed is not None:
        value = hashlib.sha256(signed.signature_value).hexdigest()
        keys.append(f"{hop.plan.name}:sig:{value}")
        if signed.created is not None:
            skew = hop.security.clock_skew
            expires = call.received + hop.security.max_age + 2 * skew
            if signed.expires is not None:
                expires = max(expires, signed.expires + skew)
    if reference and (signed is None or signed.created is None):
        speaker = signed.signer if signed else call.certificate
        named = hashlib.sha256(reference.encode())
        named.update(speaker.subject.public_bytes() if speaker else b"")
        keys.append(f"{hop.plan.name}:ref:{named.hexdigest()}")
    claims = [Claim(key=key, expires=expires) for key in keys]
    if not hop.journal.take(claims, call.received):
        yield replayed(hop)
        return
    call.claims = claims


def replayed(hop: Hop) -> Finding:
    """The finding about a message that was seen before."""
    return Finding(
        check="security.replay",
        fault=hop.plan.faults["replay"],
        requirement="WSS SOAP Message Security 1.1.1 section 13 (replay); "
        "acceptance control 2: every Referte new",
        expected="a message that was not seen before",
        actual="the same signature, or the same Referte without a Timestamp, was seen",
    )


def find_contract(hop: Hop, call: Call) -> Iterable[Finding]:
    """Route on path and body, or on what the body carries; never on SOAPAction."""
    assert call.payload is not None
    try:
        call.payload = unpack(call.payload)
    except RefusedXml as error:
        yield Finding(
            check=f"document.{error.reason}",
            fault=hop.plan.faults["schema"],
            requirement="no DTD, bounded size, depth and nodes, inside as outside",
            expected="a document as the text of the body",
            actual=str(error),
        )
        return
    identify(hop, call)
    contract = call.contract
    if call.discontinued is not None:
        yield _stopped(call.discontinued)
        return
    if contract is None:
        yield no_contract(hop, "contract.known", f"unknown root {call.payload.tag}")
        return
    if call.path != hop.plan.single_path and call.path not in contract.paths:
        yield no_contract(
            hop,
            "contract.path",
            f"{contract.service} {contract.version} is not served at {call.path}",
        )
        return
    if call.service is None:
        yield no_contract(
            hop,
            "contract.offered",
            f"{contract.service} {contract.version} is not answered here",
        )


def identify(hop: Hop, call: Call) -> None:
    """Read from the payload who asks what, under which contract, about whom."""
    assert call.payload is not None
    call.question = hop.read_question(call)
    operation = hop.catalogue.by_request(call.payload.tag)
    if operation is None:
        call.discontinued = _discontinued(hop, call)
        if call.discontinued is not None:
            call.subject = call.payload.findtext("Verzoek/Vragen/Vraag//INSZ")
        return
    if operation.contract.dialect not in hop.plan.dialects:
        return
    contract = operation.contract
    call.contract, call.operation = contract, operation
    call.service = hop.services.get(
        (contract.service, contract.version, operation.name)
    )
    if call.service is not None:
        call.subject = subject_of(call.service, call.payload)


def _discontinued(hop: Hop, call: Call) -> Discontinued | None:
    """
    Find the stopped service that a message asks, once it has stopped.

    There is no contract to know it by: root, version and path must be those of the
    table.
    """
    assert call.payload is not None
    if hop.plan.dialect is not Dialect.MAGDA:
        return None
    name = etree.QName(call.payload).localname
    version = call.question.version if call.question else None
    for service in hop.law.discontinued:
        if (
            (service.service, service.version) == (name, version)
            and call.path in (service.path, hop.plan.single_path)
            and service.until < call.today
        ):
            return service
    return None


def _stopped(service: Discontinued) -> Finding:
    return Finding(
        check="contract.discontinued",
        fault="magda.discontinued",
        requirement=service.citation,
        expected=f"a question to its successors: {service.told}",
        actual=f"{service.service} {service.version} was stopped after "
        f"{service.until.isoformat()}",
        detail=service.told,
    )


def note_claims(hop: Hop, call: Call) -> None:
    """Leave in the record what a refused message says of itself, and say so there."""
    if call.question is not None or call.payload is None:
        return
    call.payload = _without_comments(call.payload)
    call.user = _claimed_user(call)
    with suppress(RefusedXml):
        call.payload = unpack(call.payload)
    identify(hop, call)
    call.note(
        "log.claimed",
        "Protocol WiV–Wonen in Limburg art. 6.4: every call, also a refused one",
        "a verified message",
        "service, user and person in this record are as the message claims",
    )


def subject_of(service: Service, payload: Element) -> str | None:
    """The person asked about; None when the payload holds no question (yet)."""
    try:
        return service.subject(payload) or None
    except (AttributeError, LookupError, ValueError):
        return None  # the schema, or the stage `question`, will say so


MESSAGE_STAGES: Final = (
    Stage(
        name="connection",
        run=check_connection,
        source="Protocol WiV–Wonen in Limburg art. 6.1",
    ),
    Stage(name="trace", run=keep_trails_apart, source="W3C Trace Context, section 3"),
    Stage(name="xml", run=read_xml, source="SOAP 1.1; _behaviour.md 1.1 step 2"),
    Stage(
        name="security", run=verify_signature, source="Protocol WiV–WiL art. 6.1, 6.3"
    ),
    Stage(name="contract", run=find_contract, source="_behaviour.md 1.1 step 2"),
    Stage(name="replay", run=refuse_replay, source="WSS 1.1.1 section 13"),
)
"""On the message, before Spyne."""

QUESTION_STAGES: Final = (
    Stage(name="context", run=check_context, source="_wire-facts.md 1"),
    Stage(name="agreement", run=check_agreement, source="Protocol WiV–WiL art. 6.1"),
    Stage(
        name="authorisation",
        run=check_authorisation,
        source="Protocol WiV–WiL art. 6.2; _behaviour.md 1.1 step 3",
        waivable=True,
    ),
    Stage(
        name="user",
        run=check_named_user,
        source="Protocol WiV–WiL art. 6.2",
        waivable=True,
    ),
    Stage(name="question", run=check_question, source="_behaviour.md 1.1 step 4"),
    Stage(
        name="registration",
        run=check_registration,
        source="_behaviour.md 1.1 step 5, 1.6",
        waivable=True,
    ),
)
"""On the question, inside Spyne's handler: the payload is valid by now."""


def walk(stages: Iterable[Stage], hop: Hop, call: Call) -> bool:
    """
    Run stages until one refuses.

    Returns:
        Whether all passed. The findings are in `call.findings`.
    """
    for stage in stages:
        if stage.waivable and hop.authorisation == "off":
            continue
        refused = False
        for finding in stage.run(hop, call):
            if finding.severity is Severity.ERROR:
                if stage.waivable and hop.authorisation == "soft":
                    finding = replace(
                        finding,
                        severity=Severity.NOTE,
                        fault=None,
                        actual=f"{finding.actual} (would be refused: {finding.fault})",
                    )
                else:
                    refused = True
            call.findings.append(finding)
        if refused:
            return False
    return True


def _claimed_user(call: Call) -> str | None:
    """The user that a header block names, whether or not anything proves it."""
    if call.header is None:
        return None
    user: str | None = call.header.findtext(f"{{{ns.USER}}}User")
    return user or None


def _without_comments(payload: Element) -> Element:
    """Comments split texts for whoever reads `.text`; a signature check drops them."""
    return parse(etree.tostring(payload, method="c14n", with_comments=False))
