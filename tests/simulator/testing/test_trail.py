"""What a test can find out about its calls, and what it is told when it is wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_simulator.cli import main
from kruispunt_simulator.testing import Chain, Kruispunt, Record

from ...end_to_end.envelopes import BRAM, GRIET, JEF, LOTTE, MIEKE, STRANGER, TOM
from ...end_to_end.envelopes import Chain as Messages

Files = Callable[..., Any]
LIMBURG = "wonen-in-limburg"


def test_a_test_begins_with_no_calls(kruispunt: Kruispunt) -> None:
    kruispunt.trail.assert_not_called()
    assert (len(kruispunt.trail), str(kruispunt.trail)) == (0, "(no calls)")


def test_a_call_has_the_six_elements_and_its_ground(
    kruispunt: Kruispunt, files: Files
) -> None:
    """Protocol Wonen in Limburg art. 6.4."""
    answer = files(JEF)
    record = kruispunt.trail.assert_called(hop="wiv")
    assert isinstance(record, Record)
    assert (record.party, record.user, record.person) == (LIMBURG, MIEKE, JEF)
    assert (record.service, record.version) == ("GeefDossierHandicap", "03.00.0000")
    assert record.application == "huurdossier"
    assert record.at.utcoffset() == timedelta(0)
    assert record.business_date == kruispunt.today
    assert record.duration > timedelta(0)
    assert "Wonen in Limburg" in (record.legal_basis or "")
    assert (record.trace, record.outcome) == (answer.trace, "answered")


@pytest.mark.parametrize(
    "wanted",
    [
        {"service": "GeefDossierHandicap"},
        {"version": "03.00.0000"},
        {"operation": "GeefDossierHandicap"},
        {"person": JEF},
        {"person": "85.64.30-075.94"},
        {"user": MIEKE},
        {"party": LIMBURG},
        {"hop": "wiv"},
        {"outcome": "answered"},
    ],
    ids=str,
)
def test_a_call_is_found_by(
    kruispunt: Kruispunt, files: Files, wanted: dict[str, Any]
) -> None:
    files(JEF)
    kruispunt.trail.assert_called(**wanted)
    kruispunt.trail.assert_called(**wanted, times=1)
    with pytest.raises(AssertionError):
        kruispunt.trail.assert_not_called(**wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"service": "GeefZorgtoeslag"},
        {"version": "02.00.0000"},
        {"operation": "consultAttest"},
        {"person": BRAM},
        {"person": "bram-kestelijn"},
        {"user": GRIET},
        {"party": "fluvius"},
        {"outcome": "refused"},
        {"level": "3"},
        {"code": "13202"},
        {"service": "GeefDossierHandicap", "hop": "ksz"},
    ],
    ids=str,
)
def test_a_call_is_not_taken_for_another(
    kruispunt: Kruispunt, files: Files, wanted: dict[str, Any]
) -> None:
    files(JEF)
    kruispunt.trail.assert_not_called(**wanted)
    with pytest.raises(AssertionError, match="no call with"):
        kruispunt.trail.assert_called(**wanted)


def test_what_is_no_part_of_a_call_is_an_error(kruispunt: Kruispunt) -> None:
    wrong: dict[str, Any] = {"servce": "GeefDossierHandicap"}
    with pytest.raises(TypeError, match="servce: expected one of service, version"):
        kruispunt.trail.assert_called(**wrong)
    with pytest.raises(LookupError, match="nobody has the slug or name bram-kastelijn"):
        kruispunt.trail.assert_not_called(person="bram-kastelijn")
    with pytest.raises(ValueError, match="assert_not_called"):
        kruispunt.trail.assert_called(times=0)


def test_a_question_that_is_passed_on_counts_once(
    kruispunt: Kruispunt, files: Files
) -> None:
    files(JEF)
    files(JEF)
    trail = kruispunt.trail
    assert {call.hop for call in trail.calls(service="GeefDossierHandicap")} == {"wiv"}
    trail.assert_called(service="GeefDossierHandicap", times=2)
    trail.assert_called(service="GeefDossierHandicap", hop="magda", times=2)
    trail.assert_called(service="HandiService", times=2)  # as the KSZ calls it
    assert {record.hop for record in trail} == {"wiv", "magda", "ksz"}
    with pytest.raises(AssertionError, match="2 calls, not 3, with service"):
        trail.assert_called(service="GeefDossierHandicap", times=3)


def test_refusals_are_found_by_level_and_code(
    kruispunt: Kruispunt, files: Files
) -> None:
    """22/004 §6: who has no file in the repertory is refused with 13202."""
    files(TOM)
    refused = kruispunt.trail.assert_called(
        person=TOM, outcome="refused", level="3", code="13202", times=1
    )
    assert refused.hop == "wiv"
    at_magda = kruispunt.trail.assert_called(hop="magda", outcome="refused")
    (noticed,) = (each for each in at_magda.noticed if each.severity == "error")
    assert noticed.check == "repertory.inscribed"
    assert "22/004 §6" in noticed.requirement


def test_a_certificate_that_is_refused_is_found(
    kruispunt: Kruispunt, messages: Messages
) -> None:
    """Protocol Wonen in Limburg art. 6.1; the record is written a moment later."""
    with pytest.raises((ssl.SSLError, OSError)):
        messages.envelope("care allowance at magda", party=LIMBURG).signed().post()
    record = kruispunt.trail.assert_called(level="tls", hop="magda")
    assert record.outcome == "refused"
    assert [each.check for each in record.noticed] == ["tls.unknown-ca"]


def test_a_failure_tells_what_came_nearest_and_the_whole_trail(
    kruispunt: Kruispunt, files: Files
) -> None:
    files(JEF)
    files(BRAM)
    with pytest.raises(AssertionError) as failed:
        kruispunt.trail.assert_called(
            service="GeefDossierHandicap", person=BRAM, user=STRANGER, party=LIMBURG
        )
    lines = str(failed.value).splitlines()
    assert lines[0] == (
        "no call with service='GeefDossierHandicap', "
        f"person='{BRAM}', user='{STRANGER}', party='{LIMBURG}'"
    )
    assert lines[1].startswith("nearest: ")
    assert f"person={BRAM}" in lines[1]
    assert lines[2] == f"  user is {MIEKE}, not {STRANGER}"
    assert lines[3] == "the calls of this test:"
    assert "\n".join(lines[4:]) == str(kruispunt.trail)
    assert lines[4].startswith("trace ")


def test_a_failure_without_anything_alike_tells_the_trail_only(
    kruispunt: Kruispunt, files: Files
) -> None:
    files(JEF)
    with pytest.raises(AssertionError) as failed:
        kruispunt.trail.assert_called(service="GeefZorgtoeslag", person=LOTTE)
    assert "nearest" not in str(failed.value)
    assert f"person={JEF}" in str(failed.value)


def test_the_trail_is_told_as_the_commands_tell_it(
    kruispunt: Kruispunt, files: Files
) -> None:
    trace = files(TOM).trace

    def told(*args: str) -> str:
        command = [*args, "--state", str(kruispunt.state)]
        return CliRunner().invoke(main, command).output.rstrip("\n")

    assert str(kruispunt.trail) == told("log", "--trace", trace)
    assert kruispunt.explain(trace) == told("explain", trace)
    assert kruispunt.explain() == kruispunt.explain(trace)
    assert str(next(iter(kruispunt.trail))) in str(kruispunt.trail)


def test_a_trail_that_is_not_of_the_test_is_not_explained(
    running: Chain, files: Files
) -> None:
    with running.isolated():
        trace = files(JEF).trace
    with running.isolated() as kruispunt:
        for unknown in (trace, None):
            with pytest.raises(LookupError, match="this test has no trail"):
                kruispunt.explain(unknown)


def test_the_trail_of_a_test_stays_as_it_was_at_its_end(
    running: Chain, files: Files
) -> None:
    with running.isolated() as first:
        files(JEF)
        before = first.trail.records
    with running.isolated() as second:
        files(BRAM)
        assert first.trail.records == before
        assert {record.person for record in second.trail} == {BRAM}


def test_what_is_asked_in_an_event_loop_is_in_the_trail(kruispunt: Kruispunt) -> None:
    async def ask() -> object:
        async with kruispunt.connect_async(LIMBURG, user=MIEKE) as wiv:
            one, other = await asyncio.gather(
                wiv.disability.files(JEF, on=date(2026, 6, 1)),
                wiv.household.now(JEF),
            )
            return one.data and other.data

    assert asyncio.run(ask())
    for service in ("GeefDossierHandicap", "GeefGezinssamenstelling"):
        kruispunt.trail.assert_called(
            service=service, person=JEF, user=MIEKE, hop="wiv", times=1
        )


@pytest.mark.parametrize(
    ("criteria", "near"),
    [
        ({"service": "GeefGezinsamenstelling"}, "GeefGezinssamenstelling"),
        ({"hop": "magdaa"}, "magda"),
        ({"outcome": "answerd"}, "answered"),
        ({"party": "wonen-in-limbrug"}, "wonen-in-limburg"),
        ({"level": "fualt"}, "fault"),
    ],
)
def test_a_typing_error_is_no_call_that_was_not_made(
    kruispunt: Kruispunt, criteria: Any, near: str
) -> None:
    with pytest.raises(ValueError, match=f"perhaps .*{near}"):
        kruispunt.trail.assert_not_called(**criteria)
    with pytest.raises(ValueError, match=f"perhaps .*{near}"):
        kruispunt.trail.calls(**criteria)
