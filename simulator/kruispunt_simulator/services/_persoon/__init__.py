"""
What the four services about persons and households share.

`file.py` shows a person as a register does, `household.py` finds households,
`blocks.py` is the table of what is told, `write.py` writes it, `codes.py` has the code
lists, and `question.py` reads and checks questions.
"""
