"""The words everyone shares, the training bench, and the front door of Briefbook."""
