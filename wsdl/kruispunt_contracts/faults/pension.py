"""What MAGDA says about pensions. Shape and sources: `faults`."""

from __future__ import annotations

from typing import Final

from kruispunt_contracts.faults.magda import _uitzondering

_PAGE: Final = "wiki 1208811526"

PENSIOEN = (
    _uitzondering(
        "pensioen.insz-cancelled",
        "3",
        "30002",
        "Het INSZ is geannuleerd.",
        meaning="The number existed and was cancelled.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.insz-unknown",
        "3",
        "30003",
        "Het INSZ bestaat niet.",
        meaning="The number is well formed, nobody has it.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.insz-replaced",
        "3",
        "30004",
        "Het INSZ werd vervangen.",
        meaning="Ask again with the new number, which is in the Annotaties.",
        source=f"{_PAGE}, where it is an error and not a warning",
    ),
    _uitzondering(
        "pensioen.period-invalid",
        "3",
        "40004",
        "De periode van de raadpleging is niet geldig.",
        meaning="A date is not in the calendar, the period has yet to begin, or it "
        "ends before the register begins (October 1980).",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.nothing-in-period",
        "3",
        "40073",
        "Er zijn geen gegevens voor de gevraagde periode.",
        meaning="The register knows the person, but no right in this period.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.source-content",
        "3",
        "40083",
        "De inhoud van het antwoord van de bron bevat een fout.",
        meaning="The pension register gave an answer that contradicts itself.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.not-known-for-client",
        "3",
        "40140",
        "Het INSZ is niet gekend voor deze klant in de juiste wettelijke context.",
        meaning="The KSZ has no inscription of this person by the asker for this "
        "purpose; register, then ask again.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.not-at-register",
        "3",
        "40141",
        "Het INSZ is niet gekend bij het pensioenkadaster.",
        meaning="The pension register never had a file about this person.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.not-in-context",
        "3",
        "40142",
        "Het INSZ is niet gekend bij het pensioenkadaster in de juiste wettelijke "
        "context.",
        meaning="The pension register knows this person, but not for a purpose that "
        "may be asked for.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.answer-unreadable",
        "3",
        "60007",
        "Het antwoord van de bron kan niet gelezen worden.",
        meaning="The KSZ or the register answered something that MAGDA cannot read.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.source-unavailable",
        "3",
        "99996",
        "De bron is tijdelijk niet beschikbaar.",
        meaning="The KSZ or the pension register does not answer; try again later.",
        source=_PAGE,
    ),
    _uitzondering(
        "pensioen.code-unknown",
        "3",
        "99982",
        "De vraag bevat een onbekende code.",
        meaning="Pijler is 1 for the legal pension, 2 for the supplementary, 3 for "
        "both.",
        source="wiki, general codes; that this service uses it is inferred",
    ),
    _uitzondering(
        "pensioen.code-without-text",
        "3",
        "99984",
        "Een code van de bron heeft geen omschrijving bij MAGDA.",
        meaning="The register sent a new code, passed on as it is; element and code "
        "are in the Annotaties.",
        source="wiki 1977123695, 1209631018",
        type="WAARSCHUWING",
    ),
)
