"""
Codes of the registers: from the words of a person's file to codes, and their Dutch
descriptions.

MAGDA adds a description to codes that come bare; where it has none it says so (99984).
Descriptions vary in spelling on the real platform: compare codes only.

Source: `_code-lists` 1; `_behaviour` 2.15. All texts are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

SEXES: Final[Mapping[str, str]] = {"unknown": "0", "M": "1", "F": "2"}

REGISTERS: Final[Mapping[str, str]] = {
    "aliens": "1",
    "population": "2",
    "eu-official": "3",
    "aliens-1991": "4",
    "waiting": "5",
    "waiting-eu": "6",
    "bis": "BIS",
}

CIVIL_STATES: Final[Mapping[str, str]] = {
    "unmarried": "10",
    "married": "20",
    "annulled": "25",
    "putative": "26",
    "widowed": "30",
    "divorced": "40",
    "divorced-by-consent": "41",
    "separated": "50",
    "separated-by-consent": "51",
    "ended-otherwise": "60",
    "partnership": "80",
    "partnership-ended": "81",
    "undetermined": "90",
}
"""That 41 and 51 are by consent is our reading; the lists only say `40 / 41`."""

REMOVALS: Final[Mapping[str, str]] = {
    "left-for-abroad": "992",
    "immigration-office": "21099",
    "struck-off": "99991",
    "struck-off-abroad": "99992",
    "declared-absent": "99996",
    "lost-residence": "99997",
}
DECEASED: Final = "99990"
"""Status of who has died."""

STAYS_WITH: Final = "1"
HOSTS: Final = "2"
"""
Roles of a shared stay: the minor who also stays with the other parent, and that parent.

Source: our choice, because the list is published nowhere.
"""


class Country(NamedTuple):
    """A country, as addresses and places name it."""

    iso: str
    name: str


COUNTRIES: Final[Mapping[str, Country]] = {
    "101": Country("ALB", "Albanië"),
    "106": Country("BGR", "Bulgarije"),
    "111": Country("FRA", "Frankrijk"),
    "122": Country("POL", "Polen"),
    "123": Country("PRT", "Portugal"),
    "128": Country("ITA", "Italië"),
    "129": Country("NLD", "Nederland"),
    "141": Country("SVK", "Slovakije"),
    "145": Country("RUS", "Rusland"),
    "150": Country("BEL", "België"),
    "303": Country("BDI", "Burundi"),
    "306": Country("COD", "Congo (Democratische Republiek)"),
    "354": Country("MAR", "Marokko"),
}
"""By NIS code."""

DESCRIPTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Geslacht": {"0": "Onbekend", "1": "Mannelijk", "2": "Vrouwelijk"},
    "Register": {
        "1": "Vreemdelingenregister",
        "2": "Bevolkingsregister",
        "3": "Register van EU-ambtenaren",
        "4": "Vreemdeling, KB van 30 oktober 1991",
        "5": "Wachtregister",
        "6": "Wachtregister, EU-burger",
        "RR": "Rijksregister",
        "BIS": "Bisregister",
    },
    "Bron": {"RR": "Rijksregister", "BIS": "Bisregister"},
    "BurgerlijkeStaat": {
        "10": "Ongehuwd",
        "20": "Gehuwd",
        "25": "Huwelijk nietig verklaard",
        "26": "Putatief huwelijk",
        "30": "Weduwe of weduwnaar",
        "40": "Gescheiden",
        "41": "Gescheiden, onderlinge toestemming",
        "50": "Gescheiden van tafel en bed",
        "51": "Gescheiden van tafel en bed, onderlinge toestemming",
        "60": "Huwelijk op een andere wijze ontbonden",
        "80": "Partnerschap",
        "81": "Beëindigd partnerschap",
        "90": "Onbepaald",
    },
    "Nationaliteit": {
        **{nis: country.name for nis, country in COUNTRIES.items()},
        "711": "Onbepaald",
        "822": "Vluchteling van Afghaanse herkomst",
    },
    "Positie": {
        "01": "Referentiepersoon",
        "02": "Echtgenoot of echtgenote",
        "03": "Kind",
        "05": "Kleinkind",
        "06": "Vader of moeder",
        "09": "Broer of zus",
        "12": "Niet verwant",
        "13": "Stiefkind",
        "14": "Achterkleinkind",
        "15": "Oom of tante",
        "20": "Gemeenschap",
        "21": "Partner",
        "22": "Wettelijk samenwonende",
    },
    "Woonvorm": {"00": "Gewoon huishouden", "01": "Zorgwonen"},
    "Status": {
        "992": "Vertrokken naar het buitenland",
        "21099": "Dienst Vreemdelingenzaken",
        "99990": "Overleden",
        "99991": "Ambtshalve afgevoerd",
        "99992": "Ambtshalve afgevoerd naar het buitenland",
        "99996": "Afwezig verklaard",
        "99997": "Verlies van verblijfsrecht",
    },
    "Fusie": {"0": "Geen fusiegemeente", "1": "Fusiegemeente"},
    "Taalregime": {"1": "Taalregime 1", "2": "Taalregime 2"},
    "Afstamming/Type": {
        "00": "Kind",
        "05": "Gewettigd door adoptie",
        "08": "Onbekend",
        "09": "Onbepaald",
        "10": "Kind",
        "11": "Kind",
        "12": "Kind",
        "13": "Erkend kind",
        "14": "Adoptie",
        "15": "Geadopteerd kind",
        "16": "Vondeling",
        "20": "Erkend door de vader",
        "24": "Adoptie herroepen",
    },
    "Geboorte/Bewijsstuk": {
        "00": "Uittreksel",
        "01": "Akte",
        "03": "Inlichtingenformulier vluchteling",
        "99": "Zonder bewijsstuk",
    },
    "TypeVluchteling": {
        "1": "Kandidaat-vluchteling",
        "2": "Echtgenoot of kind van een kandidaat-vluchteling",
    },
    "GedeeldVerblijf/Rol": {
        "1": "Verblijft ook bij de genoemde ouder",
        "2": "De genoemde minderjarige verblijft ook bij deze ouder",
    },
    "DiplomatiekePost": {"1267": "Parijs", "1402": "Den Haag"},
}
"""
By element: its name, or with that of the block around it where the name alone is not
enough.
"""

_SAME_LIST: Final[Mapping[str, str]] = {
    "AfstammingDalendeLijn/Type": "Afstamming/Type",
}


def describe(block: str, tag: str, code: str) -> str | None:
    """
    Give the description of a code, where there is one.

    Args:
        block: Name of the element around.
        tag: Name of the element that holds the code.
        code: As it stands in the register.
    """
    if tag == "Status" and block == "Informatie":
        return None  # of an asylum procedure, another list
    place = f"{block}/{tag}"
    known = DESCRIPTIONS.get(_SAME_LIST.get(place, place)) or DESCRIPTIONS.get(tag, {})
    return known.get(code)
