"""
What a short name means: in annotations (`Retention`) and in docstrings (`Raises:`).

Names of ours must have an entry on the site, and one only; names of others have none,
for nothing is fetched, and stay names.
"""

from __future__ import annotations

import builtins
import re
import sys
import typing
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

OTHERS = {*sys.stdlib_module_names, "cryptography", "lxml", "pydantic", "sqlalchemy"}
LETTER = re.compile(r"[A-Z](_co)?")
"""What type variables are called."""


def connect(app: Sphinx) -> None:
    """Come in when a page was read, and where Sphinx finds nothing itself."""
    app.connect("doctree-read", leave_others)
    app.connect("missing-reference", resolve)


def leave_others(app: Sphinx, page: nodes.document) -> None:
    """Let names of others be text, before they are taken for something of ours."""
    for node in list(page.findall(pending_xref)):
        if node.get("refdomain") == "py" and is_of_others(str(node["reftarget"])):
            node.replace_self(node.children)


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """Find the one object of ours that has a short name."""
    if node.get("refdomain") != "py":
        return None
    found = candidates(env, str(node["reftarget"]).rpartition(".")[2])
    if len(found) != 1:
        return None
    ((name, entry),) = found.items()
    return make_refnode(
        app.builder, node["refdoc"], entry.docname, entry.node_id, content, name
    )


def candidates(env: BuildEnvironment, last: str) -> dict[str, Any]:
    """Give the objects with a name, by their full names; no methods, no fields."""
    objects = env.domains.python_domain.objects
    return {
        name: entry
        for name, entry in objects.items()
        if name.rpartition(".")[2] == last
        and not entry.aliased
        and entry.objtype in ("class", "exception", "function", "data")
    }


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
