"""
Real numbers of persons out of messages, fictitious ones in: the same one every time.

What stays of a number: the year of birth, the sex (parity of the serial) and whether it
is a bis number, for ages and words of an answer hang on those. Day, month and serial
are drawn by an HMAC of the number, under a random key. Raising the month by 60 instead
would leave the day of birth and the serial readable, so the person.

A number that another person has already is passed over for the next one that is free,
so two persons never become one. So that it can be, and so that a second run draws the
same, a key file keeps the key, and by a digest under that key which number was drawn.
No real number is in it. But whoever has the file can try numbers out until one fits,
and there are some millions: it is as secret as the messages themselves, and whoever
throws it away makes the replacement final.

The schemas of the KSZ know no invented bis number (`numbers.py`). In messages of the
KSZ a person with a bis number gets a fictitious national one, in others a bis number.

Source: GDPR art. 4 (5): data that can be led back to a person with something kept apart
are pseudonymised, and personal data still; recital 26.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Self

from lxml import etree

from kruispunt_simulator import numbers
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.call import NUMBER_TEXT
from kruispunt_simulator.message import Element
from kruispunt_simulator.running import write_private

ROUNDS: Final = 20
"""How often a text is looked at again: what was put in may read as another number
together with the digits beside it. One number in a hundred does."""

_SERIALS: Final = 499
"""Of men, or of women, on one day: 1, 3 … 997 or 2, 4 … 998."""
_LOOSE: Final = re.compile(r"\d(?:[\W_]{0,3}\d){10,}")
"""Digits of any script with anything but letters between them."""
_WRITTEN: Final = re.compile(rb"(?<![0-9])[0-9](?:[ ./-]?[0-9]){10}(?![0-9])")


class FictitiousNumbers:
    """
    Draws fictitious numbers for real ones. Not for several threads.

    Args:
        key: Random octets; who has them can try numbers out.
        drawn: What was drawn before, as `save` keeps it.
        taken: Fictitious numbers of others, which are not drawn.
    """

    def __init__(
        self,
        key: bytes,
        *,
        drawn: dict[str, str] | None = None,
        taken: Iterable[str] = (),
    ) -> None:
        self._key = key
        self._drawn = dict(drawn or {})
        self._taken = {*taken, *self._drawn.values()}

    @classmethod
    def open(cls, path: Path, taken: Iterable[str] = ()) -> Self:
        """
        Go on with a key file, or begin with a new key where there is none.

        Args:
            path: Of the file; `save` writes it.
            taken: Fictitious numbers of others, which are not drawn.

        Raises:
            StateError: It is no key file.
        """
        try:
            row = json.loads(path.read_bytes())
            return cls(
                bytes.fromhex(row["key"]), drawn=dict(row["numbers"]), taken=taken
            )
        except FileNotFoundError:
            return cls(secrets.token_bytes(32), taken=taken)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateError(
                f"{path}: no key file of `kruispunt cases record`; without it the same "
                "people get other numbers than before"
            ) from error

    def save(self, path: Path) -> None:
        """
        Write the key file, readable by its owner only.

        Raises:
            OSError: It cannot be written.
        """
        row = {"key": self._key.hex(), "numbers": self._drawn}
        write_private(path, json.dumps(row, indent=1))

    def number(self, real: str, *, ksz: bool = False) -> str:
        """
        Give the fictitious number of a person.

        Args:
            real: One that could be real.
            ksz: Give one that the schemas of the KSZ take.

        Raises:
            ValueError: It could not be real, or every number of that year is taken.
        """
        if not numbers.could_be_real(real):
            raise ValueError("that number is not one of a real person")
        bis = numbers.is_bis(real) and not ksz
        tag = self._digest(f"{real} {'bis' if bis else 'national'}")
        drawn = self._drawn.get(tag.hex())
        if drawn is None:
            free = (each for each in _row_of(real, tag, bis=bis) if self._is_free(each))
            drawn = next(free, None)
            if drawn is None:
                raise ValueError(
                    "every fictitious number of that year of birth is taken"
                )
            self._drawn[tag.hex()] = drawn
            self._taken.add(drawn)
        return drawn

    def text(self, text: str, *, ksz: bool = False) -> str:
        """
        Give a text in which every number that could be real is replaced.

        Numbers are found as the log finds them: with separators or without, and inside
        a longer row of digits; and, when eleven digits stand alone, with up to three
        signs of any kind between two of them. Separators stay where they are.

        Args:
            text: Any.
            ksz: As `number` takes it.
        """
        text = _LOOSE.sub(lambda found: self._loose(found[0], ksz), text)
        for _ in range(ROUNDS):
            replaced = NUMBER_TEXT.sub(
                lambda found: found[0] if found["ours"] else self._row(found[0], ksz),
                text,
            )
            if replaced == text:
                break
            text = replaced
        return text

    def replace_in(self, root: Element, *, ksz: bool = False) -> None:
        """
        Replace numbers in every text and attribute below an element.

        Args:
            root: Changed in place; its comments go.
            ksz: As `number` takes it.
        """
        etree.strip_tags(root, etree.Comment)
        for element in root.iter(etree.Element):
            if element.text:
                element.text = self.text(element.text, ksz=ksz)
            if element.tail:
                element.tail = self.text(element.tail, ksz=ksz)
            for name, value in element.attrib.items():
                element.set(name, self.text(value, ksz=ksz))

    def _loose(self, row: str, ksz: bool) -> str:
        """Replace in eleven digits however they are written; a longer row is a time."""
        digits = "".join(str(int(char)) for char in row if char.isdecimal())
        if len(digits) != 11 or not numbers.could_be_real(digits):
            return row
        drawn = iter(self.number(digits, ksz=ksz))
        return "".join(next(drawn) if char.isdecimal() else char for char in row)

    def _row(self, row: str, ksz: bool) -> str:
        """Replace in a row of digits, with separators between them or not."""
        at = [place for place, char in enumerate(row) if char.isdigit()]
        made, done = list(row), set[int]()

        def is_whole(first: int) -> bool:
            last = first + 10
            return (first == 0 or at[first - 1] < at[first] - 1) and (
                last + 1 == len(at) or at[last + 1] > at[last] + 1
            )

        # One that stands alone is meant as a number; another may be there by chance.
        firsts = sorted(range(len(at) - 10), key=lambda each: not is_whole(each))
        for first in firsts:
            places = at[first : first + 11]
            found = "".join(row[place] for place in places)
            if done.isdisjoint(places) and numbers.could_be_real(found):
                done.update(places)
                for place, digit in zip(
                    places, self.number(found, ksz=ksz), strict=True
                ):
                    made[place] = digit
        return "".join(made)

    def _is_free(self, number: str) -> bool:
        return number not in self._taken

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), hashlib.sha256)


def fictitious_in(octets: bytes) -> Iterator[str]:
    """Give the fictitious numbers that stand in a message or a file, as they come."""
    for found in _WRITTEN.findall(octets):
        number = re.sub(rb"\D", b"", found).decode()
        if numbers.is_fictitious(number):
            yield number


def _row_of(real: str, tag: bytes, *, bis: bool) -> Iterator[str]:
    """Give the numbers of the same year and sex, each once, from a drawn one on."""
    year = int(real[:2]) + (1900 if _is_before_2000(real) else 2000)
    begin, odd = date(year, 1, 1), int(real[8]) % 2
    size = (date(year + 1, 1, 1) - begin).days * _SERIALS
    first = int.from_bytes(tag) % size
    for step in range(size):
        day, serial = divmod((first + step) % size, _SERIALS)
        yield numbers.make(
            begin + timedelta(days=day), 2 * serial + (1 if odd else 2), bis=bis
        )


def _is_before_2000(number: str) -> bool:
    """Tell the century by the check digits, of which no two are the same."""
    return int(number[9:]) == 97 - int(number[:9]) % 97


def known_people() -> Iterator[str]:
    """Give the numbers of the people that come along."""
    folder = Path(__file__).parents[1] / "personas"
    for path in sorted(folder.glob("*.yaml")):
        yield from fictitious_in(path.read_bytes())
