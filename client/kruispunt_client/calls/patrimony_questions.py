"""PatrimonyService v1 (KSZ): what a person or an enterprise owns, and where."""

from __future__ import annotations

from typing import Any, Final

from kruispunt_client.calls.patrimony import Division, Property
from kruispunt_client.calls.property_situations import check_division, check_enterprise
from kruispunt_client.calls.question import Call, Period, Question, moment, one_way
from kruispunt_client.calls.wire import read, several_at
from kruispunt_client.errors import InvalidRequest

_LANGUAGE: Final = {"language": "NL"}


def properties(
    ssin: str,
    *,
    period: Period | None = None,
    full_history: bool = False,
    co_owners: bool = False,
    user: str | None = None,
) -> Call[tuple[Property, ...]]:
    """
    Ask what a person owns.

    Via `ksz` PatrimonyService v1, consultImmovableProperties.

    Args:
        ssin: Of the person.
        period: First and last day; None: the present situation.
        full_history: Everything the person ever owned; not with `period`.
        co_owners: Whether the co-owners come along.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A property per parcel and period; `data` is None when there is none.

    Raises:
        InvalidRequest: Period and history do not go together, or the former cannot be.

    Source: `ksz-patrimonyservice-v1`.
    """
    criteria = {"ssin": ssin, **_scope(period, full_history, co_owners)}
    return _properties("consultImmovableProperties", criteria, ssin, user)


def enterprise_properties(
    number: str,
    division: int,
    *,
    period: Period | None = None,
    full_history: bool = False,
    co_owners: bool = False,
    user: str | None = None,
) -> Call[tuple[Property, ...]]:
    """
    Ask what an enterprise owns in one cadastral division.

    Via `ksz` PatrimonyService v1, consultEnterpriseImmovableProperties.

    Args:
        number: Of the enterprise, ten digits.
        division: One of those that `enterprise_divisions` gives.
        period: First and last day; None: the present situation.
        full_history: Everything it ever owned; not with `period`.
        co_owners: Whether the co-owners come along.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        A property per parcel and period; `data` is None when there is none.

    Raises:
        InvalidRequest: A number cannot be, or period and history do not go together.

    Source: `ksz-patrimonyservice-v1`.
    """
    check_division(division)
    criteria = {
        "enterpriseNumber": check_enterprise(number),
        "division": division,
        **_scope(period, full_history, co_owners),
    }
    return _properties("consultEnterpriseImmovableProperties", criteria, None, user)


def enterprise_divisions(
    number: str, *, history: bool = False, user: str | None = None
) -> Call[tuple[Division, ...]]:
    """
    Ask in which cadastral divisions an enterprise holds rights.

    Via `ksz` PatrimonyService v1, findDivisionByEnterpriseNumber.

    Args:
        number: Of the enterprise, ten digits.
        history: Also where it once held any.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The divisions; `data` is None when there are none.

    Raises:
        InvalidRequest: No enterprise can have that number.

    Source: `ksz-patrimonyservice-v1`.
    """
    criteria = {
        "enterpriseNumber": check_enterprise(number),
        "history": history or None,
        **_LANGUAGE,
    }
    question = _question("findDivisionByEnterpriseNumber", criteria, None, user)
    return one_way(question, _read_divisions)


def _scope(
    period: Period | None, full_history: bool, co_owners: bool
) -> dict[str, Any]:
    if period is not None and full_history:
        raise InvalidRequest("give either `period` or `full_history`")
    if period is not None:
        moment(None, period)
    return {
        "withCoOwners": co_owners or None,
        "fullHistory": full_history or None,
        "period": None
        if period is None
        else {"beginDate": period[0], "endDate": period[1]},
        **_LANGUAGE,
    }


def _properties(
    operation: str, criteria: dict[str, Any], subject: str | None, user: str | None
) -> Call[tuple[Property, ...]]:
    return one_way(_question(operation, criteria, subject, user), _read_properties)


def _question(
    operation: str, criteria: dict[str, Any], subject: str | None, user: str | None
) -> Question:
    return Question(
        service="PatrimonyService",
        version="v1",
        operation=operation,
        content={"searchCriteria": criteria},
        subject=subject,
        user=user,
    )


def _read_properties(response: Any) -> tuple[Property, ...] | None:
    found = several_at(response, "properties/property")
    return tuple(read(Property, each) for each in found) if found else None


def _read_divisions(response: Any) -> tuple[Division, ...] | None:
    found = several_at(response, "divisions/division")
    return tuple(read(Division, each) for each in found) if found else None
