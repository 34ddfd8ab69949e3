"""What the KSZ says when something is wrong, or right. Shape and sources: `faults`."""

from __future__ import annotations

from typing import Final

from kruispunt_contracts import ns
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.faults.row import WireFault

KSZ_AUTHOR: Final = "http://www.bcss.fgov.be/en/international/home/index.html"
"""`authorCode` of the KSZ itself. Source: recorded fault in Lino."""


def _status(
    key: str, value: str, code: str, text: str, *, meaning: str, source: str
) -> WireFault:
    """Build a row that leaves as `status` of a normal reply."""
    return WireFault(
        key=key,
        dialect=Dialect.KSZ,
        level="status",
        code=code,
        origin=KSZ_AUTHOR,
        type=None,
        value=value,
        text=text,
        meaning=meaning,
        source=source,
    )


def _cbss_fault(
    key: str, code: str, text: str, *, meaning: str, source: str
) -> WireFault:
    """
    Build a row that leaves as CBSSFault in a SOAP fault.

    Source: recorded faults have faultcode Server (prefixed) whatever the cause, and one
    general faultstring; its wording is our choice.
    """
    return WireFault(
        key=key,
        dialect=Dialect.KSZ,
        level="fault",
        code=code,
        origin=KSZ_AUTHOR,
        type="FATAL",
        value=None,
        text=text,
        meaning=meaning,
        source=source,
        faultcode="Server",
        faultstring="The request could not be handled; see detail.",
    )


def _bare_fault(
    key: str, faultcode: str, faultstring: str, *, meaning: str, source: str
) -> WireFault:
    """
    Build a SOAP fault without detail.

    SOAP 1.1 section 4.4: an error in a header entry must not be told in `detail`, and
    before the body is read there is no operation whose fault element could stand there.
    """
    return WireFault(
        key=key,
        dialect=Dialect.KSZ,
        level="fault",
        code="",
        origin=KSZ_AUTHOR,
        type="FATAL",
        value=None,
        text=faultstring,
        meaning=meaning,
        source=source,
        faultcode=faultcode,
        faultstring=faultstring,
    )


_CENTRAL = "wiki diff 5491197246/5913935900 (central list of KSZ codes)"
_CLIENT_CODE = "public KSZ client code; the place in the reply is inferred"
_HANDI = "public KSZ client code for Handi; place and value are inferred"
_WSS = (
    "WSS section 12; that the KSZ does so is our choice, as its profile is not public"
)

STATUS = (
    _status(
        "ksz.data-found",
        "DATA_FOUND",
        "MSG00000",
        "Handled, data found",
        meaning="Handled, and there are data.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.no-data",
        "NO_DATA_FOUND",
        "MSG00100",
        "Handled, the supplier has no data",
        meaning="Handled, the supplier has nothing about this person.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.deceased",
        "NO_DATA_FOUND",
        "MSG00009",
        "The person is deceased",
        meaning="The person died; information deceiseDate (spelled so) has the date.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.not-integrated-at-supplier",
        "NO_DATA_FOUND",
        "MSG00021",
        "The SSIN is not integrated at the supplier",
        meaning="The supplier has no file about this person.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.ssin-unknown",
        "NO_RESULT",
        "MSG00005",
        "The SSIN does not exist",
        meaning="The number is well formed, nobody has it.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.ssin-replaced",
        "NO_RESULT",
        "MSG00006",
        "The SSIN is replaced",
        meaning="Ask again with the number in information newSSIN.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.ssin-cancelled",
        "NO_RESULT",
        "MSG00007",
        "The SSIN is cancelled",
        meaning="The number existed and was cancelled.",
        source="public KSZ client code; value as the other SSIN codes",
    ),
    _status(
        "ksz.invalid-data",
        "NO_RESULT",
        "MSG00008",
        "The request holds invalid data",
        meaning="A functional check failed; information says which.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.ssin-invalid",
        "NO_RESULT",
        "MSG00011",
        "The structure of the SSIN is invalid",
        meaning="The last two digits do not follow from the first nine.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.not-integrated",
        "NO_RESULT",
        "MSG00012",
        "The SSIN is not sufficiently integrated for your organisation",
        meaning="The person is not integrated for the organisation in information "
        "cbeNumber; integrate first, then ask again.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.not-allowed-context",
        "NO_RESULT",
        "MSG00013",
        "The operation is not allowed with this legal context and these credentials",
        meaning="The customer has no authorisation for this purpose.",
        source=_CENTRAL,
    ),
    _status(
        "ksz.no-right-to-data",
        "NO_RESULT",
        "MSG00027",
        "No right to the requested data",
        meaning="The operation is allowed, these data are not.",
        source="public KSZ client code; NO_RESULT or fault",
    ),
)

HANDI = (
    _status(
        "handi.incomplete",
        "INCOMPLETE_DATA",
        "HAN20200",
        "Some sources could not be consulted",
        meaning="At least one source failed; its own status says TECHNICAL_ERROR.",
        source=_CENTRAL,
    ),
    _status(
        "handi.customer-not-allowed",
        "NO_RESULT",
        "HAN00010",
        "The customer is not allowed to consult",
        meaning="No authorisation for Handi at all.",
        source=_HANDI,
    ),
    _status(
        "handi.information-not-allowed",
        "NO_RESULT",
        "HAN00011",
        "The customer is not allowed to consult this information",
        meaning="No authorisation for the parts that were asked for.",
        source=_HANDI,
    ),
    _status(
        "handi.period-too-long",
        "NO_RESULT",
        "HAN00020",
        "The payment period is longer than two years",
        meaning="Ask for two years at most.",
        source=_HANDI,
    ),
    _status(
        "handi.period-order",
        "NO_RESULT",
        "HAN00021",
        "The period is not ascending",
        meaning="The period ends before it begins.",
        source=_HANDI,
    ),
    _status(
        "handi.nothing-asked",
        "NO_RESULT",
        "HAN00022",
        "No information is requested",
        meaning="No source or no part was named; name at least one of each.",
        source=_HANDI,
    ),
    _status(
        "handi.all-flags-false",
        "NO_RESULT",
        "HAN00023",
        "All flags are false",
        meaning="Sources or parts were named, all with false; set one of each to true.",
        source=_HANDI,
    ),
    _status(
        "handi.supplier-schema",
        "TECHNICAL_ERROR",
        "HAN00030",
        "The supplier refused the structure of the message",
        meaning="Status of one source; the asker can do nothing about it.",
        source=_HANDI,
    ),
    _status(
        "handi.dgph-error",
        "TECHNICAL_ERROR",
        "HAN00031",
        "An error occurred at DGPH",
        meaning="Status of one source; ask again later.",
        source=_HANDI,
    ),
    _status(
        "handi.dgph-no-result",
        "NO_RESULT",
        "HAN00032",
        "DGPH gave no result",
        meaning="Status of one source: it came to no answer.",
        source=_HANDI,
    ),
    _status(
        "handi.supplier-answer-schema",
        "TECHNICAL_ERROR",
        "HAN00033",
        "The answer of the supplier has an invalid structure",
        meaning="Status of one source; the asker can do nothing about it.",
        source=_HANDI,
    ),
    _status(
        "handi.source-unavailable",
        "TECHNICAL_ERROR",
        "MSG00020",
        "The supplier is not available",
        meaning="Status of one source; ask again later.",
        source="our choice, because which code a failing source other than DGPH gets "
        "is not published; the meaning of MSG00020 fits",
    ),
    _status(
        "handi.unknown-at-dgph",
        "NO_DATA_FOUND",
        "SSK00003",
        "The person is not known at DGPH",
        meaning="Status of one source: it has no file.",
        source=_HANDI,
    ),
)

FAULT = (
    _cbss_fault(
        "ksz.unavailable",
        "MSG00001",
        "The service is not available",
        meaning="The KSZ itself is down; ask again later.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.supplier-unreachable",
        "MSG00002",
        "No communication with the supplier",
        meaning="The source cannot be reached; ask again later.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.internal",
        "MSG00003",
        "An unexpected internal error occurred",
        meaning="Something broke inside the KSZ; not the asker's doing.",
        source="Lino (recorded fault)",
    ),
    _cbss_fault(
        "ksz.structure",
        "MSG00004",
        "The structure of the message is invalid",
        meaning="The request does not follow the XSD.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.not-allowed-context-fault",
        "MSG00013",
        "The operation is not allowed with this legal context and these credentials",
        meaning="The customer has no authorisation for this purpose.",
        source="public KSZ client code; NO_RESULT, or a fault in some services",
    ),
    _cbss_fault(
        "ksz.wrong-credentials",
        "MSG00014",
        "The credentials do not belong to the customer organisation",
        meaning="Certificate and customerIdentification name two organisations.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.no-right",
        "MSG00015",
        "The customer has no right to the service",
        meaning="The organisation is known, the service is not opened for it.",
        source="TSS DmfaConsultationService and public KSZ client code",
    ),
    _cbss_fault(
        "ksz.user-no-right",
        "MSG00016",
        "The user has no right to the operation",
        meaning="The end user or the technical user may not do this.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.supplier-unavailable",
        "MSG00020",
        "The supplier is not available",
        meaning="The source is down; ask again later.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.supplier-wrong-answer",
        "MSG00023",
        "The supplier gave a wrong answer",
        meaning="The source answered something that cannot be used.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.not-implemented",
        "MSG00025",
        "The operation is not implemented",
        meaning="The contract has the operation, the service does not offer it.",
        source=_CLIENT_CODE,
    ),
    _cbss_fault(
        "ksz.no-right-to-data-fault",
        "MSG00027",
        "No right to the requested data",
        meaning="The operation is allowed, these data are not.",
        source="public KSZ client code; NO_RESULT, or a fault in some services",
    ),
)

SOAP = (
    _bare_fault(
        "ksz.unreadable",
        "Client",
        "The message is not a readable SOAP 1.1 message.",
        meaning="The request is not XML, or not a SOAP 1.1 envelope.",
        source="our choice, because nothing is published; SOAP 1.1 section 4.4.1",
    ),
    _bare_fault(
        "ksz.unknown-operation",
        "Client",
        "No operation of this service accepts the element in the body.",
        meaning="The element in the body belongs to no operation at this address.",
        source="our choice, because nothing is published; SOAP 1.1 section 4.4.1",
    ),
    _bare_fault(
        "ksz.must-understand",
        "MustUnderstand",
        "A header that must be understood is not understood.",
        meaning="A header besides wsse:Security says mustUnderstand; leave that out.",
        source="SOAP 1.1 section 4.2.3",
    ),
    _bare_fault(
        "ksz.signature-missing",
        f"{{{ns.WSSE}}}InvalidSecurity",
        "An error was discovered processing the <wsse:Security> header",
        meaning="The request carries no Security header, or no signature in it.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.security-invalid",
        f"{{{ns.WSSE}}}InvalidSecurity",
        "An error was discovered processing the <wsse:Security> header",
        meaning="Several Security headers, or parts that must be signed and are not.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.security-token-invalid",
        f"{{{ns.WSSE}}}InvalidSecurityToken",
        "An invalid security token was provided",
        meaning="The certificate cannot be read, or is not of the kind it claims.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.security-token-refused",
        f"{{{ns.WSSE}}}FailedAuthentication",
        "The security token could not be authenticated or authorized",
        meaning="The certificate is expired, revoked, or of an unknown issuer.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.security-token-unavailable",
        f"{{{ns.WSSE}}}SecurityTokenUnavailable",
        "Referenced security token could not be retrieved",
        meaning="The signature points to a token that is not in the message.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.security-algorithm",
        f"{{{ns.WSSE}}}UnsupportedAlgorithm",
        "An unsupported signature or encryption algorithm was used",
        meaning="Signature, digest, canonicalisation or transform is not accepted.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.signature-invalid",
        f"{{{ns.WSSE}}}FailedCheck",
        "The signature or decryption was invalid",
        meaning="The signed octets were changed, or another key signed them.",
        source=_WSS,
    ),
    _bare_fault(
        "ksz.message-expired",
        f"{{{ns.WSSE}}}MessageExpired",
        "The message has expired",
        meaning="The Timestamp lies outside the accepted window, or the message was "
        "seen before.",
        source=f"{_WSS}; section 10 writes wsu:MessageExpired, toolkits send wsse",
    ),
)
