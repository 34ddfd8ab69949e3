"""Belgian local time, in which MAGDA writes its messages."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo("Europe/Brussels")


def local_time(moment: datetime) -> datetime:
    """The Belgian local time of an aware moment."""
    return moment.astimezone(_zone())
