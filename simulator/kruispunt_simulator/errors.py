"""
What can go wrong in the simulator itself, for its operator.

    SimulatorError
    ├── StateError           the state folder or the database cannot be used
    ├── …                    see `sources`

A file of ours or of the user that is wrong is a `ConfigurationError`, of
`kruispunt_contracts.yamlfile`, which reads such files.
"""

from __future__ import annotations


class SimulatorError(Exception):
    """Base of this package's errors."""


class StateError(SimulatorError):
    """The state folder or its database cannot be used."""


def first_line(error: Exception) -> str:
    """
    Say what went wrong, in a line.

    Args:
        error: Of SQLAlchemy, say, which tells four lines and repeats the statement;
            what PostgreSQL tells after its first line repeats what was written.
    """
    text = str(getattr(error, "orig", None) or error)
    return text.splitlines()[0] if text else type(error).__name__
