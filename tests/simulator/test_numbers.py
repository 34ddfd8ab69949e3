from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers

SSIN4_TEST_NUMBER = re.compile(
    r"[0-9][0-9](([6][0-9])|([7][0-2]))(([0-2][0-9])|([3][0-1]))[0-9]{3}"
    r"(([0-8][0-9])|([9][0-7]))"
)
"""The fourth pattern of SSIN4, the one for test numbers."""

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
serials = st.integers(1, 998)
any_number = st.from_regex(r"[0-9]{11}", fullmatch=True)
quick = settings(database=None, deadline=None)


@quick
@given(births, serials)
def test_a_made_number_is_fictitious_and_never_real(birth: date, serial: int) -> None:
    number = numbers.make(birth, serial)
    assert numbers.has_valid_check_digits(number)
    assert numbers.is_fictitious(number)
    assert not numbers.could_be_real(number)


@pytest.mark.parametrize("number", ["85073003328", "00000000196"])
@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("no ", "."), ("12 ", " 7"), ("nr", "x"), ("-", "/")],
)
def test_a_real_number_is_found_in_a_text(number: str, before: str, after: str) -> None:
    """Source: our choice; a guard that lets one real person in is no guard."""
    for written in (number, numbers.as_printed(number)):
        assert numbers.holds_real(f"{before}{written}{after}")


@pytest.mark.parametrize(
    "text",
    [
        "1138507300332800000001",
        "85073003-3281-4000-a000-850730033280",
        "2025-09-21 10:30:00.000",
        "85673003325",
        "",
    ],
)
def test_other_digits_are_no_real_number(text: str) -> None:
    """Longer rows, UUIDs and times are in many replies, and hold digits by chance."""
    assert not numbers.holds_real(text)


@quick
@given(births, serials)
def test_a_made_number_is_accepted_by_the_ksz_schemas(birth: date, serial: int) -> None:
    assert SSIN4_TEST_NUMBER.fullmatch(numbers.make(birth, serial))


@quick
@given(births, serials)
def test_a_made_bis_number_is_fictitious_but_has_no_place_at_the_ksz(
    birth: date, serial: int
) -> None:
    number = numbers.make(birth, serial, bis=True)
    assert numbers.is_fictitious(number)
    assert not numbers.could_be_real(number)
    assert not SSIN4_TEST_NUMBER.fullmatch(number)


@quick
@given(births, serials, st.booleans())
def test_a_bis_number_is_told_from_a_national_one(
    birth: date, serial: int, bis: bool
) -> None:
    assert numbers.is_bis(numbers.make(birth, serial, bis=bis)) is bis


@pytest.mark.parametrize(
    ("month", "bis"),
    [("00", False), ("12", False), ("20", True), ("32", True), ("40", True)],
)
def test_real_bis_numbers_are_known_too(month: str, bis: bool) -> None:
    assert numbers.is_bis(f"80{month}0100139") is bis


@quick
@given(births, serials)
def test_a_made_number_tells_birth_date_and_serial(birth: date, serial: int) -> None:
    number = numbers.make(birth, serial)
    assert number[:2] == f"{birth.year % 100:02}"
    assert int(number[2:4]) - numbers.FICTITIOUS_SHIFT == birth.month
    assert number[4:6] == f"{birth.day:02}"
    assert int(number[6:9]) == serial


@quick
@given(any_number)
def test_no_number_is_fictitious_and_possibly_real(number: str) -> None:
    assert not (numbers.is_fictitious(number) and numbers.could_be_real(number))


@quick
@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_exactly_two_check_digits_fit_one_per_century(nine: str) -> None:
    fitting = [
        check
        for check in range(100)
        if numbers.has_valid_check_digits(f"{nine}{check:02}")
    ]
    assert len(fitting) == 2


@quick
@given(st.text(max_size=12))
def test_anything_but_eleven_digits_is_simply_not_valid(text: str) -> None:
    if not re.fullmatch(r"[0-9]{11}", text):
        assert not numbers.has_valid_check_digits(text)


def test_digits_of_other_scripts_are_not_digits() -> None:
    number = numbers.make(date(1985, 4, 30), 75)
    assert not numbers.has_valid_check_digits("٨" + number[1:])
    assert not numbers.has_valid_enterprise_check("٠" + "316380841")


@pytest.mark.parametrize(
    ("month", "real", "fictitious"),
    [
        ("00", True, False),
        ("12", True, False),
        ("13", False, False),
        ("20", True, False),
        ("32", True, False),
        ("33", False, False),
        ("40", True, False),
        ("52", True, False),
        ("53", False, False),
        ("60", False, True),
        ("72", False, True),
        ("73", False, False),
        ("80", False, True),
        ("92", False, True),
        ("93", False, False),
    ],
)
def test_the_month_decides_who_a_number_can_belong_to(
    month: str, real: bool, fictitious: bool
) -> None:
    nine = f"85{month}30075"
    number = f"{nine}{97 - int(nine) % 97:02}"
    assert numbers.could_be_real(number) is real
    assert numbers.is_fictitious(number) is fictitious


def test_wrong_check_digits_make_a_number_neither_real_nor_fictitious() -> None:
    assert numbers.is_fictitious("85643007594")
    assert not numbers.is_fictitious("85643007593")
    assert not numbers.could_be_real("85043007500")


def test_the_same_nine_digits_have_other_check_digits_in_the_next_century() -> None:
    before, after = numbers.make(date(1919, 5, 6), 7), numbers.make(date(2019, 5, 6), 7)
    assert before[:9] == after[:9]
    assert before[9:] != after[9:]


@pytest.mark.parametrize("birth", [date(1899, 12, 31), date(2100, 1, 1)])
def test_other_centuries_cannot_be_made(birth: date) -> None:
    with pytest.raises(ValueError, match="year of birth"):
        numbers.make(birth, 1)


@pytest.mark.parametrize("serial", [0, 999])
def test_other_serials_cannot_be_made(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        numbers.make(date(2000, 1, 1), serial)


@pytest.mark.parametrize(
    "number", ["0886886638", "0316380841", "0401314140", "0236506487"]
)
def test_the_enterprise_numbers_of_the_acts_are_valid(number: str) -> None:
    assert numbers.has_valid_enterprise_check(number)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("0886886639", id="other check digits"),
        pytest.param("2199303566", id="an establishment, not an enterprise"),
        pytest.param("236506487", id="without the leading zero"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_enterprise_numbers_are_not(number: str) -> None:
    assert not numbers.has_valid_enterprise_check(number)


@quick
@given(st.integers(0, 19_999_999))
def test_exactly_one_check_fits_an_enterprise_number(eight: int) -> None:
    fitting = [
        check
        for check in range(100)
        if numbers.has_valid_enterprise_check(f"{eight:08}{check:02}")
    ]
    assert fitting == [97 - eight % 97]


@quick
@given(st.integers(0, 999_999))
def test_a_made_enterprise_number_is_valid_and_belongs_to_nobody(serial: int) -> None:
    number = numbers.make_enterprise(serial)
    assert numbers.has_valid_enterprise_check(number)
    assert numbers.is_fictitious_enterprise(number)


@pytest.mark.parametrize(
    ("number", "fictitious"),
    [
        pytest.param("1900000069", True, id="the first"),
        pytest.param("1900000068", False, id="other check digits"),
        pytest.param("0316380841", False, id="the Flemish Region"),
        pytest.param("1000000035", False, id="a number that is given out by now"),
    ],
)
def test_only_numbers_that_the_register_has_not_reached_are_fictitious(
    number: str, fictitious: bool
) -> None:
    assert numbers.is_fictitious_enterprise(number) is fictitious


@pytest.mark.parametrize("serial", [-1, 1_000_000])
def test_other_serials_of_enterprises_cannot_be_made(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        numbers.make_enterprise(serial)


@quick
@given(any_number)
def test_a_number_as_printed_is_read_back(number: str) -> None:
    assert numbers.without_separators(numbers.as_printed(number)) == number
    assert numbers.without_separators(number) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("85.64.30-075.94", "85643007594"),
        ("856430 075 94", "85643007594"),
        ("85/64/30-075/94", "85643007594"),
        ("85..64.30-075.94", "85..64.30-075.94"),
        ("85643007594-", "85643007594-"),
        ("8564300759", "8564300759"),
        ("(unknown)", "(unknown)"),
        ("", ""),
    ],
)
def test_separators_go_from_what_has_eleven_digits_only(text: str, number: str) -> None:
    assert numbers.without_separators(text) == number
