"""
Keys: which texts of a question the file of its case is named after.

They are XPath 1.0, per service, in `keys.yaml` of the folder of cases and, after that,
in ours. They see the question as it was verified, alone in a tree of its own, without
namespaces: below their roots MAGDA and the KSZ have none, the SSDN has four.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final

from kruispunt_contracts.catalogue import Operation
from kruispunt_contracts.yamlfile import load_model
from lxml import etree
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, RootModel

from kruispunt_simulator.message import Element

FILE: Final = "keys.yaml"
"""Name of the file in the folder of cases."""

MOST: Final = 6
"""Keys of a service: every choice of some of them is a name that a file may have."""

ANY: Final = "*"
"""Stands for every service that is not named."""

_OURS: Final = Path(__file__).with_name(FILE)
_FUNCTIONS: Final = frozenset(
    {"last", "position", "count", "local-name", "namespace-uri", "name", "string"}
    | {"concat", "starts-with", "contains", "substring-before", "substring-after"}
    | {"substring", "string-length", "normalize-space", "translate", "boolean", "not"}
    | {"true", "false", "lang", "number", "sum", "floor", "ceiling", "round"}
    | {"text", "node", "comment"}
)
"""Those of XPath 1.0, and its tests of nodes that look like one."""

_LITERAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALL: Final = re.compile(r"([\w.-]+)\s*\(")
_PREFIX: Final = re.compile(r"(?<!:):(?!:)")
_OPERATORS: Final = frozenset({"and", "or", "div", "mod"})
_NAME: Final = re.compile(r"\*|[\w.-]+(/[\w.-]+){0,2}")


def _key(text: str) -> str:
    _compiled(text)
    return text


def _several(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError(f"write a list, such as [{value}]")
    return value


def _service(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            "expected service, service/version or service/version/operation, or *"
        )
    return name


Key = Annotated[str, AfterValidator(_key)]
"""XPath of one key."""

Named = Annotated[str, AfterValidator(_service)]
"""Whose keys these are."""


Several = Annotated[tuple[Key, ...], Field(max_length=MOST), BeforeValidator(_several)]
"""Keys of one service."""


class Keys(RootModel[dict[Named, Several]]):
    """A file of keys; of a service none at all is a choice too."""

    model_config = ConfigDict(frozen=True)

    def find(self, names: tuple[str, ...]) -> tuple[str, ...] | None:
        """Give the keys of the first of some names that is there."""
        for name in names:
            if name in self.root:
                return self.root[name]
        return None


NONE: Final = Keys({})
"""Of a folder without such a file."""


def load_keys(path: Path) -> Keys:
    """
    Read a file of keys.

    Raises:
        ConfigurationError: It is wrong: file, line, service and why, a line each.
    """
    return load_model(path, Keys)


@lru_cache(maxsize=1)
def our_keys() -> Keys:
    """Give the keys that come along."""
    return load_keys(_OURS)


def keys_of(operation: Operation, own: Keys = NONE) -> tuple[str, ...]:
    """
    Give the keys of an operation: the user's, else ours, else those of any service.

    Args:
        operation: Whose.
        own: The user's.
    """
    contract = operation.contract
    short = f"{contract.service}/{contract.version}"
    names = (f"{short}/{operation.name}", short, contract.service)
    for wanted in (names, (ANY,)):
        for keys in (own, our_keys()):
            found = keys.find(wanted)
            if found is not None:
                return found
    return ()


def values_of(keys: tuple[str, ...], payload: Element) -> tuple[str, ...]:
    """
    Read the keys of a question.

    Args:
        keys: As `keys_of` gives them.
        payload: Its verified root; nothing around it is looked at.

    Returns:
        A text for each key, empty where the question has none; without empty ones at
        the end.
    """
    bare = _alone(payload)
    values = [_text(_compiled(key)(bare)) for key in keys]
    while values and not values[-1]:
        values.pop()
    return tuple(values)


def _alone(payload: Element) -> Element:
    """Copy a question out of its envelope: `//` begins at the root of a tree."""
    bare = copy.deepcopy(payload)
    for element in bare.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return bare


def _text(found: Any) -> str:
    if isinstance(found, list):
        found = found[0] if found else ""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else str(found)
    if etree.iselement(found):
        found = "".join(found.itertext())
    return str(found).strip()


@lru_cache(maxsize=512)
def _compiled(key: str) -> Any:
    """
    Compile a key.

    Raises:
        ValueError: It is no XPath 1.0, or needs what is not there.
    """
    bare = _LITERAL.sub("''", key)
    if _PREFIX.search(bare) or "$" in bare:
        raise ValueError("names without prefixes, please, and no variables")
    path = key.strip()
    if path.endswith("/name()"):  # of XPath 2, as the keys of the mocks are written
        path = f"local-name({path.removesuffix('/name()')})"
        bare = _LITERAL.sub("''", path)
    unknown = {*_CALL.findall(bare)} - _FUNCTIONS - _OPERATORS
    if unknown:
        raise ValueError(f"XPath 1.0 has no function {', '.join(sorted(unknown))}")
    try:
        made = etree.XPath(path, regexp=False, smart_strings=False)
        made(etree.Element("question"))
    except etree.XPathError as error:
        raise ValueError(f"no XPath 1.0: {error}") from error
    return made
