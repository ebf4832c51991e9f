"""Questions that are paths: from the thing named, fact by fact, to the things asked for."""
