"""What is said about living wages and the income tax. Shape and sources: `faults`."""

from __future__ import annotations

from kruispunt_contracts.faults.ksz import _status
from kruispunt_contracts.faults.magda import _uitzondering

QUESTION = (
    _uitzondering(
        "magda.period-invalid",
        "3",
        "20004",
        "De periode is niet geldig.",
        meaning="A date of the period is not in the calendar; 00 for an unknown month "
        "or day is allowed.",
        source="wiki 1216708786",
    ),
    _uitzondering(
        "magda.ksz-code",
        "3",
        "60003",
        "De KSZ heeft de vraag geweigerd.",
        meaning="The KSZ refused the question; its code is in Omstandigheid.",
        source="MAGDA-Mock (examples of a service that translates what the KSZ says)",
        origin="KSZ",
    ),
)

LEEFLOON = (
    _uitzondering(
        "leefloon.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="The KSZ has no living wage of this person in the period asked.",
        source="MAGDA-Mock (examples of other services that translate what the KSZ "
        "says)",
        origin="KSZ",
    ),
    _uitzondering(
        "leefloon.insz-replaced",
        "3",
        "30004",
        "Het INSZ werd vervangen.",
        meaning="Ask again with the new number, which is in the Annotaties.",
        source="our choice, because the KSZ refuses a replaced number, so there is no "
        "answer that a warning could go with",
        origin="KSZ",
    ),
)

AANSLAGBILJET = (
    _uitzondering(
        "aanslagbiljet.nothing-found",
        "2",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="There is no assessment of this income year on the roll, or not yet.",
        source="MAGDA-Mock (examples of this service, which have it at level 2)",
    ),
    _uitzondering(
        "aanslagbiljet.no-such-year",
        "3",
        "45008",
        "Het gevraagde inkomensjaar bestaat niet.",
        meaning="The income year is not over yet, or older than what the source keeps.",
        source="MAGDA-Mock (examples)",
        type="INFORMATIE",
    ),
    _uitzondering(
        "aanslagbiljet.unknown-source",
        "3",
        "99982",
        "De gevraagde bron is niet gekend.",
        meaning="Bron names another source than FODFIN.",
        source="our choice, because no code is published: 99982 is the published code "
        "for an unknown code in the question",
    ),
)

TAX_ASSESSMENT = (
    _status(
        "tax-assessment.none-recent",
        "NO_DATA_FOUND",
        "TAXA0007",
        "No tax data found up to three years back",
        meaning="There is no assessment of the last three income years; ask for "
        "MOST_RECENT_UNLIMITED, or for a year.",
        source="public KSZ client code; value as the other codes about missing data",
    ),
)
