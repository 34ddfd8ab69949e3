"""Real time and business time, on a clock that the tests turn themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from kruispunt_simulator.clock import Clock

NOON = datetime(2026, 11, 22, 12, 0, 0, 123_000, tzinfo=UTC)


class Hands:
    """A clock's hands."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def test_without_a_business_date_both_times_are_the_real_one() -> None:
    clock = Clock(now=Hands(NOON))
    assert clock.now() == clock.business_now() == NOON
    assert clock.today() == date(2026, 11, 22)


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2024, 1, 23), id="earlier"),
        pytest.param(date(2026, 11, 22), id="the same day"),
        pytest.param(date(2030, 2, 28), id="later"),
    ],
)
def test_a_business_date_moves_the_business_time_by_whole_days(today: date) -> None:
    clock = Clock(today, now=Hands(NOON))
    assert clock.now() == NOON
    assert clock.today() == today
    assert clock.business_now() == datetime.combine(today, NOON.timetz())


def test_the_business_date_goes_on_at_midnight() -> None:
    hands = Hands(NOON)
    clock = Clock(date(2024, 1, 23), now=hands)
    hands.now += timedelta(hours=12)
    assert clock.today() == date(2024, 1, 24)
    hands.now -= timedelta(microseconds=124_000)
    assert clock.today() == date(2024, 1, 23)


def test_the_built_in_clock_gives_aware_utc() -> None:
    clock = Clock()
    assert clock.now().tzinfo is UTC
    assert clock.business_now().utcoffset() == timedelta(0)
