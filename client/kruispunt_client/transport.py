"""
TLS and HTTP towards one hop: octets out, octets in, and an error that explains itself.

Kept open between calls, bounded in time and size, and nothing else: no retry, no
redirect, no proxy of the environment, no decompression.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import urllib3
from cryptography import x509

from kruispunt_client.errors import (
    ConnectionFailed,
    InvalidSettings,
    KruispuntError,
    NotAReply,
    TimedOut,
    TlsRefused,
)
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import Endpoint

MAX_REPLY: Final = 4 * 1024 * 1024
"""Octets of the largest reply that is read; four times what a question may have."""
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An HTTP response, whatever it says."""

    status: int
    headers: Mapping[str, str]
    """Case does not matter in the names."""
    body: bytes


class Transport:
    """The line to one hop; safe to share between threads."""

    def __init__(
        self, endpoint: Endpoint, identity: PrivateIdentity, *, pool_size: int
    ) -> None:
        """
        Prepare; nothing is connected yet.

        Args:
            endpoint: Trust, times and address of the hop.
            identity: Shown in the handshake.
            pool_size: Connections kept open per host; more are made when needed.

        Raises:
            InvalidSettings: The trust or CRL file is not usable.
        """
        self._endpoint = endpoint
        self._identity = identity
        self._read_timeout = endpoint.read_timeout.total_seconds()
        self._pool = urllib3.PoolManager(
            num_pools=8,  # MAGDA has a host for each domain
            maxsize=pool_size,
            ssl_context=tls_context(endpoint, identity),
            retries=False,
            timeout=urllib3.Timeout(
                connect=endpoint.connect_timeout.total_seconds(),
                read=self._read_timeout,
            ),
        )

    def close(self) -> None:
        """Close the connections that are idle."""
        self._pool.clear()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Received:
        """
        Post octets and read the whole response.

        Raises:
            TransportFailure: No whole response came.
            NotAReply: It is larger than `MAX_REPLY`.
        """
        try:
            response = self._pool.request(
                "POST",
                url,
                body=body,
                headers=headers,
                preload_content=False,
                redirect=False,
                decode_content=False,
            )
            try:
                content = self._read(response)
            except BaseException:
                response.close()  # what is left of this reply must not be the next one
                raise
            finally:
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._explain(error, url) from error
        return Received(status=response.status, headers=response.headers, body=content)

    def _read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Read a body of bounded size and time; a slow drip is a timeout too."""
        deadline = time.monotonic() + self._read_timeout
        received = bytearray()
        while chunk := response.read1(_CHUNK):
            received += chunk
            if len(received) > MAX_REPLY:
                raise _TooLarge
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(received)

    def _explain(self, error: Exception, url: str) -> KruispuntError:
        """Say which of the things that go wrong on a line it was."""
        hop, endpoint = self._endpoint.hop, self._endpoint
        cause = error.args[0] if error.args else error
        if isinstance(error, _TooLarge):
            return NotAReply(f"{hop} sent more than {MAX_REPLY} octets.")
        # urllib3 calls a refused connection a connect timeout too, by inheritance.
        refused = isinstance(error, urllib3.exceptions.NewConnectionError)
        if isinstance(error, urllib3.exceptions.ConnectTimeoutError) and not refused:
            limit = endpoint.connect_timeout.total_seconds()
            return TimedOut(f"{hop} at {url} took no connection within {limit:g} s.")
        if isinstance(error, _READ_TIMEOUTS):
            limit = endpoint.read_timeout.total_seconds()
            return TimedOut(f"{hop} at {url} gave no whole reply within {limit:g} s.")
        if isinstance(error, urllib3.exceptions.SSLError) and not isinstance(
            cause, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return TlsRefused(_tls_text(cause, endpoint, self._identity))
        if refused:
            return ConnectionFailed(
                f"{hop} at {url} is not reached: {error}.", never_left=True
            )
        return ConnectionFailed(
            f"{hop} at {url} broke off: {error}. If it did so without a word, it may "
            "not know the certificate that we showed: "
            f"{_describe(self._identity.certificate)}."
        )


class _TooLarge(urllib3.exceptions.HTTPError):
    """More came than `MAX_REPLY`."""


_READ_TIMEOUTS: Final = (urllib3.exceptions.ReadTimeoutError, TimeoutError)


def tls_context(endpoint: Endpoint, identity: PrivateIdentity) -> ssl.SSLContext:
    """
    Make the TLS side of an endpoint: trust its authorities only, show our identity.

    Raises:
        InvalidSettings: The trust or CRL file is not usable.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the host name
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cafile=endpoint.trust)
        if endpoint.crl is not None:
            context.load_verify_locations(cafile=endpoint.crl)
            context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_CHAIN
    except (OSError, ssl.SSLError) as error:
        raise InvalidSettings(
            f"{endpoint.trust}, {endpoint.crl}: expected PEM: {error}"
        ) from error
    identity.configure(context)
    return context


def _tls_text(cause: object, endpoint: Endpoint, identity: PrivateIdentity) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {endpoint.hop} at {endpoint.url} is not accepted: "
            f"{cause.verify_message or cause}. Check the address, and whether `trust` "
            f"({endpoint.trust}) holds the authorities of this hop."
        )
    reason = str(getattr(cause, "reason", None) or cause)
    if "ALERT" in reason.upper():
        return (
            f"{endpoint.hop} at {endpoint.url} does not accept our certificate "
            f"({reason}). We showed {_describe(identity.certificate)}. Check that it "
            "was issued for this hop, is still valid and was not revoked."
        )
    return (
        f"{endpoint.hop} at {endpoint.url} does not speak TLS as we do ({reason}). "
        "Check the port."
    )


def _describe(certificate: x509.Certificate) -> str:
    return (
        f"{certificate.subject.rfc4514_string()}, issued by "
        f"{certificate.issuer.rfc4514_string()}, serial "
        f"{certificate.serial_number:x}, valid until "
        f"{certificate.not_valid_after_utc:%Y-%m-%d}"
    )
