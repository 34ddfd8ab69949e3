"""
What an authorisation may withhold of the cadastre, at MAGDA and at the KSZ.

Everything that the contracts let be absent. What a block demands stays with it, so that
no block becomes empty that its parent demands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kruispunt_simulator.services._cadastre import Row
from kruispunt_simulator.services._cadastre_rows import (
    KSZ_BUILDING,
    KSZ_ENERGY,
    KSZ_INCOME,
    KSZ_LAND,
    KSZ_PARCEL,
    KSZ_PART,
    KSZ_PLACE,
    KSZ_VALUE,
    MAGDA_BUILDING,
    MAGDA_LAND,
    MAGDA_PARCEL,
    MAGDA_PART,
    MAGDA_PLACE,
    MAGDA_STATE,
)

PARTIJEN: Final = "Eigendom/Partijen"
TOESTAND: Final = "Eigendom/Eigendomstoestanden/Eigendomstoestand"
STATUS: Final = f"{TOESTAND}/StatusInformatie"
PERCEEL: Final = f"{TOESTAND}/Perceel"
INFORMATIE: Final = f"{PERCEEL}/AlgemeneInformaties/AlgemeneInformatie"
GEBOUW: Final = f"{PERCEEL}/Gebouwen/Gebouw"
ONBEBOUWD: Final = f"{PERCEEL}/LijstOnbebouwd/Onbebouwd"
RECHT: Final = f"{TOESTAND}/EigenaarsRechten/EigenaarRecht"
ZAKELIJK: Final = f"{RECHT}/ZakelijkRecht"

PARCEL: Final = "properties/property/parcel"
STATE: Final = "properties/property/state"
PARTY: Final = "properties/property/parties/party"


def rows_of(
    rows: Sequence[Row], prefix: str, parts_of_a_code: Sequence[str]
) -> Iterator[str]:
    """
    List what may be withheld of a table.

    Args:
        rows: The table.
        prefix: Path of the element that the table is of.
        parts_of_a_code: Optional elements below a code.

    Returns:
        Paths of rows that are not demanded, of their groups, and of parts of codes.
    """
    for row in rows:
        steps = row.path.split("/")
        paths = [f"{prefix}/{'/'.join(steps[:n])}" for n in range(1, len(steps) + 1)]
        yield from paths[:-1] if row.required else paths
        if row.codes is not None:
            yield from (f"{paths[-1]}/{part}" for part in parts_of_a_code)


def _below(prefix: str, *names: str) -> Iterator[str]:
    return (f"{prefix}/{name}" for name in names)


def _magda() -> Iterator[str]:
    yield PARTIJEN
    yield from _below(PARTIJEN, "Personen", "Ondernemingen")
    persoon = ("INSZ", "Naam", "Geboortedatum", "Gemeente", "Land", "Adres")
    yield from _below(f"{PARTIJEN}/Personen/Persoon", *persoon)
    onderneming = ("Ondernemingsnummer", "Naam")
    yield from _below(f"{PARTIJEN}/Ondernemingen/Onderneming", *onderneming)
    status = ("Versie", "StatusEigendom", "PeriodeStatus", "PeriodeJuridisch")
    yield from _below(STATUS, *status)
    yield from _below(f"{STATUS}/Versie", "Begin", "Einde", "Annulatie")
    yield from rows_of(MAGDA_STATE, STATUS, ())
    for rows, prefix in (
        (MAGDA_PLACE, PERCEEL),
        (MAGDA_PART, INFORMATIE),
        *((rows, PERCEEL) for rows in MAGDA_PARCEL),
        (MAGDA_BUILDING, GEBOUW),
        (MAGDA_LAND, ONBEBOUWD),
    ):
        yield from rows_of(rows, prefix, ("Omschrijving",))
    yield from _below(PERCEEL, "AlgemeneInformaties", "Gebouwen", "LijstOnbebouwd")
    yield from _below(GEBOUW, "Adres", "AdresId", "AdresseerbareObjecten")
    adres = ("Huisnummer", "Busnummer", "Land", "Sortering", "StraatIdentificator")
    yield from _below(f"{GEBOUW}/Adres", *adres, "StraatNep", "Straat/Naam")
    yield from _below(f"{GEBOUW}/Adres/Gemeente", "PostCode", "Naam")
    yield f"{TOESTAND}/EigenaarsRechten"
    yield from _below(RECHT, "LijstId", "Anoniem", "Type", "Type/Omschrijving")
    yield from _below(RECHT, "MedeEigenaars", "Beheerder", "ZakelijkRecht")
    yield from _below(RECHT, "Consessiehouder", "OverledenPersoon", "ClausuleID")
    yield from _below(ZAKELIJK, "Ongestructureerd", "Gestructureerd")
    recht = ("Omschrijving", "Type", "Type/Omschrijving", "Type/Afkorting", "Verval")
    aandeel = ("Aandeel", "NietBepaald", "Afpaling", "CANietAfgepaald")
    yield from _below(f"{ZAKELIJK}/Ongestructureerd/Rechten/Recht", *recht, *aandeel)
    percentages = ("Omschrijving", "Percentage_VG", "Percentage_VE")
    yield from _below(f"{ZAKELIJK}/Gestructureerd/Rechten/Recht", *percentages)


def _ksz() -> Iterator[str]:
    texts = ("description", "abbreviation")
    yield "properties"
    yield from _below(f"{PARCEL}/identification", "bisNumber")
    yield f"{PARCEL}/identification/cadastralDivision/description"
    for rows, prefix in (
        (KSZ_PLACE, PARCEL),
        (KSZ_BUILDING, f"{PARCEL}/built"),
        (KSZ_ENERGY, PARCEL),
        *((rows, f"{PARCEL}/informations/information") for rows in KSZ_INCOME),
        (KSZ_PART, f"{PARCEL}/informations/information"),
        *((rows, PARCEL) for rows in KSZ_PARCEL),
        (KSZ_LAND, f"{PARCEL}/notBuilt"),
        (KSZ_VALUE, STATE),
    ):
        yield from (
            path
            for path in rows_of(rows, prefix, texts)
            if path not in (f"{PARCEL}/identification", f"{PARCEL}/notBuilt/pur")
        )
    yield from _below(PARCEL, "built", "informations", "notBuilt", "parcelStatus")
    yield from _below(f"{PARCEL}/built/addressState", "zipCode", "cityName", "number")
    yield from _below(f"{PARCEL}/built/addressState", "street/description")
    yield f"{PARCEL}/built/addressState"
    yield f"{PARCEL}/informations/information/cadastralIncome/motif"
    location = f"{PARCEL}/informations/information/location"
    yield location
    yield from _below(location, "yCoordinate", "xCoordinate", "nisCom")
    yield f"{location}/nisCom/description"
    status = ("code", "description", "dateBegin", "dateBeginYear", "dateEnd")
    yield from _below(f"{PARCEL}/parcelStatus", *status, "dateEndYear")
    yield from _below(STATE, "situation", "fiscalDate", "legalDate", "versionDate")
    yield from _below(f"{STATE}/identifiers", "previous", "next")
    right = ("part", "partSurface", "surface", "expiredDate")
    yield from _below(f"{PARTY}/rights/right", *right)
    yield from _below(f"{PARTY}/rights/right/type", *texts)
    yield from _below(PARTY, "otherCoOwner", "managedBy")


MAGDA: Final = (
    frozenset(_magda())
    - {f"{PERCEEL}/Identificatie"}
    - {
        # Demanded by their parents, and never empty: the code in them stays.
        f"{PERCEEL}/Identificatie/KadastraleAfdeling",
        f"{ONBEBOUWD}/PUR",
    }
)
"""Paths from `Inhoud`."""

KSZ: Final = frozenset(_ksz())
"""Paths from the response root."""
