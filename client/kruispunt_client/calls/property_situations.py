"""
ZoekEigendomstoestanden and GeefEigendomstoestanden 02.00: what somebody owns, and who
owns a parcel, from the cadastre (AAPD) through MAGDA.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from kruispunt_client.calls.cadastre import Eigendom
from kruispunt_client.calls.cadastre_parcel import ParcelKey
from kruispunt_client.calls.question import Call, Period, Question, moment, one_way
from kruispunt_client.calls.wire import read_at
from kruispunt_client.errors import InvalidRequest

_PATH: Final = "Antwoorden/Antwoord/Inhoud/Eigendom"
_MOST_RESULTS: Final = 999
_ENTERPRISE = re.compile(r"[01][0-9]{9}", re.ASCII)
_PARTITION = re.compile(r"P[0-9]{4}", re.ASCII)


class OwnerView(Enum):
    """Who is meant by owner (`TypeZoekopdracht`)."""

    LEGAL = "J"
    """Who is owner by law."""
    FISCAL = "F"
    """Who counts as owner for the taxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertySearch:
    """
    What of somebody's property is asked; by default the least: the present situation.

    At most one of `on`, `year` and `period`.
    """

    on: date | None = None
    """The situation on a day."""
    year: int | None = None
    """The situation on 1 January of a year."""
    period: Period | None = None
    """Every situation between two days."""
    view: OwnerView | None = None
    """None: as the source decides."""
    division: int | None = None
    """Within one cadastral division only; five digits."""
    municipality: str | None = None
    """Within one municipality only; NIS code."""
    co_owners: bool = False
    """Whether the co-owners come along as parties."""
    structured_rights: bool = False
    """Also rights as the Flemish tax administration worked them out, and whether the
    parties live there."""
    building_register: bool = False
    """Also what the building register knows."""

    def criteria(self, whose: dict[str, str]) -> dict[str, Any]:
        """
        Describe `Inhoud`.

        Args:
            whose: Name and value of the element for the owner.

        Raises:
            InvalidRequest: The moments do not go together, or a code has another form.
        """
        if self.municipality is not None and not _is_number(self.municipality, 5):
            raise InvalidRequest("municipality: expected a NIS code of five digits")
        check_division(self.division)
        criteria = {
            **whose,
            "MedeEigenaars": _flag(self.co_owners),
            "TypeZoekopdracht": None if self.view is None else self.view.value,
            **self._moment(),
            "KadastraleAfdeling": self.division,
            "GemeenteNISCode": self.municipality,
        }
        return {
            "Criteria": criteria,
            "Taal": "nl",
            "GestructureerdeRechtenWoontOp": _flag(self.structured_rights),
            "Gebouwenregister": _flag(self.building_register),
        }

    def _moment(self) -> dict[str, Any]:
        given = [each for each in (self.on, self.year, self.period) if each is not None]
        if not given:
            return {}
        if len(given) > 1:
            raise InvalidRequest("give at most one of `on`, `year` and `period`")
        if self.year is not None:
            return {"Referentie": {"Jaar": _year("year", self.year)}}
        chosen = moment(self.on, self.period)
        if isinstance(chosen, tuple):
            return {"Periode": {"Begin": chosen[0], "Einde": chosen[1]}}
        return {"Referentie": {"Datum": chosen}}


PRESENT: Final = PropertySearch()
"""The present situation, without co-owners."""


def property_situations(
    insz: str, *, search: PropertySearch = PRESENT, user: str | None = None
) -> Call[Eigendom]:
    """
    Ask what a person owns.

    Via `wiv` or `magda` ZoekEigendomstoestanden 02.00.

    Args:
        insz: Of the person.
        search: When, where, and what comes along; ask no more than you need.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        Situations, and the parties they refer to by number; `data` is None when the
        person owns nothing.

    Raises:
        InvalidRequest: The parts of `search` do not go together.

    Source: `magda-zoekeigendomstoestanden-02.00`.
    """
    return _search(search.criteria({"INSZ": insz}), insz, user)


def enterprise_situations(
    number: str, *, search: PropertySearch = PRESENT, user: str | None = None
) -> Call[Eigendom]:
    """
    Ask what an enterprise owns.

    Via `wiv` or `magda` ZoekEigendomstoestanden 02.00.

    Args:
        number: `Ondernemingsnummer`, ten digits.
        search: When, where, and what comes along; ask no more than you need.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        As for a person.

    Raises:
        InvalidRequest: No such number can be, or the parts of `search` do not go
            together.

    Source: `magda-zoekeigendomstoestanden-02.00`.
    """
    whose = {"Ondernemingsnummer": check_enterprise(number)}
    return _search(search.criteria(whose), None, user)


def parcel_situations(
    parcel: int | ParcelKey,
    *,
    january: int | None = None,
    history: bool = False,
    struck_out: bool = False,
    addresses: bool = False,
    results: int = _MOST_RESULTS,
    user: str | None = None,
) -> Call[Eigendom]:
    """
    Ask who owns a parcel.

    Via `wiv` or `magda` GeefEigendomstoestanden 02.00.

    Args:
        parcel: `eigendom_id` of a situation, or the key of the parcel itself
            (`perceel.identificatie.key`).
        january: The situation on 1 January of this year; None: the present one.
        history: Whether earlier situations come along.
        struck_out: Whether situations that were struck out come along.
        addresses: Whether the addresses of the parties come along.
        results: How many situations at most, 0 to 999.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        Situations, and the parties they refer to by number; `data` is None when there
        is no such parcel.

    Raises:
        InvalidRequest: A part of the key, the year or the number of results cannot be.

    Source: `magda-geefeigendomstoestanden-02.00`.
    """
    if not 0 <= results <= _MOST_RESULTS:
        raise InvalidRequest(f"results: expected 0 to {_MOST_RESULTS}")
    asked: dict[str, Any] = (
        {"EigendomId": parcel}
        if isinstance(parcel, int)
        else {"Identificatie": _identification(parcel)}
    )
    content = {
        **asked,
        "GeschrapteToestand": _flag(struck_out),
        "Situatie1Jan": None if january is None else _year("january", january),
        "ToonAdres": _flag(addresses),
        "Historiek": _flag(history),
        "Resultaten": results,
        "Taal": "nl",
    }
    return _ask("GeefEigendomstoestanden", content, None, user)


def check_enterprise(number: str) -> str:
    """
    Refuse what the register of enterprises could not know.

    Raises:
        InvalidRequest: Not ten digits, of which the first is 0 or 1.
    """
    if not _ENTERPRISE.fullmatch(number):
        raise InvalidRequest("enterprise: expected ten digits, the first 0 or 1")
    return number


def check_division(division: int | None) -> None:
    """
    Refuse what is no cadastral division.

    Raises:
        InvalidRequest: More than five digits, or negative.
    """
    if division is not None and not 0 <= division <= 99999:
        raise InvalidRequest("division: expected at most five digits")


def _search(
    content: dict[str, Any], subject: str | None, user: str | None
) -> Call[Eigendom]:
    return _ask("ZoekEigendomstoestanden", content, subject, user)


def _ask(
    service: str, content: dict[str, Any], subject: str | None, user: str | None
) -> Call[Eigendom]:
    question = Question(
        service=service,
        version="02.00.0000",
        operation=service,
        content={"Inhoud": content},
        subject=subject,
        user=user,
    )
    return one_way(question, lambda repliek: read_at(Eigendom, repliek, _PATH))


def _identification(key: ParcelKey) -> dict[str, Any]:
    check_division(key.kadastrale_afdeling)
    if len(key.sectie) != 1 or len(key.letterexponent or "") > 1:
        raise InvalidRequest("parcel: section and letter exponent are one letter")
    if not _PARTITION.fullmatch(key.partitie):
        raise InvalidRequest("parcel: expected a partition such as P0000")
    if key.bisnummer is not None and not 2 <= key.bisnummer <= 99:
        raise InvalidRequest("parcel: expected a bis number from 2 to 99")
    return {
        "KadastraleAfdeling": key.kadastrale_afdeling,
        "Sectie": key.sectie,
        "Grondnummer": key.grondnummer,
        "Bisnummer": key.bisnummer,
        "Cijferexponent": key.cijferexponent,
        "Letterexponent": key.letterexponent,
        "Partitie": key.partitie,
    }


def _year(name: str, year: int) -> str:
    if not (isinstance(year, int) and 1000 <= year <= 2999):
        raise InvalidRequest(f"{name}: expected a year of four digits")
    return str(year)


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


def _flag(value: bool) -> str:
    return "1" if value else "0"
