"""Tests of briefbook.measure."""
