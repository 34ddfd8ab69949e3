"""What the services about persons and households say. Shape and sources: `faults`."""

from __future__ import annotations

from kruispunt_contracts.faults.magda import _uitzondering

PERSONS = (
    _uitzondering(
        "persoon.unknown-at-register",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The National Register knows nobody with this number.",
        source="MAGDA-Mock, Go Vocal: origin RR, Omstandigheid 140",
        origin="RR",
    ),
    _uitzondering(
        "persoon.several-occurrences",
        "3",
        "30042",
        "Er zijn meerdere voorkomens bij de bron, er wordt er één gegeven.",
        meaning="Several hold at the source, and the message has room for the latest "
        'only; which element it is about is in the Annotatie "Node".',
        source="MAGDA-Mock (examples)",
        type="INFORMATIE",
    ),
    _uitzondering(
        "persoon.list-cut-off",
        "3",
        "30030",
        "De lijst is afgebroken.",
        meaning="The household has more members than are told.",
        source="wiki 1128006299",
        origin="KSZ",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "persoon.head-deceased",
        "3",
        "40098",
        "De referentiepersoon is overleden.",
        meaning="The head of the household has died and no other is named yet.",
        source="wiki 1128006299, which says error; a contract sheet reckons it among "
        "the warnings; origin KSZ as the other codes of the register",
        origin="KSZ",
    ),
    _uitzondering(
        "persoon.file-closed",
        "3",
        "40099",
        "Het dossier is afgesloten wegens overlijden.",
        meaning="The person has died, so belongs to no household.",
        source="wiki 1128006299; origin KSZ as the other codes of the register",
        origin="KSZ",
    ),
    _uitzondering(
        "persoon.not-managed",
        "3",
        "40101",
        "Het INSZ wordt niet beheerd door het register.",
        meaning="The register that was asked does not manage this number.",
        source="wiki 1128006299; Go Vocal (among the codes that give no person)",
        origin="KSZ",
    ),
    _uitzondering(
        "persoon.unknown-source",
        "3",
        "99982",
        "Onbekende code in de vraag.",
        meaning="Bron is neither RR nor KSZ.",
        source="wiki 1209631018 and general codes: unknown code in the question",
    ),
    _uitzondering(
        "persoon.code-undescribed",
        "3",
        "99984",
        "Er is geen omschrijving voor een code van de bron.",
        meaning="A code is passed on without a description; element and code are in "
        "the Annotaties.",
        source="wiki 1209631018; MAGDA-Mock (examples)",
        type="WAARSCHUWING",
    ),
)
