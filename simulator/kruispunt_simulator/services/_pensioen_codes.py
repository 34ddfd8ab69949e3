"""
What MAGDA says of the codes of the pension register, in Dutch.

The lists are those of the KSZ. A code that is in none of them goes on without words,
and is told of (99984); one that is known but whose meaning is not public, `None` here,
goes on without words only.

Source: `_code-lists` 6; that codes are described and new ones told of: MG 1209631018.
The wording is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BENEFITS: Final[Mapping[str, str | None]] = {
    "00": None,
    "01": "Rustpensioen werknemer",
    "02": "Rustpensioen zelfstandige",
    "03": "Gewaarborgd inkomen",
    "04": "Pensioen van de gescheiden echtgenoot van een werknemer",
    "05": "Pensioen van de gescheiden echtgenoot van een zelfstandige",
    "11": "Overlevingspensioen werknemer",
    "12": "Overlevingspensioen zelfstandige",
    "21": "Vakantiegeld",
    "22": "Bijzondere toeslag",
    "26": "Verwarmingstoelage",
    "30": "Inkomensgarantie voor ouderen",
    "38": "Hulp van derden",
    "39": "Verwarmingstoelage",
    "45": "Overgangsuitkering werknemer",
    "46": "Overgangsuitkering zelfstandige",
    "51": "Buitenlands pensioen",
    "57": "Burgerlijk invalide",
    "58": "Burgerlijk invalide",
    "81": "Staatspensioen werknemer",
    "82": "Staatspensioen zelfstandige",
    "98": "Solidariteit",
    "99": "Pensioen van de openbare sector",
    "A1": "Koloniale invaliditeit",
    "IT": "Overgangsuitkering",
    "SB": "Enkel solidariteitsbijdrage",
    "ZV": "Enkel bijdrage voor de ziekteverzekering",
    **{f"B{n}": "Lokale of provinciale mandataris" for n in range(1, 8)},
    **{f"F{n}": "Pensioen- en welvaartsbonus" for n in range(4, 10)},
    **{
        f"G{n}": "Pensioen- en welvaartsbonus van de gescheiden echtgenoot"
        for n in range(9)
    },
    **{f"{letter}{n}": f"Volgnummer {n}" for letter in "KL" for n in range(1, 10)},
}

TEXTS: Final[Mapping[str, Mapping[str, str | None]]] = MappingProxyType(
    {
        "AdvantageType": {
            "11": "Wettelijk pensioen",
            "12": "Extralegaal pensioen",
            "21": "Wettelijk aanvullend voordeel",
            "22": "Extralegaal aanvullend voordeel",
            "31": "Ander wettelijk voordeel",
            "32": "Ander extralegaal voordeel",
        },
        "AdvantageCode": _BENEFITS,
        "PensionType": {
            "1": "Rustpensioen of eigen recht",
            "2": "Overlevingspensioen",
            "3": "Pensioen van de gescheiden echtgenoot",
            "4": "Wezenpensioen, niet onder de wet van 1984",
            "5": "Wezenpensioen onder de wet van 1984",
        },
        "Periodicity": {
            "1": "Maandelijks",
            "2": "Tweemaandelijks",
            "3": "Driemaandelijks",
            "4": "Viermaandelijks",
            "6": "Halfjaarlijks",
            "J": "Jaarlijks",
            "K": "Kapitaal",
            "E": "Uitzonderlijk",
        },
        "HouseholdCode": {"0": "Niet opgegeven", "1": "Gezin", "2": "Alleenstaande"},
        "FamilyChargeType": {"1": "Met gezinslast", "2": "Zonder gezinslast"},
        "EmployerType": {
            "0": "Niet van toepassing",
            "1": "Privésector",
            "2": "Openbare sector",
        },
        "AdministrativeSituation": {
            "0": "Andere",
            "1": "Werknemer",
            "2": "Zelfstandige",
            "3": "Ambtenaar",
            "4": "Politiek mandaat",
            "5": "Onderneming of instelling met een eigen fonds",
            "6": "Met een collectieve overeenkomst",
            "7": "Individuele toezegging van een zelfstandige",
            "8": "Aanvullend pensioen van een zelfstandige",
        },
        "IndexType": {
            "0": "Geen",
            "1": "Privésector",
            "2": "Openbare sector",
            "3": "Eigen aan de instelling",
            "4": "Eigen aan de instelling",
            "5": "Eigen aan de instelling",
        },
        "AmiTaxCode": {
            "0": "Geen inhouding",
            "1": "Met personen ten laste",
            "2": "Zonder personen ten laste",
            "3": None,
            "4": None,
            "9": None,
        },
        "DependentSpouseCode": {
            **dict.fromkeys("12345"),
            "9": "Niet gekend",
        },
    }
)
"""By the element of the register that holds the code."""

ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "First": "Eerste",
        "Second": "Tweede",
        "National": "Nationaal",
        "Foreign": "Buitenlands",
        "SupraNational": "Supranationaal",
    }
)
"""Pillar and origin, which are words on both sides. Source: the test data of MAGDA for
`Eerste` and `Nationaal`; the others inferred."""
