"""Documents, entities and archives become digests."""
