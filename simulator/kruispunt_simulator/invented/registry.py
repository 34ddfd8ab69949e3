"""Hands out the numbers of a population, each once, without remembering any."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from typing import Final, Literal

from kruispunt_simulator.numbers import make

DAYS: Final = 365
SERIALS: Final = 499
"""For each sex: the odd ones below 999 are for men, the even ones for women."""
YEARS: Final = 4
"""Years that share one round of days and serials."""
MOST: Final = DAYS * SERIALS * YEARS
"""Persons for whom there are numbers: some 300,000 households."""
_STEP: Final = 181
"""Coprime with `DAYS`, so that the days of a family do not follow each other."""


class Registry:
    """
    Gives every person of a population a birth date and a number.

    The n-th person gets a day of the year and a serial that no other person of the
    same sex gets in the same one of `YEARS` years. So the number is unique by
    construction, and the same n gives the same number.
    """

    def __init__(self, taken: Container[str] = ()) -> None:
        """Start with the first number; those in `taken` are passed over."""
        self._next = 0
        self._taken = taken

    def born(self, about: date, sex: Literal["F", "M"]) -> tuple[date, str]:
        """
        Give a birth date near a wanted one, and the number that goes with it.

        Args:
            about: Wanted date; what is given is less than `YEARS` years before it.
            sex: Decides the serial.

        Raises:
            OverflowError: `MOST` persons have a number already.
        """
        while True:
            if self._next >= MOST:
                raise OverflowError(f"there are numbers for {MOST} persons, no more")
            rest, day = divmod(self._next, DAYS)
            year, serial = divmod(rest, SERIALS)
            self._next += 1
            birth = self._day(about, year, day)
            number = make(birth, 2 * serial + (1 if sex == "M" else 2))
            if number not in self._taken:
                return birth, number

    @staticmethod
    def _day(about: date, year: int, day: int) -> date:
        last = about.year - 1
        chosen = last - (last - year) % YEARS
        return date(chosen, 1, 1) + timedelta(days=day * _STEP % DAYS)
