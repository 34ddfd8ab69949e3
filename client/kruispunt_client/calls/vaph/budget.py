"""Personal budgets in a file at the VAPH, and the plans behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.vaph.parts import Bedrag, CodeEnOmschrijving, Overeenkomst
from kruispunt_client.calls.wire import Wire


class Regime(Enum):
    """Part-time or full-time."""

    PART_TIME = "DEELTIJDS"
    FULL_TIME = "VOLTIJDS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activiteit:
    """An activity by day."""

    regime: Regime | None
    toelichting: str | None
    type: CodeEnOmschrijving | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jaarbudget:
    """The budget of a year."""

    budgethoogte: Bedrag | None
    einddatum: date | None
    jaar: int | None
    saldo_budget: Bedrag | None
    startdatum: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pab:
    """A personal assistance budget."""

    budgetcategorie: CodeEnOmschrijving | None
    activiteiten: Annotated[
        tuple[Activiteit, ...], Wire("dagbesteding/activiteiten/activiteitenItem")
    ]
    """How the days are spent."""
    einddatum: date | None
    jaarbudgetten: Annotated[
        tuple[Jaarbudget, ...], Wire("jaarbudgetten/jaarbudgettenItem")
    ]
    nood_aan_toezicht: bool | None
    overeenkomsten: Annotated[
        tuple[Overeenkomst, ...], Wire("overeenkomsten/overeenkomstenItem")
    ]
    startdatum: date | None
    tekorten_huidige_ondersteuning: str | None
    vraag_motivering_meerwaarde: str | None
    vraag_ondersteuningsplan: str | None
    werkkapitaal: Bedrag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pvb:
    """A personal budget for care and support."""

    budgetcategorie: CodeEnOmschrijving | None
    jaarbudgetten: Annotated[
        tuple[Jaarbudget, ...], Wire("jaarbudgetten/jaarbudgettenItem")
    ]
    overeenkomsten: Annotated[
        tuple[Overeenkomst, ...], Wire("overeenkomsten/overeenkomstenItem")
    ]
    startdatum: date | None
    terugvorderbaar_voorschot: Bedrag | None
    toegewezen_zorgpunten: Bedrag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budgets that were granted."""

    pab: Pab | None
    pvb: Pvb | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ondersteuningsfunctie:
    """A kind of support that is asked for."""

    eenheid: str | None
    frequentie: str | None
    functie: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ondersteuningsvraag:
    """A question for support."""

    gevraagde_budgetcategorie: CodeEnOmschrijving | None
    ondersteuningsfuncties: Annotated[
        tuple[Ondersteuningsfunctie, ...],
        Wire("ondersteuningsfuncties/ondersteuningsfunctiesItem"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ondersteuningsplan:
    """A plan of support."""

    dringende_vraag: Ondersteuningsvraag | None
    gewone_vraag: Ondersteuningsvraag | None
    verzendingsdatum: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersoonsvolgendBudget:
    """Budgets and the questions for them."""

    budget: Budget | None
    in_afwachting_van_budget_of_extra_budget: bool | None
    ondersteuningsplannen: Annotated[
        tuple[Ondersteuningsplan, ...],
        Wire("ondersteuningsplannen/ondersteuningsplannenItem"),
    ]
