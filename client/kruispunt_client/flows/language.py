"""The language requirement of a tenant."""

from __future__ import annotations

from kruispunt_client.calls.language import language_files
from kruispunt_client.flows.base import Flow, L_co, asked


class Language(Flow[L_co]):
    """The language requirement of a tenant."""

    files = asked(language_files)
