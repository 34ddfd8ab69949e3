"""GeefInschrijvingWerkzoekende 01.00: job seekers at the four regional services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.coded import members
from kruispunt_client.calls.ksz_status import SourceStatus
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import Days, days
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import StatusValue

_INNER = "Antwoorden/Antwoord/Inhoud/ConsultContactAndInscriptionResponse"


class EmploymentService(Enum):
    """A public employment service."""

    ACTIRIS = "ACTIRIS"
    """Brussels."""
    VDAB = "VDAB"
    """Flanders."""
    FOREM = "FOREM"
    """Wallonia."""
    ADG = "ADG"
    """German-speaking community."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a code means, in one language."""

    text: Annotated[str, Wire("_value_1")]
    language: str
    """NL, FR or DE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of job seekers; what the codes mean is not published as a list."""

    code: str
    """Three digits, at a service after its name: `VDAB000`."""
    description: tuple[Description, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """One registration."""

    inception_timestamp: datetime
    category_neo: Annotated[tuple[Category, ...], Wire("categoryNEO")]
    """As the federal employment office has it."""
    category_pes: Annotated[tuple[Category, ...], Wire("categoryPES")]
    """As the service has it."""
    eurostat_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BelgianAddress:
    """An address in Belgium."""

    postal_code: str
    city_name: str
    city_code: str | None
    street_name: str
    street_code: str | None
    house_number: str | None
    box_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNumber:
    """A telephone number."""

    number: Annotated[str, Wire("_value_1")]
    fix: bool | None
    """Not a mobile one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How the person can be reached."""

    belgian_address: BelgianAddress | None
    foreign_address: str | None
    phone_number: tuple[PhoneNumber, ...]
    email_address: str | None
    update_timestamp: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResult:
    """What one service said."""

    source: EmploymentService
    status: SourceStatus
    contact: Annotated[Contact | None, Wire("result/contact")]
    inscriptions: Annotated[
        tuple[Inscription, ...], Wire("result/inscriptions/inscription")
    ]

    @property
    def registered(self) -> bool | None:
        """
        Whether the person is a job seeker there; None: the service did not say.

        Source: Protocol WiV–Wonen in Limburg art. 3 (VDAB): the yes or no that is there
        for who may see no more.
        """
        if self.status.value is StatusValue.DATA_FOUND:
            return True
        return False if self.status.value is StatusValue.NO_DATA_FOUND else None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeekerInscriptions:
    """Every service that was asked."""

    results: Annotated[tuple[ServiceResult, ...], Wire("results/pes")]

    def of(self, service: EmploymentService) -> ServiceResult | None:
        """Give what one service said; None if it was not asked."""
        return next((r for r in self.results if r.source is service), None)


def job_seeker_inscriptions(
    insz: str,
    *,
    period: Days | None = None,
    services: Iterable[EmploymentService | str] = (EmploymentService.VDAB,),
    user: str | None = None,
) -> Call[JobSeekerInscriptions]:
    """
    Ask whether a person is registered as a job seeker, and how.

    Via `wiv` or `magda` GeefInschrijvingWerkzoekende 01.00.

    Args:
        insz: Of the person.
        period: First and last day (None: open); None: the present registrations.
        services: Whom to ask; ask no more than you need.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A result per service; `data` is None when no service knows a registration.

    Raises:
        InvalidRequest: Nothing is asked, a service is unknown, or the period ends
            before it begins.

    Source: `magda-geefinschrijvingwerkzoekende-01.00`.
    """
    asked = members("services", EmploymentService, services)
    if not asked:
        raise InvalidRequest("services: ask at least one")
    criteria: dict[str, Any] = {
        "ssin": insz,
        "period": None,
        "publicEmploymentServices": {
            "publicEmploymentService": [service.value for service in asked]
        },
    }
    if period is not None:
        begin, end = days(None, period)
        criteria["period"] = {"beginDate": begin, "endDate": end}
    question = Question(
        service="GeefInschrijvingWerkzoekende",
        version="01.00.0000",
        operation="GeefInschrijvingWerkzoekende",
        content={"Criteria": criteria},
        subject=insz,
        user=user,
    )
    return one_way(
        question, lambda repliek: read_at(JobSeekerInscriptions, repliek, _INNER)
    )
