"""What the graph and the documents say of counterparties becomes a score, point by point."""
