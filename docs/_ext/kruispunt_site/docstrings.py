"""
From our docstrings to what Sphinx reads.

They are Google-like (Args, Returns, Raises), which napoleon reads, with three habits
that it does not know: fenced blocks, a `Source:` at the end, and `Returns:` without a
type, in which a colon is a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring

SOURCE = re.compile(r"^Source: ?(?P<text>.*)")
RETURNS = re.compile(r"^(?P<indent> *)(?:Returns|Yields):\s*$")
COLON = "\ue000"
"""Stands for a colon that napoleon would read as the end of a type."""
NAPOLEON = Config(napoleon_numpy_docstring=False, napoleon_use_rtype=False)


def connect(app: Sphinx) -> None:
    """Come in where autodoc has a docstring, or a signature."""
    app.connect("autodoc-process-docstring", _process)
    app.connect("autodoc-process-signature", _sign)


def to_rst(docstring: str) -> list[str]:
    """Give the lines of a docstring as reStructuredText, fields and all."""
    lines = list(prepared(docstring.splitlines()))
    told = str(GoogleDocstring(lines, NAPOLEON, what="function"))
    return told.replace(COLON, ":").splitlines()


def prepared(lines: list[str]) -> Iterator[str]:
    """Write out the habits that napoleon does not know."""
    fenced, returns = False, None
    for line in lines:
        bare = line.strip()
        if bare.startswith("```"):
            fenced = not fenced
            indent = line[: len(line) - len(line.lstrip())]
            language = bare.removeprefix("```") or "text"
            yield from ("", f"{indent}.. code-block:: {language}" if fenced else "", "")
        elif fenced:
            yield f"    {line}"
        elif found := RETURNS.match(line):
            returns = found["indent"]
            yield line
        else:
            if returns is not None and bare and not line.startswith(f"{returns} "):
                returns = None
            if returns is not None:
                line = line.replace(":", COLON)
            if found := SOURCE.match(line):
                line = f"**Source:** {found['text']}"
            yield line


def plain_types(kind: type) -> None:
    """
    Let a class tell the types of its fields without what readers of files need.

    `Annotated[date, Wire("period/beginDate")]` says where a date stands on the wire;
    who uses a result wants to know that it is a date.
    """
    if not (is_dataclass(kind) or issubclass(kind, BaseModel)):
        return
    try:
        hints = get_type_hints(kind)
    except NameError:  # a type that is imported for mypy only
        return
    own = vars(kind).get("__annotations__", {})
    own.update({name: hints[name] for name in own})


def _process(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    lines[:] = [*to_rst("\n".join(lines)), ""]


def _sign(
    app: Sphinx,
    what: str,
    name: str,
    thing: Any,
    options: Any,
    signature: str | None,
    returns: str | None,
) -> tuple[str, str] | None:
    """Leave the arguments out of what nobody makes by hand: results, acts, enums."""
    if what != "class" or name.startswith("kruispunt_client.settings"):
        return None
    made_for_you = is_dataclass(thing) or hasattr(thing, "__members__")
    return ("", "") if made_for_you or issubclass(thing, BaseModel) else None
