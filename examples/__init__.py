"""The sample archive: its plain sources, what makes files of them, and what is true in it."""
