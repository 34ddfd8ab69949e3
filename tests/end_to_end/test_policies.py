"""What the settings change: policy, authorisation mode, date; and what they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from kruispunt_contracts import ns
from kruispunt_simulator.running import read_running
from kruispunt_simulator.settings import Authorisation, Policy
from lxml import etree

from .envelopes import (
    NORA,
    STRANGER,
    TOM,
    Chain,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
    verified,
)

QUESTIONS = {
    "wiv": "disability at wiv",
    "magda": "care allowance at magda",
    "ksz": "attest at ksz",
}
SHAPES = ("standard", "connector", "savon", "dotnet")
"""Our own, and those of the three known clients of the real platform."""


@pytest.fixture(scope="module")
def strict(start: Callable[..., Chain]) -> Chain:
    return start(policy=Policy.STRICT)


# --- policy --------------------------------------------------------------------------


@pytest.mark.parametrize("hop", QUESTIONS)
@pytest.mark.parametrize("shape", SHAPES)
def test_platform_takes_what_the_real_platform_takes(
    chain: Chain, hop: str, shape: str
) -> None:
    """_wire-facts.md section 2: all three known clients, SHA-1 with a warning."""
    answer = chain.envelope(QUESTIONS[hop]).signed(shape).post()
    assert answer.refusal is None
    noted = {f["check"] for f in chain.arrival(answer)["findings"]}
    sha1 = shape in ("connector", "savon")
    assert ("signature.algorithm" in noted) is sha1
    assert ("signature.digest-algorithm" in noted) is sha1


@pytest.mark.requirement("S-MI-02")
@pytest.mark.parametrize("hop", QUESTIONS)
def test_strict_takes_what_a_new_client_sends(strict: Chain, hop: str) -> None:
    """Token, Timestamp and Body, SHA-256; through every hop behind this one too."""
    answer = strict.envelope(QUESTIONS[hop]).signed("standard").post()
    assert answer.refusal is None
    assert answer.has_data


@pytest.mark.requirement("S-MI-02")
@pytest.mark.parametrize("hop", QUESTIONS)
@pytest.mark.parametrize(
    ("shape", "checks"),
    [
        (
            "connector",
            {
                "signature.algorithm",
                "signature.digest-algorithm",
                "signature.timestamp-not-signed",
                "signature.token-not-signed",
            },
        ),
        (
            "savon",
            {
                "signature.algorithm",
                "signature.digest-algorithm",
                "signature.timestamp-not-signed",
                "signature.token-not-signed",
            },
        ),
        ("dotnet", {"token.kind"}),
    ],
)
def test_strict_refuses_what_is_only_tolerated(
    strict: Chain, hop: str, shape: str, checks: set[str]
) -> None:
    """The same messages that policy platform takes, above."""
    answer = strict.envelope(QUESTIONS[hop]).signed(shape).post()
    assert answer.status == 500
    record = strict.arrival(answer)
    assert record["outcome"] == "refused"
    assert set(errors_of(record)) & checks
    assert not answer.has_data


@pytest.mark.requirement("S-MI-01")
def test_ksz_takes_unsigned_messages_under_platform_only(
    chain: Chain, strict: Chain
) -> None:
    """_wire-facts.md section 5: the KSZ must not require WS-Security."""
    answer = chain.envelope(QUESTIONS["ksz"]).unsigned().post()
    assert answer.refusal is None
    notes = [f["check"] for f in chain.arrival(answer)["findings"]]
    assert "security.unsigned" in notes
    assert verified(chain, answer).signer is not None
    refused = strict.envelope(QUESTIONS["ksz"]).unsigned().post()
    assert_refused(
        strict,
        refused,
        status=500,
        refusal=Refusal("fault", "InvalidSecurity"),
        check="security.missing",
    )


@pytest.mark.requirement("S-AC-03")
def test_strict_wants_the_user_signed(strict: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2, 6.3."""
    message = strict.envelope(QUESTIONS["ksz"], user=None).signed()
    etree.SubElement(message.header, f"{{{ns.USER}}}User").text = NORA
    assert_refused(
        strict,
        message.post(),
        status=500,
        refusal=Refusal("fault", "FailedCheck"),
        check="signature.user-not-signed",
    )
    assert strict.envelope(QUESTIONS["ksz"]).signed().post().refusal is None


def test_ksz_wants_a_user_under_strict_only(chain: Chain, strict: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2; KSZ contracts have no place for it."""
    answer = chain.envelope(QUESTIONS["ksz"], user=None).signed().post()
    assert answer.refusal is None
    (note,) = (
        f for f in chain.arrival(answer)["findings"] if f["check"] == "user.named"
    )
    assert note["severity"] == "note"
    refused = strict.envelope(QUESTIONS["ksz"], user=None).signed().post()
    assert_refused(
        strict,
        refused,
        status=500,
        refusal=Refusal("fault", "MSG00016"),
        check="user.named",
    )


# --- authorisation -------------------------------------------------------------------


@pytest.fixture(scope="module")
def modes(chain: Chain, start: Callable[..., Chain]) -> Mapping[str, Chain]:
    """A chain for each mode."""
    return {
        "enforce": chain,
        "soft": start(authorisation=Authorisation.SOFT),
        "off": start(authorisation=Authorisation.OFF),
    }


WAIVABLE: dict[str, tuple[str, dict[str, Any]]] = {
    "law.granted": ("care allowance at magda", {"party": "vlaams-woningfonds",
                                                "capacity": "7501"}),
    "user.on-staff-list": ("care allowance at magda", {"user": STRANGER}),
    "user.named": ("care allowance at magda", {"user": None}),
    "repertory.inscribed": ("attest at ksz", {"content": {"ssin": TOM,
                                                          "yearQuarter": "2024Q2"}}),
}  # fmt: skip


@pytest.mark.parametrize("mode", ["enforce", "soft", "off"])
@pytest.mark.parametrize("check", WAIVABLE)
def test_mode_decides_whether_law_staff_and_repertory_refuse(
    modes: Mapping[str, Chain], mode: str, check: str
) -> None:
    """Issue 1: soft answers, but leaves in the log what would have been refused."""
    chain = modes[mode]
    name, changes = WAIVABLE[check]
    answer = chain.envelope(name, **changes).signed().post()
    record = chain.arrival(answer)
    found = [f for f in record["findings"] if f["check"] == check]
    if mode == "enforce":
        assert answer.refusal is not None
        assert errors_of(record) == [check]
        return
    assert answer.refusal is None
    assert answer.has_data
    assert record["outcome"] == "answered"
    assert errors_of(record) == []
    if mode == "off":
        assert found == []
    else:
        (note,) = found
        assert note["severity"] == "note"
        assert "would be refused" in note["actual"]


@pytest.mark.parametrize("mode", ["soft", "off"])
def test_whole_chain_answers_without_a_ground(
    modes: Mapping[str, Chain], mode: str
) -> None:
    """A housing company without protocol, through three hops."""
    chain = modes[mode]
    changes = {"party": "woonmaatschappij-zonder-protocol", "user": "85690905206"}
    answer = chain.envelope("incapacity at wiv", **changes).signed().post()
    assert answer.has_data
    hops = {r["hop"] for r in chain.records(answer.trace) if r["direction"] == "in"}
    assert hops == {"wiv", "magda", "ksz"}


NEVER_WAIVED: dict[str, Callable[[Envelope], object]] = {
    "security.missing": Envelope.unsigned,
    "signature.digest": lambda m: m.signed().about(TOM),
    "timestamp.stale": Envelope.with_expired_timestamp,
    "contract.schema": lambda m: m.drop("Taal").signed(),
    "agreement.capacity-known": lambda m: m.put("Hoedanigheid", "9999").signed(),
    "zorgtoeslag.something-asked": lambda m: (
        m.put("StatusAanvraag", "0").put("Erkenningen", "0").signed()
    ),
}


@pytest.mark.parametrize("mode", ["enforce", "soft", "off"])
@pytest.mark.parametrize("check", NEVER_WAIVED)
def test_no_mode_waives_security_contract_and_question(
    modes: Mapping[str, Chain], mode: str, check: str
) -> None:
    chain = modes[mode]
    message = chain.envelope("care allowance at magda")
    NEVER_WAIVED[check](message)
    answer = message.post()
    assert answer.refusal is not None
    assert errors_of(chain.arrival(answer)) == [check]


# --- the date ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_2023(start: Callable[..., Chain]) -> Chain:
    """What `kruispunt up --today 2023-06-01` starts."""
    return start(today=date(2023, 6, 1))


def test_today_moves_the_law(in_2023: Chain) -> None:
    """23/058 is in force from 2024-01-24; the protocol of 2021 already is."""
    answer = in_2023.envelope("incapacity at magda").signed().post()
    assert answer.refusal == Refusal("2", "13001")
    assert errors_of(in_2023.arrival(answer)) == ["law.granted"]
    message = in_2023.envelope("care allowance at magda")
    answer = message.put("Referentiedatum", "2023-06-01").signed().post()
    assert answer.refusal is None


def test_today_moves_the_answers(in_2023: Chain) -> None:
    """What was not decided yet is not told, and tomorrow is the future."""
    message = in_2023.envelope("care allowance at magda")
    message.put("Referentiedatum", "2023-06-01")
    answer = message.signed().post()
    path = (
        "Repliek/Antwoorden/Antwoord/Inhoud/Zorgtoeslag/Erkenningen/Erkenning/"
        "ResultaatErkenningKind/Pijlers/Pijler1"
    )
    assert answer.payload.findtext(path) == "4"
    sent = "Repliek/Context/Bericht/Tijdstip/Datum"
    # Belgium is ahead of UTC, so near midnight its date may be the next.
    assert answer.payload.findtext(sent) in ("2023-06-01", "2023-06-02")
    message = in_2023.envelope("care allowance at magda")
    answer = message.put("Referentiedatum", "2023-06-03").signed().post()
    assert answer.refusal == Refusal("3", "20006")


def test_today_does_not_move_messages_and_log(in_2023: Chain) -> None:
    """A Timestamp is about a real line, and the log about what really happened."""
    message = in_2023.envelope("care allowance at magda")
    answer = message.put("Referentiedatum", "2023-06-01").signed().post()
    parts = verified(in_2023, answer)
    assert parts.created is not None
    assert parts.created.date() >= datetime.now(UTC).date() - timedelta(days=1)
    record = in_2023.arrival(answer)
    assert record["business_date"].startswith("2023-06")
    assert record["at"][:4] >= f"{parts.created.year}"


def test_today_moves_the_validity_of_certificates(start: Callable[..., Chain]) -> None:
    """After 2046 the whole test PKI is over: no connection."""
    chain = start(today=date(2046, 6, 1))
    record = chain.turned_away("magda", chain.tls("magda", chain.identity("fluvius")))
    assert errors_of(record) == ["tls.validity"]
    assert record["business_date"].startswith("2046-06")


def test_client_keeps_the_date_of_the_chain(in_2023: Chain) -> None:
    """`running.json` tells by how many days the business date is shifted."""
    running = read_running(in_2023.state)
    assert running is not None
    assert running.today() == date(2023, 6, 1)
    assert running.urls == in_2023.simulator.urls
