"""Validation against the XSD of a contract: lazy, thread-safe, with readable errors."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from kruispunt_contracts.content import Globals, Group, globals_of

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
            parts = self._globals().content_of(element).order()
            found = self._children[element] = tuple(part.name for part in parts)
        return found

    def content(self, element: str, path: str = "") -> Group | None:
        """
        Tell what may stand in an element, and what it may not be without.

        Args:
            element: Clark name of a global element of this file or an imported one.
            path: From there to the element meant, local names.

        Returns:
            None when the schema lets anything stand there.

        Raises:
            LookupError: There is no such element, or its type is nowhere to be found.
        """
        content: Group | None = self._globals().content_of(element)
        for step in path.split("/") if path else ():
            content = content.below(step) if content else None
        return content

    def _globals(self) -> Globals:
        return globals_of(self._xsd)

    def _compile(self) -> Any:
        if self._compiled is None:
            self._compiled = etree.XMLSchema(file=str(self._xsd))
        return self._compiled


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
