"""Labelled text: what people and models say stands where, and the formats it travels in."""
