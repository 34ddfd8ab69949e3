"""
The files of a folder of the user's own: read without trust, and tied together.

They are official files as somebody received them, in whatever folders. What this module
sees to, before anything is compiled:

- only `.xsd` and `.wsdl` files that really lie in the folder are read, links followed;
- every file passes the parser for XML from outside: no DTD, no entities;
- what a file refers to (`import`, `include`, `redefine`, `wsdl:import`) is a relative
  place of another file of the folder. An absolute path and a way out are refused with
  file and line; nothing is ever fetched;
- an `import` that names no place, or an address, is of whatever file of the folder has
  that namespace; without such a file an address is refused;
- the namespace `xml` itself is known (`xml.xsd`).

Source of the layout: MAGDA publishes a folder per service, with request and response in
XSDs apart and `../../Generiek-02.00/...` as places; the KSZ a WSDL with schemas inside
it or next to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from os.path import isfile  # which bears a name that no system takes
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from kruispunt_contracts import ns
from kruispunt_contracts.content import references
from kruispunt_contracts.parsing import Limits, UnsafeXml, parse
from kruispunt_contracts.yamlfile import ConfigurationError

Element = Any
"""An lxml element; lxml brings no type hints."""

LIMITS: Final = Limits(size=16 << 20, depth=200, nodes=500_000, namespaces=50_000)
"""Of one file: code lists of the platforms are some hundreds of kilobytes."""

_Place = tuple[str, int]
"""Name of a file and line, for a message."""

_SCHEMA: Final = f"{{{ns.XSD}}}schema"
_DEFINITIONS: Final = f"{{{ns.WSDL}}}definitions"
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
"""A URL, the letter of a drive, or a path from a root."""
_ADDRESS: Final = re.compile(r"https?:|urn:", re.IGNORECASE)
_OLDER_ENCODING: Final = re.compile(
    rb"<\?xml[^>]*\sencoding\s*=\s*[\"'](iso-8859-1|iso-8859-15|windows-1252)[\"']",
    re.IGNORECASE,
)


@dataclass(eq=False, kw_only=True)
class SchemaFile:
    """One `xsd:schema`: an XSD, or a part of a WSDL."""

    name: str
    """Path from the folder, for people."""
    file: Path
    root: Element = field(repr=False)
    leads_to: dict[Element, tuple[SchemaFile, ...]] = field(
        default_factory=dict, repr=False
    )
    """By reference (`xsd:import` and the like), the schemas it leads to."""

    @property
    def namespace(self) -> str | None:
        """The target namespace; None for what takes that of its includer."""
        namespace: str | None = self.root.get("targetNamespace")
        return namespace

    def elements(self) -> Iterator[str]:
        """Give the names of its global elements."""
        for element in self.root.iterchildren(f"{{{ns.XSD}}}element"):
            yield element.get("name")


@dataclass(eq=False, kw_only=True)
class WsdlFile:
    """One `wsdl:definitions`."""

    name: str
    file: Path
    root: Element = field(repr=False)
    imports: dict[Element, WsdlFile] = field(default_factory=dict, repr=False)
    schemas: list[SchemaFile] = field(default_factory=list, repr=False)
    """Those inside it."""

    def all(self) -> Iterator[WsdlFile]:
        """Give it and what it imports, each once."""
        seen: list[WsdlFile] = [self]
        for wsdl in seen:
            yield wsdl
            seen += (other for other in wsdl.imports.values() if other not in seen)


@dataclass(eq=False, kw_only=True)
class OwnFiles:
    """All files of a folder."""

    folder: Path
    schemas: list[SchemaFile] = field(default_factory=list)
    wsdls: list[WsdlFile] = field(default_factory=list)
    by_file: dict[Path, SchemaFile] = field(default_factory=dict, repr=False)
    """The schemas that are files of their own."""
    broken: set[str] = field(default_factory=set)
    """Names of what is refused, or refers to what is no schema and no WSDL."""
    problems: list[str] = field(default_factory=list)
    """What is wrong, a line each: file, line and why."""

    def refuse(self, name: str, line: int, why: str) -> None:
        """Note what is wrong with a file."""
        self.broken.add(name)
        self.problems.append(f"{name}:{line}: {why}")


def read_files(folder: Path) -> OwnFiles:
    """
    Read every XSD and WSDL of a folder, and find what each refers to.

    Args:
        folder: Of the user's.

    Returns:
        The files, and in `problems` what is wrong with them.

    Raises:
        ConfigurationError: There is no such folder, or no such file in it.
    """
    found = OwnFiles(folder=folder.resolve())
    if not found.folder.is_dir():
        raise ConfigurationError(f"{folder}: is no folder")
    for path in _paths(found):
        _read(path, found)
    if not (found.schemas or found.wsdls or found.problems):
        raise ConfigurationError(f"{folder}: holds no .xsd and no .wsdl")
    for schema in found.schemas:
        for reference in references(schema.root):
            schema.leads_to[reference] = tuple(_targets(schema, reference, found))
    for wsdl in found.wsdls:
        for node in wsdl.root.iterchildren(f"{{{ns.WSDL}}}import"):
            _follow_wsdl(wsdl, node, found)
    return found


def _paths(found: OwnFiles) -> Iterator[Path]:
    """Give the real paths of the files, each once."""
    seen: set[Path] = set()
    for here, folders, names in os.walk(found.folder):
        folders[:] = sorted(name for name in folders if not _is_litter(name))
        for name in sorted(names):
            path = Path(here, name)
            if path.suffix.lower() not in (".xsd", ".wsdl") or _is_litter(name):
                continue
            real, inside = path.resolve(), path.relative_to(found.folder).as_posix()
            if not real.is_relative_to(found.folder):
                found.refuse(inside, 1, "is a link out of the folder")
            elif not isfile(real):  # a pipe would be waited for
                found.refuse(inside, 1, "is no file")
            elif real not in seen:
                seen.add(real)
                yield real


def _is_litter(name: str) -> bool:
    """Know what systems leave in archives, such as `__MACOSX/._GeefPersoon.xsd`."""
    return name.startswith(".") or name == "__MACOSX"


def _read(path: Path, found: OwnFiles) -> None:
    name = path.relative_to(found.folder).as_posix()
    try:
        root = parse(_in_utf_8(path.read_bytes()), limits=LIMITS)
    except (OSError, UnsafeXml) as error:
        line = re.search(r"line (\d+)", str(error))
        found.refuse(name, int(line[1]) if line else 1, str(error))
        return
    if root.tag == _SCHEMA:
        schema = found.by_file[path] = SchemaFile(name=name, file=path, root=root)
        found.schemas.append(schema)
    elif root.tag == _DEFINITIONS:
        wsdl = WsdlFile(name=name, file=path, root=root)
        found.wsdls.append(wsdl)
        for node in root.iterfind(f"{{{ns.WSDL}}}types/{_SCHEMA}"):
            schema = SchemaFile(name=name, file=path, root=_alone(node))
            wsdl.schemas.append(schema)
            found.schemas.append(schema)
    else:
        why = "is neither an XML Schema nor a WSDL 1.1"
        found.refuse(name, root.sourceline, why)


def _in_utf_8(octets: bytes) -> bytes:
    """Rewrite a file in an encoding that messages may not have but old files do."""
    declared = _OLDER_ENCODING.match(octets)
    if declared is None:
        return octets
    text = octets.decode(declared[1].decode("ascii"), errors="replace")
    return text.replace(declared[1].decode("ascii"), "utf-8", 1).encode("utf-8")


def _alone(node: Element) -> Element:
    """Copy a schema out of its WSDL, with the prefixes that it has from there."""
    root = etree.Element(node.tag, node.attrib, nsmap=node.nsmap)
    for child in node.iterchildren(etree.Element):
        copied = etree.fromstring(etree.tostring(child, with_tail=False))
        for new, old in zip(
            copied.iter(etree.Element), child.iter(etree.Element), strict=True
        ):
            new.sourceline = old.sourceline
        root.append(copied)
    root.sourceline = node.sourceline
    return root


def _targets(
    schema: SchemaFile, reference: Element, found: OwnFiles
) -> Iterator[SchemaFile]:
    where = schema.name, reference.sourceline
    is_import = reference.tag == f"{{{ns.XSD}}}import"
    location = reference.get("schemaLocation")
    if is_import and (location is None or _ADDRESS.match(location.strip())):
        # Who wrote an address means the namespace, which the folder has or not.
        namespace = reference.get("namespace")
        known = tuple(_of_namespace(namespace, schema, found))
        yield from known
        if not known and location is not None:
            found.refuse(
                *where,
                f"{location}: nothing is fetched; put a file with namespace "
                f"{namespace} in the folder",
            )
        return
    if location is None:
        found.refuse(*where, "names no schemaLocation")
        return
    target = _at(schema.file, location, where, found)
    if target is None:
        return
    other = found.by_file.get(target)
    if other is None:
        _is_no("schema", target, where, found)
        return
    wanted = reference.get("namespace") if is_import else schema.namespace
    if other.namespace != wanted and (is_import or other.namespace):
        found.refuse(
            *where, f"{other.name} has namespace {other.namespace}, not {wanted}"
        )
    yield other


@cache
def _xml() -> SchemaFile:
    """Give the schema of the namespace that every file has without declaring it."""
    file = Path(__file__).with_name("xml.xsd")
    return SchemaFile(name=file.name, file=file, root=parse(file.read_bytes()))


def _is_no(what: str, target: Path, where: _Place, found: OwnFiles) -> None:
    """Note that a file is not what it should be, unless that was told before."""
    name = _inside(target, found)
    if name in found.broken and target not in found.by_file:
        found.broken.add(where[0])
    else:
        found.refuse(*where, f"{name} is no {what}")


def _of_namespace(
    namespace: str | None, schema: SchemaFile, found: OwnFiles
) -> Sequence[SchemaFile]:
    """
    Find a namespace that an import names without a place.

    What another file of that namespace includes comes with it.
    """
    known = [s for s in found.schemas if s.namespace == namespace and s is not schema]
    if not known and namespace == ns.XML:
        return [_xml()]
    siblings = [s for s in known if s.file == schema.file]
    known = siblings or known  # the parts of one WSDL belong together
    places = {
        _meant(other.file, reference.get("schemaLocation", ""))
        for other in known
        for reference in references(other.root)
        if reference.tag != f"{{{ns.XSD}}}import"
    }
    return [s for s in known if s.file not in places] or known


def _follow_wsdl(wsdl: WsdlFile, node: Element, found: OwnFiles) -> None:
    where = wsdl.name, node.sourceline
    if node.get("location") is None:
        found.refuse(*where, "names no location")
        return
    target = _at(wsdl.file, node.get("location"), where, found)
    if target is None:
        return
    for other in found.wsdls:
        if other.file == target:
            wsdl.imports[node] = other
            return
    if target not in found.by_file:
        _is_no("WSDL", target, where, found)


def _at(file: Path, location: str, where: _Place, found: OwnFiles) -> Path | None:
    """Find the file at a place, inside the folder; note what is wrong with it."""
    target = _meant(file, location)
    if target is None:
        found.refuse(
            *where,
            f"{location}: nothing is fetched; put that file in the folder, and name "
            "its relative place here",
        )
        return None
    if not target.is_relative_to(found.folder):
        found.refuse(*where, f"{location} leads out of the folder")
        return None
    if not isfile(target):
        target = _in_other_letters(target, found) or target
    if not isfile(target):
        found.refuse(*where, f"no file {_inside(target, found)}")
        return None
    return target


def _meant(file: Path, location: str) -> Path | None:
    """Give the path that a relative place means; None for what is no such place."""
    place = unquote(location.strip())
    if _ELSEWHERE.match(place) or "\0" in place:
        return None
    return (file.parent / place.replace("\\", "/")).resolve()


def _in_other_letters(target: Path, found: OwnFiles) -> Path | None:
    """Find a file whose name has other capitals, which is the same on Windows."""
    files: Sequence[Path] = [
        *found.by_file,
        *(w.file for w in found.wsdls),
    ]
    wanted = str(target).casefold()
    return next((f for f in files if str(f).casefold() == wanted), None)


def _inside(path: Path, found: OwnFiles) -> str:
    return path.relative_to(found.folder).as_posix()
