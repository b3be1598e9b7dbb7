"""Paths become Documents."""
