"""
The typed calls: the methods of every data flow, and what they give.

A flow is a class of `asked(...)` lines (`kruispunt_client/flows/base.py`). On a
connection each is a method with the signature and the docstring of the call, which
gives an `Answer` of what the call is for.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from kruispunt_client import calls, flows
from kruispunt_client.flows.base import Flow, asked
from sphinx.util.inspect import stringify_signature

from kruispunt_site.docstrings import to_rst
from kruispunt_site.public import class_lines, rst

INNER = ("kruispunt_client.calls.wire", "kruispunt_client.calls.zeep_door")
"""How calls are built and read: nothing for who asks."""


def names() -> dict[str, type[Flow[Any]]]:
    """Every data flow, by its name on a connection."""
    return dict(flows.KINDS)


def methods_of(kind: type[Flow[Any]]) -> dict[str, asked[Any, Any]]:
    """The calls of a flow, by their names."""
    return {n: made for n, made in vars(kind).items() if isinstance(made, asked)}


def methods() -> str:
    """Every flow with its methods; then those that have none yet."""
    text, empty = [], []
    for name, kind in names().items():
        made = methods_of(kind)
        if not made:
            empty.append(f"`{name}`")
            continue
        text += [f"## `{name}`\n", rst(_flow_lines(name, kind, made))]
    if empty:
        text += [
            "## Without typed calls\n",
            f"{', '.join(empty)}: asked with [any SOAP toolkit]"
            "(../how-to/other-toolkits.md), or with `kruispunt_client.caller`.",
        ]
    return "\n".join(text)


def _flow_lines(
    name: str, kind: type[Flow[Any]], made: dict[str, asked[Any, Any]]
) -> Iterator[str]:
    yield f".. py:class:: {kind.__module__}.{kind.__qualname__}"
    yield ""
    yield from _indented(to_rst(inspect.getdoc(kind) or ""))
    yield f"   On a connection: ``.{name}``."
    for method, call in made.items():
        yield ""
        yield f"   .. py:method:: {method}{signature(call)}"
        yield ""
        yield from _indented(to_rst(inspect.getdoc(call) or ""), 2)


def signature(call: asked[Any, Any]) -> str:
    """The signature of a method: that of the call, which gives an `Answer`."""
    made = inspect.signature(call.__wrapped__, eval_str=True)  # type: ignore[attr-defined]
    text = stringify_signature(made, unqualified_typehints=True)
    return re.sub(
        r"-> ~?kruispunt_client\.calls\.question\.Call\[",
        "-> ~kruispunt_client.results.Answer[",
        text,
    )


def data() -> str:
    """What the calls give: the classes of every module of calls."""
    text = []
    for module in modules():
        found = [
            (name, thing)
            for name, thing in vars(module).items()
            if inspect.isclass(thing)
            and thing.__module__ == module.__name__
            and not name.startswith("_")
        ]
        if not found:
            continue
        about = " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())
        title = module.__name__.rpartition(".")[2].replace("_", " ")
        text += [f"## {title[0].upper()}{title[1:]}\n", f"{about}\n"]
        text += [
            rst(class_lines(f"{module.__name__}.{name}", thing))
            for name, thing in found
        ]
    return "\n".join(text)


def modules() -> Iterator[ModuleType]:
    """Every module of calls."""
    for found in pkgutil.walk_packages(calls.__path__, f"{calls.__name__}."):
        if found.name not in INNER:
            yield importlib.import_module(found.name)


def _indented(lines: list[str], levels: int = 1) -> Iterator[str]:
    for line in lines:
        yield f"{'   ' * levels}{line}" if line else ""
