"""How each platform speaks: reads the context of a question, writes answers."""
