"""Many persons: bounded, in order, none forgotten, and to be gone on with."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client import (
    BatchProgress,
    BatchReport,
    BatchStep,
    InvalidRequest,
    KruispuntError,
    LogNotRead,
    LogNotWritten,
    PersonNotRegistered,
    TimedOut,
    TlsRefused,
    batch,
    batch_async,
)
from kruispunt_client.batches import OF_ONE_PERSON

Run = Callable[..., BatchReport[str]]


def _in_threads(keys: Iterable[str], ask: Any, **how: Any) -> BatchReport[str]:
    return batch(keys, ask, **how)


def _in_a_loop(keys: Iterable[str], ask: Any, **how: Any) -> BatchReport[str]:
    async def awaited(key: str) -> str:
        await asyncio.sleep(0)
        answer: str = ask(key)
        return answer

    return asyncio.run(batch_async(keys, awaited, **how))


either = pytest.mark.parametrize(
    "run", [_in_threads, _in_a_loop], ids=["threads", "loop"]
)


def _answer(key: str) -> str:
    return f"answer about {key}"


def _failing(*keys: str, error: type[KruispuntError] = TimedOut) -> Any:
    def ask(key: str) -> str:
        if key in keys:
            raise error("no")
        return _answer(key)

    return ask


@either
def test_results_come_in_the_order_of_the_persons(run: Run) -> None:
    keys = [str(n) for n in range(50)]
    report = run(keys, _answer, workers=7)
    assert [item.key for item in report.items] == keys
    assert [item.value for item in report.items] == [_answer(key) for key in keys]
    assert report.complete
    assert report.ended_by is None


@given(
    keys=st.lists(st.sampled_from("abcdefgh"), max_size=20),
    bad=st.frozensets(st.sampled_from("abcdefgh")),
    workers=st.integers(1, 4),
)
def test_everybody_has_one_outcome_whatever_fails(
    keys: list[str], bad: frozenset[str], workers: int
) -> None:
    calls: Counter[str] = Counter()

    def ask(key: str) -> str:
        calls[key] += 1
        return str(_failing(*bad)(key))

    for run in (_in_threads, _in_a_loop):
        calls.clear()
        report = run(keys, ask, workers=workers, give_up_after=None)
        assert [item.key for item in report.items] == keys
        assert {i.key for i in report.failed} == bad & {*keys}
        assert {i.key for i in report.done} == {*keys} - bad
        assert calls == Counter({*keys})  # one that stands there twice is asked once


@either
def test_a_failure_of_one_person_is_that_persons_only(run: Run) -> None:
    report = run("abc", _failing("b"))
    a, b, c = report.items
    assert (a.step, b.step, c.step) == (
        BatchStep.DONE,
        BatchStep.FAILED,
        BatchStep.DONE,
    )
    assert isinstance(b.error, TimedOut)
    assert b.value is None
    assert not report.complete
    assert report.counts[BatchStep.FAILED] == 1


def test_no_more_are_asked_at_the_same_time_than_there_are_workers() -> None:
    together = threading.Barrier(3)
    now, most, lock = 0, 0, threading.Lock()

    def ask(key: str) -> str:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        together.wait(timeout=30)  # breaks unless three are here at once
        with lock:
            now -= 1
        return key

    report = batch((str(n) for n in range(9)), ask, workers=3)
    assert report.complete
    assert most == 3


@either
def test_what_fails_for_everybody_ends_the_batch(run: Run) -> None:
    report = run("abcdef", _failing("b", error=TlsRefused), workers=1)
    assert [item.step.name for item in report.items] == [
        "DONE",
        "FAILED",
        *["NOT_ASKED"] * 4,
    ]
    assert isinstance(report.ended_by, TlsRefused)
    assert not report.complete


@either
def test_many_failures_in_a_row_end_the_batch(run: Run) -> None:
    keys = "abcdefghij"
    report = run(keys, _failing(*"bdefgh"), workers=1, give_up_after=3)
    assert [item.key for item in report.not_asked] == [*"ghij"]
    assert isinstance(report.ended_by, TimedOut)
    whole = run(keys, _failing(*"bdefgh"), workers=1, give_up_after=None)
    assert not whole.not_asked


@either
def test_the_next_run_asks_only_what_is_not_done(run: Run, tmp_path: Path) -> None:
    journal, asked = tmp_path / "tonight.jsonl", []

    def ask(key: str) -> str:
        asked.append(key)
        return _answer(key)

    first = run("abcd", _failing("b", error=TlsRefused), workers=1, journal=journal)
    assert [i.key for i in first.not_asked] == ["c", "d"]
    second = run("abcd", ask, journal=journal)
    assert sorted(asked) == ["b", "c", "d"]
    assert second.items[0].step is BatchStep.DONE_BEFORE
    assert second.complete
    asked.clear()
    assert run("abcd", ask, journal=journal).complete
    assert asked == []


@either
def test_a_result_is_kept_before_the_journal_says_so(run: Run, tmp_path: Path) -> None:
    journal, kept = tmp_path / "j", []

    def keep(key: str, value: str) -> None:
        before = journal.read_text() if journal.exists() else ""
        assert f'"{key}"' not in before
        if key == "b":
            raise OSError("no room")
        kept.append((key, value))

    with pytest.raises(OSError, match="no room"):
        run("abc", _answer, workers=1, keep=keep, journal=journal)
    assert ("a", _answer("a")) in kept
    done = [json.loads(line)["done"] for line in journal.read_text().splitlines()]
    assert "b" not in done  # so the next run asks again
    assert sorted(done) == sorted(key for key, _ in kept)


@either
def test_what_breaks_does_not_lose_what_others_were_answered(
    run: Run, tmp_path: Path
) -> None:
    """Two break at once; whoever was being asked about is kept and in the journal."""
    journal, kept = tmp_path / "j", []
    together = threading.Barrier(4)

    def ask(key: str) -> str:
        if run is _in_threads:
            together.wait(timeout=30)  # four at once, of which two break
        if key in "bc":
            raise ZeroDivisionError(key)
        return _answer(key)

    with pytest.raises(ZeroDivisionError):
        run(
            "abcd",
            ask,
            workers=4,
            keep=lambda key, value: kept.append(key),
            journal=journal,
        )
    done = [json.loads(line)["done"] for line in journal.read_text().splitlines()]
    assert sorted(done) == sorted(kept)
    assert "a" in kept
    if run is _in_threads:
        assert sorted(kept) == ["a", "d"]


@either
@pytest.mark.parametrize("kind", OF_ONE_PERSON, ids=lambda kind: kind.__name__)
def test_what_is_wrong_with_one_person_never_ends_the_batch(
    run: Run, kind: Any
) -> None:
    """However many of the tenants are not registered, the others are asked."""

    def wrong() -> KruispuntError:
        if kind is InvalidRequest:
            return InvalidRequest("a number that lost its first zero")
        told = {"hop": "wiv", "level": "3", "code": "1", "meaning": ""}
        return kind(**told, origin=None, type=None)

    def ask(key: str) -> str:
        if key == "z":
            return _answer(key)
        raise wrong()

    report = run("abcdefghz", ask, workers=1, give_up_after=2)
    assert not report.not_asked
    assert [item.key for item in report.done] == ["z"]


@either
def test_a_refusal_of_one_person_shows_that_the_line_works(run: Run) -> None:
    refused = PersonNotRegistered(
        hop="wiv", level="3", code="1", origin=None, type=None, meaning=""
    )

    def ask(key: str) -> str:
        raise refused if key in "ce" else TimedOut("no")

    report = run("abcdefgh", ask, workers=1, give_up_after=3)
    assert [item.key for item in report.not_asked] == []
    assert isinstance(report.ended_by, TimedOut)


def test_a_line_that_a_crash_tore_is_nobodys(tmp_path: Path) -> None:
    journal = tmp_path / "j"
    journal.write_text('{"done": "a"}\n[3]\n{"done": 4}\n{"done": "b')
    asked: list[str] = []
    report = batch("ab", lambda key: asked.append(key), journal=journal)
    assert asked == ["b"]
    assert report.complete
    assert batch("ab", lambda key: asked.append(key), journal=journal).complete
    assert asked == ["b"]


def test_a_journal_that_cannot_be_read_or_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogNotRead):
        batch("ab", _answer, journal=tmp_path)
    with pytest.raises(LogNotWritten):
        batch("ab", _answer, journal=tmp_path / "no" / "such" / "folder")


@either
def test_progress_is_told_after_every_person(run: Run) -> None:
    told: list[BatchProgress] = []
    run("abca", _failing("c"), progress=told.append)
    assert [each.finished for each in told] == [1, 2, 3]
    assert {each.total for each in told} == {3}
    assert told[-1].failed == 1


@either
def test_an_error_that_is_not_ours_is_raised(run: Run) -> None:
    def ask(key: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run("abc", ask)


def test_a_pace_is_kept() -> None:
    from kruispunt_client.batches import _Pace

    pace = _Pace(10)
    waits = [pace.wait() for _ in range(5)]
    assert waits[0] == pytest.approx(0, abs=0.05)
    assert waits[4] == pytest.approx(0.4, abs=0.05)
    assert _Pace(None).wait() == 0


@either
@pytest.mark.parametrize("how", [{"workers": 0}, {"per_second": 0}])
def test_a_batch_that_would_ask_nobody_is_refused(
    run: Run, how: dict[str, float]
) -> None:
    with pytest.raises(InvalidRequest, match=next(iter(how))):
        run("abc", _answer, **how)
