"""How Sphinx makes the site: `make docs`. Nothing is fetched from anywhere."""

from __future__ import annotations

import sys
from pathlib import Path

import kruispunt_simulator

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "Kruispunt"
author = "Kruispunt contributors"
version = release = kruispunt_simulator.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "kruispunt_site",
]
exclude_patterns = ["_ext"]
smartquotes_action = "D"  # dashes only

# Markdown
myst_heading_anchors = 4

# Docstrings
default_role = "code"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 80
toc_object_entries = False  # hundreds of fields would bury the headings, on every page
nitpicky = True

# The look
html_theme = "furo"
html_title = "Kruispunt"
html_copy_source = False
html_show_copyright = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', sans-serif",
        "color-brand-primary": "#1d5c8f",
        "color-brand-content": "#1d5c8f",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7db8e8",
        "color-brand-content": "#7db8e8",
    },
}
html_static_path = ["_static"]
html_css_files = ["kruispunt.css"]
