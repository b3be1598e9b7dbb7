"""PDF files: lines, paragraphs and ruled tables rebuilt from where the letters stand."""
