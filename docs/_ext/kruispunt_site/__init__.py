"""
What the site needs beside Sphinx and MyST: four small extensions in one.

- `generated`: `<!-- generated: NAME -->` becomes what the code says of itself;
- `docstrings`: our docstrings are closer to Markdown than to what Sphinx expects;
- `links`: a link to a file of the repository leads to the page that shows it;
- `names`: short names in annotations and docstrings find what they mean.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from kruispunt_site import docstrings, generated, links, names


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the four."""
    for part in (docstrings, generated, links, names):
        part.connect(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
