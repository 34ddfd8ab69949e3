"""
Ask MAGDA and the KSZ, through Kruispunt or for real.

`connect` is the door; `ConnectionProfile` says who asks and where; `errors` sorts what
can go wrong. What needs the XML, TLS and database libraries is loaded when first used,
so that reading a profile does not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kruispunt_client.client_log import (
    BrokenLine,
    ClientLog,
    JsonLinesLog,
    LogRecord,
    ReadableLog,
)
from kruispunt_client.errors import (
    AlteredReply,
    AnswerToAnotherQuestion,
    ConnectionFailed,
    ContractRefused,
    InvalidAnswer,
    InvalidQuestion,
    InvalidRequest,
    InvalidSettings,
    KruispuntError,
    LogNotRead,
    LogNotWritten,
    NotAReply,
    NotAuthorised,
    NotOpened,
    PersonNotRegistered,
    PersonReplaced,
    References,
    RefusedByService,
    ReplyViolatesContract,
    SignatureRefused,
    SourceUnavailable,
    StaleReply,
    Throttled,
    TimedOut,
    TlsRefused,
    TransportFailure,
    UnsignedReply,
    UntrustedReply,
)
from kruispunt_client.results import (
    Answer,
    Code,
    Month,
    PartialDate,
    Person,
    Remark,
    Status,
    StatusValue,
)
from kruispunt_client.settings import (
    ONCE,
    Certificate,
    ConnectionProfile,
    Endpoint,
    LawSettings,
    LogSettings,
    Party,
    ReplySecurity,
    RetrySettings,
    UrlStyle,
)

if TYPE_CHECKING:
    from kruispunt_law import Retention

    from kruispunt_client.async_connection import AsyncConnection, connect_async
    from kruispunt_client.batches import (
        BatchItem,
        BatchProgress,
        BatchReport,
        BatchStep,
        batch,
        batch_async,
    )
    from kruispunt_client.cabinet import Cabinet
    from kruispunt_client.calls.handicap import FilePart, HandicapSource
    from kruispunt_client.connection import Connection, connect
    from kruispunt_client.database_log import DatabaseLog
    from kruispunt_client.notices import Notice, NoticeBook
    from kruispunt_client.provenance import Link, Provenance

__all__ = [
    "ONCE",
    "AlteredReply",
    "Answer",
    "AnswerToAnotherQuestion",
    "AsyncConnection",
    "BatchItem",
    "BatchProgress",
    "BatchReport",
    "BatchStep",
    "BrokenLine",
    "Cabinet",
    "Certificate",
    "ClientLog",
    "Code",
    "Connection",
    "ConnectionFailed",
    "ConnectionProfile",
    "ContractRefused",
    "DatabaseLog",
    "Endpoint",
    "FilePart",
    "HandicapSource",
    "InvalidAnswer",
    "InvalidQuestion",
    "InvalidRequest",
    "InvalidSettings",
    "JsonLinesLog",
    "KruispuntError",
    "LawSettings",
    "Link",
    "LogNotRead",
    "LogNotWritten",
    "LogRecord",
    "LogSettings",
    "Month",
    "NotAReply",
    "NotAuthorised",
    "NotOpened",
    "Notice",
    "NoticeBook",
    "PartialDate",
    "Party",
    "Person",
    "PersonNotRegistered",
    "PersonReplaced",
    "Provenance",
    "ReadableLog",
    "References",
    "RefusedByService",
    "Remark",
    "ReplySecurity",
    "ReplyViolatesContract",
    "Retention",
    "RetrySettings",
    "SignatureRefused",
    "SourceUnavailable",
    "StaleReply",
    "Status",
    "StatusValue",
    "Throttled",
    "TimedOut",
    "TlsRefused",
    "TransportFailure",
    "UnsignedReply",
    "UntrustedReply",
    "UrlStyle",
    "batch",
    "batch_async",
    "connect",
    "connect_async",
]

_LATE = {
    "AsyncConnection": "async_connection",
    "BatchItem": "batches",
    "BatchProgress": "batches",
    "BatchReport": "batches",
    "BatchStep": "batches",
    "Cabinet": "cabinet",
    "Connection": "connection",
    "DatabaseLog": "database_log",
    "FilePart": "calls.handicap",
    "HandicapSource": "calls.handicap",
    "Link": "provenance",
    "Notice": "notices",
    "NoticeBook": "notices",
    "Provenance": "provenance",
    "Retention": "keeping",
    "batch": "batches",
    "batch_async": "batches",
    "connect": "connection",
    "connect_async": "async_connection",
}


def __getattr__(name: str) -> Any:
    """Load a name of `_LATE` when it is first used (PEP 562)."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
