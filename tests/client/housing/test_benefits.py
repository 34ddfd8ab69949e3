"""The right to family benefits: R-PTL-08, R-PTL-09, R-PTL-14."""

from __future__ import annotations

from datetime import date

import pytest
from kruispunt_client.calls.child_benefits import (
    BenefitActor,
    BenefitFile,
    BenefitResult,
    BenefitSource,
    ChildBenefits,
    PaymentCategory,
    PaymentPeriod,
)
from kruispunt_client.calls.kind_voordelen import (
    Betalingsperiode,
    Betrokkene,
    Bron,
    Categorie,
    KindVoordeel,
    KindVoordelen,
)
from kruispunt_client.calls.ksz_status import SourceStatus
from kruispunt_client.housing import gets_family_benefits
from kruispunt_client.results import Answer, Month, Remark, StatusValue

from .answers import CHILD, DAY, FAILED, INCOMPLETE, NOTHING_FOUND, answer, filled

NOT_ALLOWED = Remark(code="40006", origin="KSZ", type="WAARSCHUWING", diagnosis="")
Paid = tuple[Categorie, str, str | None]


def _magda(*paid: Paid, child: str = CHILD) -> KindVoordelen:
    periods = tuple(
        filled(
            Betalingsperiode,
            code=category,
            beginmaand=Month.parse(begin),
            eindmaand=None if end is None else Month.parse(end),
            begunstigden=(),
        )
        for category, begin, end in paid
    )
    kind = Betrokkene(insz=child, bonussen=(), betalingsperiodes=periods)
    file = filled(
        KindVoordeel, bron=Bron.FLANDERS, insz=child, begunstigden=(), kinderen=(kind,)
    )
    return KindVoordelen(kind_voordelen=(file,))


def _holds(data: KindVoordelen | None, on: date = DAY, **how: bool) -> bool | None:
    return gets_family_benefits(answer(data), CHILD, on, **how).holds


@pytest.mark.parametrize("category", [Categorie.BASIC, Categorie.CHILD_BENEFIT])
@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_the_basic_amount_is_the_right_in_whole_months(
    category: Categorie, on: date, holds: bool
) -> None:
    """R-PTL-08, R-PTL-14: Protocol WiV–Wonen in Limburg art. 3 (family benefits)."""
    data = _magda((category, "2026-01", "2026-06"))
    assert _holds(data, on, everywhere=True) is holds


def test_a_right_without_end_goes_on() -> None:
    """R-PTL-14: the end is optional."""
    assert _holds(_magda((Categorie.BASIC, "2019-01", None))) is True


def test_a_supplement_proves_nothing_by_itself() -> None:
    """R-PTL-08: the right is that to the basic amount."""
    for category in (Categorie.ORPHAN, Categorie.SOCIAL, Categorie.SCHOOL_BONUS):
        data = _magda((category, "2019-01", None))
        assert _holds(data, everywhere=True) is None


def test_a_file_without_payments_is_not_a_no() -> None:
    """R-PTL-14: none, not asked or withheld."""
    assert _holds(_magda(), everywhere=True) is None


def test_a_no_takes_every_source_that_may_pay() -> None:
    """R-PTL-11: a child may live outside Flanders."""
    over = _magda((Categorie.BASIC, "2019-01", "2025-06"))
    other = _magda((Categorie.BASIC, "2019-01", None), child="15000000001")
    for data in (over, other, None):
        assert _holds(data) is None
        assert _holds(data, everywhere=True) is False


@pytest.mark.parametrize("remark", [FAILED, NOT_ALLOWED], ids=["failed", "not allowed"])
def test_a_no_of_an_answer_that_is_not_whole_is_not_known(remark: Remark) -> None:
    """R-PTL-14: and a yes stays a yes."""
    over = _magda((Categorie.BASIC, "2019-01", "2025-06"))
    runs = _magda((Categorie.BASIC, "2019-01", None))
    no = gets_family_benefits(answer(over, remark), CHILD, DAY, everywhere=True)
    yes = gets_family_benefits(answer(runs, remark), CHILD, DAY)
    assert (no.holds, yes.holds) == (None, True)


def test_nothing_found_is_a_no() -> None:
    """R-PTL-14."""
    found = gets_family_benefits(
        answer(None, NOTHING_FOUND), CHILD, DAY, everywhere=True
    )
    assert found.holds is False


def _ksz(
    *results: tuple[BenefitSource, StatusValue, PaymentCategory | None],
) -> Answer[ChildBenefits]:
    return answer(
        ChildBenefits(
            results=tuple(
                BenefitResult(
                    authentic_source=source,
                    status=SourceStatus(
                        value=status, code="MSG00000", description=None, information=()
                    ),
                    files=() if category is None else (_file(category),),
                )
                for source, status, category in results
            )
        ),
        status=(
            INCOMPLETE
            if any(status is StatusValue.TECHNICAL_ERROR for _, status, _ in results)
            else None
        ),
    )


def _file(category: PaymentCategory) -> BenefitFile:
    period = filled(
        PaymentPeriod,
        category=category,
        begin_month=Month(2019, 1),
        description=(),
        beneficiaries=(),
    )
    actor = BenefitActor(ssin=CHILD, bonuses=(), payment_periods=(period,))
    return filled(BenefitFile, beneficiaries=(), children=(actor,))


def test_the_ksz_says_it_by_source() -> None:
    """R-PTL-08: any source will do; one that failed makes a no not known."""
    found, none = StatusValue.DATA_FOUND, StatusValue.NO_DATA_FOUND
    failed = StatusValue.TECHNICAL_ERROR
    flanders, brussels = BenefitSource.FLANDERS, BenefitSource.BRUSSELS
    cases = [
        (_ksz((flanders, none, None), (brussels, found, PaymentCategory.BASIC)), True),
        (_ksz((flanders, none, None), (brussels, none, None)), False),
        (_ksz((flanders, none, None), (brussels, failed, None)), None),
        (_ksz((flanders, found, PaymentCategory.SOCIAL)), None),
    ]
    for held, holds in cases:
        assert gets_family_benefits(held, CHILD, DAY, everywhere=True).holds is holds
