"""
Real numbers out, fictitious ones in. Every number that looks real is made here, by the
formula, for none may stand in this repository.

Keep the exchanges of a run as cases, with real numbers replaced.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import parse
from kruispunt_simulator import numbers
from kruispunt_simulator.cases.fictitious import (
    FictitiousNumbers,
    fictitious_in,
    known_people,
)
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.call import without_real_numbers
from kruispunt_simulator.hops.prepared import real_numbers_in
from kruispunt_simulator.people import People

KEY = bytes(32)
quick = settings(database=None, deadline=None)


def real(year: int, month: int, day: int, serial: int) -> str:
    """A number with the check digits of its century, whatever its month."""
    nine = f"{year % 100:02}{month:02}{day:02}{serial:03}"
    return f"{nine}{97 - int(nine if year < 2000 else f'2{nine}') % 97:02}"


def century(number: str) -> int:
    """The years that its check digits are of."""
    return 1900 if int(number[9:]) == 97 - int(number[:9]) % 97 else 2000


NATIONAL, BIS, TER = range(13), range(20, 33), range(40, 53)
real_numbers = st.builds(
    real,
    st.integers(1900, 2099),
    st.sampled_from([*NATIONAL, *BIS, *TER]),
    st.integers(0, 99),
    st.integers(0, 999),
)
texts = st.lists(
    st.one_of(
        st.text("abc .,:/-\n", max_size=8),
        st.text("0123456789", max_size=14),
        real_numbers,
        real_numbers.map(numbers.as_printed),
    ),
    max_size=5,
).map("".join)


@quick
@given(real_numbers, st.booleans())
def test_what_is_drawn_is_fictitious_and_keeps_year_sex_and_kind(
    number: str, ksz: bool
) -> None:
    drawn = FictitiousNumbers(KEY).number(number, ksz=ksz)
    assert numbers.is_fictitious(drawn)
    assert not numbers.could_be_real(drawn)
    assert drawn[:2] == number[:2]
    assert century(drawn) == century(number)
    assert int(drawn[8]) % 2 == int(number[8]) % 2
    assert numbers.is_bis(drawn) == (numbers.is_bis(number) and not ksz)
    assert 1 <= int(drawn[4:6]) <= 31


@quick
@given(real_numbers)
def test_what_the_ksz_gets_its_schemas_take(number: str) -> None:
    """`ksz-common-v3.txt`, SSIN4: the fourth pattern, months 60 to 72."""
    drawn = FictitiousNumbers(KEY).number(number, ksz=True)
    assert 61 <= int(drawn[2:4]) <= 72


@quick
@given(st.sets(real_numbers, max_size=40))
def test_no_two_people_become_one(people: set[str]) -> None:
    drawing = FictitiousNumbers(KEY)
    drawn = [drawing.number(each) for each in people]
    drawn += [drawing.number(each, ksz=True) for each in people if numbers.is_bis(each)]
    assert len({*drawn}) == len(drawn)


def test_no_two_of_a_whole_year_become_one() -> None:
    """Also when bis numbers of both kinds crowd into the months 80 to 92."""
    men = [
        real(1985, month, day, serial)
        for month in (*range(1, 13), *range(21, 33), *range(41, 53))
        for day in range(1, 29, 3)
        for serial in range(1, 300, 6)
    ]
    drawing = FictitiousNumbers(KEY)
    assert len({drawing.number(each) for each in men}) == len(men) == 18_000


def test_the_day_of_birth_and_the_serial_cannot_be_read_from_it() -> None:
    """The month raised by 60 would keep both: a real person by another name."""
    people = [real(1985, 4, day, serial) for day in range(1, 29) for serial in (1, 75)]
    drawing = FictitiousNumbers(KEY)
    drawn = [drawing.number(each) for each in people]
    same = [old for old, new in zip(people, drawn, strict=True) if old[4:9] == new[4:9]]
    assert len(same) <= 1
    assert len({new[2:4] for new in drawn}) > 6
    other = FictitiousNumbers(b"another key".ljust(32))
    assert [other.number(each) for each in people] != drawn


def test_a_number_that_somebody_has_is_not_drawn() -> None:
    """Nor are those of the people that come along."""
    number = real(1985, 4, 30, 75)
    first = FictitiousNumbers(KEY).number(number)
    assert FictitiousNumbers(KEY, taken=[first]).number(number) != first
    assert {person.ssin for person in People.load()} <= {*known_people()}


def test_a_year_that_is_full_is_told_of() -> None:
    class Everything(dict[str, str]):
        def __contains__(self, key: object) -> bool:
            return True

    drawing = FictitiousNumbers(KEY)
    drawing._taken = Everything()  # type: ignore[assignment]
    with pytest.raises(ValueError, match="every fictitious number of that year"):
        drawing.number(real(1985, 4, 30, 75))


@pytest.mark.parametrize("number", ["85643007594", "12345678901", "", "x"])
def test_a_number_that_is_not_real_gets_no_other(number: str) -> None:
    with pytest.raises(ValueError, match="not one of a real person"):
        FictitiousNumbers(KEY).number(number)
    assert FictitiousNumbers(KEY).text(number) == number


@pytest.mark.parametrize(
    "between",
    [
        "_",
        ":",
        "  ",
        " - ",
        "\N{NO-BREAK SPACE}",
        "\N{NON-BREAKING HYPHEN}",
        "\n\t",
        "|",
    ],
)
def test_a_number_that_stands_alone_is_replaced_whatever_is_between(
    between: str,
) -> None:
    number = real(1985, 4, 30, 75)
    drawn = FictitiousNumbers(KEY).number(number)
    written, expected = (
        f"of {between.join((each[:6], each[6:9], each[9:]))}, twice"
        for each in (number, drawn)
    )
    assert FictitiousNumbers(KEY).text(written) == expected


def test_digits_of_another_script_are_digits_too() -> None:
    number = real(1985, 4, 30, 75)
    wide = number.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    assert FictitiousNumbers(KEY).text(wide) == FictitiousNumbers(KEY).number(number)


def test_three_numbers_in_one_row_are_no_digest() -> None:
    row = "".join(real(1985, 4, 30, serial) for serial in (75, 76, 77))
    assert without_real_numbers(row) != row
    replaced = FictitiousNumbers(KEY).text(row)
    assert without_real_numbers(replaced) == replaced


@quick
@given(st.datetimes(), st.integers(0, 23), st.booleans())
def test_times_stay(moment: datetime, offset: int, blank: bool) -> None:
    """As XML Schema and databases write them, with three digits of the second."""
    text = moment.isoformat(" " if blank else "T", "milliseconds")
    text += f"+{offset:02}:00"
    assert FictitiousNumbers(KEY).text(text) == text


@quick
@given(texts)
def test_no_text_keeps_what_could_be_real(text: str) -> None:
    """By the search with which the log keeps them out, which is the widest there is."""
    replaced = FictitiousNumbers(KEY).text(text)
    assert without_real_numbers(replaced) == replaced
    if without_real_numbers(text) == text:
        assert replaced == text
    assert [c for c in replaced if not c.isdigit()] == [
        c for c in text if not c.isdigit()
    ]


@pytest.mark.parametrize(
    "write",
    [
        str,
        numbers.as_printed,
        lambda n: f"INSZ {n} is onbekend",
        lambda n: f"INSZ:{numbers.as_printed(n)}; vervangen",
        lambda n: f"  {n}\n",
        lambda n: f"{n[:6]} {n[6:9]} {n[9:]}",
    ],
    ids=["bare", "printed", "in a sentence", "printed in one", "spaced", "in groups"],
)
def test_a_number_is_the_same_wherever_it_stands(write: Callable[[str], str]) -> None:
    number, drawing = real(1985, 4, 30, 75), FictitiousNumbers(KEY)
    assert drawing.text(write(number)) == write(drawing.number(number))


def test_two_numbers_in_a_row_are_both_replaced() -> None:
    one, two = real(1985, 4, 30, 75), real(2011, 2, 3, 16)
    drawing = FictitiousNumbers(KEY)
    assert drawing.text(f"{one}, {two}") == (
        f"{drawing.number(one)}, {drawing.number(two)}"
    )
    left = drawing.text(one + two)
    assert without_real_numbers(left) == left


def test_a_uuid_that_holds_a_number_by_chance_stays() -> None:
    number = real(1985, 4, 30, 75)
    ticket = f"0b7f2c56-5a2e-4a4e-9a35-{number}a"
    assert FictitiousNumbers(KEY).text(ticket) == ticket


def test_every_text_and_attribute_of_a_message_is_looked_at() -> None:
    one, two, three = (real(1985, 4, 30, serial) for serial in (75, 76, 77))
    root = parse(
        f"<r><ssin replacedBy='{two}'>{one[:4]}<!-- {two} -->{one[4:]}</ssin>"
        f"<d>van {three}<e/>naar {two}</d></r>".encode()
    )
    drawing = FictitiousNumbers(KEY)
    drawing.replace_in(root)
    ssin, told = root
    assert ssin.text == drawing.number(one)
    assert ssin.get("replacedBy") == drawing.number(two)
    assert told.text == f"van {drawing.number(three)}"
    assert told[0].tail == f"naar {drawing.number(two)}"
    assert not [*real_numbers_in(root)]


# --- the key file ---------------------------------------------------------------------


def test_a_second_run_draws_the_same(tmp_path: Path) -> None:
    """Whatever comes first, and though some were passed over the first time."""
    people = [real(1985, 4, day, 75) for day in range(1, 20)]
    path = tmp_path / "key"
    first = FictitiousNumbers.open(path)
    drawn = {each: first.number(each) for each in people}
    first.save(path)
    again = FictitiousNumbers.open(path, taken=drawn.values())
    assert {each: again.number(each) for each in reversed(people)} == {**drawn}


def test_keys_are_random(tmp_path: Path) -> None:
    number = real(1985, 4, 30, 75)
    drawn = {FictitiousNumbers.open(tmp_path / "no").number(number) for _ in range(9)}
    assert len(drawn) > 1


def test_no_real_number_is_in_the_key_file(tmp_path: Path) -> None:
    people = [real(1985, 4, day, 75) for day in range(1, 20)]
    path = tmp_path / "key"
    drawing = FictitiousNumbers.open(path)
    for each in people:
        drawing.number(each)
    drawing.save(path)
    text = path.read_text()
    assert set(json.loads(text)) == {"key", "numbers"}
    assert without_real_numbers(text) == text
    assert not [each for each in people if each in text or each[:9] in text]


@pytest.mark.skipif(os.name != "posix", reason="other rights")
def test_nobody_else_on_the_machine_can_read_the_key(tmp_path: Path) -> None:
    FictitiousNumbers.open(tmp_path / "key").save(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"key": 5, "numbers": {}}'])
def test_a_broken_key_file_is_not_begun_anew(tmp_path: Path, text: str) -> None:
    """The same people would quietly get other numbers."""
    (tmp_path / "key").write_text(text)
    with pytest.raises(StateError, match="no key file"):
        FictitiousNumbers.open(tmp_path / "key")


def test_fictitious_numbers_are_found_as_people_write_them() -> None:
    text = b"<a>85643007594</a> 14.65.12-208.16 <b>12345678901</b> 185643007594"
    assert [*fictitious_in(text)] == ["85643007594", "14651220816"]
