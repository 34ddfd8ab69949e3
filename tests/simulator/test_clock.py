"""Real time and business time, on a clock that the tests turn themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from kruispunt_simulator.belgium import belgian_date
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


def test_the_business_date_goes_on_at_belgian_midnight() -> None:
    hands = Hands(NOON)
    clock = Clock(date(2024, 1, 23), now=hands)
    hands.now += timedelta(hours=11)
    assert clock.today() == date(2024, 1, 24)
    hands.now -= timedelta(microseconds=124_000)
    assert clock.today() == date(2024, 1, 23)


def test_the_built_in_clock_gives_aware_utc() -> None:
    clock = Clock()
    assert clock.now().tzinfo is UTC
    assert clock.business_now().utcoffset() == timedelta(0)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-01-31T22:59:59", date(2026, 1, 31), id="winter, before"),
        pytest.param("2026-01-31T23:00:00", date(2026, 2, 1), id="winter, after"),
        pytest.param("2026-06-30T21:59:59", date(2026, 6, 30), id="summer, before"),
        pytest.param("2026-06-30T22:00:00", date(2026, 7, 1), id="summer, after"),
        pytest.param("2026-07-01T00:30:00", date(2026, 7, 1), id="after both"),
        pytest.param("2026-03-28T23:00:00", date(2026, 3, 29), id="day of 23 hours"),
        pytest.param("2026-03-29T22:00:00", date(2026, 3, 30), id="after 23 hours"),
        pytest.param("2026-10-25T22:59:59", date(2026, 10, 25), id="day of 25 hours"),
    ],
)
def test_a_date_is_the_belgian_one(moment: str, day: date) -> None:
    """Between 00:00 and 02:00 in Belgium, UTC is still at yesterday."""
    assert belgian_date(utc(moment)) == day
    assert Clock(now=lambda: utc(moment)).today() == day


@pytest.mark.parametrize("today", [date(2024, 1, 23), date(2024, 7, 1)])
@pytest.mark.parametrize(
    "moment", ["2026-11-22T22:30:00", "2026-11-22T23:30:00", "2026-07-22T22:30:00"]
)
def test_a_business_date_in_the_other_half_of_the_year_is_that_date(
    today: date, moment: str
) -> None:
    clock = Clock(today, now=lambda: utc(moment))
    assert clock.today() == today
    assert clock.business_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("hour", ["00", "01"])
def test_without_a_business_date_the_hour_that_comes_twice_stays_itself(
    hour: str,
) -> None:
    moment = utc(f"2026-10-25T{hour}:30:00")
    assert Clock(now=lambda: moment).business_now() == moment
