"""Made-up dossiers about disability, care supplement and incapacity for work."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kruispunt_simulator.invented.families import Maker, Member

_PARTS: Final = (
    "mobility",
    "nourishment",
    "hygiene",
    "household",
    "supervision",
    "social_skills",
)


def care_allowance(maker: Maker, member: Member) -> dict[str, Any]:
    """A child recognised by Opgroeien, with any points."""
    pillars = {
        "pillar_1": maker.rng.randint(0, 6),
        "pillar_2": maker.rng.randint(0, 12),
        "pillar_3": maker.rng.randint(0, 18),
    }
    begin = max(member.born, date(maker.today.year - maker.rng.randint(1, 4), 1, 1))
    recognition = {
        "from": begin,
        "until": date(begin.year + maker.rng.randint(3, 8), 12, 31),
        "decided": begin,
        "legislation": 2,
        "pillars": {**pillars, "total": sum(pillars.values())},
        "decision": "RECOGNITION_DETERMINED",
    }
    return {"care_allowance": {"recognitions": (recognition,)}}


def disability(maker: Maker, member: Member) -> dict[str, Any]:
    """An adult with a federal file: recognition, right, and its payments."""
    points = {part: maker.rng.randint(0, 3) for part in _PARTS}
    total = sum(points.values())
    year = maker.today.year - maker.rng.randint(1, 8)
    begin = date(year, maker.rng.randint(1, 12), 1)
    income = euros(maker, 400, 1100)
    integration = euros(maker, 100, 600) if total >= 7 else Decimal(0)
    recognition = {
        "recognition_status": {
            "date_of_decision": begin,
            "start_date_recognition": begin,
        },
        "legislation": 3,
        "result_recognition_adult": {
            "diminuation_independence": {**points, "total_points": total},
            "diminuation_earnings": maker.rng.random() < 0.6,
        },
        "decision_status": "RECOGNITION_DETERMINED",
    }
    right = {
        "period": {"begin_date": begin},
        "legislation": 3,
        "total_month_amount": income + integration,
        "month_amount": income,
        "category_ivt": maker.rng.choice("ABC"),
        "category_it": sum(total >= least for least in (7, 9, 12, 15, 17)),
        "partner_income": member.partner is not None,
        "decision_status": "POSITIVE",
    }
    paid = [
        {"year_month": month, "amount": income + integration}
        for month in months_until(maker.today, maker.rng.randint(3, 24))
        if month >= f"{begin:%Y-%m}"
    ]
    return {
        "disability": {
            "dgph": {
                "handicap_recognitions": (recognition,),
                "rights": (right,),
                "payments": tuple(paid),
            }
        }
    }


def incapacity(maker: Maker, member: Member) -> dict[str, Any]:
    """A worker who is ill for some quarters, with a payment per month."""
    began = date(maker.today.year - 1, maker.rng.randint(1, 12), 1)
    attests = []
    for quarter in _quarters(began, maker.today)[: maker.rng.randint(1, 6)]:
        year, number = int(quarter[:4]), int(quarter[5])
        months = [(year, 3 * number - 2 + step) for step in range(3)]
        first = max(began, date(year, 3 * number - 2, 1))
        last = date(year, 3 * number, monthrange(year, 3 * number)[1])
        payments = tuple(
            {
                "period": {
                    "begin_date": date(y, m, 1),
                    "end_date": date(y, m, monthrange(y, m)[1]),
                },
                "amount": euros(maker, 900, 1900),
                "days": 26,
            }
            for y, m in months
            if date(y, m, 1) >= began
        )
        risk = {
            "social_status": maker.rng.choice((2, 3)),
            "period": {"begin_date": first, "end_date": last},
            "exit_code": 0,
            "initial_start_date": began,
            "activity_code": 1,
        }
        attests.append(
            {
                "quarter": quarter,
                "id": str(UUID(int=maker.rng.getrandbits(128), version=4)),
                "version": 1,
                "status": "CREATION",
                "created": _days_after(last, 40),
                "allowances": (
                    {
                        "social_risk": {"general_incapacity_for_work": risk},
                        "terms": {
                            "document": "C21",
                            "incapacity_category": 1,
                            "family_situation": "04",
                            "allowance_category": 0,
                            "allowance_code": "AH",
                        },
                        "payments": payments,
                    },
                ),
            }
        )
    return {"incapacity": tuple(attests)}


def euros(maker: Maker, least: int, most: int) -> Decimal:
    """Draw an amount with cents."""
    return Decimal(maker.rng.randint(least * 100, most * 100)) / 100


def months_until(today: date, number: int) -> tuple[str, ...]:
    """Give the last so many months that are over, oldest first."""
    last = today.year * 12 + today.month - 2
    return tuple(
        f"{index // 12:04}-{index % 12 + 1:02}"
        for index in range(last - number + 1, last + 1)
    )


def _quarters(begin: date, today: date) -> tuple[str, ...]:
    return tuple(
        f"{year}Q{number}"
        for year in range(begin.year, today.year + 1)
        for number in range(1, 5)
        if f"{begin.year}Q{(begin.month + 2) // 3}"
        <= f"{year}Q{number}"
        < f"{today.year}Q{(today.month + 2) // 3}"
    )


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)
