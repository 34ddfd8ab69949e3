"""
The only module that imports zeep: the request element from fields, by the WSDL.

zeep never touches a socket or a signature: `Caller` signs, sends and verifies, and what
came back is read by `tree` and `wire`.

Imported late, at the first typed call: zeep takes longer to import than all the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import zeep
from kruispunt_contracts import Contract, Operation, soap_parts
from lxml import etree

from kruispunt_client.envelope import Element, Fields, compact
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

_SETTINGS = zeep.Settings(
    forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False
)
_loading = threading.Lock()


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
    with _loading:
        return _load(contract.wsdl)


@cache
def _load(wsdl: Path) -> Any:
    """Read one WSDL; it is only read afterwards, so threads may share it."""
    return zeep.Client(  # type: ignore[no-untyped-call]
        str(wsdl), transport=_Files(), settings=_SETTINGS
    )


class _Files(zeep.Transport):
    """A transport without sockets: reads local files, and sends nothing."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def post(self, address: str, message: Any, headers: Any) -> Any:
        raise AssertionError("zeep builds requests, and sends none")

    def load(self, url: str) -> bytes:
        """Read a file of the contracts; never an address."""
        return Path(url).read_bytes()
