"""The messages that a profile wants kept: `[log] messages`."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import connect, connect_async
from kruispunt_client.errors import (
    ConnectionFailed,
    InvalidRequest,
    LogNotWritten,
    NotAReply,
    PersonNotRegistered,
)
from kruispunt_client.settings import ONCE, ConnectionProfile, LogSettings

from .conftest import Records, Said

Element = Any
DAY = date(2026, 5, 4)


@pytest.fixture
def found(replies: Any, person: str) -> Callable[[Element], Element]:
    content = {"Zorgtoeslag": {"INSZ": person}}
    return lambda request: replies.magda(request, inhoud=content)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of the profile; it is not there yet."""
    return tmp_path / "kept" / "messages"


@pytest.fixture
def keeping(wiv: Any, profile: Any, kept: Path) -> ConnectionProfile:
    settings = LogSettings(messages=kept)
    asked: ConnectionProfile = replace(profile(wiv), log=settings, retry=ONCE)
    return asked


@pytest.fixture
def ask(keeping: ConnectionProfile, person: str, user: str) -> Callable[[], object]:
    def once() -> object:
        with connect(keeping, user=user) as line:
            return line.care_allowance.supplement(person, on=DAY)

    return once


def files(kept: Path) -> dict[str, bytes]:
    """By the end of their names, those of one exchange."""
    found = {path.name: path.read_bytes() for path in kept.iterdir()}
    (_,) = {name.partition(".re")[0] for name in found}
    return {name[name.index(".re") + 1 :]: octets for name, octets in found.items()}


def test_both_messages_are_kept_as_they_went_over_the_line(
    wiv: Any, found: Any, ask: Callable[[], Any], kept: Path
) -> None:
    wiv.answer_with(found)
    answer = ask()
    assert files(kept) == {"request.xml": wiv.asked[0].body, "reply.xml": answer.raw}
    (request, _) = sorted(kept.iterdir(), reverse=True)
    time, _, rest = request.name.partition("-")
    assert time.endswith("Z")
    assert rest == f"{answer.trace}.request.xml"


def test_a_refusal_is_kept(
    wiv: Any, replies: Any, ask: Callable[[], Any], kept: Path
) -> None:
    wiv.answer_with(
        lambda request: replies.magda(
            request, uitzonderingen=[("13202", "MAGDA", "FOUT")]
        )
    )
    with pytest.raises(PersonNotRegistered) as caught:
        ask()
    assert files(kept)["reply.xml"] == caught.value.reply_xml


def test_a_reply_that_cannot_be_trusted_is_kept(
    wiv: Any, ask: Callable[[], Any], kept: Path
) -> None:
    """It is what a fault in acceptance is looked for in."""
    wiv.answering = lambda asked: Said(body=b"<html/>")
    with pytest.raises(NotAReply):
        ask()
    assert files(kept)["reply.xml"] == b"<html/>"


def test_of_a_question_without_reply_the_question_is_kept(
    wiv: Any, ask: Callable[[], Any], kept: Path
) -> None:
    wiv.answering = lambda asked: (_ for _ in ()).throw(OSError)
    with pytest.raises(ConnectionFailed):
        ask()
    assert files(kept) == {"request.xml": wiv.asked[0].body}


def test_a_question_that_was_never_sent_leaves_nothing(
    keeping: ConnectionProfile, user: str, kept: Path
) -> None:
    with connect(keeping, user=user) as line, pytest.raises(InvalidRequest):
        line.care_allowance.supplement("123", on=DAY)
    assert not kept.exists()


def test_every_try_is_kept_for_itself(
    wiv: Any, keeping: ConnectionProfile, person: str, user: str, kept: Path
) -> None:
    wiv.answering = lambda asked: (_ for _ in ()).throw(OSError)
    twice = replace(keeping, retry=replace(ONCE, attempts=2))
    with connect(twice, user=user) as line, pytest.raises(ConnectionFailed):
        line.care_allowance.supplement(person, on=DAY)
    assert len(list(kept.iterdir())) == len(wiv.asked) == 2


def test_questions_that_are_awaited_are_kept(
    wiv: Any,
    found: Any,
    keeping: ConnectionProfile,
    person: str,
    user: str,
    kept: Path,
) -> None:
    wiv.answer_with(found)

    async def ask() -> None:
        async with connect_async(keeping, user=user) as line:
            call = line.care_allowance.supplement
            await asyncio.gather(*(call(person, on=DAY) for _ in range(3)))

    asyncio.run(ask())
    assert len(list(kept.glob("*.request.xml"))) == 3
    assert len(list(kept.glob("*.reply.xml"))) == 3


@pytest.mark.skipif(os.name != "posix", reason="other rights")
def test_nobody_else_on_the_machine_can_read_them(
    wiv: Any, found: Any, ask: Callable[[], Any], kept: Path
) -> None:
    wiv.answer_with(found)
    ask()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (kept, *kept.iterdir())]
    assert modes == [0o700, 0o600, 0o600]


def test_who_cannot_keep_them_gets_no_answer_but_a_record(
    wiv: Any,
    found: Any,
    keeping: ConnectionProfile,
    person: str,
    user: str,
    kept: Path,
) -> None:
    """As with the log itself; what is in that is true, for the platform answered."""
    wiv.answer_with(found)
    records = Records()
    kept.parent.write_text("a file where the folder should be")
    with (
        connect(keeping, user=user, log=records) as line,
        pytest.raises(LogNotWritten) as caught,
    ):
        line.care_allowance.supplement(person, on=DAY)
    assert caught.value.hop == "wiv"
    assert caught.value.reply_xml is None
    assert person not in str(caught.value)
    (record,) = records.all
    assert (record.outcome, record.trace) == ("answered", caught.value.trace)


def test_nothing_is_kept_unless_the_profile_says_so(
    wiv: Any, profile: Any, found: Any, person: str, user: str, tmp_path: Path
) -> None:
    wiv.answer_with(found)
    before = sorted(tmp_path.rglob("*"))
    with connect(profile(wiv), user=user) as line:
        line.care_allowance.supplement(person, on=DAY)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_is_relative_to_the_profile(
    keeping: ConnectionProfile, tmp_path: Path, kept: Path
) -> None:
    path = tmp_path / "client" / "profile.toml"
    path.parent.mkdir()
    text = keeping.to_toml(path.parent)
    assert 'messages = "../kept/messages"' in text
    path.write_text(text)
    read = ConnectionProfile.from_toml(path)
    assert read.log.messages is not None
    assert read.log.messages.resolve() == kept.resolve()
    assert read.log.where() is None
