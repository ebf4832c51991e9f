"""Texts get labels of the user's own: topic, intent, sentiment, urgency, risk."""
