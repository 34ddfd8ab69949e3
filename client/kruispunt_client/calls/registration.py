"""
RegistreerInschrijving and RegistreerUitschrijving 02.00 and 02.01: the repertories.

Who has a file of a person registers that, before anything may be asked about the
person, and takes it back when the file is closed. The registration is that of whoever
sends it: Identificatie and Hoedanigheid are those of the connection (20005 otherwise).
02.00 knows persons only; 02.01 also enterprises.

Source: `magda-registreerinschrijving-02.00` and `-02.01`,
`magda-registreeruitschrijving-02.00` and `-02.01`; `_behaviour` 2.17.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.settings import Party

NEWEST: Final = "02.01"
_VERSIONS: Final = {"02.00": "02.00.0000", NEWEST: "02.01.0000"}
_PERSON, _ENTERPRISE = "PERS", "OND"
_ENTERPRISE_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_INHOUD = "Antwoorden/Antwoord/Inhoud"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registratie:
    """
    What became of it; one that was not made is raised as `RefusedByService`.

    That somebody was registered already is a success: `answer.warnings` says 40143.
    """

    resultaat: Annotated[bool, Wire("Resultaat/_value_1")]
    """True: done."""
    beschrijving: Annotated[str | None, Wire("Resultaat/Beschrijving")]


def register(
    insz: str,
    *,
    begin: date | None = None,
    end: date | None = None,
    rol: str | None = None,
    version: str = NEWEST,
    user: str | None = None,
) -> Call[Registratie]:
    """
    Register that you have a file of a person.

    Via `wiv` or `magda` RegistreerInschrijving 02.01 or 02.00.

    Args:
        insz: Of the person.
        begin: First day of the file; None, in 02.01 only: no period is sent.
        end: Last day; None: open.
        rol: What the person is in the file, such as `huurder`; in 02.01 only.
        version: `02.01` or `02.00`.
        user: INSZ of the natural person who registers; None: that of the connection.

    Returns:
        That it was done; never None.

    Raises:
        InvalidRequest: The dates do not fit together, or not with the version.

    Source: `magda-registreerinschrijving-02.01`, `-02.00`.
    """
    if begin is None and end is not None:
        raise InvalidRequest("begin: a registration that ends must begin")
    if begin is None and version == "02.00":
        raise InvalidRequest("begin: 02.00 demands the first day")
    return _about_person(
        "Inschrijving", insz, _period(begin, end), rol, version=version, user=user
    )


def deregister(
    insz: str,
    *,
    begin: date | None = None,
    end: date | None = None,
    rol: str | None = None,
    version: str = NEWEST,
    user: str | None = None,
) -> Call[Registratie]:
    """
    Take back that you have a file of a person.

    Via `wiv` or `magda` RegistreerUitschrijving 02.01 or 02.00.

    Args:
        insz: Of the person.
        begin: First day without a file; None with `end`: from its beginning.
        end: Last day without one; None: for good. Neither: from today for good.
        rol: What the person was in the file; in 02.01 only.
        version: `02.01` or `02.00`.
        user: INSZ of the natural person who does it; None: that of the connection.

    Returns:
        That it was done; never None.

    Raises:
        InvalidRequest: The dates do not fit together, or not with the version.

    Source: `magda-registreeruitschrijving-02.01`, `-02.00`.
    """
    return _about_person(
        "Uitschrijving", insz, _period(begin, end), rol, version=version, user=user
    )


def register_enterprise(
    number: str, *, rol: str | None = None, user: str | None = None
) -> Call[Registratie]:
    """
    Register that you have a file of an enterprise.

    Via `wiv` or `magda` RegistreerInschrijving 02.01. A period is not allowed (30034).

    Args:
        number: Of the enterprise: ten digits.
        rol: What it is in the file.
        user: INSZ of the natural person who registers; None: that of the connection.

    Returns:
        That it was done; never None.

    Raises:
        InvalidRequest: The number has not ten digits.

    Source: `magda-registreerinschrijving-02.01`.
    """
    return _about_enterprise("Inschrijving", number, None, rol, user=user)


def deregister_enterprise(
    number: str,
    *,
    begin: date | None = None,
    end: date | None = None,
    rol: str | None = None,
    user: str | None = None,
) -> Call[Registratie]:
    """
    Take back that you have a file of an enterprise.

    Via `wiv` or `magda` RegistreerUitschrijving 02.01.

    Args:
        number: Of the enterprise: ten digits.
        begin: First day without a file.
        end: Last day without one; None: for good. Neither: from today for good.
        rol: What it was in the file.
        user: INSZ of the natural person who does it; None: that of the connection.

    Returns:
        That it was done; never None.

    Raises:
        InvalidRequest: The number has not ten digits, or the dates are in disorder.

    Source: `magda-registreeruitschrijving-02.01`.
    """
    period = _period(begin, end)
    return _about_enterprise("Uitschrijving", number, period, rol, user=user)


def _about_person(
    block: str,
    insz: str,
    period: Fields | None,
    rol: str | None,
    *,
    version: str,
    user: str | None,
) -> Call[Registratie]:
    if version not in _VERSIONS:
        raise InvalidRequest(f"version: {' or '.join(_VERSIONS)}")
    if version == NEWEST:
        about = _subject(_PERSON, insz, rol)
    elif rol is None:
        about = {"INSZ": insz}
    else:
        raise InvalidRequest(f"rol: {NEWEST} only")
    return _call(block, _VERSIONS[version], about, period, subject=insz, user=user)


def _about_enterprise(
    block: str,
    number: str,
    period: Fields | None,
    rol: str | None,
    *,
    user: str | None,
) -> Call[Registratie]:
    if not _ENTERPRISE_NUMBER.fullmatch(number):
        raise InvalidRequest("number: an enterprise number has ten digits")
    about = _subject(_ENTERPRISE, number, rol)
    return _call(block, _VERSIONS[NEWEST], about, period, subject=None, user=user)


def _call(
    block: str,
    version: str,
    about: Fields,
    period: Fields | None,
    *,
    subject: str | None,
    user: str | None,
) -> Call[Registratie]:
    service = f"Registreer{block}"
    return one_way(
        Question(
            service=service,
            version=version,
            operation=service,
            content=_declaration(block, about, period),
            subject=subject,
            user=user,
            changes=True,
        ),
        lambda repliek: read_at(Registratie, repliek, _INHOUD),
    )


def _declaration(
    block: str, about: Fields, period: Fields | None
) -> Callable[[Party], Fields]:
    """Say it in the name of whoever sends it; wire order counts."""

    def of(sender: Party) -> Fields:
        who = {
            "Identificatie": sender.identificatie,
            "Hoedanigheid": sender.hoedanigheid,
        }
        return {"Inhoud": {block: {**who, **about, "Periode": period}}}

    return of


def _subject(kind: str, key: str, rol: str | None) -> Fields:
    one = {"Rol": rol, "Type": kind, "Sleutel": key}
    return {"BetrokkenSubject": {"Type": kind, "Subjecten": {"Subject": [one]}}}


def _period(begin: date | None, end: date | None) -> Fields | None:
    """
    Describe the period; None: none is sent.

    Raises:
        InvalidRequest: It ends before it begins.
    """
    if begin is None and end is None:
        return None
    if begin is not None and end is not None and end < begin:
        raise InvalidRequest(f"end: {end} is before `begin`, {begin}")
    return {"Begin": begin, "Einde": end}
