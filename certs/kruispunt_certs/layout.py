"""
What stands where in the folder of a PKI.

    trust/LEG.pem              root and issuing CA: whom to trust on that leg
    crl/LEG.pem                the CRLs of both
    hops/HOP/                  cert.pem chain.pem key.pem
    parties/PARTY/             idem, with keystore.p12
    flawed/FLAW/PARTY/         idem, bad on request
    ca/LEG/                    root and issuing, .cert.pem and .key.pem
    index.json                 what was issued, revoked, replaced
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .authority import Authority, CaPair, Credential
from .credentials import LEGACY_KEYSTORE, key_pem, read_key, write_credential
from .files import fresh_folder, make_folder, write_file
from .identities import HopIdentity, Identity
from .index import ISSUING, ROOT, CertificateRow, Kind, describe


def write_authority(folder: Path, authority: Authority) -> Iterator[CertificateRow]:
    """Put trust, CRLs and keys of a new authority in a new folder; gives its rows."""
    leg = authority.leg
    write_file(make_folder(folder / "trust") / f"{leg}.pem", authority.trust_pem())
    write_file(make_folder(folder / "crl") / f"{leg}.pem", authority.crl_pem())
    place = make_folder(folder / "ca" / leg)
    for name, ca in ((ROOT, authority.root), (ISSUING, authority.issuing)):
        pem = ca.certificate.public_bytes(Encoding.PEM)
        write_file(place / f"{name}.cert.pem", pem)
        write_file(place / f"{name}.key.pem", key_pem(ca.key), private=True)
        yield describe(
            ca.certificate,
            kind=Kind.CA,
            holder=name,
            leg=leg,
            authority=leg,
            folder=f"ca/{leg}",
        )


def write_leaf(
    directory: Path,
    identity: Identity | HopIdentity,
    credential: Credential,
    *,
    flaw: str | None = None,
) -> CertificateRow:
    """
    Put a credential in the place of its holder, and give its row.

    Args:
        directory: Of the PKI.
        identity: Decides the place; a party gets a keystore too.
        credential: An earlier one that stands there goes away.
        flaw: Puts a bad one beside the good one.
    """
    party = isinstance(identity, Identity)
    place = f"flawed/{flaw}" if flaw else "parties" if party else "hops"
    target = directory / place / identity.holder
    with fresh_folder(target, replace=True) as folder:
        write_credential(
            folder,
            credential,
            name=identity.holder if party else None,
            legacy=(target / LEGACY_KEYSTORE).exists(),
        )
    return describe(
        credential.certificate,
        kind=Kind.PARTY if party else Kind.HOP,
        holder=identity.holder,
        leg=identity.leg,
        authority=identity.leg,
        folder=f"{place}/{identity.holder}",
        flaw=flaw,
    )


def read_authority(
    directory: Path, leg: str, *, revoked: Mapping[int, datetime], crl_number: int
) -> Authority:
    """
    Take up the authority of a leg.

    Args:
        directory: Of the PKI.
        leg: One that has a CA there.
        revoked: From the index, like the number.
        crl_number: Of the CRLs that it gives.

    Raises:
        OSError: A file is missing.
        ValueError: A file holds something else.
    """
    folder = directory / "ca" / leg
    return Authority(
        leg=leg,
        root=_read_ca(folder, ROOT),
        issuing=_read_ca(folder, ISSUING),
        revoked=revoked,
        crl_number=crl_number,
    )


def _read_ca(folder: Path, name: str) -> CaPair:
    pem = (folder / f"{name}.cert.pem").read_bytes()
    return CaPair(
        certificate=x509.load_pem_x509_certificate(pem),
        key=read_key(folder / f"{name}.key.pem"),
    )
