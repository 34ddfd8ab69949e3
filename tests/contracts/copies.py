"""Copies of our contracts, to alter and to compare with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kruispunt_contracts
from kruispunt_contracts import Contract, PushedContract, ns
from lxml import etree

OURS = Path(kruispunt_contracts.__file__).parent
XSD = {"x": ns.XSD, "w": ns.WSDL, "s": ns.WSDL_SOAP}

Edit = Callable[[Any], None]


def copied(contract: Contract | PushedContract, folder: Path) -> Path:
    """Copy a contract and all that it needs; give the folder of the contract itself."""
    target = folder / contract.xsd.parent.relative_to(OURS)
    shutil.copytree(OURS / "shared", folder / "shared")
    shutil.copytree(contract.xsd.parent, target)
    return target


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    """Alter a file."""
    tree = etree.parse(str(file))
    yield tree.getroot()
    tree.write(str(file), encoding="utf-8", xml_declaration=True)


def one(root: Any, path: str) -> Any:
    """Give the only element at an XPath."""
    (found,) = root.xpath(path, namespaces=XSD)
    return found


def schema(text: str) -> Any:
    """Give an element of a schema from text."""
    tag = re.match(r"<xsd:\w+", text)
    assert tag is not None
    return etree.fromstring(f'{tag[0]} xmlns:xsd="{ns.XSD}"{text[tag.end() :]}')


def set_to(path: str, **attributes: str | None) -> Edit:
    """Set attributes, or take them away."""

    def edit(root: Any) -> None:
        element = one(root, path)
        for name, value in attributes.items():
            if value is None:
                del element.attrib[name]
            else:
                element.set(name, value)

    return edit


def remove(path: str) -> Edit:
    """Take an element out."""

    def edit(root: Any) -> None:
        element = one(root, path)
        element.getparent().remove(element)

    return edit


def append(path: str, text: str) -> Edit:
    """Put an element behind the others."""
    return lambda root: one(root, path).append(schema(text))


def rename(path: str, tag: str) -> Edit:
    """Make a sequence a choice, say."""

    def edit(root: Any) -> None:
        one(root, path).tag = f"{{{ns.XSD}}}{tag}"

    return edit


def type_of(path: str, text: str) -> Edit:
    """Give an element a type of its own."""

    def edit(root: Any) -> None:
        element = one(root, path)
        element.attrib.pop("type", None)
        for child in list(element):
            element.remove(child)
        element.append(schema(text))

    return edit


def element(type_name: str, name: str) -> str:
    """XPath of an element in a named type."""
    return f"//x:complexType[@name='{type_name}']//x:element[@name='{name}']"
