"""Codes and descriptions. Source: `_code-lists` 1; `_behaviour` 2.15."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest
from kruispunt_simulator.people.registers.stay import RegisterName, Removal
from kruispunt_simulator.people.registers.unions import CivilState
from kruispunt_simulator.services._persoon import codes
from kruispunt_simulator.services._persoon.codes import describe


def test_every_word_of_a_file_has_its_code() -> None:
    assert set(codes.CIVIL_STATES) == set(get_args(CivilState))
    assert set(codes.REGISTERS) == set(get_args(RegisterName))
    assert set(codes.REMOVALS) == set(get_args(Removal))
    assert set(codes.SEXES) == {"F", "M", "unknown"}


@pytest.mark.parametrize(
    ("words", "described"),
    [
        (codes.CIVIL_STATES, "BurgerlijkeStaat"),
        (codes.REGISTERS, "Register"),
        (codes.REMOVALS, "Status"),
        (codes.SEXES, "Geslacht"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_code_of_a_word_is_described_and_used_once(
    words: dict[str, str], described: str
) -> None:
    assert len(set(words.values())) == len(words)
    assert all(describe("Persoon", described, code) for code in words.values())


@pytest.mark.parametrize(
    ("known", "listed"),
    [
        (codes.CIVIL_STATES.values(), "10 20 25 26 30 40 41 50 51 60 80 81 90"),
        (codes.DESCRIPTIONS["Positie"], "01 02 03 05 06 09 12 13 14 15 20 21 22"),
        (
            [*codes.REMOVALS.values(), codes.DECEASED],
            "992 21099 99990 99991 99992 99996 99997",
        ),
    ],
    ids=["civil states", "positions", "statuses"],
)
def test_the_codes_are_those_of_the_lists(known: Iterable[str], listed: str) -> None:
    assert sorted(known) == sorted(listed.split())


@pytest.mark.parametrize(
    ("block", "tag", "code", "text"),
    [
        ("Afstamming", "Type", "13", "Erkend kind"),
        ("AfstammingDalendeLijn", "Type", "13", "Erkend kind"),
        ("Identiteitsbewijs", "Type", "13", None),
        ("Statussen", "Status", "99990", "Overleden"),
        ("Informatie", "Status", "99990", None),
        ("Alias", "Nationaliteit", "303", "Burundi"),
        ("Nationaliteiten", "Nationaliteit", "999", None),
    ],
)
def test_the_block_decides_between_lists_of_one_name(
    block: str, tag: str, code: str, text: str | None
) -> None:
    assert describe(block, tag, code) == text
