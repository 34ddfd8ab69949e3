"""
GeefVervangingsinkomenUitWerkloosheid 02.01: unemployment, from the KSZ through MAGDA.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal

from kruispunt_client.calls.coded import Coded
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import InMonths
from kruispunt_client.calls.unemployment_codes import UnemploymentNature, closed_months
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

_PATH = "Antwoorden/Antwoord/Inhoud/VervangingsinkomenUitWerkloosheid"


class ActivationKind(Enum):
    """`TypeUitkering` of an activation allowance; what they mean is not published."""

    TYPE_1 = "1"
    TYPE_2 = "2"


class StatusDossier(Enum):
    """
    How far the federal office (RVA) is with a month.

    Source: code lists, section 7; the order of the numbers is inferred there.
    """

    COMPLETED = "1"
    """Checked and approved."""
    PROVISIONAL = "2"
    """Approved for the time being."""
    NOT_STARTED = "3"
    """Not checked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UitbetaaldeSom:
    """What was paid for a month."""

    jaar_maand: Month
    aantal_uitkeringen: Decimal | None
    """Daily allowances."""
    uitbetaald_bedrag: Annotated[Decimal, Wire(cents=True)]
    """Euros."""
    goedgekeurd_bedrag: Annotated[Decimal | None, Wire(cents=True)]
    """Euros; None as long as the office has not looked."""
    status_dossier: Coded[StatusDossier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Betaling:
    """The payment of one month."""

    jaar_maand: Month
    aantal_uitkeringen: Decimal | None
    """Daily allowances."""
    theoretisch_dag_bedrag: Annotated[
        Decimal, Wire("UitkeringsGegevens/TheoretischDagBedrag", cents=True)
    ]
    """Euros a day."""
    aard_werkloosheid_rva: Annotated[
        Coded[UnemploymentNature], Wire("UitkeringsGegevens/AardWerkloosheidRVA")
    ]
    uitkerings_regime: Annotated[
        int | None, Wire("UitkeringsGegevens/UitkeringsRegime")
    ]
    status_dossier: Coded[StatusDossier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitkering:
    """The job for which an activation allowance is paid."""

    ondernemingsnummer: Annotated[str, Wire("Werkgever/Ondernemingsnummer")]
    eenheidsnummer: Annotated[str | None, Wire("Werkgever/Eenheidsnummer")]
    werk_ingangsdatum: Annotated[date | None, Wire("Werkgever/WerkIngangsdatumInfo")]
    salarisschaal_code: Annotated[str, Wire("Fase/SalarisschaalCode")]
    begindatum: Annotated[date, Wire("Fase/PeriodeGeldigheid/Begindatum")]
    einddatum: Annotated[date | None, Wire("Fase/PeriodeGeldigheid/Einddatum")]
    werkuren_gemiddelde: Annotated[int | None, Wire("Werk/WerkurenGemiddelde")]
    """A week; 1900 is 19 hours."""
    ref_werkuren_gemiddeld: Annotated[int | None, Wire("Werk/RefWerkurenGemiddeld")]
    """Of a full-time colleague."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveringsUitkering:
    """What was paid for a month to somebody who went to work."""

    jaar_maand: Month
    bedrag: Annotated[Decimal, Wire(cents=True)]
    """Euros."""
    uitkeringen: Annotated[tuple[Uitkering, ...], Wire("Uitkeringen/Uitkering")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vervangingsinkomen:
    """What was asked; a part that is None or empty was not, or is not there."""

    insz: Annotated[str, Wire("INSZ")]
    uitbetaalde_sommen: Annotated[
        tuple[UitbetaaldeSom, ...], Wire("UitbetaaldeSommen/UitbetaaldeSom")
    ]
    betaling: Annotated[Betaling | None, Wire("BetalingsSituatie/Betaling")]
    activering_uitkeringen: Annotated[
        tuple[ActiveringsUitkering, ...],
        Wire("BetalingsSituatie/ActiveringUitkeringen/ActiveringsUitkering"),
    ]


LAST: Final = "last"
"""The last known situation."""


def replacement_income(
    insz: str,
    *,
    sums: InMonths | None = None,
    limited: bool = False,
    situation: date | Literal["last"] | None = None,
    activation: InMonths | None = None,
    activation_kind: ActivationKind | str | None = None,
    user: str | None = None,
) -> Call[Vervangingsinkomen]:
    """
    Ask for income from unemployment: paid sums, the payment of a day, activation.

    Via `wiv` or `magda` GeefVervangingsinkomenUitWerkloosheid 02.01.

    Args:
        insz: Of the person.
        sums: First and last month of the paid sums; None: not asked.
        limited: Of the sums, full unemployment and income guarantee only
            (`BeperkteUitkeringen`). Not by default, for a sum that is left out is an
            income too low.
        situation: The day of the payment, or `last` for the last known; None: not
            asked.
        activation: First and last month of activation allowances; None: not asked.
        activation_kind: Which; goes with `activation`, which needs it.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        What was asked. A part of which nothing is known is empty, and `warnings` has
        what the KSZ said of it (70001, with its status).

    Raises:
        InvalidRequest: Nothing is asked, or arguments do not go together.

    Source: `magda-geefvervangingsinkomenuitwerkloosheid-02.01`.
    """
    if sums is None and situation is None and activation is None:
        raise InvalidRequest("ask for `sums`, `situation` or `activation`")
    if limited and sums is None:
        raise InvalidRequest("limited: goes with `sums`")
    asked = {
        "UitbetaaldeSommen": None
        if sums is None
        else {**_months(sums), "BeperkteUitkeringen": "1" if limited else "0"},
        "Situatie": _situation(situation),
        "KwartaalActiveringsUitkering": _activation(activation, activation_kind),
    }
    question = Question(
        service="GeefVervangingsinkomenUitWerkloosheid",
        version="02.01.0000",
        operation="GeefVervangingsinkomenUitWerkloosheid",
        content={"Inhoud": {"Criteria": {"INSZ": insz, "TypeOpvraging": asked}}},
        subject=insz,
        user=user,
    )
    return one_way(
        question, lambda repliek: read_at(Vervangingsinkomen, repliek, _PATH)
    )


def _months(period: InMonths) -> dict[str, Any]:
    begin, end = closed_months(None, period)
    return {"MaandBegin": begin, "MaandEinde": end}


def _situation(situation: date | str | None) -> dict[str, Any] | None:
    if situation is None:
        return None
    if isinstance(situation, date):
        return {"Datum": situation}
    if situation != LAST:
        raise InvalidRequest("situation: expected a day, or `last`")
    return {"LaatsteSituatie": "1"}


def _activation(
    period: InMonths | None, kind: ActivationKind | str | None
) -> dict[str, Any] | None:
    if period is None and kind is None:
        return None
    if period is None or kind is None:
        raise InvalidRequest("activation and activation_kind: go together")
    try:
        chosen = ActivationKind(kind)
    except ValueError as error:
        raise InvalidRequest(f"activation_kind: {error}") from error
    return {**_months(period), "TypeUitkering": chosen.value}
