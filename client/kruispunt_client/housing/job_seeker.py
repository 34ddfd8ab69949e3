"""
Whether a social tenant meets the obligation to be registered at the VDAB.

Since 2023-01-01 a tenant who does not work and can must be registered (R-SCH-06). The
registration is told; whether somebody works, and can, is told by no service as such:

- work: nothing tells it in time, so it is a fact that you give;
- to be able to work: an incapacity benefit tells that somebody is not (R-BIN-04); no
  answer tells that somebody is, or who else need not register.

So a no takes both facts from you. Registration, work, or being unable to work is enough
for a yes.

Source: R-SCH-06, R-BIN-02, R-BIN-04, R-HDI-15.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_client.calls.job_seeker import Werkzoekende
from kruispunt_client.calls.job_seeker_inscriptions import (
    EmploymentService,
    JobSeekerInscriptions,
)
from kruispunt_client.housing.figures import VDAB_SINCE
from kruispunt_client.housing.finding import Finding, Known, any_of, finding_of
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer

_RULES: Final = ("R-SCH-06", "R-BIN-02")


def is_registered_at_vdab(
    answer: Answer[JobSeekerInscriptions] | Answer[Werkzoekende],
    *,
    asked: bool = False,
) -> Finding:
    """
    Find out whether a person is registered as a job seeker at the VDAB.

    Args:
        answer: Of `job_seeker.inscriptions`, asked of the VDAB about the day, or of
            `job_seeker.at_vdab`, asked for a category on the day: neither repeats it.
        asked: Whether that is what you asked. Of an answer in which nothing was found,
            and of one without a category, only then is it a no.

    Source: R-BIN-02.
    """
    data = answer.data
    none = Finding.of(False, "the VDAB knows no registration", *_RULES)
    unsure = [] if asked else ["the answer does not tell whether the VDAB was asked"]
    if data is None:
        return none.unless_known([*unsure, *gaps(answer)])
    if isinstance(data, Werkzoekende):
        if data.categorie_wz is not None:
            return Finding.of(True, "the VDAB has a category for the person", *_RULES)
        return none.unless_known([*unsure, *gaps(answer)])
    vdab = data.of(EmploymentService.VDAB)
    if vdab is None:
        return Finding.of(None, "the VDAB was not asked", *_RULES)
    if vdab.registered is None:
        return Finding.of(None, f"the VDAB failed ({vdab.status.code})", *_RULES)
    if vdab.registered:
        return Finding.of(True, "the VDAB knows a registration", *_RULES)
    return none


def meets_job_seeker_obligation(
    registered: Known,
    on: date,
    *,
    works: Known = None,
    can_work: Known = None,
    incapacitated: Known = None,
) -> Finding:
    """
    Find out whether a tenant meets the obligation to be registered at the VDAB.

    Args:
        registered: What `is_registered_at_vdab` found.
        on: The day; before 2023-01-01 there is no such obligation.
        works: Whether professionally active; no service tells it.
        can_work: Whether there is a potential for work; no service tells that there is.
        incapacitated: What `is_incapacitated` found: a yes is no potential for work.

    Returns:
        Yes also for who need not register. No only for who is not registered, does not
        work, and can.

    Source: R-SCH-06, R-BIN-02, R-BIN-04.
    """
    if on < VDAB_SINCE:
        why = f"there is no such obligation before {VDAB_SINCE}"
        return Finding.of(True, why, *_RULES)
    able = finding_of("potential for work", can_work)
    unfit = finding_of("incapacitated", incapacitated)
    return any_of(
        finding_of("registered at the VDAB", registered),
        finding_of("works", works),
        unfit if unfit.holds else able.opposite(),
    ).citing(*_RULES, "R-BIN-04")
