"""Early warning: what is watched, how it moves over time, and what of that deserves an alert."""
