"""What asks everything about somebody, by the typed calls of the first flows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kruispunt_client.calls.attest import attest
from kruispunt_client.calls.care_supplement import care_supplement
from kruispunt_client.calls.handicap import FilePart, HandicapSource
from kruispunt_client.calls.handicap_files import handicap_files
from kruispunt_client.calls.indemnity_periods import indemnity_periods
from kruispunt_client.calls.question import Call

Key = tuple[str, str, str]
_THROUGH_MAGDA = [s for s in HandicapSource if s is not HandicapSource.KIND_EN_GEZIN]


def _files(sources: list[HandicapSource], *, by_period: bool = False) -> Any:
    def call(insz: str, today: date) -> Call[Any]:
        when: dict[str, Any] = {"on": today}
        if by_period:
            when = {"period": (today.replace(year=today.year - 1, day=1), today)}
        return handicap_files(insz, **when, sources=sources, parts=[*FilePart])

    return call


def _quarter(today: date) -> str:
    return f"{today.year}Q{(today.month - 1) // 3 + 1}"


PROBES: dict[Key, Callable[[str, date], Call[Any]]] = {
    ("GeefZorgtoeslag", "02.00.0000", "GeefZorgtoeslag"): lambda insz, today: (
        care_supplement(insz, on=today)
    ),
    ("GeefDossierHandicap", "03.00.0000", "GeefDossierHandicap"): _files(
        _THROUGH_MAGDA
    ),
    ("HandiService", "v2", "consultFilesByDate"): _files([*HandicapSource]),
    ("HandiService", "v2", "consultFilesByPeriod"): _files(
        [*HandicapSource], by_period=True
    ),
    (
        "GeefArbeidsongeschiktheid",
        "01.00.0000",
        "GeefArbeidsongeschiktheid",
    ): lambda insz, today: indemnity_periods(insz, "2024Q1"),
    (
        "HdiIndemnityAllowanceService",
        "v1",
        "consultIndemnityPeriods",
    ): lambda insz, today: indemnity_periods(insz, "2024Q1"),
    ("HdiIndemnityAllowanceService", "v1", "consultAttest"): lambda insz, today: attest(
        insz, "2024Q1"
    ),
}
