"""A small PKI, simple applications and TLS clients, for the tests of the server."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from kruispunt_simulator.server import (
    CheckPeer,
    Listener,
    ServerLimits,
    TlsFailure,
    TlsSettings,
)

BEGIN = dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2046, 1, 1, tzinfo=dt.UTC)

CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
SERVER = ExtendedKeyUsageOID.SERVER_AUTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A certificate with its key, as objects and as files."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain_file: Path
    key_file: Path

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


class Authority:
    """A root and an issuing CA in a folder of their own."""

    def __init__(self, folder: Path, name: str = "Test") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._issuing_key = ec.generate_private_key(ec.SECP256R1())
        root, issuing = _name(f"{name} root"), _name(f"{name} issuing CA")
        self._root = _ca(root, self._root_key, root, self._root_key)
        self._issuing = _ca(issuing, self._issuing_key, root, self._root_key)
        self.trust_file = folder / "trust.pem"
        self.trust_file.write_bytes(_pem(self._root) + _pem(self._issuing))

    def issue(
        self,
        name: str,
        *,
        usage: x509.ObjectIdentifier = CLIENT,
        begin: dt.datetime = BEGIN,
        end: dt.datetime = END,
    ) -> Identity:
        """Issue an end-entity certificate for `name` and 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = self._issuing.subject, self._issuing_key
        local = x509.IPAddress(ip_address("127.0.0.1"))
        certificate = (
            _builder(_name(name), key, issuer, issuer_key, begin, end)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.SubjectAlternativeName([local]), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
        chain_file = self.folder / f"{name}.pem"
        key_file = self.folder / f"{name}.key"
        chain_file.write_bytes(_pem(certificate) + _pem(self._issuing))
        key_file.write_bytes(_private_pem(key))
        return Identity(
            certificate=certificate, key=key, chain_file=chain_file, key_file=key_file
        )

    def write_crl(self, *revoked: Identity) -> Path:
        """Write the lists of both CAs; the issuing one names `revoked`."""
        listed = (x.certificate.serial_number for x in revoked)
        path = self.folder / "crl.pem"
        path.write_bytes(
            _crl(self._root.subject, self._root_key, ())
            + _crl(self._issuing.subject, self._issuing_key, tuple(listed))
        )
        return path

    def client_context(self, identity: Identity | None) -> ssl.SSLContext:
        """A client that trusts this authority and shows `identity`, if any."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=self.trust_file)
        if identity is not None:
            context.load_cert_chain(identity.chain_file, identity.key_file)
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a client read as the answer to one request."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """One TLS connection to a hop, for requests written by hand."""

    def __init__(
        self, url: str, context: ssl.SSLContext, session: ssl.SSLSession | None = None
    ) -> None:
        self.socket = context.wrap_socket(
            tcp(url), server_hostname="127.0.0.1", session=session
        )

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)

    def receive(self) -> Reply:
        """Read exactly one reply; informational ones are skipped."""
        response = HTTPResponse(self.socket)
        try:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = response.read()
            return Reply(status=response.status, headers=headers, body=body)
        finally:
            response.close()

    def call(self, body: bytes = b"", path: str = "/") -> Reply:
        """Send a POST that leaves the connection open, and read its reply."""
        self.send(post(body, path))
        return self.receive()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


SOON = 20.0
"""Only ends a hang."""

PATIENT = ServerLimits(
    handshake_seconds=3600, request_seconds=3600, idle_seconds=3600, write_seconds=3600
)
"""No deadline comes to the rescue."""


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer with the body of the request."""
    body: bytes = environ["wsgi.input"].read()
    length = environ["CONTENT_LENGTH"]
    start_response("200 OK", [("Content-Length", str(len(body))), ("X-Length", length)])
    return [body]


class Gate:
    """An application that waits in the middle of its call, but for the path /open."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> list[bytes]:
        if environ["PATH_INFO"] != "/open":
            self.entered.release()
            self.go.wait(SOON)
        return echo(environ, start_response)


def tls_settings(authority: Authority) -> TlsSettings:
    """Files of a hop that `authority` issued, and that lets its clients in."""
    hop = authority.issue("hop", usage=SERVER)
    return TlsSettings(
        certificate_chain=hop.chain_file,
        private_key=hop.key_file,
        client_trust=authority.trust_file,
    )


def listener_of(
    tls: TlsSettings,
    app: WSGIApplication = echo,
    *,
    on_tls_failure: Callable[[TlsFailure], None] = lambda failure: None,
    check_peer: CheckPeer = lambda leaf, chain: None,
) -> Listener:
    """Describe the hop `wiv` on any free port."""
    return Listener(
        name="wiv",
        host="127.0.0.1",
        port=0,
        tls=tls,
        app=app,
        on_tls_failure=on_tls_failure,
        check_peer=check_peer,
    )


def tcp(url: str) -> socket.socket:
    """Connect, without TLS, to the address in `url`. The timeout only ends a hang."""
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def client_hello(version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> bytes:
    """Write the first message of a handshake, for clients that stop there."""
    outgoing = ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = version
    hello = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="x")
    with suppress(ssl.SSLWantReadError):
        hello.do_handshake()
    return outgoing.read()


def post(body: bytes = b"", path: str = "/") -> bytes:
    """Write a complete HTTP/1.1 request."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side is done; a reset counts as done."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except (ConnectionError, ssl.SSLError):
        pass
    return received


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "KRUISPUNT TEST"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    begin: dt.datetime = BEGIN,
    end: dt.datetime = END,
    *,
    ca: bool = False,
) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(
        issuer_key.public_key()
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(own, critical=False)
        .add_extension(issuer_id, critical=False)
    )


def _ca(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    builder = _builder(subject, key, issuer, issuer_key, ca=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _crl(
    issuer: x509.Name, key: ec.EllipticCurvePrivateKey, serials: tuple[int, ...]
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer)
        .last_update(BEGIN)
        .next_update(END)
    )
    for serial in serials:
        revoked = x509.RevokedCertificateBuilder().serial_number(serial)
        builder = builder.add_revoked_certificate(
            revoked.revocation_date(BEGIN).build()
        )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
