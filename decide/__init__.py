"""Passages and the graph become findings and answers."""
