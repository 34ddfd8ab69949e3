"""
Assessments of the personal income tax, as the federal finance service (FODFIN) holds
them.

Who is taxed together has the assessment in both files: the same article number, dates
and shared items, each partner's own items in the own file, and each other's number.
Files that disagree are refused at load (`difference`). Who of the two is the holder
(letter A) is not in the file: it follows from `is_holder`.

Source: contract sheets `magda-geefaanslagbiljetpersonenbelasting-02.00` and
`ksz-taxassessmentdata-v2`; code lists, section 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import FictitiousSsin, Identity

IpcalCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
"""Code of an item, without the letter of the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipcal:
    """One code of the tax administration: what stands behind it."""

    kind: Literal["euros", "number", "status"]
    joint: bool
    """One figure for both partners together, so only under letter A."""
    text: str | None
    """Dutch description; None where nothing is published."""
    source: str


_EXAMPLES: Final = "code lists, section 9 (published examples)"
_LAW: Final = "Protocol WiV–Wonen in Limburg art. 3 (income)"
_FORM: Final = (
    "our choice, because no list is published: the code of the public tax return"
)

IPCAL: Final[Mapping[str, Ipcal]] = MappingProxyType(
    {
        "7555": Ipcal(
            kind="euros",
            joint=False,
            text="Gezamenlijk belastbaar inkomen",
            source=_EXAMPLES,
        ),
        "7557": Ipcal(
            kind="euros",
            joint=False,
            text="Afzonderlijk belastbaar inkomen",
            source="our choice, because public clients of MAGDA ask it beside 7555, "
            "and the law names these two incomes",
        ),
        "7270": Ipcal(kind="euros", joint=True, text=None, source=_EXAMPLES),
        "0620": Ipcal(
            kind="status",
            joint=False,
            text="Ambtenaar van een internationale of Europese instelling",
            source=_LAW,
        ),
        "0210": Ipcal(
            kind="status",
            joint=True,
            text="Inkomsten van een internationale of Europese instelling",
            source=_LAW,
        ),
        "1062": Ipcal(
            kind="euros",
            joint=False,
            text="Vrijgestelde beroepsinkomsten van buitenlandse oorsprong",
            source=_FORM,
        ),
        "1030": Ipcal(
            kind="number", joint=True, text="Kinderen ten laste", source=_FORM
        ),
        "1031": Ipcal(
            kind="number",
            joint=True,
            text="Kinderen ten laste met een zware handicap",
            source=_FORM,
        ),
    }
)
"""
The codes that a file may hold. The real list is much longer and not published.

Joint are those that the examples and the acts have under letter A only.
"""

ROLL_DATE: Final = "0001"
"""
Code under which the date of entry on the tax roll leaves.

Source: our choice, because the protocol grants that date (art. 3, income) and the
contract has no other place for it than an item.
"""

ItemValue = Decimal | int | Literal["1"]
"""Euros, a number, or a status that is set."""


class TaxAssessment(Section):
    """One assessment of one income year."""

    income_year: int = Field(ge=1990, le=2099)
    article: str = Field(pattern=r"^[0-9]{9}$")
    """`Artikelnummer`, the number of the assessment."""
    enrolled: date
    """`Inkohierdatum`: day of entry on the tax roll; before it nobody knows of it."""
    partner: FictitiousSsin | None = None
    """Who is taxed together with this person; None for who is taxed alone."""
    items: dict[IpcalCode, ItemValue]
    """What was assessed, by code: own items, and those shared with the partner."""

    @model_validator(mode="after")
    def _codes_are_known_and_fit(self) -> Self:
        for code, value in self.items.items():
            row = IPCAL.get(code)
            if row is None:
                raise ValueError(f"item {code} is no known code: {', '.join(IPCAL)}")
            if not _fits(row, value):
                raise ValueError(f"item {code} must be a {row.kind}, not {value!r}")
        return self

    @model_validator(mode="after")
    def _is_made_after_the_year(self) -> Self:
        if self.enrolled.year <= self.income_year:
            raise ValueError(
                f"income of {self.income_year} cannot be on the roll by {self.enrolled}"
            )
        return self

    @property
    def joint_items(self) -> dict[str, ItemValue]:
        """The items that are the same in the file of the partner."""
        return {code: v for code, v in self.items.items() if IPCAL[code].joint}


def _one_per_year(assessments: tuple[TaxAssessment, ...]) -> tuple[TaxAssessment, ...]:
    years = [each.income_year for each in assessments]
    if len(years) != len(set(years)):
        raise ValueError(f"two assessments of one income year: {sorted(years)}")
    return assessments


TaxAssessments = Annotated[tuple[TaxAssessment, ...], AfterValidator(_one_per_year)]
"""All of one person, in any order."""


def _fits(row: Ipcal, value: ItemValue) -> bool:
    if row.kind == "status":
        return value == "1" and isinstance(value, str)
    if isinstance(value, str):
        return False
    if row.kind == "number":
        return isinstance(value, int) and value >= 0
    cents = Decimal(value) * 100
    return cents == cents.to_integral_value() and abs(cents) < Decimal(10) ** 15


def is_holder(person: Identity, partner: Identity | None) -> bool:
    """
    Find out whether a person is the holder (A, PRIMARY) of the assessment.

    Returns:
        True for who is taxed alone; the man of a man and a woman, else the elder, else
        who has the lower number.

    Source: our choice, because the contracts do not say it: so are the columns of the
    tax return filled in.
    """
    if partner is None:
        return True
    if {person.sex, partner.sex} == {"F", "M"}:
        return person.sex == "M"
    return (person.born, person.ssin) < (partner.born, partner.ssin)


def newest(
    assessments: tuple[TaxAssessment, ...], today: date, oldest_year: int | None = None
) -> TaxAssessment | None:
    """
    Find the newest income year of which an assessment is known.

    Args:
        assessments: Of one person.
        today: An assessment that was enrolled later is not known yet.
        oldest_year: Income years before it do not count; None for no limit.
    """
    known = (
        each
        for each in assessments
        if each.enrolled <= today and each.income_year >= (oldest_year or 0)
    )
    return max(known, key=lambda each: each.income_year, default=None)


def difference(
    mine: TaxAssessment, ssin: str, theirs: tuple[TaxAssessment, ...]
) -> str | None:
    """
    Find out what the file of the partner tells otherwise.

    Args:
        mine: One assessment.
        ssin: Whose it is.
        theirs: All assessments of its partner.

    Returns:
        What is wrong; None when the two agree, or nobody is taxed together.
    """
    if mine.partner is None:
        return None
    year = mine.income_year
    other = next((each for each in theirs if each.income_year == year), None)
    if other is None or other.partner != ssin:
        return f"{mine.partner} is not taxed together with {ssin} for {year}"
    if _shared(mine) != _shared(other):
        return (
            f"article, roll date or shared items of {year} differ from those in the "
            f"file of {mine.partner}"
        )
    return None


def _shared(assessment: TaxAssessment) -> tuple[str, date, dict[str, ItemValue]]:
    return assessment.article, assessment.enrolled, assessment.joint_items
