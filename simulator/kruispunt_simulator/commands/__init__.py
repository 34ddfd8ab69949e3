"""What the commands of `cli.py` do, one module each, imported when asked for."""
