"""Belgian local time, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from kruispunt_simulator.belgium import local_time


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
