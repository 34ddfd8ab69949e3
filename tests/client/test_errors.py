"""The error tree and the table from codes to classes."""

from __future__ import annotations

import copy
import pickle
import re

import pytest
from kruispunt_client import errors
from kruispunt_client.errors import (
    REFUSALS,
    InvalidAnswer,
    InvalidRequest,
    KruispuntError,
    PersonReplaced,
    RefusedByService,
    Throttled,
    TransportFailure,
    refusal_class,
)
from kruispunt_client.results import NOTHING_FOUND
from kruispunt_contracts import WIRE_FAULTS, WireFault

CLASSES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, KruispuntError)
]
NO_REFUSAL = {"DATA_FOUND", "NO_DATA_FOUND"}


def _refuses(fault: WireFault) -> bool:
    """Statuses with data, remarks, and 30001 are answers, not refusals."""
    if fault.code in NOTHING_FOUND or fault.value in NO_REFUSAL:
        return False
    is_remark = fault.type in ("WAARSCHUWING", "INFORMATIE")
    return not is_remark and fault.code != "70002"


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_stands_in_the_tree_of_the_docstring(
    kind: type[KruispuntError],
) -> None:
    assert errors.__doc__ is not None
    tree = errors.__doc__.split("```")[1]
    assert re.search(rf"(^|─ ){kind.__name__}\b", tree, re.MULTILINE)


def test_every_class_is_public() -> None:
    import kruispunt_client

    assert {kind.__name__ for kind in CLASSES} <= set(kruispunt_client.__all__)


@pytest.mark.parametrize("name", ["connect", "Connection", "FilePart", "TimedOut"])
def test_a_public_name_can_be_imported_from_the_package(name: str) -> None:
    import kruispunt_client

    assert getattr(kruispunt_client, name).__name__ == name


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import kruispunt_client

    with pytest.raises(AttributeError, match="no attribute 'Conection'"):
        kruispunt_client.Conection  # noqa: B018


@pytest.mark.parametrize(
    "fault",
    [fault for fault in WIRE_FAULTS.values() if _refuses(fault)],
    ids=lambda fault: fault.key,
)
def test_every_refusing_wire_fault_has_a_class_of_its_own(fault: WireFault) -> None:
    code = fault.code or (fault.faultcode or "").rpartition("}")[2]
    assert (fault.dialect.value, code) in REFUSALS


def test_an_unknown_code_gives_the_general_refusal() -> None:
    assert refusal_class("magda", "12345") is RefusedByService


def test_the_four_sides_are_disjoint() -> None:
    sides = {InvalidRequest, TransportFailure, RefusedByService, InvalidAnswer}
    for kind in CLASSES:
        assert len([side for side in sides if issubclass(kind, side)]) <= 1


def test_a_refusal_says_where_what_and_what_to_do() -> None:
    error = Throttled(
        hop="wiv",
        level="2",
        code="99995",
        origin="MAGDA",
        type="FOUT",
        meaning="Too many requests.",
    )
    assert str(error) == (
        "wiv refused with 99995 at level 2, raised by MAGDA: Too many requests. "
        "Slow down and try again: the platform limits questions per second."
    )
    assert error.retryable


@pytest.mark.parametrize("name", ["Nieuw INSZ", "newSSIN"])
def test_a_replaced_person_names_the_new_number(name: str) -> None:
    def refusal(annotations: dict[str, str]) -> PersonReplaced:
        return PersonReplaced(
            hop="ksz",
            level="3",
            code="30004",
            origin="KSZ",
            type="FOUT",
            meaning="Replaced.",
            annotations=annotations,
        )

    assert refusal({name: "99610100123"}).new_number == "99610100123"
    assert refusal({"other": "99610100123"}).new_number is None


@pytest.mark.parametrize(
    ("annotations", "advice"),
    [
        ({"Nieuw INSZ": "79641706379"}, "Ask again with `new_number`"),
        ({"newSSIN": "79641706379"}, "Ask again with `new_number`"),
        ({"status code": "MSG00006"}, "does not give the new number"),
    ],
)
def test_a_replaced_number_says_where_the_new_one_is(
    annotations: dict[str, str], advice: str
) -> None:
    """`_error-codes.md`: 70002 tells code and description of the KSZ, no more."""
    error = PersonReplaced(
        hop="wiv",
        level="3",
        code="70002",
        origin="KSZ",
        type="FOUT",
        meaning="",
        annotations=annotations,
    )
    assert advice in str(error)
    assert (error.new_number is None) is ("status code" in annotations)
    assert "79641706379" not in str(error)


def test_an_error_passes_to_another_process_as_it_is() -> None:
    """As a pool of processes and a queue of tasks hand it on."""
    refused = PersonReplaced(
        hop="wiv",
        level="3",
        code="30004",
        origin="MAGDA",
        type="FOUT",
        meaning="replaced.",
        annotations={"Nieuw INSZ": "79641706379"},
    )
    refused.trace, refused.attempts = "a" * 32, 2
    altered = errors.AlteredReply("not proven.", http_status=200, problems=(1,))
    for error in (refused, altered, errors.InvalidRequest("no", problems=("x",))):
        for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):  # noqa: S301
            assert type(other) is type(error)
            assert str(other) == str(error)
            assert vars(other) == vars(error)
    assert copy.copy(refused).new_number == "79641706379"
