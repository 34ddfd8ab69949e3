"""The simulator: three platforms that behave like the real chain."""

__version__ = "0.1.0"
