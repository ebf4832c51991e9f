"""Requests of customers: what they want, the best known answer, and when a person takes over."""
