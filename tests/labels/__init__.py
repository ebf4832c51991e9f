"""Tests of briefbook.labels."""
