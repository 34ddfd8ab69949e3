"""The test message of the KSZ, which is about nobody."""

from __future__ import annotations

from typing import Any

import pytest
from kruispunt_client.calls.connection_test import Echo
from kruispunt_client.client_log import NOBODY, JsonLinesLog, LogRecord
from kruispunt_client.connection import connect
from kruispunt_client.errors import AnswerToAnotherQuestion, InvalidRequest

from .examples import example

REPLY = "test_connection_service_service/send_test_message_response"


def _reply(text: str) -> Any:
    reply = example(REPLY)
    reply.find("echo").text = text
    return reply


def test_the_text_comes_back_and_is_logged_as_about_nobody(
    ksz: Any, profile: Any, user: str, tmp_path: Any
) -> None:
    log = JsonLinesLog(tmp_path / "log.jsonl")
    ksz.answer_with(lambda request: _reply(request.findtext("echo")))
    with connect(profile(ksz), via="ksz", user=user, log=log) as line:
        found = line.technical.echo("Is daar iemand?").data
    certificate = example(REPLY).findtext("sslCertificate")
    assert found == Echo(echo="Is daar iemand?", ssl_certificate=certificate)
    payload = ksz.asked[0].payload
    assert [(each.tag, each.text) for each in payload] == [("echo", "Is daar iemand?")]
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    assert (record.person, record.operation) == (NOBODY, "sendTestMessage")


def test_another_text_is_refused(ksz: Any, profile: Any, user: str) -> None:
    ksz.answer_with(lambda request: _reply("something else"))
    with (
        connect(profile(ksz), via="ksz", user=user) as line,
        pytest.raises(AnswerToAnotherQuestion, match="echo"),
    ):
        line.technical.echo("Is daar iemand?")


def test_magda_has_no_test_message(wiv: Any, profile: Any, user: str) -> None:
    with (
        connect(profile(wiv), via="wiv", user=user) as line,
        pytest.raises(InvalidRequest, match="ksz"),
    ):
        line.technical.echo()
    assert wiv.asked == []
