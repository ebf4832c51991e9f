"""The relation extractor that is tuned: which mentions a text ties together, and how."""
