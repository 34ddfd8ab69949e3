"""GeefPersoon 02.02: a person, as the registers know them today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.persoon.adressen import Adressen
from kruispunt_client.calls.persoon.burgerlijk import (
    Afstamming,
    AfstammingDalendeLijn,
    BurgerlijkeStaat,
    Geboorte,
    Overlijden,
    WettelijkeSamenwoning,
)
from kruispunt_client.calls.persoon.codes import (
    Geslacht,
    Register,
    Status,
    TypeVluchteling,
)
from kruispunt_client.calls.persoon.common import Beheerder, Naam
from kruispunt_client.calls.persoon.dossier import (
    AdellijkeTitel,
    Afwezigheid,
    Alias,
    Begraving,
    Bewindvoerder,
    BewindvoerderMinderjarige,
    Contactgegevens,
    GeannuleerdDossier,
    GedeeldVerblijf,
    Geslachtsverandering,
    GezinslidInDossier,
    JuridischStatuut,
    LijkbezorgingEnRitueel,
    Naamswijziging,
    Nationaliteit,
    Referentiedossier,
    Referentiepersoon,
    VerklaringInschrijving,
    VoorlopigeInschrijving,
)
from kruispunt_client.calls.persoon.question import Language, RegisterSource, question
from kruispunt_client.calls.persoon.verblijf import (
    AdministratieveToestand,
    BepalingHoofdverblijfplaats,
    EidCertificaten,
    GekozenWoonplaats,
    Identiteitsbewijs,
    Identiteitsdocument,
    Kaart,
    NummerDienstVreemdelingenzaken,
    PlaatsInschrijving,
    VoorlopigInschrijvingsnummer,
    WettigVerblijf,
)
from kruispunt_client.calls.question import Call, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest

_PERSOON = "Antwoorden/Antwoord/Inhoud/Persoon"


class PersonPart(Enum):
    """A part of a file that the KSZ can be asked for."""

    BASIC = "BasisPersoonsgegevens"
    """Name, sex, birth, nationality, civil status, address, household …"""
    DESCENT = "Afstamming"
    CHILDREN = "AfstammingDalendeLijn"
    IDENTITY_CARDS = "Identiteitsbewijs"
    PROFESSIONAL_CARDS = "Beroepskaart"
    WORK_PERMITS = "Arbeidskaart"
    LAWFUL_STAY = "WettigVerblijf"
    ADMINISTRATIVE_SITUATION = "AdministratieveToestand"
    PLACE_OF_REGISTRATION = "PlaatsInschrijving"
    LEGAL_REPRESENTATION = "WettelijkeVertegenwoordiging"


_LEAST = (PersonPart.BASIC,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoon:
    """
    One person, as the registers know them today.

    What is None or empty was not asked, is not known, or is not for you.
    """

    insz: Annotated[str, Wire("INSZ")]
    naam: Naam | None
    pseudoniemen: Annotated[tuple[Naam, ...], Wire("Pseudoniemen/Pseudoniem")]
    adellijke_titel: AdellijkeTitel | None
    naamswijziging: Naamswijziging | None
    geslacht: Geslacht | None
    geslachtsverandering: Geslachtsverandering | None
    verklaring_inschrijving: VerklaringInschrijving | None
    statussen: Annotated[tuple[Status, ...], Wire("Statussen/Status")]
    beheerder: Beheerder | None
    referentiedossier: Referentiedossier | None
    register: Register | None
    voorlopige_inschrijving: VoorlopigeInschrijving | None
    nationaliteiten: Annotated[
        tuple[Nationaliteit, ...], Wire("Nationaliteiten/Nationaliteit")
    ]
    geboorte: Geboorte | None
    overlijden: Overlijden | None
    burgerlijke_staten: Annotated[
        tuple[BurgerlijkeStaat, ...], Wire("BurgerlijkeStaten/BurgerlijkeStaat")
    ]
    adressen: Adressen | None
    afstammingen: Annotated[tuple[Afstamming, ...], Wire("Afstammingen/Afstamming")]
    afstammingen_dalende_lijn: Annotated[
        tuple[AfstammingDalendeLijn, ...],
        Wire("AfstammingenDalendeLijn/AfstammingDalendeLijn"),
    ]
    referentiepersoon: Referentiepersoon | None
    """If the person is a member of a household and not its head."""
    gezinsleden: Annotated[
        tuple[GezinslidInDossier, ...], Wire("Gezinsleden/Gezinslid")
    ]
    wettelijke_samenwoning: WettelijkeSamenwoning | None
    afwezigheid: Afwezigheid | None
    begraving: Begraving | None
    lijkbezorging_en_ritueel: LijkbezorgingEnRitueel | None
    identiteitsbewijzen: Annotated[
        tuple[Identiteitsbewijs, ...], Wire("Identiteitsbewijzen/Identiteitsbewijs")
    ]
    beroepskaarten: Annotated[tuple[Kaart, ...], Wire("Beroepskaarten/Beroepskaart")]
    arbeidskaarten: Annotated[tuple[Kaart, ...], Wire("Arbeidskaarten/Arbeidskaart")]
    bepalingen_hoofdverblijfplaats: Annotated[
        tuple[BepalingHoofdverblijfplaats, ...],
        Wire("BepalingenHoofdverblijfplaats/BepalingHoofdverblijfplaats"),
    ]
    bewindvoerders: Annotated[
        tuple[Bewindvoerder, ...], Wire("Bewindvoerders/Bewindvoerder")
    ]
    juridische_statuten: Annotated[
        tuple[JuridischStatuut, ...], Wire("JuridischeStatuten/JuridischStatuut")
    ]
    wettige_verblijven: Annotated[
        tuple[WettigVerblijf, ...], Wire("WettigeVerblijven/WettigVerblijf")
    ]
    gedeelde_verblijven: Annotated[
        tuple[GedeeldVerblijf, ...], Wire("GedeeldeVerblijven/GedeeldVerblijf")
    ]
    type_vluchteling: TypeVluchteling | None
    eid_certificaten: Annotated[EidCertificaten | None, Wire("EIDCertificaten")]
    nummers_dienst_vreemdelingenzaken: Annotated[
        tuple[NummerDienstVreemdelingenzaken, ...],
        Wire("NummersDienstVreemdelingenzaken/NummerDienstVreemdelingenzaken"),
    ]
    voorlopig_inschrijvingsnummer: VoorlopigInschrijvingsnummer | None
    administratieve_toestanden: Annotated[
        tuple[AdministratieveToestand, ...],
        Wire("AdministratieveToestanden/AdministratieveToestand"),
    ]
    identiteitsdocument: Identiteitsdocument | None
    gekozen_woonplaats: GekozenWoonplaats | None
    aliassen: Annotated[tuple[Alias, ...], Wire("Aliassen/Alias")]
    plaatsen_inschrijving: Annotated[
        tuple[PlaatsInschrijving, ...], Wire("PlaatsenInschrijving/PlaatsInschrijving")
    ]
    contactgegevens: Contactgegevens | None
    bewindvoerders_niet_begeleide_minderjarige_vreemdeling: Annotated[
        tuple[BewindvoerderMinderjarige, ...],
        Wire(
            "BewindvoerdersNietBegeleideMinderjarigeVreemdeling/BewindvoerderNietBegeleideMinderjarigeVreemdeling"
        ),
    ]
    geannuleerd_dossier: GeannuleerdDossier | None
    bron: str | None
    """The register that answered."""
    datum_creatie: date | None
    datum_modificatie: date | None


def person(
    insz: str,
    *,
    source: RegisterSource | str = RegisterSource.KSZ,
    parts: Iterable[PersonPart | str] | None = None,
    language: Language | str = Language.DUTCH,
    user: str | None = None,
) -> Call[Persoon]:
    """
    Ask who somebody is, today.

    Via `wiv` or `magda` GeefPersoon 02.02.

    Args:
        insz: Of the person.
        source: The KSZ gives what `parts` says and knows bis numbers; the National
            Register gives everything at once that you may see.
        parts: What the KSZ is to give; None: the basic data only.
        language: Of the descriptions beside codes.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The person; `data` is None when the register knows nobody.

    Raises:
        InvalidRequest: A name is unknown, nothing is asked, or `parts` are given for
            the National Register.

    Source: `magda-geefpersoon-02.02`.
    """
    asked = question(
        "GeefPersoon",
        insz,
        _flags(source, parts),
        source=source,
        language=language,
        user=user,
    )
    return one_way(asked, lambda repliek: read_at(Persoon, repliek, _PERSOON))


def _flags(
    source: RegisterSource | str, parts: Iterable[PersonPart | str] | None
) -> Fields:
    if source not in (RegisterSource.KSZ, RegisterSource.KSZ.value):
        if parts is not None:
            raise InvalidRequest("parts: only the KSZ lets you choose")
        return {}
    try:
        wanted = {PersonPart(part) for part in (parts if parts is not None else _LEAST)}
    except ValueError as error:
        raise InvalidRequest(str(error)) from error
    if not wanted:
        raise InvalidRequest("parts: ask the KSZ for at least one")
    flags = {part.value: "1" for part in PersonPart if part in wanted}
    return {"OpvragingenKSZ": flags}
