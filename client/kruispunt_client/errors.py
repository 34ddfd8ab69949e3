"""
What can go wrong with a call, sorted by whose side erred.

```
KruispuntError
├── InvalidRequest               you built it wrong; no byte left this machine
│   ├── InvalidSettings          the profile cannot be used: file, key, expectation
│   └── NotOpened                the act keeps a stored answer shut, now or for this
├── TransportFailure             the line failed; nothing is known about the person
│   ├── ConnectionFailed         no connection, or it broke
│   ├── TlsRefused               one side did not accept the certificate of the other
│   └── TimedOut                 no connection, or no complete reply, in time
├── RefusedByService             a verified reply says no
│   ├── NotAuthorised            this party may not ask this here
│   ├── PersonNotRegistered      no registration (integration) of this person
│   ├── InvalidQuestion          the values in the question are not acceptable
│   ├── PersonReplaced           the number was replaced: `new_number`
│   ├── SourceUnavailable        a source or platform is down (retryable)
│   ├── Throttled                too many questions at once (retryable)
│   ├── SignatureRefused         they could not accept our signature
│   └── ContractRefused          they could not read our message
├── InvalidAnswer                they answered wrongly: nothing of it may be used
│   ├── UnsignedReply            a signature is missing
│   ├── UntrustedReply           signed by somebody else, or by an unusable certificate
│   ├── StaleReply               too old, from the future, or without its time
│   ├── AlteredReply             the signature does not fit what came
│   ├── AnswerToAnotherQuestion  its references are not ours
│   ├── ReplyViolatesContract    not valid against the schema of the operation
│   └── NotAReply                no SOAP message at all
├── LogNotWritten                the log at our own side could not be kept
└── LogNotRead                   nor can it be read back
```

The text is for people and never holds a person's number; the attributes are for
programs and may (`request_xml`, `reply_xml`, `annotations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The references of one exchange: what each side can be asked about afterwards."""

    context: str | None = None
    """MAGDA `Context/Bericht/Afzender/Referte`."""
    question: str | None = None
    """MAGDA `Vraag/Referte`."""
    ticket: str | None = None
    """KSZ `informationCustomer/ticket`, SSDN `Message/Reference`."""
    reply: str | None = None
    """The reply's own: MAGDA `Afzender/Referte`, KSZ `ticketCBSS`, SSDN `Ticket`."""


class KruispuntError(Exception):
    """Base of everything this package raises on purpose."""

    retryable: ClassVar[bool] = False
    """Whether the same question, with fresh references, may succeed a little later."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.hop: str | None = None
        """Who we were talking to: `wiv`, `magda` or `ksz`."""
        self.trace: str | None = None
        """Trace id of the exchange (32 hex); the key for the log of every hop."""
        self.references: References = References()
        self.attempts = 1
        """How often it was asked before this was raised."""
        self.request_xml: bytes | None = None
        """The octets we sent, if any left."""
        self.reply_xml: bytes | None = None
        """The octets that came back; verified in a `RefusedByService` only."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it pass to another process, or be copied, with its text as it is."""
        state = {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in vars(self).items()
        }
        return _again, (type(self), str(self)), state


def _again(kind: type[KruispuntError], text: str) -> KruispuntError:
    return kind.__new__(kind, text)


class InvalidRequest(KruispuntError):
    """The question was built wrong and was not sent."""

    def __init__(self, message: str, *, problems: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems
        """Schema errors, if that is why; they quote values: nothing for logs."""

    @property
    def elements(self) -> tuple[str, ...]:
        """Paths of the elements of the question that do not follow the contract."""
        paths = (getattr(problem, "path", None) for problem in self.problems)
        return tuple(dict.fromkeys(str(path) for path in paths if path))


class InvalidSettings(InvalidRequest):
    """A profile names something that is missing, unknown or of the wrong kind."""


class NotOpened(InvalidRequest):
    """A kept answer stays shut: not now, not by this person, or not for this."""


class TransportFailure(KruispuntError):
    """The question may or may not have arrived; no answer did."""

    def __init__(self, message: str, *, http_status: int | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status
        """Status of a reply that was no SOAP message (a proxy or gateway), if any."""


class ConnectionFailed(TransportFailure):
    """No connection could be made, or it broke before the reply was complete."""

    retryable = True

    def __init__(
        self, message: str, *, http_status: int | None = None, never_left: bool = False
    ) -> None:
        super().__init__(message, http_status=http_status)
        self.never_left = never_left
        """Whether it is certain that nobody looked at the question."""


class TlsRefused(TransportFailure):
    """The two certificates were not both accepted."""


class TimedOut(TransportFailure):
    """Nothing came within the time of the profile."""

    retryable = True


_NO_ANNOTATIONS: Mapping[str, str] = MappingProxyType({})


class RefusedByService(KruispuntError):
    """A verified reply that refuses the question, in the platform's own words."""

    advice: ClassVar[str] = "Look the code up in the service's error list."
    """What the reader of the message can do."""

    def __init__(
        self,
        *,
        hop: str,
        level: str,
        code: str,
        origin: str | None,
        type: str | None,
        meaning: str,
        diagnosis: str | None = None,
        circumstance: str | None = None,
        annotations: Mapping[str, str] = _NO_ANNOTATIONS,
        elements: tuple[str, ...] = (),
    ) -> None:
        advice = self._advice(annotations)
        super().__init__(_refusal_text(hop, level, code, origin, meaning, advice))
        self.hop: str = hop
        self.level = level
        """`1`, `2`, `3` (MAGDA), `fault`, `status` (KSZ) or `summary` (SSDN)."""
        self.code = code
        """The code on the wire, such as `13001` or `MSG00012`."""
        self.origin = origin
        """Who raised it, as the wire says (`Oorsprong`, `authorCode`, …)."""
        self.type = type
        """`FOUT`, `FATAL`, `ERROR`, or the KSZ status value."""
        self.meaning = meaning
        """The code in plain English."""
        self.diagnosis = diagnosis
        self.circumstance = circumstance
        self.annotations: Mapping[str, str] = MappingProxyType(dict(annotations))
        self.elements = elements
        """Names of elements of the question that the wire points at."""

    def _advice(self, annotations: Mapping[str, str]) -> str:
        return self.advice


class NotAuthorised(RefusedByService):
    advice = (
        "Check Identificatie, Hoedanigheid and legal context in the profile, whether "
        "the authorisation of this party covers the service on this date, and whether "
        "the user is on its list of staff."
    )


class PersonNotRegistered(RefusedByService):
    advice = (
        "Register the person for this purpose first (repertorium, KSZ inscription); "
        "if that was done, the source has no file about this person."
    )


class InvalidQuestion(RefusedByService):
    advice = (
        "Correct the number, date, period or code in the question; do not repeat it."
    )

    @property
    def element(self) -> str | None:
        """
        The element of the question that is wrong.

        As the wire names it, if it does; else what the code is about. None when neither
        tells: `circumstance` and `annotations` may.
        """
        named = self.annotations.get("Node")
        found = (*self.elements, *((named,) if named else ()))
        return found[0] if found else ELEMENTS.get(self.code)


class PersonReplaced(RefusedByService):
    """The number of the person was replaced; ask again with `new_number`."""

    advice = "Ask again with `new_number`, and correct the number in your own file."

    def _advice(self, annotations: Mapping[str, str]) -> str:
        if new_number_in(annotations) is not None:
            return self.advice
        return (
            "The wire does not give the new number: ask for it with `person.now`, "
            "whose `person.replaced_by` has it."
        )

    @property
    def new_number(self) -> str | None:
        """The number that replaces the one asked, if the wire gives it."""
        return new_number_in(self.annotations)


NEW_NUMBER_NAMES = ("Nieuw INSZ", "newSSIN")
"""Annotation (MAGDA 30004) and information field (KSZ MSG00006) of the new number."""


def new_number_in(annotations: Mapping[str, str]) -> str | None:
    """Give the new number of a person, if the annotations of a remark have it."""
    found = (annotations.get(name) for name in NEW_NUMBER_NAMES)
    return next((number for number in found if number is not None), None)


_ELEMENTS_ROWS: Mapping[str, str] = {
    "INSZ": "20002 30002 30003 40098 40099 40101",
    "Periode": "20003 20004 30034 40004",
    "Datum": "20006",
    "Ondernemingsnummer": "20007",
    "Taal": "25001",
    "Bron": "30032 99982",
    "Subject": "40035",
    "GewensteInformatie": "40102",
    "ssin": "MSG00005 MSG00007 MSG00011",
    "period": "HAN00020 HAN00021 UDS00016",
    "parts": "HAN00022 HAN00023",
}
ELEMENTS: Mapping[str, str] = MappingProxyType(
    {code: name for name, codes in _ELEMENTS_ROWS.items() for code in codes.split()}
)
"""From a code to the element of the question that it is about. Source: the meanings in
`kruispunt_contracts.faults`."""


class SourceUnavailable(RefusedByService):
    advice = "Try again later; nothing is known about the person."
    retryable = True


class Throttled(RefusedByService):
    advice = "Slow down and try again: the platform limits questions per second."
    retryable = True


class SignatureRefused(RefusedByService):
    advice = (
        "Check that the certificate in the profile is the one known to the platform, "
        "that it is valid, and that the clock of this machine is right."
    )


class ContractRefused(RefusedByService):
    advice = (
        "The platform speaks another version of this contract, or the text is broken."
    )


class InvalidAnswer(KruispuntError):
    """What came back cannot be used; `problems` says why, check by check."""

    advice: ClassVar[str] = "Use nothing of it; report the trace to the other side."

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        problems: tuple[object, ...] = (),
        claimed_fault: str | None = None,
    ) -> None:
        text = f"{message} {self.advice}"
        if claimed_fault:
            text += f" It claims to be a fault, unproven: {claimed_fault!r}."
        super().__init__(text)
        self.http_status = http_status
        self.problems = problems
        """Each with the check, what was expected and what was found."""
        self.claimed_fault = claimed_fault
        """`faultstring` of a fault that could not be verified."""


class UnsignedReply(InvalidAnswer):
    advice = (
        'Use nothing of it. Set `reply_security = "platform"` only for a real platform '
        "that is known not to sign its replies; else report the trace."
    )


class UntrustedReply(InvalidAnswer):
    advice = (
        "Check `trust` and `signer` of the endpoint in the profile; if they are right, "
        "somebody else is answering."
    )


class StaleReply(InvalidAnswer):
    advice = "Check the clock of this machine first; it may also be a replayed message."


class AlteredReply(InvalidAnswer):
    pass


class AnswerToAnotherQuestion(InvalidAnswer):
    pass


class ReplyViolatesContract(InvalidAnswer):
    pass


class NotAReply(InvalidAnswer):
    advice = (
        "Check the address in the profile: is this the service, and not a web page?"
    )


class LogNotWritten(KruispuntError):
    """
    The record that the law asks for could not be kept; no data are handed out.

    Nor are they when the profile wants whole messages kept, and those cannot be.
    """


class LogNotRead(KruispuntError):
    """The log at our own side cannot be read back."""


def _refusal_text(
    hop: str, level: str, code: str, origin: str | None, meaning: str, advice: str
) -> str:
    where = f"at level {level}" if level.isdigit() else f"as {level}"
    raised = f", raised by {origin}" if origin else ""
    return f"{hop} refused with {code} {where}{raised}: {meaning} {advice}"


def refusal_class(dialect: str, code: str) -> type[RefusedByService]:
    """
    Find the class for a code on the wire.

    Args:
        dialect: `magda`, `ksz` or `ssdn`.
        code: As on the wire; one that is not in the table gives the base class.
    """
    return REFUSALS.get((dialect, code), RefusedByService)


def _table(
    rows: Mapping[type[RefusedByService], tuple[str, str]],
) -> Mapping[tuple[str, str], type[RefusedByService]]:
    return MappingProxyType(
        {
            (dialect, code): kind
            for kind, columns in rows.items()
            for dialect, column in (("magda", 0), ("ksz", 1), ("ssdn", 1))
            for code in columns[column].split()
        }
    )


_SECURITY_FAULTS = (
    "InvalidSecurity InvalidSecurityToken FailedAuthentication FailedCheck "
    "SecurityTokenUnavailable UnsupportedAlgorithm UnsupportedSecurityToken "
    "MessageExpired"
)
"""Source: WSS SOAP Message Security 1.1.1, section 12."""

REFUSALS = _table(
    {
        NotAuthorised: (
            "13001 13501 15021 20005 40001 40005 40006 60011",
            "MSG00013 MSG00014 MSG00015 MSG00016 MSG00027 HAN00010 HAN00011",
        ),
        PersonNotRegistered: (
            "13202 13303 40003 40140 40141 40142",  # pension
            "MSG00012 MSG00021 SSK00003",
        ),
        InvalidQuestion: (
            "13101 20002 20003 20004 20006 20007 25001 30002 30003 30032 30034 40102 "
            "99982 "
            "40035 50000 "  # repertories
            "40098 40099 40101 "  # persons and households
            "40004",  # pension
            "MSG00005 MSG00007 MSG00008 MSG00011 HAN00020 HAN00021 HAN00022 HAN00023 "
            "UDS00016",
        ),
        PersonReplaced: ("30004", "MSG00006"),
        SourceUnavailable: (
            "16010 16013 60003 60006 60007 60009 60010 60013 60018 70003 "
            "99983 99986 99994 99996 99997 "
            "40088 "  # repertories
            "45700 45712 45713 45719 45720 "  # building register
            "40083",  # pension
            "MSG00001 MSG00002 MSG00003 MSG00020 MSG00023 "
            "HAN00030 HAN00031 HAN00032 HAN00033 HAN20200 CHB00001",
        ),
        Throttled: ("99995", ""),
        SignatureRefused: (f"ERR_025 {_SECURITY_FAULTS}", _SECURITY_FAULTS),
        ContractRefused: (
            "10001 Client VersionMismatch MustUnderstand",
            "MSG00004 MSG00025 Client VersionMismatch MustUnderstand",
        ),
    }
)
"""
(dialect, code) → class. A fault without code goes by the local name of its faultcode.

Codes and their meaning: `kruispunt_contracts.faults`, of which every refusing row is
here. Those of the KSZ are also used when MAGDA passes one on, and in the SSDN.
"""
