"""A Document becomes a spaCy Doc and a tree of units."""
