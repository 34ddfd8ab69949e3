"""What asks everything about a person: family benefits, living wage and pension."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from kruispunt_client.calls.child_benefits import BenefitSource, child_benefits
from kruispunt_client.calls.federal_allowances import federal_allowances
from kruispunt_client.calls.kind_voordelen import Bron, kind_voordelen
from kruispunt_client.calls.leefloon import leefloonbedragen, leefloonperiodes
from kruispunt_client.calls.living_wages import (
    living_wages,
    wage_periods,
    wage_periods_per_centre,
)
from kruispunt_client.calls.pensioen import pensioen, pensioenrechten
from kruispunt_client.calls.pension_codes import Payments, Pillar
from kruispunt_client.calls.pension_register import pension_register
from kruispunt_client.calls.question import Call

Probe = Callable[[str, date], Call[Any]]

START: Final = date(2000, 1, 1)
REGISTER_BEGAN: Final = date(1980, 10, 1)


def _family(version: str) -> Probe:
    return lambda insz, today: kind_voordelen(
        insz, period=("2000-01", None), sources=Bron, version=version
    )


def _wages(call: Callable[..., Call[Any]], **how: Any) -> Probe:
    return lambda ssin, today: call(ssin, period=(START, None), **how)


def _pensions(call: Callable[..., Call[Any]], **how: Any) -> Probe:
    def ask(insz: str, today: date) -> Call[Any]:
        return call(insz, period=(REGISTER_BEGAN, today), pillar=Pillar.BOTH, **how)

    return ask


_all_payments = partial(_pensions, payments=Payments.MAXIMUM)
_per_centre = partial(_wages, wage_periods_per_centre)

PROBES: Final[dict[tuple[str, str, str], Probe]] = {
    ("GeefKindVoordelen", "02.01.0000", "GeefKindVoordelen"): _family("02.01"),
    ("GeefKindVoordelen", "02.00.0000", "GeefKindVoordelen"): _family("02.00"),
    ("ChildBenefitsService", "v1", "consultFilesBySsin"): lambda ssin, today: (
        child_benefits(ssin, period=("2000-01", None), sources=BenefitSource)
    ),
    (
        "FamilyAllowancesConsultationService",
        "v1",
        "familyAllowancesConsult",
    ): lambda ssin, today: federal_allowances(ssin, period=("1990-01", None)),
    ("GeefLeefloonbedragen", "02.00.0000", "GeefLeefloonbedragen"): (
        lambda insz, today: leefloonbedragen(insz, today.year, years_back=3)
    ),
    ("GeefLeefloonperiodes", "02.00.0000", "GeefLeefloonperiodes"): _wages(
        leefloonperiodes
    ),
    ("LivingWagesService", "v2", "getLivingWagePeriods"): _wages(wage_periods),
    ("LivingWagesService", "v2", "getLivingWagePeriodsFlanders"): _wages(
        wage_periods, flanders=True
    ),
    ("LivingWagesService", "v2", "getLivingWagePeriodsPerPCSA"): _per_centre(),
    ("LivingWagesService", "v2", "getLivingWagePeriodsPerPCSAFlanders"): _per_centre(
        flanders=True
    ),
    ("LivingWagesService", "v2", "getLivingWages"): _wages(living_wages),
    ("GeefPensioenrechten", "02.00.0000", "GeefPensioenrechten"): _pensions(
        pensioenrechten
    ),
    ("GeefPensioen", "02.00.0000", "GeefPensioen"): _all_payments(pensioen),
    ("OCMWCPASPensionRegisterConsult", "20090706", "sendXML"): _all_payments(
        pension_register
    ),
}
"""By service, version and operation: from a number and the day of today to a call."""
