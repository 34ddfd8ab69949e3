"""
Leaves out what a party may not see.

Source: 23/058 §85, 22/004 §22-24, Protocol WiV–Wonen in Limburg art. 3: a reply may
hold only granted fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from lxml import etree

from kruispunt_simulator.message import Element, StandIn

NO_STAND_INS: Final[Mapping[str, StandIn]] = MappingProxyType({})

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_NAME: Final = re.compile(r"^([^\[*]+)")
_CONDITION: Final = re.compile(r"\[[^\]]*\]")
_STEPS: Final = re.compile(r"/(?![^\[]*\])")
"""A slash outside of a condition."""
_WAYS: Final = frozenset({"", ".", ".."})
"""Steps that name no element: anywhere below (`.//*`), here, above."""


def withhold(
    root: Element,
    paths: Iterable[str],
    neutral: Mapping[str, str],
    needs: Mapping[str, str] = _NOTHING,
    stand_ins: Mapping[str, StandIn] = NO_STAND_INS,
) -> tuple[str, ...]:
    """
    Remove elements in place, and containers that became empty with them.

    Args:
        root: Element that the paths start below.
        paths: Such as `attest/allowances/allowance/initialStartDate`, local names,
            each in whatever namespace, `*` for any, or `..` for the element above; each
            path matches as many elements as there are. A condition of XPath may choose
            among them: `Items/Item[Code='A1030']`.
        neutral: Path and the text that stands in for a mandatory element, or for a
            mandatory attribute, whose path ends in `/@name`.
        needs: Path of a block, and what it may not be without: it goes when that went.
        stand_ins: By path, what becomes of a block that may not go, nor become empty.

    Returns:
        Names of the elements that were removed, replaced or neutralised, with the
        condition that chose them, each once, in the order of the arguments.

    Source: 23/058 §85; 22/004 §22-24.
    """
    names: dict[str, None] = {}
    for path in paths:
        for element in find_all(root, path):
            if not _is_kept(element, stand_ins.get(path)):
                names[_name(path, element)] = None
                _take_away(element, unconditional(path), root, stand_ins)
    for path, text in neutral.items():
        path, _, attribute = path.partition("/@")
        for element in find_all(root, path):
            names[attribute or _STEPS.split(path)[-1]] = None
            if attribute:
                element.set(attribute, text)
            else:
                element.text = text
    for path, needed in needs.items():
        for element in find_all(root, path):
            if not find_all(element, needed):
                _take_away(element, path, root, stand_ins)
    return tuple(names)


def find_all(root: Element, path: str) -> tuple[Element, ...]:
    """
    Find every element at a path, each once, in document order.

    Args:
        root: Where the path starts.
        path: As `withhold` takes it.
    """
    steps = (
        step if step in _WAYS else _NAME.sub(r"*[local-name() = '\1']", step, count=1)
        for step in _STEPS.split(path)
    )
    return tuple(root.xpath("/".join(steps)))


def unconditional(path: str) -> str:
    """
    Give a path without its conditions: where the elements are, whichever it chooses.

    >>> unconditional("payments/payment[category/code != 'BASIC']/amount")
    'payments/payment/amount'
    """
    return _CONDITION.sub("", path)


def withhold_old(
    root: Element, ages: Mapping[str, str], oldest: date
) -> tuple[str, ...]:
    """
    Remove blocks in place that are older than a party may see.

    Args:
        root: Element that the paths start below.
        ages: Path of a block, and below it that of its date or year, or `@name` of the
            attribute that holds it; a block without that stays.
        oldest: First day that may be seen; of a year, the part before the first dash.
            Of an incomplete date (`2021-00-00`), the first day that it may be.

    Returns:
        Names of the blocks that were removed, each once.

    Source: Protocol WiV–Wonen in Limburg art. 3 (income: an assessment of at most three
    years old; identification 3: changes of at most five years ago). That an incomplete
    date counts as early is our choice, because in doubt a party sees less.
    """
    names: dict[str, None] = {}
    for path, dated in ages.items():
        for element in find_all(root, path):
            text = _date_of(element, dated)
            is_old = text != "" and text < oldest.isoformat()[: len(text)]
            if is_old and root in element.iterancestors():  # not gone with another one
                names[_name(path, element)] = None
                _take_away(element, unconditional(path), root, NO_STAND_INS)
    return tuple(names)


def _date_of(element: Element, dated: str) -> str:
    if dated.startswith("@"):
        return str(element.get(dated[1:], "")).strip()
    found = find_all(element, dated)
    return (found[0].text or "").strip() if found else ""


def is_adult(born: date, today: date) -> bool:
    """Find out whether somebody has come of age: is 18 or older."""
    return (today.year - born.year, today.month, today.day) >= (
        18,
        born.month,
        born.day,
    )


def years_before(day: date, years: int) -> date:
    """
    Give the same day some years before; of 29 February, the day before where needed.

    >>> years_before(date(2024, 2, 29), 3)
    datetime.date(2021, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def has_data(root: Element, keys: frozenset[str]) -> bool:
    """
    Find out whether an answer still says something.

    Args:
        root: What is left of it.
        keys: Names of elements that say nothing by themselves, such as `INSZ`.

    Returns:
        True when any text is left outside `keys` and their descendants.
    """
    for child in root:
        if child.tag in keys:
            continue
        if (child.text or "").strip() or has_data(child, keys):
            return True
    return False


def _name(path: str, element: Element) -> str:
    """What a path leads to: its last step, unless that names nothing."""
    step = _STEPS.split(path)[-1]
    return etree.QName(element).localname if step in ("..", "*") else step


def _is_kept(element: Element, stand_in: StandIn | None) -> bool:
    return stand_in is not None and element.findtext(stand_in.tag) in stand_in.kept


def _take_away(
    element: Element, path: str, root: Element, stand_ins: Mapping[str, StandIn]
) -> None:
    """Remove an element, and what is empty without it, up to a block that stays."""
    stand_in = stand_ins.get(path)
    while stand_in is None:
        parent = element.getparent()
        parent.remove(element)
        if parent is root or len(parent):
            return
        element, path = parent, path.rpartition("/")[0]
        stand_in = stand_ins.get(path)
    _replace_content(element, stand_in)


def _replace_content(element: Element, stand_in: StandIn) -> None:
    """Leave the stand-in only; one block of a list is enough to say it."""
    for child in list(element):
        element.remove(child)
    element.text = None
    reason = element.makeelement(stand_in.tag)
    reason.text = stand_in.text
    element.append(reason)
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)
