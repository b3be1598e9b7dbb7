"""Tables become what people read: text, figures, pages."""
