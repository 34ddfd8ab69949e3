"""The WSDL and XSDs of one contract as a server hands them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lxml import etree

from kruispunt_contracts import ns

if TYPE_CHECKING:
    from kruispunt_contracts.catalogue import Contract

_REFERENCES = (f"{{{ns.XSD}}}import", f"{{{ns.XSD}}}include")
_REDEFINITION = f"{{{ns.XSD}}}redefine"
_WSDL_IMPORT = f"{{{ns.WSDL}}}import"


def wsdl_documents(
    contract: Contract, base_url: str, *, path: str | None = None
) -> dict[str, bytes]:
    """
    Prepare the contract for clients that fetch it from the endpoint itself.

    Args:
        contract: Of the catalogue.
        base_url: Scheme, host and port as the client reaches them, no path:
            `https://localhost:8443`.
        path: One of `contract.paths`; the current one when absent.

    Returns:
        Documents by file name, the WSDL (`contract.wsdl.name`) first: its
        `soap:address` is the endpoint, and every schemaLocation is an absolute
        `…?xsd=NAME`, NAME being a key of this dict.

    Raises:
        ValueError: Two imported schemas have the same file name.
    """
    endpoint = base_url.rstrip("/") + (path or contract.paths[0])
    if contract.documents is not None:
        return {
            name: _from_memory(document, endpoint)
            for name, document in contract.documents.items()
        }
    documents: dict[str, bytes] = {}
    origins: dict[str, Path] = {}
    waiting = [contract.wsdl]
    while waiting:
        file = waiting.pop(0).resolve()
        if origins.setdefault(file.name, file) != file:
            raise ValueError(f"{file} and {origins[file.name]} have the same name")
        if file.name in documents:
            continue
        tree = etree.parse(str(file))
        for reference in tree.iter(*_REFERENCES):
            waiting.append(_point_to_endpoint(reference, file, endpoint))
        documents[file.name] = _served(tree, endpoint)
    return documents


def _from_memory(document: bytes, endpoint: str) -> bytes:
    """Rewrite a document whose references are names of others."""
    tree = etree.ElementTree(etree.fromstring(document))
    for reference in tree.iter(*_REFERENCES, _REDEFINITION, _WSDL_IMPORT):
        key = "location" if reference.tag == _WSDL_IMPORT else "schemaLocation"
        if reference.get(key) is not None:
            reference.set(key, f"{endpoint}?xsd={quote(reference.get(key))}")
    return _served(tree, endpoint)


def _served(tree: Any, endpoint: str) -> bytes:
    for address in tree.iter(f"{{{ns.WSDL_SOAP}}}address"):
        address.set("location", endpoint)
    served: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return served


def _point_to_endpoint(reference: Any, file: Path, endpoint: str) -> Path:
    """Rewrite one schemaLocation; give the file that it pointed to."""
    target: Path = file.parent / reference.get("schemaLocation")
    reference.set("schemaLocation", f"{endpoint}?xsd={quote(target.name)}")
    return target
