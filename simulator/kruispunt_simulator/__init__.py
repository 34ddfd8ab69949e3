"""The simulator: three platforms that behave like MAGDA, the KSZ and their front door."""

__version__ = "0.1.0"
