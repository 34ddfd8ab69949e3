"""
GeefPensioenrechten 02.00 and GeefPensioen 02.00 of MAGDA: rights, and their payments.

Both tell the same of a right, so they share their classes; without payments is without
`betalingen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from kruispunt_client.calls.coded import Coded, members
from kruispunt_client.calls.pension_codes import (
    AdministrativeSituation,
    AdvantageCode,
    AdvantageType,
    EmployerType,
    FamilyCharge,
    Focus,
    HealthDeduction,
    HouseholdRate,
    IndexType,
    Payments,
    PensionType,
    Periodicity,
    Pillar,
)
from kruispunt_client.calls.question import Call, Period, Question, one_way
from kruispunt_client.calls.span import closed_days
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.results import Month, PartialDate

_DIGITS = {Pillar.FIRST: "1", Pillar.SECOND: "2", Pillar.BOTH: "3"}
"""1 was published; 2 and 3 are inferred from the KSZ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriekBetaling:
    """One payment as it was made."""

    datum_creatie: Annotated[PartialDate | None, Wire("DatumCreatie")]
    bedrag_bruto: Annotated[Decimal, Wire("BedragBruto")]
    """Euros."""
    bedrag_voorheffing: Annotated[Decimal, Wire("BedragVoorheffing")]
    """Euros on which tax is withheld."""
    percentage_voorheffing: Annotated[Decimal, Wire("PercentageVoorheffing")]
    maand_betaling: Annotated[Month, Wire("MaandBetaling")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriekBijdrage:
    """One contribution as it was withheld."""

    datum_creatie: Annotated[PartialDate | None, Wire("DatumCreatie")]
    bedrag: Annotated[Decimal, Wire("Bedrag")]
    """Euros."""
    maand_betaling: Annotated[Month, Wire("MaandBetaling")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscaleSituatie:
    """Who depends on the person, for the tax."""

    partner_ten_laste: Annotated[Coded[str] | None, Wire("PartnerTenLaste")]
    aantal_kinderen_ten_laste: Annotated[int | None, Wire("AantalKinderenTenLaste")]
    aantal_anderen_ten_laste: Annotated[int | None, Wire("AantalAnderenTenLaste")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BijdrageZiv:
    """The contribution to the health insurance."""

    bedrag_totaal: Annotated[Decimal, Wire("BedragTotaal")]
    """Euros."""
    inhouding: Annotated[Coded[HealthDeduction], Wire("Inhouding")]
    historiek: Annotated[
        tuple[HistoriekBijdrage, ...], Wire("HistoriekBijdragen/HistoriekBijdrage")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BijdrageSolidariteit:
    """The solidarity contribution."""

    bedrag_totaal: Annotated[Decimal, Wire("BedragTotaal")]
    """Euros."""
    percentage: Annotated[Decimal, Wire("PercentageSolidariteit")]
    historiek: Annotated[
        tuple[HistoriekBijdrage, ...], Wire("HistoriekBijdragen/HistoriekBijdrage")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Betaling:
    """What was paid for a month, or for several."""

    begin_maand: Annotated[Month, Wire("Referteperiode/BeginMaand")]
    einde_maand: Annotated[Month, Wire("Referteperiode/EindeMaand")]
    bedrag_bruto: Annotated[Decimal, Wire("Bedragen/BedragBruto")]
    """Euros."""
    bedrag_voorheffing: Annotated[Decimal, Wire("Bedragen/BedragVoorheffing")]
    """Euros on which tax is withheld."""
    herwaardering: Annotated[
        Coded[IndexType], Wire("CategorieHerwaardering/Herwaardering")
    ]
    herwaardering_bedrag: Annotated[Decimal, Wire("CategorieHerwaardering/Bedrag")]
    """The index."""
    historiek: Annotated[
        tuple[HistoriekBetaling, ...], Wire("HistoriekBetalingen/HistoriekBetaling")
    ]
    vakantiebedrag: Annotated[bool, Wire("Vakantiebedrag/_value_1")]
    """Whether it is holiday pay."""
    vakantiebedrag_beschrijving: Annotated[
        str | None, Wire("Vakantiebedrag/Beschrijving")
    ]
    anomalieen: Annotated[tuple[Coded[str], ...], Wire("Anomalieen/Anomalie")]
    fiscale_situatie: Annotated[FiscaleSituatie | None, Wire("FiscaleSituatie")]
    speciale_regels: Annotated[
        tuple[Coded[str], ...], Wire("SpecialeRegels/SpecialeRegel")
    ]
    bijdrage_ziv: Annotated[BijdrageZiv | None, Wire("Bijdragen/BijdrageZIV")]
    bijdrage_solidariteit: Annotated[
        BijdrageSolidariteit | None, Wire("Bijdragen/BijdrageSolidariteit")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recht:
    """One right to a pension."""

    datum_tijd_modificatie: Annotated[datetime | None, Wire("DatumTijdModificatie")]
    informatie_wijziging: Annotated[str | None, Wire("InformatieWijziging")]
    pijler: Annotated[str | None, Wire("Pijler")]
    """In words, such as `Eerste`."""
    dossier_id: Annotated[str | None, Wire("DossierId", "PensioenDossierId")]
    datum_begin_pensioen: Annotated[PartialDate | None, Wire("DatumBeginPensioen")]
    begin: Annotated[PartialDate | None, Wire("Periode/Begin")]
    einde: Annotated[PartialDate | None, Wire("Periode/Einde")]
    """None: open."""
    categorie_voordeel: Annotated[
        Coded[AdvantageType] | None, Wire("CategorieVoordeel")
    ]
    voordeelcode: Annotated[
        Coded[AdvantageCode] | None, Wire("Voordeelcode", "CodeVoordeel")
    ]
    categorie_pensioen: Annotated[Coded[PensionType] | None, Wire("CategoriePensioen")]
    periodiciteit: Annotated[Coded[Periodicity] | None, Wire("Periodiciteit")]
    gezinstoestand: Annotated[
        Coded[HouseholdRate] | None, Wire("Gezinstoestand", "CodeGezin")
    ]
    gezinslast: Annotated[
        Coded[FamilyCharge] | None, Wire("Gezinslast", "CategorieGezinslast")
    ]
    categorie_werkgever: Annotated[
        Coded[EmployerType] | None, Wire("CategorieWerkgever")
    ]
    administratieve_situatie: Annotated[
        Coded[AdministrativeSituation] | None, Wire("AdministratieveSituatie")
    ]
    oorsprong: Annotated[str | None, Wire("Oorsprong")]
    """In words, such as `Nationaal`."""
    betalingen: Annotated[tuple[Betaling, ...], Wire("Betalingen/Betaling")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instelling:
    """Who pays, and which rights."""

    ondernemingsnummer: Annotated[str | None, Wire("Ondernemingsnummer")]
    naam: Annotated[str, Wire("Naam")]
    immatriculatienummer: Annotated[str | None, Wire("Immatriculatienummer")]
    rechten: Annotated[tuple[Recht, ...], Wire("Rechten/Recht")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pensioen:
    """The pensions of a person, by who pays them."""

    datum_tijd_modificatie: Annotated[datetime | None, Wire("DatumTijdModificatie")]
    insz: Annotated[str, Wire("INSZ")]
    instellingen: Annotated[tuple[Instelling, ...], Wire("Instellingen/Instelling")]


def pensioenrechten(
    insz: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    pillar: Pillar | str = Pillar.FIRST,
    language: str = "nl",
    user: str | None = None,
) -> Call[Pensioen]:
    """
    Ask for the rights of a person to a pension, without payments.

    Via `wiv` or `magda` GeefPensioenrechten 02.00.

    Args:
        insz: Of the person.
        on: One day; or `period`.
        period: First and last day.
        pillar: Which pensions; ask no more than you need.
        language: Of the descriptions, two letters.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The rights by who pays; `data` is None when there are none in the period.

    Raises:
        PersonNotRegistered: With code 40141 the register never had a file about the
            person: there is no pension. With others, an inscription is missing.
        InvalidRequest: The dates do not fit together, or the pillar is unknown.

    Source: `magda-geefpensioenrechten-02.00`.
    """
    criteria = _criteria(insz, closed_days(on, period), pillar)
    question = _question(
        "GeefPensioenrechten",
        {"Criteria": {**criteria, "Taal": language}},
        insz=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/Pensioenrechten"
    return one_way(question, lambda repliek: read_at(Pensioen, repliek, path))


def pensioen(
    insz: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    pillar: Pillar | str = Pillar.FIRST,
    payments: Payments | str = Payments.MINIMUM,
    focus: Focus | str = Focus.REFERENCE_PERIOD,
    language: str = "nl",
    user: str | None = None,
) -> Call[Pensioen]:
    """
    Ask for the rights of a person to a pension, with payments.

    Via `wiv` or `magda` GeefPensioen 02.00.

    Args:
        insz: Of the person.
        on: One day; or `period`.
        period: First and last day.
        pillar: Which pensions; ask no more than you need.
        payments: How much of the payments; likewise.
        focus: Whether the period is of what is paid for, or of the payments.
        language: Of the descriptions, two letters.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The rights by who pays; `data` is None when there are none in the period.

    Raises:
        PersonNotRegistered: With code 40141 the register never had a file about the
            person: there is no pension. With others, an inscription is missing.
        InvalidRequest: The dates do not fit together, or a name is unknown.

    Source: `magda-geefpensioen-02.00`.
    """
    criteria = _criteria(insz, closed_days(on, period), pillar)
    wanted = _wanted(payments, focus)
    question = _question(
        "GeefPensioen",
        {"Criteria": {**criteria, "GewensteInformatie": wanted}, "Taal": language},
        insz=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/Pensioen"
    return one_way(question, lambda repliek: read_at(Pensioen, repliek, path))


def _criteria(insz: str, asked: Period, pillar: Pillar | str) -> dict[str, Any]:
    begin, end = asked
    (which,) = members("pillar", Pillar, (pillar,))
    return {
        "INSZ": insz,
        "Periode": {"Begin": str(begin), "Einde": str(end)},
        "Pijler": _DIGITS[which],
    }


def _wanted(payments: Payments | str, focus: Focus | str) -> dict[str, Any]:
    (how_much,) = members("payments", Payments, (payments,))
    (of_what,) = members("focus", Focus, (focus,))
    if how_much is Payments.NONE:
        return {"EnkelRechten": "1"}
    least = how_much is Payments.MINIMUM
    by_reference = of_what is Focus.REFERENCE_PERIOD
    return {
        "RechtenMetBetalingen": {
            f"RechtenMet{'Minimum' if least else 'Maximum'}Betalingen": "1",
            f"ZoekOp{'Referte' if by_reference else 'Betalings'}periode": "1",
        }
    }


def _question(
    service: str, inhoud: dict[str, Any], *, insz: str, user: str | None
) -> Question:
    return Question(
        service=service,
        version="02.00.0000",
        operation=service,
        content={"Inhoud": inhoud},
        subject=insz,
        user=user,
    )
