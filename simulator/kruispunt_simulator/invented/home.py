"""Made-up dossiers about real estate, language and the repertories."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from kruispunt_simulator.invented.families import Maker, Member

HOUSING_COMPANY: Final = {
    "name": "Wonen in Limburg",
    "number": "0401314140",
    "internal_number": "WIL",
}
"""Name and number: Protocol WiV–Wonen in Limburg."""


def repertory(maker: Maker, member: Member) -> dict[str, Any]:
    """A file at the agency, in the repertories of MAGDA and of the KSZ."""
    begin = date(maker.today.year - maker.rng.randint(0, 6), 1, 1)
    entries = [
        {
            "party": "wonen-in-vlaanderen",
            "register": register,
            "from": max(begin, member.born),
        }
        for register in ("vdi", "ksz")
    ]
    return {"repertory": tuple(entries)}


def language(maker: Maker, member: Member) -> dict[str, Any]:
    """The language obligation of a tenant: a test, passed or not yet."""
    opened = maker.today - timedelta(days=maker.rng.randint(60, 900))
    taken = opened + timedelta(days=maker.rng.randint(1, 50))
    return {
        "language": {
            "tests": (
                {
                    "level": maker.rng.choice(("A1", "A2")),
                    "taken": _moment(taken),
                    "passed": maker.rng.random() < 0.7,
                    "body": {
                        "name": "Huis van het Nederlands",
                        "internal_number": "H1",
                    },
                },
            ),
            "files": (
                {
                    "id": f"W{member.ssin}",
                    "company": HOUSING_COMPANY,
                    "opened": _moment(opened),
                },
            ),
        }
    }


def parcels(maker: Maker, member: Member) -> dict[str, Any]:
    """A house or a plot, owned alone or with the partner, for a share or whole."""
    number = maker.next_parcel()
    home = member.document["identity"]["address"]
    begin = maker.today - timedelta(days=maker.rng.randint(200, 9000))
    married = member.partner is not None and member.partner.died is None
    owner: dict[str, Any] = {
        "rights": ({"type": "VE", "share": maker.rng.choice(("1/1", "1/2", "1/4"))},)
    }
    if married and member.partner is not None:
        owner["couple"] = (member.ssin, member.partner.ssin)
    else:
        owner["person"] = member.ssin
    is_house = maker.rng.random() < 0.7
    parcel = {
        "division": {"number": int(home["nis_code"]), "name": f"{home['city']} 1 AFD"},
        "section": "A",
        "ground": number // 999 + 1,
        "exponent_letter": "A",
        "exponent_number": number % 999 + 1,
        "municipality": {
            "nis_code": home["nis_code"],
            "name": home["city"],
            "postal_code": home["postal_code"],
        },
        "situation": {"id": 10**9 + number, "from": date(1990, 1, 1)},
        "nature": "200" if is_house else "70",
        "parts": (
            {
                "income": {
                    "amount": maker.rng.randint(40, 1800),
                    "letter": "F",
                    "digit": "2" if is_house else "1",
                },
            },
        ),
        "states": (
            {
                "id": 10**9 + number,
                "article": str(10**6 + number),
                "from": begin,
                "recorded": _moment(begin + timedelta(days=40)),
                "owners": (owner,),
            },
        ),
    }
    return {"parcels": (parcel,)}


def _moment(day: date) -> datetime:
    """Nine in the morning in Belgium, without a zone, as the files have it."""
    return datetime(day.year, day.month, day.day, 9, 0)  # noqa: DTZ001 - see above
