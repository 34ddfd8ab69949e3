"""Spyne behind its one door: it routes, has the contract check, and hands on."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Contract, Operation
from kruispunt_simulator.soap import NotInContract, Router
from lxml import etree

Element = Any

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"
OPERATIONS = [o for c in catalogue.load().contracts for o in c.operations]


def examples() -> dict[str, Element]:
    """An example message by the name of its root element."""
    found: dict[str, Element] = {}
    for path in sorted(VECTORS.glob("*/*.xml")):
        root = etree.parse(str(path)).getroot()
        found.setdefault(root.tag, root)
    return found


EXAMPLES = examples()

each_operation = pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda o: f"{o.contract.service} {o.name}"
)


class Desk:
    """A handler that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Operation, Element]] = []
        self.answer = etree.Element("answer")

    def __call__(self, operation: Operation, request: Element) -> Element:
        self.asked.append((operation, request))
        return self.answer


def refused(contract: Contract, payload: Element) -> NotInContract:
    """The refusal of a payload, which must not reach the handler."""
    desk = Desk()
    with pytest.raises(NotInContract) as caught:
        Router().route(contract, payload, desk)
    assert desk.asked == []
    return caught.value


@each_operation
def test_a_valid_request_reaches_the_handler_as_it_is(operation: Operation) -> None:
    request, desk = EXAMPLES[operation.request], Desk()
    assert Router().route(operation.contract, request, desk) is desk.answer
    ((asked, payload),) = desk.asked
    assert asked is operation
    assert payload is request


@each_operation
def test_a_request_that_the_schema_refuses_reaches_nobody(operation: Operation) -> None:
    request = etree.fromstring(etree.tostring(EXAMPLES[operation.request]))
    etree.SubElement(request, "unexpected")
    refusal = refused(operation.contract, request)
    assert [error.line for error in refusal.errors] != []
    assert "unexpected" in str(refusal)


@each_operation
def test_a_response_is_no_operation_although_the_schema_knows_it(
    operation: Operation,
) -> None:
    response = EXAMPLES[operation.response]
    assert operation.contract.validate(response) == ()
    assert refused(operation.contract, response).errors == ()


def test_a_request_of_another_contract_reaches_nobody() -> None:
    here, there = OPERATIONS[0], OPERATIONS[-1]
    refusal = refused(here.contract, EXAMPLES[there.request])
    assert len(refusal.errors) == 1


class Trouble(BaseException):
    """Not even an Exception, as KeyboardInterrupt is none."""


@pytest.mark.parametrize("kind", [ValueError, Trouble])
def test_what_the_handler_raises_comes_out_unchanged(kind: type[BaseException]) -> None:
    """Spyne would make a fault of its own out of it, with our text in it."""
    raised = kind("kept")
    operation = OPERATIONS[0]

    def handler(*_: Any) -> Element:
        raise raised

    with pytest.raises(kind) as caught:
        Router().route(operation.contract, EXAMPLES[operation.request], handler)
    assert caught.value is raised


def test_a_refusal_leaves_the_router_fit_for_the_next_message() -> None:
    operation, router, desk = OPERATIONS[0], Router(), Desk()
    bad = etree.Element(operation.request)
    for _ in range(2):
        with pytest.raises(NotInContract):
            router.route(operation.contract, bad, desk)
        router.route(operation.contract, EXAMPLES[operation.request], desk)
    assert len(desk.asked) == 2


def test_first_messages_that_come_together_each_get_their_own_answer() -> None:
    router, ready = Router(), threading.Barrier(8)
    answers: SimpleQueue[tuple[int, Element]] = SimpleQueue()
    operation = OPERATIONS[0]

    def ask(number: int) -> None:
        request = etree.fromstring(etree.tostring(EXAMPLES[operation.request]))
        ready.wait(20)
        answer = router.route(
            operation.contract, request, lambda *_: etree.Element(f"answer-{number}")
        )
        answers.put((number, answer))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    got = dict(answers.get_nowait() for _ in threads)
    assert {n: answer.tag for n, answer in got.items()} == {
        n: f"answer-{n}" for n in range(8)
    }


def test_no_other_module_imports_spyne() -> None:
    """`soap.py` is the only door."""
    package = Path(__file__).parents[2] / "simulator" / "kruispunt_simulator"
    importing = [
        path.name
        for path in package.rglob("*.py")
        if any(
            line.lstrip().startswith(("import spyne", "from spyne"))
            for line in path.read_text("utf-8").splitlines()
        )
    ]
    assert importing == ["soap.py"]


def test_spyne_loads_no_more_than_it_needs_and_leaves_the_rest_as_it_was() -> None:
    """Its `six` knows many modules by other names; one of them is `tkinter`."""
    told = """
import sys
import kruispunt_simulator.soap
import collections.abc, http.client
from spyne.util.six.moves import http_client

assert "tkinter" not in sys.modules
assert http_client is http.client
for module in (collections.abc, http.client):
    assert module.__spec__.name == module.__name__
    assert not hasattr(module, "__path__")
"""
    subprocess.run([sys.executable, "-W", "error", "-c", told], check=True)
