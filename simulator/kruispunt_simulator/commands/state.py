"""Makes a state folder at the first start."""

from __future__ import annotations

import os
from pathlib import Path

from kruispunt_certs import HopIdentity, Identity, KeyType, Pki

from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties, Party


def prepare_state(
    state: Path, *, key_type: str = "rsa-2048", hosts: tuple[str, ...] = ()
) -> None:
    """
    Make the folder and its test PKI, unless they are there.

    Args:
        state: Readable by its owner only, for it holds keys and a log about people.
        key_type: Of all keys, a value of `KeyType`.
        hosts: More names or addresses for the server certificates.
    """
    state.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        state.chmod(0o700)
    if (state / "pki").is_dir():
        return
    Pki.create(
        state / "pki",
        hops=[
            HopIdentity(name=name, organisation=plan.title, leg=name, hosts=hosts)
            for name, plan in HOPS.items()
        ],
        parties=[identity_of(p) for p in Parties.load().all if p.leg != "none"],
        key_type=KeyType(key_type),
    )


def identity_of(party: Party) -> Identity:
    """What a party's certificate says."""
    return Identity(
        id=party.id,
        common_name=party.common_name,
        organisation=party.name,
        number=party.number,
        leg=party.leg,
    )
