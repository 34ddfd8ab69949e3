"""
The two times of the simulator.

Law, certificates and answers live at the *business* time, which `--today` moves.
Messages are exchanged in *real* time: a `wsu:Timestamp` is about the line between two
running machines, and the audit log about what really happened when.

A *date* is the Belgian one. Acts, registrations and staff lists begin and end at
Belgian midnight, one or two hours before that of UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from kruispunt_simulator.belgium import belgian_date, local_time


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """
    Real time, and business time at a whole number of days from it.

    Args:
        today: The business date now; None for the real one.
        now: Source of aware UTC times, for tests.
    """

    def __init__(
        self, today: date | None = None, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._now = now
        self._shift = (today - belgian_date(now())) if today else timedelta(0)

    def now(self) -> datetime:
        """Real time, aware UTC."""
        return self._now()

    def business_now(self) -> datetime:
        """Business time, aware UTC: the business date at the Belgian time of day."""
        now = self._now()
        if not self._shift:
            return now
        # In Belgian time, for the two days may differ in summer time.
        return (local_time(now) + self._shift).astimezone(UTC)

    def today(self) -> date:
        """The business date."""
        return belgian_date(self.business_now())
