"""
A hop: one platform of the chain, as a WSGI application.

Bytes come in over TLS from `serving`; the walk of `stages.py` decides; `answers.py`
answers; the reply is validated, signed, logged durably, and only then sent.

What `serving` promises is not checked again here: a request is a GET or a POST, has
arrived whole with its length, and is no larger than `ServerLimits` allows. Another WSGI
server would have to promise the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from urllib.parse import unquote

import structlog
from cryptography import x509
from kruispunt_client import wss
from kruispunt_client.caller import Caller
from kruispunt_client.settings import Party as Sender
from kruispunt_client.trust import TrustStore
from kruispunt_contracts.carrier import pack
from kruispunt_contracts.catalogue import Catalogue, Dialect
from kruispunt_contracts.documents import wsdl_documents
from kruispunt_contracts.profile import SecurityProfile
from kruispunt_law import Law
from lxml import etree

from kruispunt_simulator.audit.safe_text import printable, trace_without_texts
from kruispunt_simulator.cases.base import Cases
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.dialects import soap11
from kruispunt_simulator.dialects.speech import SPEECHES, Speech, Turn
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.answers import answer
from kruispunt_simulator.hops.call import Call, Refused, common_name
from kruispunt_simulator.hops.plan import HopPlan
from kruispunt_simulator.hops.stages import (
    MESSAGE_STAGES,
    QUESTION_STAGES,
    check_connection,
    note_claims,
    replayed,
    walk,
)
from kruispunt_simulator.hops.stubs import Stubs, inject
from kruispunt_simulator.message import (
    Element,
    Finding,
    Question,
    Rendered,
    Severity,
)
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.process_log import log_under
from kruispunt_simulator.services import Service
from kruispunt_simulator.serving.answer import LineCut
from kruispunt_simulator.soap import NotInContract, Router
from kruispunt_simulator.sources import Sources
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.repertory import Repertory

TRACE_HEADER: Final = "X-Kruispunt-Trace"

_XML: Final = "text/xml; charset=utf-8"
_TEXT: Final = "text/plain; charset=utf-8"
_UNAVAILABLE: Final = "503 Service Unavailable"
_HOST: Final = re.compile(
    r"(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.I | re.ASCII
)
"""Name, IPv4 or IPv6 address, perhaps a port (RFC 9110, section 7.2)."""
_MOST_LOGGED: Final = 200
"""Characters of a path or query that are kept."""

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Environ = Mapping[str, Any]

log = structlog.get_logger("kruispunt.hop")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """What leaves: status line, headers, bytes."""

    status: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(kw_only=True)
class Hop:
    """
    One hop with everything it needs; thread-safe, for each call has its own `Call`.

    The fields are set once, by `app.py`.
    """

    plan: HopPlan
    catalogue: Catalogue
    services: Mapping[tuple[str, str, str], Service]
    parties: Parties
    law: Law
    trust: TrustStore
    security: SecurityProfile
    strict: bool
    allow_real_numbers: bool
    authorisation: str
    """`enforce`, `soft` or `off`."""
    signer: Callable[[], wss.Signer]
    """Gives who signs the replies; its certificate may be renewed."""
    sources: Sources
    repertory: Repertory
    journal: Journal
    clock: Clock
    router: Router
    next_caller: Callable[[], Caller]
    """Gives the door to the next hop; called only where there is one."""
    own_url: Callable[[], str]
    """Gives the address of this hop, for a client that does not name it usably."""
    stubs: Stubs = field(default_factory=Stubs)
    """What a tester asked for; the hops of a chain share it."""
    cases: Cases | None = None
    """Test cases; None for none."""

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """WSGI."""
        reply = self._reply(environ)
        headers = [("Content-Length", str(len(reply.body))), *reply.headers]
        start_response(reply.status, headers)
        return [reply.body]

    def tls_failed(
        self, *, peer: str, reason: str, detail: str, der: bytes | None
    ) -> None:
        """Log a connection that never became a call: TLS failures are not silence."""
        call = self._new_call(peer=peer, path="", traceparent=None)
        log_under(call.trace, call.hop)
        if der is not None:
            call.certificate = _certificate(der)
        call.findings.append(
            Finding(
                check=f"tls.{reason}",
                fault=None,
                requirement="Protocol WiV–Wonen in Limburg art. 6.1 (two-way TLS)",
                expected=f"a valid certificate of the authority of {self.plan.name}",
                actual=detail,
            )
        )
        record = call.record(
            Rendered(
                payload=None, http_status=0, outcome="refused", level="tls", code=reason
            ),
            None,
        )
        try:
            self.journal.write([record])
        except StateError as error:
            log.error("a refused connection could not be logged", error=str(error))

    def http_refused(self, *, peer: str, status: int, text: str, der: bytes) -> None:
        """Log a request that the server refused before it was a call."""
        call = self._new_call(peer=peer, path="", traceparent=None)
        log_under(call.trace, call.hop)
        if der:
            self._identify(call, der)
        self._log_http_refusal(call, status, text)

    def speech(self, call: Call) -> Speech:
        """How to read and answer a call: as the contract at its address does."""
        contract = self.catalogue.by_path(call.path)
        if contract is not None and contract.dialect in self.plan.dialects:
            return SPEECHES[contract.dialect]
        return SPEECHES[self.plan.dialect]

    def turn(self, call: Call, beside: Element | None = None) -> Turn:
        """What is known of a call, for who answers or refuses it now."""
        return Turn(
            payload=call.payload,
            operation=call.operation,
            response=call.response,
            question=call.question,
            beside=beside,
            platform=self.plan.platform,
            received=call.business_time,
            now=self.clock.business_now(),
        )

    def read_question(self, call: Call) -> Question:
        """Read sender and references in the dialect of the call."""
        return self.speech(call).read(call.payload, call.user)

    def onward_sender(self, call: Call) -> Sender:
        """
        Who this hop is towards the next one, in the capacity that the grant names.

        Without a grant (authorisation soft or off) the operator's widest connection.
        """
        party = self.parties.get(self.plan.operator)
        assert party is not None
        connections = [c for c in party.connections if c.hop == self.plan.next_hop]
        connections.sort(key=lambda c: -len(c.on_behalf_of))
        onward = call.grant.onward if call.grant else None
        capacity = onward and self.parties.codes.on_the_wire(
            self.plan.next_hop or "", onward
        )
        connection = next(
            (c for c in connections if capacity in c.capacities), connections[0]
        )
        capacity = capacity or connection.capacities[0]
        to_ksz = self.plan.next_hop == "ksz"
        return Sender(
            id=party.id,
            organisation=party.name,
            identificatie=connection.sender,
            cbe_number=party.number,
            hoedanigheid=None if to_ksz else capacity,
            legal_context=capacity if to_ksz else None,
            email=f"{party.id}@kruispunt.test" if to_ksz else None,
        )

    def _reply(self, environ: Environ) -> HttpReply:
        call = self._new_call(
            peer=f"{environ.get('REMOTE_ADDR')}:{environ.get('REMOTE_PORT')}",
            path=str(environ.get("PATH_INFO", "")),
            traceparent=environ.get("HTTP_TRACEPARENT"),
            tracestate=environ.get("HTTP_TRACESTATE"),
        )
        log_under(call.trace, call.hop)
        return self._http(call, environ)

    def _http(self, call: Call, environ: Environ) -> HttpReply:
        der = environ.get("kruispunt.peer_certificate")
        if der is not None:
            self._identify(call, der)
        if environ.get("REQUEST_METHOD") == "GET":
            return self._document(call, environ)
        if call.path != self.plan.single_path and not self._serves(call.path):
            return self._plain(
                call, "404 Not Found", "no service at this path", actual=call.path
            )
        call.authorization = environ.get("HTTP_AUTHORIZATION")
        call.body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        return self._finish(call, self._guarded(call))

    def _guarded(self, call: Call) -> Rendered:
        """Process a message; whatever happens, there is a reply and a record."""
        try:
            return self._process(call)
        except Refused as refusal:
            known = set(map(id, call.findings))
            call.findings.extend(f for f in refusal.findings if id(f) not in known)
            return self._refusal(call, refusal.findings)
        except Exception as error:
            away = isinstance(error, StateError)
            if away:  # which every call meets until it is back: a line each is enough
                log.error("the database does not answer", error=str(error))
            else:
                log.error("internal error", exception=trace_without_texts(error))
            finding = Finding(
                check="database.answers" if away else "internal.error",
                fault=self.plan.faults["source" if away else "internal"],
                requirement="the simulator works",
                actual=f"{type(error).__name__}: {error}",
            )
            call.findings.append(finding)
            return self._refusal(call, [finding])

    def _process(self, call: Call) -> Rendered:
        if not walk(MESSAGE_STAGES, self, call):
            refusal = self._refusal(call, call.findings)
            note_claims(self, call)
            return refusal
        assert call.contract is not None
        try:
            rendered: Rendered = self.router.route(
                call.contract, call.payload, lambda operation, _: self._ask(call)
            )
        except NotInContract as error:
            reasons = "; ".join(f"line {e.line}: {e.message}" for e in error.errors)
            finding = Finding(
                check="contract.schema",
                fault=self.plan.faults["schema"],
                requirement=f"XSD of {call.contract.service} {call.contract.version}",
                expected="a body that the schema accepts",
                actual=reasons,
                detail=error.errors[0].message if error.errors else reasons,
            )
            call.findings.append(finding)
            return self._refusal(call, [finding])
        return self._validated(call, rendered)

    def _ask(self, call: Call) -> Rendered:
        if walk(QUESTION_STAGES, self, call) and not self._injected(call):
            return answer(self, call)
        refused = call.service and call.service.refused
        return self._refusal(call, call.findings, refused() if refused else None)

    def _injected(self, call: Call) -> bool:
        """Whether a tester asked for trouble that leaves no answer."""
        found = inject(self, call) if self.stubs else None
        if found is None:
            return False
        call.findings.append(found)
        return found.severity is Severity.ERROR

    def _refusal(
        self, call: Call, findings: Sequence[Finding], inhoud: Element | None = None
    ) -> Rendered:
        return self.speech(call).refuse(self.turn(call, inhoud), findings)

    def _validated(self, call: Call, rendered: Rendered) -> Rendered:
        """A reply that its own schema refuses is a bug, and does not leave."""
        assert call.contract is not None
        if rendered.http_status != 200:
            return rendered
        errors = call.contract.validate(rendered.payload)
        if not errors:
            return rendered
        log.error("reply violates its contract", places=[e.path for e in errors])
        told = "; ".join(error.message for error in errors)
        if call.contract.own:
            told += (
                " (of your own contract; `kruispunt contracts check` compares it with "
                "ours, and a case can say what to answer)"
            )
        raise InvalidReply(told)

    def _finish(self, call: Call, rendered: Rendered) -> HttpReply:
        if call.dropped:
            self._drop(call)
        try:
            body = self._sign(rendered)
            records = [call.record(rendered, body), *call.sent_on]
            if not self.journal.write(records, call.claims, rendered.changes):
                finding = replayed(self)
                call.findings.append(finding)
                rendered = self._refusal(call, [finding])
                body = self._sign(rendered)
                self.journal.write([call.record(rendered, body), *call.sent_on])
        except StateError as error:
            # Rather no answer than one without a record.
            log.error("call could not be logged", error=str(error))
            finding = Finding(
                check="log.durable",
                fault=self.plan.faults["source"],
                requirement="Protocol WiV–Wonen in Limburg art. 6.4 (every call)",
                actual=str(error),
            )
            rendered = self._refusal(call, [finding])
            body = self._sign(rendered)
        status = (
            "200 OK" if rendered.http_status == 200 else "500 Internal Server Error"
        )
        return HttpReply(
            status=status,
            body=body,
            headers=(("Content-Type", _XML), (TRACE_HEADER, call.trace)),
        )

    def _drop(self, call: Call) -> NoReturn:
        """Leave the caller without a reply; the record says that it was wanted so."""
        failed = Rendered(payload=None, http_status=0, outcome="failed")
        try:
            self.journal.write([call.record(failed, None)], call.claims)
        except StateError as error:
            log.error("a cut line could not be logged", error=str(error))
        raise LineCut("a tester asked for it")

    def _sign(self, rendered: Rendered) -> bytes:
        envelope = soap11.envelope(pack(rendered.payload))
        self.signer().sign(envelope, now=self.clock.now())
        document: bytes = etree.tostring(
            envelope, xml_declaration=True, encoding="utf-8"
        )
        return document

    def _plain(
        self, call: Call, status: str, text: str, *, actual: str = ""
    ) -> HttpReply:
        """Refuse below SOAP; `actual` is what was asked, for the log only."""
        told = f"{text}: {printable(actual[:_MOST_LOGGED])}" if actual else text
        if not self._log_http_refusal(call, int(status[:3]), told):
            return self._text(call, _UNAVAILABLE, "the log cannot be written now")
        return self._text(call, status, text)

    @staticmethod
    def _text(call: Call, status: str, text: str) -> HttpReply:
        return HttpReply(
            status=status,
            body=f"{text}\n".encode(),
            headers=(("Content-Type", _TEXT), (TRACE_HEADER, call.trace)),
        )

    def _log_http_refusal(self, call: Call, status: int, text: str) -> bool:
        """Find out whether a refusal below SOAP may leave: its record is there."""
        call.findings.append(
            Finding(
                check="http.request",
                fault=None,
                requirement="_wire-facts.md 1: SOAP 1.1 over HTTPS POST",
                expected="POST of at most 1 MiB to the path of a service",
                actual=text,
            )
        )
        rendered = Rendered(
            payload=None,
            http_status=status,
            outcome="refused",
            level="http",
            code=str(status),
        )
        try:
            self.journal.write([call.record(rendered, None)])
        except StateError as error:
            log.error("a refused request could not be logged", error=str(error))
            return False
        return True

    def _identify(self, call: Call, der: bytes) -> None:
        call.certificate = _certificate(der)
        call.party = self.parties.by_common_name(common_name(call.certificate) or "")

    def _document(self, call: Call, environ: Environ) -> HttpReply:
        """Serve `?wsdl` and the schemas that it imports, to whom may still connect."""
        call.findings.extend(check_connection(self, call))
        if call.findings:
            return self._plain(
                call, "403 Forbidden", "the client certificate is not accepted any more"
            )
        query = str(environ.get("QUERY_STRING", ""))
        kind, _, name = query.partition("=")
        base = self._base_url(environ.get("HTTP_HOST"))
        if kind.lower() == "wsdl" and call.path == self.plan.single_path:
            return self._text(call, "200 OK", self._addresses(base))
        contract = self.catalogue.by_path(call.path)
        body = None
        if contract is not None and self._serves(call.path):
            documents = wsdl_documents(contract, base, path=call.path)
            if kind.lower() == "wsdl":
                name = contract.wsdl.name
            body = documents.get(unquote(name))
        if body is None:
            asked = f"{call.path}?{query}"
            return self._plain(call, "404 Not Found", "no document here", actual=asked)
        return HttpReply(status="200 OK", body=body, headers=(("Content-Type", _XML),))

    def _base_url(self, host: object) -> str:
        """Where the client sees this hop: what it says must fit in an address."""
        named = isinstance(host, str) and _HOST.fullmatch(host)
        return f"https://{host}" if named else self.own_url()

    def _addresses(self, base: str) -> str:
        """Say where the contracts are: one path for all services has no one WSDL."""
        paths = sorted(
            contract.paths[0]
            for contract in self.catalogue.contracts
            if contract.dialect in self.plan.dialects
        )
        lines = [f"{base}{path}?wsdl" for path in paths]
        return "\n".join(["This path takes every service. WSDL of each:", *lines])

    def _serves(self, path: str) -> bool:
        """Whether a message at this path is read: also for a service that stopped."""
        contract = self.catalogue.by_path(path)
        if contract is None:
            stopped = {service.path for service in self.law.discontinued}
            return self.plan.dialect is Dialect.MAGDA and path in stopped
        return contract.dialect in self.plan.dialects

    def _new_call(
        self,
        *,
        peer: str,
        path: str,
        traceparent: str | None,
        tracestate: str | None = None,
    ) -> Call:
        return Call(
            hop=self.plan.name,
            peer=peer,
            path=path,
            received=self.clock.now(),
            business_time=self.clock.business_now(),
            today=self.clock.today(),
            traceparent=traceparent,
            tracestate=tracestate,
            allow_real_numbers=self.allow_real_numbers,
        )


class InvalidReply(Exception):
    """A reply of ours that its contract refuses: a bug of the simulator."""


def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)
