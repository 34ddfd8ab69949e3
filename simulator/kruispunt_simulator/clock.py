"""
The two times of the simulator.

Law, certificates and answers live at the *business* time, which `--today` moves.
Messages are exchanged in *real* time: a `wsu:Timestamp` is about the line between two
running machines, and the audit log about what really happened when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta


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
        self._shift = (today - now().date()) if today else timedelta(0)

    def now(self) -> datetime:
        """Real time, aware UTC."""
        return self._now()

    def business_now(self) -> datetime:
        """Business time, aware UTC: the business date at the real time of day."""
        return self._now() + self._shift

    def today(self) -> date:
        """The business date."""
        return self.business_now().date()
