"""
UnemploymentDataService v3: the right to benefits on a day, or why there is none.

A right, a sanction or an end is known from its decision. A sanction that runs comes
before a right, and a right before an older end of it. Without a date the situation of
today is told, or the last one there was.

Source: contract sheet `ksz-unemploymentdata-v3`; `_behaviour` 2.7, 2.18.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.unemployment import (
    EndOfRight,
    Right,
    Sanction,
    Unemployment,
)
from kruispunt_simulator.services import KszAnswer
from kruispunt_simulator.services import _unemployment as rva
from kruispunt_simulator.services._unemployment import Found
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

MOST_RIGHTS: Final = 2
"""The schema has room for no more; the newest are given."""


def ask_rights(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the last situation, and that on every day on which one began."""
    file = rva.file_of(person)
    begins = {
        *(right.begin for right in file.rights),
        *(sanction.begin for sanction in file.sanctions),
        *(end.begin for end in file.ends),
    }
    return rva.ask_days(person, begins, today)


def consult_rights(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the rights on a day, or why there are none.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    asked = rva.asked_day(root)

    def find(file: Unemployment) -> Found:
        on = asked or _last_known(file, today)
        return (None if on is None else _situation(file, on, today)), "ksz.no-data"

    return rva.consult(root, sources, asked or today, find)


def _known_rights(file: Unemployment, today: date) -> list[Right]:
    return [right for right in file.rights if right.decision.decided <= today]


def _known_ends(file: Unemployment, today: date) -> list[EndOfRight]:
    return [end for end in file.ends if end.decision.decided <= today]


def _known_sanctions(file: Unemployment, today: date) -> list[Sanction]:
    return [each for each in file.sanctions if each.decision.decided <= today]


def _last_known(file: Unemployment, today: date) -> date | None:
    """Find the last day, until today, on which there was a right, or none any more."""
    days = [
        *(min(r.end or FOREVER, today) for r in _known_rights(file, today)),
        *(min(s.last_day, today) for s in _known_sanctions(file, today)),
        *(today for end in _known_ends(file, today) if end.begin <= today),
    ]
    return max(days, default=None)


def _situation(file: Unemployment, on: date, today: date) -> Element | None:
    made = element("rights")
    for sanction in _known_sanctions(file, today):
        if sanction.begin <= on <= sanction.last_day:
            _add_sanction(made, sanction)
            return made
    rights = [right for right in _known_rights(file, today) if right.overlaps(on, on)]
    if rights:
        rights.sort(key=lambda right: right.begin, reverse=True)
        for right in rights[:MOST_RIGHTS]:
            _add_right(made, right)
        return made
    ends = [end for end in _known_ends(file, today) if end.begin <= on]
    if not ends:
        return None
    _add_end(made, max(ends, key=lambda end: end.begin))
    return made


def _add_right(rights: Element, right: Right) -> None:
    made = add(rights, "right")
    add(made, "theoricDailyAllowanceAmount", rva.cents(right.daily_amount))
    add(made, "startingDate", right.begin)
    rva.add_nature(made, right.nature)
    regime = None if right.regime is None else rva.halves(right.regime)
    for tag, value in (
        ("familyState", right.family_state),
        ("indemnificationRegime", regime),
        ("unemployedWorkerStatus", right.ground),
        ("theoricRightsEndingDate", right.expected_end),
        ("selfEmploymentSupplement", right.self_employment_supplement),
    ):
        if value is not None:
            add(made, tag, value)


def _add_sanction(rights: Element, sanction: Sanction) -> None:
    made = add(rights, "noRight")
    told = add(made, "sanction")
    add(told, "beginDate", sanction.begin)
    if sanction.end is not None:
        add(told, "endDate", sanction.end)
    elif sanction.weeks is not None:
        add(told, "nbrOfWeeksSanction", sanction.weeks)
    rva.add_code(told, "article", sanction.code)
    _add_ground(made, sanction)


def _add_end(rights: Element, end: EndOfRight) -> None:
    made = add(rights, "noRight")
    kind = "exclusion" if end.kind == "exclusion" else "rightsEnd"
    add(add(made, kind), "beginDate", end.begin)
    _add_ground(made, end)


def _add_ground(no_right: Element, decided: Sanction | EndOfRight) -> None:
    rva.add_both_articles(
        no_right,
        decided.articles,
        "admissibilityArticles",
        "indemnisabilityArticles",
    )
    if decided.trigger is not None:
        add(no_right, "triggerDate", decided.trigger)


SERVICES = (
    rva.service(
        "consultRights",
        consult_rights,
        check=rva.check_day,
        ask_all=ask_rights,
        period=rva.period_of_day,
    ),
)
