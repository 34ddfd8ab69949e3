"""Who somebody is: identity, address, civil status, and their history."""

from __future__ import annotations

from kruispunt_client.calls.person import person
from kruispunt_client.calls.person_history import person_history
from kruispunt_client.flows.base import Flow, L_co, asked


class Person(Flow[L_co]):
    """Who somebody is: identity, address, civil status, and their history."""

    now = asked(person)
    history = asked(person_history)
