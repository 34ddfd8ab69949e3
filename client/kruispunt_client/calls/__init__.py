"""
One module per operation: what can be asked, and the data that come back.

Each has a function that takes a `Line` (a `Connection`) first, and frozen dataclasses
whose fields say where they stand on the wire. To add one: a module here, one method in
`connection.py`, and its test.
"""
