"""
The cadastre as tables: which element of MAGDA and of the KSZ tells which attribute.

The order is that of the contracts. A table is of one element, named in its comment; its
paths start below it. Attributes are those of `people/buildings.py` and
`people/property.py`.

Source: contract sheets `magda-zoekeigendomstoestanden-02.00` and
`ksz-patrimonyservice-v1`. Which of one is which of the other is our reading.
"""

from __future__ import annotations

from typing import Final

from kruispunt_simulator.services._cadastre import Row
from kruispunt_simulator.services._cadastre_codes import (
    BUILT,
    INCOME_DIGIT,
    INCOME_LETTER,
    INDICATION,
    NATURE,
    NONE,
    PARCEL,
    QUALITY,
    SURFACE_CHECK,
    UNIT,
    YEAR,
)

MAGDA_STATE: Final = (
    # StatusInformatie, from a state
    Row("Dubieus", "doubtful"),
    Row("EigendomId", "id", required=True),
    Row("MartkWaarde/Berekende", "market_value.average"),
    Row("MartkWaarde/DatumBerekening", "market_value.on"),
    Row("MartkWaarde/MinimaleWaarde", "market_value.minimum"),
    Row("MartkWaarde/MaximaleWaarde", "market_value.maximum"),
)

MAGDA_PLACE: Final = (
    # Perceel, from a parcel; the division has a list of its own, its names
    Row("Identificatie/KadastraleAfdeling/Code", "division.number", required=True),
    Row("Identificatie/KadastraleAfdeling/Omschrijving", "division.name"),
    Row("Identificatie/Sectie", "section", required=True),
    Row("Identificatie/Grondnummer", "ground", required=True),
    Row("Identificatie/Bisnummer", "bis"),
    Row("Identificatie/Cijferexponent", "exponent_number"),
    Row("Identificatie/Letterexponent", "exponent_letter"),
    Row("Identificatie/Partitie", "partition", required=True),
    Row("Identificatie/NoemerGemeneDelen", "common_denominator"),
    Row("Identificatie/Precad", "precad"),
)

MAGDA_PART: Final = (
    # AlgemeneInformatie, from a part in its parcel
    Row("KadastraalInkomen/Bedrag", "it.income.amount", required=True),
    Row("KadastraalInkomen/Decreten/Decreet", "it.income.decrees", NONE),
    Row("KadastraalInkomen/Motivatie", "it.income.reason"),
    Row("KadastraalInkomen/Motiveringen/Motivering", "it.income.reason_codes", NONE),
    Row("KadastraalInkomen/Lettercode", "it.income.letter", INCOME_LETTER),
    Row("KadastraalInkomen/CijferCode", "it.income.digit", INCOME_DIGIT),
    Row("KadastraalInkomen/DatumEindeVrijstelling", "it.income.exempt_until"),
    Row("KadastraalInkomen/DatumDefinitieveKI", "it.income.definitive"),
    Row("KadastraalInkomen/DatumEersteGebruik", "it.income.first_use"),
    Row("KadastraalInkomenPerOppervlakte", "it.income.per_surface"),
    Row("Gemeente/NISCode", "parcel.municipality.nis_code"),
    Row("Gemeente/PostCode", "parcel.municipality.postal_code"),
    Row("Gemeente/Naam", "parcel.municipality.name"),
    Row("IdentificatiePolderOfWatering", "it.polder", NONE),
    Row("IndicieGrond", "it.soil_index", NONE),
    Row("HuurwaardeGrond", "it.soil_rent", NONE),
    Row("ValidatieOppervlakte", "it.surface_check", SURFACE_CHECK),
    Row("AandeelNietAangeduid", "it.share_not_indicated"),
    Row("Nummer", "it.common_part"),
    Row("VolgordeOnderdelen", "it.order"),
    Row("Oppervlakte/Belast", "it.taxed"),
    Row("Oppervlakte/NietBelast", "it.untaxed"),
    Row("Coordinaat/x", "it.x"),
    Row("Coordinaat/y", "it.y"),
)

MAGDA_PARCEL: Final = (
    # Perceel, from a parcel: before the buildings, between them and the land, after it
    (
        Row("AantalLiften", "details.lifts"),
        Row("BeschrijvingPrivatiefGedeelte", "details.private_part"),
        Row("Omschrijving", "details.description"),
        Row("BeschrijvingTweedeAardBassin", "details.basin"),
        Row("DatumValidatieDossier", "situation.validated"),
        Row("PeriodeVersie/Begin", "situation.recorded"),
    ),
    (
        Row("RedenPerimeter", "details.perimeter", NONE),
        Row("EPC/Code", "energy.certificate", required=True),
        Row("EPC/DatumUitgifte", "energy.issued"),
        Row("AardKadastraalPerceel", "nature", NATURE),
        Row("StatusPatrimoniaalPerceel", "situation.status", PARCEL),
        Row("Gebruik", "details.use", NONE),
        Row("PeriodeGeldigheidPerceel/Begin", "situation.begin"),
        Row("PeriodeGeldigheidPerceel/JaarBegin", "situation.begin.year"),
        Row("PeriodeGeldigheidPerceel/Einde", "situation.end"),
        Row("PeriodeGeldigheidPerceel/JaarEinde", "situation.end.year"),
        Row("CodeCadnetDetail", "details.cadnet"),
        Row("Energieverbruik", "energy.consumption"),
        Row("DrempelBelastbaar", "details.taxable_from"),
        Row("Isolatiewaarde", "energy.insulation"),
        Row("BeschrijvingKlaarpan", "details.drying_floor"),
        Row("MaximaleThermischeGeleidbaarheid", "energy.conductivity"),
    ),
    (
        Row("MaterieelEnOutillage/Beschrijving", "details.equipment"),
        Row("MaterieelEnOutillage/NietBelast", "details.untaxed_equipment"),
        Row("LiggingIdPerceel", "situation.id", required=True),
        Row("Breedte/Hoofdgebouw", "details.width"),
        Row("Breedte/PerceelStraatkant", "details.street_width"),
        Row("EnergieZuinigeWoning", "energy.low_energy"),
        Row("Rootput", "details.root_pit"),
        Row("Schetsnummer", "details.sketch"),
        Row("VolledigSchetsnummer", "details.full_sketch"),
    ),
)

MAGDA_BUILDING: Final = (
    # Gebouw, from a building; what is in front of it depends on the question
    Row("Beschrijving", "description"),
    Row("AantalKelderverdiepingen", "rooms.cellars"),
    Row("AantalBadkamers", "rooms.bathrooms"),
    Row("AantalSlaapkamers", "rooms.bedrooms"),
    Row("NummerBlok", "block"),
    Row("BebouwdeOppervlakte", "surface.built"),
    Row("CentraleVerwarming", "comfort.central_heating"),
    Row("Airco", "comfort.air_conditioning", NONE),
    Row("Constructie/Indicatie", "construction.indication", INDICATION),
    Row("Constructie/Kwaliteit", "construction.quality", QUALITY),
    Row("Constructie/Type", "construction.type", BUILT),
    Row("Constructie/Jaar", "construction.year", YEAR),
    Row("BeschrijvingPrivatiefDeel", "construction.private_part", NONE),
    Row("TypeDomotica", "comfort.domotics", NONE),
    Row("LiggingPrivatiefDeel", "floors.situation", NONE),
    Row("Zwembad", "comfort.pool", NONE),
    Row("PUR/Aard", "unit.nature", NATURE),
    Row("PUR/Type", "unit.type", UNIT),
    Row("PUR/Gemeenschappelijk", "unit.common"),
    Row("PUR/Hoofd", "unit.main"),
    Row("PUR/Locatie", "unit.location"),
    Row("Renovatie/TypeRenovatie", "renovation.type", NONE),
    Row("Renovatie/Oppervlakte", "renovation.surface"),
    Row("Renovatie/Jaar", "renovation.year"),
    Row("AantalOverdekteParkeerplaatsen", "rooms.covered_parking"),
    Row("DetailOverschrijding", "overlap"),
    Row("Denom", "denomination"),
    Row("Beschrijving2", "deed_description"),
    Row("CADNET", "cadnet"),
    Row("Verdieping", "floors.floor"),
    Row("SpecificatieEigendomZonderAkte/Van", "floors.first"),
    Row("SpecificatieEigendomZonderAkte/Tot", "floors.last"),
    Row("AantalVerdiepingen/Bovengronds", "floors.above_ground"),
    Row("AantalVerdiepingen/Ondergronds", "floors.below_ground"),
    Row("TotaleOppervlakteVloer", "surface.floors"),
    Row("AantalGarages", "rooms.garages"),
    Row("Dakverdieping", "floors.attic"),
    Row("TotaalAantalLiften", "rooms.lifts"),
    Row("AantalWoongelegenheden", "rooms.dwellings"),
    Row("Gemeenschappelijk", "common"),
    Row("AnderNummer", "rooms.others"),
    Row("PercentageVerwarmdeOppervlakte", "comfort.heated_percent"),
    Row("JaarFysiekeModificatie", "changed"),
    Row("AantalRuimtes", "rooms.rooms"),
    Row("Zonnepanelen", "comfort.solar_panels"),
    Row("AantalTerrassen", "rooms.terraces"),
    Row("Tekst", "text"),
    Row("Oppervlakte/Totaal", "surface.total"),
    Row("Oppervlakte/Gebruikte", "surface.used"),
    Row("Jaar/Van", "construction.built_from"),
    Row("Jaar/Tot", "construction.built_until"),
)

MAGDA_LAND: Final = (
    # Onbebouwd, from land
    Row("PUR/Aard", "unit.nature", NATURE, required=True),
    Row("PUR/Type", "unit.type", UNIT),
    Row("PUR/Gemeenschappelijk", "unit.common"),
    Row("PUR/Hoofd", "unit.main"),
    Row("PUR/Locatie", "unit.location"),
    Row("Hoofd", "main"),
    Row("Locatie", "location"),
)

KSZ_PLACE: Final = (
    # parcel, from a parcel; the division is written by itself
    Row("identification/exponentLetter", "exponent_letter"),
    Row("identification/exponentNumber", "exponent_number"),
    Row("identification/fractionDenominator", "common_denominator"),
    Row("identification/partNumber", "partition", required=True),
    Row("identification/primaryNumber", "ground", required=True),
    Row("identification/section", "section", required=True),
    Row("identification/precad", "precad"),
    Row("numberOfElevator", "details.lifts"),
    Row("bassin", "details.basin"),
)

KSZ_BUILDING: Final = (
    # built, from a building, behind its address
    Row("acteDescription", "deed_description"),
    Row("blockNumber", "block"),
    Row("construction/indication", "construction.indication", INDICATION),
    Row("construction/quality", "construction.quality", QUALITY),
    Row("construction/type", "construction.type", BUILT),
    Row("construction/descr", "construction.private_part", NONE),
    Row("construction/buildingBeginYear", "construction.built_from"),
    Row("construction/buildingEndYear", "construction.built_until"),
    Row("construction/year", "construction.year", YEAR),
    Row("crossDetail", "overlap"),
    Row("detail", "cadnet"),
    Row("description", "description"),
    Row("denomination", "denomination"),
    Row("domotica", "comfort.domotics", NONE),
    Row("ecologicalTopic/centralHeating", "comfort.central_heating"),
    Row("ecologicalTopic/solarPanel", "comfort.solar_panels"),
    Row("ecologicalTopic/airco", "comfort.air_conditioning", NONE),
    Row("ecologicalTopic/pool", "comfort.pool", NONE),
    Row("floor/floorTo", "floors.last"),
    Row("floor/floorNumberUndergrond", "floors.below_ground"),
    Row("floor/floorNumberAboveground", "floors.above_ground"),
    Row("floor/floorFrom", "floors.first"),
    Row("floor/floor", "floors.floor"),
    Row("floor/floorSituation", "floors.situation", NONE),
    Row("garret", "floors.attic"),
    Row("housingUnitNumber", "rooms.dwellings"),
    Row("mainCommon", "common"),
    Row("physModYear", "changed"),
    Row("pur/type", "unit.type", UNIT),
    Row("pur/nature", "unit.nature", NATURE),
    Row("pur/mainCommon", "unit.main"),
    Row("pur/specificCommon", "unit.common"),
    Row("renovation/year", "renovation.year"),
    Row("renovation/surface", "renovation.surface"),
    Row("renovation/type", "renovation.type", NONE),
    Row("roomsDetails/place", "rooms.rooms"),
    Row("roomsDetails/terrace", "rooms.terraces"),
    Row("roomsDetails/other", "rooms.others"),
    Row("roomsDetails/bedroom", "rooms.bedrooms"),
    Row("roomsDetails/bathroom", "rooms.bathrooms"),
    Row("roomsDetails/basement", "rooms.cellars"),
    Row("roomsDetails/coveredParkingLot", "rooms.covered_parking"),
    Row("roomsDetails/garage", "rooms.garages"),
    Row("roomsDetails/lift", "rooms.lifts"),
    Row("surface/total", "surface.total"),
    Row("surface/floor", "surface.floors"),
    Row("surface/heatedPercent", "comfort.heated_percent"),
    Row("surface/built", "surface.built"),
    Row("surface/used", "surface.used"),
    Row("text", "text"),
)

KSZ_ENERGY: Final = (
    # parcel, from a parcel, behind the buildings
    Row("dateEpc", "energy.issued"),
    Row("detail", "details.cadnet"),
    Row("dhm", "details.perimeter", NONE),
    Row("energyCertificate", "energy.certificate", NONE),
    Row("energyHouse", "energy.consumption"),
)

KSZ_INCOME: Final = (
    # information, from a part in its parcel; the motif comes in between
    (
        Row("cadastralIncome/amount", "it.income.amount", required=True),
        Row("cadastralIncome/character", "it.income.letter", INCOME_LETTER),
        Row("cadastralIncome/exonerationEndDate", "it.income.exempt_until"),
        Row("cadastralIncome/decretes/decrete", "it.income.decrees", NONE),
    ),
    (
        Row("cadastralIncome/number", "it.income.digit", INCOME_DIGIT),
        Row("cadastralIncome/perSurface", "it.income.per_surface"),
    ),
)

KSZ_PART: Final = (
    # information, from a part in its parcel, behind the municipality
    Row("notAppl", "it.share_not_indicated"),
    Row("numberCommonPart", "it.common_part"),
    Row("order", "it.order"),
    Row("polWa", "it.polder", NONE),
    Row("soilIndex", "it.soil_index", NONE),
    Row("soilRent", "it.soil_rent", NONE),
    Row("surface/surfaceVerif", "it.surface_check", SURFACE_CHECK),
    Row("surface/notTaxable", "it.untaxed"),
    Row("surface/taxable", "it.taxed"),
    Row("versionPurId", "it.version"),
)

KSZ_PARCEL: Final = (
    # parcel, from a parcel: before the land, between it and the status, after that
    (
        Row("isolationHouse", "energy.insulation"),
        Row("klaarpan", "details.drying_floor"),
        Row("maxThermCoef", "energy.conductivity"),
        Row("matUtil", "details.equipment"),
    ),
    (
        Row("notTaxedMatUtil", "details.untaxed_equipment"),
        Row("parcelNature", "nature", NATURE),
    ),
    (
        Row("parcelWidthMain", "details.width"),
        Row("parcelWidthStreet", "details.street_width"),
        Row("passiveHouse", "energy.low_energy"),
        Row("privativeDescription", "details.private_part"),
        Row("rootput", "details.root_pit"),
        Row("sketch", "details.sketch"),
        Row("threshold", "details.taxable_from"),
    ),
)

KSZ_LAND: Final = (
    # notBuilt, from land
    Row("location", "location"),
    Row("pur/nature", "unit.nature", NATURE, required=True),
    Row("pur/type", "unit.type", UNIT, required=True),
    Row("pur/mainCommon", "unit.main"),
    Row("pur/specificCommon", "unit.common"),
)

KSZ_VALUE: Final = (
    # state, from a state
    Row("doubtfulRight", "doubtful"),
    Row("calculatedMarketValue/date", "market_value.on"),
    Row("calculatedMarketValue/min", "market_value.minimum"),
    Row("calculatedMarketValue/max", "market_value.maximum"),
    Row("calculatedMarketValue/average", "market_value.average"),
)
