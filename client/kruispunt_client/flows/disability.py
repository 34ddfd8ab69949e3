"""Handicap files, recognitions, rights and payments."""

from __future__ import annotations

from kruispunt_client.calls.federal_file import (
    federal_file,
    federal_rights_and_payments,
)
from kruispunt_client.calls.full_handicap_file import full_handicap_file
from kruispunt_client.calls.handicap_files import handicap_files
from kruispunt_client.calls.handicap_payments import handicap_payments
from kruispunt_client.flows.base import Flow, L_co, asked


class Disability(Flow[L_co]):
    """Handicap files, recognitions, rights and payments."""

    federal_file = asked(federal_file)
    federal_rights_and_payments = asked(federal_rights_and_payments)
    files = asked(handicap_files)
    full_file = asked(full_handicap_file)
    payments = asked(handicap_payments)
