"""A Doc becomes records: what a document says, and where."""
