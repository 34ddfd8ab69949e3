"""
What the registers know of persons: the parts of GeefPersoon and its three neighbours.

The contracts share these types, and so do the results. Names are those of the wire, in
snake_case; dates of registers may be known in part only (`PartialDate`).
"""
