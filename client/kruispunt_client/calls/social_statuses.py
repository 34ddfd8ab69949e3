"""
GeefSociaalStatuut 03.00: do social statuses apply to a person, yes or no.

Names of statuses are agreed per project, so they may be any text.

Source: `magda-geefsociaalstatuut-03.00`, `_code-lists` 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Annotated

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Code

MOST = 8
"""As many statuses fit in one question, and as many parameters in one status."""

_PERSOON = "Antwoorden/Antwoord/Inhoud/Persoon"
_LONGEST = 120
_MOST_POSTAL_CODES = 1000

OpenPeriod = tuple[date, date | None]
"""First and last day, both included; None: open."""


class SocialStatusName(Enum):
    """
    A status that was seen in use.

    BIM, once BVT: increased reimbursement of care. PCSA: public welfare centre (OCMW).
    """

    BIM_BVT = "BIM_BVT"
    """Increased reimbursement."""
    BIM_BVT_IN_FAMILY = "BIM_BVT_IN_FAMILY"
    """Somebody in the family has it."""
    PCSA_AND_BIM_HELP = "PCSA_AND_BIM_HELP"
    LIVING_WAGES_PCSA_HELP = "LIVING_WAGES_PCSA_HELP"
    GENT_PARKING_ADULT = "GENT_PARKING_ADULT"
    GENT_PARKING_CHILD = "GENT_PARKING_CHILD"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStatus:
    """One status to ask about, where a name and a day are not enough."""

    name: SocialStatusName | str
    on: date | None = None
    """One day; or `period`. Neither: those of the call."""
    period: OpenPeriod | None = None
    place: str | None = None
    """Only if the person lives in this municipality; or `postal_codes`."""
    postal_codes: tuple[str, ...] = ()
    youngest: int | None = None
    """Only if the person has at least this age."""
    oldest: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What else the project agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periode:
    """First and last day on which a status holds."""

    begindatum: date
    einddatum: date | None
    """None: open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Something more about a status, as the project agreed it."""

    naam: str
    waarde: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatuutStatus:
    """What the KSZ says of its own answer."""

    code: str
    """Such as SSH00047: the composition of the family holds errors."""
    description: Annotated[str | None, Wire("Omschrijving/_value_1")]
    waarde: str
    """Such as NO_RESULT."""
    informaties: Annotated[tuple[Detail, ...], Wire("Informaties/Informatie")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SociaalStatuut:
    """The answer about one status."""

    naam: SocialStatusName | str
    resultaat: Code
    """1 applies, 0 does not; read `van_toepassing`."""
    periodes: Annotated[tuple[Periode, ...], Wire("Periodes/Periode")]
    details: Annotated[tuple[Detail, ...], Wire("Details/Detail")]
    status: StatuutStatus | None
    """There when the source could not work the status out, or has a remark."""

    @property
    def van_toepassing(self) -> bool | None:
        """Whether it applies; None: the source could not say (`status` tells why)."""
        if self.status is not None and self.status.waarde not in _TOLD:
            return None
        return {"1": True, "0": False}.get(self.resultaat.code)


_TOLD = frozenset({"DATA_FOUND", "NO_DATA_FOUND"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialeStatuten:
    """The answers about a person, in the order of the question."""

    insz: Annotated[str, Wire("INSZ")]
    sociale_statuten: Annotated[
        tuple[SociaalStatuut, ...], Wire("SocialeStatuten/SociaalStatuut")
    ]
    status: StatuutStatus | None
    """About the whole answer; then there are no statuses."""

    def of(self, name: SocialStatusName | str) -> SociaalStatuut | None:
        """Give the answer about one status; None if there is none."""
        wanted = _text(name)
        return next((s for s in self.sociale_statuten if _text(s.naam) == wanted), None)


def social_statuses(
    insz: str,
    *,
    statuses: Iterable[AskedStatus | SocialStatusName | str] | str,
    on: date | None = None,
    period: OpenPeriod | None = None,
    user: str | None = None,
) -> Call[SocialeStatuten]:
    """
    Ask whether social statuses apply to a person.

    Via `wiv` or `magda` GeefSociaalStatuut 03.00.

    Args:
        insz: Of the person.
        statuses: One to eight; a name, or an `AskedStatus` for more conditions.
        on: The day asked about; or `period`.
        period: First and last day; the last may be None.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        An answer per status. One that nobody knows does not apply. `data` is None when
        nothing is known of the person.

    Raises:
        InvalidRequest: None or more than eight statuses are asked, one has no day or
            no period, or conditions do not fit together.

    Source: `magda-geefsociaalstatuut-03.00`.
    """
    if isinstance(statuses, str):  # which would be asked letter by letter
        statuses = [statuses]
    asked = [
        status if isinstance(status, AskedStatus) else AskedStatus(name=status)
        for status in statuses
    ]
    if not 1 <= len(asked) <= MOST:
        raise InvalidRequest(f"statuses: ask for one to {MOST}, not {len(asked)}")
    fields = [_fields(status, on, period) for status in asked]
    question = Question(
        service="GeefSociaalStatuut",
        version="03.00.0000",
        operation="GeefSociaalStatuut",
        content={
            "Inhoud": {
                "Criteria": {
                    "INSZ": insz,
                    "SocialeStatuten": {"SociaalStatuut": fields},
                }
            }
        },
        subject=insz,
        user=user,
    )
    return one_way(
        question, lambda repliek: read_at(SocialeStatuten, repliek, _PERSOON)
    )


def _fields(status: AskedStatus, on: date | None, period: OpenPeriod | None) -> Fields:
    name = _text(status.name)
    if not 1 <= len(name) <= _LONGEST:
        raise InvalidRequest(f"statuses: a name has 1 to {_LONGEST} characters")
    return {
        "Naam": name,
        "Datum": _when(status, on, period),
        "Locatie": _where(status),
        "Leeftijd": _age(status),
        "Parameters": _parameters(status),
    }


def _when(status: AskedStatus, on: date | None, period: OpenPeriod | None) -> Fields:
    if status.on is not None or status.period is not None:
        on, period = status.on, status.period
    if (on is None) == (period is None):
        raise InvalidRequest("give either `on` (one day) or `period` (first, last)")
    if period is None:
        return {"Datum": on}
    begin, end = period
    if end is not None and end < begin:
        raise InvalidRequest(f"period: ends on {end}, before it begins on {begin}")
    dates = {"Begindatum": begin, "Einddatum": end}
    return {"Periode": {name: day for name, day in dates.items() if day is not None}}


def _where(status: AskedStatus) -> Fields | None:
    if status.place is not None and status.postal_codes:
        raise InvalidRequest("give either `place` or `postal_codes`")
    if len(status.postal_codes) > _MOST_POSTAL_CODES:
        raise InvalidRequest(f"postal_codes: at most {_MOST_POSTAL_CODES}")
    if status.postal_codes:
        return {"Postcodes": {"Postcode": list(status.postal_codes)}}
    return None if status.place is None else {"Naam": status.place}


def _age(status: AskedStatus) -> Fields | None:
    youngest, oldest = status.youngest, status.oldest
    if youngest is None and oldest is None:
        return None
    if youngest is not None and oldest is not None and youngest > oldest:
        raise InvalidRequest("youngest: is more than `oldest`")
    ages = {"Minimum": youngest, "Maximum": oldest}
    return {name: age for name, age in ages.items() if age is not None}


def _parameters(status: AskedStatus) -> Fields | None:
    if not status.parameters:
        return None
    if len(status.parameters) > MOST:
        raise InvalidRequest(f"parameters: at most {MOST}")
    return {
        "Parameter": [
            {"Naam": name, "Waarde": value} for name, value in status.parameters.items()
        ]
    }


def _text(name: SocialStatusName | str) -> str:
    return name.value if isinstance(name, SocialStatusName) else name
