"""Docs become records: what a document says."""
