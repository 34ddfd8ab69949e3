"""GeefHistoriekPersoon 02.02: a person, as the registers knew them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.persoon.adressen import (
    AangifteAdresBuitenland,
    AangifteAdreswijziging,
    ContactAdres,
    Hoofdverblijfplaats,
    NietMededeelbaarAdres,
    OpgegevenAdres,
    PlaatsHerkomst,
    PostadresBuitenland,
    TijdelijkeAfwezigheid,
    VerblijfplaatsBuitenland,
    WettelijkeWoonplaats,
)
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
    Bewindvoerder,
    Contactgegevens,
    GedeeldVerblijf,
    Geslachtsverandering,
    GezinslidInDossier,
    JuridischStatuut,
    Naamswijziging,
    Nationaliteit,
    Referentiedossier,
    Referentiepersoon,
    VerklaringInschrijving,
    VoorlopigeInschrijving,
)
from kruispunt_client.calls.persoon.question import (
    Language,
    RegisterSource,
    of_the_past,
    question,
)
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

_HISTORIEK = "Antwoorden/Antwoord/Inhoud/HistoriekPersoon"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriekAdressen:
    """Every kind of address over time."""

    hoofdverblijfplaats: Annotated[
        tuple[Hoofdverblijfplaats, ...],
        Wire("HistoriekHoofdverblijfplaats/Hoofdverblijfplaats"),
    ]
    verblijfplaats_buitenland: Annotated[
        tuple[VerblijfplaatsBuitenland, ...],
        Wire("HistoriekVerblijfplaatsBuitenland/VerblijfplaatsBuitenland"),
    ]
    postadres_buitenland: Annotated[
        tuple[PostadresBuitenland, ...],
        Wire("HistoriekPostadresBuitenland/PostadresBuitenland"),
    ]
    opgegeven_adres: Annotated[
        tuple[OpgegevenAdres, ...], Wire("HistoriekOpgegevenAdres/OpgegevenAdres")
    ]
    aangifte_adreswijziging: Annotated[
        tuple[AangifteAdreswijziging, ...],
        Wire("HistoriekAangifteAdreswijziging/AangifteAdreswijziging"),
    ]
    aangifte_adres_buitenland: Annotated[
        tuple[AangifteAdresBuitenland, ...],
        Wire("HistoriekAangifteAdresBuitenland/AangifteAdresBuitenland"),
    ]
    tijdelijke_afwezigheid: Annotated[
        tuple[TijdelijkeAfwezigheid, ...],
        Wire("HistoriekTijdelijkeAfwezigheid/TijdelijkeAfwezigheid"),
    ]
    plaats_herkomst: Annotated[
        tuple[PlaatsHerkomst, ...], Wire("HistoriekPlaatsHerkomst/PlaatsHerkomst")
    ]
    niet_mededeelbaar_adres: Annotated[
        tuple[NietMededeelbaarAdres, ...],
        Wire("HistoriekNietMededeelbaarAdres/NietMededeelbaarAdres"),
    ]
    wettelijke_woonplaats: Annotated[
        tuple[WettelijkeWoonplaats, ...],
        Wire("HistoriekWettelijkeWoonplaats/WettelijkeWoonplaats"),
    ]
    contact_adres: Annotated[
        tuple[ContactAdres, ...], Wire("HistoriekContactAdres/ContactAdres")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriekPersoon:
    """A person over time: each part as often as it changed."""

    insz: Annotated[str, Wire("INSZ")]
    naam: Annotated[tuple[Naam, ...], Wire("HistoriekNaam/Naam")]
    pseudoniem: Annotated[tuple[Naam, ...], Wire("HistoriekPseudoniem/Pseudoniem")]
    adellijke_titel: Annotated[
        tuple[AdellijkeTitel, ...], Wire("HistoriekAdellijkeTitel/AdellijkeTitel")
    ]
    naamswijziging: Annotated[
        tuple[Naamswijziging, ...], Wire("HistoriekNaamswijziging/Naamswijziging")
    ]
    geslacht: Annotated[tuple[Geslacht, ...], Wire("HistoriekGeslacht/Geslacht")]
    geslachtsverandering: Annotated[
        tuple[Geslachtsverandering, ...],
        Wire("HistoriekGeslachtsverandering/Geslachtsverandering"),
    ]
    verklaring_inschrijving: Annotated[
        tuple[VerklaringInschrijving, ...],
        Wire("HistoriekVerklaringInschrijving/VerklaringInschrijving"),
    ]
    status: Annotated[tuple[Status, ...], Wire("HistoriekStatus/Status")]
    beheerder: Annotated[tuple[Beheerder, ...], Wire("HistoriekBeheerder/Beheerder")]
    referentiedossier: Annotated[
        tuple[Referentiedossier, ...],
        Wire("HistoriekReferentiedossier/Referentiedossier"),
    ]
    register: Annotated[tuple[Register, ...], Wire("HistoriekRegister/Register")]
    voorlopige_inschrijving: Annotated[
        tuple[VoorlopigeInschrijving, ...],
        Wire("HistoriekVoorlopigeInschrijving/VoorlopigeInschrijving"),
    ]
    nationaliteit: Annotated[
        tuple[Nationaliteit, ...], Wire("HistoriekNationaliteit/Nationaliteit")
    ]
    geboorte: Annotated[tuple[Geboorte, ...], Wire("HistoriekGeboorte/Geboorte")]
    overlijden: Annotated[
        tuple[Overlijden, ...], Wire("HistoriekOverlijden/Overlijden")
    ]
    burgerlijke_staat: Annotated[
        tuple[BurgerlijkeStaat, ...], Wire("HistoriekBurgerlijkeStaat/BurgerlijkeStaat")
    ]
    adressen: Annotated[HistoriekAdressen | None, Wire("HistoriekAdressen")]
    afstamming: Annotated[
        tuple[Afstamming, ...], Wire("HistoriekAfstamming/Afstamming")
    ]
    afstamming_dalende_lijn: Annotated[
        tuple[AfstammingDalendeLijn, ...],
        Wire("HistoriekAfstammingDalendeLijn/AfstammingDalendeLijn"),
    ]
    referentiepersoon: Annotated[
        tuple[Referentiepersoon, ...],
        Wire("HistoriekReferentiepersoon/Referentiepersoon"),
    ]
    gezinsleden: Annotated[
        tuple[GezinslidInDossier, ...], Wire("HistoriekGezinsleden/Gezinslid")
    ]
    wettelijke_samenwoning: Annotated[
        tuple[WettelijkeSamenwoning, ...],
        Wire("HistoriekWettelijkeSamenwoning/WettelijkeSamenwoning"),
    ]
    afwezigheid: Annotated[
        tuple[Afwezigheid, ...], Wire("HistoriekAfwezigheid/Afwezigheden")
    ]
    identiteitsbewijs: Annotated[
        tuple[Identiteitsbewijs, ...],
        Wire("HistoriekIdentiteitsbewijs/Identiteitsbewijs"),
    ]
    beroepskaart: Annotated[
        tuple[Kaart, ...], Wire("HistoriekBeroepskaart/Beroepskaart")
    ]
    arbeidskaart: Annotated[
        tuple[Kaart, ...], Wire("HistoriekArbeidskaart/Arbeidskaart")
    ]
    bepaling_hoofdverblijfplaats: Annotated[
        tuple[BepalingHoofdverblijfplaats, ...],
        Wire("HistoriekBepalingHoofdverblijfplaats/BepalingHoofdverblijfplaats"),
    ]
    bewindvoerder: Annotated[
        tuple[Bewindvoerder, ...], Wire("HistoriekBewindvoerder/Bewindvoerder")
    ]
    juridisch_statuut: Annotated[
        tuple[JuridischStatuut, ...], Wire("HistoriekJuridischStatuut/JuridischStatuut")
    ]
    wettig_verblijf: Annotated[
        tuple[WettigVerblijf, ...], Wire("HistoriekWettigVerblijf/WettigVerblijf")
    ]
    gedeeld_verblijf: Annotated[
        tuple[GedeeldVerblijf, ...], Wire("HistoriekGedeeldVerblijf/GedeeldVerblijf")
    ]
    type_vluchteling: Annotated[
        tuple[TypeVluchteling, ...], Wire("HistoriekTypeVluchteling/TypeVluchteling")
    ]
    eid_certificaten: Annotated[
        tuple[EidCertificaten, ...], Wire("HistoriekEIDCertificaten/EIDCertificaten")
    ]
    nummer_dienst_vreemdelingenzaken: Annotated[
        tuple[NummerDienstVreemdelingenzaken, ...],
        Wire("HistoriekNummerDienstVreemdelingenzaken/NummerDienstVreemdelingenzaken"),
    ]
    voorlopig_inschrijvingsnummer: Annotated[
        tuple[VoorlopigInschrijvingsnummer, ...],
        Wire("HistoriekVoorlopigInschrijvingsnummer/VoorlopigInschrijvingsnummer"),
    ]
    identiteitsdocument: Annotated[
        tuple[Identiteitsdocument, ...],
        Wire("HistoriekIdentiteitsdocument/Identiteitsdocument"),
    ]
    gekozen_woonplaats: Annotated[
        tuple[GekozenWoonplaats, ...],
        Wire("HistoriekGekozenWoonplaats/GekozenWoonplaats"),
    ]
    alias: Annotated[tuple[Alias, ...], Wire("HistoriekAlias/Alias")]
    administratieve_toestand: Annotated[
        tuple[AdministratieveToestand, ...],
        Wire("HistoriekAdministratieveToestand/AdministratieveToestand"),
    ]
    plaats_inschrijving: Annotated[
        tuple[PlaatsInschrijving, ...],
        Wire("HistoriekPlaatsInschrijving/PlaatsInschrijving"),
    ]
    contactgegevens: Annotated[
        tuple[Contactgegevens, ...], Wire("HistoriekContactgegevens/Contactgegevens")
    ]
    bron: str | None
    """The register that answered."""
    datum_creatie: date | None
    datum_modificatie: date | None


def person_history(
    insz: str,
    *,
    on: date | None = None,
    since: date | None = None,
    source: RegisterSource | str = RegisterSource.KSZ,
    language: Language | str = Language.DUTCH,
    user: str | None = None,
) -> Call[HistoriekPersoon]:
    """
    Ask who somebody was on a day, or from a day until today.

    Via `wiv` or `magda` GeefHistoriekPersoon 02.02.

    Args:
        insz: Of the person.
        on: What held on that day; or `since`.
        since: What held at any time from that day until today; ask no further back than
            you need.
        source: The KSZ knows bis numbers; the National Register has a few blocks more.
        language: Of the descriptions beside codes.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The history; `data` is None when the register knows nothing of that time.

    Raises:
        InvalidRequest: Not exactly one of `on` and `since` is given, or a name is
            unknown.

    Source: `magda-geefhistoriekpersoon-02.02`.
    """
    asked = question(
        "GeefHistoriekPersoon",
        insz,
        of_the_past(on, since),
        source=source,
        language=language,
        user=user,
    )
    return one_way(
        asked, lambda repliek: read_at(HistoriekPersoon, repliek, _HISTORIEK)
    )
