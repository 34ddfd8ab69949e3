"""
TestConnectionService v1.

Source: contract sheet `ksz-testconnection-v1`.
"""

from __future__ import annotations

from typing import Any, cast

import pytest
from kruispunt_simulator.people import People
from kruispunt_simulator.services import Asker, KszAnswer
from kruispunt_simulator.sources import Sources

from .conftest import TODAY, Desk, contract_of, element, wrap

NAMED = ("TestConnectionServiceService", "v1", "sendTestMessage")
PEM = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n"


def send(desk: Desk, echo: str) -> Any:
    """Test the line as somebody whose certificate is `PEM`."""
    operation = contract_of(*NAMED[:2]).operation(NAMED[2])
    root = wrap(operation.request, "<echo/>")
    root.find("echo").text = echo
    assert desk.valid(*NAMED[:2], root)
    service = desk.service(*NAMED)
    assert service.check(root, TODAY) == ()
    asker = Asker(
        party="rva",
        capacity="",
        certificate=PEM,
        repertory=cast(Any, None),
        inscribes={},
        qualities={},
    )
    assert service.answer_to is not None
    answer = service.answer_to(root, asker, Sources(People()), TODAY)
    assert isinstance(answer, KszAnswer)
    return desk.ksz_response(root, operation, answer)


@pytest.mark.parametrize("echo", ["Is there anybody?", "", " <&> é\n"])
def test_the_text_comes_back_as_it_was(desk: Desk, echo: str) -> None:
    assert (send(desk, echo).findtext("echo") or "") == echo


def test_the_certificate_that_was_seen_is_shown(desk: Desk) -> None:
    response = send(desk, "x")
    assert response.findtext("sslCertificate") == PEM
    names = [child.tag for child in response]
    assert names == ["informationCBSS", "echo", "sslCertificate"]


def test_it_is_about_nobody(desk: Desk) -> None:
    service = desk.service(*NAMED)
    assert service.impersonal
    with pytest.raises(LookupError):
        service.subject(element("sendTestMessageRequest"))
    assert service.ask_all(next(iter(desk.people)), TODAY) == ()
