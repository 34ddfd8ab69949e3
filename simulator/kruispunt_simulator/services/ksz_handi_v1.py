"""
HandiService v1, the HANDIFLUX of deliberation 14/088: the federal file and payments.

Rules of this file:

- Only DGPH answers, from the section that v2 reads too, so both versions agree.
- Every part of a file is there, or `noDataReason` says why not: `not requested`, or
  `no data in db`. `not authorized` is written by the law: see `STAND_INS`.
- One recognition, the one that began last, and one right, as v2 gives by date.
- `consultRightsAndPayments` gives a file per right of the period, each with what was
  paid for the months of that right; what was paid for other months stands in a last
  file without rights. Source: our choice, because the schema has room for a hundred
  files and for one right in each.
- A person whom DGPH does not know is SSK00003. This version has no marks for numbers: a
  cancelled one is MSG00007. Source: our choice, as `_error-codes` 3 has both codes and
  does not say where.

Source: contract sheet `ksz-handi-v1`; `_error-codes` 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.message import Finding, Period, StandIn
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.disability import (
    DgphFile,
    DgphRight,
    MonthPayment,
    SocialCard,
    days_of_month,
)
from kruispunt_simulator.people.recognition import (
    DgphDetails,
    DgphRecognition,
)
from kruispunt_simulator.services import KszAnswer, Service, _handi, _ksz
from kruispunt_simulator.services._handi_checks import (
    check_payment_period,
    check_something_asked,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    fill,
    flag,
    required,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "HandiService"
VERSION: Final = "v1"

FILE_PARTS: Final = (
    "evolutionOfRequest",
    "handicapRecognition",
    "rights",
    "socialCards",
)
"""Flags of `informationAtReferenceDate`, which are parts of the file too."""
MAX_CARDS: Final = 2
MAX_FILES: Final = 100

_WANTED: Final = "wantedInformation"
_ON_A_DAY: Final = f"{_WANTED}/informationAtReferenceDate"
_PAID: Final = f"{_WANTED}/paymentsAtPeriod"
_NOT_REQUESTED: Final = "not requested"
_NO_DATA: Final = "no data in db"
_RECOGNITION: Final = "file/handicapRecognition"
_CHILD: Final = f"{_RECOGNITION}/resultRecognitionChild"
_ADULT: Final = f"{_RECOGNITION}/resultRecognitionAdult"

Part = Sequence[Element] | None
"""Elements of one part of a file; empty: nothing is held; None: it was not asked."""


def subject_of_file(root: Element) -> str:
    """Read the SSIN asked about."""
    return required(root, f"{_WANTED}/ssin")


def period_of_file(root: Element) -> Period:
    """Give the days asked about: the reference date, the days of payments, or both."""
    days = _days_of_file(root)
    return _ksz.as_period(min(days, default=date.min), max(days, default=date.max))


def check_file(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to three findings."""
    flags = tuple(flag(root, f"{_ON_A_DAY}/{part}") for part in FILE_PARTS)
    paid: tuple[Finding, ...] = ()
    if root.find(_PAID) is not None:
        paid = check_payment_period(*_payment_days(root))
        flags = (*flags, True)
    elif root.find(_ON_A_DAY) is None:
        flags = ()
    expected = "a part on a reference date, or payments of a period"
    return (
        *_ksz.check_ssin(root, f"{_WANTED}/ssin"),
        *paid,
        *check_something_asked(_WANTED, flags, expected),
    )


def check_rights(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    begin, end = _ksz.period_of(root, "criteria/period")
    return (*_ksz.check_ssin(root), *check_payment_period(begin, end))


def consult_file(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the file as it is on a day, and what was paid in a period.

    Raises:
        SourceUnavailable: DGPH does not answer.
    """

    def files(file: DgphFile) -> tuple[dict[str, Part], ...]:
        parts = _parts_on(root, file, today)
        if root.find(_PAID) is not None:
            told = _handi.payments_told(file, *_payment_days(root), today)
            parts["payments"] = _payments(told)
        return (parts,)

    begin = min(_days_of_file(root))
    return _consult(subject_of_file(root), sources, begin, today, files)


def consult_rights(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the rights of a period, and what was paid on the ground of each.

    Raises:
        SourceUnavailable: DGPH does not answer.
    """
    begin, end = _ksz.period_of(root, "criteria/period")

    def files(file: DgphFile) -> tuple[dict[str, Part], ...]:
        rights = _handi.holding(file.rights, begin, end)[:MAX_FILES]
        left = list(_handi.payments_told(file, begin, end, today))
        made: list[dict[str, Part]] = []
        for right in rights:
            own = [each for each in left if _is_of(each, right)]
            left = [each for each in left if each not in own]
            made.append({"rights": _rights([right]), "payments": _payments(own)})
        if left and len(made) < MAX_FILES:
            made.append({"rights": (), "payments": _payments(left)})
        return tuple(made)

    return _consult(_ksz.subject(root), sources, begin, today, files)


def ask_file(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every part and the payments of a year, for this year and those before."""
    questions = []
    for year in range(today.year - 12, today.year + 1):
        wanted = element(_WANTED)
        add(wanted, "ssin", person.ssin)
        on = add(wanted, "informationAtReferenceDate")
        add(on, "referenceDate", date(year, today.month, min(today.day, 28)))
        for part in FILE_PARTS:
            add(on, part, True)
        paid = add(wanted, "paymentsAtPeriod")
        add(paid, "startDate", date(year, 1, 1))
        add(paid, "endDate", date(year, 12, 31))
        questions.append((wanted,))
    return tuple(questions)


def ask_rights(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the rights and payments of each year."""
    questions = []
    for year in range(today.year - 12, today.year + 1):
        criteria = element("criteria")
        add(criteria, "ssin", person.ssin)
        begin, end = date(year, 1, 1), date(year, 12, 31)
        criteria.append(_ksz.write_period(begin, end))
        questions.append((criteria,))
    return tuple(questions)


def _consult(
    ssin: str,
    sources: Sources,
    begin: date,
    today: date,
    files: Callable[[DgphFile], tuple[dict[str, Part], ...]],
) -> KszAnswer:
    person = sources.register(ssin)
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    if person.identity.canceled:
        return KszAnswer(status=_ksz.status("ksz.ssin-cancelled"))
    asked = sources.ask("dgph", ssin)
    held: DgphFile | None = None if asked is None else asked.disability.dgph
    if held is None:
        return KszAnswer(status=_ksz.nothing(person, begin, "handi.unknown-at-dgph"))
    found = [parts for parts in files(held) if any(parts.values())]
    if not found:
        return KszAnswer(status=_ksz.nothing(person, begin))
    return KszAnswer(
        status=_ksz.status("ksz.data-found"),
        content=tuple(_write_file(person, held, parts, today) for parts in found),
    )


def _parts_on(root: Element, file: DgphFile, today: date) -> dict[str, Part]:
    """Give the parts that were asked on the reference date."""
    if root.find(_ON_A_DAY) is None:
        return {}
    on = day(root, f"{_ON_A_DAY}/referenceDate")
    request = _handi.request_told(file, on, today)
    parts: dict[str, Part] = {
        "evolutionOfRequest": []
        if request is None
        else [fill(element("evolutionOfRequest"), request)],
        "handicapRecognition": _recognition(
            _handi.recognitions_told(file, on, on, today)
        ),
        "rights": _rights(_handi.holding(file.rights, on, on)),
        "socialCards": _cards(_handi.holding(file.social_cards, on, on)),
    }
    return {
        part: told for part, told in parts.items() if flag(root, f"{_ON_A_DAY}/{part}")
    }


def _write_file(
    person: Person, held: DgphFile, parts: dict[str, Part], today: date
) -> Element:
    made = element("file")
    add(made, "ssin", person.ssin)
    if held.address_handicapped_person:
        made.append(_handi.write_address(person, today))
    for part in (*FILE_PARTS, "payments"):
        told = parts.get(part)
        reason = _NOT_REQUESTED if told is None else _NO_DATA
        made.extend(told or [_no_data(element(part), reason)])
    return made


def _recognition(told: Sequence[DgphRecognition]) -> list[Element]:
    if not told:
        return []
    held = max(told, key=lambda each: each.recognition_status.start_date_recognition)
    made = fill(element("handicapRecognition"), held.recognition_status)
    details = held.handicap_recognition_details or DgphDetails()
    fill(add(made, "handicapRecognitionDetails"), details)
    if held.result_recognition_child is not None:
        child = add(made, "resultRecognitionChild")
        _no_data_if_empty(fill(child, held.result_recognition_child))
    else:
        adult = add(made, "resultRecognitionAdult")
        if held.result_recognition_adult is not None:
            fill(adult, held.result_recognition_adult)
            _no_data_if_empty(adult.find("diminuationIndependence"))
        _no_data_if_empty(adult)
    return [made]


def _rights(told: Sequence[DgphRight]) -> list[Element]:
    """Write the last right: the one that this version has room for."""
    return [
        fill(element("rights"), right, omit=("decision_status",)) for right in told[-1:]
    ]


def _cards(told: Iterable[SocialCard]) -> list[Element]:
    cards = []
    for held in list(told)[:MAX_CARDS]:
        card = fill(element("socialCards"), held, omit=("card_category",))
        add(card, "cardType", held.card_category)
        cards.append(card)
    return cards


def _payments(told: Iterable[MonthPayment]) -> list[Element]:
    return [fill(element("payments"), payment) for payment in told]


def _is_of(payment: MonthPayment, right: DgphRight) -> bool:
    return right.period.overlaps(*days_of_month(payment.year_month))


def _no_data(made: Element, reason: str) -> Element:
    add(made, "noDataReason", reason)
    return made


def _no_data_if_empty(made: Element) -> None:
    if not len(made):
        _no_data(made, _NO_DATA)


def _payment_days(root: Element) -> tuple[date, date]:
    return day(root, f"{_PAID}/startDate"), day(root, f"{_PAID}/endDate")


def _days_of_file(root: Element) -> tuple[date, ...]:
    days: tuple[date, ...] = ()
    if root.find(_ON_A_DAY) is not None:
        days = (day(root, f"{_ON_A_DAY}/referenceDate"),)
    if root.find(_PAID) is not None:
        days = (*days, *_payment_days(root))
    return days


_NOT_AUTHORIZED: Final = StandIn(
    tag="noDataReason", text="not authorized", kept=frozenset({_NOT_REQUESTED})
)
STAND_INS: Final = MappingProxyType(
    dict.fromkeys(
        (
            *(f"file/{part}" for part in (*FILE_PARTS, "payments")),
            _CHILD,
            _ADULT,
            f"{_ADULT}/diminuationIndependence",
        ),
        _NOT_AUTHORIZED,
    )
)
"""Blocks that say `not authorized` when they, or all that is in them, are withheld."""


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultFile",
        flow="disability",
        subject=subject_of_file,
        period=period_of_file,
        check=check_file,
        ask_all=ask_file,
        answer=consult_file,
        sources=("dgph",),
        stand_ins=STAND_INS,
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultRightsAndPayments",
        flow="disability",
        subject=_ksz.subject,
        period=lambda root: _ksz.as_period(*_ksz.period_of(root, "criteria/period")),
        check=check_rights,
        ask_all=ask_rights,
        answer=consult_rights,
        sources=("dgph",),
        stand_ins=STAND_INS,
    ),
)
