"""Outcomes that are stored, and what renews them."""
