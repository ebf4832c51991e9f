"""Makes the sample archive and its gold from plain sources; the same bytes each time."""
