"""Documents become spaCy Docs and trees of units."""
