"""
`<!-- generated: NAME -->` on a page becomes what the code says of itself, as Markdown.

So a name, a call, an option or a fault that is added to the code is on the site without
anybody writing it down again. And `<!-- other pages: PATTERN -->` in a table of
contents becomes the pages that it does not name yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

from kruispunt_site import commands, flows, public, tables

PARTS: Final[dict[str, Callable[[], str]]] = {
    "client": public.client,
    "errors": public.errors,
    "profile classes": public.profile,
    "results": public.results,
    "law": public.law,
    "housing": public.housing,
    "testing": public.testing,
    "flows": flows.methods,
    "data": flows.data,
    "profile keys": tables.profile,
    "refusals": tables.refusals,
    "faults": tables.faults,
    "services": tables.services,
    "commands": commands.reference,
}
"""By name, what gives it."""

OTHERS = re.compile(r"^<!-- other pages: (?P<pattern>.+?) -->$", re.M)
MARK = re.compile(r"^<!-- generated: (?P<name>.+?) -->$", re.M)


def connect(app: Sphinx) -> None:
    """Fill pages in as they are read."""
    app.connect("source-read", _fill, priority=400)


def _fill(app: Sphinx, name: str, content: list[str]) -> None:
    text = content[0]
    root = Path(app.srcdir)
    given = {line.rpartition("<")[2].rstrip(">") for line in text.splitlines()}

    def others(found: re.Match[str]) -> str:
        files = sorted(root.glob(f"{found['pattern']}.md"))
        pages = [file.relative_to(root).with_suffix("").as_posix() for file in files]
        new = [page for page in pages if page not in given and page != name]
        given.update(new)
        return "\n".join(new)

    text = OTHERS.sub(others, text)
    content[0] = MARK.sub(lambda found: PARTS[found["name"]](), text)
