"""Documents become a list of requirements, and the list shows where it contradicts itself."""
