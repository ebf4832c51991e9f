"""The stages as a run folder sees them: what is to do, doing it, writing down what it made."""
