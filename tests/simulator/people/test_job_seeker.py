"""The files of the employment services: what they refuse, who is registered when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from kruispunt_simulator.people.job_seeker import (
    Contact,
    EmploymentServiceFile,
    Inscription,
)
from pydantic import ValidationError

SINCE = datetime(2024, 1, 8, 9, 30)  # noqa: DTZ001 - local time, as in the file
CATEGORY = {"code": "000", "nl": "werkzoekende"}
ADDRESS = {
    "street": "Straat",
    "house_number": "1",
    "postal_code": "3000",
    "city": "Leuven",
}


def inscription(**given: Any) -> dict[str, Any]:
    return {"registered": SINCE, "categories": (CATEGORY,)} | given


@pytest.mark.parametrize(
    ("section", "given", "expected"),
    [
        pytest.param(
            Inscription,
            inscription(until=date(2024, 1, 7)),
            "ends on 2024-01-07",
            id="ends before it begins",
        ),
        pytest.param(
            Inscription, inscription(categories=()), "at least 1", id="no category"
        ),
        pytest.param(
            Inscription,
            inscription(categories=({"code": "VDAB000"},)),
            "match pattern",
            id="a category with the name of the service",
        ),
        pytest.param(
            Contact,
            {"address": ADDRESS, "foreign_address": "Aachen"},
            "a Belgian and a foreign address",
            id="two addresses",
        ),
        pytest.param(Contact, {"email": "nobody"}, "match pattern", id="no mail"),
    ],
)
def test_what_contradicts_itself_is_refused(
    section: Any, given: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ValidationError, match=expected):
        section.model_validate(given)


@pytest.mark.parametrize(
    ("begin", "end", "count"),
    [
        pytest.param(date(2024, 1, 7), date(2024, 1, 7), 0, id="the day before"),
        pytest.param(date(2024, 1, 8), date(2024, 1, 8), 1, id="first day"),
        pytest.param(date(2024, 2, 1), date(2024, 2, 1), 1, id="last day"),
        pytest.param(date(2024, 2, 2), date(2024, 2, 29), 0, id="between two"),
        pytest.param(date(2024, 1, 1), date(2024, 12, 31), 2, id="both"),
        pytest.param(date(2030, 1, 1), date(2030, 1, 1), 1, id="still registered"),
    ],
)
def test_who_is_registered_on_a_day_of_the_period(
    begin: date, end: date, count: int
) -> None:
    later = datetime(2024, 3, 1, 8, 0)  # noqa: DTZ001 - local time
    file = EmploymentServiceFile.model_validate(
        {
            "inscriptions": (
                inscription(registered=later),
                inscription(until=date(2024, 2, 1)),
            )
        }
    )
    held = file.registered(begin, end)
    assert len(held) == count
    assert list(held) == sorted(held, key=lambda each: each.registered)
