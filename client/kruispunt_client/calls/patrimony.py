"""
Situations of ownership, as the KSZ tells them: who holds which right in which parcel.

Source: `ksz-patrimonyservice-v1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from kruispunt_client.calls.cadastre_codes import (
    RightKind,
)
from kruispunt_client.calls.patrimony_parcel import (
    CodeDescription,
    Parcel,
)
from kruispunt_client.calls.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketValue:
    """The market value that was worked out; euros."""

    on: Annotated[date | None, Wire("date")]
    min: Decimal | None
    max: Decimal | None
    average: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalDate:
    """Period for the taxes: each end a date, or a year where no more is known."""

    begin: str | None
    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """Number of the situation, of those before it and of those after it."""

    current: int
    previous: Annotated[tuple[int, ...], Wire("previous/id")]
    next: Annotated[tuple[int, ...], Wire("next/id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDate:
    """Period by law."""

    begin: date | None
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDate:
    """When the cadastre wrote it down and struck it out."""

    begin: datetime | None
    end: datetime | None
    cancel: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Since when, under which number, and for how much."""

    situation: CodeDescription[str] | None
    doubtful_right: int | None
    calculated_market_value: MarketValue | None
    fiscal_date: FiscalDate | None
    identifiers: Identifiers
    legal_date: LegalDate | None
    version_date: VersionDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Exactly one kind; a community has exactly two members."""

    individual: str | None
    community: Annotated[tuple[str, ...], Wire("community/ssin")]
    business: str | None
    association: Annotated[tuple[str, ...], Wire("association/ssin")]
    anonymous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyRight:
    """
    One right and its share; `expired_date`, a date or a year, is the end that the
    deed sets.
    """

    type: CodeDescription[RightKind]
    fract_num: int
    fract_denom: int
    part: bool | None
    part_surface: bool | None
    surface: int | None
    expired_date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who holds which rights together."""

    owners: Owners
    rights: Annotated[tuple[PropertyRight, ...], Wire("rights/right")]
    other_co_owner: str | None
    managed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One parcel with one set of owners during one period."""

    parcel: Parcel
    state: State
    parties: Annotated[tuple[Party, ...], Wire("parties/party")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A cadastral division."""

    number: str
    location: str | None
