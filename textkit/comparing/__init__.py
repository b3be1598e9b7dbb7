"""Groups of documents side by side."""
