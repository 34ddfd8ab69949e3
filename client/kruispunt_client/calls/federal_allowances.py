"""FamilyAllowancesConsultationService v1 of the KSZ: federal files of before 2019."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import InMonth, InMonths, months
from kruispunt_client.calls.wire import Wire, read


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPaid:
    """Days for which was paid."""

    begin_date: date
    end_date: date | None
    """None: it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusPaid:
    """A bonus, paid once."""

    payment_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who was paid."""

    ssin: str
    type: int
    """1 or 2; what they mean is not published."""
    payment_periods: Annotated[tuple[DaysPaid, ...], Wire("paymentPeriod")]
    birth_bonuses: Annotated[tuple[BonusPaid, ...], Wire("birthBonus")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryChild:
    """A child for whom was paid."""

    ssin: str
    payment_periods: Annotated[tuple[DaysPaid, ...], Wire("paymentPeriod")]
    adoption_bonuses: Annotated[tuple[BonusPaid, ...], Wire("adoptionBonus")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CadafDossier:
    """One file of the cadastre of family allowances."""

    cbf_fund_id: Annotated[str, Wire("cadafID/cbfFundID")]
    """Three digits: who pays."""
    office_nbr: Annotated[str, Wire("cadafID/officeNbr")]
    dossier_id: Annotated[str, Wire("cadafID/dossierID")]
    entitled_person: Annotated[str, Wire("actorList/entitledPerson/ssin")]
    """SSIN of who opened the right."""
    recipients: Annotated[
        tuple[Recipient, ...], Wire("actorList/recipientList/recipient")
    ]
    children: Annotated[
        tuple[BeneficiaryChild, ...],
        Wire("actorList/beneficiaryChildList/beneficiaryChild"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FederalAllowances:
    """Every file about the person."""

    dossiers: Annotated[tuple[CadafDossier, ...], Wire("cadafDossier")]


def federal_allowances(
    ssin: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    user: str | None = None,
) -> Call[FederalAllowances]:
    """
    Ask for the federal family allowances of before 2019.

    Via `ksz` FamilyAllowancesConsultationService v1, familyAllowancesConsult.

    Args:
        ssin: Of the child, or of who was paid.
        on: One month, or a day in it; or `period`.
        period: First and last month; None as the last: until this month.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The files; `data` is None when there are none.

    Raises:
        InvalidRequest: A month is none, or the period ends before it begins.

    Source: `ksz-familyallowances-v1`.
    """
    begin, end = months(on, period)
    question = Question(
        service="FamilyAllowancesConsultationService",
        version="v1",
        operation="familyAllowancesConsult",
        content={
            "ssin": ssin,
            "searchPeriod": {"beginDate": begin, "endDate": end},
        },
        subject=ssin,
        user=user,
    )
    return one_way(question, lambda response: read(FederalAllowances, response))
