"""Words between mentions that state a relation, for each language."""
