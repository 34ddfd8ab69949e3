"""
The WSDLs and XSDs of a folder, and which of them declares an element.

Everything a file points to must lie in the folder: nothing is fetched from a network,
and no file outside is opened, whatever a schemaLocation says. A file that cannot be
read is told with its line, and so is one that points to such a file; the others can
still be used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from kruispunt_contracts import ns

Element = Any
"""An lxml element; lxml brings no type hints."""

_SUFFIXES: Final = frozenset({".xsd", ".wsdl"})
_SCHEMA: Final = f"{{{ns.XSD}}}schema"
_ELEMENT: Final = f"{{{ns.XSD}}}element"
_INCLUDES: Final = (f"{{{ns.XSD}}}include", f"{{{ns.XSD}}}redefine")
_REFERENCES: Final = (f"{{{ns.XSD}}}import", *_INCLUDES, f"{{{ns.WSDL}}}import")
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
"""How a location begins that is a URL or an absolute path, also of Windows."""


class UnreadableFile(ValueError):
    """A file cannot be used: which, where, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Where a global element is declared."""

    file: Path
    """An XSD, or a WSDL with schemas in it."""
    inline: bool
    """Whether it is the WSDL itself that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What was found."""

    path: Path
    """Without links on the way."""
    files: dict[Path, Element]
    """Roots of what could be read."""
    problems: tuple[str, ...]
    """One line each: file, line and what is wrong."""
    broken: frozenset[Path]
    """Files that have problems, or point to a file that has."""
    declared: dict[str, tuple[Declared, ...]]
    """By Clark name of a global element."""
    referred: frozenset[str]
    """Elements that stand in others, by Clark name."""

    @property
    def wsdls(self) -> tuple[Path, ...]:
        """The WSDLs that can be used and name a service."""
        return tuple(
            file
            for file, root in self.files.items()
            if root.tag == f"{{{ns.WSDL}}}definitions"
            and file not in self.broken
            and root.find(f"{{{ns.WSDL}}}service") is not None
        )

    def named(self, file: Path) -> str:
        """Write a file as it is called in the folder."""
        return file.relative_to(self.path).as_posix()

    def with_imports(self, wsdl: Path) -> tuple[Element, ...]:
        """Give the root of a WSDL and of those it imports."""
        found, waiting = {}, [wsdl]
        while waiting:
            file = waiting.pop(0)
            if file in found or file not in self.files:
                continue
            root = found[file] = self.files[file]
            for each in root.iterchildren(f"{{{ns.WSDL}}}import"):
                waiting.append(_target(file, each.get("location") or ""))
        return tuple(found.values())

    def sources(self, declared: Declared) -> str | list[str]:
        """
        Give what xmlschema reads for an element.

        Returns:
            The path of an XSD; or the texts of the schemas in a WSDL, in which
            locations are absolute. They all lie in the folder.
        """
        if not declared.inline:
            return str(declared.file)
        texts = []
        for schema in _schemas(self.files[declared.file]):
            copy = etree.fromstring(etree.tostring(schema))
            for reference in copy.iter(*_REFERENCES):
                location = reference.get("schemaLocation")
                if location:
                    target = _target(declared.file, location)
                    reference.set("schemaLocation", target.as_uri())
            texts.append(etree.tostring(copy, encoding="unicode"))
        return texts


def read_folder(path: Path) -> Folder:
    """
    Read all WSDLs and XSDs of a folder and of the folders below.

    Args:
        path: An existing folder.
    """
    path = path.resolve()
    problems: list[str] = []
    broken: set[Path] = set()
    files: dict[Path, Element] = {}
    for file in sorted(f for f in path.rglob("*") if f.suffix.lower() in _SUFFIXES):
        try:
            files[file] = _parse(file, path)
        except UnreadableFile as error:
            problems.append(str(error))
            broken.add(file)
    leads_to: dict[Path, set[Path]] = {}
    for file, root in files.items():
        leads_to[file] = set()
        for reference in root.iter(*_REFERENCES):
            try:
                leads_to[file] |= _led(file, reference, path)
            except UnreadableFile as error:
                problems.append(str(error))
                broken.add(file)
    return Folder(
        path=path,
        files=files,
        problems=tuple(problems),
        broken=frozenset(_with_what_needs(broken, leads_to)),
        declared=_declared(files),
        referred=frozenset(name for root in files.values() for name in _referred(root)),
    )


def _parse(file: Path, folder: Path) -> Element:
    """Read one file, without entities and without anything that it points to."""
    name = file.relative_to(folder).as_posix()
    if not file.resolve().is_relative_to(folder):
        raise UnreadableFile(f"{name}:1: is a link out of the folder")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(file.read_bytes(), parser=parser)
    except OSError as error:
        raise UnreadableFile(f"{name}:1: {error.strerror}") from error
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise UnreadableFile(f"{name}:{line}: is no XML: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(f"{name}:1: has a DOCTYPE, which is never read")
    if root.tag not in (_SCHEMA, f"{{{ns.WSDL}}}definitions"):
        raise UnreadableFile(
            f"{name}:{root.sourceline}: is neither a WSDL 1.1 nor an XML schema"
        )
    return root


def _led(file: Path, reference: Element, folder: Path) -> set[Path]:
    """Give the file that a reference leads to; nothing when it says no location."""
    attribute = "schemaLocation"
    if reference.tag == f"{{{ns.WSDL}}}import":
        attribute = "location"
    location = reference.get(attribute)
    if not location:
        return set()
    place = f"{file.relative_to(folder).as_posix()}:{reference.sourceline}"
    said = f'{place}: {attribute} "{location}"'
    if _ELSEWHERE.match(location):
        raise UnreadableFile(f"{said} is no path from the file itself")
    target = _target(file, location)
    if not target.resolve().is_relative_to(folder):
        raise UnreadableFile(f"{said} leads out of the folder")
    if not target.is_file():
        raise UnreadableFile(f"{said}: there is no such file")
    return {target}


def _target(file: Path, location: str) -> Path:
    return Path(file.parent, unquote(location)).resolve()


def _with_what_needs(broken: set[Path], leads_to: dict[Path, set[Path]]) -> set[Path]:
    """Give the broken files and all that lead to one."""
    found = set(broken)
    while (
        more := {file for file, targets in leads_to.items() if targets & found} - found
    ):
        found |= more
    return found


def _declared(files: dict[Path, Element]) -> dict[str, tuple[Declared, ...]]:
    found: dict[str, list[Declared]] = defaultdict(list)
    for file, root in files.items():
        inline = root.tag != _SCHEMA
        for name in _names(file, files):
            found[name].append(Declared(file=file, inline=inline))
    # A file that is included is read with the one that includes it.
    included = {
        _target(file, each.get("schemaLocation") or "")
        for file, root in files.items()
        for each in root.iter(*_INCLUDES)
    }
    return {
        name: tuple(d for d in places if d.file not in included) or tuple(places)
        for name, places in found.items()
    }


def _names(file: Path, files: dict[Path, Element]) -> Iterator[str]:
    """Give the global elements of a file, those of what it includes among them."""
    for schema in _schemas(files[file]):
        namespace = schema.get("targetNamespace") or ""
        seen, waiting = set(), [(file, schema)]
        while waiting:
            at, each = waiting.pop()
            for element in each.iterchildren(_ELEMENT):
                name = element.get("name")
                yield f"{{{namespace}}}{name}" if namespace else name
            for reference in each.iterchildren(*_INCLUDES):
                target = _target(at, reference.get("schemaLocation") or "")
                root = files.get(target)
                if root is not None and root.tag == _SCHEMA and target not in seen:
                    seen.add(target)
                    waiting.append((target, root))


def _schemas(root: Element) -> Iterator[Element]:
    """Give the schemas of a file; one that only imports others declares nothing."""
    return iter([root] if root.tag == _SCHEMA else root.iter(_SCHEMA))


def _referred(root: Element) -> Iterator[str]:
    for element in root.iter(_ELEMENT):
        for attribute in ("ref", "substitutionGroup"):
            prefix, _, name = (element.get(attribute) or "").rpartition(":")
            if name:
                uri = element.nsmap.get(prefix or None)
                yield f"{{{uri}}}{name}" if uri else name
