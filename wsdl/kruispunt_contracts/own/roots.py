"""Every root element of a folder, and the schema of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from lxml import etree

from kruispunt_contracts.own.bundle import reached
from kruispunt_contracts.own.files import OwnFiles, SchemaFile
from kruispunt_contracts.own.schema import OwnSchema


class Roots:
    """Finds the schema of a message by the Clark name of its root."""

    def __init__(self, files: OwnFiles) -> None:
        """Note what is declared where; nothing is compiled yet."""
        self._files = files
        self._schemas: dict[SchemaFile, OwnSchema] = {}
        self._wholes: dict[SchemaFile, SchemaFile] = {}
        self._found: dict[str, tuple[SchemaFile | None, tuple[str, ...]]] = {}
        self._declared: dict[str, list[SchemaFile]] = {}
        self._includers: dict[SchemaFile, list[SchemaFile]] = {}
        for schema in files.schemas:
            for node, targets in schema.leads_to.items():
                if etree.QName(node).localname != "import":
                    for target in targets:
                        self._includers.setdefault(target, []).append(schema)
        for schema in files.schemas:
            for name in schema.elements():
                for home in [schema] if schema.namespace else self._homes(schema):
                    root = f"{{{home.namespace}}}{name}"
                    self._declared.setdefault(root, []).append(home)

    @property
    def declared(self) -> Mapping[str, Sequence[SchemaFile]]:
        """The files that declare each root."""
        return self._declared

    def file(self, root: str) -> SchemaFile | None:
        """Find the file that has a root, one that compiles; None if there is none."""
        return self._of_root(root)[0]

    def problems(self, root: str) -> tuple[str, ...]:
        """Tell why a root that the folder has cannot be used."""
        return self._of_root(root)[1]

    def schema(self, root: str) -> OwnSchema | None:
        """Give the schema of a root; None if the folder has none."""
        file = self.file(root)
        return None if file is None else self._of(file)

    def children(self, root: str) -> tuple[str, ...] | None:
        """
        Tell what stands below a root; None where the folder has no such root.

        Nothing is compiled for it: most files of a folder are of no service.
        """
        declaring = self._declared.get(root)
        if not declaring:
            return None
        for file in self._homes(declaring[0]):
            with suppress(LookupError):
                return self._of(file).children(root)
        return ()  # it does not compile either, which is said when it is needed

    def check_shape(self, request: str) -> None:
        """Refuse a request with blocks in a namespace, which no platform takes."""
        file, schema = self.file(request), self.schema(request)
        if file is None or schema is None or schema.problems():
            return
        for part in schema.blocks(request):
            if part.is_qualified:
                self._files.problems.append(
                    f"{file.name}:{part.declared[1].sourceline}: {part.name} of "
                    f"{request} is in a namespace; blocks of MAGDA and the KSZ are in "
                    "none"
                )

    def _of(self, file: SchemaFile) -> OwnSchema:
        if file not in self._schemas:
            self._schemas[file] = OwnSchema(file)
        return self._schemas[file]

    def _homes(self, schema: SchemaFile) -> list[SchemaFile]:
        """Give a file and those that include it; not those without a namespace."""
        seen = [schema]
        for each in seen:
            seen += (i for i in self._includers.get(each, ()) if i not in seen)
        return [each for each in seen if each.namespace is not None]

    def _of_root(self, root: str) -> tuple[SchemaFile | None, tuple[str, ...]]:
        if root not in self._found:
            self._found[root] = self._find(root)
            self._files.problems += self._found[root][1]
        return self._found[root]

    def _find(self, root: str) -> tuple[SchemaFile | None, tuple[str, ...]]:
        declaring = self._declared.get(root)
        if not declaring:
            return None, ()
        for each in declaring:
            if self._files.broken & {file.name for file in reached([each])}:
                return each, (f"{each.name} is refused, or a file that it needs",)
        first = self._whole(declaring[0])
        for other in declaring[1:]:
            if not self._same(declaring[0], other, root):
                return first, (
                    f"{other.name}:1: {root} stands in {declaring[0].name} too, and "
                    "not the same; leave one of the two out",
                )
        return first, self._of(first).problems()

    def _whole(self, schema: SchemaFile) -> SchemaFile:
        """
        Find the file to read one through: the last that includes it, and compiles.

        It may lean on what its includer has beside it, or be redefined there.
        """
        if schema not in self._wholes:
            homes = self._homes(schema)
            compiling = (f for f in reversed(homes) if not self._of(f).problems())
            self._wholes[schema] = next(compiling, homes[0])
        return self._wholes[schema]

    def _same(self, one: SchemaFile, other: SchemaFile, root: str) -> bool:
        """Find out whether two files say the same of a root, however they say it."""
        if self._of(one).fingerprint == self._of(other).fingerprint:
            return True
        first, second = (self._of(self._whole(each)) for each in (one, other))
        if first is second:
            return True
        if first.problems() or second.problems():
            return False
        # It loads a component model of schemas, which is slow, and hardly ever needed.
        from kruispunt_contracts.compare.schemas import same_root

        return same_root(first, second, root)
