"""Handicap files, recognitions, rights and payments."""

from __future__ import annotations

from kruispunt_client.calls.handicap_files import handicap_files
from kruispunt_client.flows.base import Flow, L_co, asked


class Disability(Flow[L_co]):
    """Handicap files, recognitions, rights and payments."""

    files = asked(handicap_files)
