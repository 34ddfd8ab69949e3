"""A running chain with the API for stubs, and who speaks to both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Settings

from ...end_to_end.envelopes import Answer, Chain
from ...snippets import ANY_PORT

SOON = 60.0
"""Seconds; only ends a hang."""


class Api:
    """Speaks to the API as any program does."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, method: str, path: str, **how: Any) -> requests.Response:
        """Send a request."""
        return requests.request(method, f"{self.url}{path}", timeout=SOON, **how)

    def get(self, path: str, **query: Any) -> Any:
        """Give the JSON of a page that is there."""
        reply = self.send("GET", path, params=query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, wanted: object) -> requests.Response:
        """Send JSON to `/stubs`."""
        body = json.dumps(wanted)
        headers = {"Content-Type": "application/json"}
        return self.send("POST", "/stubs", data=body, headers=headers)

    def add(self, **wanted: Any) -> str:
        """Add a stub; gives its id."""
        reply = self.post(wanted)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    def counts(self, id: str) -> tuple[int, int]:
        """How often a stub was seen and used."""
        told = self.get(f"/stubs/{id}")
        return told["seen"], told["used"]

    def refused(self, reply: requests.Response) -> dict[str, Any]:
        """Give the problem that a request was refused with."""
        assert reply.headers["content-type"] == "application/problem+json", reply.text
        told: dict[str, Any] = reply.json()
        assert told["status"] == reply.status_code
        assert told["type"] == "about:blank"
        return told


@pytest.fixture(scope="session")
def messages(folder: Callable[[], Path]) -> Iterator[Chain]:
    """A chain of its own with the API, which sends messages of any kind."""
    settings = Settings(state=folder(), ports=ANY_PORT, stubs_port=0)
    with Simulator(settings) as simulator:
        yield Chain(simulator)


@pytest.fixture
def api(messages: Chain) -> Iterator[Api]:
    """The API of that chain, without stubs before and after."""
    url = messages.simulator.stubs_url
    assert url is not None
    api = Api(url)
    yield api
    assert api.send("DELETE", "/stubs").status_code == 204


Ask = Callable[..., Answer]


@pytest.fixture
def ask(messages: Chain) -> Ask:
    """Asks a question of `ASKS` over real TLS; gives what came back."""

    def send(name: str, person: str | None = None, **changes: Any) -> Answer:
        envelope = messages.envelope(name, **changes)
        if person is not None:
            envelope.about(person)
        return envelope.signed().post()

    return send
