"""What must hold between the files of several persons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kruispunt_simulator.people import People

from .conftest import ANN, BOB, NOBODY, ann, bob, kim

Load = Callable[..., People]
Problems = Callable[..., list[str]]

MARRIED = (
    "registers:\n  civil_status:\n"
    "    - {{from: 2005-06-07, status: married, partner: '{}'}}\n"
)
COHABITS = (
    "registers:\n  legal_cohabitations:\n"
    "    - {{from: {}, partner: '{}', place: {{nis_code: '71016', city: Genk}}}}\n"
)
CHILD_OF = "registers:\n  descent:\n    - {{from: {}, kind: '10', parents: ['{}']}}\n"
DEAD = "  deceased: 2020-02-02\n"


def lives(position: str, begin: str = "2000-01-01", end: str | None = None) -> str:
    until = f", until: {end}" if end else ""
    return (
        f"households:\n  - {{household: h, position: '{position}', from: {begin}"
        f"{until}}}\n"
    )


def at(street: str) -> str:
    return (
        f"  address: {{street: {street}, house_number: '1', postal_code: '3600', "
        "city: Genk}\n"
    )


def test_whoever_is_named_must_have_a_file(problems: Problems, load: Load) -> None:
    named = CHILD_OF.format("2010-07-08", NOBODY)
    assert problems(kim(named)) == [
        f"11: registers.descent.0.parents.0.ssin: no file has {NOBODY}"
    ]
    assert load(kim(CHILD_OF.format("2010-07-08", ANN)), ann())


def test_a_marriage_is_told_by_both(problems: Problems, load: Load) -> None:
    assert problems(ann(MARRIED.format(BOB)), bob()) == [
        f"11: registers.civil_status.0: married from 2005-06-07: the file of {BOB} "
        "does not say so"
    ]
    assert load(ann(MARRIED.format(BOB)), bob(MARRIED.format(ANN)))


def test_a_marriage_begins_on_the_same_day(problems: Problems) -> None:
    later = MARRIED.replace("06-07", "06-08").format(ANN)
    assert len(problems(ann(MARRIED.format(BOB)), bob(later))) == 2


def test_a_cohabitation_is_told_by_both(problems: Problems, load: Load) -> None:
    ours, theirs = (COHABITS.format("2005-06-07", who) for who in (BOB, ANN))
    assert problems(ann(ours), bob()) == [
        f"11: registers.legal_cohabitations.0: from 2005-06-07: the file of {BOB} does "
        "not say so"
    ]
    assert load(ann(ours), bob(theirs))


def test_death_makes_a_widow(problems: Problems, load: Load) -> None:
    dead = bob(DEAD + MARRIED.format(ANN))
    assert problems(ann(MARRIED.format(BOB)), dead) == [
        f"11: registers.civil_status.0: {BOB} died on 2020-02-02: widowed"
    ]
    widowed = f"    - {{from: 2020-02-02, status: widowed, partner: '{BOB}'}}\n"
    assert load(ann(MARRIED.format(BOB) + widowed), dead)


def test_nobody_is_widowed_of_the_living(problems: Problems) -> None:
    widowed = (
        "registers:\n  civil_status:\n"
        "    - {from: 2020-02-02, until: 2021-01-01, status: widowed, "
        f"partner: '{BOB}'}}\n"
    )
    assert problems(ann(widowed), bob()) == [
        f"11: registers.civil_status.0: {BOB} had not died by then"
    ]


def test_a_parent_is_older(problems: Problems, load: Load) -> None:
    of_bob, of_ann = (CHILD_OF.format("1980-03-04", who) for who in (BOB, ANN))
    assert problems(bob(of_ann), ann()) == [
        f"11: registers.descent.0.parents.0: {ANN} is not older than the child"
    ]
    assert load(ann(of_bob), bob())


def test_a_cancelled_file_was_cancelled(problems: Problems, load: Load) -> None:
    names = (
        f"registers:\n  cancelled_files:\n    - {{from: 2020-01-01, ssin: '{BOB}'}}\n"
    )
    assert problems(ann(names), bob()) == [
        f"11: registers.cancelled_files.0.ssin: {BOB} was not cancelled"
    ]
    assert load(ann(names), bob("  canceled: true\n"))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param(
            (ann(lives("02")), bob(lives("03"))),
            "household h: no head (position 01) on 2000-01-01",
            id="no head",
        ),
        pytest.param(
            (ann(lives("01")), bob(lives("01"))),
            f"household h: two heads on 2000-01-01: {ANN} and {BOB}",
            id="two heads",
        ),
        pytest.param(
            (ann(lives("01", end="2009-12-31")), bob(lives("02"))),
            "household h: no head (position 01) on 2010-01-01",
            id="a head that left",
        ),
        pytest.param(
            (ann(lives("01", "2001-01-01")), bob(lives("02"))),
            "household h: no head (position 01) on 2000-01-01",
            id="a head that came later",
        ),
        pytest.param(
            (ann(at("Dorp") + lives("01")), bob(at("Markt") + lives("02"))),
            f"lives at another address than the head, {ANN}, on 2000-01-01",
            id="another address",
        ),
        pytest.param(
            (ann(DEAD + lives("01", "2021-01-01")),),
            "household h: begins on 2021-01-01, after death",
            id="a dead member",
        ),
    ],
)
def test_a_household_has_one_head_and_one_address(
    problems: Problems, files: tuple[str, ...], told: str
) -> None:
    assert told in problems(*files)[0]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param((ann(lives("01")), bob(lives("02"))), id="a couple"),
        pytest.param(
            (
                ann(lives("01", end="2009-12-31")),
                bob(
                    lives("02", end="2009-12-31")
                    + "  - {household: h, position: '01', from: 2010-01-01}\n"
                ),
            ),
            id="a head that hands over",
        ),
        pytest.param(
            (ann(DEAD + lives("01")), bob(lives("02"))), id="a head that just died"
        ),
        pytest.param(
            (ann(at("Dorp") + lives("01")), bob(at("Dorp") + lives("02"))),
            id="one address",
        ),
        pytest.param(
            (ann(at("Dorp") + lives("01")), bob(lives("02"))), id="one address known"
        ),
    ],
)
def test_a_household_that_is_one_is_accepted(
    load: Load, files: tuple[str, ...]
) -> None:
    assert len(load(*files)) == len(files)
