"""A stand-in for copies of overcooked_ai of the generation 0.0.1: what the drop-in asks of them, in plain Python. Not theirs, and slow."""
