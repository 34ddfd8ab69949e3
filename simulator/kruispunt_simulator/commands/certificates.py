"""`kruispunt certs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from kruispunt_certs import FLAWS, KeyType, Pki, PkiError

from kruispunt_simulator.commands.state import identity_of
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
    """Issue a certificate and say where it is."""
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


def revoke(state: Path, party_id: str) -> str:
    """Revoke what a party holds, or one serial number, and say which."""
    try:
        rows = _open(state).revoke(party_id)
    except PkiError as error:
        raise click.ClickException(str(error)) from error
    return "\n".join(map(str, rows))


def _open(state: Path) -> Pki:
    try:
        return Pki.open(state / "pki")
    except PkiError as error:
        raise click.ClickException(str(error)) from error
