"""
`connect(profile, via=…)`: the door for applications, with its calls per data flow.

```python
profile = ConnectionProfile.from_state("state", "wonen-in-limburg")
with connect(profile, via="wiv", user="80631402131") as wiv:
    answer = wiv.household.now("14651220816")
```

Every method asks the same way: check the question, give it fresh references, let zeep
build it from the contract (or `ssdn_door`, where zeep cannot), let `Caller` sign, send
and verify, read the refusal if it is one, write the log, and only then hand out the
data.
"""

from __future__ import annotations

import copy
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from kruispunt_contracts import (
    Catalogue,
    Dialect,
    Operation,
    UnknownContract,
    load,
)

from kruispunt_client.caller import Caller, Reply, utc_now
from kruispunt_client.calls import ssdn_door
from kruispunt_client.calls.question import Call, Question, Way
from kruispunt_client.calls.tree import as_tree
from kruispunt_client.client_log import NOBODY, ClientLog, LogRecord, open_log
from kruispunt_client.envelope import (
    Element,
    Fields,
    belgian_date,
    check_number,
    new_references,
    question_fields,
)
from kruispunt_client.errors import (
    InvalidRequest,
    InvalidSettings,
    KruispuntError,
    LogNotWritten,
    References,
    RefusedByService,
    ReplyViolatesContract,
)
from kruispunt_client.exchanges import keep_exchange
from kruispunt_client.flows import Flows
from kruispunt_client.flows.base import Line
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.outcome import read_outcome
from kruispunt_client.results import Answer, Asked
from kruispunt_client.retry import retrying
from kruispunt_client.settings import Certificate, ConnectionProfile, RetrySettings

T = TypeVar("T")

HOP_DIALECTS: Final[Mapping[str, frozenset[Dialect]]] = {
    "wiv": frozenset({Dialect.MAGDA}),
    "magda": frozenset({Dialect.MAGDA}),
    "ksz": frozenset({Dialect.KSZ, Dialect.SSDN}),
}
"""Which contracts a hop serves."""


def hops_of(question: Question, contracts: Catalogue | None = None) -> tuple[str, ...]:
    """
    Give the hops that serve the contract of a question.

    Args:
        question: Names service and version.
        contracts: Where that contract stands; None for those that come along.

    Raises:
        UnknownContract: There is no such contract.
    """
    known = contracts or load()
    dialect = known.contract(question.service, question.version).dialect
    return tuple(hop for hop, served in HOP_DIALECTS.items() if dialect in served)


def connect(
    profile: ConnectionProfile | Path | str | None = None,
    *,
    via: str = "wiv",
    user: str | None = None,
    log: ClientLog | None = None,
    retry: RetrySettings | None = None,
    clock: Callable[[], datetime] = utc_now,
    trust_clock: Callable[[], datetime] | None = None,
) -> Connection:
    """
    Open a connection of a party; nothing is sent yet.

    Args:
        profile: Who asks, and where: a profile, the path of one, or None for that which
            the environment names (`ConnectionProfile.from_environment`).
        via: Name of an endpoint of the profile.
        user: INSZ of the natural person who asks, for calls that name nobody.
        log: Where every question is recorded; the protocols demand one in production.
            None: where the profile says, if it does.
        retry: How often to ask again what may pass. None: as the profile says.
        clock: Aware UTC; for messages.
        trust_clock: Aware UTC; when certificates must be valid. None: `clock`.

    Raises:
        InvalidSettings: The profile misses something that this hop needs, or names a
            log that cannot be.
        InvalidRequest: `user` has not eleven digits.
    """
    return Connection(
        read_profile(profile),
        via=via,
        user=user,
        log=log,
        retry=retry,
        clock=clock,
        trust_clock=trust_clock,
    )


def read_profile(profile: ConnectionProfile | Path | str | None) -> ConnectionProfile:
    """
    Give the profile itself, from a path or from what the environment names.

    Raises:
        InvalidSettings: It cannot be read, or none is named.
    """
    if isinstance(profile, ConnectionProfile):
        return profile
    if profile is None:
        return ConnectionProfile.from_environment()
    return ConnectionProfile.from_toml(profile)


class Connection(Flows[Line]):
    """One party at one hop; safe to share between threads. Close it, or use `with`."""

    def __init__(
        self,
        profile: ConnectionProfile,
        *,
        via: str,
        user: str | None = None,
        log: ClientLog | None = None,
        retry: RetrySettings | None = None,
        clock: Callable[[], datetime] = utc_now,
        trust_clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Prepare; `connect` says what the arguments are."""
        endpoint = profile.endpoint(via)
        self.hop = endpoint.hop
        self.sender = profile.sender(via)
        if user is not None:
            check_number("user", user)
        self.user = user
        self._profile, self._via = profile, via
        self._retry = profile.retry if retry is None else retry
        self._dialects = _dialects_of(self.hop)
        self._log = _log_of(profile) if log is None else log
        self._clock = clock
        self._check_sender(via)
        self.contracts = _contracts_of(profile)
        if profile.law.acts or profile.bases(via):
            from kruispunt_client.keeping import check_profile

            check_profile(profile, via)
        self._caller = Caller(
            endpoint,
            load_identity(profile.certificate),
            clock=clock,
            trust_clock=trust_clock,
        )
        self._open_flows(self)

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
        self._caller.close()

    def as_user(self, user: str) -> Connection:
        """
        Give the same connection with another user; nothing is opened or closed.

        Args:
            user: INSZ of the natural person who asks.

        Raises:
            InvalidRequest: It has not eleven digits.
        """
        check_number("user", user)
        other = copy.copy(self)
        other.user = user
        other._open_flows(other)
        return other

    def ask(self, call: Call[T]) -> Answer[T]:
        """
        Ask what a typed call describes; the methods of every flow end here.

        What fails in a way that may pass is asked again, if that is safe, as often as
        the profile says; every time with fresh references and a record of its own.

        Args:
            call: References, context and, if it names none, the user are added.

        Raises:
            KruispuntError: As its tree says, with trace and references.
        """
        way, operation = self._way(call)
        if operation.contract.dialect is Dialect.SSDN:
            ssdn_door.check_sender(
                self.sender, f"party {self.sender.id}, endpoint {self._via}"
            )
        question = way.question
        if question.user is None:
            if self.user is None:
                raise InvalidRequest(
                    "user: name the natural person who asks, here or in `connect`"
                )
            question = replace(question, user=self.user)
        return retrying(
            lambda: self._ask_once(question, operation, way.read),
            question=question,
            settings=self._retry,
        )

    def _ask_once(
        self, question: Question, operation: Operation, read: Callable[[Any], T | None]
    ) -> Answer[T]:
        attempt = _Attempt(
            time=self._clock(),
            started=time.monotonic(),
            trace=secrets.token_hex(16),
            references=new_references(operation.contract.dialect),
        )
        try:
            answer = self._answer(question, operation, attempt, read)
        except BaseException as error:
            if isinstance(error, KruispuntError):
                self._complete(error, attempt)
            self._keep(question, attempt, error)
            raise
        self._keep(question, attempt, None)
        return answer

    def _answer(
        self,
        question: Question,
        operation: Operation,
        attempt: _Attempt,
        read: Callable[[Any], T | None],
    ) -> Answer[T]:
        build = _door_of(operation)
        payload = build(operation, self._fields(question, operation, attempt))
        reply = attempt.reply = self._caller.call(
            operation, payload, trace=attempt.trace, user=question.user
        )
        attempt.trace = reply.trace
        outcome = read_outcome(reply, hop=self.hop)
        data = None if outcome.empty else _read(read, reply, operation)
        attempt.empty = data is None
        return Answer(
            data=data,
            hop=self.hop,
            trace=reply.trace,
            references=replace(attempt.references, reply=outcome.reply_reference),
            signer=reply.signer,
            warnings=outcome.remarks,
            status=outcome.status,
            person=outcome.person,
            filtered=outcome.filtered,
            asked=self._asked(operation, outcome.answered_on),
            raw=reply.raw,
        )

    def _asked(self, operation: Operation, answered_on: date | None) -> Asked:
        service, version = operation.contract.service, operation.contract.version
        magda = _is_magda(operation)
        on_wire = self.sender.hoedanigheid if magda else self.sender.legal_context
        return Asked(
            hop=self.hop,
            party=self.sender.id,
            capacity=self._profile.endpoint(self._via).capacity or on_wire,
            service=service,
            version=version,
            operation=operation.name,
            received=answered_on or belgian_date(self._clock()),
            basis=self._profile.basis(self._via, service, version),
            acts=self._profile.law.acts,
            contracts=self._profile.contracts.folder,
        )

    def _fields(
        self, question: Question, operation: Operation, attempt: _Attempt
    ) -> Fields:
        content = question.content
        return question_fields(
            operation,
            self.sender,
            content(self.sender) if callable(content) else content,
            references=attempt.references,
            user=question.user,
            now=attempt.time,
        )

    def _way(self, call: Call[T]) -> tuple[Way[T], Operation]:
        """Choose the contract that this hop serves."""
        hops: list[str] = []
        for way in call.ways:
            asked = way.question
            try:
                served = hops_of(asked, self.contracts)
            except UnknownContract:
                raise InvalidRequest(
                    f"no contract {asked.service} {asked.version}; `contracts` of the "
                    "profile names a folder of your own"
                ) from None
            if self.hop in served:
                return way, _operation_of(asked, self.contracts)
            hops += served
        raise InvalidRequest(
            f"{call.ways[0].question.service} is asked via {' or '.join(hops)}, not "
            f"{self.hop}"
        )

    def _check_sender(self, via: str) -> None:
        ksz = Dialect.KSZ in self._dialects
        needed = ("cbe_number", "legal_context") if ksz else ("identificatie",)
        for name in needed:
            if not getattr(self.sender, name):
                raise InvalidSettings(
                    f"party {self.sender.id}, endpoint {via}: {name} is needed to ask "
                    f"the {self.hop} hop"
                )

    def _complete(self, error: KruispuntError, attempt: _Attempt) -> None:
        """Give an error what only this level knows."""
        error.hop = self.hop
        error.trace = error.trace or attempt.trace
        error.references = attempt.references
        if attempt.reply is not None:
            error.request_xml = attempt.reply.sent
            error.reply_xml = attempt.reply.raw
        attempt.trace = error.trace
        attempt.sent, attempt.received = error.request_xml, error.reply_xml

    def _keep(
        self, question: Question, attempt: _Attempt, error: BaseException | None
    ) -> None:
        """Write what is asked for; first the record, which the law asks for too."""
        if attempt.reply is not None:
            attempt.sent, attempt.received = attempt.reply.sent, attempt.reply.raw
        try:
            self._record(question, attempt, error)
            if (folder := self._profile.log.messages) is not None:
                keep_exchange(
                    folder,
                    time=attempt.time,
                    trace=attempt.trace,
                    request=attempt.sent,
                    reply=attempt.received,
                )
        except LogNotWritten as failure:
            # Enough to find the question at the hop; not the reply, which is withheld.
            failure.hop, failure.trace = self.hop, attempt.trace
            failure.references = attempt.references
            raise

    def _record(
        self, question: Question, attempt: _Attempt, error: BaseException | None
    ) -> None:
        if self._log is None:
            return
        found = "nothing found" if attempt.empty else "answered"
        record = LogRecord(
            time=attempt.time,
            party=self.sender.id,
            application=self.sender.application,
            service=question.service,
            version=question.version,
            operation=question.operation,
            user=question.user or "",
            person=question.subject or NOBODY,
            hop=self.hop,
            trace=attempt.trace,
            references=attempt.references,
            outcome=found if error is None else type(error).__name__,
            code=error.code if isinstance(error, RefusedByService) else None,
            duration_ms=round((time.monotonic() - attempt.started) * 1000),
            request_sha256=_digest(attempt.sent),
            reply_sha256=_digest(attempt.received),
        )
        self._log.write(record)


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """What became of one question so far."""

    time: datetime
    started: float
    trace: str
    references: References
    reply: Reply | None = None
    empty: bool = False
    sent: bytes | None = None
    received: bytes | None = None


def load_identity(certificate: Certificate) -> PrivateIdentity:
    """
    Read the key and certificates that a profile points to.

    Raises:
        InvalidSettings: They are not there, or not usable.
    """
    password = certificate.password()
    if certificate.keystore is not None:
        return PrivateIdentity.from_pkcs12(certificate.keystore, password)
    if certificate.chain is None or certificate.key is None:
        raise InvalidSettings("certificate: `chain` and `key` are both needed")
    return PrivateIdentity.from_pem(
        certificate.chain, certificate.key, password=password
    )


def _operation_of(asked: Question, contracts: Catalogue) -> Operation:
    contract = contracts.contract(asked.service, asked.version)
    try:
        return contract.operation(asked.operation)
    except UnknownContract as error:
        known = ", ".join(operation.name for operation in contract.operations)
        raise InvalidRequest(f"{error}; there are: {known}") from None


def _log_of(profile: ConnectionProfile) -> ClientLog | None:
    where = profile.log.where()
    return None if where is None else open_log(where, profile.log.table)


def _contracts_of(profile: ConnectionProfile) -> Catalogue:
    folder = profile.contracts.folder
    if folder is None:
        return load()
    # Only here, for it takes longer to import than all the rest.
    from kruispunt_contracts.yamlfile import ConfigurationError

    try:
        return load(folder)
    except ConfigurationError as error:
        raise InvalidSettings(f"contracts.folder: {error}") from error


def _read(
    read: Callable[[Any], T | None], reply: Reply, operation: Operation
) -> T | None:
    """Read the data from what was verified: from `Repliek` in MAGDA."""
    root = reply.payload.find("Repliek") if _is_magda(operation) else reply.payload
    try:
        return read(as_tree(root))
    except (ValueError, ArithmeticError) as error:
        raise ReplyViolatesContract(
            f"The reply of {operation.name} holds a value that it cannot "
            f"({type(error).__name__})."
        ) from error


def _door_of(operation: Operation) -> Callable[[Operation, Fields], Element]:
    """Choose who builds the request of an operation."""
    if operation.contract.dialect is Dialect.SSDN:
        return ssdn_door.build
    # zeep takes longer to import than all the rest, and the hops never need it.
    from kruispunt_client.calls import zeep_door

    return zeep_door.build


def _is_magda(operation: Operation) -> bool:
    return operation.contract.dialect is Dialect.MAGDA


def _dialects_of(hop: str) -> frozenset[Dialect]:
    try:
        return HOP_DIALECTS[hop]
    except KeyError:
        raise InvalidSettings(
            f"hop {hop!r} is not one of: {', '.join(HOP_DIALECTS)}"
        ) from None


def _digest(octets: bytes | None) -> str | None:
    return None if octets is None else hashlib.sha256(octets).hexdigest()
