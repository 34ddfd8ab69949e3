"""
Leaves out what a party may not see.

Source: 23/058 §85, 22/004 §22-24, Protocol WiV–Wonen in Limburg art. 3: a reply may
hold only granted fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kruispunt_simulator.message import Element


def withhold(
    root: Element, paths: Iterable[str], neutral: Mapping[str, str]
) -> tuple[str, ...]:
    """
    Remove elements in place, and containers that became empty with them.

    Args:
        root: Element that the paths start below.
        paths: Such as `attest/allowances/allowance/initialStartDate`, names without
            namespace; each matches as many elements as there are.
        neutral: Path and the text that stands in for a mandatory element.

    Returns:
        Names of the elements that were removed or neutralised, each once, in the order
        of the arguments.

    Source: 23/058 §85; 22/004 §22-24.
    """
    names: dict[str, None] = {}
    for path in paths:
        for element in root.findall(path):
            names[path.rpartition("/")[2]] = None
            _remove(element, root)
    for path, text in neutral.items():
        for element in root.findall(path):
            names[path.rpartition("/")[2]] = None
            element.text = text
    return tuple(names)


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


def _remove(element: Element, root: Element) -> None:
    parent = element.getparent()
    parent.remove(element)
    while parent is not root and len(parent) == 0:
        element, parent = parent, parent.getparent()
        parent.remove(element)
