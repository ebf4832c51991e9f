"""Documents become mentions and relations."""
