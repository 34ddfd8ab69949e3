"""
`connect(profile, via=…)`: the door for applications, with one method per operation.

```python
with connect(ConnectionProfile.from_state("state", "wonen-in-limburg")) as wiv:
    answer = wiv.geef_zorgtoeslag("15681512393", user="80631402131", on=date.today())
```

Every method asks the same way: check the question, give it fresh references, let zeep
build it from the contract, let `Caller` sign, send and verify, read the refusal if it
is one, write the log, and only then hand out the data.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from kruispunt_contracts import Dialect, Operation, load

from kruispunt_client.caller import Caller, Reply, utc_now
from kruispunt_client.calls.consult_attest import Attest, consult_attest
from kruispunt_client.calls.consult_files import (
    consult_files_by_date,
    consult_files_by_period,
)
from kruispunt_client.calls.consult_indemnity_periods import consult_indemnity_periods
from kruispunt_client.calls.geef_arbeidsongeschiktheid import (
    geef_arbeidsongeschiktheid,
)
from kruispunt_client.calls.geef_dossier_handicap import geef_dossier_handicap
from kruispunt_client.calls.geef_zorgtoeslag import Zorgtoeslag, geef_zorgtoeslag
from kruispunt_client.calls.handicap import FilePart, HandicapFiles, HandicapSource
from kruispunt_client.calls.incapacity import IndemnityPeriods
from kruispunt_client.calls.question import Period, Question
from kruispunt_client.client_log import ClientLog, LogRecord, open_log
from kruispunt_client.envelope import (
    Fields,
    belgian_date,
    ksz_fields,
    magda_fields,
    new_references,
)
from kruispunt_client.errors import (
    InvalidRequest,
    InvalidSettings,
    KruispuntError,
    LogNotWritten,
    References,
    RefusedByService,
)
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.outcome import Outcome, read_outcome
from kruispunt_client.results import Answer, Asked
from kruispunt_client.settings import Certificate, ConnectionProfile

T = TypeVar("T")

HOP_DIALECTS: Final[Mapping[str, Dialect]] = {
    "wiv": Dialect.MAGDA,
    "magda": Dialect.MAGDA,
    "ksz": Dialect.KSZ,
}
"""Which contracts a hop serves, of those that zeep can read and write: not the SSDN."""


def connect(
    profile: ConnectionProfile,
    *,
    via: str = "wiv",
    log: ClientLog | None = None,
    clock: Callable[[], datetime] = utc_now,
    trust_clock: Callable[[], datetime] | None = None,
) -> Connection:
    """
    Open a connection of a party; nothing is sent yet.

    Args:
        profile: Who asks, and where.
        via: Name of an endpoint of the profile.
        log: Where every question is recorded; the protocols demand one in production.
            None: where the profile says, if it does.
        clock: Aware UTC; for messages.
        trust_clock: Aware UTC; when certificates must be valid. None: `clock`.

    Raises:
        InvalidSettings: The profile misses something that this hop needs, or names a
            log that cannot be.
    """
    return Connection(profile, via=via, log=log, clock=clock, trust_clock=trust_clock)


class Connection:
    """One party at one hop; safe to share between threads. Close it, or use `with`."""

    def __init__(
        self,
        profile: ConnectionProfile,
        *,
        via: str,
        log: ClientLog | None = None,
        clock: Callable[[], datetime] = utc_now,
        trust_clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Prepare; `connect` says what the arguments are."""
        endpoint = profile.endpoint(via)
        self.hop = endpoint.hop
        self.sender = profile.sender(via)
        self._profile, self._via = profile, via
        self._dialect = _dialect_of(self.hop)
        self._log = _log_of(profile) if log is None else log
        self._clock = clock
        self._check_sender(via)
        if profile.law.acts or profile.bases(via):
            from kruispunt_client.keeping import check_profile

            check_profile(profile, via)
        self._caller = Caller(
            endpoint,
            load_identity(profile.certificate),
            clock=clock,
            trust_clock=trust_clock,
        )

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

    def geef_zorgtoeslag(
        self,
        insz: str,
        *,
        user: str,
        on: date | None = None,
        period: Period | None = None,
        status_aanvraag: bool = True,
        erkenningen: bool = True,
    ) -> Answer[Zorgtoeslag]:
        """Ask for the care supplement of a child; see `calls.geef_zorgtoeslag`."""
        return geef_zorgtoeslag(
            self,
            insz,
            user=user,
            on=on,
            period=period,
            status_aanvraag=status_aanvraag,
            erkenningen=erkenningen,
        )

    def geef_dossier_handicap(
        self,
        insz: str,
        *,
        user: str,
        on: date | None = None,
        period: Period | None = None,
        sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
        parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
        decision_status: bool = False,
        enriched_recognition: bool = False,
    ) -> Answer[HandicapFiles]:
        """Ask for the handicap file of a person; see `calls.geef_dossier_handicap`."""
        return geef_dossier_handicap(
            self,
            insz,
            user=user,
            on=on,
            period=period,
            sources=sources,
            parts=parts,
            decision_status=decision_status,
            enriched_recognition=enriched_recognition,
        )

    def geef_arbeidsongeschiktheid(
        self, insz: str, quarter: str, *, user: str
    ) -> Answer[IndemnityPeriods]:
        """Ask for indemnity periods; see `calls.geef_arbeidsongeschiktheid`."""
        return geef_arbeidsongeschiktheid(self, insz, quarter, user=user)

    def consult_attest(self, ssin: str, quarter: str, *, user: str) -> Answer[Attest]:
        """Ask the KSZ for an attest with the risk; see `calls.consult_attest`."""
        return consult_attest(self, ssin, quarter, user=user)

    def consult_indemnity_periods(
        self, ssin: str, quarter: str, *, user: str
    ) -> Answer[IndemnityPeriods]:
        """Ask the KSZ for periods only; see `calls.consult_indemnity_periods`."""
        return consult_indemnity_periods(self, ssin, quarter, user=user)

    def consult_files_by_date(
        self,
        ssin: str,
        on: date,
        *,
        user: str,
        sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
        parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
        decision_status: bool = False,
        enriched_recognition: bool = False,
    ) -> Answer[HandicapFiles]:
        """Ask the KSZ for a handicap file on a day; see `calls.consult_files`."""
        return consult_files_by_date(
            self,
            ssin,
            on,
            user=user,
            sources=sources,
            parts=parts,
            decision_status=decision_status,
            enriched_recognition=enriched_recognition,
        )

    def consult_files_by_period(
        self,
        ssin: str,
        period: Period,
        *,
        user: str,
        sources: Iterable[HandicapSource | str] = (HandicapSource.DGPH,),
        parts: Iterable[FilePart | str] = (FilePart.HANDICAP_RECOGNITIONS,),
    ) -> Answer[HandicapFiles]:
        """Ask the KSZ for a handicap file over a period; see `calls.consult_files`."""
        return consult_files_by_period(
            self, ssin, period, user=user, sources=sources, parts=parts
        )

    def ask(self, question: Question, read: Callable[[Any], T | None]) -> Answer[T]:
        """
        Ask a question of any operation; the methods above end here.

        Args:
            question: References and context are added.
            read: From zeep's object to the data; called only when there are data.

        Raises:
            KruispuntError: As its tree says, with trace and references.
        """
        operation = self._operation(question)
        attempt = _Attempt(
            time=self._clock(),
            started=time.monotonic(),
            trace=secrets.token_hex(16),
            references=new_references(self._dialect),
        )
        try:
            answer = self._answer(question, operation, attempt, read)
        except BaseException as error:
            if isinstance(error, KruispuntError):
                self._complete(error, attempt)
            self._record(question, attempt, error)
            raise
        self._record(question, attempt, None)
        return answer

    def _answer(
        self,
        question: Question,
        operation: Operation,
        attempt: _Attempt,
        read: Callable[[Any], T | None],
    ) -> Answer[T]:
        # zeep takes longer to import than all the rest, and the hops never need it.
        from kruispunt_client.calls.zeep_door import exchange

        def send(payload: Any) -> Reply:
            attempt.reply = self._caller.call(
                operation, payload, trace=attempt.trace, user=question.user
            )
            attempt.trace = attempt.reply.trace
            attempt.outcome = read_outcome(attempt.reply, hop=self.hop)
            return attempt.reply

        found = exchange(operation, self._fields(question, operation, attempt), send)
        reply, outcome = attempt.reply, attempt.outcome
        if reply is None or outcome is None:
            raise AssertionError("zeep returned without sending")
        data = None if outcome.empty else read(found)
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
        ksz = self._dialect is Dialect.KSZ
        on_wire = self.sender.legal_context if ksz else self.sender.hoedanigheid
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
        )

    def _fields(
        self, question: Question, operation: Operation, attempt: _Attempt
    ) -> Fields:
        if self._dialect is Dialect.KSZ:
            return ksz_fields(
                self.sender,
                question.content,
                references=attempt.references,
                now=attempt.time,
            )
        return magda_fields(
            operation.contract,
            self.sender,
            question.content,
            references=attempt.references,
            user=question.user,
            now=attempt.time,
        )

    def _operation(self, question: Question) -> Operation:
        contract = load().contract(question.service, question.version)
        if contract.dialect is not self._dialect:
            hops = [hop for hop, d in HOP_DIALECTS.items() if d is contract.dialect]
            where = (
                f"via {' or '.join(hops)}, not {self.hop}" if hops else "by a Caller"
            )
            raise InvalidRequest(f"{question.service} is asked {where}")
        return contract.operation(question.operation)

    def _check_sender(self, via: str) -> None:
        ksz = self._dialect is Dialect.KSZ
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

    def _record(
        self, question: Question, attempt: _Attempt, error: BaseException | None
    ) -> None:
        if self._log is None:
            return
        if attempt.reply is not None:
            attempt.sent, attempt.received = attempt.reply.sent, attempt.reply.raw
        found = "nothing found" if attempt.empty else "answered"
        record = LogRecord(
            time=attempt.time,
            party=self.sender.id,
            application=self.sender.application,
            service=question.service,
            version=question.version,
            operation=question.operation,
            user=question.user,
            person=question.subject,
            hop=self.hop,
            trace=attempt.trace,
            references=attempt.references,
            outcome=found if error is None else type(error).__name__,
            code=error.code if isinstance(error, RefusedByService) else None,
            duration_ms=round((time.monotonic() - attempt.started) * 1000),
            request_sha256=_digest(attempt.sent),
            reply_sha256=_digest(attempt.received),
        )
        try:
            self._log.write(record)
        except LogNotWritten as failure:
            # Enough to find the question at the hop; not the reply, which is withheld.
            failure.hop, failure.trace = self.hop, attempt.trace
            failure.references = attempt.references
            raise


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """What became of one question so far."""

    time: datetime
    started: float
    trace: str
    references: References
    reply: Reply | None = None
    outcome: Outcome | None = None
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


def _log_of(profile: ConnectionProfile) -> ClientLog | None:
    where = profile.log.where()
    return None if where is None else open_log(where, profile.log.table)


def _dialect_of(hop: str) -> Dialect:
    try:
        return HOP_DIALECTS[hop]
    except KeyError:
        raise InvalidSettings(
            f"hop {hop!r} is not one of: {', '.join(HOP_DIALECTS)}"
        ) from None


def _digest(octets: bytes | None) -> str | None:
    return None if octets is None else hashlib.sha256(octets).hexdigest()
