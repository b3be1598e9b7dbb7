"""Corpus linguistics over token columns: queries, frequencies, concordances."""
