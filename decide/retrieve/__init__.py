"""Passages found by the graph as well as by their text: names linked, ties followed, a walk over
all."""
