"""Tests of the sample archive: its files, and that its gold stands in its texts."""
