"""`python -m brigade_kitchen.overcooked program.py` runs a program with the engine behind overcooked_ai."""

import sys

from . import main

main(sys.argv[1:])
