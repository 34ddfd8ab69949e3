"""A certificate may open the connection and be the wrong one for the message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography import x509
from kruispunt_certs import Identity, KeyType, Pki
from kruispunt_client.identity import PrivateIdentity
from kruispunt_simulator.commands.state import identity_of

from .envelopes import (
    ATTEST,
    CARE,
    ERR_025,
    FILES,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
)


@pytest.mark.requirement("S-TR-05", "S-MI-03")
@pytest.mark.parametrize(
    ("ask", "other", "refusal"),
    [
        (CARE, "fluvius", ERR_025),
        (FILES, "woonmaatschappij-zonder-protocol", ERR_025),
        (ATTEST, "fidus", Refusal("fault", "FailedCheck")),
    ],
)
def test_signature_of_another_party_is_refused(
    chain: Chain,
    envelope: Callable[..., Envelope],
    ask: str,
    other: str,
    refusal: Refusal,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1 and 6.3: a certificate of its own."""
    theirs = chain.identity(other)
    answer = envelope(ask).signed(by=theirs).post()
    assert_refused(
        chain,
        answer,
        status=500,
        refusal=refusal,
        check="agreement.signer-is-caller",
    )
    answer = envelope(ask).signed().post(identity=theirs)
    assert "agreement.signer-is-caller" in errors_of(chain.arrival(answer))


@pytest.mark.requirement("S-MI-03")
def test_party_with_two_certificates_may_use_one_for_each(
    start: Callable[..., Chain],
) -> None:
    """The twin: TLS and signature by two certificates of one party are fine."""
    chain = start()
    former = chain.identity("wonen-in-vlaanderen")
    pki = Pki.open(chain.simulator.settings.pki)
    party = chain.simulator.parties.get("wonen-in-vlaanderen")
    assert party is not None
    pki.issue(identity_of(party), key_type=KeyType.ECDSA)
    folder = pki.party_folder("wonen-in-vlaanderen")
    newer = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    answer = chain.envelope(CARE).signed(by=newer).post(identity=former)
    assert answer.refusal is None


@pytest.mark.requirement("S-AC-01")
def test_certificate_of_no_registered_party_is_refused(
    start: Callable[..., Chain],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1: the platform knows its callers."""
    chain = start()
    pki = Pki.open(chain.simulator.settings.pki)
    pki.issue(
        Identity(
            id="unregistered",
            common_name="0999009999 unregistered TEST",
            organisation="Unregistered",
            leg="magda",
        ),
        key_type=KeyType.ECDSA,
    )
    unregistered = chain.identity("unregistered")
    answer = chain.envelope(CARE).signed(by=unregistered).post(identity=unregistered)
    record = assert_refused(
        chain,
        answer,
        status=200,
        refusal=Refusal("2", "13001"),
        check="agreement.certificate-known",
    )
    assert record["party"] == "0999009999 unregistered TEST"
    chain.still_answers(CARE)


# --- bad certificates in the message -------------------------------------------------


@pytest.fixture(scope="module")
def flawed(start: Callable[..., Chain]) -> Chain:
    """A chain whose PKI holds bad certificates too."""
    return start()


def test_signature_by_a_revoked_certificate_is_refused(
    start: Callable[..., Chain],
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.1; the connection itself is a good one."""
    chain = start()
    former = chain.identity("wonen-in-vlaanderen")
    party = chain.simulator.parties.get("wonen-in-vlaanderen")
    assert party is not None
    pki = Pki.open(chain.simulator.settings.pki)
    pki.issue(identity_of(party), key_type=KeyType.ECDSA)
    folder = pki.party_folder(party.id)
    newer = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    message = chain.envelope(CARE).signed(by=former)
    assert message.post(identity=newer).refusal is None
    pki.revoke(f"{former.certificate.serial_number:x}")
    answer = chain.envelope(CARE).signed(by=former).post(identity=newer)
    record = assert_refused(
        chain,
        answer,
        status=500,
        refusal=ERR_025,
        check="token.trust.revoked",
    )
    seen = next(
        f for f in record["findings"] if f["check"] == "security.certificate-seen"
    )
    assert "wonen-in-vlaanderen" in seen["actual"]


@pytest.mark.requirement("S-MI-02")
@pytest.mark.parametrize(
    ("flaw", "check"),
    [
        ("foreign-ca", "token.trust.chain"),
        ("unknown-ca", "token.trust.chain"),
        ("self-signed", "token.trust.chain"),
        ("expired", "token.trust.validity"),
        ("not-yet-valid", "token.trust.not-yet-valid"),
        ("wrong-key-usage", "token.trust.usage"),
    ],
)
def test_signature_by_a_flawed_certificate_is_refused(
    flawed: Chain, flaw: str, check: str
) -> None:
    """The connection is the party's own; the token in the message is not good."""
    bad = flawed.identity("wonen-in-vlaanderen", flaw)
    answer = flawed.envelope(CARE).signed(by=bad).post()
    assert_refused(flawed, answer, status=500, refusal=ERR_025, check=check)
    flawed.still_answers(CARE)


def test_forged_certificate_of_the_same_name_is_refused(flawed: Chain) -> None:
    """A name is no proof: same subject and issuer name, another key behind both."""
    forged = flawed.identity("wonen-in-vlaanderen", "unknown-ca")
    genuine = flawed.identity("wonen-in-vlaanderen")
    name = x509.NameOID.COMMON_NAME
    assert forged.certificate.subject.get_attributes_for_oid(name) == (
        genuine.certificate.subject.get_attributes_for_oid(name)
    )
    assert flawed.envelope(CARE).signed(by=forged).post().refusal == ERR_025
