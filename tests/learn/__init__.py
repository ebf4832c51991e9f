"""Tests of briefbook.learn."""
