"""Real-estate rights, according to the cadastre."""

from __future__ import annotations

from kruispunt_client.calls.patrimony_questions import (
    enterprise_divisions,
    enterprise_properties,
    properties,
)
from kruispunt_client.calls.property_situations import (
    enterprise_situations,
    parcel_situations,
    property_situations,
)
from kruispunt_client.flows.base import Flow, L_co, asked


class Property(Flow[L_co]):
    """Real-estate rights, according to the cadastre."""

    situations = asked(property_situations)
    enterprise_situations = asked(enterprise_situations)
    parcel = asked(parcel_situations)
    properties = asked(properties)
    enterprise_properties = asked(enterprise_properties)
    enterprise_divisions = asked(enterprise_divisions)
