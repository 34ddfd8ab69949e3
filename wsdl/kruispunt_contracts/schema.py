"""Validation against the XSD of a contract: lazy, thread-safe, with readable errors."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from lxml import etree

from kruispunt_contracts import ns

Element = Any
"""An lxml element; lxml brings no type hints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaError:
    """One place where a document does not follow its schema."""

    line: int
    """In the document as it was parsed; 0 when it was built in memory."""
    path: str
    """Local names from the payload root down: `GeefZorgtoeslag/Verzoek/Context`."""
    message: str
    """What libxml2 says. It quotes the offending value, so it may hold personal data:
    for the trace and for the asker, not for a log."""


class Schema:
    """
    The XSD of one contract, compiled when first used.

    The lock is there because lxml keeps the errors of the last validation in the
    schema object: two threads would read each other's.
    """

    def __init__(self, xsd: Path) -> None:
        """Remember the file; its imports are found relative to it."""
        self._xsd = xsd
        self._lock = threading.Lock()
        self._compiled: Any = None
        self._children: dict[str, tuple[str, ...]] = {}

    def warm(self) -> None:
        """Compile now, so that no first caller waits for it."""
        with self._lock:
            self._compile()

    def validate(self, element: Element) -> tuple[SchemaError, ...]:
        """
        Check one element as the root of a document.

        Args:
            element: In whatever tree it stands; it is not changed.

        Returns:
            Every error libxml2 finds, in document order; empty when valid.
        """
        with self._lock:
            schema = self._compile()
            if schema.validate(element):
                return ()
            entries = list(schema.error_log)
        root = etree.QName(element).localname
        return tuple(
            SchemaError(
                line=max(entry.line, 0),
                path=simple_path(entry.path, root=root),
                message=entry.message,
            )
            for entry in entries
        )

    def children(self, element: str) -> tuple[str, ...]:
        """
        Tell which elements stand right below a global element.

        Args:
            element: Clark name of a global element of this file or an imported one.

        Returns:
            Local names in the order of the schema, choices included, wildcards not.

        Raises:
            LookupError: There is no such element, or its type is nowhere to be found.
        """
        found = self._children.get(element)
        if found is None:
            found = self._children[element] = tuple(_children(self._xsd, element))
        return found

    def removable(self, element: str, path: str) -> frozenset[str]:
        """
        Tell which elements may go, in any combination, when blocks go along with them
        that became empty.

        Args:
            element: Clark name of a global element of this file.
            path: From there to the element to start from, local names.

        Returns:
            Paths from that element down. Not among them is what stands inside a block
            that the schema demands and that could become empty.

        Raises:
            LookupError: There is no such element, or its type is nowhere to be found.
        """
        block, above = _block(self._xsd, element), element
        for step in path.split("/"):
            inside = {name: below for name, below, _ in block}
            if step not in inside:
                raise LookupError(f"no element {step} in {above}")
            block, above = inside[step](), step
        return frozenset(_removable(block, "", may_go=True))

    def _compile(self) -> Any:
        if self._compiled is None:
            self._compiled = etree.XMLSchema(file=str(self._xsd))
        return self._compiled


def _children(file: Path, element: str) -> Iterator[str]:
    """Follow one global element to its type, in this file or in an imported one."""
    for name, _, _ in _block(file, element):
        yield name


_Part = tuple[str, Callable[[], "_Block"], bool]
"""Name of an element, what is inside it, and whether the schema lets it be absent."""
_Block = tuple[_Part, ...]


def _block(file: Path, element: str) -> _Block:
    """Read what stands right below a global element."""
    name = etree.QName(element)
    where, declared = _find(file, "element", name.namespace, name.localname)
    return _inside(where, declared)


def _inside(file: Path, declared: Any) -> _Block:
    """Read what stands right below an element, wherever its type is."""
    if declared.get("ref") is not None:
        prefix, _, local = declared.get("ref").rpartition(":")
        return _inside(*_find(file, "element", declared.nsmap[prefix or None], local))
    if declared.get("type") is None:
        return tuple(_parts(file, declared))
    return _block_of_type(file, declared.nsmap, declared.get("type"))


def _block_of_type(file: Path, nsmap: Any, named: str) -> _Block:
    prefix, _, local = named.rpartition(":")
    namespace = nsmap[prefix or None]
    if namespace == ns.XSD:
        return ()
    try:
        where, holder = _find(file, "complexType", namespace, local)
    except LookupError:
        where, holder = _find(file, "simpleType", namespace, local)
    return tuple(_parts(where, holder))


def _parts(file: Path, holder: Any, *, chosen: bool = False) -> Iterator[_Part]:
    """Give the elements of a content model, those of an extended type first."""
    for child in holder.iterchildren(etree.Element):
        kind = etree.QName(child).localname
        if kind == "element":
            absent = child.get("minOccurs") == "0" and not chosen
            name = child.get("name") or child.get("ref").rpartition(":")[2]
            yield name, partial(_inside, file, child), absent
        elif kind == "extension":
            yield from _block_of_type(file, child.nsmap, child.get("base"))
            yield from _parts(file, child)
        elif kind != "annotation":
            yield from _parts(file, child, chosen=chosen or kind == "choice")


def _removable(block: _Block, path: str, *, may_go: bool) -> Iterator[str]:
    """
    Walk through a block.

    Args:
        block: What stands right below `path`.
        path: Empty, or with a slash at its end.
        may_go: Whether the element around the block may be absent.
    """
    for name, inside, absent in block:
        if absent:
            yield f"{path}{name}"
        below = inside()
        goes = absent or (may_go and len(block) == 1)
        if goes or not all(optional for _, _, optional in below):
            yield from _removable(below, f"{path}{name}/", may_go=goes)


@cache
def _root(file: Path) -> Any:
    """Read a schema file once; nobody changes what comes out."""
    return etree.parse(str(file)).getroot()


def _find(file: Path, kind: str, namespace: str, local: str) -> tuple[Path, Any]:
    """Find something global in a file or in those that it imports, and where it is."""
    root = _root(file)
    if root.get("targetNamespace") == namespace:
        found = root.find(f"{{{ns.XSD}}}{kind}[@name='{local}']")
        if found is not None:
            return file, found
    for reference in root.iter(f"{{{ns.XSD}}}import", f"{{{ns.XSD}}}include"):
        with suppress(LookupError):
            other = file.parent / reference.get("schemaLocation")
            return _find(other, kind, namespace, local)
    raise LookupError(f"{file}: no global {kind} {{{namespace}}}{local}")


def simple_path(path: str | None, *, root: str) -> str:
    """
    Turn the path of a libxml2 error into local names only.

    Args:
        path: Such as `/s:Envelope/s:Body/x:Root/Child[2]`; `*` stands for an element
            in a default namespace, and the envelope may or may not be part of it.
        root: Local name of the validated element, where the result starts.

    Returns:
        Such as `Root/Child`; just the root when libxml2 gives no path.
    """
    steps = [re.sub(r"\[\d+\]$", "", step) for step in (path or "").split("/") if step]
    names = [step.rpartition(":")[2] for step in steps]
    if root in names:
        return "/".join(names[names.index(root) :])
    return "/".join([root, *names[1:]])
