"""Tables become what people read: pages, figures, Word files, what a notebook shows."""
