"""The language obligation of a tenant: R-BIN-01, R-SCH-06."""

from __future__ import annotations

from datetime import datetime

import pytest
from kruispunt_client.calls.language import (
    AfgelegdeTest,
    LanguageStatus,
    Maatschappij,
    SHMDossier,
    StatusHuurder,
    Vrijgesteld,
)
from kruispunt_client.housing import (
    is_in_breach_of_language_obligation,
    meets_language_obligation,
)
from kruispunt_client.results import Answer

from .answers import CHILD, NOTHING_FOUND, answer, filled

SINCE = datetime.fromisoformat("2026-01-02T00:00:00")
ONE, OTHER = "0999000108", "0999000207"
S = LanguageStatus


def _file(
    code: LanguageStatus | str,
    *,
    company: str = ONE,
    exempt: bool | None = None,
    passed: str | None = None,
    failed: str | None = None,
) -> SHMDossier:
    body = Maatschappij(naam="-", kbo_nummer=company, intern_nummer="-")
    tests = [
        filled(
            AfgelegdeTest,
            code=level,
            omschrijving="-",
            instantie=body,
            datum_tijd=datetime.fromisoformat("1900-01-01T00:00:00"),
            geslaagd=ok,
        )
        for level, ok in ((passed, True), (failed, False))
        if level is not None
    ]
    waived = None
    if exempt is not None:
        waived = Vrijgesteld(waarde=exempt, datum_tijd_modificatie=SINCE)
    return SHMDossier(
        insz=CHILD,
        dossier_id="1",
        maatschappij=body,
        status_huurder=StatusHuurder(
            code=code, omschrijving="-", datum_tijd_modificatie=SINCE
        ),
        vrijgesteld=waived,
        afgelegde_testen=tuple(tests),
    )


def _both(held: Answer[tuple[SHMDossier, ...]], company: str | None = None) -> object:
    return (
        meets_language_obligation(held, company=company).holds,
        is_in_breach_of_language_obligation(held, company=company).holds,
    )


@pytest.mark.parametrize(
    ("file", "meets", "in_breach"),
    [
        pytest.param(_file(S.REACHED), True, False, id="reached"),
        pytest.param(_file(S.EXEMPT), True, False, id="exempt"),
        pytest.param(_file(S.POSTPONED), False, False, id="postponed"),
        pytest.param(_file(S.NOT_REACHED), False, True, id="not reached"),
        pytest.param(_file(S.NOT_REACHED_A1), False, True, id="A1 only"),
        pytest.param(_file("X"), None, None, id="a code that is not known"),
        pytest.param(_file("X", passed="A2"), True, False, id="A2 passed"),
        pytest.param(_file("X", exempt=True), True, False, id="exempt by the flag"),
        pytest.param(_file("X", exempt=False), None, None, id="not exempt"),
        pytest.param(_file("X", passed="A1"), None, None, id="A1 passed"),
        pytest.param(_file("X", passed="A2_READING"), None, None, id="a part of A2"),
        pytest.param(_file("X", failed="A2"), None, None, id="A2 failed"),
    ],
)
def test_where_a_tenant_stands(
    file: SHMDossier, meets: bool | None, in_breach: bool | None
) -> None:
    """R-BIN-01, R-SCH-06: Protocol WiV–Wonen in Limburg art. 3 (language)."""
    assert _both(answer((file,))) == (meets, in_breach)


def test_who_has_no_file_is_not_known() -> None:
    """R-BIN-01: no service tells why there is none."""
    assert _both(answer(None, NOTHING_FOUND)) == (None, None)


def test_an_exemption_is_of_one_company() -> None:
    """R-BIN-01: the file is that of a housing company."""
    held = answer((_file(S.EXEMPT), _file(S.POSTPONED, company=OTHER)))
    assert _both(held, ONE) == (True, False)
    assert _both(held, OTHER) == (False, False)
    assert _both(held, "0999000306") == (None, None)
    assert _both(held) == (False, False)


def test_a_finding_tells_the_status_and_since_when() -> None:
    found = meets_language_obligation(answer((_file(S.POSTPONED),)))
    assert found.why == ("postponed",)
    assert ("since", SINCE) in found.facts
