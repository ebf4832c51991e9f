"""Mentions become entities, relations become facts, and both become a graph."""
