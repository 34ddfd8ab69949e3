"""GeefAanslagbiljetPersonenbelasting 02.00: a tax assessment, from FODFIN via MAGDA."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final

from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.tax_items import FiscaleStatus, IpcalCode, euros_of
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest

_CODE = re.compile(r"[0-9]{4}", re.ASCII)
_PATH: Final = "Antwoorden/Antwoord/Inhoud/AanslagbiljetPersonenbelasting"


@dataclass(frozen=True, slots=True, kw_only=True)
class AanslagbiljetPersoon:
    """Who is taxed, and as which of the two."""

    insz: Annotated[str, Wire("INSZ")]
    fiscale_status: Annotated[FiscaleStatus | str, Wire("FiscaleStatus/Code/_value_1")]
    beschrijving: Annotated[str | None, Wire("FiscaleStatus/Code/Beschrijving")]
    omschrijving: Annotated[str | None, Wire("FiscaleStatus/Omschrijving/_value_1")]
    oorsprong: Annotated[str | None, Wire("FiscaleStatus/Omschrijving/Oorsprong")]
    taal_code: Annotated[str | None, Wire("FiscaleStatus/Omschrijving/TaalCode")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the assessment."""

    code: Annotated[str, Wire("Code/_value_1")]
    """Letter of the person and IPCAL code, such as `A7555`; what both partners share
    has letter A."""
    waarde: Annotated[str, Wire("Waarde")]
    """As on the wire: an amount is in cents."""
    beschrijving: Annotated[str | None, Wire("Code/Beschrijving")]
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    oorsprong: Annotated[str | None, Wire("Omschrijving/Oorsprong")]
    taal_code: Annotated[str | None, Wire("Omschrijving/TaalCode")]

    @property
    def fiscale_status(self) -> FiscaleStatus | str:
        """Whose it is, by its letter."""
        letter = self.code[:1]
        return FiscaleStatus(letter) if letter in ("A", "B") else letter

    @property
    def ipcal(self) -> IpcalCode | str:
        """The code without the letter."""
        code = self.code[1:]
        return IpcalCode(code) if code in _KNOWN else code

    @property
    def euros(self) -> Decimal | None:
        """The amount; None when the code is not known to stand for one."""
        return euros_of(self.ipcal, self.waarde)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aanslagbiljet:
    """One assessment: of a person alone, or of two who are taxed together."""

    gevraagde_persoon: Annotated[AanslagbiljetPersoon, Wire("GevraagdePersoon")]
    gerelateerde_persoon: Annotated[
        AanslagbiljetPersoon | None, Wire("GerelateerdePersoon")
    ]
    """Who is taxed together with the person; None also when withheld."""
    inkomensjaar: Annotated[int, Wire("Inkomensjaar")]
    """The assessment year less one."""
    artikelnummer: Annotated[str, Wire("Artikelnummer")]
    items: Annotated[tuple[Item, ...], Wire("Items/Item")]
    """Of both persons, as far as asked and granted."""

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """Euros by code with letter (`A7555`), of the items known to be amounts."""
        found = {item.code: item.euros for item in self.items}
        return MappingProxyType({c: e for c, e in found.items() if e is not None})

    def own(self, code: IpcalCode | str) -> Item | None:
        """
        Give an item of the person asked about.

        Args:
            code: Without the letter.

        Returns:
            That under the person's own letter; None if there is none, as for what the
            partners share when the person is the second one.
        """
        return self.item(code, self.gevraagde_persoon.fiscale_status)

    def item(self, code: IpcalCode | str, of: FiscaleStatus | str) -> Item | None:
        """Give the item with a code under a letter; None if there is none."""
        return next(
            (
                item
                for item in self.items
                if _text(item.ipcal) == _text(code)
                and _text(item.fiscale_status) == _text(of)
            ),
            None,
        )


_KNOWN: Final = frozenset(code.value for code in IpcalCode)
BOTH_INCOMES: Final = (
    IpcalCode.JOINT_TAXABLE_INCOME,
    IpcalCode.SEPARATELY_TAXABLE_INCOME,
)
"""What the income of a tenant is made of. Source: Protocol WiV–Wonen in Limburg art. 3
(income); Codex Wonen, reference income."""


def tax_assessment(
    insz: str,
    income_year: int,
    *,
    codes: Iterable[IpcalCode | str] | None = BOTH_INCOMES,
    inscription: tuple[date, date | None] | None = None,
    user: str | None = None,
) -> Call[Aanslagbiljet]:
    """
    Ask for the personal income tax assessment of an income year.

    Via `wiv` or `magda` GeefAanslagbiljetPersonenbelasting 02.00.

    Args:
        insz: Of the person.
        income_year: The assessment year less one.
        codes: IPCAL codes without letter, at least one; by default both taxable
            incomes. None: every item that may be told.
        inscription: First and last day (None: open) of the inscription for which is
            asked (`Inschrijvingsperiode`).
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The assessment, with the partner who is taxed together; `data` is None when
        there is none (yet), or no such income year.

    Raises:
        InvalidRequest: The year, a code or the period cannot be.

    Source: `magda-geefaanslagbiljetpersonenbelasting-02.00`.
    """
    criteria = {
        "INSZ": insz,
        "Inkomensjaar": str(check_year(income_year, last=2999)),
        "Inschrijvingsperiode": _inscription(inscription),
        "IPCALCodes": None if codes is None else {"IPCALCode": _codes(codes)},
    }
    question = Question(
        service="GeefAanslagbiljetPersonenbelasting",
        version="02.00.0000",
        operation="GeefAanslagbiljetPersonenbelasting",
        content={"Inhoud": {"Criteria": criteria, "Bron": "FODFIN", "Taal": "nl"}},
        subject=insz,
        user=user,
    )
    return one_way(question, lambda repliek: read_at(Aanslagbiljet, repliek, _PATH))


def check_year(year: int, *, last: int) -> int:
    """
    Refuse what the contract has no place for.

    Raises:
        InvalidRequest: Not from 1000 to `last`.
    """
    if not (isinstance(year, int) and 1000 <= year <= last):
        raise InvalidRequest(f"income year: expected four digits, to {last}")
    return year


def _codes(codes: Iterable[IpcalCode | str]) -> list[str]:
    texts = [_text(code) for code in codes]
    if not texts or not all(_CODE.fullmatch(text) for text in texts):
        raise InvalidRequest("codes: expected at least one, each four digits")
    return texts


def _inscription(
    period: tuple[date, date | None] | None,
) -> dict[str, date | None] | None:
    if period is None:
        return None
    begin, end = period
    if end is not None and end < begin:
        raise InvalidRequest(f"inscription: ends on {end}, before it begins on {begin}")
    return {"Begin": begin, "Einde": end}


def _text(code: IpcalCode | FiscaleStatus | str) -> str:
    return code if isinstance(code, str) else code.value
