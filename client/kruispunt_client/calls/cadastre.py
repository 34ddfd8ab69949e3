"""
Situations of ownership, as MAGDA tells them: who holds which right in which parcel.

Source: `magda-zoekeigendomstoestanden-02.00`, `magda-geefeigendomstoestanden-02.00`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.cadastre_codes import (
    OwnerKind,
    RightKind,
)
from kruispunt_client.calls.cadastre_parcel import Perceel
from kruispunt_client.calls.cadastre_parties import (
    DagEnJaarPeriode,
    OnvolledigePeriode,
    Partijen,
    VersieMetAnnulatie,
)
from kruispunt_client.calls.coded import Coded
from kruispunt_client.calls.wire import Wire
from kruispunt_client.results import PartialDate


class PartijSoort(Enum):
    """What the parties of a right are."""

    GEMEENSCHAP = "Gemeenschap"
    """A couple that owns in community."""
    ONDERNEMING = "Onderneming"
    INDIVIDUEEL = "Individueel"


@dataclass(frozen=True, slots=True, kw_only=True)
class RechtSoort:
    """Which right."""

    code: Annotated[RightKind | str, Wire("Code/_value_1")]
    beschrijving: Annotated[str | None, Wire("Code/Beschrijving")]
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    oorsprong: Annotated[str | None, Wire("Omschrijving/Oorsprong")]
    taal: Annotated[str | None, Wire("Omschrijving/TaalCode")]
    afkorting: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartijId:
    """A party, by its number in `Partijen`."""

    partij_id: Annotated[int, Wire("_value_1")]
    woont_op_eigendom: bool | None
    """Whether it lives on the property; only when asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LijstId:
    """One PartijId, or two when a couple owns in community."""

    partijen: Annotated[tuple[PartijId, ...], Wire("PartijId")]
    type: PartijSoort


@dataclass(frozen=True, slots=True, kw_only=True)
class Verval:
    """When a right ends by its deed."""

    jaar: int | None
    datum: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aandeel:
    """A share: `teller` parts of `noemer`."""

    noemer: int
    teller: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recht:
    """One right and its share."""

    omschrijving: str | None
    type: RechtSoort | None
    verval: Verval | None
    """The end that the deed sets, such as that of a long lease."""
    aandeel: Aandeel | None
    niet_bepaald: bool | None
    afpaling: bool | None
    ca_niet_afgepaald: Annotated[int | None, Wire("CANietAfgepaald")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GestructureerdRecht:
    """Share of one party in percent: VE of the full ownership, VG of the usufruct."""

    partij_id: int
    omschrijving: str | None
    percentage_vg: Annotated[Decimal | None, Wire("Percentage_VG")]
    percentage_ve: Annotated[Decimal | None, Wire("Percentage_VE")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZakelijkRecht:
    """The rights of one owner, told in two ways."""

    ongestructureerd: Annotated[
        tuple[Recht, ...], Wire("Ongestructureerd/Rechten/Recht")
    ]
    """As the cadastre has them."""
    gestructureerd: Annotated[
        tuple[GestructureerdRecht, ...], Wire("Gestructureerd/Rechten/Recht")
    ]
    """As the Flemish tax administration worked them out; only when asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EigenaarRecht:
    """Who owns (`lijst_id`, or `anoniem`), as what, and with which rights."""

    lijst_id: LijstId | None
    anoniem: str | None
    type: Coded[OwnerKind] | None
    mede_eigenaars: str | None
    beheerder: str | None
    zakelijk_recht: ZakelijkRecht | None
    consessiehouder: str | None
    overleden_persoon: str | None
    clausule_id: Annotated[int | None, Wire("ClausuleID")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtikelInschrijving:
    """
    Article of the cadastral matrix in which the situation is entered, and the one
    before.
    """

    huidig: str
    voorgaand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MartkWaarde:
    """The market value that was worked out; euros. Spelled as on the wire."""

    berekende: Decimal | None
    datum_berekening: PartialDate | None
    minimale_waarde: Decimal | None
    maximale_waarde: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInformatie:
    """Which situation, since when, and for how much."""

    artikel_inschrijving: ArtikelInschrijving
    versie: VersieMetAnnulatie | None
    status_eigendom: Coded[str] | None
    periode_status: DagEnJaarPeriode | None
    periode_juridisch: OnvolledigePeriode | None
    dubieus: int | None
    eigendom_id: int
    """Its key: see `property_parcel`."""
    martk_waarde: MartkWaarde | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eigendomstoestand:
    """
    One parcel with one set of owners during one period.

    Whenever an owner or a right changes, another situation with another key begins.
    """

    status_informatie: StatusInformatie
    perceel: Perceel
    eigenaars_rechten: Annotated[
        tuple[EigenaarRecht, ...], Wire("EigenaarsRechten/EigenaarRecht")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eigendom:
    """
    What is held: the parties, and the situations of ownership that refer to them by
    PartijId.
    """

    partijen: Partijen | None
    eigendomstoestanden: Annotated[
        tuple[Eigendomstoestand, ...], Wire("Eigendomstoestanden/Eigendomstoestand")
    ]
