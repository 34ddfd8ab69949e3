"""`kruispunt certs`: good and bad certificates, and what is wrong with a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from kruispunt_certs import FLAWS
from kruispunt_simulator.commands import certificates

from .conftest import Run

PARTY = "fluvius"


def serial(folder: Path) -> int:
    certificate = (folder / "cert.pem").read_bytes()
    return x509.load_pem_x509_certificate(certificate).serial_number


def row_of(state: Path, **wanted: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in certificates.rows(state)
        if all(row[key] == value for key, value in wanted.items())
    ]


def test_a_row_tells_whose_certificate_it_is_and_how_it_is_with_it(
    folder: Path,
) -> None:
    (row,) = row_of(folder, holder=PARTY)
    path = folder / "pki" / row["folder"]
    assert row["serial"] == f"{serial(path):x}"
    assert (row["kind"], row["leg"]) == ("party", "magda")
    assert (row["status"], row["flaw"]) == ("valid", None)
    assert (row["not_before"], row["not_after"]) == ("2014-01-01", "2046-01-01")


def test_a_new_certificate_takes_the_place_of_the_old_one(folder: Path) -> None:
    where = Path(certificates.issue(folder, PARTY, None, None, legacy=False))
    assert where.is_dir()
    old, new = row_of(folder, holder=PARTY)
    assert (old["status"], new["status"]) == ("replaced", "valid")
    assert new["serial"] == f"{serial(where):x}"


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_bad_certificate_stands_beside_the_good_one(folder: Path, flaw: str) -> None:
    good = serial(folder / "pki" / "parties" / PARTY)
    where = Path(certificates.issue(folder, PARTY, flaw, None, legacy=False))
    assert (where / "key.pem").is_file()
    assert serial(folder / "pki" / "parties" / PARTY) == good
    (row,) = row_of(folder, flaw=flaw)
    assert row["holder"] == PARTY


@pytest.mark.parametrize(
    ("key_type", "kind"),
    [("rsa-2048", rsa.RSAPublicKey), ("ecdsa-p256", ec.EllipticCurvePublicKey)],
)
def test_a_certificate_can_have_another_kind_of_key(
    folder: Path, key_type: str, kind: type
) -> None:
    where = Path(certificates.issue(folder, PARTY, None, key_type, legacy=False))
    certificate = x509.load_pem_x509_certificate((where / "cert.pem").read_bytes())
    assert isinstance(certificate.public_key(), kind)


def test_an_old_keystore_is_made_when_asked_for(folder: Path) -> None:
    before = set((folder / "pki" / "parties" / PARTY).iterdir())
    where = Path(certificates.issue(folder, PARTY, None, None, legacy=True))
    (made,) = set(where.iterdir()) - before
    assert made.suffix == ".p12"


@pytest.mark.parametrize("party", ["nobody", "bghm"])
def test_only_a_party_with_a_certificate_gets_one(folder: Path, party: str) -> None:
    """`bghm` stands behind an integrator, so it has none."""
    with pytest.raises(click.BadParameter, match=f"{party} is no party"):
        certificates.issue(folder, party, None, None, legacy=False)


def test_a_flaw_that_there_is_not_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(click.ClickException, match=r"ugly.*expected one of .*expired"):
        certificates.issue(folder, PARTY, "ugly", None, legacy=False)


def test_every_flaw_is_listed_with_the_refusal_it_earns() -> None:
    listed = certificates.flaws()
    assert [row["flaw"] for row in listed] == list(FLAWS)
    assert all(row["refusal"] for row in listed)


@pytest.mark.parametrize("by", ["party", "serial"])
def test_what_is_revoked_is_said_and_stays_so(folder: Path, by: str) -> None:
    (row,) = row_of(folder, holder=PARTY)
    target = PARTY if by == "party" else row["serial"]
    said = certificates.revoke(folder, target)
    assert said.startswith("revoked")
    assert row["serial"] in said
    assert [r["status"] for r in row_of(folder, holder=PARTY)] == ["revoked"]
    (other,) = row_of(folder, holder="veka")
    assert other["status"] == "valid"


@pytest.mark.parametrize("hop", ["wiv", "ksz"])
def test_a_hop_is_revoked_by_serial_number_and_the_refusal_names_it(
    folder: Path, hop: str
) -> None:
    (row,) = row_of(folder, holder=hop)
    with pytest.raises(click.ClickException, match=f"serial number: {row['serial']}"):
        certificates.revoke(folder, hop)
    assert "revoked" in certificates.revoke(folder, row["serial"])


def test_magda_is_revoked_as_the_party_that_it_is_too(folder: Path) -> None:
    """It asks the KSZ with a certificate of its own; its server is left alone."""
    certificates.revoke(folder, "magda")
    status = {row["kind"]: row["status"] for row in row_of(folder, holder="magda")}
    assert status == {"party": "revoked", "hop": "valid"}


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        pytest.param(["wiv"], "hops", id="a hop"),
        pytest.param(["fluvius"], "parties", id="a party"),
        pytest.param(["magda"], "parties", id="both, as a party"),
        pytest.param(["magda", "--host", "x.example"], "hops", id="both, as a hop"),
    ],
)
def test_a_name_means_a_party_unless_only_a_hop_can_be_meant(
    folder: Path, run: Run, arguments: list[str], kind: str
) -> None:
    result = run("certs", "issue", *arguments, "--state", folder)
    assert result.exit_code == 0
    assert Path(result.stdout.strip()) == folder / "pki" / kind / arguments[0]


def test_a_party_without_certificate_gets_one_when_asked_and_only_then_loses_it(
    folder: Path,
) -> None:
    """Most parties have none after the first start."""
    with pytest.raises(click.ClickException, match="acv holds no certificate yet"):
        certificates.revoke(folder, "acv")
    where = Path(certificates.issue(folder, "acv", None, None, legacy=False))
    assert where == folder / "pki" / "parties" / "acv"
    assert "revoked" in certificates.revoke(folder, "acv")


def test_what_nobody_holds_cannot_be_revoked(folder: Path) -> None:
    with pytest.raises(click.ClickException, match="nobody"):
        certificates.revoke(folder, "nobody")


@pytest.mark.parametrize("command", ["rows", "issue", "revoke"])
def test_a_folder_without_a_pki_is_told(tmp_path: Path, command: str) -> None:
    arguments: dict[str, tuple[Any, ...]] = {
        "rows": (),
        "issue": (PARTY, None, None, False),
        "revoke": (PARTY,),
    }
    with pytest.raises(click.ClickException, match="no PKI here"):
        getattr(certificates, command)(tmp_path, *arguments[command])
