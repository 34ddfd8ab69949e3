"""
What the repertory services (Registreer…) say. Shape and sources: `faults`.

All of level 3. A failure is Resultaat 0 with the Uitzondering beside it; only 60009
comes alone (wiki 1211564325).
"""

from __future__ import annotations

from kruispunt_contracts.faults.magda import _uitzondering

_PAGE = "wiki 1211564325"

REPERTORY = (
    _uitzondering(
        "repertory.enterprise-check-digits",
        "3",
        "20007",
        "De structuur van het ondernemingsnummer is niet geldig.",
        meaning="The last two digits do not follow from the first eight.",
        source=_PAGE,
    ),
    _uitzondering(
        "repertory.period-not-allowed",
        "3",
        "30034",
        "Een Periode is niet toegelaten voor dit type subject.",
        meaning="An enterprise is registered without a period; leave Periode out.",
        source=_PAGE,
    ),
    _uitzondering(
        "repertory.not-registered",
        "3",
        "40003",
        "Er is geen registratie voor dit subject.",
        meaning="There is nothing to end: the sender has no registration in this time.",
        source="our choice, because no code is published for an end without a begin: "
        "40003 is the published code for no registration (wiki 1977123695)",
    ),
    _uitzondering(
        "repertory.one-subject",
        "3",
        "40035",
        "Een vraag kan slechts over een enkel subject gaan.",
        meaning="Several Subject elements; ask once for each.",
        source=_PAGE,
    ),
    _uitzondering(
        "repertory.internal",
        "3",
        "40088",
        "Er is een interne fout opgetreden in het repertorium.",
        meaning="The repertory could not be read; nothing was changed, ask again.",
        source=_PAGE,
    ),
    _uitzondering(
        "repertory.already-registered",
        "3",
        "40143",
        "De inschrijving bestaat al.",
        meaning="The sender had registered this already; nothing had to change.",
        source=_PAGE,
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "repertory.validation",
        "3",
        "50000",
        "De vraag is niet geldig.",
        meaning="A value fits the schema but makes no sense: a type other than PERS or "
        "OND, two types that differ, or a date that does not exist.",
        source=f"{_PAGE}, which says no more than validation",
    ),
    _uitzondering(
        "repertory.technical",
        "3",
        "60009",
        "Er is een technische fout opgetreden.",
        meaning="The register of the KSZ does not answer; nothing was changed, ask "
        "again later.",
        source=_PAGE,
    ),
    _uitzondering(
        "repertory.ksz-refused",
        "3",
        "60003",
        "De KSZ heeft de registratie geweigerd.",
        meaning="The register of the KSZ refuses this number; its code is in "
        "Omstandigheid.",
        source="MAGDA-Mock, Go Vocal: how 02.00 passes on what 02.01 calls 70002",
        origin="KSZ",
    ),
)
