"""
Messages to a receiver are numbered one after the other.

Source: contract sheet `ksz-hdiindemnityallowancenotifications-v1`, sequenceNumber.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.sequence import Numbered, Sequences
from sqlalchemy import Engine

from .conftest import Record


@pytest.fixture
def sequences(engine: Engine) -> Iterator[Sequences]:
    """The numbers of that database."""
    sequences = Sequences(engine)
    yield sequences
    sequences.close()


def test_the_last_number_of_who_never_got_anything_is_zero(
    sequences: Sequences,
) -> None:
    assert sequences.last("rva") == 0


def test_numbers_go_on_for_each_receiver(
    journal: Journal, sequences: Sequences, record: Record
) -> None:
    given = [("rva", 1), ("rva", 2), ("dg-han", 1), ("rva", 3)]
    for receiver, number in given:
        journal.write([record()], changes=[Numbered(receiver, number)])
    assert (sequences.last("rva"), sequences.last("dg-han")) == (3, 1)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_number_that_does_not_follow_takes_its_record_along(
    journal: Journal, sequences: Sequences, record: Record, number: int
) -> None:
    """Somebody else got it, or nobody the one before; 3 would follow."""
    journal.write([record()], changes=[Numbered("rva", 1), Numbered("rva", 2)])
    with pytest.raises(StateError):
        journal.write([record()], changes=[Numbered("rva", number)])
    assert sequences.last("rva") == 2
    journal.write([record()], changes=[Numbered("rva", 3)])
    assert sequences.last("rva") == 3
