"""
What the Flemish agency for persons with a disability (VAPH) holds about a person.

Keys and elements: `vaph_words.py`. Name, number and address of the person are those of
the registers and do not stand here. The codes are invented: VAPH publishes no list.

Source: contract sheet `magda-geefvolledigdossierhandicap-03.00`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from kruispunt_simulator.people.base import Number
from kruispunt_simulator.people.identity import FictitiousSsin
from kruispunt_simulator.people.vaph_words import Text, VaphSection


class CodeAndText(VaphSection):
    """The one pair of which both parts must be there."""

    code: Text
    text: Text


class CodeAndName(VaphSection):
    """A code with its name; either may be missing."""

    code: Text | None = None
    name: Text | None = None


class Budgeted(VaphSection):
    """Euros, care points, or both."""

    euro: Number | None = None
    points: Number | None = None


class Municipality(VaphSection):
    """A municipality by name, number of the statistics office, postal code."""

    name: Text | None = None
    nis_code: Text | None = None
    postal_code: Text | None = None


class Country(VaphSection):
    """A country by name and codes."""

    iso_code: Text | None = None
    name: Text | None = None
    nis_code: Text | None = None


class VaphAddress(VaphSection):
    """An address as VAPH writes it."""

    street: CodeAndName | None = None
    house_number: Text | None = None
    box_number: Text | None = None
    municipality: Municipality | None = None
    country: Country | None = None


class Provider(VaphSection):
    """Who gives care: an organisation, or a person."""

    name: Text | None = None
    recognition_number: Text | None = None
    cbe_number: Text | None = None
    ssin: FictitiousSsin | None = None
    address: VaphAddress | None = None


class Reporter(Provider):
    """A multidisciplinary team (mdt) that reports, and since when it may."""

    since: date | None = None
    until: date | None = None


class Report(VaphSection):
    """Who reported, and when the report was sent."""

    reporter: Reporter | None = None
    sent: date | None = None


class IqTest(VaphSection):
    """An intelligence test with its three results."""

    taken: date | None = None
    kind: Text | None = None
    performance: Number | None = None
    verbal: Number | None = None
    total: Number | None = None
    report: Report | None = None


class MotorLimitations(VaphSection):
    """Which limbs are limited, in words."""

    upper_left: Text | None = None
    upper_right: Text | None = None
    lower_left: Text | None = None
    lower_right: Text | None = None
    steps_300m: Text | None = None
    spine: Text | None = None
    report: Report | None = None


class Disorder(CodeAndName):
    """A disorder, and the report that found it."""

    report: Report | None = None


class SelfReliance(VaphSection):
    """Two scales of self-reliance."""

    barthel: Number | None = None
    elida: Number | None = None
    report: Report | None = None


class CareIntensity(VaphSection):
    """How much guidance (b) and permanence (p) the person needs."""

    b_value: Number | None = None
    p_value: Number | None = None
    report: Report | None = None


class Diagnosis(VaphSection):
    """What was found, and by whom."""

    disabilities: tuple[CodeAndName, ...] = ()
    limitations: tuple[CodeAndText, ...] = ()
    disorders: tuple[Disorder, ...] = ()
    iq_test: IqTest | None = None
    motor_limitations: MotorLimitations | None = None
    self_reliance: SelfReliance | None = None
    care_intensity: CareIntensity | None = None
    latest_report: Report | None = None


class Proof(VaphSection):
    """An invoice for an aid."""

    invoiced: date | None = None
    invoice_reference: Text | None = None
    supplier: Text | None = None
    amount: Budgeted | None = None
    payable: bool | None = None


class Aid(VaphSection):
    """One aid that was asked for (`imb`)."""

    requested: date | None = None
    aid: CodeAndName | None = None
    aid_description: Text | None = None
    granted: Budgeted | None = None
    payable_since: date | None = None
    proofs: tuple[Proof, ...] = ()


class Agreement(VaphSection):
    """What a provider of care gives for which part of a budget."""

    kind: CodeAndText | None = None
    since: date | None = None
    until: date | None = None
    provider: Provider | None = None
    amount: Budgeted | None = None
    care_points: Budgeted | None = None


class Registrations(VaphSection):
    """How often care was used in a year."""

    year: int | None = None
    count: int | None = None


class RthProvider(Provider):
    """A provider of directly accessible care, with its use."""

    registrations: tuple[Registrations, ...] = ()


class OutsideBudget(VaphSection):
    """Care for which no budget is needed."""

    agreements: tuple[Agreement, ...] = ()
    rth: tuple[RthProvider, ...] = ()


class VaphRecognition(VaphSection):
    """Whether VAPH recognises a disability, and since when."""

    disabled: bool | None = None
    since: date | None = None
    until: date | None = None


class Personal(VaphSection):
    """What VAPH knows of the person besides the identity."""

    file_number: Text | None = None
    recognition: VaphRecognition | None = None
    email: Text | None = None
    phone: Text | None = None
    cbe_number: Text | None = None
    """Of a person who has an enterprise."""


class PersonalAsTold(Personal):
    """The same, with what comes from the identity; in no file."""

    ssin: FictitiousSsin | None = None
    address: VaphAddress | None = None


class YearBudget(VaphSection):
    """The budget of one year, and what is left of it."""

    year: int | None = None
    since: date | None = None
    until: date | None = None
    height: Budgeted | None = None
    balance: Budgeted | None = None


class Activity(VaphSection):
    """What a minor does by day."""

    kind: CodeAndText | None = None
    regime: Literal["DEELTIJDS", "VOLTIJDS"] | None = None
    explanation: Text | None = None


class DayActivities(VaphSection):
    """What a minor does by day, all of it."""

    activities: tuple[Activity, ...] = ()


class AssignedBudget(VaphSection):
    """What both kinds of budget have."""

    category: CodeAndText | None = None
    since: date | None = None
    year_budgets: tuple[YearBudget, ...] = ()
    agreements: tuple[Agreement, ...] = ()


class Pab(AssignedBudget):
    """Budget for the personal assistance of a minor."""

    until: date | None = None
    day_activities: DayActivities | None = None
    supervision_needed: bool | None = None
    shortfalls: Text | None = None
    motivation: Text | None = None
    plan_question: Text | None = None
    working_capital: Budgeted | None = None


class Pvb(AssignedBudget):
    """Budget that follows an adult."""

    assigned_points: Budgeted | None = None
    advance: Budgeted | None = None


class Budgets(VaphSection):
    """The budgets of one person; a minor's may be followed by an adult's."""

    pab: Pab | None = None
    pvb: Pvb | None = None


class SupportFunction(VaphSection):
    """A function of support, with how much of it."""

    function: Text | None = None
    frequency: Text | None = None
    unit: Text | None = None


class SupportQuestion(VaphSection):
    """What a plan asks for."""

    requested_category: CodeAndText | None = None
    functions: tuple[SupportFunction, ...] = ()


class SupportPlan(VaphSection):
    """A plan of support that was sent in."""

    sent: datetime | None = None
    ordinary: SupportQuestion | None = None
    urgent: SupportQuestion | None = None


class PersonalBudget(VaphSection):
    """The budget that follows the person, and what was asked."""

    budget: Budgets | None = None
    waiting: bool | None = None
    plans: tuple[SupportPlan, ...] = ()


class Representative(VaphSection):
    """Who represents the person by law."""

    ssin: FictitiousSsin | None = None
    what: CodeAndText | None = None


class Vaph(VaphSection):
    """The whole file of one person."""

    personal: Personal | None = None
    diagnosis: Diagnosis | None = None
    imb: tuple[Aid, ...] = ()
    outside_budget: OutsideBudget | None = None
    personal_budget: PersonalBudget | None = None
    representatives: tuple[Representative, ...] = ()
