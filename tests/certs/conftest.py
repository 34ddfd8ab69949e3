"""A test PKI on elliptic curves, which costs milliseconds, and a TLS handshake."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from kruispunt_certs import HopIdentity, Identity, KeyType, Pki

HOPS = tuple(
    HopIdentity(name=leg, organisation=f"Hop of {leg}", leg=leg)
    for leg in ("wiv", "magda")
)
PARTIES = tuple(
    Identity(
        id=party,
        common_name=f"Party {party}",
        organisation=f"Organisation of {party}",
        leg=leg,
        number=number,
    )
    for party, leg, number in (
        ("alpha", "wiv", "0200000001"),
        ("beta", "wiv", None),
        ("gamma", "magda", None),
    )
)


@pytest.fixture
def alpha() -> Identity:
    """A party on leg `wiv`."""
    return PARTIES[0]


@pytest.fixture
def hops() -> tuple[HopIdentity, ...]:
    return HOPS


@pytest.fixture
def parties() -> tuple[Identity, ...]:
    return PARTIES


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    """Legs `wiv` and `magda`; two parties on the first and one on the second."""
    return Pki.create(
        tmp_path / "pki", hops=HOPS, parties=PARTIES, key_type=KeyType.ECDSA
    )


@pytest.fixture
def server_context() -> Callable[..., ssl.SSLContext]:
    """Gives the context of hop `wiv`: client certificates and CRLs are asked for."""

    def make(pki: Pki, flags: int = 0) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_REQUIRED
        return _configure(context, pki, pki.hop_folder("wiv"), flags)

    return make


@pytest.fixture
def client_context() -> Callable[..., ssl.SSLContext]:
    """Gives the context of a party on leg `wiv`, good or bad."""

    def make(pki: Pki, flaw: str | None = None, flags: int = 0) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return _configure(context, pki, pki.party_folder("alpha", flaw=flaw), flags)

    return make


@pytest.fixture
def handshake() -> Callable[..., dict[str, ssl.SSLError]]:
    """
    Gives a handshake by OpenSSL without sockets: it returns what each side refused.

    Empty when both are content. In TLS 1.3 the client hears only afterwards that the
    server refused it, so it reads once more.
    """

    def shake(
        server: ssl.SSLContext, client: ssl.SSLContext, *, host: str = "localhost"
    ) -> dict[str, ssl.SSLError]:
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        asking = client.wrap_bio(to_client, to_server, server_hostname=host)
        serving = server.wrap_bio(to_server, to_client, server_side=True)
        refused: dict[str, ssl.SSLError] = {}
        for side, step in [
            *[("client", asking.do_handshake), ("server", serving.do_handshake)] * 3,
            ("client", asking.read),
        ]:
            try:
                step()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError as error:
                refused.setdefault(side, error)
        return refused

    return shake


def _configure(
    context: ssl.SSLContext, pki: Pki, folder: Path, flags: int
) -> ssl.SSLContext:
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    context.load_verify_locations(pki.trust_pem("wiv"))
    context.load_verify_locations(pki.crl_pem("wiv"))
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN | flags
    return context
