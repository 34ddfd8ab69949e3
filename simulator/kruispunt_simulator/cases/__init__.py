"""Test cases: replies in files, laid out as those of the MAGDA Mock."""
