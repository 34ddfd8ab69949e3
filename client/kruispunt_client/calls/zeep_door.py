"""
The only module that imports zeep: elements from fields, objects from replies.

zeep reads our WSDLs, builds the request element and parses the reply; its transport
ends here, in a function that signs, sends and verifies. So zeep never touches a socket
or a signature, and only sees what was verified.

Imported late, at the first typed call: zeep takes longer to import than all the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import zeep
from kruispunt_contracts import Contract, Operation, soap_parts
from lxml import etree

from kruispunt_client.caller import Reply
from kruispunt_client.envelope import Element, Fields, compact, wrap
from kruispunt_client.errors import InvalidRequest, ReplyViolatesContract
from kruispunt_client.results import Month

Send = Callable[[Element], Reply]
"""From a request payload to the verified reply; raises when there is none."""

_SETTINGS = zeep.Settings(
    # Strict, zeep knows only the first branch of a choice inside a sequence, so that
    # a temporary attest cannot be read (python-zeep issues 1263 and 1345, still open).
    # Nothing is lost: `Caller` validates both messages against the XSD, and
    # `_refuse_leftovers` notices what zeep did not understand.
    strict=False,
    forbid_dtd=True,
    forbid_entities=True,
    forbid_external=True,
    xml_huge_tree=False,
)
_loading = threading.Lock()


def exchange(operation: Operation, content: Fields, send: Send) -> Any:
    """
    Build a request with zeep, send it, and parse the reply with zeep.

    Args:
        operation: Of a contract of ours.
        content: Below the request root, as plain values.
        send: Does everything between the two.

    Returns:
        zeep's object for the reply: `Repliek` (MAGDA) or the response (KSZ).

    Raises:
        InvalidRequest: The fields do not fit the contract.
        ReplyViolatesContract: zeep cannot read what the schema accepted.
        KruispuntError: Whatever `send` raises.
    """
    transport = _Door(send)
    client = _client(_document(operation.contract), transport)
    try:
        found = client.service[operation.name](**_for_zeep(compact(content)))
        _refuse_leftovers(found)
    except (zeep.exceptions.Error, TypeError, ValueError, KeyError) as error:
        if transport.sent:
            raise ReplyViolatesContract(
                f"The reply of {operation.name} cannot be read ({error})."
            ) from error
        raise InvalidRequest(f"{operation.name}: {error}") from error
    return found


def _for_zeep(value: Any) -> Any:
    """Write months as zeep wants them: year, month, and the zone that they lack."""
    if isinstance(value, Mapping):
        return {name: _for_zeep(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_for_zeep(item) for item in value]
    return (value.year, value.month, None) if isinstance(value, Month) else value


def _refuse_leftovers(value: Any) -> None:
    """Find what zeep, not being strict, put aside because it has no place for it."""
    if isinstance(value, list):
        for item in value:
            _refuse_leftovers(item)
    elif isinstance(value, zeep.xsd.CompoundValue):
        for name in value:
            if name == "_raw_elements" and value[name]:
                raise ValueError("an element has no place in the schema")
            _refuse_leftovers(value[name])


def _document(contract: Contract) -> Any:
    with _loading:
        return _load(contract.wsdl)


@cache
def _load(wsdl: Path) -> Any:
    """Read one WSDL; the document is only read afterwards, so threads may share it."""
    return _client(str(wsdl), _Door(_send_nothing)).wsdl


def _client(wsdl: Any, transport: _Door) -> Any:
    return zeep.Client(  # type: ignore[no-untyped-call]
        wsdl, transport=transport, settings=_SETTINGS
    )


def _send_nothing(payload: Element) -> Reply:
    raise AssertionError("a document is loaded, not called")


@dataclass(frozen=True, slots=True)
class _Response:
    """As much of a `requests.Response` as zeep reads."""

    content: bytes
    status_code: int = 200
    encoding: str = "utf-8"
    headers: dict[str, str] = field(
        default_factory=lambda: {"Content-Type": "text/xml; charset=utf-8"}
    )


class _Door(zeep.Transport):
    """A transport without sockets: reads local files, hands envelopes to `send`."""

    def __init__(self, send: Send) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._send = send
        self.sent = False

    def post_xml(self, address: str, envelope: Element, headers: Any) -> _Response:
        """Take the payload out of zeep's envelope; put the verified one in another."""
        payload = soap_parts(envelope).payload
        etree.cleanup_namespaces(payload)
        reply = self._send(payload)
        self.sent = True
        return _Response(etree.tostring(wrap(reply.payload), encoding="utf-8"))

    def post(self, address: str, message: Any, headers: Any) -> Any:
        raise AssertionError("post_xml is the only way out")

    def load(self, url: str) -> bytes:
        """Read a file of the contracts; never an address."""
        return Path(url).read_bytes()
