"""Belgian local time, summer and winter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from kruispunt_simulator.belgium import begin_of_day, belgian_moment, local_time


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        pytest.param(datetime(2026, 1, 15, 12, tzinfo=UTC), 1, id="winter"),
        pytest.param(datetime(2026, 7, 15, 12, tzinfo=UTC), 2, id="summer"),
        pytest.param(datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 2, id="the last hour"),
        pytest.param(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 1, id="an hour again"),
    ],
)
def test_local_time_is_ahead_of_utc(moment: datetime, hours: int) -> None:
    """Source: `_wire-facts.md` section 3: Tijdstip is local time Europe/Brussels."""
    local = local_time(moment)
    assert local.astimezone(UTC) == moment
    assert local.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "begin"),
    [
        pytest.param(date(2026, 1, 15), "2026-01-14T23:00:00+00:00", id="winter"),
        pytest.param(date(2026, 7, 15), "2026-07-14T22:00:00+00:00", id="summer"),
        pytest.param(date(2026, 10, 25), "2026-10-24T22:00:00+00:00", id="25 hours"),
        pytest.param(
            date(2026, 10, 26), "2026-10-25T23:00:00+00:00", id="the day after"
        ),
    ],
)
def test_a_day_begins_at_belgian_midnight(day: date, begin: str) -> None:
    assert begin_of_day(day).astimezone(UTC).isoformat() == begin


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    moment = belgian_moment(datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001 # local
    assert moment.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
