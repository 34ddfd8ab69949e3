"""
Whether a social tenant meets the language obligation (level A2).

Two questions, for who is postponed does not meet it and is not in breach either:

| the file says | meets it | in breach |
| --- | --- | --- |
| level A2 reached | yes | no |
| exempt | yes: nothing is asked | no |
| postponed | no, not yet | no |
| not reached | no | yes |
| a status that is not known, and none of the above | not known | not known |

The codes of the status are not published; those that are known are the simulator's. A
passed test of level A2 and an exemption count whatever the code is. Who has no file is
not known: no service tells why.

Source: R-BIN-01, R-SCH-06; Protocol WiV–Wonen in Limburg art. 3 (language).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Final

from kruispunt_client.calls.language import LanguageStatus, SHMDossier
from kruispunt_client.housing.finding import Finding, all_of, any_of
from kruispunt_client.housing.reading import NO_DAY, gaps
from kruispunt_client.results import Answer

PASSED: Final = "A2"
"""Code of a test of the whole level. Source: `_code-lists`, 11: not published."""

_RULES: Final = ("R-SCH-06", "R-BIN-01")
Files = tuple[SHMDossier, ...]


class _Standing(Enum):
    MET = "level A2 is reached"
    EXEMPT = "exempt"
    POSTPONED = "postponed"
    NOT_MET = "level A2 is not reached"
    UNKNOWN = "the status is not one that is known"


_BY_CODE: Final = {
    LanguageStatus.REACHED: _Standing.MET,
    LanguageStatus.EXEMPT: _Standing.EXEMPT,
    LanguageStatus.POSTPONED: _Standing.POSTPONED,
    LanguageStatus.NOT_REACHED: _Standing.NOT_MET,
    LanguageStatus.NOT_REACHED_A1: _Standing.NOT_MET,
}
_MEETS_NOT: Final = (_Standing.POSTPONED, _Standing.NOT_MET)
_BREACHES: Final = (_Standing.NOT_MET,)


def meets_language_obligation(
    answer: Answer[Files], *, company: str | None = None
) -> Finding:
    """
    Find out whether a tenant meets the language obligation today.

    Args:
        answer: Of `language.files`.
        company: Enterprise number of the housing company; None: at every one that has
            a file.

    Returns:
        Not known when there is no file, or the status is not one that is known.

    Source: R-BIN-01, R-SCH-06.
    """
    return all_of(*_each(answer, company, yes_unless=_MEETS_NOT))


def is_in_breach_of_language_obligation(
    answer: Answer[Files], *, company: str | None = None
) -> Finding:
    """
    Find out whether a tenant is in breach of the language obligation today.

    Args:
        answer: Of `language.files`.
        company: As for `meets_language_obligation`; None: at one that has a file.

    Returns:
        No for who is exempt or postponed.

    Source: R-BIN-01, R-SCH-06.
    """
    found = _each(answer, company, yes_unless=_BREACHES)
    return any_of(*(each.opposite() for each in found))


def _each(
    answer: Answer[Files], company: str | None, *, yes_unless: Collection[_Standing]
) -> list[Finding]:
    """Judge the file of each company; one finding at least."""
    files = [
        file
        for file in answer.data or ()
        if company is None or file.maatschappij.kbo_nummer == company
    ]
    if not files:
        why = "no file at the company" if company else "no file at a housing company"
        return [Finding.of(None, "; ".join([why, *gaps(answer)]), *_RULES)]
    return [_judged(file, yes_unless) for file in files]


def _standing(file: SHMDossier) -> _Standing:
    if any(test.geslaagd and test.code == PASSED for test in file.afgelegde_testen):
        return _Standing.MET
    if file.vrijgesteld is not None and file.vrijgesteld.waarde:
        return _Standing.EXEMPT
    code = file.status_huurder.code
    known = _BY_CODE.get(code) if isinstance(code, LanguageStatus) else None
    return known or _Standing.UNKNOWN


def _judged(file: SHMDossier, yes_unless: Collection[_Standing]) -> Finding:
    standing = _standing(file)
    since = file.status_huurder.datum_tijd_modificatie
    return Finding.of(
        None if standing is _Standing.UNKNOWN else standing not in yes_unless,
        standing.value,
        *_RULES,
        status=file.status_huurder.code,
        since=None if _is_neutral(since) else since,
    )


def _is_neutral(moment: datetime) -> bool:
    return moment.date() == NO_DAY
