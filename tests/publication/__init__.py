"""Publication: what is shown, what is hidden, and that it never changes."""
