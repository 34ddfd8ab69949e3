"""
Numbers of persons and enterprises: what is well formed, invented, or possibly real.

An INSZ or SSIN has eleven digits: birth date `yymmdd`, a serial of three (odd for
men, even for women) and two check digits, 97 minus the rest of the first nine by 97.
For births from 2000 a 2 goes in front of the nine. The month tells the kind:

| kind                                 | month         | invented (60 more)  |
| ------------------------------------ | ------------- | ------------------- |
| national number, or month unknown    | 00..12        | 60..72              |
| bis, sex unknown                     | 20..32        | 80..92              |
| bis, sex known (KSZ schemas: ter)    | 40..52        | not representable   |

The last cell is empty because 40 + 60 no longer fits two digits. The KSZ schemas of
2021 and later take 60..72 and nothing above (alias SSIN4), so an invented bis number
is good for MAGDA services only.

Source: contract sheets, `magda-generiek` and `ksz-common-v3`; `_code-lists` 1.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

FICTITIOUS_SHIFT: Final = 60
"""Added to the birth month: no calendar, hence no real person, has such a month."""
BIS_SHIFT: Final = 20

_REAL_MONTHS: Final = frozenset((*range(13), *range(20, 33), *range(40, 53)))
_FICTITIOUS_MONTHS: Final = frozenset((*range(60, 73), *range(80, 93)))
_BIS_MONTHS: Final = frozenset((*range(20, 33), *range(40, 53)))
_ELEVEN_DIGITS: Final = re.compile(r"[0-9]{11}", re.ASCII)
_AS_WRITTEN: Final = re.compile(r"[0-9](?:[ ./-]?[0-9]){10}", re.ASCII)
_UUID: Final = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE
)
"""Holds digits by chance."""
_STANDING: Final = re.compile(
    r"(?<![0-9])(?=([0-9](?:[ ./-]?[0-9]){10})(?![0-9]))", re.ASCII
)
"""Eleven digits that stand alone; found where others begin too, for a number may follow
digits of something else."""
_CBE: Final = re.compile(r"[01][0-9]{9}", re.ASCII)


def has_valid_check_digits(ssin: str) -> bool:
    """
    Find out whether the check digits fit, for either century of birth.

    Args:
        ssin: Anything; what is not eleven digits is simply not valid.

    Source: MAGDA user wiki, MG 6208324471.
    """
    if not _ELEVEN_DIGITS.fullmatch(ssin):
        return False
    return int(ssin[9:]) in _check_digits(int(ssin[:9]))


def without_separators(text: str) -> str:
    """
    Give the eleven digits of a number as people write it, such as 85.64.30-075.94.

    Returns:
        Anything else as it is.
    """
    return re.sub(r"\D", "", text) if _AS_WRITTEN.fullmatch(text) else text


def as_printed(ssin: str) -> str:
    """
    Write a number as it stands on an identity card, such as 85.64.30-075.94.

    Args:
        ssin: Eleven digits.
    """
    day = ".".join((ssin[:2], ssin[2:4], ssin[4:6]))
    return f"{day}-{ssin[6:9]}.{ssin[9:]}"


def is_fictitious(ssin: str) -> bool:
    """
    Find out whether the number can belong to no real person, check digits and all.

    Returns:
        True for eleven digits, valid check digits, month 60..72 or 80..92.
    """
    return has_valid_check_digits(ssin) and int(ssin[2:4]) in _FICTITIOUS_MONTHS


def is_bis(ssin: str) -> bool:
    """
    Find out whether the number is one of the KSZ (bis) rather than a national one.

    Args:
        ssin: Eleven digits.
    """
    month = int(ssin[2:4])
    return month in _BIS_MONTHS or month - FICTITIOUS_SHIFT in _BIS_MONTHS


def could_be_real(ssin: str) -> bool:
    """
    Find out whether the number may belong to a living person, so must be kept out.

    Returns:
        True for eleven digits, valid check digits and a month of the middle column.
        Wide on purpose: day and serial are not looked at, for the registers count on
        in them when a day is full.

    Source: our choice, because a guard that lets one real person in is no guard.
    """
    return has_valid_check_digits(ssin) and int(ssin[2:4]) in _REAL_MONTHS


def holds_real(text: str) -> bool:
    """
    Find out whether a number that could be somebody's stands somewhere in a text.

    Args:
        text: Any. A longer row of digits is none, nor is what stands in a UUID.

    Source: our choice, as for `could_be_real`.
    """
    found = _STANDING.finditer(_UUID.sub("", text))
    return any(could_be_real(re.sub(r"\D", "", each[1])) for each in found)


def make(birth_date: date, serial: int, *, bis: bool = False) -> str:
    """
    Build an invented number with valid check digits.

    Args:
        birth_date: 1900 to 2099; the century decides the check digits.
        serial: 1 to 998; odd for men, even for women.
        bis: Give an invented bis number instead of a national one.

    Raises:
        ValueError: Year or serial is out of range.
    """
    if not 1900 <= birth_date.year <= 2099:
        raise ValueError(f"year of birth is {birth_date.year}, not in 1900..2099")
    if not 1 <= serial <= 998:
        raise ValueError(f"serial is {serial}, not in 1..998")
    month = birth_date.month + FICTITIOUS_SHIFT + (BIS_SHIFT if bis else 0)
    nine = f"{birth_date.year % 100:02}{month:02}{birth_date.day:02}{serial:03}"
    before_2000, from_2000 = _check_digits(int(nine))
    return f"{nine}{before_2000 if birth_date.year < 2000 else from_2000:02}"


def has_valid_enterprise_check(cbe_number: str) -> bool:
    """
    Find out whether an enterprise number (KBO/CBE) is well formed.

    Args:
        cbe_number: Anything; valid are ten digits that start with 0 or 1, of which
            the last two are 97 minus the rest of the first eight by 97.

    Source: MAGDA user wiki, MG 6208324471.
    """
    if not _CBE.fullmatch(cbe_number):
        return False
    return int(cbe_number[8:]) == 97 - int(cbe_number[:8]) % 97


def is_fictitious_enterprise(cbe_number: str) -> bool:
    """
    Find out whether the number is well formed and can belong to no enterprise.

    Returns:
        True for valid numbers from 1900000000 up.

    Source: our choice, because no range is set apart for tests and the register gives
    out its numbers in order: it passed 1000000000 in 2023, so it will not come here.
    """
    return has_valid_enterprise_check(cbe_number) and cbe_number.startswith("19")


def make_enterprise(serial: int) -> str:
    """
    Build an invented enterprise number with valid check digits.

    Args:
        serial: 0 to 999999.

    Raises:
        ValueError: The serial is out of range.
    """
    if not 0 <= serial <= 999_999:
        raise ValueError(f"serial is {serial}, not in 0..999999")
    eight = f"19{serial:06}"
    return f"{eight}{97 - int(eight) % 97:02}"


def _check_digits(nine: int) -> tuple[int, int]:
    return 97 - nine % 97, 97 - (2_000_000_000 + nine) % 97
