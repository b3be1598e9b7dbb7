"""Word files: the text as Word shows it, with the way back to each run."""
