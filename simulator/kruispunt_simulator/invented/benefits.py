"""Made-up dossiers about family benefits, living wage and pensions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from kruispunt_simulator.invented.care import euros, months_until
from kruispunt_simulator.invented.families import Maker, Member

_FUNDS: Final = ("0692793497", "0687467902", "0685540471", "0683590375", "0686764255")
"""Payers in the published examples (`_behaviour` 2.2)."""

_PENSION_SERVICE: Final = {
    "name": "Federale Pensioendienst",
    "enterprise_number": "0206738078",
    "affiliation_number": 1001,
}


def family_benefits(maker: Maker, member: Member) -> dict[str, Any]:
    """A child for whom the basic amount is paid, with supplements by chance."""
    if not member.parents or member.role != "child":
        return {}
    payee = next((p for p in member.parents if p.sex == "F"), member.parents[0])
    begin = max(f"{member.born:%Y-%m}", "2019-01")
    paid = [{"from": begin, "category": "basic"}]
    if maker.rng.random() < 0.4:
        since = max(begin, f"{maker.today.year - 1}-01")
        paid.append({"from": since, "category": "social"})
    allowance = member.document.get("care_allowance")
    if allowance is not None:
        recognition = allowance["recognitions"][0]
        points = recognition["pillars"]
        if points["pillar_1"] >= 4 or points["total"] >= 6:
            paid.append(
                {
                    "from": max(begin, f"{recognition['from']:%Y-%m}"),
                    "until": f"{recognition['until']:%Y-%m}",
                    "category": "special_needs",
                }
            )
    return {
        "family_benefits": (
            {
                "register": "flanders",
                "fund": {"number": maker.rng.choice(_FUNDS)},
                "payees": ({"ssin": payee.ssin, "from": begin},),
                "paid": tuple(paid),
            },
        )
    }


def living_wage(maker: Maker, member: Member) -> dict[str, Any]:
    """A living wage of some months, single or with a family."""
    if member.role == "child":
        return {}
    months = months_until(maker.today, maker.rng.randint(2, 30))
    begin = date.fromisoformat(f"{months[0]}-01")
    amount = euros(maker, 700, 1700)
    allowance = {
        "from": begin,
        "kind": "LIVING_WAGE" if maker.rng.random() < 0.9 else "EQUIVALENT_LIVING_WAGE",
        "category": "COHABITING" if member.partner is not None else "SINGLE",
        "decided": begin + timedelta(days=30),
        "months": tuple({"month": month, "amount": amount} for month in months),
    }
    return {
        "living_wage": (
            {
                "centre": "0999002105",
                "region": "FLANDERS",
                "file_number": f"{begin.year % 100:02}/{maker.rng.randint(1, 9999):04}",
                "allowances": (allowance,),
            },
        )
    }


def pension(maker: Maker, member: Member) -> dict[str, Any]:
    """A retirement pension since the month after the sixty-fifth birthday."""
    turned = member.born.year * 12 + member.born.month + 65 * 12
    begin = date(turned // 12, turned % 12 + 1, 1)
    if begin > maker.today:
        return {}
    gross = euros(maker, 1100, 2400)
    right = {
        "from": begin,
        "pillar": "first",
        "file": f"{member.ssin[:6]}-{maker.rng.randint(1, 999):03}",
        "benefit": "01",
        "category": "legal-pension",
        "kind": "retirement",
        "situation": "employee",
        "employer": "private",
        "family_charge": "without",
        "household": "household" if member.partner is not None else "single",
        "payments": (
            {
                "from": f"{begin:%Y-%m}",
                "gross": gross,
                "taxable": gross,
                "index": maker.rng.randint(150, 210),
            },
        ),
    }
    return {
        "pension": {"institutions": ({**_PENSION_SERVICE, "rights": (right,)},)},
    }
