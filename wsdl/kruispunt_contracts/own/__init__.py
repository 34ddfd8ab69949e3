"""
Contracts of the user's own: a folder of official files, read inside it only.

`files.py` reads them and says what is refused, `roots.py` finds the schema of a
message, `bindings.py` and `services.py` what is offered, and `contracts.py` makes
contracts of it. `kruispunt up --contracts` uses them; `kruispunt_contracts.compare`
compares ours with them.
"""

from __future__ import annotations

from kruispunt_contracts.own.contracts import Own, examine, read_own
from kruispunt_contracts.own.files import SchemaFile, WsdlFile

__all__ = ["Own", "SchemaFile", "WsdlFile", "examine", "read_own"]
