"""The obligation to register at the VDAB: R-SCH-06, R-BIN-02, R-BIN-04, R-HDI-15."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.incapacity import (
    Attestation,
    IndemnityPeriod,
    IndemnityPeriods,
)
from kruispunt_client.calls.job_seeker import CodeOmschrijving, Werkzoekende
from kruispunt_client.calls.job_seeker_inscriptions import (
    EmploymentService,
    JobSeekerInscriptions,
    ServiceResult,
)
from kruispunt_client.calls.ksz_status import SourceStatus
from kruispunt_client.housing import (
    has_incapacity_benefit,
    is_incapacitated,
    is_registered_at_vdab,
    meets_job_seeker_obligation,
)
from kruispunt_client.results import Answer, StatusValue

from .answers import (
    CHILD,
    DAY,
    FAILED,
    INCOMPLETE,
    NOTHING_FOUND,
    answer,
    filled,
    unhurried,
)

KNOWN = st.sampled_from([True, False, None])


def _services(**said: StatusValue) -> JobSeekerInscriptions:
    return JobSeekerInscriptions(
        results=tuple(
            ServiceResult(
                source=EmploymentService(name),
                status=SourceStatus(
                    value=value, code="MSG00000", description=None, information=()
                ),
                contact=None,
                inscriptions=(),
            )
            for name, value in said.items()
        )
    )


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (_services(VDAB=StatusValue.DATA_FOUND), True),
        (_services(VDAB=StatusValue.NO_DATA_FOUND), False),
        (_services(VDAB=StatusValue.TECHNICAL_ERROR), None),
        (_services(FOREM=StatusValue.DATA_FOUND), None),
    ],
)
def test_the_vdab_says_whether_somebody_is_registered(
    data: JobSeekerInscriptions, holds: bool | None
) -> None:
    """R-BIN-02, Protocol WiV–Wonen in Limburg art. 3 (VDAB): by its status alone."""
    assert is_registered_at_vdab(answer(data)).holds is holds


def test_a_failure_elsewhere_does_not_change_what_the_vdab_says() -> None:
    """R-BIN-02."""
    said = _services(VDAB=StatusValue.NO_DATA_FOUND, FOREM=StatusValue.TECHNICAL_ERROR)
    assert is_registered_at_vdab(answer(said, status=INCOMPLETE)).holds is False


def test_a_category_is_the_yes_and_its_absence_only_if_asked() -> None:
    """R-BIN-02: which category it is may be withheld."""
    withheld = CodeOmschrijving(code="-", omschrijving="-")
    yes = answer(filled(Werkzoekende, insz=CHILD, categorie_wz=withheld))
    none: Answer[Werkzoekende] = answer(filled(Werkzoekende, insz=CHILD))
    assert is_registered_at_vdab(yes).holds is True
    assert is_registered_at_vdab(none).holds is None
    assert is_registered_at_vdab(none, asked=True).holds is False


def test_nothing_found_is_a_no_if_the_vdab_was_asked() -> None:
    """R-BIN-02."""
    empty: Answer[JobSeekerInscriptions] = answer(None, NOTHING_FOUND)
    failed: Answer[JobSeekerInscriptions] = answer(None, FAILED)
    assert is_registered_at_vdab(empty).holds is None
    assert is_registered_at_vdab(empty, asked=True).holds is False
    assert is_registered_at_vdab(failed, asked=True).holds is None


@pytest.mark.parametrize(
    ("registered", "works", "can_work"), list(product([True, False], repeat=3))
)
def test_who_does_not_work_and_can_must_be_registered(
    registered: bool, works: bool, can_work: bool
) -> None:
    """R-SCH-06, 23/058 §67; R-BIN-04: who cannot work is not in breach."""
    found = meets_job_seeker_obligation(registered, DAY, works=works, can_work=can_work)
    assert found.holds is (registered or works or not can_work)


def test_there_was_no_such_obligation_before_2023() -> None:
    """R-SCH-06."""
    for day, holds in ((date(2022, 12, 31), True), (date(2023, 1, 1), False)):
        found = meets_job_seeker_obligation(False, day, works=False, can_work=True)
        assert found.holds is holds


def test_what_no_service_tells_is_not_known() -> None:
    """R-BIN-02: not registered, and nothing else known."""
    found = meets_job_seeker_obligation(False, DAY)
    assert found.holds is None
    assert found.why == (
        "works: nobody says",
        "potential for work: nobody says",
    )


def test_who_is_incapacitated_need_not_be_registered() -> None:
    """R-BIN-04, 23/058 §67."""
    sick = meets_job_seeker_obligation(False, DAY, works=False, incapacitated=True)
    well = meets_job_seeker_obligation(False, DAY, works=False, incapacitated=False)
    assert (sick.holds, well.holds) == (True, None)


@unhurried
@given(KNOWN, KNOWN, KNOWN, KNOWN)
def test_to_know_more_never_turns_a_yes_or_no(
    registered: bool | None,
    works: bool | None,
    can_work: bool | None,
    incapacitated: bool | None,
) -> None:
    """R-SCH-06: what is known stays so whatever else becomes known."""
    before = meets_job_seeker_obligation(
        registered,
        DAY,
        works=works,
        can_work=can_work,
        incapacitated=incapacitated,
    ).holds
    for value in (True, False):
        after = meets_job_seeker_obligation(
            value if registered is None else registered,
            DAY,
            works=value if works is None else works,
            can_work=can_work,
            incapacitated=incapacitated,
        ).holds
        assert before is None or after is before


LATER = date(2026, 7, 1)
"""When the quarter of `DAY` is over."""


def _periods(
    *spans: tuple[date, date | None],
    quarter: str = "2026Q2",
    attest: str | None = "a8f1",
    received: date = LATER,
) -> Answer[IndemnityPeriods]:
    return answer(
        IndemnityPeriods(
            attestation=filled(
                Attestation,
                year_quarter=quarter,
                creation_date=DAY,
                attestation_id=attest,
            ),
            allowances=tuple(
                filled(IndemnityPeriod, begin_date=begin, end_date=end, payments=())
                for begin, end in spans
            ),
        ),
        received=received,
    )


@pytest.mark.parametrize(
    ("held", "holds"),
    [
        (_periods((date(2026, 3, 2), None)), True),
        (_periods((date(2026, 3, 2), None), attest=None, received=DAY), True),
        (_periods((date(2026, 5, 5), None), attest=None, received=DAY), None),
        (_periods(attest=None), None),  # temporary, and never asked again
        (_periods(received=DAY), None),
        (_periods((date(2026, 3, 2), DAY)), True),
        (_periods((date(2026, 3, 2), date(2026, 5, 3))), False),
        (_periods((date(2026, 5, 5), None)), False),
        (_periods(), False),
        (_periods((date(2026, 3, 2), None), quarter="2026Q1"), None),
    ],
)
def test_a_benefit_period_must_cover_the_day(
    held: Answer[IndemnityPeriods], holds: bool | None
) -> None:
    """R-HDI-15, 23/058 §66."""
    assert has_incapacity_benefit(held, DAY).holds is holds


def test_nothing_at_the_insurers_is_a_no_unless_they_failed() -> None:
    """R-HDI-15."""
    empty: Answer[IndemnityPeriods] = answer(None, NOTHING_FOUND, received=LATER)
    failed: Answer[IndemnityPeriods] = answer(None, FAILED, received=LATER)
    assert has_incapacity_benefit(empty, DAY).holds is False
    assert has_incapacity_benefit(failed, DAY).holds is None


@pytest.mark.parametrize(
    ("received", "holds"),
    [(date(2026, 5, 4), None), (date(2026, 6, 30), None), (date(2026, 7, 1), False)],
)
def test_nothing_yet_about_a_running_quarter_is_no_no(
    received: date, holds: bool | None
) -> None:
    """R-HDI-15: insurers make their attest when the quarter is over."""
    empty: Answer[IndemnityPeriods] = answer(None, NOTHING_FOUND, received=received)
    found = has_incapacity_benefit(empty, DAY)
    assert found.holds is holds
    assert holds is False or "not over" in " ".join(found.why)


@pytest.mark.parametrize(
    ("other_income", "holds"), [(False, True), (True, False), (None, None)]
)
def test_incapacitated_is_who_has_no_other_professional_income(
    other_income: bool | None, holds: bool | None
) -> None:
    """R-HDI-15, 23/058 §66: other income is told by no service in time."""
    held = _periods((date(2026, 3, 2), None))
    assert is_incapacitated(held, DAY, other_income=other_income).holds is holds
