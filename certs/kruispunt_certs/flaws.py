"""
Bad certificates as declared things: what is wrong, how it is made, what happens to it.

Each row breaks one rule and keeps all the others, so that a refusal has one reason.
`finding` and `alert` are what the tests see happen, in our own check and in a
handshake with OpenSSL, which most platforms have in front.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.x509.oid import ExtendedKeyUsageOID

from .authority import (
    WINDOW,
    Authority,
    Credential,
    KeyType,
    LeafProfile,
    Window,
    self_sign,
)
from .identities import Identity

_PAST: Final = Window(
    begin=datetime(2012, 1, 1, tzinfo=UTC), end=datetime(2013, 1, 1, tzinfo=UTC)
)
"""Over before the first simulated date, so that it is expired on each of them."""

_FUTURE: Final = Window(begin=WINDOW.end, end=datetime(2049, 1, 1, tzinfo=UTC))
"""Begins where everything else ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a bad certificate can be made of."""

    identity: Identity
    key_type: KeyType
    authority: Authority
    """Of the party's own leg."""
    foreign: Authority | None
    """Of another leg; None when there is only one."""
    other: Credential | None
    """Of another party on the same leg; None when there is none."""
    now: datetime
    """Moment of a revocation; aware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One way in which a certificate is bad."""

    name: str
    make: Callable[[Bench], Credential]
    finding: str | None
    """Check of `kruispunt_client.trust` that refuses it; None when it is trusted."""
    alert: str | None
    """TLS alert of an OpenSSL server with CRLs; None when the handshake succeeds."""
    refusal: str
    """What a platform does with it, for people."""


def _expired(bench: Bench) -> Credential:
    return _issue(bench, LeafProfile(window=_PAST))


def _not_yet_valid(bench: Bench) -> Credential:
    return _issue(bench, LeafProfile(window=_FUTURE))


def _revoked(bench: Bench) -> Credential:
    credential = _issue(bench, LeafProfile())
    bench.authority.revoke(credential.certificate.serial_number, at=bench.now)
    return credential


def _foreign_ca(bench: Bench) -> Credential:
    if bench.foreign is None:
        raise ValueError("foreign-ca: needs a second leg, there is one")
    return bench.foreign.issue(bench.identity, key_type=bench.key_type)


def _unknown_ca(bench: Bench) -> Credential:
    stranger = Authority.create("unknown", key_type=bench.key_type)
    return stranger.issue(bench.identity, key_type=bench.key_type)


def _wrong_key_usage(bench: Bench) -> Credential:
    return _issue(bench, LeafProfile(key_usage=frozenset({"key_encipherment"})))


def _wrong_extended_key_usage(bench: Bench) -> Credential:
    server = ExtendedKeyUsageOID.SERVER_AUTH
    return _issue(bench, LeafProfile(extended_key_usage=server))


def _self_signed(bench: Bench) -> Credential:
    return self_sign(bench.identity, bench.key_type.new_key())


def _another_party(bench: Bench) -> Credential:
    if bench.other is None:
        raise ValueError(
            f"another-party: needs a second party on leg {bench.identity.leg!r}"
        )
    return bench.other


def _issue(bench: Bench, profile: LeafProfile) -> Credential:
    return bench.authority.issue(
        bench.identity, key_type=bench.key_type, profile=profile
    )


_ROWS: Final = (
    Flaw(
        name="expired",
        make=_expired,
        finding="trust.validity",
        alert="certificate expired",
        refusal="No connection. A hop of Kruispunt judges at the simulated date and"
        " then refuses the message.",
    ),
    Flaw(
        name="not-yet-valid",
        make=_not_yet_valid,
        finding="trust.not-yet-valid",
        alert="bad certificate",
        refusal="No connection. A hop of Kruispunt judges at the simulated date and"
        " then refuses the message.",
    ),
    Flaw(
        name="revoked",
        make=_revoked,
        finding="trust.revoked",
        alert="certificate revoked",
        refusal="No connection, as soon as the platform has read the new CRL.",
    ),
    Flaw(
        name="foreign-ca",
        make=_foreign_ca,
        finding="trust.chain",
        alert="unknown ca",
        refusal="No connection: the certificate is good, but on another leg"
        " (Protocol WiV–Wonen in Limburg art. 6.1).",
    ),
    Flaw(
        name="unknown-ca",
        make=_unknown_ca,
        finding="trust.chain",
        alert="unknown ca",
        refusal="No connection: nobody knows the CA.",
    ),
    Flaw(
        name="wrong-key-usage",
        make=_wrong_key_usage,
        finding="trust.usage",
        alert="unsupported certificate",
        refusal="No connection: the key may encipher, not sign.",
    ),
    Flaw(
        name="wrong-extended-key-usage",
        make=_wrong_extended_key_usage,
        finding="trust.usage",
        alert="unsupported certificate",
        refusal="No connection: the certificate is for servers (serverAuth). It may"
        " sign a message, when another one opened the connection.",
    ),
    Flaw(
        name="self-signed",
        make=_self_signed,
        finding="trust.chain",
        alert="unknown ca",
        refusal="No connection: it vouches for itself.",
    ),
    Flaw(
        name="another-party",
        make=_another_party,
        finding=None,
        alert=None,
        refusal="A connection, for the certificate is good; then a refusal, because"
        " the message declares somebody else.",
    ),
)

FLAWS: Final[Mapping[str, Flaw]] = {row.name: row for row in _ROWS}
"""Every flaw by name, in the order in which people are shown them."""
