"""
One module per typed call: what can be asked, and the data that come back.

Each has a function that gives a `Call`, and frozen dataclasses whose fields say where
they stand on the wire. Nothing is asked by calling it: the flows bind it to a
connection. To add one: a module here, a line in its flow (`flows/`), and its test.
"""
