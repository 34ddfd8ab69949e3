"""GeefVolledigDossierHandicap: the file of the VAPH, in any order of its parts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.vaph.budget import Regime
from kruispunt_client.connection import connect

from ...completeness import lost
from .examples import answer, asked, inhoud_of

FOLDER = "geef_volledig_dossier_handicap"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Any:
    """An open connection to the hop."""
    with connect(profile(wiv), via="wiv", user=user) as connection:
        yield connection


@pytest.mark.parametrize("name", ["reply_data", "reply_other_order"])
def test_everything_is_read(wiv: Any, line: Any, person: str, name: str) -> None:
    wiv.answer_with(answer(f"{FOLDER}/{name}"))
    found = line.disability.full_file(person).data
    assert lost(inhoud_of(f"{FOLDER}/{name}"), found) == []


def test_a_file_is_typed(wiv: Any, line: Any, person: str) -> None:
    wiv.answer_with(answer(f"{FOLDER}/reply_data"))
    found = line.disability.full_file(person).data
    told = inhoud_of(f"{FOLDER}/reply_data")
    assert found.diagnose.iq_test.p == Decimal(told.findtext(".//iqTest/p"))
    assert found.persoonsgegevens.erkenning_handicap.heeft_handicap is True
    pab = found.persoonsvolgend_budget.budget.pab
    assert {each.regime for each in pab.activiteiten} <= set(Regime)
    assert pab.jaarbudgetten[0].jaar == int(told.findtext(".//pab//jaar"))
    assert asked(wiv, "Verzoek/Vragen/Vraag/Inhoud") == {"Criteria/rrnr": person}
