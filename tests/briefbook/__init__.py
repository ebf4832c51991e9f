"""Tests of briefbook."""
