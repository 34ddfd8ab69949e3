"""
What the services about real estate say, and that about the language obligation. Shape
and sources: `faults`.

What the building register (GEBRG) says comes beside the data of the cadastre, also when
it is an error.
"""

from __future__ import annotations

from kruispunt_contracts.faults.magda import _uitzondering

_EXAMPLES = "MAGDA-Mock (examples)"

PROPERTY = (
    _uitzondering(
        "property.enterprise-check-digits",
        "3",
        "20007",
        "De structuur van het ondernemingsnummer is niet geldig.",
        meaning="The last two digits do not follow from the first eight.",
        source="wiki 1211564325, 6208324471",
    ),
    _uitzondering(
        "property.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The cadastre knows no such parcel or situation.",
        source=_EXAMPLES,
        origin="AAPD",
    ),
    _uitzondering(
        "property.more-results",
        "3",
        "30040",
        "Er zijn meer gegevens dan er werden gevraagd.",
        meaning="There are more situations than Resultaten asks for; raise it.",
        source="MAGDA-Mock (the code, in other services); that this service uses it is "
        "our choice",
        type="INFORMATIE",
    ),
    _uitzondering(
        "property.structured-unavailable",
        "3",
        "99996",
        "De gestructureerde rechten zijn tijdelijk niet beschikbaar.",
        meaning="The Flemish tax administration is down; ask again later.",
        source="our choice, because no code of VLABEL is published: 99996 is that of a "
        "source that is down, and what the others know is given",
    ),
    _uitzondering(
        "property.register-timeout",
        "3",
        "45700",
        "Gebouwenregister: geen antwoord op tijd.",
        meaning="The building register did not answer; ask again later.",
        source=_EXAMPLES,
        origin="GEBRG",
    ),
    _uitzondering(
        "property.street-unknown",
        "3",
        "45707",
        "Gebouwenregister: onbekende straatnaam.",
        meaning="The building register does not know the street of the cadastre.",
        source=_EXAMPLES,
        origin="GEBRG",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "property.street-unreadable",
        "3",
        "45710",
        "Gebouwenregister: onleesbare straatnaam.",
        meaning="The name of the street in the cadastre cannot be read.",
        source=_EXAMPLES,
        origin="GEBRG",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "property.nis-not-numeric",
        "3",
        "45712",
        "Gebouwenregister: NIS-code is niet numeriek.",
        meaning="The municipality code of the cadastre is no number.",
        source=_EXAMPLES,
        origin="GEBRG",
    ),
    _uitzondering(
        "property.street-code-not-numeric",
        "3",
        "45713",
        "Gebouwenregister: kadastrale straatcode is niet numeriek.",
        meaning="The street code of the cadastre is no number.",
        source=_EXAMPLES,
        origin="GEBRG",
    ),
    _uitzondering(
        "property.register-no-match",
        "3",
        "45719",
        "Gebouwenregister: niets te koppelen aan AAPD.",
        meaning="Nothing in the building register fits the address of the cadastre.",
        source=_EXAMPLES,
        origin="GEBRG",
    ),
    _uitzondering(
        "property.register-several-matches",
        "3",
        "45720",
        "Gebouwenregister: meerdere adressen passen.",
        meaning="Several addresses of the register fit that of the cadastre.",
        source=_EXAMPLES,
    ),
)

LANGUAGE = (
    _uitzondering(
        "language.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="No housing company has a file about this person at the source.",
        source="our choice, because no page of the service is public: 30001 is what "
        "services without data answer; origin KBI is the source",
        origin="KBI",
    ),
)
