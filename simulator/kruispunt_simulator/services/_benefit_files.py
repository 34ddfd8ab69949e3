"""
A file of family benefits as the KSZ writes it, and read back by MAGDA.

Source: contract sheet `ksz-childbenefits-v1`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kruispunt_simulator.people.family_benefits import Fund, Spell
from kruispunt_simulator.services._benefit_codes import (
    BONUSES,
    PAYMENTS,
    Code,
    concept,
)
from kruispunt_simulator.services._family_benefits import MOST, Actor, File, Payout
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    month,
    required,
    text,
)

_LISTS: Final = {"beneficiary": "beneficiaries", "child": "children"}
"""Name of a list by that of its items."""


def write_file(file: File) -> Element:
    """Make a `file` element."""
    made = element("file")
    fund = add(made, "childBenefitsFund")
    for tag, value in (
        ("enterpriseNumber", file.fund.number),
        ("code", file.fund.code),
        ("description", file.fund.name),
    ):
        if value is not None:
            add(fund, tag, value)
    for tag, value in (
        ("fileNumber", file.file_number),
        ("entitledPersonSsin", file.entitled_person),
    ):
        if value is not None:
            add(made, tag, value)
    for tag, actors in (
        ("beneficiary", file.beneficiaries),
        ("child", file.children),
    ):
        if actors:
            several = add(made, _LISTS[tag])
            several.extend(_actor(tag, actor) for actor in actors[:MOST])
    return made


def _actor(tag: str, actor: Actor) -> Element:
    made = element(tag)
    add(made, "ssin", actor.ssin)
    if actor.payouts:
        bonuses = add(made, "bonuses")
        for payout in actor.payouts[:MOST]:
            bonus = add(bonuses, "bonus")
            add(bonus, "paymentDate", payout.paid)
            _category(bonus, BONUSES[payout.kind])
            _receivers(bonus, payout.payees)
    if actor.spells:
        periods = add(made, "paymentPeriods")
        for spell in actor.spells[:MOST]:
            paid = add(periods, "paymentPeriod")
            add(paid, "beginMonth", spell.begin)
            if spell.end is not None:
                add(paid, "endMonth", spell.end)
            _category(paid, PAYMENTS[spell.category])
            _receivers(paid, spell.payees)
    return made


def _category(parent: Element, code: Code) -> None:
    category = add(parent, "category")
    add(category, "code", code.ksz)
    for language in ("NL", "FR", "DE"):
        words = {"NL": code.dutch, "FR": code.french, "DE": code.german}[language]
        add(category, "description", words).set("language", language)


def _receivers(parent: Element, payees: tuple[str, ...]) -> None:
    if payees:
        receivers = add(parent, "beneficiaries")
        for payee in payees:
            add(receivers, "beneficiary", payee)


def read_file(root: Element) -> tuple[File, tuple[str, ...]]:
    """
    Read a `file` element that the KSZ gave.

    Returns:
        The file without what has a code that nobody here knows, and those codes.
    """
    unknown: list[str] = []
    fund = root.find("childBenefitsFund")
    file = File(
        fund=Fund(
            number=text(fund, "enterpriseNumber"),
            code=text(fund, "code"),
            name=text(fund, "description[@language='NL']") or text(fund, "description"),
        ),
        file_number=text(root, "fileNumber"),
        entitled_person=text(root, "entitledPersonSsin"),
        beneficiaries=_read_actors(root, "beneficiary", unknown),
        children=_read_actors(root, "child", unknown),
    )
    return file, tuple(dict.fromkeys(unknown))


def _read_actors(root: Element, tag: str, unknown: list[str]) -> tuple[Actor, ...]:
    return tuple(
        Actor(
            ssin=required(each, "ssin"),
            payouts=_coded(
                each.iterfind("bonuses/bonus"), BONUSES, _read_payout, unknown
            ),
            spells=_coded(
                each.iterfind("paymentPeriods/paymentPeriod"),
                PAYMENTS,
                _read_spell,
                unknown,
            ),
        )
        for each in root.iterfind(f"{_LISTS[tag]}/{tag}")
    )


def _coded(
    elements: Any,
    codes: Mapping[str, Code],
    read: Callable[[Element, Any], Any],
    unknown: list[str],
) -> tuple[Any, ...]:
    made = []
    for each in elements:
        code = required(each, "category/code")
        name = concept(codes, code)
        if name is None:
            unknown.append(code)
        else:
            made.append(read(each, name))
    return tuple(made)


def _read_payout(bonus: Element, kind: str) -> Payout:
    return Payout(kind=kind, paid=day(bonus, "paymentDate"), payees=_read_payees(bonus))


def _read_spell(paid: Element, category: Any) -> Spell:
    return Spell(
        category=category,
        begin=month(paid, "beginMonth"),
        end=month(paid, "endMonth") if paid.find("endMonth") is not None else None,
        payees=_read_payees(paid),
    )


def _read_payees(parent: Element) -> tuple[str, ...]:
    return tuple(
        required(each, ".") for each in parent.iterfind("beneficiaries/beneficiary")
    )
