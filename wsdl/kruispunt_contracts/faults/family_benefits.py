"""
What GeefKindVoordelen and ChildBenefitsService say. Shape and sources: `faults`.

All Uitzonderingen are of level 3 (wiki 1977123695). Those about one of several sources
name it in the Annotatie `Bron`, and may stand beside the Inhoud of others.
"""

from __future__ import annotations

from typing import Final

from kruispunt_contracts.faults.ksz import _status
from kruispunt_contracts.faults.magda import _uitzondering

_PAGE: Final = "wiki 1977123695"

KIND_VOORDELEN = (
    _uitzondering(
        "kindvoordelen.no-registration-at-source",
        "3",
        "13303",
        "De persoon is niet geregistreerd bij de bron.",
        meaning="The source keeps no register line for this person.",
        source=_PAGE,
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.insz-replaced",
        "3",
        "30004",
        "Het INSZ werd vervangen.",
        meaning="Ask again with the new number, which is in the Annotaties.",
        source=f"{_PAGE}: an error here, a warning in services about persons",
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.source-twice",
        "3",
        "30032",
        "Een bron wordt meer dan een keer gevraagd.",
        meaning="Name each source once at most.",
        source="wiki 1978597904; level 3 as every code of the service",
    ),
    _uitzondering(
        "kindvoordelen.source-not-authorised",
        "3",
        "40006",
        "De afzender is niet gemachtigd voor deze bron.",
        meaning="The source in the Annotatie Bron may not be asked; the others answer.",
        source=f"{_PAGE}: a warning, so that data of other sources come through",
        origin="KSZ",
        type="WAARSCHUWING",
    ),
    _uitzondering(
        "kindvoordelen.ksz-refused",
        "3",
        "60003",
        "De KSZ heeft de vraag geweigerd.",
        meaning="The KSZ refused for the sources in the Annotatie Bron; its code is in "
        "Omstandigheid.",
        source=f"{_PAGE}; code in Omstandigheid from MAGDA-Mock",
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.source-no-answer",
        "3",
        "60006",
        "De bron heeft niet op tijd geantwoord.",
        meaning="The source in the Annotatie Bron did not answer in time; ask again "
        "later.",
        source=_PAGE,
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.source-unreadable",
        "3",
        "60007",
        "Het antwoord van de bron is niet te begrijpen.",
        meaning="The source in the Annotatie Bron answered something that cannot be "
        "used; ask again later.",
        source=_PAGE,
    ),
    _uitzondering(
        "kindvoordelen.internal",
        "3",
        "60009",
        "Er is een technische fout opgetreden bij de bron.",
        meaning="Something broke at the source in the Annotatie Bron; ask again later.",
        source=_PAGE,
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.source-unavailable",
        "3",
        "60010",
        "De bron is tijdelijk niet beschikbaar.",
        meaning="The source in the Annotatie Bron is down; ask again later.",
        source=_PAGE,
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.source-format",
        "3",
        "60018",
        "Het antwoord van de bron heeft niet het verwachte formaat.",
        meaning="What the source in the Annotatie Bron answered has another form than "
        "was agreed.",
        source=_PAGE,
        origin="KSZ",
    ),
    _uitzondering(
        "kindvoordelen.code-unknown",
        "3",
        "99983",
        "Een code van de bron heeft geen MAGDA-code.",
        meaning="Something was left out: its code has no counterpart. Annotaties: the "
        "name is the element, the value is the code.",
        source=_PAGE,
    ),
)

CHILD_BENEFITS = (
    _status(
        "childbenefits.incomplete",
        "INCOMPLETE_DATA",
        "CHB00001",
        "Some sources could not be consulted",
        meaning="At least one source failed; its own status says TECHNICAL_ERROR.",
        source="public KSZ client code for ChildBenefits",
    ),
    _status(
        "childbenefits.source-unavailable",
        "TECHNICAL_ERROR",
        "MSG00020",
        "The supplier is not available",
        meaning="Status of one source; ask again later.",
        source="our choice, because which code a failing source gets is not published; "
        "the meaning of MSG00020 fits",
    ),
    _status(
        "childbenefits.source-unreachable",
        "TECHNICAL_ERROR",
        "MSG00002",
        "No communication with the supplier",
        meaning="Status of one source, which was too slow; ask again later.",
        source="our choice, because which code a failing source gets is not published; "
        "the meaning of MSG00002 fits",
    ),
)
