"""Answers as a connection gives them, around data that a test states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import settings
from kruispunt_client.calls.care_supplement import (
    Erkenning,
    Pijlers,
    Wetgeving,
    Zorgtoeslag,
)
from kruispunt_client.calls.handicap import (
    AdultResult,
    ChildResult,
    HandicapFiles,
    HandicapRecognition,
    HandicapSource,
    Independence,
    Pillars,
    Right,
    SourceFile,
    SourceResult,
)
from kruispunt_client.errors import References
from kruispunt_client.results import Answer, Asked, Remark, Status, StatusValue

T = TypeVar("T")
unhurried = settings(database=None, deadline=None)
"""For property tests: nothing is kept between runs, and nothing is timed."""
DAY = date(2026, 5, 4)
CHILD = "15681512393"
PARENT = "81612723318"
NOTHING_FOUND = Remark(code="30001", origin="KENG", type="FOUT", diagnosis="")
FAILED = Remark(code="99996", origin="KENG", type="FOUT", diagnosis="")
INCOMPLETE = Status(value=StatusValue.INCOMPLETE_DATA, code="HAN20200")


def answer(
    data: T | None,
    *warnings: Remark,
    status: Status | None = None,
    received: date = DAY,
) -> Answer[T]:
    """An answer with these data, as it stands after it was verified."""
    return Answer(
        data=data,
        hop="magda",
        trace="0" * 32,
        references=References(),
        signer="magda.kruispunt.test",
        warnings=warnings,
        status=status,
        asked=Asked(
            hop="magda",
            party="alpha",
            capacity="7202",
            service="any",
            version="1",
            operation="any",
            received=received,
        ),
        raw=b"",
    )


def filled(kind: type[T], /, **parts: Any) -> T:
    """A dataclass of which the fields that are not given are None."""
    from dataclasses import fields

    names = [column.name for column in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: parts.get(name) for name in names})


def zorgtoeslag(*erkenningen: Erkenning) -> Answer[Zorgtoeslag]:
    """A care supplement with these recognitions."""
    return answer(
        Zorgtoeslag(insz=CHILD, status_aanvraag=None, erkenningen=erkenningen)
    )


def erkenning(
    pillar_1: int | None,
    total: int | None,
    *,
    begin: date = date(2025, 1, 1),
    end: date | None = None,
    pillars: bool = True,
) -> Erkenning:
    """A recognition as the protocol lets it be told: the neutral values are in it."""
    points = filled(Pijlers, pijler1=pillar_1, totaal=total)
    return Erkenning(
        datum_beslissing=date(1900, 1, 1),
        begindatum=begin,
        einddatum=end,
        wetgeving=Wetgeving(code=100, omschrijving=None, taal=None),
        pijlers=points if pillars else None,
        status_beslissing="-",
    )


def files(
    *results: SourceResult, status: Status | None = None
) -> Answer[HandicapFiles]:
    """Files of these sources."""
    return answer(HandicapFiles(results=results), status=status)


def result(
    source: HandicapSource,
    *recognitions: HandicapRecognition,
    rights: Iterable[Right] = (),
    status: StatusValue = StatusValue.DATA_FOUND,
) -> SourceResult:
    """What one source said."""
    held = SourceFile(
        address=None,
        evolution_of_request=None,
        handicap_recognitions=recognitions,
        rights=tuple(rights),
        social_cards=(),
    )
    found = status is StatusValue.DATA_FOUND
    return SourceResult(
        source=source,
        status=status,
        code="MSG00000",
        description=None,
        file=held if found else None,
    )


def nothing(*sources: HandicapSource) -> list[SourceResult]:
    """Sources that know nothing."""
    return [result(each, status=StatusValue.NO_DATA_FOUND) for each in sources]


def adult(
    *,
    points: int | None = None,
    earnings: bool | None = None,
    mental: str | None = None,
    physical: str | None = None,
    begin: date | None = date(2025, 1, 1),
    end: date | None = None,
    **parts: int,
) -> HandicapRecognition:
    """A recognition of an adult."""
    outcome = AdultResult(
        diminuation_independence=filled(Independence, total_points=points, **parts),
        diminuation_earnings=earnings,
        mental_unsuitability=None if mental is None else Decimal(mental),
        physical_unsuitability=None if physical is None else Decimal(physical),
    )
    return filled(HandicapRecognition, start_date=begin, end_date=end, adult=outcome)


def child(
    *,
    pillar_1: int | None = None,
    total: int | None = None,
    code: int | None = None,
    pillars: bool = True,
    begin: date | None = date(2025, 1, 1),
    end: date | None = None,
) -> HandicapRecognition:
    """A recognition of a child."""
    points = filled(Pillars, pillar1=pillar_1, pillars_total=total)
    outcome = filled(
        ChildResult, disability_code=code, pillars=points if pillars else None
    )
    return filled(HandicapRecognition, start_date=begin, end_date=end, child=outcome)


def right(
    total: str,
    month: str | None,
    *,
    legislation: int = 3,
    begin: date = date(2025, 1, 1),
    end: date | None = None,
) -> Right:
    """A right to allowances."""
    return filled(
        Right,
        begin_date=begin,
        end_date=end,
        legislation=legislation,
        total_month_amount=Decimal(total),
        month_amount=None if month is None else Decimal(month),
        category_ivt="-",
        category_it=0,
        partner_income=False,
    )
