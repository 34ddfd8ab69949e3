"""
Schemas of the user's own, compiled from memory.

libxml2 resolves imports by itself, from wherever they point. So it never sees the files
but the copies of `bundle.py`: what is compiled is what was checked, and nothing is
read or fetched any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from lxml import etree

from kruispunt_contracts.content import Globals, Group, Part, closure
from kruispunt_contracts.own.bundle import Bundle, bundle, octets_of, reached
from kruispunt_contracts.own.files import SchemaFile
from kruispunt_contracts.schema import Schema, SchemaError

Element = Any
"""An lxml element; lxml brings no type hints."""

_BASE: Final = "kruispunt:///"
"""Where the copies seem to be: nowhere that anything could be fetched from."""
_MAIN: Final = "types.xsd"


class OwnSchema(Schema):
    """One schema of the user's, with all that it leads to."""

    def __init__(self, file: SchemaFile) -> None:
        """Take the file; nothing is compiled yet."""
        super().__init__(file.file)
        self._file = file

    @property
    def name(self) -> str:
        """The path of the file from its folder."""
        return self._file.name

    def problems(self) -> tuple[str, ...]:
        """Compile, and tell what is wrong: file, line and what libxml2 says."""
        return self._problems

    @cached_property
    def _problems(self) -> tuple[str, ...]:
        try:
            self.warm()
        except etree.XMLSchemaParseError as error:
            return tuple(dict.fromkeys(map(self._said, error.error_log))) or (
                f"{self._file.name}:1: {error}",
            )
        return ()

    def documents(self) -> dict[str, bytes]:
        """Give all that is compiled, by name; the first imports the others."""
        return {_MAIN: octets_of(self._bundle.types), **self._bundle.octets()}

    @cached_property
    def _bundle(self) -> Bundle:
        return bundle([self._file])

    @cached_property
    def _known(self) -> Globals:
        roots = closure(
            self._file, read=lambda f: f.root, follow=lambda f, node: f.leads_to[node]
        )
        return Globals(self._file.name, roots)

    def blocks(self, element: str) -> tuple[Part, ...]:
        """Give the declarations of what stands right below a global element."""
        return tuple(self._known.content_of(element).order())

    @cached_property
    def fingerprint(self) -> tuple[bytes, ...]:
        """The same for schemas that say the same in files of the same content."""
        files = reached([self._file])
        return tuple(sorted(etree.tostring(f.root, method="c14n2") for f in files))

    def _globals(self) -> Globals:
        return self._known

    def _compile(self) -> Any:
        if self._compiled is None:
            parser = etree.XMLParser(no_network=True, resolve_entities=False)
            documents = self.documents()
            parser.resolvers.add(_Documents(documents))
            main = etree.fromstring(documents[_MAIN], parser, base_url=_BASE + _MAIN)
            self._compiled = etree.XMLSchema(main.getroottree())
        return self._compiled

    def _said(self, entry: Any) -> str:
        """Say where an error is in the file itself: copies have other lines."""
        name = str(entry.filename).rpartition("/")[2]
        origin = self._bundle.origins.get(name, self._file)
        line = 1
        if name in self._bundle.origins:
            copied = etree.fromstring(octets_of(self._bundle.documents[name]))
            lines = [node.sourceline for node in copied.iter(etree.Element)]
            if entry.line in lines:
                nodes = list(origin.root.iter(etree.Element))
                line = nodes[lines.index(entry.line)].sourceline
        return f"{origin.name}:{line}: {entry.message}"


class _Documents(etree.Resolver):  # type: ignore[misc]
    """Answers libxml2 from memory; what is not there is empty, and never fetched."""

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        super().__init__()
        self._documents = documents

    def resolve(self, url: str, public: str, context: Any) -> Any:
        document = self._documents.get(url.removeprefix(_BASE))
        if document is None:
            return self.resolve_empty(context)
        return self.resolve_string(document, context, base_url=url)


class SchemaByRoot(Schema):
    """Several schemas behind one: the root of a message says which."""

    def __init__(self, first: Schema, by_root: Mapping[str, Schema]) -> None:
        """
        Put them together.

        Args:
            first: For roots that no other has.
            by_root: By Clark name of a global element.
        """
        self._first = first
        self._by_root = by_root

    def warm(self) -> None:
        """Compile all of them."""
        for schema in dict.fromkeys([self._first, *self._by_root.values()]):
            schema.warm()

    def validate(self, element: Element) -> tuple[SchemaError, ...]:
        """Check one element as the root of a document."""
        return self._of(element.tag).validate(element)

    def children(self, element: str) -> tuple[str, ...]:
        """Tell which elements stand right below a global element."""
        return self._of(element).children(element)

    def content(self, element: str, path: str = "") -> Group | None:
        """Tell what may stand in an element, and what it may not be without."""
        return self._of(element).content(element, path)

    def _of(self, element: str) -> Schema:
        return self._by_root.get(element, self._first)
