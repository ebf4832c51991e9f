"""Six business cases as recipes: short scripts to copy and adapt, over one small archive."""
