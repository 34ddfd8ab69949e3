"""
The suppliers behind HandiService, what each tells of its file, and how v2 writes it.

What a supplier holds stands in `people/disability.py`, whose classes mirror the blocks;
here is what the classes cannot say: names on the wire, which part is asked with which
flag, what a date lets through, and how many the schema has room for.

Both versions of the service select here, so that they tell the same.

Source: contract sheet `ksz-handi-v2`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import OpenPeriod
from kruispunt_simulator.people.disability import (
    AviqFile,
    DgphFile,
    DslFile,
    IriscareFile,
    KindEnGezinFile,
    MdgFile,
    MonthPayment,
    NicCinFile,
    VsbFile,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    fill,
)


class _HasPeriod(Protocol):
    @property
    def period(self) -> OpenPeriod: ...


T = TypeVar("T", bound=_HasPeriod)

File = (
    DgphFile
    | VsbFile
    | KindEnGezinFile
    | IriscareFile
    | NicCinFile
    | AviqFile
    | DslFile
    | MdgFile
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """One source of HandiService."""

    flag: str
    """Element in `handicapAuthenticSources`; also the name in `information`."""
    source: str
    """Name in `sources.SOURCES`."""
    section: str
    """Attribute of `people.disability.Disability`."""
    result: str
    """Element in `results`."""
    file: type[File]
    """What the section is made of."""
    failure: str = "handi.source-unavailable"
    """Row in `WIRE_FAULTS` for the status when it does not answer."""
    right: str = "right"
    """Element of the one right in an answer by date."""
    omits_decision: bool = False
    """Whether it tells decisionStatus only when asked."""
    omits_legislation: bool = False
    """Whether it tells the legislation of a recognition only when asked."""

    def file_of(self, person: Person | None) -> Any:
        """Give the file this supplier holds on a person, or None."""
        return None if person is None else person.disability_file(self.section)


SUPPLIERS: Final = (
    Supplier(
        flag="DGPH",
        source="dgph",
        section="dgph",
        result="dgphResult",
        file=DgphFile,
        failure="handi.dgph-error",
        right="rights",
        omits_decision=True,
        omits_legislation=True,
    ),
    Supplier(
        flag="VSB",
        source="vsb",
        section="vsb",
        result="vsbResult",
        file=VsbFile,
        right="rights",
        omits_decision=True,
    ),
    Supplier(
        flag="KindEnGezin",
        source="kind-en-gezin",
        section="kind_en_gezin",
        result="kindEnGezinResult",
        file=KindEnGezinFile,
    ),
    Supplier(
        flag="IrisCare",
        source="iriscare",
        section="iriscare",
        result="irisCareResult",
        file=IriscareFile,
    ),
    Supplier(
        flag="NicCin",
        source="niccin",
        section="niccin",
        result="nicCinResult",
        file=NicCinFile,
    ),
    Supplier(
        flag="AVIQ", source="aviq", section="aviq", result="aviqResult", file=AviqFile
    ),
    Supplier(flag="DSL", source="dsl", section="dsl", result="dslResult", file=DslFile),
    Supplier(flag="MDG", source="mdg", section="mdg", result="mdgResult", file=MdgFile),
)
"""In the order of `results`."""


MAX_PAYMENTS: Final = 24
"""The schemas have room for no more per source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuestion:
    """What a question about files asks, by date or by period."""

    begin: date
    end: date
    by_date: bool
    today: date
    """Decisions and requests of later days are not known yet."""
    parts: frozenset[str]
    """Those of the four part flags that are true."""
    decision_status: bool = False
    enriched_recognition: bool = False

    @property
    def most(self) -> int:
        """Most recognitions, and rights, the schema has room for."""
        return 10 if self.by_date else 50

    @property
    def most_cards(self) -> int:
        """Most social cards the schema has room for."""
        return 2 if self.by_date else 10


def write_file(
    supplier: Supplier, person: Person, file: Any, question: FileQuestion
) -> Element | None:
    """
    Write the `file` of one supplier.

    Args:
        supplier: Whose file it is.
        person: For the address, which the federal file may repeat.
        file: The section of this supplier.
        question: Parts, dates, and what to omit.

    Returns:
        The element; None when nothing of the file was asked or holds then. An address
        on its own is nothing: it goes along with other parts (our choice, for no part
        flag asks it).
    """
    made = element("file")
    _write_request(made, file, question)
    _write_recognitions(made, supplier, file, question)
    _write_rights(made, supplier, file, question)
    _write_cards(made, file, question)
    if len(made) and getattr(file, "address_handicapped_person", False):
        made.insert(0, write_address(person, question.today))
    return made if len(made) else None


def write_payments(file: Any, begin: date, end: date, today: date) -> Element | None:
    """Write the `payments` of a period; None when there is no payment."""
    told = payments_told(file, begin, end, today)
    if not told:
        return None
    made = element("payments")
    for payment in told:
        fill(add(made, "payment"), payment)
    return made


def payments_told(
    file: Any, begin: date, end: date, today: date
) -> tuple[MonthPayment, ...]:
    """
    Select the payments of the months that a period touches and that have come.

    Returns:
        Oldest first; the newest `MAX_PAYMENTS` where there are more (a period of two
        years may touch 25 months).
    """
    first, last = begin.isoformat()[:7], min(end, today).isoformat()[:7]
    months = sorted(
        (pay for pay in file.payments if first <= pay.year_month <= last),
        key=lambda pay: str(pay.year_month),
    )
    return tuple(months[-MAX_PAYMENTS:])


def request_told(file: Any, end: date, today: date) -> Any:
    """Give the state of the request, unless it was made after `end` or is to come."""
    request = file.evolution_of_request
    if request is None or (request.request_date or date.min) > min(end, today):
        return None
    return request


def recognitions_told(file: Any, begin: date, end: date, today: date) -> list[Any]:
    """Select the recognitions of a period that were decided by now."""
    return [
        recognition
        for recognition in getattr(file, "handicap_recognitions", ())
        if recognition.recognition_status.date_of_decision <= today
        and recognition.recognition_status.period.overlaps(begin, end)
    ]


def suspensions_told(file: Any, begin: date, end: date) -> tuple[tuple[str, str], ...]:
    """
    Tell the suspensions of a period as names and values, at most 15.

    Source: our choice of words: `suspension`, then period and reason.
    """
    told = [
        ("suspension", f"{each.begin}/{each.end or ''} {each.reason}")
        for each in getattr(file, "suspensions", ())
        if each.overlaps(begin, end)
    ]
    return tuple(told[-15:])


def holding(sections: Iterable[T], begin: date, end: date) -> list[T]:
    """Select the sections that hold on some day of a period."""
    return [section for section in sections if section.period.overlaps(begin, end)]


def _write_request(made: Element, file: Any, question: FileQuestion) -> None:
    if "evolutionOfRequest" not in question.parts:
        return
    request = request_told(file, question.end, question.today)
    if request is not None:
        fill(add(made, "evolutionOfRequest"), request)


def _write_recognitions(
    made: Element, supplier: Supplier, file: Any, question: FileQuestion
) -> None:
    if "handicapRecognitions" not in question.parts:
        return
    omit = _omit_decision(supplier, question)
    if supplier.omits_legislation and not question.enriched_recognition:
        omit |= {"legislation"}
    told = recognitions_told(file, question.begin, question.end, question.today)
    _write_list(made, "handicapRecognitions", told[: question.most], omit)


def _write_rights(
    made: Element, supplier: Supplier, file: Any, question: FileQuestion
) -> None:
    if "rights" not in question.parts:
        return
    omit = _omit_decision(supplier, question)
    rights = holding(getattr(file, "rights", ()), question.begin, question.end)
    if not question.by_date:
        _write_list(made, "rights", rights[: question.most], omit)
    elif rights:
        fill(add(made, supplier.right), rights[-1], omit)


def _write_cards(made: Element, file: Any, question: FileQuestion) -> None:
    if "socialCards" not in question.parts:
        return
    cards = holding(getattr(file, "social_cards", ()), question.begin, question.end)
    _write_list(made, "socialCards", cards[: question.most_cards])


def _write_list(
    made: Element,
    tag: str,
    sections: Iterable[Any],
    omit: frozenset[str] = frozenset(),
) -> None:
    items = tuple(sections)
    if items:
        parent = add(made, tag)
        for item in items:
            fill(add(parent, tag.removesuffix("s")), item, omit)


def _omit_decision(supplier: Supplier, question: FileQuestion) -> frozenset[str]:
    asked = question.decision_status or not supplier.omits_decision
    return frozenset() if asked else frozenset({"decision_status"})


def write_address(person: Person, today: date) -> Element:
    """Write `addressHandicappedPerson`: the name, and the home where it is known."""
    made = element("addressHandicappedPerson")
    add(made, "lastName", person.identity.last_name)
    add(made, "firstName", person.identity.first_name)
    home = person.home(today)
    if home is None:
        return made
    address = add(made, "address")
    address.set("class", "belgianAddress")
    if home.street_code is not None:
        add(address, "streetCode", home.street_code)
    add(address, "streetName", home.street).set("language", home.language)
    add(address, "houseNumber", home.house_number)
    if home.box_number is not None:
        add(address, "boxNumber", home.box_number)
    add(address, "postalCode", home.postal_code)
    if home.nis_code is not None:
        add(address, "cityCode", home.nis_code)
    add(address, "cityName", home.city).set("language", home.language)
    add(address, "countryCode", "150")
    if home.since is not None:
        add(address, "date", home.since)
    return made
