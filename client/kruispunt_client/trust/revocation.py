"""
Certificate revocation lists: who is on one, and whether it still counts. Pure.

A list speaks when the CA that issued the certificate signed it. A certificate that is
listed is refused at every date, also before the moment of its revocation: the date may
be simulated, and a test wants to see the refusal. Of several lists of one CA, any may
revoke and one must be current.

Source: RFC 5280, section 6.3; no deltas and no partial lists, which the platforms do
not publish. Ignoring the moment of revocation is what OpenSSL does too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kruispunt_client.trust.certificates import Facts, TrustProblem, check_algorithm
from kruispunt_client.trust.chains import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """When the lists of one CA speak; read once, because every check asks."""

    ca: str
    """Its subject, for people."""
    windows: tuple[tuple[datetime, datetime], ...]
    """First and last moment of each list, one or more."""

    def covers(self, moment: datetime) -> bool:
        """Whether one of the lists is current."""
        return any(begin <= moment <= end for begin, end in self.windows)

    def __str__(self) -> str:
        """Give the dates of the lists."""
        days = (f"{begin:%Y-%m-%d} until {end:%Y-%m-%d}" for begin, end in self.windows)
        return "one from " + " and one from ".join(days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the lists say about one path."""

    problems: tuple[TrustProblem, ...] = ()
    """Whatever holds at any moment."""
    currencies: tuple[Currency, ...] = ()
    """For each CA of the path that has lists."""

    def at(self, moment: datetime) -> tuple[TrustProblem, ...]:
        """Find out which CAs have no list that is current."""
        return tuple(
            TrustProblem(
                check="trust.crl-validity",
                expected=f"a CRL by {currency.ca} for {moment.isoformat()}",
                actual=str(currency),
            )
            for currency in self.currencies
            if not currency.covers(moment)
        )


def read_crl(pem: bytes) -> x509.CertificateRevocationList:
    """
    Read one list.

    Raises:
        ValueError: It is unreadable, weak, or not a complete list of its CA.
    """
    crl = x509.load_pem_x509_crl(pem)
    name = crl.issuer.rfc4514_string()
    if weak := check_algorithm(crl.signature_algorithm_oid, "a CRL"):
        raise ValueError(f"CRL by {name}: {weak[0]}")
    if critical := [extension for extension in crl.extensions if extension.critical]:
        oids = ", ".join(extension.oid.dotted_string for extension in critical)
        raise ValueError(f"CRL by {name}: a delta or a part ({oids})")
    return crl


def look_up(path: Path, crls: Sequence[x509.CertificateRevocationList]) -> Standing:
    """
    Find out what lists say about every certificate of a path but the anchor.

    Args:
        path: One with an anchor.
        crls: As `read_crl` gives them.
    """
    found = []
    currencies = []
    for child, ca in pairwise(path.steps):
        mine = tuple(crl for crl in crls if _is_by(crl, ca))
        if mine:
            windows = tuple(_window(crl) for crl in mine)
            currencies.append(Currency(ca=ca.name, windows=windows))
        else:
            found.append(_problem("trust.no-crl", f"a CRL by {ca.name}", "none"))
        serial = child.certificate.serial_number
        for entry in _entries(mine, serial):
            since = f"revoked since {entry.revocation_date_utc:%Y-%m-%d}"
            wanted = f"{child.name}, serial number {serial:x}, on no CRL"
            found.append(_problem("trust.revoked", wanted, since))
    return Standing(problems=tuple(found), currencies=tuple(currencies))


def _is_by(crl: x509.CertificateRevocationList, ca: Facts) -> bool:
    if crl.issuer != ca.subject:
        return False
    if ca.key_usage is not None and not ca.key_usage.crl_sign:
        return False
    key = ca.certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    return crl.is_signature_valid(key)


def _entries(
    crls: Iterable[x509.CertificateRevocationList], serial: int
) -> list[x509.RevokedCertificate]:
    found = (crl.get_revoked_certificate_by_serial_number(serial) for crl in crls)
    return [entry for entry in found if entry is not None]


def _window(crl: x509.CertificateRevocationList) -> tuple[datetime, datetime]:
    # Without nextUpdate, which RFC 5280 demands, a list is current for one moment.
    return crl.last_update_utc, crl.next_update_utc or crl.last_update_utc


def _problem(check: str, expected: str, actual: str) -> TrustProblem:
    return TrustProblem(check=check, expected=expected, actual=actual)
