"""
Who a certificate names. Values that the caller hands in: this package keeps no list.

The list of parties lives in the simulator, and the command line passes it on, so that
a party is declared once.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST_UNIT: Final = "KRUISPUNT TEST"
"""OU of every subject: nobody can take one of these for a real certificate."""

TEST_DOMAIN: Final = "kruispunt.test"
"""`.test` never exists in the public DNS. Source: RFC 6761, section 6.2."""

_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A DNS label: it becomes a host name and a folder name, so no dots, no slashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A party: it calls a hop and signs its questions."""

    id: str
    """Lower-case letters, digits and hyphens; the folder is named after it."""
    common_name: str
    organisation: str
    leg: str
    """The leg on which the party calls, and whose CA issues its certificate."""
    number: str | None = None
    """Enterprise number, 10 digits; becomes the subject's serialNumber."""

    def __post_init__(self) -> None:
        """
        Refuse what cannot be a folder, a host name or a subject.

        Raises:
            ValueError: Names the field, the value and what was expected.
        """
        check_label("id", self.id)
        check_label("leg", self.leg)
        _ = self.subject

    @property
    def holder(self) -> str:
        """The name under which the index knows the certificate."""
        return self.id

    @property
    def subject(self) -> x509.Name:
        """The subject: C, O, OU, CN and, when there is a number, serialNumber."""
        return subject(self.common_name, self.organisation, self.number)

    @property
    def alternative_names(self) -> tuple[x509.GeneralName, ...]:
        """One DNS name: validators of today want one, also for a client."""
        return (x509.DNSName(f"{self.id}.{TEST_DOMAIN}"),)

    @property
    def extended_key_usage(self) -> x509.ObjectIdentifier:
        """A party only calls: clientAuth."""
        return ExtendedKeyUsageOID.CLIENT_AUTH


@dataclass(frozen=True, slots=True, kw_only=True)
class HopIdentity:
    """A hop as its callers see it: it serves TLS and signs its replies."""

    name: str
    organisation: str
    leg: str
    """The leg that this hop serves."""
    hosts: tuple[str, ...] = ()
    """Further host names or IP addresses, such as a container's name."""

    def __post_init__(self) -> None:
        """
        Refuse what cannot be a folder, a host name or a subject.

        Raises:
            ValueError: Names the field, the value and what was expected.
        """
        check_label("name", self.name)
        check_label("leg", self.leg)
        _ = self.subject, self.alternative_names

    @property
    def holder(self) -> str:
        """The name under which the index knows the certificate."""
        return self.name

    @property
    def subject(self) -> x509.Name:
        """The subject: C, O, OU and the host name as CN."""
        return subject(f"{self.name}.{TEST_DOMAIN}", self.organisation)

    @property
    def alternative_names(self) -> tuple[x509.GeneralName, ...]:
        """Every name under which a laptop or a container reaches the hop, once."""
        names = (
            "localhost",
            self.name,
            f"{self.name}.{TEST_DOMAIN}",
            "127.0.0.1",
            "::1",
            *self.hosts,
        )
        return tuple(_general_name(name) for name in dict.fromkeys(names))

    @property
    def extended_key_usage(self) -> x509.ObjectIdentifier:
        """A hop's server certificate never opens the next leg: serverAuth only."""
        return ExtendedKeyUsageOID.SERVER_AUTH


def subject(
    common_name: str, organisation: str, number: str | None = None
) -> x509.Name:
    """
    Give the subject of a test certificate: C, O, OU, CN[, serialNumber].

    Raises:
        ValueError: A part is empty or over 64 characters (RFC 5280, appendix A.1).
    """
    parts = [
        (NameOID.COUNTRY_NAME, "BE"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, TEST_UNIT),
        (NameOID.COMMON_NAME, common_name),
    ]
    if number is not None:
        parts.append((NameOID.SERIAL_NUMBER, number))
    for _, value in parts:
        if not 1 <= len(value) <= 64:
            raise ValueError(f"subject: expected 1 to 64 characters, got {value!r}")
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def check_label(field: str, value: str) -> None:
    """
    Know that a value can be a folder name and a DNS label.

    Raises:
        ValueError: It cannot; this also keeps `..` out of the paths.
    """
    if not _LABEL.fullmatch(value):
        raise ValueError(
            f"{field}: expected 1 to 63 lower-case letters, digits and hyphens,"
            f" got {value!r}"
        )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
