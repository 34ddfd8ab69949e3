"""Registration of a person in the repertories: a file is open."""

from __future__ import annotations

from kruispunt_client.calls.registration import (
    deregister,
    deregister_enterprise,
    register,
    register_enterprise,
)
from kruispunt_client.flows.base import Flow, L_co, asked


class Repertory(Flow[L_co]):
    """Registration of a person in the repertories: a file is open."""

    deregister = asked(deregister)
    deregister_enterprise = asked(deregister_enterprise)
    register = asked(register)
    register_enterprise = asked(register_enterprise)
