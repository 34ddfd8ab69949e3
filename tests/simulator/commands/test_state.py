"""The first start makes a state folder; the next ones leave it alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from kruispunt_client.identity import PrivateIdentity
from kruispunt_simulator.commands import certificates
from kruispunt_simulator.commands.state import (
    ensure_certificate,
    identity_of,
    prepare_state,
)
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.call import common_name
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties, Party
from kruispunt_simulator.store.database import open_database, sqlite_url

PARTIES = Parties.load().all
HOLDERS = [party for party in PARTIES if party.leg != "none"]

posix = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")


def holder(folder: Path) -> x509.Certificate:
    identity = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    return identity.chain[0]


def test_the_first_start_makes_the_certificates_of_some_parties_only(
    folder: Path,
) -> None:
    """A key takes time; the others get theirs when it is first needed."""
    made = {path.name for path in (folder / "pki" / "parties").iterdir()}
    assert made == {party.id for party in PARTIES if party.at_start}
    assert made < {party.id for party in HOLDERS}


def test_every_party_gets_a_certificate_by_which_a_hop_knows_it(folder: Path) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1 (unique certificate per party)."""
    serials = set()
    for party in HOLDERS:
        ensure_certificate(folder, party)
        certificate = holder(folder / "pki" / "parties" / party.id)
        found = Parties.load().by_common_name(common_name(certificate) or "")
        assert found is not None
        assert found.id == party.id
        serials.add(certificate.serial_number)
    assert len(serials) == len(HOLDERS)


def test_a_party_behind_an_integrator_gets_none(folder: Path) -> None:
    behind = [party for party in PARTIES if party.leg == "none"]
    assert {party.id for party in behind} == {"bghm", "ovm", "shm", "svk"}
    for party in behind:
        ensure_certificate(folder, party)
        assert not (folder / "pki" / "parties" / party.id).exists()


def test_where_no_pki_is_none_is_made(tmp_path: Path) -> None:
    """`kruispunt ask` on a wrong folder leaves nothing behind."""
    ensure_certificate(tmp_path, HOLDERS[0])
    assert list(tmp_path.iterdir()) == []


def test_a_pki_that_cannot_be_used_is_told(folder: Path) -> None:
    (folder / "pki" / "index.json").write_text("{}")
    with pytest.raises(StateError, match=r"index\.json"):
        ensure_certificate(folder, HOLDERS[0])


@pytest.mark.parametrize("name", HOPS)
def test_every_hop_gets_a_server_certificate_and_whom_to_trust(
    folder: Path, name: str
) -> None:
    certificate = holder(folder / "pki" / "hops" / name)
    names = certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(x509.DNSName)
    assert "localhost" in names
    assert (folder / "pki" / "trust" / f"{name}.pem").is_file()
    assert (folder / "pki" / "crl" / f"{name}.pem").is_file()


def test_more_hosts_stand_in_the_server_certificates(tmp_path: Path) -> None:
    prepare_state(tmp_path, key_type="ecdsa-p256", hosts=("kruispunt.example",))
    certificate = holder(tmp_path / "pki" / "hops" / "wiv")
    names = certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(x509.DNSName)
    assert "kruispunt.example" in names


@pytest.mark.requirement("S-TR-06")
@posix
def test_only_the_owner_can_read_the_folder(folder: Path) -> None:
    """It holds keys, and a log about people."""
    assert folder.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_of_somebody_keeps_its_mode_and_what_is_made_in_it_is_private(
    tmp_path: Path,
) -> None:
    """`--state ~/public` is no reason to close it."""
    tmp_path.chmod(0o755)
    prepare_state(tmp_path, key_type="ecdsa-p256")
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    made = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert made == {"pki": 0o700, "client": 0o700}


@posix
def test_what_sqlite_puts_beside_the_database_is_private_too(tmp_path: Path) -> None:
    prepare_state(tmp_path, key_type="ecdsa-p256")
    engine = open_database(sqlite_url(tmp_path / "kruispunt.db"))
    try:
        with engine.connect():
            files = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.glob("*.db*")}
    finally:
        engine.dispose()
    assert files == dict.fromkeys(
        ("kruispunt.db", "kruispunt.db-wal", "kruispunt.db-shm"), 0o600
    )


def test_a_second_start_changes_nothing(folder: Path) -> None:
    def content() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = content()
    prepare_state(folder, key_type="ecdsa-p256", hosts=("127.0.0.1", "localhost"))
    prepare_state(folder)
    assert content() == before


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [
        pytest.param({"key_type": "rsa-2048"}, "another --state", id="other keys"),
        pytest.param(
            {"hosts": ("other.example",)},
            "kruispunt certs issue wiv --host other.example",
            id="another host",
        ),
    ],
)
def test_a_second_start_with_other_wishes_is_told_what_to_do(
    folder: Path, asked: dict[str, Any], remedy: str
) -> None:
    with pytest.raises(StateError, match=remedy):
        prepare_state(folder, **asked)


def test_hops_that_were_issued_for_a_host_fit_it(folder: Path) -> None:
    """The remedy of the refusal above."""
    for name in HOPS:
        where = certificates.issue_hop(folder, name, ("other.example",), None)
        assert where == str(folder / "pki" / "hops" / name)
    prepare_state(folder, hosts=("other.example",))


def test_a_key_type_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rsa-512"):
        prepare_state(tmp_path, key_type="rsa-512")
    assert not (tmp_path / "pki").exists()


@pytest.mark.parametrize("party", HOLDERS, ids=lambda party: party.id)
def test_an_identity_says_what_the_parties_file_says(party: Party) -> None:
    identity = identity_of(party)
    assert (identity.id, identity.common_name, identity.organisation) == (
        party.id,
        party.common_name,
        party.name,
    )
    assert (identity.number, identity.leg) == (party.number, party.leg)
