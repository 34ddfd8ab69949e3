"""Family benefits: who gets them, for which child, and when."""

from __future__ import annotations

from kruispunt_client.calls.child_benefits import child_benefits
from kruispunt_client.calls.federal_allowances import federal_allowances
from kruispunt_client.calls.kind_voordelen import kind_voordelen
from kruispunt_client.flows.base import Flow, L_co, asked


class FamilyBenefits(Flow[L_co]):
    """Family benefits: who gets them, for which child, and when."""

    files = asked(kind_voordelen)
    files_by_source = asked(child_benefits)
    federal_files = asked(federal_allowances)
