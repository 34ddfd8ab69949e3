"""Belgian time: MAGDA writes its messages in it, and the law begins its days by it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_BRUSSELS: Final = ZoneInfo("Europe/Brussels")


def local_time(moment: datetime) -> datetime:
    """
    Give the Belgian local time of an aware moment.

    Source: `_wire-facts.md` section 3: Tijdstip is local time Europe/Brussels.
    """
    return moment.astimezone(_BRUSSELS)


def belgian_date(moment: datetime) -> date:
    """Give the date in Belgium at an aware moment."""
    return local_time(moment).date()
