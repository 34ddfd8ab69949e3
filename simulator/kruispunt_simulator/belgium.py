"""Belgian time: MAGDA writes its messages in it, and the law begins its days by it."""

from __future__ import annotations

from datetime import date, datetime, time
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


def belgian_moment(local: datetime) -> datetime:
    """
    Give the aware moment of a local time without offset.

    Args:
        local: An hour that comes twice, when summer time ends, is the first one.
    """
    return local.replace(tzinfo=_BRUSSELS)


def begin_of_day(day: date) -> datetime:
    """Give the aware moment at which a day begins in Belgium."""
    return belgian_moment(datetime.combine(day, time()))
