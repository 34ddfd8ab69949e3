"""
Whether a person is severely disabled, by the files of the authentic sources.

The five conditions of R-SD-01, and what of a recognition shows them:

| condition | shown by |
| --- | --- |
| 1, 4 earning capacity of a third or less | `diminuation_earnings` of an adult |
| 2 self-reliance less by 9 points | `total_points`, or their six parts, of an adult |
| 3 66 % by a decision | a percentage of an adult; `disability_code` 2 of a child |
| 5 increased child benefit | points of a child (R-ZT-01, by R-SD-05) |

A no takes every source of R-HS-05. A judgment (condition 3) and an attest on paper
(R-SD-04) are told by no service: whoever has one shows it (R-PTL-16).

Of a source that has data but no recognition among them nothing is known: there is none,
it was not asked (`FilePart.HANDICAP_RECOGNITIONS`), or it was withheld. Only the caller
can tell which (`asked`).

Source: R-SD-01 to R-SD-05, R-HS-05, R-HS-06.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from kruispunt_client.calls.handicap import (
    AdultResult,
    ChildResult,
    HandicapFiles,
    HandicapRecognition,
    HandicapSource,
    Independence,
    SourceResult,
)
from kruispunt_client.housing.age import Born, is_of_age_for_care_supplement
from kruispunt_client.housing.care_supplement import points_found, recognition_holds
from kruispunt_client.housing.figures import (
    DISABILITY_CODE_FROM_66,
    PERMANENT_DISABILITY_MIN_PERCENT,
    SELF_RELIANCE_MAX_PER_PART,
    SELF_RELIANCE_MIN_POINTS,
)
from kruispunt_client.housing.finding import (
    Finding,
    Known,
    all_of,
    any_of,
    finding_of,
)
from kruispunt_client.housing.reading import gaps
from kruispunt_client.results import Answer, StatusValue

NEEDED: Final = (
    HandicapSource.DGPH,
    HandicapSource.KIND_EN_GEZIN,
    HandicapSource.IRIS_CARE,
    HandicapSource.AVIQ,
    HandicapSource.DSL,
)
"""The sources that a no takes. Source: R-HS-05."""

_TELL_NONE: Final = (HandicapSource.VSB, HandicapSource.MDG)
"""Sources of which the contracts have no recognitions."""

_PARTS: Final = (
    "mobility",
    "nourishment",
    "hygiene",
    "household",
    "supervision",
    "social_skills",
)


def is_severely_disabled(
    answer: Answer[HandicapFiles],
    on: date,
    *,
    asked: Collection[HandicapSource] = (),
    care_supplement: Known = None,
    born: Born = None,
) -> Finding:
    """
    Find out whether a person is severely disabled on a day, by files of the sources.

    Args:
        answer: Of `disability.files`, asked with `FilePart.HANDICAP_RECOGNITIONS`, for
            `on` or for a period with `on` in it.
        on: Day of the application.
        asked: The sources that you asked for recognitions and of which you may see
            them: one of these that shows none has none. The answer does not tell it.
        care_supplement: What `is_severely_disabled_child` found; it takes the place of
            Opgroeien, whom MAGDA cannot ask in this call.
        born: Day of birth; of who is 21 or older Opgroeien need not be asked.

    Returns:
        No only if all of `NEEDED` answered and none recognises the person.

    Source: R-SD-01, R-SD-02, R-SD-05, R-HS-05, R-HS-06.
    """
    results = () if answer.data is None else answer.data.results
    telling = [result for result in results if result.source not in _TELL_NONE]
    found = [_by_source(each, on, asked=each.source in asked) for each in telling]
    spared = set()
    if care_supplement is not None:
        found.append(finding_of("care supplement", care_supplement))
        spared.add(HandicapSource.KIND_EN_GEZIN)
    if is_of_age_for_care_supplement(born, on).holds is False:
        spared.add(HandicapSource.KIND_EN_GEZIN)
    seen = {result.source for result in results}.union(asked, spared)
    unseen = ", ".join(source.value for source in NEEDED if source not in seen)
    silent = [f"not asked, or withheld: {unseen}"] if unseen else []
    none = Finding.of(False, "no source has a file", "R-SD-01")
    whole = any_of(*found) if found else none
    return whole.unless_known([*silent, *gaps(answer)]).citing(
        "R-SD-01", "R-HS-05", "R-HS-06"
    )


def stays_severely_disabled(now: Known, *, at_retirement: Known) -> Finding:
    """
    Let who was severely disabled when retiring keep that quality.

    Args:
        now: On the day of the application.
        at_retirement: On the day of retiring; False for who has not retired. None when
            that is not known: then a no is not known either.

    Source: R-SD-03.
    """
    return any_of(
        finding_of("severely disabled", now),
        finding_of("severely disabled at retirement", at_retirement),
    ).citing("R-SD-03")


def attest_counts(expires: date | None, on: date) -> Finding:
    """
    Find out whether an attest on paper still shows a disability of a child.

    Args:
        expires: Last day of its validity; None: it has none.
        on: The day of the application.

    Source: R-SD-04: "een niet vervallen attest"; R-PTL-16.
    """
    valid = expires is None or on <= expires
    why = f"the attest has {'not ' if valid else ''}expired on {on}"
    return Finding.of(valid, why, "R-SD-04", "R-PTL-16", expires=expires)


def _by_source(result: SourceResult, on: date, *, asked: bool) -> Finding:
    name = result.source.value
    if result.status is StatusValue.NO_DATA_FOUND:
        return Finding.of(False, f"{name} has no file", "R-HS-05", source=name)
    if result.status is not StatusValue.DATA_FOUND:
        return Finding.of(None, f"{name} failed ({result.code})", "R-HS-05")
    held = () if result.file is None else result.file.handicap_recognitions
    if held:
        return any_of(*(_by_recognition(each, result.source, on) for each in held))
    if asked:
        return Finding.of(False, f"{name} has no recognition", "R-SD-01", source=name)
    why = f"{name} shows no recognition: none, not asked or withheld"
    return Finding.of(None, why, "R-SD-01", source=name)


def _by_recognition(
    each: HandicapRecognition, source: HandicapSource, on: date
) -> Finding:
    in_force = recognition_holds(each.start_date, each.end_date, on)
    if each.adult is not None:
        return all_of(in_force, any_of(*_of_adult(each.adult, source)))
    if each.child is not None:
        return all_of(in_force, any_of(*_of_child(each.child)))
    outcome = Finding.of(None, "the outcome of a recognition is withheld", "R-SD-01")
    return all_of(in_force, outcome)


def _of_adult(adult: AdultResult, source: HandicapSource) -> Iterable[Finding]:
    yield self_reliance_is_reduced(adult.diminuation_independence)
    if source is HandicapSource.DGPH:  # the only one that the contracts let tell these
        yield _condition(
            adult.diminuation_earnings,
            "earning capacity of a third or less",
            "earning capacity",
            earnings=adult.diminuation_earnings,
        )
        yield _percentages(adult)


def _of_child(child: ChildResult) -> Iterable[Finding]:
    """A child is scored by pillars, or by older rules in classes of percentages."""
    pillars, code = child.pillars, child.disability_code
    if code is not None:
        yield _condition(
            code >= DISABILITY_CODE_FROM_66, "66 % or more", "percentage", code=code
        )
    if pillars is not None or code is None:
        yield points_found(
            None if pillars is None else pillars.pillar1,
            None if pillars is None else pillars.pillars_total,
        )


def self_reliance_is_reduced(points: Independence) -> Finding:
    """
    Find out whether self-reliance is less by 9 points or more.

    Args:
        points: In all, or per part; of a part that is absent any number is possible.

    Source: R-SD-01, condition 2; R-HS-01, status A.
    """
    parts = [getattr(points, part) for part in _PARTS]
    known = [part for part in parts if part is not None]
    total = points.total_points
    least = sum(known) if total is None else total
    most = total
    if most is None:
        most = least + SELF_RELIANCE_MAX_PER_PART * (len(parts) - len(known))
    enough = least >= SELF_RELIANCE_MIN_POINTS
    none = most < SELF_RELIANCE_MIN_POINTS
    return _condition(
        True if enough else False if none else None,
        f"self-reliance less by {SELF_RELIANCE_MIN_POINTS} points or more",
        "points of self-reliance",
        at_least=least,
        at_most=most,
    )


def _percentages(adult: AdultResult) -> Finding:
    mental, physical = adult.mental_unsuitability, adult.physical_unsuitability
    known = [value for value in (mental, physical) if value is not None]
    enough = any(value >= PERMANENT_DISABILITY_MIN_PERCENT for value in known)
    return _condition(
        True if enough else False if len(known) == 2 else None,
        "66 % or more",
        "percentage",
        mental=mental,
        physical=physical,
    )


def _condition(holds: bool | None, said: str, what: str, **facts: object) -> Finding:
    why = {
        True: said,
        False: f"not: {said}",
        None: f"not in the answer: the {what}; none, or withheld",
    }
    return Finding.of(holds, why[holds], "R-SD-01", **facts)
