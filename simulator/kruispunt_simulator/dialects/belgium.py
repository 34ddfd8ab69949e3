"""Belgian local time, in which MAGDA writes its messages."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo


@cache
def _zone() -> ZoneInfo:
    return ZoneInfo("Europe/Brussels")


def local_time(moment: datetime) -> datetime:
    """
    Give the Belgian local time of an aware moment.

    Source: `_wire-facts.md` section 3: Tijdstip is local time Europe/Brussels.
    """
    return moment.astimezone(_zone())
