"""
The reference repertories.

Source: 22/004 §6, §32; 23/058 §88, §79.11; MAGDA wiki page 1204979049.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.repertory import Inscription, Repertory
from sqlalchemy import Engine, text

from .conftest import Inscribe

ENTRY = Inscription(
    register="vdi",
    party="fluvius",
    ssin="85643007594",
    begin_date=date(2024, 1, 1),
    end_date=date(2024, 12, 31),
    quality="1",
)
INSIDE = date(2024, 6, 1)


@pytest.fixture
def empty(engine: Engine) -> Iterator[Repertory]:
    """A repertory in which nobody stands."""
    with closing(Repertory(engine)) as repertory:
        yield repertory


@pytest.fixture
def repertory(empty: Repertory, inscribe: Inscribe) -> Repertory:
    """A repertory with one line."""
    inscribe(ENTRY)
    return empty


def active(repertory: Repertory, on: date = INSIDE, **given: str) -> bool:
    asked = {
        "register": ENTRY.register,
        "party": ENTRY.party,
        "ssin": ENTRY.ssin,
        "quality": "1",
    }
    return repertory.is_inscribed(**(asked | given), period=(on, on))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2023, 12, 31), False, id="the day before the first"),
        pytest.param(date(2024, 1, 1), True, id="the first day"),
        pytest.param(date(2024, 12, 31), True, id="the last day"),
        pytest.param(date(2025, 1, 1), False, id="the day after the last"),
    ],
)
def test_a_file_is_open_from_its_first_day_to_its_last(
    repertory: Repertory, on: date, expected: bool
) -> None:
    """Source: 23/058 §88 (data flow only for persons with a still open file)."""
    assert active(repertory, on) is expected


def test_a_file_without_an_end_stays_open(empty: Repertory, inscribe: Inscribe) -> None:
    """Source: 23/058 §88."""
    inscribe(replace(ENTRY, end_date=None))
    assert active(empty, date(2045, 1, 1))
    assert not active(empty, date(2023, 12, 31))


@pytest.mark.parametrize(
    "other",
    [{"register": "ksz"}, {"party": "veka"}, {"ssin": "80610100139"}, {"quality": "2"}],
)
def test_a_file_counts_for_its_own_party_person_purpose_and_repertory_only(
    repertory: Repertory, other: dict[str, str]
) -> None:
    """Source: 22/004 §6, §32: inscribed beforehand, by this recipient; 23/058 §88."""
    assert active(repertory)
    assert not active(repertory, INSIDE, **other)


def test_lines_are_found_in_order_of_their_begin(
    empty: Repertory, inscribe: Inscribe
) -> None:
    second = replace(ENTRY, begin_date=date(2025, 6, 1), end_date=None)
    inscribe(second, ENTRY, replace(ENTRY, party="veka"))
    assert empty.find("vdi", "fluvius", ENTRY.ssin) == (ENTRY, second)
    assert empty.find("ksz", "fluvius", ENTRY.ssin) == ()


def test_a_file_without_a_purpose_counts_for_each(
    empty: Repertory, inscribe: Inscribe
) -> None:
    """Source: our choice, so that files of persons stay short."""
    inscribe(replace(ENTRY, quality=None))
    assert active(empty)
    assert active(empty, quality="2")


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), False),
        (date(2023, 1, 1), date(2024, 1, 1), True),
        (date(2024, 12, 31), date.max, True),
        (date(2025, 1, 1), date.max, False),
    ],
)
def test_one_day_in_common_is_enough_for_a_period(
    repertory: Repertory, begin: date, end: date, expected: bool
) -> None:
    """Source: MAGDA wiki page 955678916 (variant "overlap")."""
    file = (ENTRY.register, ENTRY.party, ENTRY.ssin, "1")
    assert repertory.is_inscribed(*file, (begin, end)) is expected


def test_two_files_leave_a_gap_between_them(
    empty: Repertory, inscribe: Inscribe
) -> None:
    """Source: 23/058 §88."""
    inscribe(ENTRY, replace(ENTRY, begin_date=date(2025, 6, 1), end_date=None))
    days = (date(2024, 12, 31), date(2025, 5, 31), date(2025, 6, 1))
    assert [active(empty, day) for day in days] == [True, False, True]


def test_a_database_that_fails_is_told_as_such(
    repertory: Repertory, engine: Engine
) -> None:
    """So that a hop says "the source is down", not "internal error"."""
    with engine.begin() as connection:
        connection.execute(text("alter table repertory rename to kept"))
    for ask in (
        lambda: active(repertory),
        lambda: repertory.find("vdi", "fluvius", ENTRY.ssin),
    ):
        with pytest.raises(StateError, match="cannot be read"):
            ask()
    with engine.begin() as connection:
        connection.execute(text("alter table kept rename to repertory"))
    assert active(repertory)
