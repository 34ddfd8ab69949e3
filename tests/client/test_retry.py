"""What may pass is asked again; what changes things, if it changed nothing yet."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from kruispunt_client import (
    ONCE,
    ConnectionFailed,
    InvalidSettings,
    KruispuntError,
    NotAuthorised,
    RetrySettings,
    SourceUnavailable,
    Throttled,
    TimedOut,
    connect,
)
from kruispunt_client.calls.question import Question
from kruispunt_client.retry import safe_again

from .conftest import PERSON, USER, Records, Said

DAY = date(2026, 5, 4)
AT_ONCE = RetrySettings(attempts=3, first_wait=timedelta(0))


@pytest.fixture
def ask(wiv: Any, profile: Any) -> Callable[..., Any]:
    """Asks `wiv` once about the care supplement, with settings for asking again."""

    def run(retry: RetrySettings = AT_ONCE, log: Any = None, **changes: Any) -> Any:
        with connect(profile(wiv, **changes), log=log, retry=retry) as line:
            return line.care_allowance.supplement(PERSON, user=USER, on=DAY)

    return run


@pytest.fixture
def answers(wiv: Any, replies: Any) -> Callable[..., None]:
    """Lets the hop give these codes in turn, and then an answer with data."""

    def give(*codes: str) -> None:
        rest = iter(codes)

        def reply(asked: Any) -> Said:
            code = next(rest, None)
            if code is None:
                content = {"Zorgtoeslag": {"INSZ": PERSON}}
                payload = replies.magda(asked.payload, inhoud=content)
            else:
                row = (code, "MAGDA", "FOUT")
                payload = replies.magda(asked.payload, level2=[row])
            return Said(body=wiv.sign(payload))

        wiv.answering = reply

    return give


def test_a_source_that_is_down_is_asked_again(wiv: Any, ask: Any, answers: Any) -> None:
    answers("99996", "99995")
    assert ask().data.insz == PERSON
    assert len(wiv.asked) == 3


def test_every_attempt_has_its_own_references_and_record(
    wiv: Any, ask: Any, answers: Any
) -> None:
    """MAGDA acceptance control 2: as many distinct references as calls."""
    answers("99996")
    log = Records()
    answer = ask(log=log)
    references = {a.payload.findtext("Verzoek/Vragen/Vraag/Referte") for a in wiv.asked}
    assert len(references) == 2
    assert [r.outcome for r in log.all] == ["SourceUnavailable", "answered"]
    assert {r.references.question for r in log.all} == references
    assert log.all[-1].trace == answer.trace != log.all[0].trace


def test_it_ends_and_tells_how_often_it_was_asked(
    wiv: Any, ask: Any, answers: Any
) -> None:
    answers(*["99996"] * 9)
    with pytest.raises(SourceUnavailable) as raised:
        ask()
    assert raised.value.attempts == 3
    assert len(wiv.asked) == 3


def test_once_is_once(wiv: Any, ask: Any, answers: Any) -> None:
    answers("99996")
    with pytest.raises(SourceUnavailable) as raised:
        ask(ONCE)
    assert raised.value.attempts == 1
    assert len(wiv.asked) == 1


def test_a_refusal_that_will_stay_is_not_asked_again(
    wiv: Any, ask: Any, answers: Any
) -> None:
    answers("13001")
    with pytest.raises(NotAuthorised):
        ask()
    assert len(wiv.asked) == 1


def test_the_profile_says_how_often(
    wiv: Any, profile: Any, answers: Any, tmp_path: Any
) -> None:
    from dataclasses import replace

    from kruispunt_client import ConnectionProfile

    written = replace(profile(wiv), retry=RetrySettings(attempts=2))
    file = tmp_path / "alpha.toml"
    file.write_text(written.to_toml(tmp_path))
    assert ConnectionProfile.from_toml(file).retry == RetrySettings(attempts=2)
    file.write_text(file.read_text().replace("attempts = 2", "attempts = 0"))
    with pytest.raises(InvalidSettings, match=r"retry\.attempts: at least 1"):
        ConnectionProfile.from_toml(file)
    file.write_text(file.read_text().replace("attempts = 0", "attempts = 1.5"))
    with pytest.raises(InvalidSettings, match="whole number"):
        ConnectionProfile.from_toml(file)


def _refusal(kind: Any) -> KruispuntError:
    error: KruispuntError = kind(
        hop="wiv", level="2", code="1", origin=None, type=None, meaning=""
    )
    return error


@pytest.mark.parametrize(
    ("error", "read", "changed"),
    [
        (_refusal(SourceUnavailable), True, False),
        (_refusal(Throttled), True, True),
        (_refusal(NotAuthorised), False, False),
        (TimedOut("no reply"), True, False),
        (ConnectionFailed("broke off"), True, False),
        (ConnectionFailed("no connection", never_left=True), True, True),
        (ValueError("ours"), False, False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_registration_is_only_sent_again_if_nothing_was_done(
    error: Exception, read: bool, changed: bool
) -> None:
    asked = {
        "service": "S",
        "version": "1",
        "operation": "o",
        "content": {},
        "subject": PERSON,
    }
    assert safe_again(error, Question(**asked)) is read
    assert safe_again(error, Question(**asked, changes=True)) is changed


def test_a_refused_connection_never_left(ask: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ConnectionFailed) as raised:
        ask(url=f"https://localhost:{port}")
    assert raised.value.never_left
    assert raised.value.attempts == 3


def test_a_line_that_breaks_may_have_left(wiv: Any, ask: Any) -> None:
    wiv.answering = lambda asked: Said(body=b"x", announced=100)
    with pytest.raises(ConnectionFailed) as raised:
        ask(ONCE)
    assert not raised.value.never_left
