"""Records and token columns become tables: what a corpus says."""
