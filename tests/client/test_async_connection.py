"""The same calls, awaited: same names, same answers, the loop stays free."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from typing import Any

import pytest
from kruispunt_client import (
    AsyncConnection,
    Connection,
    InvalidRequest,
    NotAuthorised,
    connect,
    connect_async,
)
from kruispunt_client.calls.question import Call
from kruispunt_client.client_log import LogRecord
from kruispunt_client.flows.base import Flow, asked

from .conftest import PERSON, USER, Records, Said

DAY = date(2026, 5, 4)


@pytest.fixture
def found(replies: Any) -> Callable[[Any], Any]:
    content = {"Zorgtoeslag": {"INSZ": PERSON}}
    return lambda request: replies.magda(request, inhoud=content)


def _flows(connection: Any) -> dict[str, Flow[Any]]:
    return {n: f for n, f in vars(connection).items() if isinstance(f, Flow)}


def _methods(flow: Flow[Any]) -> dict[str, asked[Any, Any]]:
    return {n: m for n, m in vars(type(flow)).items() if isinstance(m, asked)}


def test_both_kinds_have_the_same_flows_and_methods(wiv: Any, profile: Any) -> None:
    with connect(profile(wiv)) as line:
        other = AsyncConnection(line, concurrency=1)
        flows = _flows(line)
        assert {n: type(f) for n, f in flows.items()} == {
            n: type(f) for n, f in _flows(other).items()
        }
        names = [(n, m) for n, flow in flows.items() for m in _methods(flow)]
        assert ("disability", "files") in names
        for flow, method in names:
            one = getattr(getattr(line, flow), method)
            two = getattr(getattr(other, flow), method)
            assert inspect.signature(one) == inspect.signature(two)
            assert inspect.iscoroutinefunction(two)
            assert not inspect.iscoroutinefunction(one)
            assert one.__doc__ == two.__doc__
        asyncio.run(other.close())


def test_a_call_is_answered_as_by_the_other_kind(
    wiv: Any, profile: Any, found: Any
) -> None:
    wiv.answer_with(found)
    records = Records()

    async def ask() -> Any:
        async with connect_async(profile(wiv), user=USER, log=records) as line:
            return await line.care_allowance.supplement(PERSON, on=DAY)

    answer = asyncio.run(ask())
    assert answer.data.insz == PERSON
    assert answer.signer == "wiv.kruispunt.test"
    assert [(r.user, r.person, r.outcome) for r in records.all] == [
        (USER, PERSON, "answered")
    ]


def test_errors_are_those_of_the_other_kind(
    wiv: Any, profile: Any, replies: Any
) -> None:
    row = ("13001", "MAGDA", "FOUT")
    wiv.answer_with(lambda request: replies.magda(request, level2=[row]))

    async def ask() -> None:
        async with connect_async(profile(wiv), user=USER) as line:
            with pytest.raises(InvalidRequest, match="give either"):
                await line.care_allowance.supplement(PERSON)
            await line.care_allowance.supplement(PERSON, on=DAY)

    with pytest.raises(NotAuthorised):
        asyncio.run(ask())


def test_questions_go_out_together_and_the_loop_stays_free(
    wiv: Any, profile: Any, found: Any
) -> None:
    together = threading.Barrier(4)

    def answer(request: Any) -> Said:
        together.wait(timeout=30)  # breaks unless four questions are here at once
        return Said(body=wiv.sign(found(request.payload)))

    wiv.answering = answer

    async def ask() -> list[Any]:
        async with connect_async(profile(wiv), user=USER, concurrency=4) as line:
            calls = [line.care_allowance.supplement(PERSON, on=DAY) for _ in range(4)]
            return await asyncio.gather(*calls)

    assert len({answer.trace for answer in asyncio.run(ask())}) == 4


def test_no_more_than_the_limit_are_asked_at_once(
    wiv: Any, profile: Any, found: Any
) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def answer(request: Any) -> Said:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        body = wiv.sign(found(request.payload))
        with lock:
            now -= 1
        return Said(body=body)

    wiv.answering = answer

    async def ask() -> None:
        async with connect_async(profile(wiv), user=USER, concurrency=2) as line:
            calls = [line.care_allowance.supplement(PERSON, on=DAY) for _ in range(9)]
            await asyncio.gather(*calls)

    asyncio.run(ask())
    assert len(wiv.asked) == 9
    assert 1 <= most <= 2


def test_a_question_that_nobody_waits_for_any_more_is_logged(
    wiv: Any, profile: Any, found: Any
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: every call; the platform has heard it."""
    heard, go_on = threading.Event(), threading.Event()
    records = Records()

    def answer(request: Any) -> Said:
        heard.set()
        go_on.wait(timeout=30)
        return Said(body=wiv.sign(found(request.payload)))

    wiv.answering = answer

    async def ask() -> None:
        async with connect_async(profile(wiv), user=USER, log=records) as line:
            task = asyncio.create_task(line.care_allowance.supplement(PERSON, on=DAY))
            await asyncio.to_thread(heard.wait, 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert records.all == []
            go_on.set()

    asyncio.run(ask())
    assert [record.outcome for record in records.all] == ["answered"]


_request_id: ContextVar[str] = ContextVar("request_id", default="none")


def test_context_variables_reach_the_log(wiv: Any, profile: Any, found: Any) -> None:
    wiv.answer_with(found)
    seen: list[str] = []

    class Log:
        def write(self, record: LogRecord) -> None:
            seen.append(_request_id.get())

    async def ask() -> None:
        _request_id.set("42")
        async with connect_async(profile(wiv), user=USER, log=Log()) as line:
            await line.care_allowance.supplement(PERSON, on=DAY)

    asyncio.run(ask())
    assert seen == ["42"]


# --- who asks ------------------------------------------------------------------------


def test_a_user_is_named_once_or_per_call(wiv: Any, profile: Any, found: Any) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: the natural person who asks."""
    wiv.answer_with(found)
    other = "79641706379"

    def users() -> list[str]:
        path = "Verzoek/Context/Bericht/Afzender/Gebruiker"
        return [each.payload.findtext(path) for each in wiv.asked]

    with connect(profile(wiv), user=USER) as line:
        line.care_allowance.supplement(PERSON, on=DAY)
        line.care_allowance.supplement(PERSON, on=DAY, user=other)
        line.as_user(other).care_allowance.supplement(PERSON, on=DAY)
        line.care_allowance.supplement(PERSON, on=DAY)
    assert users() == [USER, other, other, USER]

    async def ask() -> None:
        async with connect_async(profile(wiv), user=USER) as line:
            assert (line.user, line.hop) == (USER, "wiv")
            await line.as_user(other).care_allowance.supplement(PERSON, on=DAY)
            await line.care_allowance.supplement(PERSON, on=DAY)

    asyncio.run(ask())
    assert users()[4:] == [other, USER]


def test_nobody_asks_without_a_name(wiv: Any, profile: Any) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2: only people who are known by name."""
    with connect(profile(wiv)) as line:
        with pytest.raises(InvalidRequest, match="name the natural person"):
            line.care_allowance.supplement(PERSON, on=DAY)
        with pytest.raises(InvalidRequest, match="eleven digits"):
            line.as_user("me")
    with pytest.raises(InvalidRequest, match="eleven digits"):
        connect(profile(wiv), user="me")
    assert wiv.asked == []


def test_a_call_is_data_until_it_is_asked(wiv: Any, profile: Any, found: Any) -> None:
    from kruispunt_client.flows.care_allowance import CareAllowance

    wiv.answer_with(found)
    call = CareAllowance.supplement(PERSON, on=DAY)
    assert isinstance(call, Call)
    assert wiv.asked == []
    with connect(profile(wiv), user=USER) as line:
        assert line.ask(call).data is not None


def test_the_profile_can_be_a_path_or_come_from_the_environment(
    wiv: Any, profile: Any, found: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    wiv.answer_with(found)
    file = tmp_path / "alpha.toml"
    file.write_text(profile(wiv).to_toml(tmp_path))
    monkeypatch.setenv("KRUISPUNT_PROFILE", str(file))
    for named in (file, str(file), None):
        with connect(named, user=USER) as line:
            assert isinstance(line, Connection)
            assert line.care_allowance.supplement(PERSON, on=DAY).data is not None
