"""
Mutual TLS of one hop: the context, who the peer is, and why a handshake failed.

Who decides what about a client certificate:

- OpenSSL: that there is one, that it chains to the trust file of the hop, that its
  usage allows a TLS client, and the proof of possession of its key.
- `check_peer` of the listener, after the handshake: validity at the *simulated* date,
  which OpenSSL cannot know (it runs with `NO_CHECK_TIME`), and revocation. The failure
  then carries the certificate, which Python does not hand out when OpenSSL refuses.
- OpenSSL also looks at revocation when `TlsSettings.crl` is given. The client then sees
  the alert "certificate revoked" instead of a closed connection.

Files that change on disk count from the next connection on; nothing needs a restart.

Sessions are not resumed by ticket: a resumed session skips the chain and the CRL, and
its ticket would carry the client's certificate over the wire twice per handshake. TLS
1.2 can still resume by session id, from memory; the peer certificate is there then too.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kruispunt_contracts.yamlfile import ConfigurationError

_log = logging.getLogger(__name__)

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h; ssl has no name for it."""

CheckPeer = Callable[[bytes, Sequence[bytes]], str | None]
"""
From the client's certificate and the ones it sent along (DER) to the reason of refusal,
None when it is welcome. The reason is a short name such as `revoked`; text behind `: `
becomes the detail of the failure. Runs while others wait: no network, no lock for long.
"""

FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "no-certificate": "The client sent no certificate.",
        "unknown-ca": "The client's chain does not end at a CA that this hop trusts.",
        "wrong-usage": "The certificate is not meant for a TLS client.",
        "revoked": "The certificate is on the CRL of its issuer.",
        "no-crl": "The CRL file lacks the list of one CA; mend the file of the hop.",
        "weak-key": "OpenSSL's security level forbids a key or signature of the chain.",
        "bad-certificate": "OpenSSL refused the certificate; the detail says why.",
        "bad-signature": "The client did not prove that the key is its own.",
        "server-not-trusted": "The client refused the certificate of this hop.",
        "client-alert": "The client broke off with a TLS alert.",
        "protocol-version": "No TLS version in common; 1.2 is the least.",
        "no-shared-cipher": "No cipher, curve or signature algorithm in common.",
        "plain-http": "The client spoke HTTP without TLS.",
        "not-tls": "The first bytes were neither TLS nor HTTP.",
        "protocol": "Any other breach of the TLS protocol; the detail says which.",
        "handshake-timeout": "The handshake did not end in time.",
        "too-many-handshakes": "Dropped to make room: too many unfinished handshakes.",
        "too-many-failures": "More than were told one by one; the detail counts them.",
        "closed": "The client closed the connection before the handshake ended.",
        "reset": "The client reset the connection.",
        "check-failed": "The check of the certificate itself failed; see the log.",
    }
)
"""Every reason this module gives; `check_peer` may add its own."""

# Alerts have their own rows below; a reason that is in no row is `protocol`.
_BY_OPENSSL_REASON: Mapping[str, str] = MappingProxyType(
    {
        "PEER_DID_NOT_RETURN_A_CERTIFICATE": "no-certificate",
        "HTTP_REQUEST": "plain-http",
        "HTTPS_PROXY_REQUEST": "plain-http",
        "WRONG_VERSION_NUMBER": "not-tls",
        "UNKNOWN_PROTOCOL": "not-tls",
        "PACKET_LENGTH_TOO_LONG": "not-tls",
        "UNSUPPORTED_PROTOCOL": "protocol-version",
        "VERSION_TOO_LOW": "protocol-version",
        "TLSV1_ALERT_PROTOCOL_VERSION": "protocol-version",
        "NO_SHARED_CIPHER": "no-shared-cipher",
        "NO_SHARED_SIGNATURE_ALGORITHMS": "no-shared-cipher",
        "NO_SUITABLE_SIGNATURE_ALGORITHM": "no-shared-cipher",
        "NO_SUITABLE_KEY_SHARE": "no-shared-cipher",
        "NO_SHARED_GROUPS": "no-shared-cipher",
        "BAD_SIGNATURE": "bad-signature",
        "UNEXPECTED_EOF_WHILE_READING": "closed",
        "TLSV1_ALERT_UNKNOWN_CA": "server-not-trusted",
        "SSLV3_ALERT_BAD_CERTIFICATE": "server-not-trusted",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED": "server-not-trusted",
        "SSLV3_ALERT_CERTIFICATE_REVOKED": "server-not-trusted",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "server-not-trusted",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "server-not-trusted",
    }
)

# Source: X509_V_ERR_* in OpenSSL 3.0's x509_vfy.h.
_BY_VERIFY_CODE: Mapping[int, str] = MappingProxyType(
    {
        2: "unknown-ca",  # unable to get issuer certificate
        18: "unknown-ca",  # self-signed certificate
        19: "unknown-ca",  # self-signed certificate in chain
        20: "unknown-ca",  # unable to get local issuer certificate
        21: "unknown-ca",  # unable to verify the first certificate
        7: "unknown-ca",  # signature failure: same name, other key
        3: "no-crl",
        12: "no-crl",  # CRL has expired; NO_CHECK_TIME leaves this out
        8: "no-crl",  # CRL signature failure
        23: "revoked",
        26: "wrong-usage",
        66: "weak-key",  # end entity key too small
        67: "weak-key",  # CA key too small
        68: "weak-key",  # CA signature digest too weak
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """The files of one hop, all PEM."""

    certificate_chain: Path
    """Leaf first, then its issuing CA."""
    private_key: Path
    client_trust: Path
    """Root and issuing CA of the callers."""
    crl: Path | None = None
    """Lists of every CA in `client_trust`. None: revocation is `check_peer`'s alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFailure:
    """A connection that never became a call."""

    hop: str
    peer: str
    """`host:port`"""
    reason: str
    """A name of `FAILURES`, or what `check_peer` gave."""
    detail: str
    """OpenSSL's words or `check_peer`'s; may be empty."""
    certificate: bytes | None = None
    """DER, when the handshake got far enough to know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsPeer:
    """What a finished handshake says about the other side."""

    certificate: bytes
    chain: tuple[bytes, ...]
    """What the client sent beside its certificate; empty before Python 3.13."""
    version: str
    cipher: str

    def environ(self) -> dict[str, object]:
        """Give the keys that every WSGI call on this connection finds."""
        return {
            "wsgi.url_scheme": "https",
            "HTTPS": "on",
            "kruispunt.peer_certificate": self.certificate,
            "kruispunt.peer_chain": list(self.chain),
            "kruispunt.tls_version": self.version,
            "kruispunt.cipher": self.cipher,
        }


class HopContext:
    """The server context of one hop, renewed when one of its files changes."""

    def __init__(self, settings: TlsSettings) -> None:
        self._settings = settings
        self._seen = self._stamps()
        self._context = build_context(settings)

    def current(self) -> ssl.SSLContext:
        """Give the context for the next connection; never raises."""
        stamps = self._stamps()
        if stamps != self._seen:
            try:
                self._context = build_context(self._settings)
            except ConfigurationError as error:
                # Perhaps half written; the next connection looks again.
                _log.warning("The former TLS files stay in use: %s", error)
            else:
                self._seen = stamps
        return self._context

    def _stamps(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_stamp(path) for _, path in _files(self._settings))


def build_context(settings: TlsSettings) -> ssl.SSLContext:
    """
    Make the server context of a hop.

    Raises:
        ConfigurationError: With the file, what it is for and what is wrong.
    """
    for purpose, path in _files(settings):
        try:
            path.read_bytes()
        except OSError as error:
            raise ConfigurationError(f"{purpose} {path}: {error.strerror}") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    context.num_tickets = 0
    # The setter takes any int; VerifyFlags only knows some of OpenSSL's bits.
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    try:
        culprit = f"{settings.certificate_chain} with {settings.private_key}"
        context.load_cert_chain(settings.certificate_chain, settings.private_key)
        culprit = str(settings.client_trust)
        context.load_verify_locations(cafile=settings.client_trust)
        if settings.crl is not None:
            culprit = str(settings.crl)
            context.load_verify_locations(cafile=settings.crl)
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    except ssl.SSLError as error:
        raise ConfigurationError(f"{culprit}: {error.reason or error}") from error
    return context


def identify(connection: ssl.SSLSocket) -> TlsPeer:
    """
    Read from a connection, after its handshake, who is at the other side.

    Raises:
        ssl.SSLError: There is no client certificate. OpenSSL has seen to that; if it
            ever had not, no call may come of it.
    """
    certificate = connection.getpeercert(binary_form=True)
    if not certificate:
        raise ssl.SSLError(ssl.SSL_ERROR_SSL, "no client certificate")
    chain: Sequence[bytes] = ()
    if hasattr(connection, "get_unverified_chain"):  # Python 3.13
        chain = connection.get_unverified_chain()
    cipher = connection.cipher()
    return TlsPeer(
        certificate=certificate,
        chain=tuple(der for der in chain if der != certificate),
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
    )


def explain(error: OSError) -> tuple[str, str]:
    """
    Name the reason of a failed handshake.

    Returns:
        A name of `FAILURES` and OpenSSL's or the system's own words.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        name = _BY_VERIFY_CODE.get(error.verify_code, "bad-certificate")
        return name, f"{error.verify_message} ({error.verify_code})"
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "closed", str(error.reason or error)
    if isinstance(error, ssl.SSLError):
        known = error.reason or ""
        default = "client-alert" if "_ALERT_" in known else "protocol"
        return _BY_OPENSSL_REASON.get(known, default), known or str(error)
    return "reset", str(error)


def _files(settings: TlsSettings) -> tuple[tuple[str, Path], ...]:
    files = (
        ("certificate chain", settings.certificate_chain),
        ("private key", settings.private_key),
        ("client trust", settings.client_trust),
    )
    return files if settings.crl is None else (*files, ("CRL", settings.crl))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
