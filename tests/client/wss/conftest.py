"""One bench to sign, spoil, mend and verify messages on."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from kruispunt_client.wss import SignedParts, Signer, VerificationError, verify
from kruispunt_contracts import ns
from kruispunt_contracts.parsing import parse
from kruispunt_contracts.profile import SHAPES, STRICT, SecurityProfile, SigningShape
from lxml import etree

VECTORS = Path(__file__).parents[2] / "vectors" / "wss"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

PAYLOAD = """\
<web:GeefZorgtoeslag xmlns:web="http://webservice.example/zorgtoeslag">
  <Verzoek><Vraag><INSZ>85611300197</INSZ><Bedrag>1000</Bedrag></Vraag></Verzoek>
</web:GeefZorgtoeslag>"""

ENVELOPE = """\
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">\
<soap:Body>{payload}</soap:Body></soap:Envelope>"""


@cache
def certificate(name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(
        (VECTORS / "pki" / f"{name}.pem").read_bytes()
    )


@cache
def private_key(name: str) -> Any:
    data = (VECTORS / "pki" / f"{name}.key").read_bytes()
    return load_pem_private_key(data, password=None)


class Trusting:
    """A trust store that believes everybody."""

    def check(self, *_: Any, **__: Any) -> tuple[()]:
        return ()


class Message:
    """A signed message that a test can change."""

    def __init__(self, root: Any) -> None:
        self.root = root

    @property
    def header(self) -> Any:
        return self.root.find(f"{{{ns.SOAP}}}Header")

    @property
    def body(self) -> Any:
        return self.root.find(f"{{{ns.SOAP}}}Body")

    @property
    def security(self) -> Any:
        return self.header.find(f"{{{ns.WSSE}}}Security")

    @property
    def token(self) -> Any:
        return self.security.find(f"{{{ns.WSSE}}}BinarySecurityToken")

    @property
    def timestamp(self) -> Any:
        return self.security.find(f"{{{ns.WSU}}}Timestamp")

    @property
    def signature(self) -> Any:
        return next(self.header.iter(f"{{{ns.DS}}}Signature"))

    def ds(self, path: str) -> Any:
        """Find below the signature, by a path of names in its namespace."""
        names = [f"{{{ns.DS}}}{name}" for name in path.split("/")]
        return self.signature.find("/".join(names))

    @property
    def references(self) -> list[Any]:
        return list(self.signature.iter(f"{{{ns.DS}}}Reference"))

    def reference(self, part: str) -> Any:
        """Give the reference to `token`, `timestamp` or `body`."""
        (found,) = (
            each for each in self.references if each.get("URI") == f"#kruispunt-{part}"
        )
        return found

    def by_id(self, id_: str) -> Any:
        found = self.root.xpath(
            "//*[@*[local-name() = 'Id'] = $id]", id=id_.removeprefix("#")
        )
        return found[0]

    @property
    def data(self) -> bytes:
        return bytes(etree.tostring(self.root))


def exclusive(element: Any) -> bytes:
    """Canonicalise without any code of ours."""
    return bytes(
        etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
    )


def register_ids(context: Any, message: Message) -> None:
    """Tell libxmlsec1 which attribute is the id of each referenced element."""
    for reference in message.references:
        element = message.by_id(reference.get("URI"))
        qualified = element.get(f"{{{ns.WSU}}}Id") is not None
        context.register_id(element, "Id", ns.WSU if qualified else None)


class Bench:
    """Signs, mends and verifies."""

    exclusive = staticmethod(exclusive)
    register_ids = staticmethod(register_ids)

    now = NOW
    vectors = VECTORS

    def __init__(self) -> None:
        self._signers: dict[tuple[SigningShape, str], Signer] = {}

    def certificate(self, name: str) -> x509.Certificate:
        return certificate(name)

    def key(self, name: str) -> Any:
        return private_key(name)

    def unsigned(self, payload: str = PAYLOAD, envelope: str = ENVELOPE) -> Any:
        return parse(envelope.format(payload=payload).encode())

    def signer(self, shape: str | SigningShape, party: str) -> Signer:
        shape = SHAPES[shape] if isinstance(shape, str) else shape
        if (shape, party) not in self._signers:
            self._signers[shape, party] = Signer(
                key=self.key(party),
                chain=[self.certificate(party), self.certificate("issuing")],
                shape=shape,
            )
        return self._signers[shape, party]

    def signed(
        self,
        shape: str | SigningShape = "standard",
        *,
        party: str = "agency",
        payload: str = PAYLOAD,
        envelope: str = ENVELOPE,
        now: datetime = NOW,
        lifetime: timedelta = timedelta(minutes=5),
    ) -> Message:
        root = self.unsigned(payload, envelope)
        self.signer(shape, party).sign(root, now=now, lifetime=lifetime)
        return Message(parse(bytes(etree.tostring(root))))

    def mend(self, message: Message, *, party: str = "agency") -> None:
        """Compute digests (exclusive C14N) and value anew, with nothing of ours."""
        for reference in message.references:
            octets = exclusive(message.by_id(reference.get("URI")))
            self.put_digest(reference, octets)
        self.mend_value(message, party=party)

    def put_digest(self, reference: Any, octets: bytes) -> None:
        method = reference.find(f"{{{ns.DS}}}DigestMethod").get("Algorithm")
        name = method.rpartition("#")[2]
        reference.find(f"{{{ns.DS}}}DigestValue").text = base64.b64encode(
            hashlib.new(name, octets).digest()
        ).decode()

    def mend_value(
        self, message: Message, *, party: str = "agency", octets: bytes | None = None
    ) -> None:
        octets = octets or exclusive(message.ds("SignedInfo"))
        algorithm = message.ds("SignedInfo/SignatureMethod").get("Algorithm")
        sha1 = algorithm.endswith("sha1")
        hash_ = hashes.SHA1() if sha1 else hashes.SHA256()  # noqa: S303 - the connector
        key = self.key(party)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            r, s = utils.decode_dss_signature(key.sign(octets, ec.ECDSA(hash_)))
            value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        else:
            value = key.sign(octets, padding.PKCS1v15(), hash_)
        message.ds("SignatureValue").text = base64.b64encode(value).decode()

    def mend_with_libxmlsec(self, message: Message, *, party: str = "agency") -> None:
        """Compute digests and value anew with libxmlsec1, transforms and all."""
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(
            str(VECTORS / "pki" / f"{party}.key"), xmlsec.constants.KeyDataFormatPem
        )
        register_ids(context, message)
        context.sign(message.signature)

    def verify(
        self,
        message: Message | bytes,
        profile: SecurityProfile = STRICT,
        *,
        trust: Any = None,
        now: datetime = NOW,
    ) -> SignedParts:
        data = message if isinstance(message, bytes) else message.data
        return verify(
            parse(data),
            profile=profile,
            trust=trust or Trusting(),
            now=now,
            trust_time=now,
        )

    def checks(
        self,
        message: Message | bytes,
        profile: SecurityProfile = STRICT,
        *,
        trust: Any = None,
        now: datetime = NOW,
    ) -> set[str]:
        """Give the ids of all problems; empty when the message is accepted."""
        try:
            self.verify(message, profile, trust=trust, now=now)
        except VerificationError as error:
            return {problem.check for problem in error.problems}
        return set()


@pytest.fixture(scope="session")
def bench() -> Bench:
    return Bench()
