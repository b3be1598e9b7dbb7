"""Documents, tokens and records, kept in one file; opened, chosen from, corrected and handed on."""
