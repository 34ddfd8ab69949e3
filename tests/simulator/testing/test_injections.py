"""Trouble that a test asks for: refusals as on the wire, waits, lines that are cut."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import ONCE, connect
from kruispunt_client.errors import ConnectionFailed, SourceUnavailable, TimedOut
from kruispunt_contracts import WIRE_FAULTS
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.faults import WireFault
from kruispunt_simulator.stubbing.examples import NO_FILE
from kruispunt_simulator.stubbing.orders import refusal
from kruispunt_simulator.testing import Chain, Kruispunt, UnusedInjection

from ...end_to_end.envelopes import BRAM, COULD_BE_REAL, JEF, LOTTE, MIEKE, SOFIE, TOM
from ...end_to_end.envelopes import Chain as Messages
from .conftest import LIMBURG, disability

Files = Callable[..., Any]


def is_refusal(row: WireFault) -> bool:
    return row.type in ("FOUT", "FATAL", "ERROR") or row.value == "NO_RESULT"


ROWS = list(WIRE_FAULTS.values())


def keys(*, dialect: Dialect, refusals: bool = True) -> list[str]:
    return [
        row.key
        for row in ROWS
        if row.dialect is dialect and is_refusal(row) is refusals
    ]


@pytest.mark.parametrize("key", keys(dialect=Dialect.MAGDA))
def test_every_refusal_of_magda_leaves_as_its_row_says(
    kruispunt: Kruispunt, files: Files, key: str
) -> None:
    """`_wire-facts.md` section 3: level, code and HTTP status of each."""
    row = WIRE_FAULTS[key]
    injection = kruispunt.refuse(key)
    answer = files(JEF, name="disability at magda", party="fluvius", user=SOFIE)
    assert answer.status == row.http_status
    assert answer.refusal is not None
    assert answer.refusal.level == row.level
    if row.level == "1":
        told = answer.payload.findtext("faultstring")
        assert told == (row.faultstring or "").format(
            reason="Document signature verification failed"
        )
    else:
        assert answer.refusal.code == row.code
    assert not answer.has_data
    assert injection.used == 1
    (record,) = kruispunt.trail.calls(hop="magda")
    assert (record.outcome, record.level) == ("refused", row.level)
    (noticed,) = record.noticed
    assert (noticed.check, noticed.fault) == ("injected", key)


@pytest.mark.parametrize("key", keys(dialect=Dialect.KSZ))
def test_every_refusal_of_the_ksz_leaves_as_its_row_says(
    kruispunt: Kruispunt, messages: Messages, key: str
) -> None:
    """`_wire-facts.md` section 5: a status of a normal reply, or a fault."""
    row = WIRE_FAULTS[key]
    kruispunt.refuse(key)
    answer = messages.envelope("periods at ksz").signed().post()
    assert answer.status == row.http_status
    assert answer.is_fault == (row.level == "fault")
    if row.level == "status":
        assert answer.payload.findtext("status/code") == row.code
        assert answer.payload.findtext("status/value") == row.value
    elif row.code:
        assert answer.fault_detail.findtext("*/reasonCode") == row.code
    (record,) = kruispunt.trail.calls(hop="ksz")
    assert [noticed.fault for noticed in record.noticed] == [key]


@pytest.mark.parametrize(
    "key", [key for each in Dialect for key in keys(dialect=each, refusals=False)]
)
def test_what_is_no_refusal_is_not_injected(kruispunt: Kruispunt, key: str) -> None:
    with pytest.raises(ValueError, match=f"{key} is no refusal"):
        kruispunt.refuse(key)


def test_a_source_of_the_ksz_refuses_over_the_ssdn_only() -> None:
    row, hop = refusal("penskad.unknown", None)
    assert (row.dialect, hop) == (Dialect.SSDN, "ksz")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("magda.source-unavailable", "magda.source-unavailable", id="key"),
        pytest.param("13202", "magda.not-registered", id="the only one with this code"),
        pytest.param("60003", "magda.ksz-code", id="the one for all services"),
        pytest.param("MSG00020", "ksz.supplier-unavailable", id="a code of the KSZ"),
    ],
)
def test_a_refusal_is_called_by(name: str, key: str) -> None:
    assert refusal(name, None)[0].key == key


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("13001", "several refusals have the code 13001: name one of magda.no-auth"),
        ("12345", "no refusal has the name or code '12345'"),
        ("", "no refusal has the name or code ''"),
    ],
)
def test_a_refusal_that_is_not_clear_is_told(name: str, told: str) -> None:
    with pytest.raises(LookupError, match=told):
        refusal(name, None)


def test_the_client_gets_the_refusal_of_the_hop_behind(kruispunt: Kruispunt) -> None:
    """Wonen in Vlaanderen passes on what MAGDA says (recital C3 of the protocol)."""
    kruispunt.refuse("magda.source-unavailable", service="GeefDossierHandicap")
    wiv = kruispunt.connect(LIMBURG)
    with pytest.raises(SourceUnavailable) as refused:
        disability(wiv, JEF)
    assert (refused.value.code, refused.value.hop) == ("99996", "wiv")
    assert disability(wiv, JEF) is not None  # once was asked for
    text = kruispunt.explain(refused.value.trace)
    assert text.startswith("refused by magda: injected: ")
    assert "a tester asked for it" in text


def test_a_refusal_of_the_ksz_becomes_what_magda_makes_of_it(
    kruispunt: Kruispunt, files: Files
) -> None:
    kruispunt.refuse("ksz.supplier-unavailable", person=JEF)
    code = WIRE_FAULTS["magda.ksz-fault"].code
    assert files(JEF).refusal == ("3", code)


def test_a_hop_may_be_named(kruispunt: Kruispunt, files: Files) -> None:
    kruispunt.refuse("99996", hop="wiv")
    assert files(JEF).refusal == ("2", "99996")
    kruispunt.trail.assert_not_called(hop="magda")


@pytest.mark.parametrize(
    "wanted",
    [
        {"service": "GeefDossierHandicap"},
        {"version": "03.00.0000"},
        {"operation": "GeefDossierHandicap"},
        {"person": JEF},
        {"user": MIEKE},
        pytest.param({"party": "wonen-in-vlaanderen"}, id="who asks magda"),
        pytest.param({"party": LIMBURG}, id="who asked first"),
    ],
    ids=str,
)
def test_a_question_is_refused_by(
    kruispunt: Kruispunt, files: Files, wanted: dict[str, Any]
) -> None:
    kruispunt.refuse("99996", **wanted)
    assert files(JEF).refusal == ("2", "99996")


@pytest.mark.parametrize(
    "wanted",
    [
        {"service": "GeefZorgtoeslag"},
        {"version": "02.00.0000"},
        {"operation": "GeefZorgtoeslag"},
        {"person": "bram-kestelijn"},
        {"user": SOFIE},
        {"party": "fluvius"},
    ],
    ids=str,
)
def test_other_questions_are_answered(
    kruispunt: Kruispunt, files: Files, wanted: dict[str, Any]
) -> None:
    injection = kruispunt.refuse("99996", **wanted)
    assert files(JEF).refusal is None
    assert injection.used == 0


def test_a_question_that_is_refused_anyway_is_refused_for_that(
    kruispunt: Kruispunt, files: Files
) -> None:
    """22/004 §6 goes before: no test may hide that somebody may not ask."""
    injection = kruispunt.refuse("99996", person=TOM)
    assert files(TOM).refusal == ("3", "13202")
    assert injection.used == 0


@pytest.mark.parametrize(
    ("times", "refused"), [(1, 1), (2, 2), (None, 3)], ids=["once", "twice", "always"]
)
def test_it_happens_as_often_as_was_asked_for(
    kruispunt: Kruispunt, files: Files, times: int | None, refused: int
) -> None:
    injection = kruispunt.refuse("99996", times=times)
    refusals = [files(JEF).refusal for _ in range(3)]
    assert refusals == [("2", "99996")] * refused + [None] * (3 - refused)
    assert injection.used == refused


def test_of_several_the_first_happens_first(kruispunt: Kruispunt, files: Files) -> None:
    kruispunt.refuse("99996")
    kruispunt.refuse("60006")
    assert [files(JEF).refusal for _ in range(3)] == [
        ("2", "99996"),
        ("2", "60006"),
        None,
    ]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"hop": "msgda"}, "no hop msgda; there are: wiv, magda, ksz"),
        ({"hop": "ksz"}, "magda.source-unavailable is no refusal of ksz: it is magda"),
        ({"service": "GeefDossier"}, "GeefDossier is not asked of magda"),
        ({"service": "HandiService"}, "HandiService is not asked of magda"),
    ],
    ids=str,
)
def test_what_can_never_happen_is_told_at_once(
    kruispunt: Kruispunt, wanted: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        kruispunt.refuse("magda.source-unavailable", **wanted)
    assert kruispunt.unused_injections == ()


@pytest.mark.parametrize("turns", [{"first": 0}, {"times": 0}, {"times": -1}])
def test_a_turn_that_never_comes_is_told_at_once(
    kruispunt: Kruispunt, turns: dict[str, int]
) -> None:
    """Else the test would pass without what it is about."""
    inject: Callable[..., Any]
    for inject, *what in (
        (kruispunt.refuse, "99996"),
        (kruispunt.delay, 1),
        (kruispunt.cut_line,),
        (kruispunt.reply, NO_FILE),
    ):
        with pytest.raises(ValueError, match="are 1 or more"):
            inject(*what, service="GeefDossierHandicap", **turns)
    assert kruispunt.unused_injections == ()


def test_an_answer_may_come_late(kruispunt: Kruispunt) -> None:
    """The client gives up first; that is a line of which nothing is known."""
    profile = kruispunt.profile(LIMBURG)
    hasty = {
        name: replace(endpoint, read_timeout=timedelta(seconds=0.3))
        for name, endpoint in profile.endpoints.items()
    }
    waiting = kruispunt.delay(timedelta(minutes=1), hop="wiv", person=JEF)
    with (
        connect(replace(profile, endpoints=hasty, retry=ONCE), via="wiv") as wiv,
        pytest.raises(TimedOut),
    ):
        disability(wiv, JEF)
    assert waiting.used == 1


def test_a_delay_alone_changes_nothing_else(kruispunt: Kruispunt, files: Files) -> None:
    kruispunt.delay(0.01)
    assert files(JEF).has_data
    (record,) = kruispunt.trail.calls(hop="magda")
    assert record.outcome == "answered"
    assert [each.check for each in record.noticed if each.check == "injected"] == [
        "injected"
    ]


@pytest.mark.parametrize("hop", ["wiv", "magda", "ksz"])
def test_a_line_may_be_cut(kruispunt: Kruispunt, files: Files, hop: str) -> None:
    """The record says so: protocol Wonen in Limburg art. 6.4, every call is logged."""
    kruispunt.cut_line(hop=hop)
    if hop == "wiv":
        with pytest.raises(ConnectionFailed):
            disability(kruispunt.connect(LIMBURG), JEF)
    else:  # who asks on tells its own asker
        assert files(JEF).refusal is not None
    record = kruispunt.trail.assert_called(hop=hop, outcome="failed", times=1)
    assert [each.check for each in record.noticed if each.severity == "error"] == [
        "injected"
    ]
    assert files(JEF).refusal is None


def test_what_does_not_happen_fails_the_test(running: Chain, files: Files) -> None:
    def asks() -> None:
        with running.isolated() as kruispunt:
            kruispunt.refuse("99996", person=BRAM, times=2)
            kruispunt.refuse("60006", person=LOTTE, times=None)
            files(JEF)

    with pytest.raises(UnusedInjection) as failed:
        asks()
    assert str(failed.value).splitlines() == [
        "asked for, but no question got it:",
        f"  refuse with magda.source-unavailable (hop=magda, person={BRAM}): 0 of 2",
        f"  refuse with magda.source-no-answer (hop=magda, person={LOTTE}): "
        "0 of at least 1",
    ]


def test_what_happened_is_no_failure(running: Chain, files: Files) -> None:
    with running.isolated() as kruispunt:
        kruispunt.refuse("99996")
        kruispunt.delay(0, times=None)
        files(JEF)
        files(JEF)


def test_another_failure_goes_before(running: Chain) -> None:
    def fails() -> None:
        with running.isolated() as kruispunt:
            kruispunt.refuse("99996")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()


def test_it_may_be_a_warning_or_nothing(running: Chain) -> None:
    with (
        pytest.warns(UserWarning, match="not injected: refuse with magda.source-un"),
        running.isolated(unused="warn") as kruispunt,
    ):
        kruispunt.refuse("99996")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with running.isolated(unused="ignore") as kruispunt:
            kruispunt.refuse("99996")


# Replies of one's own, and the n-th question


def test_a_reply_of_ones_own_goes_the_way_of_every_answer(
    kruispunt: Kruispunt, files: Files
) -> None:
    """`_wire-facts.md` 3; the client checks references, echo, XSD and signature."""
    injection = kruispunt.reply(NO_FILE, service="GeefDossierHandicap", person=JEF)
    wiv = kruispunt.connect(LIMBURG)
    assert disability(wiv, JEF) is None
    assert disability(wiv, JEF) is not None  # once was asked for
    assert injection.used == 1
    kruispunt.trail.assert_not_called(hop="ksz", outcome="refused")
    first = kruispunt.trail.calls(hop="magda")[0]
    assert [each.check for each in first.noticed][:2] == ["injected", "stub.answered"]


def test_a_reply_may_be_a_file_or_octets(
    kruispunt: Kruispunt, files: Files, tmp_path: Path
) -> None:
    file = tmp_path / "reply.xml"
    file.write_text(f'<?xml version="1.0"?>\n{NO_FILE}', "utf-8")
    for reply in (file, str(file), file.read_bytes(), file.read_text("utf-8")):
        injection = kruispunt.reply(reply, service="GeefDossierHandicap")
        answer = files(JEF)
        assert answer.payload.findtext(".//status/value") == "NO_DATA_FOUND"
        assert injection.used == 1


@pytest.mark.parametrize(
    ("reply", "wanted", "told"),
    [
        (NO_FILE, {"service": "GeefPersoon"}, "its service is GeefDossierHandicap"),
        (NO_FILE, {"service": "GeefDossierHandicap", "hop": "ksz"}, "not asked of ksz"),
        ("<a/>", {"service": "GeefPersoon"}, "no operation answers with"),
        (b"\x00", {"service": "GeefPersoon"}, "reply: "),
        (
            NO_FILE.replace("MSG00100", COULD_BE_REAL),
            {"service": "GeefDossierHandicap"},
            "numbers that could belong to real citizens, at",
        ),
    ],
    ids=["another service", "another hop", "no reply", "no XML", "a real number"],
)
def test_what_is_no_reply_is_told_at_once(
    kruispunt: Kruispunt, reply: Any, wanted: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        kruispunt.reply(reply, **wanted)
    assert kruispunt.unused_injections == ()


def test_a_file_that_is_not_there_is_told_at_once(kruispunt: Kruispunt) -> None:
    with pytest.raises(FileNotFoundError):
        kruispunt.reply("none.xml", service="GeefDossierHandicap")


def test_just_the_second_question_gets_it(kruispunt: Kruispunt, files: Files) -> None:
    injection = kruispunt.refuse("99996", person=JEF, first=2)
    assert [files(JEF).refusal for _ in range(3)] == [None, ("2", "99996"), None]
    assert injection.used == 1


def test_a_delay_and_a_cut_line_may_begin_later_too(
    kruispunt: Kruispunt, files: Files
) -> None:
    waiting = kruispunt.delay(0.01, first=2)
    cut = kruispunt.cut_line(first=3)
    refused = [files(JEF).refusal is not None for _ in range(3)]
    assert refused == [False, False, True]
    assert (waiting.used, cut.used) == (1, 1)


def test_a_delay_and_a_cut_line_happen_where_the_service_is_answered(
    kruispunt: Kruispunt, files: Files
) -> None:
    """HandiService is the KSZ's, which MAGDA asks."""
    waiting = kruispunt.delay(0.01, service="HandiService")
    cut = kruispunt.cut_line(service="HandiService", first=2)
    assert files(JEF).refusal is None
    assert files(JEF).refusal is not None
    assert (waiting.used, cut.used) == (1, 1)
    hops = [r.hop for r in kruispunt.trail.records if r.outcome == "failed"]
    assert "ksz" in hops


def test_what_never_comes_to_its_question_fails_the_test(
    running: Chain, files: Files
) -> None:
    def asks() -> None:
        with running.isolated() as kruispunt:
            kruispunt.reply(NO_FILE, service="GeefDossierHandicap", first=2)
            files(JEF)

    told = "give a reply of one's own from question 2 on .*: 0 of 1"
    with pytest.raises(UnusedInjection, match=told):
        asks()


def test_a_question_that_no_injection_was_for_says_so(
    kruispunt: Kruispunt, files: Files
) -> None:
    kruispunt.refuse("99996", person=BRAM)
    answer = files(JEF)
    text = kruispunt.explain(answer.trace)
    assert f"same hop; person was {JEF}, not {BRAM}" in text
