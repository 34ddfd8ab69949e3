"""
Links between files of the repository, on the site.

In the repository a link leads to a file; on the site to the page that shows it. What no
page shows stays a name.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[3]
LINK = re.compile(
    r"(?<!!)\[(?P<text>[^\]\n]+)\]\((?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?\)"
)

SHOWN = {
    "wsdl/README.md": "docs/reference/wire.md",
    "certs/README.md": "docs/reference/certificates.md",
    "simulator/README.md": "docs/reference/simulator.md",
    "client/kruispunt_law/acts/README.md": "docs/reference/act-files.md",
    "examples/README.md": "docs/how-to/other-toolkits.md",
}
"""By file, the page that includes it."""

RETOLD = {"client/README.md": "docs/how-to/client-log.md"}
"""By file, the page that tells the same in other words: anchors differ."""


def connect(app: Sphinx) -> None:
    """Look at every page, and at what it includes."""
    app.connect("source-read", _page)
    app.connect("include-read", _included)


def rewrite(text: str, file: str, page: str) -> str:
    """
    Let links lead to pages.

    Args:
        text: Markdown.
        file: Where it stands in the repository: links are relative to that.
        page: The page on which it is shown.
    """

    def instead(found: re.Match[str]) -> str:
        target = os.path.normpath(PurePosixPath(file).parent / found["path"])
        target, anchor = Path(target).as_posix(), found["anchor"] or ""
        if target in RETOLD:
            target, anchor = RETOLD[target], ""
        target = SHOWN.get(target, target)
        if not target.startswith("docs/"):
            return found["text"]
        way = os.path.relpath(target, PurePosixPath(page).parent)
        return f"[{found['text']}]({Path(way).as_posix()}{anchor})"

    return LINK.sub(instead, text)


def _page(app: Sphinx, name: str, content: list[str]) -> None:
    page = f"docs/{name}.md"
    content[0] = rewrite(content[0], page, page)


def _included(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    file = (Path(app.srcdir) / path).resolve().relative_to(ROOT).as_posix()
    content[0] = rewrite(content[0], file, f"docs/{app.env.docname}.md")
