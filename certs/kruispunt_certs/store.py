"""
The test PKI as a folder on disk; what stands where is in `layout.py`.

Every change takes the folder's lock, reads the index, and puts whole files in place, so
that processes may issue and revoke at the same time while others read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .authority import Authority, Credential, KeyType
from .credentials import LEGACY_KEYSTORE, keystore, read_credential
from .files import fresh_folder, locked, replace_file, write_file
from .flaws import FLAWS, Bench
from .identities import HopIdentity, Identity
from .index import ROOT, CertificateRow, Index, Kind, Status
from .layout import read_authority, write_authority, write_leaf

_INDEX: Final = "index.json"
_IGNORE: Final = b"# Private keys: nothing in here is ever committed.\n*\n"


class PkiError(ValueError):
    """The folder, or what was asked of it, is not as expected; says in one line how."""


class Pki:
    """The test PKI in one folder. Holds no state of its own but the path."""

    def __init__(self, directory: Path) -> None:
        """Refer to a folder; `Pki.create` and `Pki.open` know that it is one."""
        self.directory = directory

    @classmethod
    def create(
        cls,
        directory: Path,
        *,
        hops: Sequence[HopIdentity],
        parties: Sequence[Identity],
        key_type: KeyType = KeyType.RSA,
    ) -> Pki:
        """
        Make a CA for each leg and a certificate for each hop and party.

        The folder appears when it is complete, or not at all.

        Args:
            directory: Missing or empty; missing parents are made.
            hops: Unique names.
            parties: Unique ids.
            key_type: Of all keys, and of those that are issued later.

        Raises:
            PkiError: The folder holds something, or a name occurs twice.
        """
        _check_unique("hop", [hop.name for hop in hops])
        _check_unique("party", [party.id for party in parties])
        holders: tuple[Identity | HopIdentity, ...] = (*hops, *parties)
        legs = tuple(dict.fromkeys(holder.leg for holder in holders))
        keys = iter(key_type.new_keys(2 * len(legs) + len(holders)))
        authorities = {
            leg: Authority.create(leg, keys=(next(keys), next(keys))) for leg in legs
        }
        issued = [
            (holder, authorities[holder.leg].issue(holder, key=next(keys)))
            for holder in holders
        ]
        try:
            with fresh_folder(directory, replace=False) as folder:
                write_file(folder / ".gitignore", _IGNORE)
                rows = [
                    row
                    for authority in authorities.values()
                    for row in write_authority(folder, authority)
                ]
                with ThreadPoolExecutor() as pool:
                    rows += pool.map(lambda pair: write_leaf(folder, *pair), issued)
                index = Index(
                    key_type=key_type,
                    crl_numbers={leg: a.crl_number for leg, a in authorities.items()},
                    rows=tuple(rows),
                )
                write_file(folder / _INDEX, index.to_json())
        except FileExistsError as error:
            raise PkiError(
                f"{directory}: expected no files here, to make a PKI"
            ) from error
        return cls(directory)

    @classmethod
    def open(cls, directory: Path) -> Pki:
        """
        Take up a folder that `create` made.

        Raises:
            PkiError: There is no readable index.
        """
        pki = cls(directory)
        pki._read_index()
        return pki

    def list(self) -> tuple[CertificateRow, ...]:
        """Give every certificate in the order of issue: CAs, hops, parties, others."""
        return self._read_index().rows

    def legs(self) -> tuple[str, ...]:
        """Give the legs that have a CA here, in the order of their making."""
        return tuple(self._read_index().crl_numbers)

    def trust_pem(self, leg: str) -> Path:
        """Where the root and the issuing CA of a leg are."""
        return self.directory / "trust" / f"{leg}.pem"

    def crl_pem(self, leg: str) -> Path:
        """Where the CRLs of a leg are."""
        return self.directory / "crl" / f"{leg}.pem"

    def hop_folder(self, name: str) -> Path:
        """Where the credential of a hop is."""
        return self.directory / "hops" / name

    def party_folder(self, party_id: str, *, flaw: str | None = None) -> Path:
        """Where the credential of a party is, or its bad one."""
        parts = ("flawed", flaw, party_id) if flaw else ("parties", party_id)
        return self.directory.joinpath(*parts)

    def ensure(self, identity: Identity) -> Path:
        """
        Issue a party its first certificate, unless it was.

        Several processes that want it at once get the same one. What was revoked is not
        replaced: who wants a newer one asks `issue` for it.

        Args:
            identity: On a leg that has a CA here.

        Returns:
            The folder of its credential.

        Raises:
            PkiError: Unknown leg.
        """
        with self._locked():
            index = self._read_index()
            if not index.held_by(identity.id):
                authority = self._authority(index, identity.leg)
                credential = authority.issue(identity, key_type=index.key_type)
                row = write_leaf(self.directory, identity, credential)
                self._save(index.with_issued(row))
        return self.party_folder(identity.id)

    def issue(
        self,
        identity: Identity | HopIdentity,
        *,
        flaw: str | None = None,
        key_type: KeyType | None = None,
        now: datetime | None = None,
    ) -> CertificateRow:
        """
        Issue a certificate; the holder's earlier one is replaced, but not revoked.

        Args:
            identity: A party or hop on a leg that has a CA here.
            flaw: Name in `FLAWS`, for a bad certificate beside the good one.
            key_type: None means that of the folder.
            now: Aware; moment of the revocation, for flaw `revoked`.

        Returns:
            The row of the new certificate; its folder holds the files.

        Raises:
            PkiError: Unknown leg or flaw, a flaw for a hop, or one that cannot be made
                here.
        """
        if flaw is not None and flaw not in FLAWS:
            raise PkiError(f"flaw {flaw!r}: expected one of {', '.join(FLAWS)}")
        now = now or datetime.now(UTC)
        with self._locked():
            index = self._read_index()
            authority = self._authority(index, identity.leg)
            key_type = key_type or index.key_type
            signers = [authority]
            if flaw is None:
                credential = authority.issue(identity, key_type=key_type)
            elif isinstance(identity, HopIdentity):
                raise PkiError(f"flaw {flaw!r}: only a party gets a bad certificate")
            else:
                bench = self._bench(index, identity, authority, key_type, now)
                credential = _make(flaw, bench)
                signers += [bench.foreign] if bench.foreign else []
            row = write_leaf(self.directory, identity, credential, flaw=flaw)
            legs = [s.leg for s in signers if s.issued(credential)]
            row = replace(row, authority=legs[0] if legs else None)
            index = index.with_issued(row)
            if credential.certificate.serial_number in authority.revoked:
                index = index.with_revoked([row.serial], now)
            self._save(index)
            return index.rows[-1]

    def revoke(
        self, target: str, *, now: datetime | None = None
    ) -> tuple[CertificateRow, ...]:
        """
        Revoke what a party holds, or one certificate, and publish the new CRLs.

        Args:
            target: Party id: all its good certificates, replaced ones too. Or a
                serial number in hexadecimal, of anything but a root.
            now: Aware; moment of the revocation.

        Returns:
            The revoked rows, one or more; those that were revoked already as they are.

        Raises:
            PkiError: Nothing is known by that name, or no CRL of ours can list it.
        """
        with self._locked():
            index = self._read_index()
            found = index.find(target)
            if not found:
                raise PkiError(f"{target!r}: expected a party id or a serial number")
            if any(row.authority is None or row.holder == ROOT for row in found):
                raise PkiError(f"{target!r}: no CRL of this PKI can list it")
            serials = {row.serial for row in found}
            index = index.with_revoked(serials, now or datetime.now(UTC))
            self._save(index)
            return tuple(row for row in index.rows if row.serial in serials)

    def crls(self) -> tuple[Path, ...]:
        """Write the CRLs of every leg anew from the index; gives where, by leg."""
        with self._locked():
            index = self._read_index()
            self._write_crls(index, index.crl_numbers)
            return tuple(self.crl_pem(leg) for leg in index.crl_numbers)

    def legacy_keystore(self, party_id: str, *, flaw: str | None = None) -> Path:
        """
        Write the keystore of a party once more in the old format, for Mono.

        Raises:
            PkiError: The party has no certificate here.
        """
        folder = self.party_folder(party_id, flaw=flaw)
        with self._locked():
            try:
                credential = read_credential(folder)
            except OSError as error:
                raise PkiError(f"{folder}: no certificate here") from error
            data = keystore(credential, name=party_id, legacy=True)
            replace_file(folder / LEGACY_KEYSTORE, data, private=True)
        return folder / LEGACY_KEYSTORE

    def _locked(self) -> AbstractContextManager[None]:
        return locked(self.directory / ".lock")

    def _read_index(self) -> Index:
        path = self.directory / _INDEX
        try:
            return Index.from_json(path.read_bytes())
        except OSError as error:
            raise PkiError(f"{path}: no PKI here ({error.strerror})") from error
        except ValueError as error:
            raise PkiError(f"{path}: expected an index of this PKI: {error}") from error

    def _save(self, index: Index) -> None:
        # The index first: after a crash in between, `crls` repairs the rest.
        before = self._read_index().crl_numbers
        replace_file(self.directory / _INDEX, index.to_json(), private=True)
        changed = [leg for leg, n in index.crl_numbers.items() if before[leg] != n]
        self._write_crls(index, changed)

    def _write_crls(self, index: Index, legs: Iterable[str]) -> None:
        for leg in legs:
            crl = self._authority(index, leg).crl_pem()
            replace_file(self.crl_pem(leg), crl)

    def _authority(self, index: Index, leg: str) -> Authority:
        if leg not in index.crl_numbers:
            legs = ", ".join(index.crl_numbers)
            raise PkiError(f"leg {leg!r}: expected one with a CA here: {legs}")
        try:
            return read_authority(
                self.directory,
                leg,
                revoked=index.revoked_by(leg),
                crl_number=index.crl_numbers[leg],
            )
        except (OSError, ValueError) as error:
            raise PkiError(f"{self.directory / 'ca' / leg}: {error}") from error

    def _bench(
        self,
        index: Index,
        identity: Identity,
        authority: Authority,
        key_type: KeyType,
        now: datetime,
    ) -> Bench:
        legs = [leg for leg in index.crl_numbers if leg != identity.leg]
        others = sorted(
            row.holder
            for row in index.rows
            if row.kind is Kind.PARTY
            and row.status is Status.VALID
            and (row.leg, row.flaw) == (identity.leg, None)
            and row.holder != identity.id
        )
        return Bench(
            identity=identity,
            key_type=key_type,
            authority=authority,
            foreign=self._authority(index, legs[0]) if legs else None,
            other=read_credential(self.party_folder(others[0])) if others else None,
            now=now,
        )


def _check_unique(kind: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PkiError(f"{kind} {', '.join(twice)}: expected once, is there twice")


def _make(flaw: str, bench: Bench) -> Credential:
    try:
        return FLAWS[flaw].make(bench)
    except ValueError as error:
        raise PkiError(f"flaw {error}") from error
