"""
TLS client, signer and declared sender are one party.

Source: Protocol WiV–Wonen in Limburg art. 6.1 and 6.3.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from kruispunt_simulator.message import Finding, Question, Severity
from kruispunt_simulator.parties import Connection, Parties, Party
from kruispunt_simulator.rules.agreement import (
    check_sender_is_caller,
    check_signer_is_caller,
)

PARTIES = Parties.load()
FAULT = "magda.no-authorisation"


def party(party_id: str) -> Party:
    found = PARTIES.get(party_id)
    assert found is not None
    return found


WIV, FLUVIUS = party("wonen-in-vlaanderen"), party("fluvius")
QUESTION = Question(
    sender="fluvius.be/mijnverbouwpremie-aip",
    capacity="7301",
    user=None,
    reference="r-1",
    question_reference="v-1",
)


def signer(
    tls: Party | None,
    signed: Party | None,
    *,
    tls_name: str | None = None,
    signer_name: str | None = None,
) -> tuple[Finding, ...]:
    return check_signer_is_caller(
        tls,
        signed,
        tls_name=tls_name or (tls.common_name if tls else "stranger"),
        signer_name=signer_name or (signed.common_name if signed else "other"),
        fault="magda.signature-invalid",
    )


def sender(
    caller: Party | None,
    question: Question = QUESTION,
    *,
    found: tuple[Party, Connection] | None = None,
) -> tuple[Finding, ...]:
    return check_sender_is_caller(
        caller,
        found or PARTIES.by_sender("magda", question.sender or ""),
        question,
        common_name=caller.common_name if caller else "stranger",
        fault=FAULT,
    )


def test_a_caller_who_signs_is_accepted() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.3."""
    assert signer(FLUVIUS, FLUVIUS) == ()


@pytest.mark.requirement("S-MI-03")
def test_another_party_that_signs_is_refused() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1, 6.3."""
    (finding,) = signer(FLUVIUS, WIV)
    assert finding.check == "agreement.signer-is-caller"
    assert finding.fault == "magda.signature-invalid"
    assert finding.severity is Severity.ERROR
    assert "art. 6.1, 6.3" in finding.requirement
    assert FLUVIUS.common_name in finding.actual
    assert WIV.common_name in finding.actual


def test_a_newer_certificate_of_the_same_party_may_sign() -> None:
    """Both names lead to one party. Source: Protocol WiV–Wonen in Limburg art. 6.1."""
    assert signer(FLUVIUS, FLUVIUS, signer_name="renewed") == ()


def test_two_strangers_are_not_one_party() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1."""
    (finding,) = signer(None, None)
    assert finding.check == "agreement.signer-is-caller"
    assert signer(None, None, signer_name="stranger") == ()


@pytest.mark.parametrize("known", ["tls", "signed"])
def test_a_stranger_is_not_a_party(known: str) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1."""
    tls = FLUVIUS if known == "tls" else None
    signed = FLUVIUS if known == "signed" else None
    assert len(signer(tls, signed)) == 1
    assert signer(FLUVIUS, FLUVIUS) == ()


def test_the_sender_of_the_caller_is_accepted() -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1; MAGDA wiki page 485982282."""
    assert sender(FLUVIUS) == ()


@pytest.mark.parametrize(
    ("caller", "twist", "check", "word"),
    [
        pytest.param(
            None, {}, "agreement.certificate-known", "stranger", id="no party"
        ),
        pytest.param(
            FLUVIUS,
            {"sender": "fluvius.be/other-aip"},
            "agreement.sender-known",
            "fluvius.be/other-aip",
            id="a sender that was never connected",
        ),
        pytest.param(
            FLUVIUS,
            {"sender": None},
            "agreement.sender-known",
            "(none)",
            id="no sender",
        ),
        pytest.param(
            WIV, {}, "agreement.sender-is-caller", "fluvius", id="another's sender"
        ),
        pytest.param(
            FLUVIUS,
            {"capacity": "7302"},
            "agreement.capacity-known",
            "7302",
            id="a capacity that was handed to another",
        ),
        pytest.param(
            FLUVIUS,
            {"capacity": None},
            "agreement.capacity-known",
            "(none)",
            id="no capacity",
        ),
    ],
)
def test_any_other_sender_is_refused(
    caller: Party | None, twist: dict[str, str | None], check: str, word: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1, 6.3; MAGDA wiki 485982282."""
    (finding,) = sender(caller, replace(QUESTION, **twist))
    assert finding.check == check
    assert finding.fault == FAULT
    assert finding.severity is Severity.ERROR
    assert finding.requirement.startswith("Protocol WiV–Wonen in Limburg art. 6.1")
    assert word in finding.actual
    assert sender(FLUVIUS) == ()


def test_an_unknown_certificate_comes_before_an_unknown_sender() -> None:
    """Whoever is nobody learns nothing about senders."""
    (finding,) = sender(None, replace(QUESTION, sender="nobody.be/x-aip"))
    assert finding.check == "agreement.certificate-known"


@pytest.mark.parametrize(
    ("address", "capacity"),
    [
        ("wonenvlaanderen.be/premies-aip", "7201"),
        ("wonenvlaanderen.be/sociale-huur-aip", "7202"),
    ],
)
def test_each_door_of_a_party_takes_its_own_capacity_only(
    address: str, capacity: str
) -> None:
    """Source: MAGDA wiki page 485982282: a Hoedanigheid belongs to a connection."""
    for tried in ("7201", "7202"):
        question = replace(QUESTION, sender=address, capacity=tried)
        assert (sender(WIV, question) == ()) is (tried == capacity)
