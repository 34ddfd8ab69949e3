"""
What can go wrong in the simulator itself, for its operator.

    SimulatorError
    ├── ConfigurationError   a file of ours or of the user is wrong: file, key, expected
    └── StateError           the state folder or the database cannot be used
"""

from __future__ import annotations


class SimulatorError(Exception):
    """Base of this package's errors."""


class ConfigurationError(SimulatorError):
    """A configuration file is wrong: file, place and what was expected."""


class StateError(SimulatorError):
    """The state folder or its database cannot be used."""
