"""`kruispunt certs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from kruispunt_certs import FLAWS, KeyType, Pki, PkiError
from kruispunt_certs.index import Status

from kruispunt_simulator.commands.state import hop_identity, identity_of
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties


def rows(state: Path) -> list[dict[str, Any]]:
    """Every certificate, oldest first."""
    return [
        {
            "holder": row.holder,
            "kind": row.kind.value,
            "leg": row.leg,
            "serial": row.serial,
            "not_before": row.not_before.date().isoformat(),
            "not_after": row.not_after.date().isoformat(),
            "status": row.status.value,
            "flaw": row.flaw,
            "folder": row.folder,
        }
        for row in _open(state).list()
    ]


def flaws() -> list[dict[str, Any]]:
    """What can be wrong with a certificate."""
    return [{"flaw": name, "refusal": flaw.refusal} for name, flaw in FLAWS.items()]


def issue(
    state: Path, party_id: str, flaw: str | None, key_type: str | None, legacy: bool
) -> str:
    """Issue a certificate for a party and say where it is."""
    party = Parties.load().get(party_id)
    if party is None or party.leg == "none":
        raise click.BadParameter(f"{party_id} is no party with a certificate")
    pki = _open(state)
    try:
        pki.issue(
            identity_of(party),
            flaw=flaw,
            key_type=KeyType(key_type) if key_type else None,
        )
        folder = pki.party_folder(party_id, flaw=flaw)
        if legacy:
            pki.legacy_keystore(party_id, flaw=flaw)
    except PkiError as error:
        raise click.ClickException(str(error)) from error
    return str(folder)


def is_party(name: str) -> bool:
    """Whether a name is that of a party with a certificate; `magda` is one too."""
    party = Parties.load().get(name)
    return party is not None and party.leg != "none"


def issue_hop(
    state: Path, name: str, hosts: tuple[str, ...], key_type: str | None
) -> str:
    """Issue a server certificate for more host names and say where it is."""
    pki = _open(state)
    try:
        kind = KeyType(key_type) if key_type else None
        pki.issue(hop_identity(name, hosts), key_type=kind)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return str(pki.hop_folder(name))


def revoke(state: Path, party_id: str) -> str:
    """Revoke what a party holds, or one serial number, and say which."""
    pki = _open(state)
    if is_party(party_id) and all(row.holder != party_id for row in pki.list()):
        raise click.ClickException(f"{party_id} holds no certificate yet")
    try:
        rows = pki.revoke(party_id)
    except PkiError as error:
        if party_id not in HOPS:
            raise click.ClickException(str(error)) from error
        holds = [row for row in pki.list() if row.holder == party_id]
        serials = ", ".join(row.serial for row in holds if row.status is Status.VALID)
        raise click.ClickException(
            f"{party_id} is a hop, and hops are revoked by serial number: {serials}"
        ) from error
    return "\n".join(map(str, rows))


def _open(state: Path) -> Pki:
    try:
        return Pki.open(state / "pki")
    except PkiError as error:
        raise click.ClickException(str(error)) from error
