"""Made-up dossiers about unemployment, registration as a job seeker, and income."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kruispunt_simulator.invented.care import euros, months_until
from kruispunt_simulator.invented.families import Maker, Member


def unemployment(maker: Maker, member: Member) -> dict[str, Any]:
    """A right to full unemployment, paid for some months."""
    months = months_until(maker.today, maker.rng.randint(2, 24))
    begin = date.fromisoformat(f"{months[0]}-01")
    daily = euros(maker, 38, 75)
    right = {
        "from": begin,
        "decision": {"decided": begin, "office": maker.rng.randint(11, 99)},
        "daily_amount": daily,
        "nature": 1,
        "scale": {"code": maker.rng.choice(("AJ10", "NJ20", "BJ30"))},
        "family_state": "COHABITING" if member.partner is not None else "SOLITARY",
        "ground": "UNEMPLOYMENT_ALLOCATION",
    }
    payments = []
    for month in months:
        days = maker.rng.randint(20, 27)
        after = date.fromisoformat(f"{month}-28") + timedelta(days=10)
        payments.append(
            {
                "month": month,
                "body": "Hulpkas voor Werkloosheidsuitkeringen",
                "paid_on": after,
                "paid": daily * days,
                "approved": daily * days,
                "benefits": Decimal(days),
                "checked": after + timedelta(days=30),
            }
        )
    return {"unemployment": {"rights": (right,), "payments": tuple(payments)}}


def job_seeker(maker: Maker, member: Member) -> dict[str, Any]:
    """Registered at the VDAB, still or until some months ago."""
    since = maker.today - timedelta(days=maker.rng.randint(30, 1200))
    inscription: dict[str, Any] = {
        "registered": datetime(since.year, since.month, since.day, 9, 0),  # noqa: DTZ001 - Belgian time, as the file says
        "categories": ({"code": "000", "nl": "Werkzoekende"},),
    }
    if maker.rng.random() < 0.3:
        length = maker.rng.randint(1, (maker.today - since).days)
        inscription["until"] = since + timedelta(days=length)
    return {"job_seeker": {"vdab": {"inscriptions": (inscription,)}}}


def income(maker: Maker, member: Member) -> dict[str, Any]:
    """The assessments of three years; who is married is taxed together."""
    partner = member.partner
    married = partner is not None and partner.died is None
    if partner is not None and married and member.role == "partner":
        return _other_half(maker, member, partner)
    assessments = []
    for year in range(maker.today.year - 4, maker.today.year - 1):
        items = _own_items(maker)
        if married or partner is None:
            items["1030"] = maker.rng.randint(0, 3)
        assessments.append(
            {
                "income_year": year,
                "article": f"{maker.rng.randint(7 * 10**8, 8 * 10**8 - 1)}",
                "enrolled": date(year + 1, 10, maker.rng.randint(1, 28)),
                "items": items,
                **({"partner": partner.ssin} if partner and married else {}),
            }
        )
    return {"income": tuple(assessments)}


def _other_half(maker: Maker, member: Member, head: Member) -> dict[str, Any]:
    """What the assessments of the partner say about this person."""
    assessments = tuple(
        {
            **each,
            "partner": head.ssin,
            "items": {**_own_items(maker), "1030": each["items"]["1030"]},
        }
        for each in head.document.get("income", ())
    )
    return {"income": assessments} if assessments else {}


def _own_items(maker: Maker) -> dict[str, Any]:
    return {"7555": euros(maker, 9000, 42000), "7557": Decimal(0)}
