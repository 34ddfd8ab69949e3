"""
What the RVA holds about an unemployed person.

One fact stands once: sums per month are added up from the payments; a payment takes
daily amount, nature and regime from the right that holds in its month unless it has its
own; a sanction that keeps somebody from a right is the one in the history of sanctions;
the scale of an activation is its phase.

Nothing is known before it is decided or paid: see the `decided`, `paid_on` and
`checked` days. Amounts are in euros; the wire has eurocent.

Source: contract sheet `ksz-unemploymentdata-v3`; `_code-lists` 7.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from kruispunt_simulator.people.base import (
    FOREVER,
    Amount,
    Dated,
    Number,
    OpenPeriod,
    Section,
    YearMonth,
)

NATURES: Final = MappingProxyType(
    {
        0: ("niet vergoedbaar", "non indemnisable"),
        1: ("volledig werkloos, voltijds", "chômage complet, temps plein"),
        2: ("tijdelijk werkloos, voltijds", "chômage temporaire, temps plein"),
        3: ("volledig werkloos, vrijwillig deeltijds", "complet, temps partiel"),
        4: ("tijdelijk werkloos, vrijwillig deeltijds", "temporaire, temps partiel"),
        5: ("deeltijds met inkomensgarantie", "temps partiel avec garantie"),
        6: ("deeltijds, enkel vergoed bij tijdelijke werkloosheid", "temps partiel"),
        8: ("rechten uit een ander land van de EER", "droits d'un autre pays de l'EEE"),
        9: ("brugpensioen, voltijds", "prépension, temps plein"),
        10: ("brugpensioen, deeltijds", "prépension, temps partiel"),
        11: ("opleiding of leertijd", "formation ou apprentissage"),
        12: ("beschutte werkplaats", "atelier protégé"),
        15: ("oudere grensarbeider", "travailleur frontalier âgé"),
        16: ("verhoogde uitkering, laatste maand opleiding", "allocation majorée"),
        17: ("verhoogde uitkering, laatste maand opleiding", "allocation majorée"),
        18: ("halftijds brugpensioen", "prépension à mi-temps"),
        21: ("jeugdvakantie", "vacances jeunes"),
        22: ("seniorvakantie", "vacances seniors"),
        31: ("deeltijdse opleiding", "formation à temps partiel"),
        **dict.fromkeys(
            range(34, 40),
            ("vrijwillig deeltijds met toeslag", "temps partiel avec complément"),
        ),
        40: ("vestigingsuitkering", "allocation d'établissement"),
        **dict.fromkeys(
            range(44, 50),
            ("volledig werkloos met toeslag", "chômage complet avec complément"),
        ),
        57: ("deeltijds met inkomensgarantie sinds 2005", "garantie depuis 2005"),
    }
)
"""
Every nature of unemployment, in Dutch and French.

Source: `_code-lists` 7, in our own words.
"""

FULL_OR_GUARANTEE: Final = frozenset({1, 3, 5, *range(34, 40), *range(44, 50), 57})
"""
Natures of full unemployment and of work with an income guarantee.

Source: `_code-lists` 7; that the supplements of 34..39 and 44..49 count as what they
supplement is our choice, because their meaning says so.
"""


def _in_halves(value: Decimal) -> Decimal:
    if value * 2 % 1:
        raise ValueError(f"{value} does not go in steps of a half")
    return value


def _is_known(nature: int) -> int:
    if nature not in NATURES:
        raise ValueError(f"{nature} is no nature of unemployment")
    return nature


Halves = Annotated[Number, AfterValidator(_in_halves)]
Cents = Annotated[Amount, Field(ge=0, lt=100_000)]
"""Euros, never negative, less than what the wire has room for."""
Nature = Annotated[int, AfterValidator(_is_known)]
"""A key of `NATURES`."""
Regime = Annotated[Halves, Field(ge=1, le=12)]
Code = Annotated[int, Field(ge=1, le=99)]
Weeks = Annotated[int, Field(ge=1, le=999)]
ScaleCode = Annotated[str, Field(min_length=1, max_length=10)]
Text = Annotated[str, Field(min_length=1, max_length=256)]


class Described(Section):
    """A code of the RVA with what it means."""

    value: str = Field(min_length=1, max_length=9)
    nl: Text
    fr: Text | None = None


class AdmissibilityArticle(Described):
    """An article on who may have a right."""

    value: str = Field(min_length=1, max_length=11)


class IndemnisabilityArticle(Described):
    """An article on what is paid."""

    value: str = Field(min_length=1, max_length=6)


class Articles(Section):
    """The articles of the law that a decision rests on."""

    admissibility: tuple[AdmissibilityArticle, ...] = Field(default=(), max_length=6)
    indemnisability: tuple[IndemnisabilityArticle, ...] = Field(
        default=(), max_length=6
    )


class Decision(Section):
    """Who decided, under which number, and since when that is known."""

    decided: date
    office: int = Field(ge=1, le=999)
    number: str | None = Field(default=None, min_length=1, max_length=15)


class Scale(Section):
    """The scale of a benefit."""

    code: ScaleCode
    articles: Articles = Articles()


class Right(Dated):
    """A right to benefits, from a day until another, as one decision gives it."""

    decision: Decision
    daily_amount: Cents = Field(gt=0)
    """What one whole benefit is worth, in theory."""
    nature: Nature
    scale: Scale
    family_state: Literal["SOLITARY", "COHABITING", "HOUSEHOLDER"] | None = None
    regime: Regime | None = None
    ground: Literal["UNEMPLOYMENT_ALLOCATION", "INSERTION_ALLOCATION"] | None = None
    """Earlier work, or the time after school."""
    expected_end: date | None = None
    """When the right ends in theory; it may end earlier."""
    self_employment_supplement: bool | None = None


class Reprieve(Section):
    """Weeks of a sanction that need not be served."""

    since: date
    weeks: Weeks


class Sanction(Section):
    """A time without benefits, of a number of weeks or until a day, or without end."""

    decision: Decision
    code: Described
    begin: date = Field(alias="from")
    end: date | None = Field(default=None, alias="until")
    weeks: Weeks | None = None
    reprieve: Reprieve | None = None
    articles: Articles = Articles()
    trigger: date | None = None
    """Day of what it is for."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.begin:
            raise ValueError(f"ends on {self.end}, before it begins on {self.begin}")
        return self

    @property
    def last_day(self) -> date:
        """
        Give the last day without benefits; `FOREVER` where there is no end.

        Source: our choice for a reprieve: its weeks are not served.
        """
        if self.end is not None:
            return self.end
        if self.weeks is None:
            return FOREVER
        served = self.weeks - (self.reprieve.weeks if self.reprieve else 0)
        return self.begin + timedelta(weeks=served, days=-1)


class EndOfRight(Section):
    """Benefits are over: excluded by decision, or the right came to its end."""

    kind: Literal["exclusion", "rights_end"]
    decision: Decision
    begin: date = Field(alias="from")
    articles: Articles = Articles()
    trigger: date | None = None


class Warned(Section):
    """A warning instead of a sanction."""

    decision: Decision
    code: Described


class CalendarDays(Section):
    """Days of a month that are marked alike."""

    first: int = Field(ge=1, le=31)
    last: int = Field(ge=1, le=31)
    code: int = Field(ge=0, le=99)
    nl: Text | None = None
    detail: Code | None = None
    detail_nl: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"{self.last} comes before {self.first}")
        return self


class Payment(Section):
    """What one payment body paid for one month, for one nature."""

    month: YearMonth
    body: str = Field(min_length=1, max_length=48)
    """Payment body: a trade union or the public fund."""
    paid_on: date
    paid: Cents
    approved: Cents | None = None
    """By the RVA; told from the day it has looked."""
    benefits: Halves | None = Field(default=None, ge=0, le=Decimal("99.5"))
    """Number of whole benefits."""
    provisional_on: date | None = None
    checked: date | None = None
    """When the RVA was ready with it."""
    daily_amount: Cents | None = None
    nature: Nature | None = None
    regime: Regime | None = None
    calendar: tuple[CalendarDays, ...] = ()

    @model_validator(mode="after")
    def _in_the_order_of_the_work(self) -> Self:
        days = [self.paid_on, self.provisional_on, self.checked]
        known = [day for day in days if day is not None]
        if known != sorted(known):
            raise ValueError("paid, then approved for the time being, then checked")
        if (self.approved is None) != (len(known) == 1):
            raise ValueError("approved goes with provisional_on or checked")
        return self

    def status(self, today: date) -> str:
        """Tell how far the RVA is with it: a value of `dossierStatus`."""
        if self.checked is not None and self.checked <= today:
            return "COMPLETED"
        if self.provisional_on is not None and self.provisional_on <= today:
            return "PROVISIONAL"
        return "NOT_STARTED"


class Employer(Section):
    """Where somebody works with an activation allowance."""

    enterprise_number: str = Field(pattern=r"^[01][0-9]{9}$")
    business_unit_number: str | None = Field(default=None, pattern=r"^[2-8][0-9]{9}$")
    entry_into_employment_date: date | None = None


class WorkingTime(Section):
    """Hundredths of an hour a week: of the worker, and of a full-time colleague."""

    mean_working_hours: int = Field(ge=0, le=9900)
    ref_mean_working_hours: int = Field(ge=0, le=9900)


class ActivationPayment(Section):
    """The activation allowance of one month."""

    month: YearMonth
    paid_on: date
    amount: Cents


class Activation(Dated):
    """A job with an activation allowance; its period is that of the phase."""

    decided: date
    scale: Scale
    employer: Employer
    working_time: WorkingTime | None = None
    for_50_and_over: bool = False
    """Whether it is the kind for workers of 50 and over."""
    payments: tuple[ActivationPayment, ...] = ()

    @model_validator(mode="after")
    def _one_payment_a_month(self) -> Self:
        months = [payment.month for payment in self.payments]
        if len(months) != len(set(months)):
            raise ValueError("two payments of one job for one month")
        return self


class Exemption(Dated):
    """Freedom from an obligation of the unemployed, such as for studies."""

    decision: Decision
    reason: Described
    region: Described | None = None
    job_shortage: bool | None = None
    """Whether it is for a profession that lacks people."""
    job: str | None = Field(default=None, max_length=50)


class WorkDisability(Dated):
    """A period in which the RVA takes somebody for disabled for work."""

    decided: date
    kind: Code


class Lawsuit(Section):
    """A lawsuit against the health insurance fund, and benefits meanwhile."""

    kind: Code
    nl: Text
    temporary_payment: OpenPeriod
    verdict: Literal["able", "disablement"] | None = None
    verdict_period: OpenPeriod | None = None
    verdict_on: date | None = None

    @model_validator(mode="after")
    def _verdict_is_whole(self) -> Self:
        parts = (self.verdict, self.verdict_period, self.verdict_on)
        if len({part is None for part in parts}) > 1:
            raise ValueError("a verdict has a kind, a period and a day")
        return self


class AvailabilityDecision(Section):
    """What the RVA thinks of how a young person looks for work."""

    decision: Decision
    category: Literal[
        "NEGATIVE",
        "POSITIVE",
        "DOUBLE POSITIVE",
        "ASSIMILED 1 POSITIVE",
        "ASSIMILED 2 POSITIVE",
    ]
    code: Described
    linked_code: Described | None = None
    late: bool | None = None


class Unemployment(Section):
    """The file of one person at the RVA."""

    rights: tuple[Right, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    ends: tuple[EndOfRight, ...] = ()
    warnings: tuple[Warned, ...] = ()
    payments: tuple[Payment, ...] = ()
    activations: tuple[Activation, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    disabilities: tuple[WorkDisability, ...] = ()
    no_earning_capacity: date | None = None
    """Since when the RVA holds that the person cannot earn."""
    lawsuit: Lawsuit | None = None
    availability: tuple[AvailabilityDecision, ...] = ()

    @model_validator(mode="after")
    def _every_payment_has_its_terms(self) -> Self:
        for payment in self.payments:
            self.terms(payment)
        return self

    def terms(self, payment: Payment) -> tuple[Decimal, int, Decimal | None]:
        """
        Give daily amount, nature and regime of a payment.

        Its own where it has them; else those of the latest right in its month.

        Raises:
            ValueError: Neither has an amount or a nature.
        """
        rights = [
            right
            for right in self.rights
            if f"{right.begin:%Y-%m}" <= payment.month
            and (right.end is None or payment.month <= f"{right.end:%Y-%m}")
        ]
        right = max(rights, key=lambda each: each.begin, default=None)
        amount, nature, regime = payment.daily_amount, payment.nature, payment.regime
        if right is not None:
            amount = right.daily_amount if amount is None else amount
            nature = right.nature if nature is None else nature
            regime = right.regime if regime is None else regime
        if amount is None or nature is None:
            raise ValueError(
                f"the payment for {payment.month} has no right in that month, so it "
                "needs its own daily_amount and nature"
            )
        return amount, nature, regime
