"""
What a registration and a de-registration leave in a repertory.

Source: MAGDA wiki pages 1211564325, 1211498782.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator.message import Change
from kruispunt_simulator.store.periods import Span, cut, hold
from kruispunt_simulator.store.repertory import (
    Enrol,
    Inscription,
    Repertory,
    Withdraw,
)
from kruispunt_simulator.store.tables import metadata, repertory
from sqlalchemy import Connection, Engine, create_engine, select

from .conftest import Inscribe
from .test_periods import spans

LINE = Inscription(
    register="vdi",
    party="wonen-in-vlaanderen",
    ssin="85643007594",
    begin_date=date(2024, 1, 1),
    end_date=date(2024, 12, 31),
    quality="7202",
)
BOTH = frozenset({"7201", "7202"})


def make(engine: Engine, *changes: Change) -> list[tuple[Span, str | None]]:
    """Make changes; give what is in the repertory after that."""
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        for change in changes:
            change.apply(connection)
    return content(engine)


def content(engine: Engine) -> list[tuple[Span, str | None]]:
    with closing(Repertory(engine)) as found:
        lines = found.find(LINE.register, LINE.party, LINE.ssin)
    return [(line.span, line.quality) for line in lines]


def line(begin: date, end: date | None = None) -> Inscription:
    return replace(LINE, begin_date=begin, end_date=end)


@pytest.fixture
def seeded(engine: Engine, inscribe: Inscribe) -> Iterator[Engine]:
    """A database with `LINE`, and lines of others that no test may touch."""
    inscribe(LINE, *OTHERS)
    with closing(Repertory(engine)) as repertory:
        yield engine
        for other in OTHERS:
            found = repertory.find(other.register, other.party, other.ssin)
            assert found == (other,)


OTHERS = [
    replace(LINE, register="ksz"),
    replace(LINE, party="veka"),
    replace(LINE, ssin="80610100139"),
]


@pytest.mark.parametrize(
    ("begin", "end", "left"),
    [
        pytest.param(
            date(2024, 6, 1), None, [(date(2024, 1, 1), None)], id="it becomes open"
        ),
        pytest.param(
            date(2025, 1, 1),
            date(2025, 3, 31),
            [(date(2024, 1, 1), date(2025, 3, 31))],
            id="the day after, and it goes on",
        ),
        pytest.param(
            date(2023, 1, 1),
            date(2024, 1, 1),
            [(date(2023, 1, 1), date(2024, 12, 31))],
            id="it begins earlier",
        ),
        pytest.param(
            date(2025, 1, 2),
            None,
            [(date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 2), None)],
            id="a second one after a gap",
        ),
        pytest.param(
            date(2024, 2, 1),
            date(2024, 2, 1),
            [(date(2024, 1, 1), date(2024, 12, 31))],
            id="nothing new",
        ),
    ],
)
def test_a_registration_extends_what_is_there(
    seeded: Engine, begin: date, end: date | None, left: list[Span]
) -> None:
    found = make(seeded, Enrol(line(begin, end)))
    assert found == [(span, "7202") for span in left]


def test_a_registration_for_another_purpose_stands_beside(seeded: Engine) -> None:
    """Source: 23/058 §88: a file has a quality."""
    make(seeded, Enrol(replace(LINE, quality="7201")))
    assert sorted(content(seeded)) == [(LINE.span, "7201"), (LINE.span, "7202")]


@pytest.mark.parametrize(
    ("begin", "end", "left"),
    [
        pytest.param(
            date(2024, 6, 1),
            None,
            [(date(2024, 1, 1), date(2024, 5, 31))],
            id="for good from a day on",
        ),
        pytest.param(
            date(2024, 3, 1),
            date(2024, 3, 31),
            [
                (date(2024, 1, 1), date(2024, 2, 29)),
                (date(2024, 4, 1), date(2024, 12, 31)),
            ],
            id="a month in the middle",
        ),
        pytest.param(date.min, None, [], id="altogether"),
        pytest.param(
            date(2025, 1, 1), None, [(date(2024, 1, 1), date(2024, 12, 31))], id="later"
        ),
    ],
)
def test_a_withdrawal_cuts_or_removes(
    seeded: Engine, begin: date, end: date | None, left: list[Span]
) -> None:
    found = make(seeded, Withdraw(line(begin, end), BOTH))
    assert found == [(span, "7202") for span in left]


def test_a_withdrawal_for_another_purpose_changes_nothing(seeded: Engine) -> None:
    change = Withdraw(replace(LINE, quality="7201"), BOTH)
    assert make(seeded, change) == [(LINE.span, "7202")]


def test_a_file_for_every_purpose_stays_for_the_others(
    engine: Engine, inscribe: Inscribe
) -> None:
    """Source: our choice; see the module."""
    inscribe(replace(LINE, end_date=None, quality=None))
    found = make(engine, Withdraw(line(date(2024, 6, 1)), BOTH))
    assert found == [
        ((date(2024, 1, 1), date(2024, 5, 31)), None),
        ((date(2024, 6, 1), None), "7201"),
    ]


# Any sequence of changes, against sets of days

STEPS = st.lists(
    st.tuples(
        st.sampled_from([Enrol, Withdraw]), spans(), st.sampled_from(["7201", "7202"])
    ),
    max_size=6,
)


@settings(database=None, deadline=None)
@given(first=st.lists(st.tuples(spans(), st.sampled_from(["7201", None]))), steps=STEPS)
def test_whatever_happens_each_purpose_is_held_on_the_days_last_said(
    first: list[tuple[Span, str | None]],
    steps: list[tuple[type, Span, str]],
) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        with_purpose = [LINE.on(span, quality) for span, quality in first]
        if with_purpose:
            connection.execute(
                repertory.insert(),
                [
                    {
                        "register": each.register,
                        "party": each.party,
                        "ssin": each.ssin,
                        "begin_date": each.begin_date,
                        "end_date": each.end_date,
                        "quality": each.quality,
                    }
                    for each in with_purpose
                ],
            )
        expected = {
            purpose: [span for span, quality in first if quality in (None, purpose)]
            for purpose in sorted(BOTH)
        }
        for kind, span, purpose in steps:
            inscription = LINE.on(span, purpose)
            if kind is Enrol:
                Enrol(inscription).apply(connection)
                expected[purpose].append(span)
            else:
                Withdraw(inscription, BOTH).apply(connection)
                expected[purpose] = [
                    left for each in expected[purpose] for left in cut(each, span)
                ]
        for purpose, wanted in expected.items():
            assert_same_days(held(connection, purpose), wanted)
    engine.dispose()


def held(connection: Connection, purpose: str) -> list[Span]:
    return [
        (row.begin_date, row.end_date)
        for row in connection.execute(select(repertory))
        if row.quality in (None, purpose)
    ]


def assert_same_days(one: list[Span], other: list[Span]) -> None:
    assert all(hold(other, span) for span in one), (one, other)
    assert all(hold(one, span) for span in other), (one, other)
