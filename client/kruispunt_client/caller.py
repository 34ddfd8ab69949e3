"""
One question over the line: sign, send, verify, and only then hand over.

The door that applications use through `connection.py`, and that a hop uses to ask the
next hop. What it guarantees about a `Reply` it returns:

1. it came over TLS from a server that the endpoint's authorities vouch for;
2. it was signed, recently, by the endpoint's `signer` (unless the profile says that the
   platform does not sign);
3. its references are those of this question;
4. it is a `soap:Fault`, or valid against the schema of the operation.

Everything else raises; see `errors.py`. A `Reply` that is a fault is returned, not
raised, for a hop has to pass it on. Nothing is ever sent twice: a second try is a new
question with new references, so it is the caller's. Redirects and proxies of the
environment are not followed, for neither was agreed with the other side. TLS and HTTP
are in `transport.py`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

from cryptography import x509
from cryptography.x509.oid import NameOID
from kruispunt_contracts import (
    Dialect,
    Limits,
    Operation,
    RefusedXml,
    SchemaError,
    ns,
    pack,
    parse,
    soap_parts,
    unpack,
)
from kruispunt_contracts.profile import (
    REPLY_PLATFORM,
    REPLY_STRICT,
    SHAPES,
)
from lxml import etree

from kruispunt_client import wss
from kruispunt_client.echo import echo_problems
from kruispunt_client.envelope import Element, text_at, wrap
from kruispunt_client.errors import (
    AlteredReply,
    AnswerToAnotherQuestion,
    ConnectionFailed,
    InvalidAnswer,
    InvalidRequest,
    InvalidSettings,
    KruispuntError,
    NotAReply,
    ReplyViolatesContract,
    StaleReply,
    UnsignedReply,
    UntrustedReply,
)
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import Endpoint, ReplySecurity
from kruispunt_client.transport import MAX_REPLY, Received, Transport
from kruispunt_client.trust import TrustStore

TRACE_HEADER: Final = "X-Kruispunt-Trace"
"""Reply header of every hop of Kruispunt; the real platforms do not send it."""
REPLY_LIMITS: Final = Limits(size=MAX_REPLY, nodes=250_000)
"""Wider than for questions: an attest may hold 100 allowances of 100 payments."""

_FAULT: Final = f"{{{ns.SOAP}}}Fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapFault:
    """A SOAP 1.1 fault as it stands in the reply."""

    faultcode: str
    faultstring: str
    detail: Element | None
    """The first element inside `detail`, such as a KSZ `consultAttestFault`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, verified."""

    operation: Operation
    payload: Element
    """Response element or `soap:Fault`, from the octets that the signature covers."""
    http_status: int
    trace: str
    """As the hop gave it, else the one we sent along."""
    raw: bytes
    """The reply as it came, to keep as evidence."""
    sent: bytes
    """The question as it left, likewise."""
    signer: str | None
    """Common name of the certificate that signed; None for an unsigned reply."""
    fault: SoapFault | None

    @property
    def is_fault(self) -> bool:
        """Whether the payload is a `soap:Fault`."""
        return self.fault is not None

    @property
    def envelope_xml(self) -> bytes:
        """The reply as it came; the same octets as `raw`."""
        return self.raw


def utc_now() -> datetime:
    """Real time, aware UTC."""
    return datetime.now(UTC)


class Caller:
    """Asks one hop; safe to share between threads, and keeps connections open."""

    def __init__(
        self,
        endpoint: Endpoint,
        identity: PrivateIdentity,
        *,
        clock: Callable[[], datetime] = utc_now,
        trust_clock: Callable[[], datetime] | None = None,
        pool_size: int = 16,
    ) -> None:
        """
        Prepare; nothing is connected yet.

        Args:
            endpoint: The hop.
            identity: Shown in TLS, and signs the questions.
            clock: Aware UTC; for Timestamps.
            trust_clock: Aware UTC; when certificates must be valid. None: `clock`.
            pool_size: Connections kept open per host; more are made when needed.

        Raises:
            InvalidSettings: A file of the endpoint, or its shape, is not usable.
        """
        self.endpoint = endpoint
        self._identity = identity
        self._clock = clock
        self._trust_clock = trust_clock or clock
        self._trust = TrustStore.load(endpoint.trust, endpoint.crl)
        self._signer = _signer(identity, endpoint.request_shape)
        strict = endpoint.reply_security is ReplySecurity.STRICT
        self._profile = REPLY_STRICT if strict else REPLY_PLATFORM
        self._lenient = not strict
        self._transport = Transport(endpoint, identity, pool_size=pool_size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are idle."""
        self._transport.close()

    def call(
        self,
        operation: Operation,
        payload: Element,
        *,
        trace: str | None = None,
        span: str | None = None,
        sampled: bool = True,
        tracestate: str | None = None,
        user: str | None = None,
        about_to_send: Callable[[bytes], None] | None = None,
    ) -> Reply:
        """
        Ask one question.

        Args:
            operation: Of the contract.
            payload: The request element, also where another element carries it; not
                changed.
            trace: 32 hexadecimal digits to go on with; None starts a new trace.
            span: 16 hexadecimal digits under which the caller logs this question, so
                that the hop's record can name its parent; None for a random one.
            sampled: Flag of the trace, as whoever began it gave it (W3C Trace Context).
            tracestate: HTTP header of that name, as it came with the trace; sent along
                unchanged.
            user: INSZ of the natural person who asks. Only the KSZ needs it here, in a
                header block of ours; MAGDA and the SSDN have it in the question.
            about_to_send: Gets the signed message before it leaves, for who logs first;
                what it raises is raised, and nothing is sent.

        Returns:
            The verified reply; perhaps a fault.

        Raises:
            InvalidRequest: Not sent.
            TransportFailure: No reply came.
            InvalidAnswer: The reply may not be used.
        """
        trace = _checked_trace(trace)
        exchange = _Exchange(
            trace=trace,
            span=span or secrets.token_hex(8),
            sampled=sampled,
            tracestate=tracestate,
        )
        try:
            self._prepare(exchange, operation, payload, user)
            if about_to_send is not None:
                about_to_send(exchange.sent)
            received = self._send(exchange, operation)
            return self._receive(exchange, received, operation, payload)
        except KruispuntError as error:
            error.hop = self.endpoint.hop
            error.trace = exchange.trace
            error.request_xml = exchange.sent or None
            if exchange.received is not None:
                error.reply_xml = exchange.received.body
            raise

    def _prepare(
        self,
        exchange: _Exchange,
        operation: Operation,
        payload: Element,
        user: str | None,
    ) -> None:
        """Check, wrap and sign the question."""
        contract = operation.contract
        if payload.tag != operation.request:
            raise InvalidRequest(f"{payload.tag} is not a request of {operation.name}")
        problems = contract.validate(payload)
        if problems:
            raise InvalidRequest(
                f"{operation.name}: the question does not follow the contract, at "
                + _places(problems),
                problems=problems,
            )
        to_ksz = contract.dialect is Dialect.KSZ
        envelope = wrap(pack(payload), user=user if to_ksz else None)
        self._signer.sign(envelope, now=self._clock())
        exchange.sent = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)

    def _send(self, exchange: _Exchange, operation: Operation) -> Received:
        """Post the question and take in whatever comes back."""
        url = self.endpoint.url_for(operation.contract)
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{operation.soap_action}"',
            "Accept": "text/xml",
            "Accept-Encoding": "identity",
            "User-Agent": "kruispunt-client",
            "traceparent": f"00-{exchange.trace}-{exchange.span}-0{exchange.sampled:d}",
        }
        if exchange.tracestate:
            headers["tracestate"] = exchange.tracestate
        exchange.received = self._transport.post(url, exchange.sent, headers)
        return exchange.received

    def _receive(
        self,
        exchange: _Exchange,
        received: Received,
        operation: Operation,
        request: Element,
    ) -> Reply:
        """Find out what the reply proves."""
        exchange.trace = _trace_of(received.headers) or exchange.trace
        envelope = self._parse(received)
        carried, signer = self._verify(envelope)
        payload = self._unpack(carried)
        fault = _read_fault(payload) if payload.tag == _FAULT else None
        _check_echo(operation, request, payload, lenient=self._lenient)
        _check_contract(operation, payload, fault)
        return Reply(
            operation=operation,
            payload=payload,
            http_status=received.status,
            trace=exchange.trace,
            raw=received.body,
            sent=exchange.sent,
            signer=signer,
            fault=fault,
        )

    def _parse(self, received: Received) -> Element:
        """Read the reply as SOAP, or say what it is instead."""
        status = received.status
        try:
            envelope = parse(received.body, limits=REPLY_LIMITS)
            soap_parts(envelope)
        except RefusedXml as error:
            if status in _GATEWAY:
                raise ConnectionFailed(
                    f"{self.endpoint.hop} is not reached: something before it "
                    f"answered with HTTP status {status}. Try again later.",
                    http_status=status,
                    never_left=status == _TOO_MANY,
                ) from error
            raise NotAReply(
                f"{self.endpoint.hop} answered HTTP {status} with something that is "
                f"no SOAP 1.1 message ({error.reason}).",
                http_status=status,
            ) from error
        return envelope

    def _unpack(self, carried: Element) -> Element:
        """Give the reply itself, where another element carries it."""
        try:
            return unpack(carried, limits=REPLY_LIMITS)
        except RefusedXml as error:
            raise ReplyViolatesContract(
                f"{self.endpoint.hop} answered with a text that is no document "
                f"({error.reason})."
            ) from error

    def _verify(self, envelope: Element) -> tuple[Element, str | None]:
        """Give the payload that may be used, and who signed it."""
        claimed = soap_parts(envelope).payload
        if self._profile.unsigned_allowed and not wss.is_signed(envelope):
            return claimed, None
        try:
            parts = wss.verify(
                envelope,
                profile=self._profile,
                trust=self._trust,
                now=self._clock(),
                trust_time=self._trust_clock(),
            )
        except wss.VerificationError as error:
            raise _invalid_answer(error, self.endpoint.hop, claimed) from error
        signer = common_name(parts.signer)
        if signer != self.endpoint.signer:
            raise UntrustedReply(
                f"{self.endpoint.hop} should sign as {self.endpoint.signer!r}, but the "
                f"reply is signed by {signer!r}."
            )
        return next(parts.body.iterchildren(etree.Element)), signer


@dataclass(slots=True)
class _Exchange:
    """What became of one call so far, also when it fails."""

    trace: str
    span: str
    sampled: bool
    tracestate: str | None
    sent: bytes = b""
    received: Received | None = None


_TOO_MANY: Final = 429
"""Turned away unread: RFC 6585 section 4."""
_GATEWAY: Final = frozenset({_TOO_MANY, 502, 503, 504})
"""HTTP statuses of something in front of the service."""


def common_name(certificate: x509.Certificate) -> str | None:
    """Give the (last, most specific) common name in a certificate's subject."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[-1].value) if names else None


def _signer(identity: PrivateIdentity, shape: str) -> wss.Signer:
    if shape not in SHAPES:
        raise InvalidSettings(
            f"request_shape: {shape!r} is not one of: {', '.join(SHAPES)}"
        )
    try:
        return wss.Signer(key=identity.key, chain=identity.chain, shape=SHAPES[shape])
    except ValueError as error:
        raise InvalidSettings(f"request_shape: {shape!r}: {error}") from error


_TRACE = re.compile(r"(?!0{32})[0-9a-f]{32}", re.ASCII)


def _checked_trace(trace: str | None) -> str:
    if trace is None:
        return secrets.token_hex(16)
    if not _TRACE.fullmatch(trace):
        raise InvalidRequest("trace: expected 32 lower-case hexadecimal digits, not 0")
    return trace


def _trace_of(headers: Mapping[str, str]) -> str | None:
    """Take the trace that a hop names; it is no secret, but it must look like one."""
    trace = headers.get(TRACE_HEADER, "")
    return trace if _TRACE.fullmatch(trace) else None


def _read_fault(payload: Element) -> SoapFault:
    detail = payload.find("detail")
    inner = None if detail is None else next(detail.iterchildren(etree.Element), None)
    return SoapFault(
        faultcode=(text_at(payload, "faultcode") or "").strip(),
        faultstring=(text_at(payload, "faultstring") or "").strip(),
        detail=inner,
    )


def _check_echo(
    operation: Operation, request: Element, payload: Element, *, lenient: bool
) -> None:
    problems = echo_problems(operation, request, payload, lenient=lenient)
    if problems:
        raise AnswerToAnotherQuestion(
            f"The reply does not belong to this question: {'; '.join(problems)}.",
            problems=problems,
        )


def _check_contract(
    operation: Operation, payload: Element, fault: SoapFault | None
) -> None:
    """Know that the reply is one that the operation has."""
    element = payload
    if fault is not None:
        if fault.detail is None or fault.detail.tag != operation.fault:
            return  # SOAP lets a fault say anything; what it says is read with care
        element = fault.detail
    elif payload.tag != operation.response:
        raise ReplyViolatesContract(
            f"{operation.name} is answered with {payload.tag}, which is another's."
        )
    problems = operation.contract.validate(element)
    if problems:
        raise ReplyViolatesContract(
            f"The reply of {operation.name} does not follow the contract, at "
            f"{_places(problems)}.",
            problems=problems,
        )


def _places(problems: tuple[SchemaError, ...]) -> str:
    """Name where; the messages themselves quote values, so stay out of texts."""
    return ", ".join(dict.fromkeys(problem.path for problem in problems))


ANSWER_KINDS: Final[tuple[tuple[str, type[InvalidAnswer]], ...]] = (
    ("security.missing", UnsignedReply),
    ("signature.body-not-signed", UnsignedReply),
    ("signature.timestamp-not-signed", UnsignedReply),
    ("signature.token-not-signed", UnsignedReply),
    ("signature.user-not-signed", UnsignedReply),
    ("message.", AlteredReply),
    ("user.", AlteredReply),
    ("security.", AlteredReply),
    ("signature.", AlteredReply),
    ("id.", AlteredReply),
    ("token.", UntrustedReply),
    ("timestamp.", StaleReply),
)
"""From the first letters of a check to the error; the first row that fits decides."""


def _invalid_answer(
    error: wss.VerificationError, hop: str, claimed: Element
) -> InvalidAnswer:
    checks = [problem.check for problem in error.problems]
    kind = next(
        (kind for start, kind in ANSWER_KINDS for c in checks if c.startswith(start)),
        AlteredReply,
    )
    fault = _read_fault(claimed).faultstring if claimed.tag == _FAULT else None
    return kind(
        f"The reply of {hop} is not proven ({', '.join(dict.fromkeys(checks))}).",
        problems=error.problems,
        claimed_fault=fault and re.sub(r"\d{11}", "…", fault),
    )
