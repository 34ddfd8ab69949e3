"""
What the two editions of GeefKindVoordelen look like: one writer, and a row for each.

Edition 02.01 can be asked to show some payment periods only. Each filter adds some; no
filter shows all. Source: our choice, because the schema names the filters and nothing
says what they do: a filter that names social supplements shows them with or without
their type, and KINDERBIJSLAG, which no filter can name, is shown without filters only.
Files, payees and bonuses are shown whatever the filters say.

Source: contract sheets `magda-geefkindvoordelen-02.00` and `-02.01`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kruispunt_simulator.people.family_benefits import Spell
from kruispunt_simulator.services._benefit_codes import BONUSES, PAYMENTS, Code
from kruispunt_simulator.services._family_benefits import Actor, File
from kruispunt_simulator.services._xml import Element, add, element, required

INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
CRITERIA: Final = f"{INHOUD}/Criteria"
_FILTER: Final = f"{CRITERIA}/BetalingsperiodeWeergaveOpties/BetalingsperiodeFilter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which payment periods an answer shows."""

    codes: frozenset[str] | None = None
    """Codes of MAGDA; None: all."""
    social_type: bool = True
    """Whether the kind of a social supplement is told."""

    def shows(self, spell: Spell) -> bool:
        """Find out whether a payment period is shown."""
        return self.codes is None or PAYMENTS[spell.category].magda in self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """In what the editions differ on the wire."""

    version: str
    begin: str
    end: str
    """Names of the first and the last month of a period."""
    language: str
    """Attribute of a description."""
    write_payment: Callable[[Element, Spell, Edition, Shown], None]
    """Writes what is in the `Categorie` of a payment period."""


def shown(root: Element) -> Shown:
    """Read which payment periods are wanted; edition 02.00 cannot say."""
    codes: set[str] = set()
    social_type = False
    for each in root.findall(_FILTER):
        if each.find("TypeFilter") is not None:
            codes.add(required(each, "TypeFilter"))
            continue
        wanted = required(each, "SociaalFilter/TypeSociaalInvoegen")
        codes.add(PAYMENTS["social"].magda)
        social_type = social_type or wanted == "MET_TYPE_SOCIAAL"
    if not codes:
        return Shown()
    return Shown(codes=frozenset(codes), social_type=social_type)


def write_file(
    bron: str, insz: str, file: File, edition: Edition, wanted: Shown
) -> Element:
    """
    Make a `KindVoordeel`.

    Args:
        bron: Which source has it.
        insz: The person asked about.
        file: As the source tells it.
        edition: Whose names to use.
        wanted: Which payment periods to show.
    """
    made = element("KindVoordeel")
    add(made, "Bron", bron)
    add(made, "INSZ", insz)
    fund = add(made, "KindVoordeelFonds")
    _add_known(fund, "Ondernemingsnummer", file.fund.number)
    _add_known(fund, "Code", file.fund.code)
    _add_known(fund, "Omschrijving", file.fund.name)
    _add_known(made, "Dossiernummer", file.file_number)
    _add_known(made, "Rechthebbende", file.entitled_person)
    for several, one, actors in (
        ("Begunstigden", "Begunstigde", file.beneficiaries),
        ("Kinderen", "Kind", file.children),
    ):
        if actors:
            parent = add(made, several)
            for actor in actors:
                _write_actor(add(parent, one), actor, edition, wanted)
    return made


def _add_known(parent: Element, tag: str, value: str | None) -> None:
    if value is not None:
        add(parent, tag, value)


def _write_actor(made: Element, actor: Actor, edition: Edition, wanted: Shown) -> None:
    add(made, "INSZ", actor.ssin)
    if actor.payouts:
        bonuses = add(made, "Bonussen")
        for payout in actor.payouts:
            bonus = add(bonuses, "Bonus")
            add(bonus, "Betalingsdatum", payout.paid)
            _write_code(add(bonus, "Categorie"), BONUSES[payout.kind], edition)
            _write_payees(bonus, payout.payees)
    spells = [spell for spell in actor.spells if wanted.shows(spell)]
    if spells:
        periods = add(made, "Betalingsperiodes")
        for spell in spells:
            paid = add(periods, "Betalingsperiode")
            months = add(paid, "Periode")
            add(months, edition.begin, spell.begin)
            _add_known(months, edition.end, spell.end)
            edition.write_payment(add(paid, "Categorie"), spell, edition, wanted)
            _write_payees(paid, spell.payees)


def _write_payees(parent: Element, payees: tuple[str, ...]) -> None:
    if payees:
        several = add(parent, "Begunstigden")
        for payee in payees:
            add(several, "Begunstigde", payee)


def _write_code(parent: Element, code: Code, edition: Edition) -> None:
    add(parent, "Code", code.magda)
    add(parent, "Omschrijving", code.dutch).set(edition.language, "nl")


def _write_open(parent: Element, spell: Spell, edition: Edition, wanted: Shown) -> None:
    _write_code(parent, PAYMENTS[spell.category], edition)


def _write_closed(
    parent: Element, spell: Spell, edition: Edition, wanted: Shown
) -> None:
    if spell.category != "social":
        code = add(parent, "KindVoordeelCategorieCode")
        _write_code(code, PAYMENTS[spell.category], edition)
        return
    social = add(parent, "KindVoordeelBetalingsperiodeCategorieSociaal")
    if wanted.social_type:
        _add_known(social, "typeSocialeToeslag", spell.social_type)
    words = add(social, "Omschrijving", PAYMENTS["social"].dutch)
    words.set(edition.language, "nl")


EDITION_00: Final = Edition(
    version="02.00.0000",
    begin="BeginMaand",
    end="EindeMaand",
    language="TaalCode",
    write_payment=_write_open,
)

EDITION_01: Final = Edition(
    version="02.01.0000",
    begin="Beginmaand",
    end="Eindmaand",
    language="Taal",
    write_payment=_write_closed,
)
