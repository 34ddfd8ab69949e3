"""
The wire: what both sides of MAGDA and the KSZ must agree on.

Contracts (WSDL and XSD, one folder per service and version), the faults that can
leave, the security profiles, and the only parser for XML from outside. No sockets, no
cryptography, nothing of the other packages.
"""

from __future__ import annotations

from kruispunt_contracts.carrier import pack, unpack
from kruispunt_contracts.catalogue import (
    Catalogue,
    Contract,
    Dialect,
    Operation,
    PushedContract,
    SchemaError,
    UnknownContract,
    load,
    wsdl_documents,
)
from kruispunt_contracts.faults import WIRE_FAULTS, WireFault
from kruispunt_contracts.parsing import (
    Limits,
    NotSoap11,
    RefusedXml,
    SoapParts,
    UnsafeXml,
    parse,
    soap_parts,
)

__all__ = [
    "WIRE_FAULTS",
    "Catalogue",
    "Contract",
    "Dialect",
    "Limits",
    "NotSoap11",
    "Operation",
    "PushedContract",
    "RefusedXml",
    "SchemaError",
    "SoapParts",
    "UnknownContract",
    "UnsafeXml",
    "WireFault",
    "load",
    "pack",
    "parse",
    "soap_parts",
    "unpack",
    "wsdl_documents",
]
