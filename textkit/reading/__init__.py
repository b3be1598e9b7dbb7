"""A path becomes a Document: its tidied text, its layout and its facts."""
