"""
Make the messages of this folder anew: `python produce_messages.py`.

Needs the packages of this project and its test requirements (zeep, xmlsec) on the path.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from kruispunt_client.wss import Signer
from kruispunt_contracts import ns
from kruispunt_contracts.profile import SHAPES
from lxml import etree
from zeep.wsse.signature import BinarySignature, Signature

HERE = Path(__file__).parent
PKI = HERE / "pki"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

MESSAGE = f"""\
<soap:Envelope xmlns:soap="{ns.SOAP}"><soap:Header/><soap:Body>
<web:GeefZorgtoeslag xmlns:web="http://webservice.example/zorgtoeslag">
  <Verzoek><Vraag><INSZ>85611300197</INSZ></Vraag></Verzoek>
</web:GeefZorgtoeslag>
</soap:Body></soap:Envelope>"""


def write(name: str, root: Any) -> None:
    """Write a message with an XML declaration."""
    (HERE / name).write_bytes(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    )


def ours(shape: str, party: str) -> Any:
    """Sign with our own code."""
    certificates = [
        x509.load_pem_x509_certificate((PKI / f"{name}.pem").read_bytes())
        for name in (party, "issuing")
    ]
    key: Any = load_pem_private_key((PKI / f"{party}.key").read_bytes(), None)
    root = etree.fromstring(MESSAGE)
    Signer(key=key, chain=certificates, shape=SHAPES[shape]).sign(root, now=NOW)
    return root


def by_zeep(kind: Any, *, sha256: bool) -> Any:
    """Sign with zeep, with a Timestamp."""
    root = etree.fromstring(MESSAGE)
    security = etree.SubElement(root[0], f"{{{ns.WSSE}}}Security")
    timestamp = etree.SubElement(security, f"{{{ns.WSU}}}Timestamp")
    for name, time in (("Created", "09:30:00"), ("Expires", "09:35:00")):
        element = etree.SubElement(timestamp, f"{{{ns.WSU}}}{name}")
        element.text = f"2026-11-23T{time}.000001+00:00"
    methods = (
        (xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha256)
        if sha256
        else (None, None)
    )
    kind(str(PKI / "agency.key"), str(PKI / "agency.pem"), None, *methods).apply(
        root, {}
    )
    return root


def by_libxmlsec(shape: str, prefixes: str | None) -> Any:
    """Sign with libxmlsec1, on a template of ours, pretty-printed first."""
    root = etree.fromstring(etree.tostring(ours(shape, "agency")))
    signature = next(root[0].iter(f"{{{ns.DS}}}Signature"))
    for element in signature.iter(
        f"{{{ns.DS}}}DigestValue", f"{{{ns.DS}}}SignatureValue"
    ):
        element.text = None
    if prefixes is not None:
        for element in signature.iter(
            f"{{{ns.DS}}}CanonicalizationMethod", f"{{{ns.DS}}}Transform"
        ):
            child = etree.SubElement(
                element, f"{{{ns.EC}}}InclusiveNamespaces", nsmap={"ec": ns.EC}
            )
            child.set("PrefixList", prefixes)
    etree.indent(root[0])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(
        str(PKI / "agency.key"), xmlsec.constants.KeyDataFormatPem
    )
    for element in root.iter("*"):
        if element.get(f"{{{ns.WSU}}}Id") is not None:
            context.register_id(element, "Id", ns.WSU)
        elif element.get("Id") is not None:
            context.register_id(element, "Id")
    context.sign(signature)
    return root


def main() -> None:
    """Write every message of `messages.json`."""
    for shape in SHAPES:
        write(f"kruispunt-{shape}.xml", ours(shape, "agency"))
    write("kruispunt-standard-ecdsa.xml", ours("standard", "elliptic"))
    write("zeep-binary-sha1.xml", by_zeep(BinarySignature, sha256=False))
    write("zeep-binary-sha256.xml", by_zeep(BinarySignature, sha256=True))
    write("zeep-x509data-sha256.xml", by_zeep(Signature, sha256=True))
    write("libxmlsec-standard.xml", by_libxmlsec("standard", None))
    write("libxmlsec-prefix-list.xml", by_libxmlsec("standard", "soap wsse #default"))
    write("libxmlsec-empty-prefix-list.xml", by_libxmlsec("standard", ""))
    write("libxmlsec-inclusive.xml", by_libxmlsec("dotnet", None))


if __name__ == "__main__":
    main()
