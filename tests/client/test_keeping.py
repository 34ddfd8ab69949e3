"""Until when an answer may be kept: what the client finds in the law, and what not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from kruispunt_client import Answer, ConnectionProfile, LawSettings
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest, InvalidSettings

Element = Any
DAY = date(2026, 5, 4)
"""On which the hop answers, as its replies say."""
WIL_ART_3 = "Protocol WiV–Wonen in Limburg art. 3"
NOTHING_FOUND = [("30001", "KENG", "WAARSCHUWING")]

OWN_ACT = """
act: own
kind: protocol
cited: Protocol Alpha 2025
title: The agency to Alpha
issued_by: the agency
in_force: {from: 2025-01-01, because: signed that day}
nature: an act that does not come with Kruispunt
purposes:
  rent: {for: rent, cited: art. 1}
keep:
  alpha-18m: {at_most: P18M, from: receipt, events: [data-received], stated: true,
    cited: Protocol Alpha 2025 art. 9}
  alpha-move: {at_most: P1M, from: moving out, events: [moved-out], stated: true,
    cited: Protocol Alpha 2025 art. 9}
entries:
  - id: own-{recipient}-care
    recipients: [alpha]
    paragraphs: [art. 3]
    chain: [agency, '{recipient}']
    sources: [agency]
    service: care
    allowed: []
    purposes: [rent]
    subjects: [tenant]
    register: not-stated
    history: none
    frequency: on demand
    duration: indefinite
    keep: [alpha-18m, alpha-move]
    checks: ck-reference
    context: own
grants:
  - id: alpha-care
    under: own-alpha-care
    hop: wiv
    party: alpha
    capacity: "7101"
    service: GeefZorgtoeslag
    versions: [02.00.0000]
    paragraphs: art. 3
"""


@pytest.fixture
def ask(
    wiv: Any, ksz: Any, profile: Any, replies: Any, person: str, user: str
) -> Iterator[Callable[..., Answer[Any]]]:
    """
    Asks something and gets the answer that there is nothing.

    `party` changes who asks, `settings` the endpoint, `law` the law of the profile.
    """
    calls: dict[str, Callable[[Any], Answer[Any]]] = {
        "zorgtoeslag": lambda hop: hop.care_allowance.supplement(
            person, user=user, on=DAY
        ),
        "arbeidsongeschiktheid": lambda hop: hop.incapacity.periods(
            person, "2026Q1", user=user
        ),
        "attest": lambda hop: hop.incapacity.attest(person, "2026Q1", user=user),
    }

    def nothing_ksz(request: Element) -> Element:
        return replies.ksz(request, "NO_DATA_FOUND", "MSG00100")

    with ExitStack() as stack:

        def ask(
            flow: str,
            *,
            party: dict[str, str] | None = None,
            settings: dict[str, Any] | None = None,
            law: LawSettings | None = None,
            answer: Callable[[Element], Element] | None = None,
            **options: Any,
        ) -> Answer[Any]:
            hop = ksz if flow == "attest" else wiv
            nothing = nothing_ksz if flow == "attest" else _nothing_magda(replies)
            hop.answer_with(answer or nothing)
            plain: ConnectionProfile = profile(hop, **(settings or {}))
            asking = replace(
                plain,
                party=replace(plain.party, **(party or {})),
                law=law or LawSettings(),
            )
            line = stack.enter_context(connect(asking, via=hop.name, **options))
            return calls[flow](line)

        yield ask


def _nothing_magda(replies: Any) -> Callable[[Element], Element]:
    return lambda request: replies.magda(request, uitzonderingen=NOTHING_FOUND)


HOUSING_COMPANY = {"id": "wonen-in-limburg", "hoedanigheid": "7101"}
INSPECTION = {"id": "rva-inspectie", "legal_context": "RVA:INSPECTION"}


# --- the ground follows from who asks what --------------------------------------------


def test_an_answer_says_under_which_act_it_waits_for_which_event(ask: Any) -> None:
    """Protocol WiV–Wonen in Limburg art. 3: from the end of the lease, or sooner."""
    retention = ask("arbeidsongeschiktheid", party=HOUSING_COMPANY).retention
    assert retention.ground == "wil-incapacity"
    assert retention.until is None
    assert retention.citation == WIL_ART_3
    assert "lease-ended" in retention.waits_for


def test_it_is_worked_out_again_when_an_event_is_known(ask: Any) -> None:
    answer = ask("arbeidsongeschiktheid", party=HOUSING_COMPANY)
    known = answer.keep_until(events={"lease-ended": date(2026, 6, 30)})
    assert known.until == date(2036, 6, 30)
    assert known.citation == WIL_ART_3
    assert "10 years after lease-ended on 2026-06-30" in known.why
    assert answer.retention.until is None


def test_a_term_from_receipt_counts_from_the_day_in_the_answer(ask: Any) -> None:
    """23/058 §86 (R-RET-10); the answer is of 2026-05-04, whatever day it is here."""
    retention = ask("attest", party=INSPECTION).retention
    assert retention.received == DAY
    assert retention.until == date(2028, 5, 4)
    assert retention.citation == "23/058 §86"


def test_the_day_is_the_belgian_one(ask: Any, replies: Any) -> None:
    def late(request: Element) -> Element:
        reply = replies.ksz(request, "NO_DATA_FOUND", "MSG00100")
        reply.find("informationCBSS/timestampReply").text = "2026-05-04T22:30:00Z"
        return reply

    assert ask("attest", party=INSPECTION, answer=late).asked.received == date(
        2026, 5, 5
    )


def test_a_day_that_is_none_leaves_the_day_of_the_clock(ask: Any, replies: Any) -> None:
    """The contract lets every number of two digits pass for a day."""

    def impossible(request: Element) -> Element:
        reply = replies.magda(request, uitzonderingen=NOTHING_FOUND)
        reply.find("Repliek/Context/Bericht/Tijdstip/Datum").text = "2026-02-30"
        return reply

    now = datetime.now(UTC)
    answer = ask("zorgtoeslag", answer=impossible, clock=lambda: now)
    assert answer.asked.received == now.astimezone(ZoneInfo("Europe/Brussels")).date()


def test_the_end_of_all_days_has_no_belgian_date(ask: Any, replies: Any) -> None:
    def far(request: Element) -> Element:
        reply = replies.ksz(request, "NO_DATA_FOUND", "MSG00100")
        reply.find("informationCBSS/timestampReply").text = "9999-12-31T23:59:59Z"
        return reply

    assert ask("attest", answer=far).asked.received < date(9999, 12, 31)


# --- nothing is guessed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "asker", "reason"),
    [
        ("zorgtoeslag", {}, "alpha has no grant at wiv"),
        (
            "zorgtoeslag",
            HOUSING_COMPANY,
            "wonen-in-limburg may not use GeefZorgtoeslag at wiv",
        ),
        (
            "arbeidsongeschiktheid",
            {**HOUSING_COMPANY, "hoedanigheid": "7001"},
            "wonen-in-limburg may not use GeefArbeidsongeschiktheid in capacity 7001",
        ),
    ],
    ids=["an unknown party", "another service", "a capacity of the real platform"],
)
def test_without_a_ground_in_the_acts_the_answer_says_so(
    ask: Any, flow: str, asker: dict[str, str], reason: str
) -> None:
    retention = ask(flow, party=asker).retention
    assert (retention.until, retention.citation, retention.ground) == (None, None, None)
    assert retention.why == (
        f"Unknown: {reason}; name the act in the profile (`basis`)."
    )


def test_a_ground_that_was_not_yet_in_force_is_none(ask: Any, replies: Any) -> None:
    """23/058 note 1: as amended, in force on 2024-01-24."""

    def on(stamp: str) -> Callable[[Element], Element]:
        def answer(request: Element) -> Element:
            reply = replies.ksz(request, "NO_DATA_FOUND", "MSG00100")
            reply.find("informationCBSS/timestampReply").text = stamp
            return reply

        return answer

    before = ask("attest", party=INSPECTION, answer=on("2024-01-23T12:00:00Z"))
    assert "no ground is in force on 2024-01-23" in before.retention.why
    first = ask("attest", party=INSPECTION, answer=on("2024-01-24T12:00:00Z"))
    assert first.retention.until == date(2026, 1, 24)


def test_a_code_of_the_real_platform_stands_for_one_of_the_acts(ask: Any) -> None:
    """`capacity`: the real codes are not public, so those of the acts are invented."""
    asker = {**HOUSING_COMPANY, "hoedanigheid": "7001"}
    answer = ask("arbeidsongeschiktheid", party=asker, settings={"capacity": "7101"})
    assert answer.retention.ground == "wil-incapacity"


# --- the profile settles it -----------------------------------------------------------


def test_a_profile_names_an_entry_of_an_act(ask: Any) -> None:
    law = LawSettings(basis="wil-wonen-in-limburg-hdi-period")
    retention = ask("arbeidsongeschiktheid", law=law).retention
    assert retention.ground == "wil-wonen-in-limburg-hdi-period"
    assert retention.citation == WIL_ART_3


def test_a_profile_names_a_grant_which_is_about_its_own_service_only(ask: Any) -> None:
    law = LawSettings(basis="wiv-care-allowance")
    care = ask("zorgtoeslag", law=law)
    assert care.keep_until(events={"last-payment": DAY}).until == date(2036, 5, 4)
    other = ask("arbeidsongeschiktheid", law=law).retention
    assert other.ground is None
    assert "wiv-care-allowance is not about GeefArbeidsongeschiktheid" in other.why


def test_a_connection_and_a_service_have_a_basis_of_their_own(ask: Any) -> None:
    law = LawSettings(basis="14-088-vmsw-handiflux")
    settings = {
        "basis": "wil-wonen-in-limburg-hdi-period",
        "bases": {"GeefZorgtoeslag/02.00.0000": "wiv-care-allowance"},
    }

    def ground(flow: str, **more: Any) -> Any:
        return ask(flow, law=law, **more).retention.ground

    own = "wil-wonen-in-limburg-hdi-period"
    assert ground("zorgtoeslag", settings=settings) == "wiv-care-allowance"
    assert ground("arbeidsongeschiktheid", settings=settings) == own
    assert ground("arbeidsongeschiktheid") == "14-088-vmsw-handiflux"


@pytest.mark.parametrize("basis", [None, "own-alpha-care", "alpha-care"])
def test_a_profile_brings_acts_of_its_own(
    ask: Any, tmp_path: Path, basis: str | None
) -> None:
    (tmp_path / "own.yaml").write_text(OWN_ACT, encoding="utf-8")
    answer = ask("zorgtoeslag", law=LawSettings(acts=(tmp_path,), basis=basis))
    assert answer.retention.until == date(2027, 11, 4)
    assert answer.retention.citation == "Protocol Alpha 2025 art. 9"
    moved = answer.keep_until(events={"moved-out": date(2027, 1, 31)})
    assert moved.until == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("settings", "law"),
    [
        ({}, LawSettings(basis="nobody-knows")),
        ({"basis": "nobody-knows"}, None),
        ({"bases": {"GeefZorgtoeslag/02.00.0000": "nobody-knows"}}, None),
    ],
    ids=["for all", "for a connection", "for a service"],
)
def test_a_basis_that_no_act_has_is_refused_before_anything_is_asked(
    ask: Any, wiv: Any, settings: dict[str, Any], law: LawSettings | None
) -> None:
    with pytest.raises(InvalidSettings, match="a grant or an entry 'nobody-knows'"):
        ask("zorgtoeslag", settings=settings, law=law)
    assert wiv.asked == []


def test_an_act_file_that_does_not_fit_is_refused_with_its_place(
    ask: Any, wiv: Any, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN_ACT.replace("P18M", "18 months"), encoding="utf-8")
    with pytest.raises(InvalidSettings, match="P10Y or P14M") as caught:
        ask("zorgtoeslag", law=LawSettings(acts=(path,)))
    assert f"law.acts: {path}:" in str(caught.value)
    assert wiv.asked == []


# --- what is told ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (
            {"events": {"lease_ended": DAY}},
            "no act knows the event 'lease_ended'; known: ap.*, lease-ended, ",
        ),
        (
            {"circumstances": ["quarrel"]},
            "circumstance 'quarrel'; known: dispute, premium-obtainable-once",
        ),
    ],
)
def test_a_name_that_no_act_knows_is_no_event_that_did_not_happen(
    ask: Any, known: dict[str, Any], message: str
) -> None:
    answer = ask("arbeidsongeschiktheid", party=HOUSING_COMPANY)
    with pytest.raises(InvalidRequest, match=message):
        answer.keep_until(**known)


def test_a_circumstance_takes_away_the_last_day(ask: Any) -> None:
    """23/058 §79.11: six years, and as long as a dispute lasts."""
    law = LawSettings(basis="23-058-bghm-consult-indemnity-periods")
    answer = ask("attest", law=law)
    assert answer.retention.until == date(2032, 5, 4)
    assert answer.keep_until(circumstances=["dispute"]).until is None


def test_it_is_in_the_json_of_an_answer_and_the_question_is_not(ask: Any) -> None:
    plain = json.loads(json.dumps(ask("attest", party=INSPECTION).to_dict()))
    assert "asked" not in plain
    assert plain["keep"].pop("terms")[0]["rule"] == "hdi-default-2y"
    assert plain["keep"] == {
        "until": "2028-05-04",
        "why": "Until 2028-05-04, 2 years after data-received on 2026-05-04 "
        "(23/058 §86); the act does not say from when.",
        "citation": "23/058 §86",
        "rule": "hdi-default-2y",
        "ground": "rva-inspectie-hdi",
        "received": "2026-05-04",
        "waits_for": [],
    }


LOADED = (
    "print(*(name for name in ('kruispunt_law', 'pydantic') if name in sys.modules))"
)


@pytest.mark.parametrize(
    "statement",
    ["import kruispunt_client", "from kruispunt_client import connect, Answer"],
)
def test_the_law_is_not_read_before_somebody_asks(statement: str) -> None:
    """Reading it takes longer than all the rest of the client."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; {LOADED}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_the_law_is_there_for_annotations() -> None:
    import kruispunt_client
    import kruispunt_law

    assert kruispunt_client.Retention is kruispunt_law.Retention
