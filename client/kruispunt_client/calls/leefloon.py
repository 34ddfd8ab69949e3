"""
GeefLeefloonbedragen 02.00 and GeefLeefloonperiodes 02.00 of MAGDA: the living wage.

The public welfare centres (OCMW) pay it. Amounts come per year and per month; periods
come without amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.coded import Coded
from kruispunt_client.calls.living_wages import WageCategory
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import Days, days
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, PartialDate

YEARS_BACK = (0, 2, 3)
"""What the contract knows; 0: that year only."""


class BeneficiaryCategory(Enum):
    """Of the general law, which MAGDA does not publish: inferred, so it may differ."""

    COHABITING = "1"
    SINGLE = "2"
    WITH_FAMILY = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class JaarTotaal:
    """What was paid of one kind in a year."""

    bedrag: Annotated[Decimal, Wire("Bedrag")]
    """Euros."""
    tweede_gerechtigde: Annotated[bool, Wire("TweedeGerechtigde")]
    """Whether a partner is entitled too."""
    aantal_maanden_zonder_toelage: Annotated[
        int | None, Wire("AantalMaandenZonderToelage")
    ]
    """0 to 12; a family supplement has none."""
    maximum_leefloon_gekregen: Annotated[bool | None, Wire("MaximumLeefloonGekregen")]
    """A family supplement has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitkering:
    """What was paid for a period in a month."""

    id: Annotated[int, Wire("ID")]
    """Number of the period in the month."""
    bedrag: Annotated[Decimal, Wire("Bedrag")]
    """Euros."""
    begin: Annotated[PartialDate, Wire("Periode/Begin")]
    einde: Annotated[PartialDate | None, Wire("Periode/Einde")]
    begunstigde: Annotated[str, Wire("Begunstigde/INSZ")]
    categorie: Annotated[
        BeneficiaryCategory | str | None, Wire("Begunstigde/Categorie")
    ]
    partner: Annotated[str | None, Wire("Partner/INSZ")]
    """INSZ of the second entitled person, if that is told."""
    tweede_gerechtigde: Annotated[bool | None, Wire("Partner/TweedeGerechtigde")]
    """In its place: whether there is one."""
    ocmw: Annotated[str, Wire("OCMW/Ondernemingsnummer")]
    bestand: Annotated[str, Wire("OCMW/Bestand")]
    """File at the centre."""
    suffix: Annotated[int, Wire("OCMW/Suffix")]
    maximum_leefloon_gekregen: Annotated[bool | None, Wire("MaximumLeefloonGekregen")]
    """A family supplement has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaandUitkeringen:
    """What was paid of one kind in a month."""

    laatste_uitbetaling: Annotated[bool, Wire("LaatsteUitbetaling")]
    """Whether it is the last payment."""
    perioden: Annotated[
        tuple[Uitkering, ...],
        Wire("LeefloonPeriode", "EquivalentLeefloonPeriode", "KinderbijslagPeriode"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maand:
    """What was paid in a month, by kind."""

    jaar_maand: Annotated[Month, Wire("JaarMaand")]
    leefloon: Annotated[MaandUitkeringen | None, Wire("LeefloonPerPeriode")]
    equivalent_leefloon: Annotated[
        MaandUitkeringen | None, Wire("EquivalentLeefloonPerPeriode")
    ]
    kinderbijslag: Annotated[MaandUitkeringen | None, Wire("KinderbijslagPerPeriode")]
    """Family supplement of the centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JaarTotalen:
    """What was paid in a year, by kind."""

    jaar: Annotated[int, Wire("Jaar")]
    leefloon: Annotated[JaarTotaal | None, Wire("Leefloon")]
    equivalent_leefloon: Annotated[JaarTotaal | None, Wire("EquivalentLeefloon")]
    kinderbijslag: Annotated[JaarTotaal | None, Wire("Kinderbijslag")]
    """Family supplement of the centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leefloonbedrag:
    """One year."""

    jaar: Annotated[int, Wire("Jaar")]
    uitbetaling: Annotated[bool | None, Wire("Uitbetaling/_value_1")]
    """Whether anything was paid."""
    beschrijving: Annotated[str | None, Wire("Uitbetaling/Beschrijving")]
    begunstigden: Annotated[tuple[str, ...], Wire("Begunstigden/Begunstigde")]
    """INSZ of who is entitled."""
    jaarlijks: Annotated[JaarTotalen | None, Wire("Tegemoetkoming/Jaarlijks")]
    maandelijks: Annotated[tuple[Maand, ...], Wire("Tegemoetkoming/Maandelijks/Maand")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leefloonbedragen:
    """The years that were asked, the newest first."""

    jaren: Annotated[tuple[Leefloonbedrag, ...], Wire("Leefloonbedrag")]

    def of(self, year: int) -> Leefloonbedrag | None:
        """Give one year; None if it was not asked."""
        return next((each for each in self.jaren if each.jaar == year), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leefloonperiode:
    """One period; what is not authorised is None."""

    insz: Annotated[str, Wire("INSZ")]
    ocmw: Annotated[str | None, Wire("OCMW")]
    """Enterprise number of the centre."""
    begin: Annotated[PartialDate | None, Wire("Periode/Begin")]
    einde: Annotated[PartialDate | None, Wire("Periode/Einde")]
    categorie: Annotated[Coded[WageCategory] | None, Wire("Categorie")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leefloonperiodes:
    """Periods of the living wage."""

    datum_begin: Annotated[PartialDate | None, Wire("DatumBegin")]
    datum_einde: Annotated[PartialDate | None, Wire("DatumEinde")]
    """What was asked."""
    perioden: Annotated[tuple[Leefloonperiode, ...], Wire("Leefloonperiode")]


def leefloonbedragen(
    insz: str,
    year: int,
    *,
    years_back: int = 0,
    current: bool = False,
    user: str | None = None,
) -> Call[Leefloonbedragen]:
    """
    Ask what the welfare centres paid a person in a year.

    Via `wiv` or `magda` GeefLeefloonbedragen 02.00.

    Args:
        insz: Of the person.
        year: Which year.
        years_back: As many years before it too: 0, 2 or 3.
        current: Mean the running year, whatever `year` is (`@Huidig`; what it does is
            not published).
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The years, also those in which nothing was paid; `data` is None when no centre
        has a file.

    Raises:
        InvalidRequest: The year has not four digits, or `years_back` is something else.

    Source: `magda-geefleefloonbedragen-02.00`.
    """
    if not (isinstance(year, int) and 1000 <= year < 3000):
        raise InvalidRequest("year: expected four digits, such as 2026")
    if years_back not in YEARS_BACK:
        raise InvalidRequest("years_back: the contract knows 0, 2 and 3")
    criteria = {
        "INSZ": insz,
        "Jaar": {"_value_1": str(year), "Huidig": "1" if current else "0"},
        "AantalJaarTerug": str(years_back) if years_back else None,
    }
    question = Question(
        service="GeefLeefloonbedragen",
        version="02.00.0000",
        operation="GeefLeefloonbedragen",
        content={"Inhoud": {"Criteria": criteria}},
        subject=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/Leefloonbedragen"
    return one_way(question, lambda repliek: read_at(Leefloonbedragen, repliek, path))


def leefloonperiodes(
    insz: str,
    *,
    on: date | None = None,
    period: Days | None = None,
    user: str | None = None,
) -> Call[Leefloonperiodes]:
    """
    Ask in which periods a person had a living wage, without amounts.

    Via `wiv` or `magda` GeefLeefloonperiodes 02.00.

    Args:
        insz: Of the person.
        on: One day; or `period`.
        period: First and last day; None as the last: it goes on.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The periods; `data` is None when there are none.

    Raises:
        InvalidRequest: The dates do not fit together.

    Source: `magda-geefleefloonperiodes-02.00`.
    """
    begin, end = days(on, period)
    asked = {"Begin": str(begin), "Einde": None if end is None else str(end)}
    question = Question(
        service="GeefLeefloonperiodes",
        version="02.00.0000",
        operation="GeefLeefloonperiodes",
        content={"Inhoud": {"Criteria": {"INSZ": insz, "Periode": asked}}},
        subject=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/Leefloonperiodes"
    return one_way(question, lambda repliek: read_at(Leefloonperiodes, repliek, path))
