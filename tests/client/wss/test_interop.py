"""Messages between us and libxmlsec1 (python-xmlsec, zeep), both ways; and vectors."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xmlsec
from kruispunt_client.trust import TrustStore
from kruispunt_client.wss import verify
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import (
    PLATFORM,
    RSA_SHA1,
    RSA_SHA256,
    SHAPES,
    STRICT,
    Part,
    TokenKind,
)
from lxml import etree
from zeep.wsse.signature import BinarySignature, Signature, verify_envelope

VECTORS = Path(__file__).parents[2] / "vectors" / "wss"
EXPECTED = json.loads((VECTORS / "messages.json").read_text())

PARTIES = [(name, "agency") for name in SHAPES] + [
    (name, "elliptic") for name, row in SHAPES.items() if row.ecdsa_algorithm
]


@pytest.mark.parametrize(("shape", "party"), PARTIES)
def test_libxmlsec_verifies_what_we_sign(bench: Any, shape: str, party: str) -> None:
    message = bench.signed(shape, party=party)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(
        str(VECTORS / "pki" / f"{party}.pem"), xmlsec.constants.KeyDataFormatCertPem
    )
    bench.register_ids(context, message)
    context.verify(message.signature)  # raises when it does not

    message.body.find(".//Bedrag").text = "9000"
    with pytest.raises(xmlsec.Error):
        context.verify(message.signature)


@pytest.mark.parametrize("shape", ["standard", "platform-reply", "savon"])
def test_zeep_verifies_what_we_sign(bench: Any, shape: str) -> None:
    verify_envelope(bench.signed(shape).root, str(VECTORS / "pki" / "agency.pem"))


@pytest.mark.parametrize("shape", SHAPES)
def test_we_verify_what_libxmlsec_signs(bench: Any, shape: str) -> None:
    """On a template of the same shape, with another payload than we signed."""
    message = bench.signed(shape)
    message.body.find(".//Bedrag").text = "9000"
    assert bench.checks(message, PLATFORM) == {"signature.digest"}
    bench.mend_with_libxmlsec(message)
    parts = bench.verify(message, PLATFORM)
    assert parts.parts == frozenset(SHAPES[shape].parts)
    assert parts.body.findtext(".//Bedrag") == "9000"


@pytest.mark.parametrize(
    ("signature", "kind"),
    [(BinarySignature, TokenKind.X509_V3), (Signature, TokenKind.X509_DATA)],
)
@pytest.mark.parametrize(
    ("method", "digest", "algorithm"),
    [
        (None, None, RSA_SHA1),
        (
            xmlsec.constants.TransformRsaSha256,
            xmlsec.constants.TransformSha256,
            RSA_SHA256,
        ),
    ],
    ids=["SHA-1", "SHA-256"],
)
@pytest.mark.parametrize("with_timestamp", [True, False])
def test_we_verify_what_zeep_signs(
    bench: Any,
    signature: Any,
    kind: TokenKind,
    method: Any,
    digest: Any,
    algorithm: str,
    with_timestamp: bool,
) -> None:
    root = bench.unsigned()
    header = etree.SubElement(root, f"{{{ns.SOAP}}}Header")
    root.insert(0, header)
    security = etree.SubElement(header, f"{{{ns.WSSE}}}Security")
    if with_timestamp:
        timestamp = etree.SubElement(security, f"{{{ns.WSU}}}Timestamp")
        for name, time in (("Created", "09:30:00"), ("Expires", "09:35:00")):
            element = etree.SubElement(timestamp, f"{{{ns.WSU}}}{name}")
            element.text = f"2026-11-23T{time}.000001+00:00"
    pki = VECTORS / "pki"
    plugin = signature(
        str(pki / "agency.key"),
        str(pki / "agency.pem"),
        signature_method=method,
        digest_method=digest,
    )
    plugin.apply(root, {})
    parts = bench.verify(etree.tostring(root), PLATFORM)
    assert parts.token is kind
    assert parts.signature_algorithm == algorithm
    assert parts.parts == {Part.BODY} | ({Part.TIMESTAMP} if with_timestamp else set())
    assert bool(parts.warnings) == (algorithm == RSA_SHA1)


@pytest.mark.parametrize("name", EXPECTED)
def test_vector_verifies_as_the_list_says(bench: Any, name: str) -> None:
    expected = EXPECTED[name]
    store = TrustStore.load(VECTORS / "pki" / "root.pem", None)
    issuing = bench.certificate("issuing")
    trust = SimpleNamespace(
        check=lambda leaf, others, **rest: store.check(leaf, [*others, issuing], **rest)
    )
    now = datetime.fromisoformat(expected["time"])
    data = (VECTORS / name).read_bytes()
    parts = verify(
        parse(data),
        profile={"strict": STRICT, "platform": PLATFORM}[expected["policy"]],
        trust=trust,
        now=now,
        trust_time=now,
    )
    assert sorted(part.name for part in parts.parts) == expected["parts"]
    assert parts.token.name == expected["token"]
    assert parts.signature_algorithm == expected["algorithm"]
    assert sorted({each.check for each in parts.warnings}) == expected["warnings"]
    assert parts.body.findtext(".//INSZ") == "85611300197"

    spoiled = data.replace(b"85611300197", b"00000000097")
    assert spoiled != data
    assert "signature.digest" in bench.checks(spoiled, PLATFORM, now=now)


def test_every_vector_is_listed() -> None:
    assert set(EXPECTED) == {path.name for path in VECTORS.glob("*.xml")}
