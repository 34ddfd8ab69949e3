"""Reads the log: trails, explanations."""
