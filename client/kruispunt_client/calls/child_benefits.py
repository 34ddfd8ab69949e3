"""ChildBenefitsService v1 of the KSZ: family benefits, of five sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.coded import members
from kruispunt_client.calls.handicap import LocalizedText
from kruispunt_client.calls.ksz_status import SourceStatus
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import InMonth, InMonths, months
from kruispunt_client.calls.wire import Wire, read
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month


class BenefitSource(Enum):
    """Who has a file: the federal register of before 2019, or a region."""

    FEDERAL = "FEDERAL"
    BRUSSELS = "BRUSSELS"
    FLANDERS = "FLANDERS"
    WALLONIA = "WALLONIA"
    EAST_BELGIUM = "EASTBELGIUM"


class PaymentCategory(Enum):
    """What is paid for a month; the list is open."""

    BASIC = "BASIC"
    CHILD_BENEFIT = "CHILD_ALLOWANCE"
    """Of the older laws."""
    CHILD_CARE = "CHILD_CARE"
    TODDLER = "TODDLER"
    SUPPORT = "SUPPORT"
    SCHOOL_ALLOWANCE = "OTHER_PARTICIPATION"
    SCHOOL_BONUS = "UNIVERSAL_PARTICIPATION"
    FOSTER_CARE = "FOSTER_CARE"
    SPECIFIC_NEED = "SPECIAL_CARE"
    ORPHAN = "ORPHAN_CARE"
    SOCIAL = "SOCIAL"


class BonusCategory(Enum):
    """What is paid once; the list is open."""

    BIRTH = "BIRTH"
    ADOPTION = "ADOPTION"
    BIRTH_IN_ADVANCE = "PRE_PAYMENT_BIRTH"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildBenefitsFund:
    """Who pays: by enterprise number, or by the code of an old federal fund."""

    enterprise_number: str | None
    code: str | None
    """Three digits."""
    description: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitBonus:
    """What was paid once."""

    payment_date: date
    category: Annotated[BonusCategory | str, Wire("category/code")]
    description: Annotated[tuple[LocalizedText, ...], Wire("category/description")]
    beneficiaries: Annotated[tuple[str, ...], Wire("beneficiaries/beneficiary")]
    """SSIN of who was paid, with a child; at most two. Empty with a beneficiary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPeriod:
    """Months for which something of one category was paid."""

    begin_month: Month
    end_month: Month | None
    """None: it goes on."""
    category: Annotated[PaymentCategory | str, Wire("category/code")]
    description: Annotated[tuple[LocalizedText, ...], Wire("category/description")]
    beneficiaries: Annotated[tuple[str, ...], Wire("beneficiaries/beneficiary")]
    """SSIN of who was paid, with a child; at most two. Empty with a beneficiary."""

    def covers(self, month: Month) -> bool:
        """Whether it was paid for a month."""
        return self.begin_month <= month and (
            self.end_month is None or month <= self.end_month
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitActor:
    """A child, or somebody who was paid, with what was paid."""

    ssin: str
    bonuses: Annotated[tuple[BenefitBonus, ...], Wire("bonuses/bonus")]
    payment_periods: Annotated[
        tuple[PaymentPeriod, ...], Wire("paymentPeriods/paymentPeriod")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitFile:
    """One file. In a Flemish one who was paid stands with each payment of the child."""

    child_benefits_fund: ChildBenefitsFund
    file_number: str | None
    entitled_person_ssin: str | None
    """Federal files only."""
    beneficiaries: Annotated[
        tuple[BenefitActor, ...], Wire("beneficiaries/beneficiary")
    ]
    """Who was paid, in files that are not Flemish."""
    children: Annotated[tuple[BenefitActor, ...], Wire("children/child")]
    """For whom was paid; one child in a Flemish file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitResult:
    """What one source said."""

    authentic_source: BenefitSource
    status: SourceStatus
    files: Annotated[tuple[BenefitFile, ...], Wire("files/file")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildBenefits:
    """Every source that was asked."""

    results: Annotated[
        tuple[BenefitResult, ...], Wire("results/resultByAuthenticSource")
    ]

    def of(self, source: BenefitSource) -> BenefitResult | None:
        """Give what one source said; None if it was not asked."""
        return next((r for r in self.results if r.authentic_source is source), None)


def child_benefits(
    ssin: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    sources: Iterable[BenefitSource | str] = (BenefitSource.FLANDERS,),
    user: str | None = None,
) -> Call[ChildBenefits]:
    """
    Ask each source apart for the family benefits of a child, or of who was paid.

    Via `ksz` ChildBenefitsService v1, consultFilesBySsin.

    Args:
        ssin: Of the child, or of who was paid.
        on: One month, or a day in it; or `period`.
        period: First and last month; None as the last: until this month.
        sources: Whom to ask; ask no more than you need.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A result per source, also of one that failed (`complete` is False then); `data`
        is None when no source has anything.

    Raises:
        InvalidRequest: A month or source is unknown, or no source is named.

    Source: `ksz-childbenefits-v1`.
    """
    begin, end = months(on, period)
    asked = members("sources", BenefitSource, sources)
    if not asked:
        raise InvalidRequest("sources: name at least one")
    question = Question(
        service="ChildBenefitsService",
        version="v1",
        operation="consultFilesBySsin",
        content={
            "ssin": ssin,
            "period": {"beginMonth": begin, "endMonth": end},
            "authenticSources": {"authenticSource": [each.value for each in asked]},
        },
        subject=ssin,
        user=user,
    )
    return one_way(question, lambda response: read(ChildBenefits, response))
