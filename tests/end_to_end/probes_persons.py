"""Typed calls that ask everything: persons, households, disability, social statuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from kruispunt_client.calls.connection_test import echo
from kruispunt_client.calls.federal_file import (
    federal_file,
    federal_rights_and_payments,
)
from kruispunt_client.calls.full_handicap_file import full_handicap_file
from kruispunt_client.calls.handicap import FilePart
from kruispunt_client.calls.handicap_payments import PAYING, handicap_payments
from kruispunt_client.calls.household import household, household_history
from kruispunt_client.calls.person import PersonPart, person
from kruispunt_client.calls.person_history import person_history
from kruispunt_client.calls.question import Call, Period
from kruispunt_client.calls.registration import Registratie, deregister, register
from kruispunt_client.calls.social_statuses import SocialStatusName, social_statuses

Key = tuple[str, str, str]
"""Service, version, operation."""

MAGDA = "02.02.0000"
_FAR_AWAY = date(2098, 1, 1)
_days = count(1)
FIVE_YEARS = 5
"""As far back as the acts let housing ask about the past."""


def two_years(today: date) -> Period:
    """The longest period of payments that the source takes, HAN00020."""
    return date(today.year - 1, 1, 1), date(today.year, 12, 31)


def _register_later(insz: str, today: date, *, version: str) -> Call[Registratie]:
    """Register for a day to come, so that nobody may be asked about sooner."""
    return register(insz, begin=_FAR_AWAY, end=_FAR_AWAY, version=version)


def _deregister_later(insz: str, today: date, *, version: str) -> Call[Registratie]:
    """
    Take back one day to come, so that everybody may still be asked about.

    Another one every time, for what is taken back cannot be taken back again.
    """
    day = _FAR_AWAY + timedelta(days=next(_days))
    return deregister(insz, begin=day, end=day, version=version)


def _since(today: date) -> date:
    return date(today.year - FIVE_YEARS + 1, 1, 1)


PROBES: dict[Key, Callable[[str, date], Call[Any]]] = {
    ("GeefPersoon", MAGDA, "GeefPersoon"): lambda insz, today: person(
        insz, parts=PersonPart
    ),
    ("GeefHistoriekPersoon", MAGDA, "GeefHistoriekPersoon"): lambda insz, today: (
        person_history(insz, since=_since(today))
    ),
    ("GeefGezinssamenstelling", MAGDA, "GeefGezinssamenstelling"): lambda insz, today: (
        household(insz)
    ),
    (
        "GeefHistoriekGezinssamenstelling",
        MAGDA,
        "GeefHistoriekGezinssamenstelling",
    ): lambda insz, today: household_history(insz, since=_since(today)),
    (
        "GeefSociaalStatuut",
        "03.00.0000",
        "GeefSociaalStatuut",
    ): lambda insz, today: social_statuses(
        insz,
        statuses=(*SocialStatusName, "DISABILITY_ANY_OF_FOUR"),
        on=today,
    ),
    (
        "GeefBetalingenHandicap",
        "03.00.0000",
        "GeefBetalingenHandicap",
    ): lambda insz, today: handicap_payments(
        insz, period=two_years(today), sources=PAYING
    ),
    ("HandiService", "v2", "consultPayments"): lambda ssin, today: handicap_payments(
        ssin, period=two_years(today), sources=PAYING
    ),
    (
        "GeefVolledigDossierHandicap",
        "03.00.0000",
        "GeefVolledigDossierHandicap",
    ): lambda insz, today: full_handicap_file(insz),
    ("HandiService", "v1", "consultFile"): lambda ssin, today: federal_file(
        ssin, on=today, parts=FilePart, payments=two_years(today)
    ),
    ("HandiService", "v1", "consultRightsAndPayments"): lambda ssin, today: (
        federal_rights_and_payments(ssin, period=two_years(today))
    ),
    ("TestConnectionServiceService", "v1", "sendTestMessage"): lambda ssin, today: (
        echo()
    ),
}
"""What is asked about a person."""

for _version in ("02.00", "02.01"):
    PROBES["RegistreerInschrijving", f"{_version}.0000", "RegistreerInschrijving"] = (
        partial(_register_later, version=_version)
    )
    PROBES["RegistreerUitschrijving", f"{_version}.0000", "RegistreerUitschrijving"] = (
        partial(_deregister_later, version=_version)
    )
