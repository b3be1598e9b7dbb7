"""Exercises with keys, out of the same evidence."""
