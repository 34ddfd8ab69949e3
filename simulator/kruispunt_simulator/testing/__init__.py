"""
The chain for the tests of an application: started once, and as new for every test.

```python
from kruispunt_simulator.testing import running_chain

with running_chain() as kruispunt, kruispunt.connect("wonen-in-limburg") as wiv:
    ...
    kruispunt.trail.assert_called(service="GeefDossierHandicap", times=1)
```

With pytest nothing is imported: the fixture is called `kruispunt` (`plugin.py`).

`running_chain` gives one `Kruispunt`. A `Chain` runs longer and gives a fresh one for
each test (`Chain.isolated`). What a test loads, registers, switches, injects or moves
is undone at its end; only the log keeps what happened, for it is append-only.

Everything is imported when it is first used, so that a pytest session that has nothing
to do with Kruispunt does not pay for the plugin being installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kruispunt_simulator.testing.chain import Chain, running_chain
    from kruispunt_simulator.testing.injections import UnusedInjection
    from kruispunt_simulator.testing.people import Persona
    from kruispunt_simulator.testing.records import Noticed, Record
    from kruispunt_simulator.testing.scope import Kruispunt
    from kruispunt_simulator.testing.trail import Trail

__all__ = [
    "Chain",
    "Kruispunt",
    "Noticed",
    "Persona",
    "Record",
    "Trail",
    "UnusedInjection",
    "running_chain",
]

_HOMES = {
    "Chain": "chain",
    "Kruispunt": "scope",
    "Noticed": "records",
    "Persona": "people",
    "Record": "records",
    "Trail": "trail",
    "UnusedInjection": "injections",
    "running_chain": "chain",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no {name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
