"""What the folder knows about its certificates, as one JSON file."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final

from cryptography import x509

from .authority import KeyType

_VERSION: Final = 1

ROOT: Final = "root"
"""Holder in the row of a root."""

ISSUING: Final = "issuing"
"""Holder in the row of an issuing CA."""


class Kind(Enum):
    """Whom a certificate is for."""

    CA = "ca"
    HOP = "hop"
    PARTY = "party"


class Status(Enum):
    """What became of a certificate. Its dates are another matter."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    """The same holder has a newer one; this one would still be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """One certificate; `str()` gives one line for people."""

    serial: str
    """Hexadecimal, lower case, without leading zeros."""
    kind: Kind
    holder: str
    """Party id, name of the hop, or `ROOT` or `ISSUING`."""
    leg: str
    """The leg on which it is used."""
    authority: str | None
    """The leg whose CA signed it, the same but for a flaw; None: no CA of ours."""
    subject: str
    """RFC 4514, most specific part first."""
    not_before: datetime
    not_after: datetime
    status: Status
    folder: str
    """Relative to the folder of the PKI, with forward slashes."""
    flaw: str | None = None
    revoked_at: datetime | None = None

    def __str__(self) -> str:
        """Give status, kind, holder, leg, serial number, validity and flaw."""
        flaw = f"  {self.flaw}" if self.flaw else ""
        return (
            f"{self.status.value:<8}  {self.kind.value:<5}  {self.leg}/{self.holder}"
            f"  {self.serial}  {self.not_before:%Y-%m-%d}..{self.not_after:%Y-%m-%d}"
            f"{flaw}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The whole of `index.json`."""

    key_type: KeyType
    """Of new keys, unless asked otherwise."""
    crl_numbers: Mapping[str, int]
    """By leg; its keys are the legs there are."""
    rows: tuple[CertificateRow, ...]

    def with_issued(self, row: CertificateRow) -> Index:
        """Give the index with one more row; the holder's earlier one is replaced."""

        def earlier(old: CertificateRow) -> CertificateRow:
            same = (old.kind, old.holder, old.flaw) == (row.kind, row.holder, row.flaw)
            if same and old.status is Status.VALID:
                return replace(old, status=Status.REPLACED)
            return old

        return replace(self, rows=(*map(earlier, self.rows), row))

    def with_revoked(self, serials: Collection[str], at: datetime) -> Index:
        """
        Give the index with certificates revoked, and new CRL numbers where needed.

        Args:
            serials: As in the rows; those that were revoked keep their moment.
            at: Aware.
        """
        fresh = [
            row
            for row in self.rows
            if row.serial in serials and row.status is not Status.REVOKED
        ]
        legs = {row.authority for row in fresh}
        return replace(
            self,
            crl_numbers={
                leg: number + (leg in legs) for leg, number in self.crl_numbers.items()
            },
            rows=tuple(
                replace(row, status=Status.REVOKED, revoked_at=at)
                if row in fresh
                else row
                for row in self.rows
            ),
        )

    def held_by(self, party_id: str) -> tuple[CertificateRow, ...]:
        """Give the good certificates of a party, whatever became of them."""
        return tuple(
            row
            for row in self.rows
            if row.kind is Kind.PARTY and row.holder == party_id and row.flaw is None
        )

    def find(self, target: str) -> tuple[CertificateRow, ...]:
        """
        Give the good certificates of a party, or those with a serial number.

        Args:
            target: Party id, or hexadecimal as OpenSSL writes it, colons or not.

        Returns:
            None, one or more rows; more for one serial number, when a flaw is the
            good certificate of somebody else.
        """
        serial = target.lower().replace(":", "").removeprefix("0x").lstrip("0")
        return self.held_by(target) or tuple(
            row for row in self.rows if row.serial == serial
        )

    def revoked_by(self, leg: str) -> dict[int, datetime]:
        """Give what the CAs of a leg revoked: serial number to moment."""
        return {
            int(row.serial, 16): row.revoked_at
            for row in self.rows
            if row.authority == leg and row.revoked_at is not None
        }

    def to_json(self) -> bytes:
        """Render, one row after the other in the order of issue."""
        document = {
            "version": _VERSION,
            "key_type": self.key_type.value,
            "crl_numbers": dict(self.crl_numbers),
            "certificates": [_row_to_json(row) for row in self.rows],
        }
        return json.dumps(document, indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Index:
        """
        Read what `to_json` wrote.

        Raises:
            ValueError: It is something else; says what.
        """
        document = json.loads(data)
        try:
            if document["version"] != _VERSION:
                raise ValueError(
                    f"expected version {_VERSION}, got {document['version']}"
                )
            return cls(
                key_type=KeyType(document["key_type"]),
                crl_numbers={
                    str(leg): int(n) for leg, n in document["crl_numbers"].items()
                },
                rows=tuple(_row_from_json(row) for row in document["certificates"]),
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"missing or misshapen: {error}") from error


def describe(
    certificate: x509.Certificate,
    *,
    kind: Kind,
    holder: str,
    leg: str,
    authority: str | None,
    folder: str,
    flaw: str | None = None,
) -> CertificateRow:
    """Give the row of a certificate that was just made."""
    return CertificateRow(
        serial=f"{certificate.serial_number:x}",
        kind=kind,
        holder=holder,
        leg=leg,
        authority=authority,
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        status=Status.VALID,
        folder=folder,
        flaw=flaw,
    )


def _row_to_json(row: CertificateRow) -> dict[str, str | None]:
    return {
        "serial": row.serial,
        "kind": row.kind.value,
        "holder": row.holder,
        "leg": row.leg,
        "authority": row.authority,
        "subject": row.subject,
        "not_before": row.not_before.isoformat(),
        "not_after": row.not_after.isoformat(),
        "status": row.status.value,
        "folder": row.folder,
        "flaw": row.flaw,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }


def _row_from_json(row: dict[str, Any]) -> CertificateRow:
    revoked_at = row["revoked_at"]
    return CertificateRow(
        serial=str(row["serial"]),
        kind=Kind(row["kind"]),
        holder=str(row["holder"]),
        leg=str(row["leg"]),
        authority=row["authority"],
        subject=str(row["subject"]),
        not_before=datetime.fromisoformat(row["not_before"]),
        not_after=datetime.fromisoformat(row["not_after"]),
        status=Status(row["status"]),
        folder=str(row["folder"]),
        flaw=row["flaw"],
        revoked_at=datetime.fromisoformat(revoked_at) if revoked_at else None,
    )
