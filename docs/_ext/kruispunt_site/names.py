"""
What a short name means: in annotations (`Retention`) and in docstrings (`Raises:`).

Names of ours must have an entry on the site. Names of others have none, for nothing is
fetched, and stay names; so do those of the inner parts of the simulator, and of how
contracts are read.
"""

from __future__ import annotations

import builtins
import importlib
import re
import sys
import typing
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

OTHERS = {*sys.stdlib_module_names, "cryptography", "lxml", "pydantic", "sqlalchemy"}
INNER = ("kruispunt_simulator.", "kruispunt_contracts.catalogue.")
LETTER = re.compile(r"[A-Z](_co)?")
"""What type variables are called."""


def connect(app: Sphinx) -> None:
    """Come in when a page was read, and where Sphinx finds nothing itself."""
    app.connect("doctree-read", leave_others)
    app.connect("env-updated", index)
    app.connect("missing-reference", resolve)


def leave_others(app: Sphinx, page: nodes.document) -> None:
    """
    Let names of others be text, before they are taken for something of ours.

    And give a short name that a package offers its full one, so that another of that
    name elsewhere is not meant.
    """
    for node in list(page.findall(pending_xref)):
        if node.get("refdomain") != "py":
            continue
        target = str(node["reftarget"])
        if is_of_others(target):
            node.replace_self(node.children)
        elif "." not in target and (owner := offered().get(target)):
            node["reftarget"] = f"{owner}.{target}"


@cache
def offered() -> dict[str, str]:
    """The packages that offer a name, the first of several."""
    return {
        name: package
        for package in ("kruispunt_contracts", "kruispunt_law", "kruispunt_client")
        for name in importlib.import_module(package).__all__
    }


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """Find the one object of ours that has a short name."""
    if node.get("refdomain") != "py":
        return None
    target = str(node["reftarget"])
    found = _INDEX.get(target.rpartition(".")[2], {})
    if len(found) == 1:
        ((name, entry),) = found.items()
        return make_refnode(
            app.builder, node["refdoc"], entry.docname, entry.node_id, content, name
        )
    inner = target.startswith(INNER) or node["refdoc"] == "reference/testing-module"
    return content if inner else None


def index(app: Sphinx, env: BuildEnvironment) -> None:
    """Sort what has an entry by its short name; no methods and no fields."""
    found: dict[str, dict[str, Any]] = {}
    for name, entry in env.domains.python_domain.objects.items():
        if not entry.aliased and entry.objtype in DOCUMENTED:
            found.setdefault(name.rpartition(".")[2], {})[name] = entry
    _INDEX.clear()
    _INDEX.update(found)


_INDEX: dict[str, dict[str, Any]] = {}
DOCUMENTED = ("class", "exception", "function", "data")


def is_of_others(target: str) -> bool:
    """Whether a name is one of Python, of a library, or a type variable."""
    first, dot, rest = target.partition(".")
    if LETTER.fullmatch(rest.rpartition(".")[2] or target):
        return True
    if dot:
        return first in OTHERS
    return hasattr(builtins, target) or hasattr(typing, target) or target in STANDARD


STANDARD = {
    "Callable",
    "Collection",
    "Coroutine",
    "Decimal",
    "Engine",
    "Enum",
    "Iterable",
    "Iterator",
    "Mapping",
    "MetaData",
    "Path",
    "Table",
    "TracebackType",
    "date",
    "datetime",
    "timedelta",
}
"""What annotations name without its module."""
