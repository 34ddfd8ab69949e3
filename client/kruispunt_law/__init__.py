"""
The law as data: who may ask what, on which ground, what stays behind, and for how long.

    from kruispunt_law import law
    law().decide(hop="magda", party="fluvius", capacity="7301", ...)

One file per act (`acts/`), the fields that the acts name (`fields.yaml`), where they
stand in messages (`wire/`), and what the acts say about repertories and checks. Nothing
is granted that no file grants.
"""

from kruispunt_law.beyond import NotGranted, PassedOn, ReferredTo
from kruispunt_law.codes import Codes, load_codes
from kruispunt_law.explain import Row, check, explain, matrix
from kruispunt_law.explanation import Demand, Explanation, FieldStanding, Ground
from kruispunt_law.load import ACTS, law, load_law
from kruispunt_law.model import (
    Act,
    Decision,
    Discontinued,
    Entry,
    Field,
    Grant,
    KeepRule,
    Purpose,
    RegisterRule,
    Successor,
)
from kruispunt_law.names import UnknownName
from kruispunt_law.retention import Retention, keep_until
from kruispunt_law.rulebook import HOPS, Law
from kruispunt_law.term import State, Term
from kruispunt_law.wire import Places

__all__ = [
    "ACTS",
    "HOPS",
    "Act",
    "Codes",
    "Decision",
    "Demand",
    "Discontinued",
    "Entry",
    "Explanation",
    "Field",
    "FieldStanding",
    "Grant",
    "Ground",
    "KeepRule",
    "Law",
    "NotGranted",
    "PassedOn",
    "Places",
    "Purpose",
    "ReferredTo",
    "RegisterRule",
    "Retention",
    "Row",
    "State",
    "Successor",
    "Term",
    "UnknownName",
    "check",
    "explain",
    "keep_until",
    "law",
    "load_codes",
    "load_law",
    "matrix",
]
