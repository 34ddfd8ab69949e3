"""
Leaves out what is older than a party may see.

Source: Protocol WiV–Wonen in Limburg art. 3 (identification 3, income).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lxml import etree

from kruispunt_simulator.message import Element
from kruispunt_simulator.rules.paths import find_all


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
                names[etree.QName(element).localname] = None
                _take_away(element, root)
    return tuple(names)


def _date_of(element: Element, dated: str) -> str:
    if dated.startswith("@"):
        return str(element.get(dated[1:], "")).strip()
    found = find_all(element, dated)
    return (found[0].text or "").strip() if found else ""


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


def _take_away(element: Element, root: Element) -> None:
    """Remove an element, and what is empty without it."""
    while True:
        parent = element.getparent()
        parent.remove(element)
        if parent is root or len(parent):
            return
        element = parent
