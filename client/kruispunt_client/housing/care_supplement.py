"""
Whether a child is severely disabled, by the points of its care supplement.

`points_suffice` is the test itself, for points that you have. The others look at an
answer, and know less: points that are absent may have been withheld, so they are no
points of zero. Pillar 1 is part of the total, so a total below 4 settles pillar 1 too.

Source: R-ZT-01, R-ZT-02, R-ZT-03, R-SD-05.
"""

from __future__ import annotations

from datetime import date

from kruispunt_client.calls.care_supplement import Erkenning, Zorgtoeslag
from kruispunt_client.housing.age import Born, is_of_age_for_care_supplement
from kruispunt_client.housing.figures import PILLAR_1_MIN, TOTAL_MIN
from kruispunt_client.housing.finding import Finding, all_of, any_of
from kruispunt_client.housing.reading import gaps, holds_on
from kruispunt_client.results import Answer


def points_suffice(pillar_1: int | None, total: int | None) -> bool:
    """
    Find out whether points make a child severely disabled.

    Args:
        pillar_1: Points in pillar 1; None when there are none.
        total: Points in all pillars; None when there are none.

    Source: R-ZT-01.
    """
    return (pillar_1 or 0) >= PILLAR_1_MIN or (total or 0) >= TOTAL_MIN


def is_severely_disabled_child(
    answer: Answer[Zorgtoeslag],
    on: date,
    *,
    born: Born = None,
    asked: bool = False,
) -> Finding:
    """
    Find out whether a child is recognised as severely disabled on the reference date.

    Args:
        answer: Of `care_allowance.supplement`, asked with `erkenningen`, for `on` or
            for a period with `on` in it.
        on: The reference date of the procedure.
        born: Day of birth, to check the age as well; None: it is not looked at.
        asked: Whether recognitions were asked for and may be seen: only then is a file
            without any a no.

    Returns:
        Not known when a recognition has no points, its days are withheld, or a source
        failed, and no other recognition gives a yes.

    Source: R-ZT-01, R-ZT-02, R-ZT-03, R-SD-05.
    """
    held = () if answer.data is None else answer.data.erkenningen
    absent = None if answer.data is not None and not asked else False
    none = Finding.of(absent, "no recognition as a child is in the answer", "R-ZT-01")
    found = any_of(*(_recognition(each, on) for each in held)) if held else none
    found = found.unless_known(gaps(answer)).citing("R-SD-05")
    if born is None:
        return found
    return all_of(is_of_age_for_care_supplement(born, on), found)


def points_found(pillar_1: int | None, total: int | None) -> Finding:
    """
    Find out whether the points in an answer suffice, where points may be withheld.

    Args:
        pillar_1: None: not in the answer.
        total: None: not in the answer.
    """
    facts = {"pillar_1": pillar_1, "total": total}
    if points_suffice(pillar_1, total):
        why = f"at least {PILLAR_1_MIN} points in pillar 1, or {TOTAL_MIN} in total"
        return Finding.of(True, why, "R-ZT-01", **facts)
    if total is not None and (pillar_1 is not None or total < PILLAR_1_MIN):
        why = f"fewer than {PILLAR_1_MIN} points in pillar 1 and {TOTAL_MIN} in total"
        return Finding.of(False, why, "R-ZT-01", **facts)
    missing = " and ".join(
        name
        for name, value in (("of pillar 1", pillar_1), ("in total", total))
        if value is None
    )
    why = f"the points {missing} are not in the answer: none, or withheld"
    return Finding.of(None, why, "R-ZT-01", **facts)


def recognition_holds(begin: date | None, end: date | None, on: date) -> Finding:
    """
    Find out whether a recognition holds on a day, the first and last day included.

    Source: R-ZT-02, R-SD-02.
    """
    why = {
        True: f"a recognition holds on {on}",
        False: f"a recognition does not hold on {on}",
        None: "the days of a recognition are not known",
    }
    holds = holds_on(begin, end, on)
    return Finding.of(holds, why[holds], "R-ZT-02", "R-SD-02", begin=begin, end=end)


def _recognition(each: Erkenning, on: date) -> Finding:
    points = each.pijlers
    return all_of(
        recognition_holds(each.begindatum, each.einddatum, on),
        points_found(
            None if points is None else points.pijler1,
            None if points is None else points.totaal,
        ),
    )
