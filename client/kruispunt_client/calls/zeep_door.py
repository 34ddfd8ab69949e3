"""
The only module that imports zeep: the request element from fields, by the WSDL.

zeep never touches a socket or a signature: `Caller` signs, sends and verifies, and what
came back is read by `tree` and `wire`.

Imported late, at the first typed call: zeep takes longer to import than all the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import zeep
from kruispunt_contracts import Contract, Operation, soap_parts
from lxml import etree
from zeep.wsdl.bindings import Soap11Binding
from zeep.xsd.types import builtins

from kruispunt_client.envelope import Element, Fields, compact
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

_SETTINGS = zeep.Settings(
    forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False
)
_NOWHERE: Final = "file:///documents-in-memory/"
"""Where documents that are on no disk seem to be; only `_Documents` reads there."""
_loading = threading.Lock()


def _taking_texts(kind: type[Any]) -> type[Any]:
    """Make a type of zeep that takes a text as it is; `Caller` validates it."""

    def xmlvalue(self: Any, value: Any) -> str:
        if isinstance(value, str | int):
            return str(value)
        written: str = kind.xmlvalue(self, value)
        return written

    return type(kind.__name__, (kind,), {"xmlvalue": xmlvalue})


_TYPES: Final = {
    getattr(builtins, name): _taking_texts(getattr(builtins, name))
    for name in ("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "Duration")
}
"""
By the type of zeep's, ours. A day or a time may be a text for zeep, but of a year or a
month it wants the parts; in a service of the user's own a text is what somebody has.
"""


@contextmanager
def _our_types() -> Iterator[None]:
    """Let zeep use `_TYPES` in what it reads now, and not for who else has zeep."""
    theirs = list(builtins._types)
    builtins._types[:] = [_TYPES.get(kind, kind) for kind in theirs]
    try:
        yield
    finally:
        builtins._types[:] = theirs


def build(operation: Operation, content: Fields) -> Element:
    """
    Build a request with zeep.

    Args:
        operation: Of a contract of MAGDA or of the KSZ.
        content: Below the request root, as plain values.

    Returns:
        The request element; `Caller` validates it against the XSD.

    Raises:
        InvalidRequest: The fields do not fit the contract.
    """
    client = _client_of(operation.contract)
    try:
        envelope = client.create_message(
            client.service, operation.name, **_for_zeep(compact(content))
        )
    except AttributeError as error:  # a number where a day stands, for one
        raise InvalidRequest(
            f"{operation.name}: a value is of another kind than the contract has there"
        ) from error
    except (zeep.exceptions.Error, TypeError, ValueError, KeyError) as error:
        raise InvalidRequest(f"{operation.name}: {error}") from error
    payload = soap_parts(envelope).payload
    etree.cleanup_namespaces(payload)
    return payload


def _for_zeep(value: Any) -> Any:
    """Write months as zeep wants them: year, month, and the zone that they lack."""
    if isinstance(value, Mapping):
        return {name: _for_zeep(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_for_zeep(item) for item in value]
    return (value.year, value.month, None) if isinstance(value, Month) else value


def _client_of(contract: Contract) -> Any:
    with _loading, _our_types():
        return _load(contract)


@cache
def _load(contract: Contract) -> Any:
    """Read one WSDL; it is only read afterwards, so threads may share it."""
    if contract.documents is None:
        return zeep.Client(  # type: ignore[no-untyped-call]
            str(contract.wsdl), transport=_Files(), settings=_SETTINGS
        )
    client = zeep.Client(  # type: ignore[no-untyped-call]
        _NOWHERE + next(iter(contract.documents)),
        transport=_Documents(contract.documents),
        settings=_SETTINGS,
    )
    # A WSDL of the user's may have ports of SOAP 1.2 beside the one that is spoken.
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if type(port.binding) is Soap11Binding:
                client._default_service = client.bind(service.name, port.name)
                return client
    raise InvalidRequest(f"{contract.wsdl.name} has no port of SOAP 1.1")


class _Files(zeep.Transport):
    """A transport without sockets: reads local files, and sends nothing."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def post(self, address: str, message: Any, headers: Any) -> Any:
        raise AssertionError("zeep builds requests, and sends none")

    def load(self, url: str) -> bytes:
        """Read a file of the contracts; never an address."""
        return Path(url).read_bytes()


class _Documents(_Files):
    """Reads the documents of a contract that is not on disk as it is used."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        super().__init__()
        self._documents = documents

    def load(self, url: str) -> bytes:
        """Give a document by its name; never fetch an address."""
        return self._documents[url.removeprefix(_NOWHERE)]
