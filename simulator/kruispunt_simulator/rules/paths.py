"""
Paths of the law into an answer, whatever the namespaces.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from kruispunt_simulator.message import Element

_NAME: Final = re.compile(r"^([^\[*@$]+)")
STEPS: Final = re.compile(r"/(?=(?:[^\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*$)")
"""A slash outside of a condition, which may have another one in it."""
_WAYS: Final = frozenset({"", ".", ".."})
"""Steps that name no element: anywhere below (`.//*`), here, above."""


def find_all(root: Element, path: str, majority: float = 0) -> tuple[Element, ...]:
    """
    Find every element at a path, each once, in document order.

    Args:
        root: Where the path starts.
        path: Local names with conditions of XPath, as in `Whitelist`, of elements.
        majority: Value of `$majority`, year, month and day in one number.
    """
    return tuple(_compiled(path)(root, majority=majority))


@lru_cache(maxsize=4096)
def _compiled(path: str) -> Any:
    steps = (
        step if step in _WAYS else _NAME.sub(r"*[local-name() = '\1']", step, count=1)
        for step in STEPS.split(path)
    )
    return etree.XPath("/".join(steps))
