"""
What the codes of the cadastre mean, in the languages that the KSZ offers.

Codes are those of published examples, few of the many there are; the words are ours. A
code that is not here is told without a description.

Source: code lists, section 10; MAGDA-Mock (examples). BE, OPSTAL and BEWONING and the
French abbreviations: public statistics of the city of Antwerp on AAPD extracts.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Words(NamedTuple):
    """A meaning in three languages, and an abbreviation where there is one."""

    nl: str
    fr: str
    de: str
    nl_short: str | None = None
    fr_short: str | None = None

    def text(self, language: str) -> str:
        """Give the meaning in `nl`, `fr` or `de`."""
        return str(getattr(self, language))

    def short(self, language: str) -> str | None:
        """Give the abbreviation; German has none of its own."""
        return self.fr_short if language == "fr" else self.nl_short


NATURE: Final = {
    "1": Words("Bouwland", "Terre", "Ackerland"),
    "2": Words("Weide", "Pâture", "Weide"),
    "3": Words("Hooiland", "Pré", "Wiese"),
    "9": Words("Bos", "Bois", "Wald"),
    "10": Words("Boomgaard", "Verger", "Obstgarten"),
    "70": Words("Grond", "Terrain", "Gelände"),
    "78": Words("Bouwgrond", "Terrain à bâtir", "Bauland"),
    "200": Words("Huis", "Maison", "Haus"),
    "203": Words("Bergplaats", "Remise", "Schuppen"),
    "220": Words("Privatief deel", "Partie privative", "Privater Teil"),
    "222": Words("Building", "Building", "Hochhaus"),
    "240": Words("Hoeve", "Ferme", "Bauernhof"),
    "261": Words("Garagewerkplaats", "Garage-atelier", "Autowerkstatt"),
    "371": Words("Magazijn", "Entrepôt", "Lager"),
    "415": Words("Gebouw voor dieren", "Bâtiment pour animaux", "Stall"),
    "503": Words("Vakantieverblijf", "Résidence de vacances", "Ferienhaus"),
}
"""Of a parcel and of a patrimonial unit."""

RIGHT: Final = {
    "VE": Words("Volle eigendom", "Pleine propriété", "Volleigentum", "VE", "PP"),
    "BE": Words("Blote eigendom", "Nue-propriété", "Nacktes Eigentum", "BE", "NP"),
    "VG": Words("Vruchtgebruik", "Usufruit", "Nießbrauch", "VG", "US"),
    "ERFP": Words("Erfpacht", "Emphytéose", "Erbpacht", "ERFP", "EMPH"),
    "OPSTAL": Words("Opstal", "Superficie", "Erbbaurecht", "OPSTAL", "SUPERF"),
    "BEWONING": Words("Bewoning", "Habitation", "Wohnrecht", "BEWONING", "HAB"),
}

OWNER: Final = {
    "1": Words("In gemeenschap", "En communauté", "In Gütergemeinschaft"),
    "4": Words("Natuurlijk persoon", "Personne physique", "Natürliche Person"),
    "5": Words("Rechtspersoon", "Personne morale", "Juristische Person"),
}

INCOME_LETTER: Final = {
    "F": Words("Belastbaar", "Imposable", "Steuerpflichtig"),
    "K": Words("Voorlopig", "Provisoire", "Vorläufig"),
    "L": Words("Gedeeltelijk voorlopig", "En partie provisoire", "Teils vorläufig"),
    "P": Words(
        "Grond in bebouwing of bebossing",
        "Terrain en construction ou boisement",
        "Gelände in Bebauung oder Aufforstung",
    ),
    "Q": Words("Vrijgesteld", "Exonéré", "Befreit"),
}

INCOME_DIGIT: Final = {
    "1": Words("Gewoon ongebouwd", "Non bâti ordinaire", "Gewöhnlich unbebaut"),
    "2": Words("Gewoon gebouwd", "Bâti ordinaire", "Gewöhnlich bebaut"),
    "4": Words("Nijverheid", "Industrie", "Industrie"),
    "6": Words("Materieel en outillage", "Matériel et outillage", "Ausrüstung"),
    "7": Words("Onbekend", "Inconnu", "Unbekannt"),
}

UNIT: Final = {
    "1": Words("Gebouw", "Bâtiment", "Gebäude"),
    "2": Words("Terrein", "Terrain", "Gelände"),
}

INDICATION: Final = {
    "20": Words("Hoevewoning", "Habitation de ferme", "Wohnung eines Bauernhofs"),
    "30": Words("Villa", "Villa", "Villa"),
    "31": Words("Bungalow", "Bungalow", "Bungalow"),
    "33": Words("Vakantiehuis", "Maison de vacances", "Ferienhaus"),
    "40": Words("Huis zonder kelder", "Maison sans cave", "Haus ohne Keller"),
    "101": Words(
        "Wooneenheid zonder lift",
        "Logement sans ascenseur",
        "Wohneinheit ohne Aufzug",
    ),
    "103": Words("Garage", "Garage", "Garage"),
    "110": Words(
        "Van één eigenaar, met lift",
        "D'un seul propriétaire, avec ascenseur",
        "Eines Eigentümers, mit Aufzug",
    ),
    "111": Words(
        "Wooneenheid met lift", "Logement avec ascenseur", "Wohneinheit mit Aufzug"
    ),
    "300": Words("Nijverheidsgebouw", "Bâtiment industriel", "Industriegebäude"),
    "520": Words("Handelsbijgebouw", "Dépendance commerciale", "Handelsnebengebäude"),
    "540": Words("Bijzonder gebouw", "Bâtiment particulier", "Besonderes Gebäude"),
}

BUILT: Final = {
    "A": Words("Gesloten bebouwing", "Bâtiment fermé", "Geschlossene Bauweise"),
    "C": Words("Open bebouwing", "Bâtiment ouvert", "Offene Bauweise"),
    "-": Words("Onbekend", "Inconnu", "Unbekannt"),
}

QUALITY: Final = {"N": Words("Normaal", "Normal", "Normal")}

YEAR: Final = {
    "0003": Words("van 1875 tot 1899", "de 1875 à 1899", "von 1875 bis 1899"),
    "0004": Words("van 1900 tot 1918", "de 1900 à 1918", "von 1900 bis 1918"),
    "0005": Words("van 1919 tot 1930", "de 1919 à 1930", "von 1919 bis 1930"),
}
"""Bands; a year by itself means itself."""

SURFACE_CHECK: Final = {
    "T": Words("Titel", "Titre", "Titel"),
    "V": Words("Geverifieerd", "Vérifié", "Geprüft"),
    "-": Words("Geen titel of verificatie", "Ni titre ni vérification", "Keins"),
}

PARCEL: Final = {"4": Words("Gekadastreerd", "Cadastré", "Katastriert")}

NONE: Final[dict[str, Words]] = {}
"""A list of which no code is published."""


def meaning(codes: dict[str, Words], code: str, language: str) -> str | None:
    """
    Say what a code means.

    Args:
        codes: The list that it is of.
        code: Any.
        language: `nl`, `fr` or `de`.

    Returns:
        None for a code that the list does not hold.
    """
    if codes is YEAR and code not in YEAR:
        return code
    words = codes.get(code)
    return None if words is None else words.text(language)
