"""Bad certificates: each is refused for the reason in its row, its twin is not."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from kruispunt_certs import FLAWS, Flaw, Identity, Pki
from kruispunt_client.trust import CHECKS, TrustProblem, TrustStore, Usage

Context = Callable[..., ssl.SSLContext]
Handshake = Callable[..., dict[str, ssl.SSLError]]

DATES = [datetime(year, 6, 1, tzinfo=UTC) for year in (2014, 2026, 2045)]
NO_CHECK_TIME = 0x200000

each_flaw = pytest.mark.parametrize("flaw", FLAWS.values(), ids=FLAWS)


def findings(folder: Path, pki: Pki, at: datetime) -> tuple[TrustProblem, ...]:
    leaf, *above = x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes())
    trust = TrustStore.load(pki.trust_pem("wiv"), pki.crl_pem("wiv"))
    return trust.check(leaf, above, at=at, usage=Usage.CLIENT_TLS)


def alert(error: ssl.SSLError) -> str:
    """Give the alert of an error such as `TLSV1_ALERT_UNKNOWN_CA`, in plain words."""
    return error.reason.partition("_ALERT_")[2].replace("_", " ").lower()


@pytest.mark.parametrize("at", DATES, ids=str)
@each_flaw
def test_our_check_refuses_for_the_reason_in_the_row(
    pki: Pki, alpha: Identity, flaw: Flaw, at: datetime
) -> None:
    pki.issue(alpha, flaw=flaw.name)
    found = findings(pki.party_folder("alpha", flaw=flaw.name), pki, at)
    assert [problem.check for problem in found] == (
        [flaw.finding] if flaw.finding else []
    )


@pytest.mark.parametrize("at", DATES, ids=str)
@each_flaw
def test_our_check_still_accepts_the_good_twin(
    pki: Pki, alpha: Identity, flaw: Flaw, at: datetime
) -> None:
    pki.issue(alpha, flaw=flaw.name)
    assert findings(pki.party_folder("alpha"), pki, at) == ()


@each_flaw
def test_openssl_refuses_with_the_alert_in_the_row(
    pki: Pki,
    alpha: Identity,
    flaw: Flaw,
    server_context: Context,
    client_context: Context,
    handshake: Handshake,
) -> None:
    pki.issue(alpha, flaw=flaw.name)
    server = server_context(pki)
    refused = handshake(server, client_context(pki, flaw.name))
    assert ("server" in refused) is (flaw.alert is not None)
    assert (alert(refused["client"]) if refused else None) == flaw.alert
    assert handshake(server, client_context(pki)) == {}


@each_flaw
def test_without_the_dates_openssl_refuses_everything_but_the_dates(
    pki: Pki,
    alpha: Identity,
    flaw: Flaw,
    server_context: Context,
    client_context: Context,
    handshake: Handshake,
) -> None:
    """So that a hop can judge the dates itself, at the simulated date."""
    pki.issue(alpha, flaw=flaw.name)
    refused = handshake(
        server_context(pki, NO_CHECK_TIME), client_context(pki, flaw.name)
    )
    dated = flaw.name in {"expired", "not-yet-valid"}
    assert bool(refused) is (flaw.alert is not None and not dated)


def test_the_good_certificates_pass_the_strict_mode_of_openssl(
    pki: Pki, server_context: Context, client_context: Context, handshake: Handshake
) -> None:
    """The default of Python 3.13."""
    strict = ssl.VERIFY_X509_STRICT
    server, client = server_context(pki, strict), client_context(pki, None, strict)
    assert handshake(server, client) == {}


@pytest.mark.parametrize("host", ["localhost", "wiv", "wiv.kruispunt.test", "::1"])
def test_a_hop_is_reached_under_its_names(
    pki: Pki,
    server_context: Context,
    client_context: Context,
    handshake: Handshake,
    host: str,
) -> None:
    assert handshake(server_context(pki), client_context(pki), host=host) == {}


def test_a_hop_is_not_reached_under_another_name(
    pki: Pki, server_context: Context, client_context: Context, handshake: Handshake
) -> None:
    refused = handshake(server_context(pki), client_context(pki), host="magda")
    assert "Hostname mismatch" in str(refused["client"])


@each_flaw
def test_a_row_is_complete(flaw: Flaw) -> None:
    assert FLAWS[flaw.name] is flaw
    assert flaw.refusal.endswith(".")
    assert flaw.finding is None or flaw.finding in CHECKS


@each_flaw
def test_a_row_is_explained_in_the_readme(flaw: Flaw) -> None:
    readme = Path(__file__).parents[2] / "certs" / "README.md"
    assert f"| `{flaw.name}` |" in readme.read_text(encoding="utf-8")
