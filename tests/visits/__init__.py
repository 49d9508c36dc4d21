"""Visits: the files that bring them, and the figures counted from them."""
