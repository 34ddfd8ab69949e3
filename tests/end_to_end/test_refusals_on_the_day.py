"""Grants, staff lists and repertories have a first and a last day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .envelopes import (
    AN,
    ATTEST,
    CARE,
    FILES,
    INCAPACITY,
    LORE,
    PERIODS,
    Chain,
    Refusal,
    errors_of,
)


@pytest.mark.parametrize(
    ("ask", "eve", "refusal"),
    [
        pytest.param(
            "incapacity at magda",
            "2024-01-23",
            Refusal("2", "13001"),
            id="23/058 §70-79 for Opgroeien",
        ),
        pytest.param(
            ATTEST,
            "2024-01-23",
            Refusal("fault", "MSG00015"),
            id="23/058 §24-29/1 for the RVA",
        ),
        pytest.param(
            PERIODS,
            "2024-01-23",
            Refusal("fault", "MSG00015"),
            id="23/058 §79.1-79.11 for BGHM",
        ),
        pytest.param(
            FILES,
            "2023-12-31",
            Refusal("2", "13001"),
            id="Protocol WiV–Wonen in Limburg art. 3",
        ),
    ],
)
def test_grant_holds_from_its_first_day_on(
    dated: Callable[[str], Chain], ask: str, eve: str, refusal: Refusal
) -> None:
    """The same question the day before and on the day."""
    contents = {"yearQuarter": "2023Q4"}

    def asked(chain: Chain) -> Any:
        message = chain.envelope(ask)
        for name, text in contents.items():
            if message.payload.find(f".//{name}") is not None:
                message.put(name, text)
        return message.signed().post()

    chain = dated(eve)
    refused = asked(chain)
    assert refused.refusal == refusal
    record = chain.arrival(refused)
    assert errors_of(record) == ["law.granted"]
    assert record["business_date"] == eve
    (finding,) = (f for f in record["findings"] if f["severity"] == "error")
    assert finding["actual"] == f"no ground is in force on {eve}"
    assert finding["requirement"] not in ("", "no act among ours grants it")
    day = "2024-01-24" if eve == "2024-01-23" else "2024-01-01"
    answer = asked(dated(day))
    assert answer.refusal is None
    assert chain.arrival(answer)["legal_basis"] == finding["requirement"]


def test_ground_of_a_deeper_hop_refuses_through_the_hops_above(
    dated: Callable[[str], Chain],
) -> None:
    """
    23/058 §62-69 is in force from 2024-01-24, the protocol with the company earlier.

    In between it is MAGDA that refuses, and Wonen in Vlaanderen passes that on.
    """
    chain = dated("2024-01-23")
    answer = chain.envelope(INCAPACITY).put("yearQuarter", "2023Q4").signed().post()
    assert answer.refusal == Refusal("2", "13001")
    records = {
        record["hop"]: record
        for record in chain.records(answer.trace)
        if record["direction"] == "in"
    }
    assert set(records) == {"wiv", "magda"}
    assert errors_of(records["magda"]) == ["law.granted"]
    assert {record["outcome"] for record in records.values()} == {"refused"}
    assert {record["code"] for record in records.values()} == {"13001"}
    chain = dated("2024-01-24")
    answer = chain.envelope(INCAPACITY).put("yearQuarter", "2023Q4").signed().post()
    assert answer.refusal is None


def test_colleague_may_ask_until_the_last_day(dated: Callable[[str], Chain]) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2: an up-to-date list of staff."""
    chain = dated("2025-06-30")
    assert chain.envelope(FILES, user=LORE).signed().post().refusal is None
    chain = dated("2025-07-01")
    answer = chain.envelope(FILES, user=LORE).signed().post()
    assert answer.refusal == Refusal("2", "40006")
    (finding,) = chain.arrival(answer)["findings"]
    assert finding["actual"] == "on the list, but not on 2025-07-01"


@pytest.mark.requirement("S-IN-03")
def test_registration_counts_through_its_last_day(
    dated: Callable[[str], Chain],
) -> None:
    """23/058 §88; An has no care allowance, so the answer is that nothing is there."""
    about_an = {"Referentiedatum": "2023-12-01"}

    def asked(chain: Chain) -> Any:
        message = chain.envelope(CARE).about(AN)
        for name, text in about_an.items():
            message.put(name, text)
        return message.signed().post()

    answer = asked(dated("2023-12-31"))
    assert answer.refusal is None
    path = "Repliek/Antwoorden/Antwoord/Uitzonderingen/Uitzondering/Identificatie"
    assert answer.payload.findtext(path) == "30001"
    assert asked(dated("2024-01-01")).refusal == Refusal("3", "13202")
