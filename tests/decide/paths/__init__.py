"""Tests of questions that are paths."""
