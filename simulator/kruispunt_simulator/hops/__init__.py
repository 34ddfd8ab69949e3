"""The three platforms: checks in order, answers, the record of every call."""
