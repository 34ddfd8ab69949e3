"""
The log knows the legal ground of each call, or the nearest to one that has none.

23/058 §79.11: the conditions can be verified at each communication. What an auditor
finds is act and paragraphs, and the id of the grant in the files of the acts, at every
hop, for each asks on a ground of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_simulator.cli import main
from kruispunt_simulator.settings import Authorisation

from .envelopes import (
    ASKS,
    ATTEST,
    CARE,
    FILES,
    INCAPACITY,
    PERIODS,
    STRANGER,
    TOM,
    Answer,
    Chain,
    Envelope,
    errors_of,
)

EVERY_ASK = pytest.mark.parametrize("name", ASKS)


def ground(record: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    return record["legal_basis"], record["grant"], record["nearest"]


@pytest.mark.requirement("S-IN-10")
@EVERY_ASK
def test_every_hop_records_the_ground_on_which_it_answered(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """What it sent on stands in the log with the same ground."""
    grants = {grant.id: grant for grant in chain.simulator.law.grants}
    answer = envelope(name).signed().post()
    assert answer.refusal is None
    for record in chain.records(answer.trace):
        basis, id_, nearest = ground(record)
        assert id_ is not None
        assert (basis, nearest) == (grants[id_].citation, None)
        assert grants[id_].hop == record["hop"]
        assert grants[id_].party == record["party"]
        assert grants[id_].capacity == record["capacity"]
        assert grants[id_].service in (record["service"], answer_of(record, answer))


def answer_of(record: dict[str, Any], answer: Answer) -> str | None:
    """The service that was asked, for what is sent on under another name."""
    if record["direction"] == "in":
        return None
    return answer.payload.tag.rpartition("}")[2].removesuffix("Response")


REFUSED_ON_A_GROUND: dict[str, Callable[[Envelope], object]] = {
    "repertory.inscribed": lambda m: m.about(TOM),
    "user.on-staff-list": lambda m: m.put("Gebruiker", STRANGER),
}


@pytest.mark.parametrize("check", REFUSED_ON_A_GROUND)
def test_a_refusal_for_another_reason_is_recorded_with_its_ground(
    chain: Chain, envelope: Callable[..., Envelope], check: str
) -> None:
    message = envelope(CARE)
    REFUSED_ON_A_GROUND[check](message)
    record = chain.arrival(message.signed().post())
    assert errors_of(record) == [check]
    assert ground(record) == ground(chain.arrival(envelope(CARE).signed().post()))
    assert record["grant"] is not None


@pytest.mark.requirement("S-LG-05")
@pytest.mark.parametrize(
    ("ask", "changes", "act"),
    [
        pytest.param(
            PERIODS,
            {"party": "rva", "capacity": "RVA:ADMISSIBILITY", "user": None},
            "23/058",
            id="another operation",
        ),
        pytest.param(
            CARE, {"party": "fluvius", "capacity": "7301"}, "22/004", id="a service"
        ),
    ],
)
def test_a_refusal_without_a_ground_is_recorded_with_the_nearest(
    chain: Chain,
    envelope: Callable[..., Envelope],
    ask: str,
    changes: dict[str, Any],
    act: str,
) -> None:
    """The columns of the ground stay empty: nobody may take it for one."""
    record = chain.arrival(envelope(ask, **changes).signed().post())
    assert errors_of(record) == ["law.granted"]
    basis, id_, nearest = ground(record)
    assert (basis, id_) == (None, None)
    assert nearest is not None
    near = {f"{g.citation} ({g.id})": g for g in chain.simulator.law.grants}[nearest]
    assert (near.act, near.party) == (act, changes["party"])
    answered = chain.arrival(envelope(ask).signed().post())
    assert answered["grant"] is not None


def test_who_has_no_ground_at_all_has_no_nearest(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    nobody = {"party": "vlaams-woningfonds", "capacity": "7501"}
    record = chain.arrival(envelope(CARE, **nobody).signed().post())
    assert errors_of(record) == ["law.granted"]
    assert ground(record) == (None, None, None)


@pytest.mark.parametrize("name", [CARE, FILES, ATTEST])
def test_a_message_that_is_not_trusted_is_recorded_without_a_ground(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """No law is looked at before it is known who asks."""
    record = chain.arrival(envelope(name).with_expired_timestamp().post())
    assert record["outcome"] == "refused"
    assert ground(record) == (None, None, None)


def test_what_is_answered_without_a_ground_is_recorded_so(
    start: Callable[..., Chain],
) -> None:
    """Authorisation `soft` lets it pass, and is honest about it."""
    chain = start(authorisation=Authorisation.SOFT)
    answer = chain.envelope(CARE, party="fluvius", capacity="7301").signed().post()
    assert answer.has_data
    record = chain.arrival(answer)
    assert (record["legal_basis"], record["grant"]) == (None, None)
    assert "22/004" in record["nearest"]


def test_the_log_is_searched_by_ground(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """`kruispunt log --basis`, as text and as JSON; what is on other grounds is not."""
    trace = envelope(INCAPACITY).signed().post().trace
    grants = {r["hop"]: r["grant"] for r in chain.records(trace)}
    assert len(set(grants.values())) == 3

    def log(*arguments: str) -> str:
        given = ["log", "--state", str(chain.state), "--trace", trace, *arguments]
        result = CliRunner().invoke(main, given)
        assert result.exit_code == 0, result.output
        return result.stdout

    _, line, *sent_on = log("--basis", grants["ksz"]).splitlines()
    assert " ksz   in " in line
    assert f"({grants['ksz']})" in line
    assert len(sent_on) == 1
    rows = [json.loads(row) for row in log("--json", "--basis", "58 §").splitlines()]
    assert {row["hop"] for row in rows} == {"magda", "ksz"}
    everything = [json.loads(row) for row in log("--json").splitlines()]
    assert [row for row in everything if "23/058" in row["legal_basis"]] == rows


def test_a_ground_that_no_call_had_is_not_found(chain: Chain) -> None:
    given = ["log", "--state", str(chain.state), "--basis", "99/999"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 1
    assert "no such" in result.stderr
