"""Municipalities with their real codes, and streets that exist in most of them."""

from __future__ import annotations

from random import Random
from typing import Any, Final, NamedTuple


class Place(NamedTuple):
    """A municipality."""

    city: str
    postal_code: str
    nis_code: str
    weight: int
    """How many of the households live here, relative to the others."""


PLACES: Final = (
    Place("Antwerpen", "2060", "11002", 12),
    Place("Mechelen", "2800", "12025", 4),
    Place("Turnhout", "2300", "13040", 3),
    Place("Brussel", "1000", "21004", 2),
    Place("Halle", "1500", "23027", 2),
    Place("Vilvoorde", "1800", "23088", 3),
    Place("Leuven", "3000", "24062", 5),
    Place("Brugge", "8000", "31005", 5),
    Place("Kortrijk", "8500", "34022", 4),
    Place("Oostende", "8400", "35013", 4),
    Place("Aalst", "9300", "41002", 4),
    Place("Gent", "9000", "44021", 10),
    Place("Sint-Niklaas", "9100", "46021", 4),
    Place("Genk", "3600", "71016", 4),
    Place("Hasselt", "3500", "71022", 5),
    Place("Sint-Truiden", "3800", "71053", 2),
    Place("Lommel", "3920", "72020", 2),
    Place("Tongeren", "3700", "73111", 2),
    Place("Maasmechelen", "3630", "73107", 2),
)
"""Source: NIS codes of the Belgian statistical office, as public lists have them."""

_STREETS: Final = (
    "Kerkstraat",
    "Schoolstraat",
    "Molenstraat",
    "Stationsstraat",
    "Nieuwstraat",
    "Dorpsstraat",
    "Veldstraat",
    "Kapelstraat",
    "Bosstraat",
    "Lindelaan",
    "Beukenlaan",
    "Kastanjelaan",
    "Rozenlaan",
    "Tuinwijk",
    "Zavelstraat",
    "Hoogstraat",
)


def address(rng: Random) -> dict[str, Any]:
    """Give an address: a real municipality, a street of any, a number."""
    place = rng.choices(PLACES, weights=[each.weight for each in PLACES])[0]
    found = {
        "street": rng.choice(_STREETS),
        "house_number": str(rng.randint(1, 240)),
        "postal_code": place.postal_code,
        "city": place.city,
        "nis_code": place.nis_code,
    }
    if rng.random() < 0.35:
        found["box_number"] = str(rng.randint(1, 24))
    return found
