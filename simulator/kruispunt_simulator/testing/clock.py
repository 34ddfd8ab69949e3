"""A clock whose date a test chooses."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kruispunt_simulator.belgium import belgian_date, local_time
from kruispunt_simulator.clock import Clock


class TravellingClock(Clock):
    """
    Real time, and business time on a day that stays the same until it is moved.

    Other than with `kruispunt up --today`, midnight does not end that day: a test that
    runs late in the evening must not fail.

    Args:
        today: The day to begin with; None for the real one.
    """

    def __init__(self, today: date | None = None) -> None:
        super().__init__()
        self.chosen = today
        """None: the real day."""

    def travel_to(self, today: date | None) -> None:
        """Let it be that day everywhere in the simulator; None: the real one."""
        self.chosen = today

    def business_now(self) -> datetime:
        """The chosen day at the present time of day in Belgium, aware UTC."""
        now, chosen = self.now(), self.chosen
        if chosen is None:
            return now
        shift = chosen - belgian_date(now)
        return (local_time(now) + shift).astimezone(UTC) if shift else now
