"""
How long an answer may be kept: asked over the whole chain, told from the acts.

The chain lives on 2026-06-30 here, whatever day it is: the answers say so, and terms
that count from receipt count from there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from kruispunt_client import Answer
from kruispunt_client.calls.question import Period
from kruispunt_law.duration import after

from .envelopes import BRAM, GRIET, JEF, LOTTE, MIEKE, NORA, SOFIE, Chain

TODAY = date(2026, 6, 30)
ON = date(2024, 6, 1)
PERIOD: Period = (date(2023, 1, 1), date(2024, 12, 31))


@pytest.fixture
def chain(dated: Callable[[str], Chain]) -> Chain:
    """A chain whose business date is that of the tests."""
    return dated(TODAY.isoformat())


def test_a_housing_company_keeps_a_file_until_ten_years_after_the_lease(
    chain: Chain,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (R-RET-05): one year, and never ten."""
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.disability.files(JEF, user=MIEKE, period=PERIOD)
    assert answer.retention.received == TODAY
    assert answer.retention.ground == "wil-disability"
    assert answer.retention.until is None
    assert answer.retention.citation == "Protocol WiV–Wonen in Limburg art. 3"
    lease = answer.keep_until(events={"lease-ended": TODAY})
    assert lease.until == date(2036, 6, 30)
    assert lease.waits_for == ("procedures-ended",)
    both = answer.keep_until(
        events={"lease-ended": TODAY, "procedures-ended": date(2027, 1, 15)}
    )
    assert both.until == date(2028, 1, 15)
    assert not both.overdue(date(2028, 1, 15))
    assert both.overdue(date(2028, 1, 16))


def test_a_premium_goes_from_the_file_to_the_archive(chain: Chain) -> None:
    """22/004 §12, §30 (R-RET-06 to R-RET-08): MijnVerbouwPremie at the operator."""
    with chain.connect("fluvius", "magda") as magda:
        answer = magda.disability.files(JEF, user=SOFIE, on=ON)
    assert answer.retention.ground == "fluvius-disability"
    assert answer.retention.until is None
    events = {"stored-in-file": TODAY, "premium-decided": date(2026, 9, 1)}
    kept = answer.keep_until(events=events)
    assert kept.until_for("file") == date(2027, 8, 30)
    assert kept.until_for("archive") == kept.until == date(2041, 9, 1)
    assert kept.citation == "22/004 §12, §29; 22/004 §12, §30"
    once = answer.keep_until(events=events, circumstances={"premium-obtainable-once"})
    assert once.until == date(2027, 8, 30)
    assert "as long as needed" in once.why.lower()


def test_a_care_allowance_is_kept_for_seven_years_and_never_more_than_ten(
    chain: Chain,
) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 3 (R-RET-02 to R-RET-04)."""
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        answer = magda.care_allowance.supplement(LOTTE, user=GRIET, on=ON)

    def until(**events: date) -> date | None:
        known = {name.replace("_", "-"): day for name, day in events.items()}
        return answer.keep_until(events=known).until

    assert answer.retention.ground == "wiv-care-allowance"
    assert answer.retention.citation == "Protocol Zorgtoeslag 2021-05-07 art. 3"
    assert until() is None
    assert until(last_payment=TODAY) == date(2036, 6, 30)
    assert until(last_payment=TODAY, last_monthly_payment=TODAY) == date(2033, 6, 30)
    assert until(appeal_period_expired=TODAY) == date(2031, 6, 30)


def attest(chain: Chain, party: str, user: str) -> Answer[object]:
    with chain.connect(party, "ksz") as ksz:
        return ksz.incapacity.attest(BRAM, "2024Q1", user=user)


def test_the_unemployment_office_counts_from_the_quarter_of_the_benefits(
    chain: Chain,
) -> None:
    """23/058 §29/1 (R-RET-12): five years from the first day of the next quarter."""
    answer = attest(chain, "rva", NORA)
    assert answer.data is not None
    assert answer.retention.ground == "rva-hdi"
    (event,) = answer.retention.waits_for
    kept = answer.keep_until(events={event: date(2024, 4, 1)})
    assert kept.until == date(2029, 4, 1)
    assert kept.citation == "23/058 §29/1"
    assert kept.why.endswith("then: destroy.")


def test_whoever_has_no_rule_of_its_own_keeps_two_years_from_receipt(
    chain: Chain,
) -> None:
    """23/058 §86 (R-RET-10), here the inspection of the same office."""
    inspector = chain.simulator.parties.get("rva-inspectie")
    assert inspector is not None
    user = next(each.insz for each in inspector.staff if each.active(TODAY))
    retention = attest(chain, "rva-inspectie", user).retention
    assert retention.until == date(2028, 6, 30)
    assert retention.citation == "23/058 §86"


def test_an_act_whose_text_is_not_here_leaves_it_open(chain: Chain) -> None:
    """23/188, which the agency asks under, is only cited in the acts here."""
    with chain.connect("wonen-in-vlaanderen", "magda-7202") as magda:
        answer = magda.disability.files(JEF, user=GRIET, on=ON)
    assert answer.retention.until is None
    assert answer.retention.terms == ()
    assert answer.retention.why.startswith("Unknown: the acts here do not say how long")
    assert "23/188" in str(answer.retention.citation)


# --- a chain with acts or codes of the user's own -------------------------------------

OWN_ACT = Path(__file__).parents[1] / "vectors" / "law" / "own-act.yaml"
CODES = 'codes: {wiv: {"7101": ipdc00101}, magda: {"7201": "7202", "7202": "12345"}}'
"""What is 7202 on the wire is 7201 in the acts: premiums, not social rent."""


def test_an_own_act_of_the_chain_tells_how_long(start: Callable[..., Chain]) -> None:
    """The profiles that the chain writes name its act files."""
    with start(law=(OWN_ACT,)).connect("fluvius", "magda") as magda:
        answer = magda.care_allowance.supplement(JEF, user=SOFIE, on=ON)
    assert answer.retention.ground == "own-fluvius-care"
    assert answer.retention.until == after(answer.retention.received, "P1Y")
    assert answer.retention.citation == "art. 2"


def test_own_codes_on_the_wire_are_those_of_the_acts_for_the_law(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(CODES, encoding="utf-8")
    chain = start(codes=path)
    with chain.connect("wonen-in-limburg", "wiv") as wiv:
        answer = wiv.disability.files(JEF, user=MIEKE, on=ON)
    assert answer.retention.ground == "wil-disability"
    with chain.connect("wonen-in-vlaanderen", "magda") as magda:
        assert magda.sender.hoedanigheid == "7202"
        answer = magda.care_allowance.supplement(LOTTE, user=GRIET, on=ON)
    assert answer.retention.ground == "wiv-care-allowance"
