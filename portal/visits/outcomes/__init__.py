"""Outcomes that are stored: renewed where an import touched them, counted for figures."""
