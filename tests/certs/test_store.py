"""The test PKI as a folder on disk."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from kruispunt_certs import (
    FLAWS,
    CertificateRow,
    HopIdentity,
    Identity,
    KeyType,
    Kind,
    Pki,
    PkiError,
    Status,
    store,
)
from kruispunt_certs.credentials import read_credential

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def listed(pki: Pki, leg: str) -> set[str]:
    """Serial numbers on both CRLs of a leg."""
    pems = pki.crl_pem(leg).read_bytes().split(b"-----END X509 CRL-----\n")
    crls = [
        x509.load_pem_x509_crl(pem + b"-----END X509 CRL-----\n") for pem in pems if pem
    ]
    assert len(crls) == 2
    return {f"{entry.serial_number:x}" for crl in crls for entry in crl}


def row_of(pki: Pki, holder: str) -> CertificateRow:
    (row,) = (
        row
        for row in pki.list()
        if row.holder == holder and row.kind is Kind.PARTY and row.flaw is None
    )
    return row


def test_the_folder_holds_what_programs_look_for(pki: Pki) -> None:
    files = {
        str(path.relative_to(pki.directory).as_posix())
        for path in pki.directory.rglob("*")
        if path.is_file()
    }
    ca = {
        f"ca/{leg}/{name}.{kind}.pem"
        for leg in ("wiv", "magda")
        for name in ("root", "issuing")
        for kind in ("cert", "key")
    }
    hops = {
        f"hops/{hop}/{name}.pem"
        for hop in ("wiv", "magda")
        for name in ("cert", "chain", "key")
    }
    parties = {
        f"parties/{party}/{name}"
        for party in ("alpha", "beta", "gamma")
        for name in ("cert.pem", "chain.pem", "key.pem", "keystore.p12")
    }
    lists = {
        f"{kind}/{leg}.pem" for kind in ("trust", "crl") for leg in ("wiv", "magda")
    }
    assert files == ca | hops | parties | lists | {"index.json", ".gitignore"}


@pytest.mark.requirement("S-TR-06")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_no_key_is_readable_by_others(pki: Pki, alpha: Identity) -> None:
    pki.issue(alpha, flaw="expired")
    pki.legacy_keystore("alpha")
    secret = [
        path
        for path in pki.directory.rglob("*")
        if path.name.endswith(("key.pem", ".p12"))
    ]
    assert len(secret) == 4 + 2 + 3 * 2 + 2 + 1
    for path in secret:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for path in pki.directory.rglob("*/"):
        assert not path.is_dir() or stat.S_IMODE(path.stat().st_mode) == 0o700, path


@pytest.mark.requirement("S-TR-01")
def test_a_leg_trusts_its_own_root_and_issuing_ca(pki: Pki) -> None:
    pem = pki.trust_pem("wiv").read_bytes()
    names = [c.subject.rfc4514_string() for c in x509.load_pem_x509_certificates(pem)]
    assert names == [
        f"CN=wiv test {ca} CA,OU=KRUISPUNT TEST,O=Kruispunt,C=BE"
        for ca in ("root", "issuing")
    ]


def test_every_certificate_is_listed_in_the_order_of_issue(pki: Pki) -> None:
    rows = [(row.kind.value, row.leg, row.holder) for row in pki.list()]
    assert rows == [
        ("ca", "wiv", "root"),
        ("ca", "wiv", "issuing"),
        ("ca", "magda", "root"),
        ("ca", "magda", "issuing"),
        ("hop", "wiv", "wiv"),
        ("hop", "magda", "magda"),
        ("party", "wiv", "alpha"),
        ("party", "wiv", "beta"),
        ("party", "magda", "gamma"),
    ]
    for row in pki.list():
        assert (pki.directory / row.folder).is_dir()
    assert len({row.serial for row in pki.list()}) == 9
    assert pki.legs() == ("wiv", "magda")


def test_a_folder_can_be_taken_up_again(pki: Pki) -> None:
    assert Pki.open(pki.directory).list() == pki.list()


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"version": 9}'])
def test_a_folder_that_is_no_pki_is_refused(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "index.json").write_bytes(content)
    with pytest.raises(PkiError, match=r"index\.json"):
        Pki.open(tmp_path)


def test_a_folder_with_files_is_left_alone(
    tmp_path: Path, parties: tuple[Identity, ...]
) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PkiError, match="expected no files here"):
        Pki.create(tmp_path, hops=(), parties=parties, key_type=KeyType.ECDSA)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_interrupted_creation_leaves_nothing(
    tmp_path: Path, parties: tuple[Identity, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_leaf", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Pki.create(tmp_path / "pki", hops=(), parties=parties, key_type=KeyType.ECDSA)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_occurs_twice_is_refused(
    tmp_path: Path, hops: tuple[HopIdentity, ...], alpha: Identity
) -> None:
    with pytest.raises(PkiError, match="hop wiv: expected once"):
        Pki.create(
            tmp_path / "pki",
            hops=(*hops, hops[0]),
            parties=(),
            key_type=KeyType.ECDSA,
        )
    with pytest.raises(PkiError, match="party alpha: expected once"):
        Pki.create(
            tmp_path / "pki", hops=(), parties=(alpha, alpha), key_type=KeyType.ECDSA
        )


def test_a_new_certificate_takes_the_place_of_the_old_one(
    pki: Pki, alpha: Identity
) -> None:
    old = row_of(pki, "alpha")
    new = pki.issue(alpha)
    assert pki.list()[-1] == new
    assert {row.serial: row.status for row in pki.list()}[old.serial] is Status.REPLACED
    credential = read_credential(pki.directory / new.folder)
    assert f"{credential.certificate.serial_number:x}" == new.serial
    assert listed(pki, "wiv") == set()


def test_a_new_party_needs_no_new_pki(pki: Pki, alpha: Identity) -> None:
    row = pki.issue(replace(alpha, id="delta"))
    assert (row.holder, row.folder, row.status) == (
        "delta",
        "parties/delta",
        Status.VALID,
    )


def test_a_first_certificate_is_made_once(pki: Pki, alpha: Identity) -> None:
    delta = replace(alpha, id="delta")
    assert pki.ensure(delta) == pki.party_folder("delta")
    row = row_of(pki, "delta")
    assert (row.leg, row.authority, row.status) == ("wiv", "wiv", Status.VALID)
    assert read_credential(pki.party_folder("delta")).key
    pki.ensure(delta)
    assert row_of(pki, "delta") == row


def test_who_has_a_certificate_keeps_it(pki: Pki, alpha: Identity) -> None:
    before = pki.list()
    pki.ensure(alpha)
    assert pki.list() == before


def test_a_bad_certificate_is_no_first_one(pki: Pki, alpha: Identity) -> None:
    delta = replace(alpha, id="delta")
    pki.issue(delta, flaw="expired")
    pki.ensure(delta)
    assert row_of(pki, "delta").status is Status.VALID


def test_what_was_revoked_is_not_replaced_unasked(pki: Pki, alpha: Identity) -> None:
    pki.revoke("alpha")
    pki.ensure(alpha)
    assert row_of(pki, "alpha").status is Status.REVOKED


def test_many_who_want_the_same_first_certificate_get_one(
    pki: Pki, alpha: Identity
) -> None:
    """Each thread has its own view of the folder, like a process."""
    delta = replace(alpha, id="delta")

    def key(_: int) -> bytes:
        folder = Pki.open(pki.directory).ensure(delta)
        return (folder / "key.pem").read_bytes()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert len(set(pool.map(key, range(8)))) == 1
    assert row_of(pki, "delta").status is Status.VALID


def test_a_first_certificate_on_an_unknown_leg_is_refused(
    pki: Pki, alpha: Identity
) -> None:
    with pytest.raises(PkiError, match="leg 'ksz'"):
        pki.ensure(replace(alpha, id="delta", leg="ksz"))
    assert all(row.holder != "delta" for row in pki.list())


def test_a_hop_can_get_a_further_host_name(
    pki: Pki, hops: tuple[HopIdentity, ...]
) -> None:
    row = pki.issue(replace(hops[0], hosts=("host.docker.internal",)))
    leaf = read_credential(pki.hop_folder("wiv")).certificate
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "host.docker.internal" in names.get_values_for_type(x509.DNSName)
    assert row.kind is Kind.HOP


def test_another_key_type_can_be_asked_for(pki: Pki, alpha: Identity) -> None:
    pki.issue(alpha, key_type=KeyType.RSA)
    credential = read_credential(pki.party_folder("alpha"))
    assert credential.key.key_size == 2048


@pytest.mark.parametrize("name", FLAWS)
def test_a_bad_certificate_stands_beside_the_good_one(
    pki: Pki, alpha: Identity, name: str
) -> None:
    good = row_of(pki, "alpha")
    bad = pki.issue(alpha, flaw=name)
    assert row_of(pki, "alpha") == good
    assert bad.flaw == name
    assert bad.folder == f"flawed/{name}/alpha"
    files = {path.name for path in (pki.directory / bad.folder).iterdir()}
    assert files == {"cert.pem", "chain.pem", "key.pem", "keystore.p12"}


@pytest.mark.parametrize(
    ("name", "signer"),
    [("expired", "wiv"), ("foreign-ca", "magda"), ("unknown-ca", None)],
)
def test_the_index_knows_who_signed(
    pki: Pki, alpha: Identity, name: str, signer: str | None
) -> None:
    row = pki.issue(alpha, flaw=name)
    assert (row.leg, row.authority) == ("wiv", signer)


def test_the_certificate_of_another_party_is_that_party_s_own(
    pki: Pki, alpha: Identity
) -> None:
    row = pki.issue(alpha, flaw="another-party")
    assert row.serial == row_of(pki, "beta").serial
    assert read_credential(pki.directory / row.folder).key.private_numbers() == (
        read_credential(pki.party_folder("beta")).key.private_numbers()
    )


def test_the_flaw_of_a_revoked_certificate_is_published(
    pki: Pki, alpha: Identity
) -> None:
    row = pki.issue(alpha, flaw="revoked", now=NOW)
    assert (row.status, row.revoked_at) == (Status.REVOKED, NOW)
    assert listed(pki, "wiv") == {row.serial}


@pytest.mark.parametrize("flaw", ["foreign-ca", "another-party"])
def test_a_flaw_that_needs_somebody_else_says_so(
    tmp_path: Path, alpha: Identity, flaw: str
) -> None:
    pki = Pki.create(
        tmp_path / "pki", hops=(), parties=(alpha,), key_type=KeyType.ECDSA
    )
    with pytest.raises(PkiError, match=f"flaw {flaw}: needs a second"):
        pki.issue(alpha, flaw=flaw)
    assert len(pki.list()) == 3


def test_an_unknown_flaw_or_leg_is_refused_with_the_choices(
    pki: Pki, alpha: Identity
) -> None:
    with pytest.raises(PkiError, match="expected one of expired, "):
        pki.issue(alpha, flaw="rotten")
    with pytest.raises(PkiError, match="a CA here: wiv, magda"):
        pki.issue(replace(alpha, leg="ksz"))


def test_a_hop_gets_no_bad_certificate(pki: Pki, hops: tuple[HopIdentity, ...]) -> None:
    with pytest.raises(PkiError, match="only a party"):
        pki.issue(hops[0], flaw="expired")


def test_a_party_is_revoked_with_all_it_ever_had(pki: Pki, alpha: Identity) -> None:
    old = row_of(pki, "alpha")
    bad = pki.issue(alpha, flaw="wrong-key-usage")
    new = pki.issue(alpha)
    rows = pki.revoke("alpha", now=NOW)
    assert {row.serial for row in rows} == {old.serial, new.serial}
    assert all(row.status is Status.REVOKED and row.revoked_at == NOW for row in rows)
    assert listed(pki, "wiv") == {old.serial, new.serial}
    assert listed(pki, "magda") == set()
    assert bad.serial not in listed(pki, "wiv")


def test_one_certificate_is_revoked_by_its_serial_number(
    pki: Pki, alpha: Identity
) -> None:
    serial = row_of(pki, "alpha").serial
    new = pki.issue(alpha)
    (row,) = pki.revoke(serial.upper())
    assert row.serial == serial
    assert listed(pki, "wiv") == {serial}
    assert pki.list()[-1] == new


def test_an_issuing_ca_can_be_revoked(pki: Pki) -> None:
    serial = next(row.serial for row in pki.list() if row.holder == "issuing")
    pki.revoke(serial)
    assert listed(pki, "wiv") == {serial}


def test_a_certificate_from_a_foreign_ca_is_revoked_by_that_ca(
    pki: Pki, alpha: Identity
) -> None:
    row = pki.issue(alpha, flaw="foreign-ca")
    pki.revoke(row.serial)
    assert (listed(pki, "wiv"), listed(pki, "magda")) == (set(), {row.serial})


def test_revoking_twice_keeps_the_first_moment(pki: Pki) -> None:
    first = pki.revoke("alpha", now=NOW)
    assert pki.revoke("alpha", now=datetime(2030, 1, 1, tzinfo=UTC)) == first


def test_what_nobody_can_revoke_is_refused(pki: Pki, alpha: Identity) -> None:
    stray = pki.issue(alpha, flaw="self-signed")
    for target in ("nobody", stray.serial, pki.list()[0].serial):
        with pytest.raises(PkiError, match=r"expected a party id|no CRL"):
            pki.revoke(target)
    assert listed(pki, "wiv") == set()


def test_the_crls_can_be_written_anew(pki: Pki) -> None:
    (row,) = pki.revoke("alpha")
    pki.crl_pem("wiv").unlink()
    assert pki.crls() == (pki.crl_pem("wiv"), pki.crl_pem("magda"))
    assert listed(pki, "wiv") == {row.serial}


def test_nothing_is_lost_when_many_issue_and_revoke_at_once(
    pki: Pki, alpha: Identity
) -> None:
    """Each thread has its own view of the folder, like a process."""

    def work(number: int) -> str:
        mine = Pki.open(pki.directory)
        row = mine.issue(replace(alpha, id=f"party-{number}"))
        mine.revoke(row.serial)
        return row.serial

    with ThreadPoolExecutor(max_workers=4) as pool:
        serials = set(pool.map(work, range(8)))
    assert len(serials) == 8
    assert listed(pki, "wiv") == serials
    assert serials < {row.serial for row in pki.list()}


def test_a_keystore_in_the_old_format_is_written_and_kept_up(
    pki: Pki, alpha: Identity
) -> None:
    path = pki.legacy_keystore("alpha")
    assert path == pki.party_folder("alpha") / "keystore-legacy.p12"
    before = path.read_bytes()
    pki.issue(alpha)
    assert path.read_bytes() != before


def test_a_stranger_has_no_keystore(pki: Pki) -> None:
    with pytest.raises(PkiError, match="no certificate here"):
        pki.legacy_keystore("nobody")


def test_a_lost_ca_key_is_named(pki: Pki, alpha: Identity) -> None:
    (pki.directory / "ca" / "wiv" / "issuing.key.pem").unlink()
    with pytest.raises(PkiError, match=r"issuing\.key\.pem"):
        pki.issue(alpha)
