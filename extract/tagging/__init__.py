"""The tagger that is tuned: labelled text to a model folder, a model folder to mentions."""
